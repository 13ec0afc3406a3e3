// The handle an application plays through: alsa-lib's external I/O plugin.
//
// Every function is called on the thread that calls alsa-lib, most of them within alsa-lib's mutex
// of the handle, and holds the card's lock. Two things differ from a card of the kernel, because
// `snd_pcm_ioplug` has no way for them: snd_pcm_resume reports success always (the state stays
// SUSPENDED while the card still sleeps), and snd_pcm_avail_update reports neither ESTRPIPE nor
// ENODEV (writing, waiting and the state do).
#include "pcm.h"

#include <poll.h>
#include <stdlib.h>

static handle *handle_of(snd_pcm_ioplug_t *io) { return io->private_data; }

/// Locks the card and brings it up to date; the present moment.
static uint64_t enter(handle *handle) {
    card_lock(&handle->card);
    uint64_t now = card_now(&handle->card);
    stream_run(&handle->stream, now);
    return now;
}

static int leave(handle *handle, uint64_t now, int code) {
    stream_pointer(&handle->stream, now);
    card_wake_at(&handle->card, stream_next_wake(&handle->stream, now));
    card_unlock(&handle->card);
    return code;
}

/// As `enter`, for a call that may be told to hang or to fail.
static uint64_t enter_disturbed(handle *handle, card_call call, int *code) {
    uint64_t now = enter(handle);
    *code = card_disturb(&handle->card, call);
    // It may have hung meanwhile.
    uint64_t later = card_now(&handle->card);
    if (later > now) stream_run(&handle->stream, later);
    return later;
}

static bool is_gone(const handle *handle) {
    return handle->io.state == SND_PCM_STATE_DISCONNECTED;
}

static int on_start(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    int code;
    uint64_t now = enter_disturbed(handle, call_start, &code);
    if (code == 0 && is_gone(handle)) code = -ENODEV;
    if (code == 0) {
        stream_start(&handle->stream, now);
        card_log(&handle->card, now, "start");
    }
    return leave(handle, now, code);
}

static int on_stop(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    stream_stop(&handle->stream, now);
    return leave(handle, now, 0);
}

static snd_pcm_sframes_t on_pointer(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    snd_pcm_sframes_t frame = (snd_pcm_sframes_t)stream_pointer(&handle->stream, now);
    // A negative value is the only way to report an under-run.
    bool is_over = handle->stream.is_over && !is_gone(handle);
    leave(handle, now, 0);
    return is_over ? -EPIPE : frame;
}

static snd_pcm_sframes_t on_transfer(
    snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
    snd_pcm_uframes_t size) {
    handle *handle = handle_of(io);
    card_state *state = handle->card.state;
    int code;
    uint64_t now = enter_disturbed(handle, call_write, &code);
    if (code == 0 && is_gone(handle)) code = -ENODEV;
    if (code == 0 && io->state == SND_PCM_STATE_SUSPENDED) code = -ESTRPIPE;
    if (code == 0 && handle->stream.is_over) code = -EPIPE;
    if (code == 0 && handle->was_short) code = -EAGAIN;
    handle->was_short = false;
    if (code < 0) return leave(handle, now, code);
    if (state->short_count != 0 && (snd_pcm_uframes_t)state->short_frames < size) {
        if (state->short_count > 0) state->short_count--;
        size = (snd_pcm_uframes_t)state->short_frames;
        if (size == 0) return leave(handle, now, -EAGAIN);
        // alsa-lib asks at once for the rest of the same write.
        handle->was_short = true;
    }
    const char *frames =
        (const char *)areas[0].addr + (areas[0].first + areas[0].step * offset) / 8;
    stream_write(&handle->stream, frames, size);
    leave(handle, now, 0);
    return (snd_pcm_sframes_t)size;
}

static int on_hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *parameters) {
    (void)parameters;
    handle *handle = handle_of(io);
    int code;
    uint64_t now = enter_disturbed(handle, call_hw_params, &code);
    if (code == 0) code = stream_configure(&handle->stream);
    if (code == 0)
        card_log(
            &handle->card, now, "configured %s %u %u %lu %lu %llu",
            snd_pcm_format_name(io->format), io->rate, io->channels, io->period_size,
            io->buffer_size, (unsigned long long)handle->card.state->bytes);
    return leave(handle, now, code);
}

static int on_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *parameters) {
    handle *handle = handle_of(io);
    card_stream *stream = &handle->stream;
    snd_pcm_uframes_t boundary, stop, silence, least;
    snd_pcm_sw_params_get_boundary(parameters, &boundary);
    snd_pcm_sw_params_get_stop_threshold(parameters, &stop);
    snd_pcm_sw_params_get_silence_size(parameters, &silence);
    snd_pcm_sw_params_get_avail_min(parameters, &least);
    uint64_t now = enter(handle);
    stream->boundary = boundary;
    stream->stop_threshold = stop;
    stream->silence_size = silence;
    stream->avail_min = least;
    return leave(handle, now, 0);
}

static int on_prepare(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    int code;
    card_lock(&handle->card);
    uint64_t now = card_now(&handle->card);
    stream_prepare(&handle->stream);
    card_unlock(&handle->card);
    now = enter_disturbed(handle, call_prepare, &code);
    if (code == 0 && is_gone(handle)) code = -ENODEV;
    if (code == 0) card_log(&handle->card, now, "prepare");
    return leave(handle, now, code);
}

static int on_pause(snd_pcm_ioplug_t *io, int enable) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    stream_pause(&handle->stream, now, enable);
    return leave(handle, now, 0);
}

static int on_resume(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    stream_resume(&handle->stream, now);
    return leave(handle, now, 0);
}

static int on_delay(snd_pcm_ioplug_t *io, snd_pcm_sframes_t *delay) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    uint64_t shown = stream_pointer(&handle->stream, now);
    // Negative where the buffer has run dry.
    *delay = (snd_pcm_sframes_t)(io->appl_ptr - shown + handle->card.options.latency);
    return leave(handle, now, 0);
}

/// Asked for before every wait, which is when the wake-up has to be right: going back or forward in
/// the buffer isn't told to a plugin.
static int on_poll_descriptors(snd_pcm_ioplug_t *io, struct pollfd *files, unsigned room) {
    handle *handle = handle_of(io);
    if (room < 1) return 0;
    files->fd = handle->card.poll;
    files->events = POLLIN;
    leave(handle, enter(handle), 0);
    return 1;
}

static int on_poll_revents(
    snd_pcm_ioplug_t *io, struct pollfd *files, unsigned count, unsigned short *events) {
    handle *handle = handle_of(io);
    *events = 0;
    if (count != 1) return -EINVAL;
    uint64_t now = enter(handle);
    card_drain_watch(&handle->card);
    stream_pointer(&handle->stream, now);
    bool is_broken = handle->stream.is_over || handle->stream.is_suspended || is_gone(handle);
    if (is_broken)
        *events = POLLERR | POLLOUT;
    else if (files->revents && stream_is_ready(&handle->stream, now))
        *events = POLLOUT;
    return leave(handle, now, 0);
}

void pcm_dispose(handle *handle) {
    stream_release(&handle->stream);
    card_detach(&handle->card);
    free(handle);
}

static int on_close(snd_pcm_ioplug_t *io) {
    handle *handle = handle_of(io);
    uint64_t now = enter(handle);
    stream_stop(&handle->stream, now);
    card_log(&handle->card, now, "close");
    card_unlock(&handle->card);
    pcm_dispose(handle);
    return 0;
}

const snd_pcm_ioplug_callback_t pcm_callbacks = {
    .start = on_start,
    .stop = on_stop,
    .pointer = on_pointer,
    .transfer = on_transfer,
    .close = on_close,
    .hw_params = on_hw_params,
    .sw_params = on_sw_params,
    .prepare = on_prepare,
    .pause = on_pause,
    .resume = on_resume,
    .poll_descriptors = on_poll_descriptors,
    .poll_revents = on_poll_revents,
    .delay = on_delay,
};

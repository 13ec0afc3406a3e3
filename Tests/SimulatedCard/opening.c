// Opening a card for playing, and what it can agree to.
//
// Run by snd_pcm_open, on the application's thread.
#include "pcm.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/// Takes the card for this handle alone, until it is closed, its process dies, or the card is
/// unplugged: a lock of the byte that is numbered as the plugging is, held by the open file.
static int own(card *card, short type) {
    struct flock lock = {
        .l_type = type, .l_start = (off_t)card->state->plugging, .l_len = 1};
    return fcntl(card->state_file, F_OFD_SETLK, &lock) == 0 ? 0 : -EBUSY;
}

/// Finds out whether the process whose stream runs is dead. What waited for its stream is done
/// then.
static void bury(card *card, uint64_t now) {
    if (!card->state->running_pid || own(card, F_WRLCK) < 0) return;
    own(card, F_UNLCK);
    card_log(card, now, "died %d", card->state->running_pid);
    card->state->running_pid = 0;
    card_carry_out_due(card, now);
}

static int open_card(handle *handle) {
    card *card = &handle->card;
    card_lock(card);
    uint64_t now = card_now(card);
    card_read_script(card, now);
    card_carry_out_due(card, now);
    int code = card_disturb(card, call_open);
    now = card_now(card);
    bury(card, now);
    if (code == 0 && card->state->away) code = -card->state->away;
    if (code == 0 && card->state->is_busy) code = -EBUSY;
    if (code == 0) code = own(card, F_WRLCK);
    if (code == 0)
        card_log(card, now, "open");
    else
        card_log(card, now, "refused open %s", strerrorname_np(-code));
    handle->stream.plugging = card->state->plugging;
    card_unlock(card);
    return code;
}

static unsigned least(const unsigned *values, unsigned count) {
    unsigned value = values[0];
    for (unsigned i = 1; i < count; i++)
        if (values[i] < value) value = values[i];
    return value;
}

static unsigned most(const unsigned *values, unsigned count) {
    unsigned value = values[0];
    for (unsigned i = 1; i < count; i++)
        if (values[i] > value) value = values[i];
    return value;
}

/// Limits of periods and buffer are in bytes here: exact with one format and one number of
/// channels, else as wide as any of them needs, and checked again once they are chosen.
static int constrain(handle *handle) {
    static const unsigned accesses[] = {
        SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
    const card_options *o = &handle->card.options;
    snd_pcm_ioplug_t *io = &handle->io;
    unsigned bytes[card_choices];
    for (unsigned i = 0; i < o->format_count; i++)
        bytes[i] =
            (unsigned)snd_pcm_format_physical_width((snd_pcm_format_t)o->formats[i]) / 8;
    unsigned low = least(bytes, o->format_count) * least(o->channels, o->channel_count);
    unsigned high = most(bytes, o->format_count) * most(o->channels, o->channel_count);
    int code = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 2, accesses);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_list(
            io, SND_PCM_IOPLUG_HW_FORMAT, o->format_count, o->formats);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_list(
            io, SND_PCM_IOPLUG_HW_CHANNELS, o->channel_count, o->channels);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_list(
            io, SND_PCM_IOPLUG_HW_RATE, o->rate_count, o->rates);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, o->period_min * low, o->period_max * high);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_minmax(
            io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, o->buffer_min * low, o->buffer_max * high);
    if (code >= 0)
        code = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 2, 1024);
    return code;
}

SND_PCM_PLUGIN_DEFINE_FUNC(simulated) {
    handle *handle = calloc(1, sizeof *handle);
    if (!handle) return -ENOMEM;
    int code = card_options_load(&handle->card.options, root, conf);
    if (code < 0) {
        free(handle);
        return code == -ENODEV && card_is_of_kernel(conf)
                   ? _snd_pcm_hw_open(pcmp, name, root, conf, stream, mode)
                   : code;
    }
    if (stream != SND_PCM_STREAM_PLAYBACK) {
        free(handle);
        return -ENOENT;
    }
    handle->stream.card = &handle->card;
    handle->stream.io = &handle->io;
    code = card_attach(&handle->card);
    if (code >= 0) code = card_watch(&handle->card, false);
    if (code >= 0) code = open_card(handle);
    if (code < 0) {
        pcm_dispose(handle);
        return code;
    }
    handle->io = (snd_pcm_ioplug_t){
        .version = SND_PCM_IOPLUG_VERSION,
        .name = "Simulated card",
        .flags = SND_PCM_IOPLUG_FLAG_MONOTONIC | SND_PCM_IOPLUG_FLAG_BOUNDARY_WA,
        .poll_fd = handle->card.poll,
        .poll_events = POLLIN,
        .callback = &pcm_callbacks,
        .private_data = handle,
    };
    code = snd_pcm_ioplug_create(&handle->io, name, stream, mode);
    if (code < 0) {
        pcm_dispose(handle);
        return code;
    }
    code = constrain(handle);
    if (code < 0) {
        snd_pcm_ioplug_delete(&handle->io);
        return code;
    }
    *pcmp = handle->io.pcm;
    return 0;
}

SND_PCM_PLUGIN_SYMBOL(simulated);

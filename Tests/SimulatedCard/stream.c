// What happens to a playing card: time, the application's calls, the script's commands.
//
// Called on the thread that plays, with the card's lock held.
//
// Time passes from one moment at which something happens to the next, up to the present: a command
// that is due at a frame or a moment finds the card exactly there. An empty buffer stops the stream
// (EPIPE) once the frames heard reach what stop_threshold allows; with the boundary for threshold
// it plays on.
#include "stream.h"

#include <stdlib.h>
#include <unistd.h>

// MARK: Time passes

/// The frame at which the stream stops by itself.
uint64_t stream_last_frame(const card_stream *stream) {
    uint64_t written = stream->written;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return written;
    if (stream->stop_threshold >= stream->boundary) return UINT64_MAX;
    uint64_t sum = written + stream->stop_threshold;
    return sum > stream->buffer ? sum - stream->buffer : 0;
}

static void end(card_stream *stream) {
    card_flush(stream->card, &stream->stretch);
    stream->shown = stream_shown_at(stream, stream->last);
    stream->is_running = false;
    state_of(stream)->running_pid = 0;
}

static void advance(card_stream *stream, uint64_t moment) {
    if (!stream->is_running || moment < stream->last) return;
    stream->last = moment;
    if (!stream_is_moving(stream)) return;
    uint64_t target = stream_frame_at(stream, moment), last = stream_last_frame(stream);
    if (target < last) return stream_sound(stream, target);
    bool is_draining = stream->io->state == SND_PCM_STATE_DRAINING;
    stream_sound(stream, last);
    moment = stream_moment_of(stream, stream->sounded);
    if (is_draining) stream->shown = stream->sounded;
    end(stream);
    stream->is_over = !is_draining;
    card_log(stream->card, moment, is_draining ? "drained" : "underrun");
}

static void carry_out(card_stream *stream, const card_command *command, uint64_t moment) {
    bool was_running = stream->is_running;
    switch (command->action) {
        case action_xrun:
        case action_suspend:
            if (!was_running) break;
            end(stream);
            if (command->action == action_xrun) {
                stream->is_over = true;
                card_log(stream->card, moment, "xrun");
                return;
            }
            stream->is_suspended = true;
            stream->suspended_until =
                command->first == card_ever ? CARD_NEVER : moment + (uint64_t)command->first;
            snd_pcm_ioplug_set_state(stream->io, SND_PCM_STATE_SUSPENDED);
            card_log(stream->card, moment, "suspend");
            return;
        case action_unplug:
            if (was_running) end(stream);
            break;
        case action_stick:
        case action_jitter: stream->shown = stream_shown_at(stream, moment); break;
        case action_ppm:
            card_flush(stream->card, &stream->stretch);
            if (stream_is_moving(stream))
                stream_anchor(stream, stream_moment_of(stream, stream->sounded));
            break;
        case action_stall:
        case action_heard: card_flush(stream->card, &stream->stretch); break;
        case action_go:
            if (was_running && state_of(stream)->is_stalled) stream_anchor(stream, moment);
            break;
        default: break;
    }
    card_carry_out(stream->card, command, moment);
}

/// When a command is due.
static uint64_t due(const card_stream *stream, const card_command *command, uint64_t now) {
    if (!command->is_frame) return command->when;
    uint64_t frames = state_of(stream)->frames;
    if (command->when <= frames) return stream->is_running ? stream->last : now;
    if (!stream_is_moving(stream)) return CARD_NEVER;
    return stream_moment_of(stream, stream->sounded + (command->when - frames));
}

/// The command that is due first, in the order of the script where several are; nil is the count.
unsigned stream_first_due(const card_stream *stream, uint64_t now, uint64_t *moment) {
    const card_state *state = state_of(stream);
    unsigned first = state->command_count;
    *moment = CARD_NEVER;
    for (unsigned i = 0; i < state->command_count; i++) {
        uint64_t at = due(stream, state->commands + i, now);
        if (at >= *moment) continue;
        *moment = at;
        first = i;
    }
    return first;
}

void stream_run(card_stream *stream, uint64_t now) {
    card_state *state = state_of(stream);
    stream_follow_application(stream);
    card_read_script(stream->card, now);
    for (;;) {
        uint64_t moment;
        unsigned index = stream_first_due(stream, now, &moment);
        if (index == state->command_count || moment > now) break;
        if (stream->is_running && moment < stream->last) moment = stream->last;
        advance(stream, moment);
        card_command command = state->commands[index];
        // The stream ended before it came to that frame.
        if (command.is_frame && state->frames < command.when) continue;
        card_remove(stream->card, index);
        carry_out(stream, &command, moment);
    }
    advance(stream, now);
    if (stream->plugging != state->plugging) {
        if (stream->is_running) end(stream);
        snd_pcm_ioplug_set_state(stream->io, SND_PCM_STATE_DISCONNECTED);
    }
}

// MARK: The application's calls

int stream_configure(card_stream *stream) {
    const snd_pcm_ioplug_t *io = stream->io;
    const card_options *options = &stream->card->options;
    if (io->period_size < options->period_min || io->period_size > options->period_max ||
        io->buffer_size < options->buffer_min || io->buffer_size > options->buffer_max)
        return -EINVAL;
    stream_release(stream);
    stream->format = io->format;
    stream->channels = io->channels;
    stream->rate = io->rate;
    stream->frame_bytes =
        (unsigned)snd_pcm_format_physical_width(io->format) / 8 * io->channels;
    stream->period = io->period_size;
    stream->buffer = io->buffer_size;
    stream->burst = options->burst;
    stream->queue_room = (4096 / stream->burst + 1) * stream->burst;
    stream->ring = calloc(stream->buffer, stream->frame_bytes);
    stream->queue = calloc(stream->queue_room, stream->frame_bytes);
    stream->boundary = UINT64_MAX;
    if (!stream->ring || !stream->queue) return -ENOMEM;
    return 0;
}

void stream_release(card_stream *stream) {
    free(stream->ring);
    free(stream->queue);
    stream->ring = stream->queue = NULL;
}

void stream_prepare(card_stream *stream) {
    stream->is_running = stream->is_over = stream->is_suspended = stream->is_paused = false;
    stream->sounded = stream->fetched = stream->shown = stream->written = 0;
    stream->queue_first = stream->queue_written = 0;
}

void stream_start(card_stream *stream, uint64_t now) {
    stream->is_started = stream->is_running = true;
    stream->last = now;
    stream->begin = now + (uint64_t)stream->card->options.start_delay_ns;
    stream_anchor(stream, stream->begin);
    state_of(stream)->running_pid = getpid();
    state_of(stream)->streams++;
    if (stream_fills_with_zeros(stream) && stream->written < stream->buffer)
        stream_touch_ring(stream, stream->written, stream->buffer - stream->written, NULL, NULL);
}

void stream_stop(card_stream *stream, uint64_t now) {
    if (stream->is_running) end(stream);
    if (stream->is_started) card_log(stream->card, now, "stop");
    stream->is_started = false;
    stream->is_over = stream->is_suspended = stream->is_paused = false;
}

void stream_pause(card_stream *stream, uint64_t now, bool enable) {
    card_flush(stream->card, &stream->stretch);
    if (!enable) stream_anchor(stream, now);
    stream->is_paused = enable;
    card_log(stream->card, now, enable ? "pause" : "resume");
}

void stream_resume(card_stream *stream, uint64_t now) {
    if (!stream->is_suspended || now < stream->suspended_until) return;
    stream->is_suspended = false;
    stream->is_running = true;
    stream->last = now;
    stream_anchor(stream, now);
    state_of(stream)->running_pid = getpid();
    snd_pcm_ioplug_set_state(stream->io, SND_PCM_STATE_RUNNING);
    card_log(stream->card, now, "resume");
}

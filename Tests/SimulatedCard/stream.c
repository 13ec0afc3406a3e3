// The hardware of a playing card: buffer, pointer, clock, under-runs.
//
// Called on the thread that plays, with the card's lock held.
//
// A frame is heard when the card's clock says so, and counts as heard once it is over. Before, it is
// fetched from the buffer, in bursts: the pointer moves by a whole burst when the first frame of it
// is over, so it runs ahead of the ear by less than a burst, as a DMA engine with a FIFO does. What
// was fetched can't be changed any more. Jitter lets the pointer tell an earlier moment's value, by
// a new amount each millisecond of the stream, never going back.
//
// An empty buffer stops the stream (EPIPE) once the frames heard reach what stop_threshold allows;
// with the boundary for threshold it plays on: zeros where silence_size is the boundary, because
// the buffer is filled with zeros behind what was heard, else the old frames that are in it.
#include "card.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned __int128 wide;

static const wide second_squared = (wide)1000000000u * 1000000000u;
static const uint64_t jitter_slot = 1000000;

static card_state *state_of(const card_stream *stream) { return stream->card->state; }

static bool is_moving(const card_stream *stream) {
    return stream->is_running && !stream->is_paused && !state_of(stream)->is_stalled;
}

static bool fills_with_zeros(const card_stream *stream) {
    return stream->silence_size >= stream->boundary;
}

// MARK: The clock

static wide speed(const card_stream *stream) {
    return (wide)stream->rate * (uint64_t)(1000000000 + state_of(stream)->ppb);
}

/// Frames that are over at a moment.
static uint64_t frame_at(const card_stream *stream, uint64_t moment) {
    if (moment <= stream->anchor) return stream->anchor_frame;
    wide passed = (moment - stream->anchor) * speed(stream) / second_squared;
    return stream->anchor_frame + (uint64_t)passed;
}

/// The moment at which so many frames are over, and the next begins.
static uint64_t moment_of(const card_stream *stream, uint64_t frame) {
    if (frame <= stream->anchor_frame) return stream->anchor;
    wide divisor = speed(stream);
    wide time = ((wide)(frame - stream->anchor_frame) * second_squared + divisor - 1) / divisor;
    return stream->anchor + (uint64_t)time;
}

static void anchor(card_stream *stream, uint64_t moment) {
    stream->anchor = moment;
    stream->anchor_frame = stream->sounded;
}

// MARK: The pointer

static uint64_t jitter_of(const card_stream *stream, uint64_t slot) {
    uint64_t most = (uint64_t)state_of(stream)->jitter_ns;
    uint64_t bits = stream->card->options.seed * 0x9e3779b97f4a7c15u + state_of(stream)->streams +
                    slot * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    return (uint64_t)((wide)(bits ^ bits >> 31) * (most + 1) >> 64);
}

/// Frames fetched at a moment that is not later than the last one run.
static uint64_t fetched_at(const card_stream *stream, uint64_t moment) {
    uint64_t frame = frame_at(stream, moment);
    if (frame > stream->sounded || !is_moving(stream)) frame = stream->sounded;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return frame;
    return (frame + stream->burst - 1) / stream->burst * stream->burst;
}

static uint64_t shown_at(const card_stream *stream, uint64_t moment) {
    if (!stream->is_running || state_of(stream)->is_stuck || moment < stream->begin)
        return stream->shown;
    uint64_t most = (uint64_t)state_of(stream)->jitter_ns;
    if (most == 0) {
        uint64_t frame = fetched_at(stream, moment);
        return frame > stream->shown ? frame : stream->shown;
    }
    uint64_t slot = (moment - stream->begin) / jitter_slot, shown = stream->shown;
    for (uint64_t back = 0; back <= most / jitter_slot + 1 && back <= slot; back++) {
        uint64_t end = back == 0 ? moment : stream->begin + (slot - back + 1) * jitter_slot;
        uint64_t frame = fetched_at(stream, end - jitter_of(stream, slot - back));
        if (frame > shown) shown = frame;
    }
    return shown;
}

uint64_t stream_pointer(card_stream *stream, uint64_t now) {
    stream->shown = shown_at(stream, now);
    return stream->shown;
}

// MARK: The buffer

static void touch_ring(
    card_stream *stream, uint64_t frame, uint64_t count, char *to, const char *from) {
    while (count > 0) {
        uint64_t at = frame % stream->buffer;
        uint64_t run = stream->buffer - at < count ? stream->buffer - at : count;
        size_t size = run * stream->frame_bytes;
        char *place = stream->ring + at * stream->frame_bytes;
        if (to) memcpy(to, place, size);
        if (from) memcpy(place, from, size);
        if (to ? fills_with_zeros(stream) : !from) memset(place, 0, size);
        if (to) to += size;
        if (from) from += size;
        frame += run;
        count -= run;
    }
}

/// Notices that the application went back: what it took away is silenced, where it asked for that.
static void follow_application(card_stream *stream) {
    uint64_t written = stream->io->appl_ptr;
    if (written < stream->written && fills_with_zeros(stream)) {
        uint64_t first = written > stream->fetched ? written : stream->fetched;
        if (first < stream->written)
            touch_ring(stream, first, stream->written - first, NULL, NULL);
    }
    stream->written = written;
}

void stream_write(card_stream *stream, const char *frames, uint64_t count) {
    // alsa-lib moves its own pointer when this has returned.
    touch_ring(stream, stream->io->appl_ptr, count, NULL, frames);
    stream->written = stream->io->appl_ptr + count;
}

static void fetch(card_stream *stream, uint64_t target) {
    uint64_t count =
        (target - stream->fetched + stream->burst - 1) / stream->burst * stream->burst;
    if (count > stream->queue_room) count = stream->queue_room;
    touch_ring(stream, stream->fetched, count, stream->queue, NULL);
    stream->queue_first = stream->fetched;
    stream->queue_written = stream->written;
    stream->fetched += count;
}

/// Lets frames be heard up to one that isn't any more.
static void sound(card_stream *stream, uint64_t target) {
    while (stream->sounded < target) {
        if (stream->fetched <= stream->sounded) fetch(stream, target);
        uint64_t frame = stream->sounded, written = stream->queue_written;
        uint64_t count = (stream->fetched < target ? stream->fetched : target) - frame;
        char *place = stream->queue + (frame - stream->queue_first) * stream->frame_bytes;
        card_stretch_kind kind = stretch_play;
        if (frame < written) {
            if (count > written - frame) count = written - frame;
        } else {
            uint64_t dry = frame - written;
            kind = dry < stream->silence_size ? stretch_zeros : stretch_stale;
            if (kind == stretch_zeros) {
                if (count > stream->silence_size - dry) count = stream->silence_size - dry;
                memset(place, 0, count * stream->frame_bytes);
            }
        }
        uint64_t delay = (uint64_t)stream->card->options.latency * 1000000000u / stream->rate;
        card_play(
            stream->card, &stream->stretch, kind, moment_of(stream, frame) + delay, place, count,
            stream->format, stream->channels);
        stream->sounded += count;
        if (stream->stretch.count >= stream->rate) card_flush(stream->card, &stream->stretch);
    }
}

// MARK: Time passes

/// The frame at which the stream stops by itself.
static uint64_t last_frame(const card_stream *stream) {
    uint64_t written = stream->written;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return written;
    if (stream->stop_threshold >= stream->boundary) return UINT64_MAX;
    uint64_t sum = written + stream->stop_threshold;
    return sum > stream->buffer ? sum - stream->buffer : 0;
}

static void end(card_stream *stream) {
    card_flush(stream->card, &stream->stretch);
    stream->shown = shown_at(stream, stream->last);
    stream->is_running = false;
    state_of(stream)->running_pid = 0;
}

static void advance(card_stream *stream, uint64_t moment) {
    if (!stream->is_running || moment < stream->last) return;
    stream->last = moment;
    if (!is_moving(stream)) return;
    uint64_t target = frame_at(stream, moment), last = last_frame(stream);
    if (target < last) return sound(stream, target);
    bool is_draining = stream->io->state == SND_PCM_STATE_DRAINING;
    sound(stream, last);
    moment = moment_of(stream, stream->sounded);
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
        case action_jitter: stream->shown = shown_at(stream, moment); break;
        case action_ppm:
            card_flush(stream->card, &stream->stretch);
            if (is_moving(stream)) anchor(stream, moment_of(stream, stream->sounded));
            break;
        case action_stall:
        case action_heard: card_flush(stream->card, &stream->stretch); break;
        case action_go:
            if (was_running && state_of(stream)->is_stalled) anchor(stream, moment);
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
    if (!is_moving(stream)) return CARD_NEVER;
    return moment_of(stream, stream->sounded + (command->when - frames));
}

/// The command that is due first, in the order of the script where several are; nil is the count.
static unsigned first_due(const card_stream *stream, uint64_t now, uint64_t *moment) {
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
    follow_application(stream);
    card_read_script(stream->card, now);
    for (;;) {
        uint64_t moment;
        unsigned index = first_due(stream, now, &moment);
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

// MARK: Wake-ups

/// The application wants to be woken once the pointer is there, which may lie in the past.
static int64_t goal(const card_stream *stream) {
    return (int64_t)(stream->written + stream->avail_min) - (int64_t)stream->buffer;
}

bool stream_is_ready(card_stream *stream, uint64_t now) {
    if (!stream->is_running) return true;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return false;
    uint64_t late = (uint64_t)state_of(stream)->late_ns;
    uint64_t moment = now > late ? now - late : 0;
    uint64_t shown = late ? 0 : stream->shown;
    if (late && moment > stream->begin) {
        // As it was then, whatever was shown since.
        uint64_t present = stream->shown;
        stream->shown = 0;
        shown = shown_at(stream, moment);
        stream->shown = present;
    }
    return (int64_t)shown >= goal(stream);
}

/// When the pointer gets to the next end of a period at which enough room is free.
static uint64_t interrupt(const card_stream *stream) {
    int64_t wanted = goal(stream);
    uint64_t frame = wanted < 1 ? 1 : (uint64_t)wanted;
    frame = (frame + stream->period - 1) / stream->period * stream->period;
    frame = (frame - 1) / stream->burst * stream->burst + 1;
    uint64_t moment = moment_of(stream, frame);
    if (state_of(stream)->jitter_ns == 0) return moment;
    for (uint64_t slot = (moment - stream->begin) / jitter_slot;; slot++) {
        uint64_t start = stream->begin + slot * jitter_slot;
        uint64_t seen = moment + jitter_of(stream, slot);
        if (seen < start) seen = start;
        if (seen < start + jitter_slot) return seen;
    }
}

uint64_t stream_next_wake(card_stream *stream, uint64_t now) {
    if (stream_is_ready(stream, now)) return 0;
    uint64_t wake;
    first_due(stream, now, &wake);
    if (!is_moving(stream)) return wake;
    uint64_t last = last_frame(stream);
    uint64_t over = last == UINT64_MAX ? CARD_NEVER : moment_of(stream, last);
    if (over < wake) wake = over;
    if (stream->io->state == SND_PCM_STATE_DRAINING || state_of(stream)->is_stuck) return wake;
    uint64_t moment = interrupt(stream);
    // The room is there, but no period ended since: the next one wakes.
    if (moment <= now) moment = now + 1000000;
    moment += (uint64_t)state_of(stream)->late_ns;
    return moment < wake ? moment : wake;
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
    anchor(stream, stream->begin);
    state_of(stream)->running_pid = getpid();
    state_of(stream)->streams++;
    if (fills_with_zeros(stream) && stream->written < stream->buffer)
        touch_ring(stream, stream->written, stream->buffer - stream->written, NULL, NULL);
}

void stream_stop(card_stream *stream, uint64_t now) {
    if (stream->is_running) end(stream);
    if (stream->is_started) card_log(stream->card, now, "stop");
    stream->is_started = false;
    stream->is_over = stream->is_suspended = stream->is_paused = false;
}

void stream_pause(card_stream *stream, uint64_t now, bool enable) {
    card_flush(stream->card, &stream->stretch);
    if (!enable) anchor(stream, now);
    stream->is_paused = enable;
    card_log(stream->card, now, enable ? "pause" : "resume");
}

void stream_resume(card_stream *stream, uint64_t now) {
    if (!stream->is_suspended || now < stream->suspended_until) return;
    stream->is_suspended = false;
    stream->is_running = true;
    stream->last = now;
    anchor(stream, now);
    state_of(stream)->running_pid = getpid();
    snd_pcm_ioplug_set_state(stream->io, SND_PCM_STATE_RUNNING);
    card_log(stream->card, now, "resume");
}

// When a card wakes the application.
//
// Called on the thread that plays, with the card's lock held.
//
// As a card of the kernel does it: at once where there is room already, else by the interrupt at
// the end of the period that brings enough room. A script can make all of it late.
#include "stream.h"

/// The application wants to be woken once the pointer is there, which may lie in the past.
static int64_t goal(const card_stream *stream) {
    return (int64_t)(stream->written + stream->avail_min) - (int64_t)stream->buffer;
}

bool stream_is_ready(card_stream *stream, uint64_t now) {
    if (!stream->is_running) return true;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return false;
    if (state_of(stream)->late_ns == card_ever) return false;
    uint64_t late = (uint64_t)state_of(stream)->late_ns;
    uint64_t moment = now > late ? now - late : 0;
    uint64_t shown = late ? 0 : stream->shown;
    if (late && moment > stream->begin) {
        // As it was then, whatever was shown since.
        uint64_t present = stream->shown;
        stream->shown = 0;
        shown = stream_shown_at(stream, moment);
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
    uint64_t moment = stream_moment_of(stream, frame);
    if (state_of(stream)->jitter_ns == 0) return moment;
    for (uint64_t slot = (moment - stream->begin) / stream_jitter_slot;; slot++) {
        uint64_t start = stream->begin + slot * stream_jitter_slot;
        uint64_t seen = moment + stream_jitter_of(stream, slot);
        if (seen < start) seen = start;
        if (seen < start + stream_jitter_slot) return seen;
    }
}

uint64_t stream_next_wake(card_stream *stream, uint64_t now) {
    if (stream_is_ready(stream, now)) return 0;
    uint64_t wake;
    stream_first_due(stream, now, &wake);
    if (!stream_is_moving(stream)) return wake;
    uint64_t last = stream_last_frame(stream);
    uint64_t over = last == UINT64_MAX ? CARD_NEVER : stream_moment_of(stream, last);
    if (over < wake) wake = over;
    if (stream->io->state == SND_PCM_STATE_DRAINING || state_of(stream)->is_stuck) return wake;
    if (state_of(stream)->late_ns == card_ever) return wake;
    uint64_t moment = interrupt(stream) + (uint64_t)state_of(stream)->late_ns;
    // A burst or a step of the clock came between: it is looked at again.
    if (moment <= now) moment = now + stream_jitter_slot;
    return moment < wake ? moment : wake;
}

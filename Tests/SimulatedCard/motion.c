// How a playing card moves: clock, pointer, buffer.
//
// Called on the thread that plays, with the card's lock held.
//
// A frame is heard when the card's clock says so, and counts as heard once it is over. Before, it
// is fetched from the buffer, in bursts: the pointer moves by a whole burst when the first frame of
// it is over, so it runs ahead of the ear by less than a burst, as a DMA engine with a FIFO does.
// What was fetched can't be changed any more. Jitter lets the pointer tell an earlier moment's
// value, by a new amount each millisecond of the stream, never going back.
//
// Where silence_size is the boundary the buffer is filled with zeros behind what was heard; else
// the old frames stay in it, and are heard again when the application is late.
#include "stream.h"

#include <string.h>

typedef unsigned __int128 wide;

static const wide second_squared = (wide)1000000000u * 1000000000u;

// MARK: The clock

static wide speed(const card_stream *stream) {
    return (wide)stream->rate * (uint64_t)(1000000000 + state_of(stream)->ppb);
}

/// Frames that are over at a moment.
uint64_t stream_frame_at(const card_stream *stream, uint64_t moment) {
    if (moment <= stream->anchor) return stream->anchor_frame;
    wide passed = (moment - stream->anchor) * speed(stream) / second_squared;
    return stream->anchor_frame + (uint64_t)passed;
}

/// The moment at which so many frames are over, and the next begins.
uint64_t stream_moment_of(const card_stream *stream, uint64_t frame) {
    if (frame <= stream->anchor_frame) return stream->anchor;
    wide divisor = speed(stream);
    wide time = ((wide)(frame - stream->anchor_frame) * second_squared + divisor - 1) / divisor;
    return stream->anchor + (uint64_t)time;
}

void stream_anchor(card_stream *stream, uint64_t moment) {
    stream->anchor = moment;
    stream->anchor_frame = stream->sounded;
}

// MARK: The pointer

uint64_t stream_jitter_of(const card_stream *stream, uint64_t slot) {
    uint64_t most = (uint64_t)state_of(stream)->jitter_ns;
    uint64_t bits = stream->card->options.seed * 0x9e3779b97f4a7c15u + state_of(stream)->streams +
                    slot * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9u;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111ebu;
    return (uint64_t)((wide)(bits ^ bits >> 31) * (most + 1) >> 64);
}

/// Frames fetched at a moment that is not later than the last one run.
static uint64_t fetched_at(const card_stream *stream, uint64_t moment) {
    uint64_t frame = stream_frame_at(stream, moment);
    if (frame > stream->sounded || !stream_is_moving(stream)) frame = stream->sounded;
    if (stream->io->state == SND_PCM_STATE_DRAINING) return frame;
    return (frame + stream->burst - 1) / stream->burst * stream->burst;
}

uint64_t stream_shown_at(const card_stream *stream, uint64_t moment) {
    if (!stream->is_running || state_of(stream)->is_stuck || moment < stream->begin)
        return stream->shown;
    uint64_t most = (uint64_t)state_of(stream)->jitter_ns;
    if (most == 0) {
        uint64_t frame = fetched_at(stream, moment);
        return frame > stream->shown ? frame : stream->shown;
    }
    uint64_t slot = (moment - stream->begin) / stream_jitter_slot, shown = stream->shown;
    for (uint64_t back = 0; back <= most / stream_jitter_slot + 1 && back <= slot; back++) {
        uint64_t end = back == 0 ? moment : stream->begin + (slot - back + 1) * stream_jitter_slot;
        uint64_t frame = fetched_at(stream, end - stream_jitter_of(stream, slot - back));
        if (frame > shown) shown = frame;
    }
    return shown;
}

uint64_t stream_pointer(card_stream *stream, uint64_t now) {
    stream->shown = stream_shown_at(stream, now);
    return stream->shown;
}

// MARK: The buffer

void stream_touch_ring(
    card_stream *stream, uint64_t frame, uint64_t count, char *to, const char *from) {
    while (count > 0) {
        uint64_t at = frame % stream->buffer;
        uint64_t run = stream->buffer - at < count ? stream->buffer - at : count;
        size_t size = run * stream->frame_bytes;
        char *place = stream->ring + at * stream->frame_bytes;
        if (to) memcpy(to, place, size);
        if (from) memcpy(place, from, size);
        if (to ? stream_fills_with_zeros(stream) : !from) memset(place, 0, size);
        if (to) to += size;
        if (from) from += size;
        frame += run;
        count -= run;
    }
}

/// Notices that the application went back: what it took away is silenced, where it asked for that.
void stream_follow_application(card_stream *stream) {
    uint64_t written = stream->io->appl_ptr;
    if (written < stream->written && stream_fills_with_zeros(stream)) {
        uint64_t first = written > stream->fetched ? written : stream->fetched;
        if (first < stream->written)
            stream_touch_ring(stream, first, stream->written - first, NULL, NULL);
    }
    stream->written = written;
}

void stream_write(card_stream *stream, const char *frames, uint64_t count) {
    // alsa-lib moves its own pointer when this has returned.
    stream_touch_ring(stream, stream->io->appl_ptr, count, NULL, frames);
    stream->written = stream->io->appl_ptr + count;
}

static void fetch(card_stream *stream, uint64_t target) {
    uint64_t count =
        (target - stream->fetched + stream->burst - 1) / stream->burst * stream->burst;
    if (count > stream->queue_room) count = stream->queue_room;
    stream_touch_ring(stream, stream->fetched, count, stream->queue, NULL);
    stream->queue_first = stream->fetched;
    stream->queue_written = stream->written;
    stream->fetched += count;
}

/// Lets frames be heard up to one that isn't any more.
void stream_sound(card_stream *stream, uint64_t target) {
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
        uint64_t moment = stream_moment_of(stream, frame) + delay;
        card_play(
            stream->card, &stream->stretch, kind, moment, place, count, stream->format,
            stream->channels);
        stream->sounded += count;
        if (stream->stretch.count >= stream->rate) card_flush(stream->card, &stream->stretch);
    }
}

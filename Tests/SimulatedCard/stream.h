// What a playing card's parts share: motion.c (what moves by itself), stream.c (what happens to it)
// and wake.c. Called on the thread that plays, with the card's lock held.
#pragma once

#include "card.h"

/// The jitter of the pointer is another one each millisecond, in nanoseconds.
enum { stream_jitter_slot = 1000000 };

static inline card_state *state_of(const card_stream *stream) { return stream->card->state; }

static inline bool stream_is_moving(const card_stream *stream) {
    return stream->is_running && !stream->is_paused && !state_of(stream)->is_stalled;
}

static inline bool stream_fills_with_zeros(const card_stream *stream) {
    return stream->silence_size >= stream->boundary;
}

// MARK: motion.c

/// Frames that are over at a moment.
uint64_t stream_frame_at(const card_stream *stream, uint64_t moment);
/// The moment at which so many frames are over, and the next begins.
uint64_t stream_moment_of(const card_stream *stream, uint64_t frame);
/// The clock counts on from here: the present frame begins at that moment.
void stream_anchor(card_stream *stream, uint64_t moment);
uint64_t stream_jitter_of(const card_stream *stream, uint64_t slot);
/// Where the pointer stands at a moment that is not later than the last one run.
uint64_t stream_shown_at(const card_stream *stream, uint64_t moment);
/// Copies frames from the buffer, or into it, or silences them.
void stream_touch_ring(
    card_stream *stream, uint64_t frame, uint64_t count, char *to, const char *from);
/// Notices that the application went back: what it took away is silenced, where it asked for that.
void stream_follow_application(card_stream *stream);
/// Lets frames be heard up to one that isn't any more.
void stream_sound(card_stream *stream, uint64_t target);

// MARK: stream.c

/// The frame at which the stream stops by itself.
uint64_t stream_last_frame(const card_stream *stream);
/// The command that is due first, in the order of the script where several are; the count of
/// commands where none is.
unsigned stream_first_due(const card_stream *stream, uint64_t now, uint64_t *moment);

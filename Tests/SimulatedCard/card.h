// A simulated sound card: what its parts share.
//
//   options.c  what a card is like, from alsa-lib's configuration
//   state.c    what outlives a handle: one file in shared memory per card
//   clock.c    the time a card lives by, and the wake-ups it gives
//   script.c   faults, read while the card runs
//   actions.c  what they do
//   record.c   every frame it played, and when
//   motion.c   the hardware as it runs: buffer, pointer, clock error
//   stream.c   what happens to it: time, under-runs, commands
//   wake.c     when it wakes the application
//   pcm.c      the handle an application plays through (snd_pcm_ioplug)
//   opening.c  how it is opened, and what it agrees to
//   control.c  the handle for volume and mute (snd_ctl_ext)
//
// The hardware has no thread. What it did since the last call is worked out at the next one, to the
// frame: between two calls nobody can have changed its buffer, so nothing differs from hardware
// that had run meanwhile. That is what makes it exact and repeatable. Its price: after a kill -9
// the record ends with the last call, up to a period before the death.
#pragma once

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <alsa/asoundlib.h>
#include <alsa/control_external.h>
#include <alsa/pcm_external.h>
#include <alsa/pcm_plugin.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { card_text = 256, card_choices = 8, card_pending = 64, card_ever = -1 };

/// Never, as a moment.
#define CARD_NEVER UINT64_MAX

// MARK: options.c

typedef struct {
    char id[16];
    char name[32];
    char state[card_text], script[card_text], record[card_text], index[card_text];
    char clock[card_text];
    int64_t ppb;
    int64_t jitter_ns, start_delay_ns;
    int64_t speed_milli;
    uint64_t seed;
    unsigned burst, latency;
    unsigned formats[card_choices], rates[card_choices], channels[card_choices];
    unsigned format_count, rate_count, channel_count;
    unsigned period_min, period_max, buffer_min, buffer_max;
    /// In hundredths of a decibel.
    int volume_min, volume_step, volume;
} card_options;

/// Reads a card's options; -ENODEV where the configuration has no such card.
int card_options_load(card_options *options, snd_config_t *root, snd_config_t *conf);

/// Whether a handle's definition is that of a card of the kernel, for which this one may stand.
bool card_is_of_kernel(snd_config_t *conf);

// MARK: state.c

typedef enum {
    call_open,
    call_hw_params,
    call_prepare,
    call_start,
    call_write,
    call_control,
    call_count,
} card_call;

typedef enum {
    action_note,
    action_xrun,
    action_suspend,
    action_unplug,
    action_plug,
    action_busy,
    action_free,
    action_stick,
    action_unstick,
    action_stall,
    action_go,
    action_short,
    action_late,
    action_hang,
    action_answer,
    action_fail,
    action_ppm,
    action_jitter,
    action_volume,
    action_mute,
    action_deaf,
    /// The sound follows what the control was set to; made by the card itself.
    action_heard,
} card_action;

typedef struct {
    card_action action;
    bool is_frame;
    /// A moment in card nanoseconds, or a frame of the record.
    uint64_t when;
    int64_t first, second;
    char text[48];
} card_command;

/// Volume and mute, in steps of the control from 0 upwards.
typedef struct {
    int32_t steps[2];
    int32_t is_on;
} card_level;

typedef struct {
    uint64_t magic;
    pthread_mutex_t lock;
    /// Written by write(2), so that whoever watches the file learns of a change.
    uint64_t bell;
    /// Card time at birth.
    uint64_t born;

    /// 0 while the card is plugged in, else the errno of opening it.
    int32_t away;
    /// Counts unplugging: a handle from before stays dead.
    uint64_t plugging;
    int32_t is_busy;

    /// The process whose stream runs, or 0.
    int32_t running_pid;
    uint64_t streams;

    card_level control, heard;
    int32_t is_deaf;
    /// Count changes of volume and of mute.
    uint64_t changes[2];

    int64_t ppb, jitter_ns, late_ns;
    int32_t is_stuck, is_stalled;
    struct {
        int32_t code;
        int64_t count;
    } fail[call_count];
    int64_t hang_ns[call_count];
    /// Counts commands that let hung calls return.
    uint64_t answers;
    int64_t short_frames, short_count;

    uint64_t script_offset;
    uint32_t command_count;
    card_command commands[card_pending];

    /// Frames and bytes in the record.
    uint64_t frames, bytes;
} card_state;

/// A handle's view of its card.
typedef struct {
    card_options options;
    card_state *state;
    int state_file, script_file, index_file, record_file, clock_file;
    const volatile uint64_t *clock;
    int watch, timer, poll;
    /// What the timer is set to.
    uint64_t armed;
    /// The handle made the state, so what else is there of the card is another one's.
    bool is_new;
} card;

/// Maps the card's state, making it where there is none.
int card_attach(card *card);
void card_detach(card *card);
void card_lock(card *card);
void card_unlock(card *card);
/// Tells control handles that something changed.
void card_ring(card *card);
/// Whether the call is to fail now: 0, or a negative errno; waits first where it is to hang. The
/// lock is held by the caller, but not while it hangs.
int card_disturb(card *card, card_call call);

// MARK: clock.c

/// The present moment in card nanoseconds.
uint64_t card_now(const card *card);
/// Makes the card's poll descriptor, which wakes at what `card_wake_at` says, and when the script
/// or the shared clock is written to.
int card_watch(card *card, bool with_state);
void card_wake_at(card *card, uint64_t moment);
/// Takes in what made the poll descriptor ready by files.
void card_drain_watch(card *card);
// MARK: script.c

/// Reads what was added to the script; the lock is held.
void card_read_script(card *card, uint64_t now);
/// The names of calls in a script.
extern const char *const card_call_names[call_count];

// MARK: actions.c

/// Adds a command; the lock is held.
void card_add(card *card, card_command command);
/// The sound follows the control at a moment.
void card_add_heard(card *card, uint64_t moment);
/// Removes a command.
void card_remove(card *card, unsigned index);
/// Whether the command touches the running stream, which only its owner may do.
bool card_is_for_stream(card_action action);
/// Carries out what doesn't concern a stream; the lock is held.
void card_carry_out(card *card, const card_command *command, uint64_t moment);
/// Carries out all that is due where no stream of another handle runs, else only what doesn't
/// concern it; the lock is held.
void card_carry_out_due(card *card, uint64_t now);

// MARK: record.c

typedef enum { stretch_none, stretch_play, stretch_zeros, stretch_stale } card_stretch_kind;

/// Frames without a break, not in the index yet.
typedef struct {
    card_stretch_kind kind;
    uint64_t frame, moment, count;
} card_stretch;

/// Writes an event to the index.
void card_log(card *card, uint64_t moment, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void card_flush(card *card, card_stretch *stretch);
/// Applies the volume and appends the frames to the record; changes `frames` in place.
void card_play(
    card *card, card_stretch *stretch, card_stretch_kind kind, uint64_t moment, void *frames,
    uint64_t count, snd_pcm_format_t format, unsigned channels);

// MARK: motion.c, stream.c, wake.c; see also stream.h

typedef struct {
    card *card;
    snd_pcm_ioplug_t *io;

    snd_pcm_format_t format;
    unsigned channels, rate, frame_bytes;
    uint64_t period, buffer;
    uint64_t boundary, stop_threshold, silence_size, avail_min;
    char *ring;
    /// Frames fetched and not heard yet: from which, room for how many, and how far the application
    /// had written when they were fetched.
    char *queue;
    uint64_t queue_first, queue_room, queue_written;
    uint64_t burst;
    /// Of the card when it was opened.
    uint64_t plugging;

    bool is_started, is_running, is_over, is_suspended, is_paused;
    uint64_t suspended_until;
    /// Frame `anchor_frame` began at `anchor`; with `begin` the stream began.
    uint64_t begin, anchor, anchor_frame, last;
    /// Frames of this stream heard, fetched from the buffer, and shown by the pointer.
    uint64_t sounded, fetched, shown;
    /// How far the application has written.
    uint64_t written;
    card_stretch stretch;
} card_stream;

int stream_configure(card_stream *stream);
void stream_release(card_stream *stream);
void stream_prepare(card_stream *stream);
void stream_start(card_stream *stream, uint64_t now);
void stream_stop(card_stream *stream, uint64_t now);
void stream_pause(card_stream *stream, uint64_t now, bool enable);
void stream_resume(card_stream *stream, uint64_t now);
/// Lets everything happen that happened until now, commands included.
void stream_run(card_stream *stream, uint64_t now);
/// Where the pointer stands, in frames since the stream was prepared.
uint64_t stream_pointer(card_stream *stream, uint64_t now);
/// When the application is to be woken next; 0 is at once.
uint64_t stream_next_wake(card_stream *stream, uint64_t now);
bool stream_is_ready(card_stream *stream, uint64_t now);
void stream_write(card_stream *stream, const char *frames, uint64_t count);

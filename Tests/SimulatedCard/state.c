// What outlives a handle: a file in shared memory per card.
//
// Called on the application's threads. Whoever touches the state holds its lock, a robust mutex
// between processes: one that was killed inside leaves the state as it was at that moment, which at
// worst misses a command.
#include "card.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const uint64_t magic = 0x31647261434d4953u ^ sizeof(card_state);

static int open_file(const char *path, int flags) {
    return open(path, flags | O_CREAT | O_CLOEXEC, 0666);
}

static void make(card *card) {
    card_state *state = card->state;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    // A card's lock of the kernel is held by whoever runs: who waits for it lends its priority.
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&state->lock, &attributes);
    pthread_mutexattr_destroy(&attributes);
    const card_options *options = &card->options;
    int32_t steps = (options->volume - options->volume_min) / options->volume_step;
    state->control = (card_level){{steps, steps}, 1};
    state->heard = state->control;
    state->ppb = options->ppb;
    state->jitter_ns = options->jitter_ns;
    state->born = card_now(card);
    state->magic = magic;
}

static int map_clock(card *card) {
    if (!card->options.clock[0]) return 0;
    card->clock_file = open_file(card->options.clock, O_RDWR);
    if (card->clock_file < 0) return -errno;
    struct stat status;
    if (fstat(card->clock_file, &status) < 0) return -errno;
    if (status.st_size < 8 && ftruncate(card->clock_file, 8) < 0) return -errno;
    void *memory = mmap(NULL, 8, PROT_READ, MAP_SHARED, card->clock_file, 0);
    if (memory == MAP_FAILED) return -errno;
    card->clock = memory;
    return 0;
}

static int map_state(card *card) {
    card->state_file = open_file(card->options.state, O_RDWR);
    if (card->state_file < 0) return -errno;
    flock(card->state_file, LOCK_EX);
    struct stat status;
    int code = fstat(card->state_file, &status) < 0 ? -errno : 0;
    bool is_new = code == 0 && status.st_size == 0;
    if (is_new && ftruncate(card->state_file, sizeof(card_state)) < 0) code = -errno;
    if (!is_new && code == 0 && status.st_size != sizeof(card_state)) code = -EINVAL;
    if (code == 0) {
        void *memory = mmap(
            NULL, sizeof(card_state), PROT_READ | PROT_WRITE, MAP_SHARED, card->state_file, 0);
        if (memory == MAP_FAILED) {
            code = -errno;
        } else {
            card->state = memory;
            if (is_new) make(card);
            card->is_new = is_new;
            if (card->state->magic != magic) code = -EINVAL;
        }
    }
    flock(card->state_file, LOCK_UN);
    return code;
}

int card_attach(card *card) {
    card->state = NULL;
    card->clock = NULL;
    card->is_new = false;
    card->armed = CARD_NEVER;
    card->state_file = card->script_file = card->index_file = card->record_file = -1;
    card->clock_file = card->watch = card->timer = card->poll = -1;
    int code = map_clock(card);
    if (code >= 0) code = map_state(card);
    if (code < 0) return code;
    card->script_file = open_file(card->options.script, O_RDONLY);
    card->index_file = open_file(card->options.index, O_WRONLY | O_APPEND);
    card->record_file = open_file(card->options.record, O_WRONLY);
    if (card->script_file < 0 || card->index_file < 0 || card->record_file < 0) return -errno;
    if (!card->is_new) return 0;
    bool is_empty = ftruncate(card->index_file, 0) == 0 && ftruncate(card->record_file, 0) == 0;
    // What is no plain file, as /dev/null for a record of many hours, has no length.
    return is_empty || errno == EINVAL ? 0 : -errno;
}

void card_detach(card *card) {
    int files[] = {
        card->state_file, card->script_file, card->index_file, card->record_file,
        card->clock_file, card->watch,       card->timer,      card->poll,
    };
    for (unsigned i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] >= 0) close(files[i]);
    if (card->clock) munmap((void *)(uintptr_t)card->clock, 8);
    if (card->state) munmap(card->state, sizeof(card_state));
}

void card_lock(card *card) {
    if (pthread_mutex_lock(&card->state->lock) == EOWNERDEAD)
        pthread_mutex_consistent(&card->state->lock);
}

void card_unlock(card *card) { pthread_mutex_unlock(&card->state->lock); }

void card_ring(card *card) {
    uint64_t bell = card->state->bell + 1;
    if (pwrite(card->state_file, &bell, sizeof bell, offsetof(card_state, bell)) < 0) {
        // Nobody is told then; what they read is right all the same.
    }
}

/// Waits until the time is over or the script lets hung calls return.
static void hang(card *card, int64_t nanoseconds) {
    card_state *state = card->state;
    uint64_t end = nanoseconds == card_ever ? CARD_NEVER : card_now(card) + (uint64_t)nanoseconds;
    uint64_t answers = state->answers;
    struct timespec pause = {.tv_nsec = 500000};
    while (card_now(card) < end && state->answers == answers) {
        card_unlock(card);
        nanosleep(&pause, NULL);
        card_lock(card);
        card_read_script(card, card_now(card));
        card_carry_out_due(card, card_now(card));
    }
}

int card_disturb(card *card, card_call call) {
    card_state *state = card->state;
    int64_t nanoseconds = state->hang_ns[call];
    if (nanoseconds != 0) {
        state->hang_ns[call] = 0;
        hang(card, nanoseconds);
    }
    if (state->fail[call].count == 0) return 0;
    if (state->fail[call].count > 0) state->fail[call].count -= 1;
    return -state->fail[call].code;
}

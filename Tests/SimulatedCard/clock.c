// The time a card lives by, and its poll descriptor.
//
// Called on the application's threads, `card_now` by any of them.
//
// Card nanoseconds are those of CLOCK_MONOTONIC, times `speed`; or, with `clock`, the number in a
// file that a test writes. alsa-lib stamps a status with the monotonic clock whatever the card does
// (`snd_pcm_ioplug_status` has no way to tell another time), so `speed` other than 1 shows to a
// reader of time stamps as a card that runs so much faster: it suits tests that count frames. A
// shared clock is for tests that call the card themselves: each step of it is a write(2), which
// inotify reports to every process that polls, before that write returns. So a test knows that
// whoever waits has been woken, and no thread, no futex and no real time take part.
//
// The descriptor is an epoll over a timerfd (wake-ups by the monotonic clock; with a shared clock
// only ever "now" or "not yet") and an inotify (script, clock, and for a control the state).
#include "card.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static uint64_t monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t card_now(const card *card) {
    if (card->clock) return __atomic_load_n(card->clock, __ATOMIC_ACQUIRE);
    return (uint64_t)((unsigned __int128)monotonic() * (uint64_t)card->options.speed_milli / 1000);
}

static bool add(int poll, int file) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = file};
    return epoll_ctl(poll, EPOLL_CTL_ADD, file, &event) == 0;
}

int card_watch(card *card, bool with_state) {
    card->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    card->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    card->poll = epoll_create1(EPOLL_CLOEXEC);
    if (card->watch < 0 || card->timer < 0 || card->poll < 0) return -errno;
    if (!add(card->poll, card->watch) || !add(card->poll, card->timer)) return -errno;
    if (inotify_add_watch(card->watch, card->options.script, IN_MODIFY) < 0) return -errno;
    if (card->clock && inotify_add_watch(card->watch, card->options.clock, IN_MODIFY) < 0)
        return -errno;
    if (with_state && inotify_add_watch(card->watch, card->options.state, IN_MODIFY) < 0)
        return -errno;
    return 0;
}

void card_wake_at(card *card, uint64_t moment) {
    // With a shared clock it is ready at once or not at all; inotify tells the clock's next step.
    if (card->clock) moment = moment <= card_now(card) ? 0 : CARD_NEVER;
    if (moment == card->armed) return;
    card->armed = moment;
    struct itimerspec when = {0};
    if (moment != CARD_NEVER) {
        uint64_t speed = (uint64_t)card->options.speed_milli;
        uint64_t at = (uint64_t)(((unsigned __int128)moment * 1000 + speed - 1) / speed);
        when.it_value.tv_sec = (time_t)(at / 1000000000u);
        // Zero would disarm it.
        when.it_value.tv_nsec = at == 0 ? 1 : (long)(at % 1000000000u);
    }
    timerfd_settime(card->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

void card_drain_watch(card *card) {
    char events[4096];
    while (read(card->watch, events, sizeof events) > 0) {
    }
}

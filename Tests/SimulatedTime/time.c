// A program whose time runs faster, for soak tests with simulated cards: two hours in minutes.
//
// LD_PRELOAD=…/libSimulatedTime.so SIMULATED_SPEED=10 musik-play …
//
// Every clock that the program and its libraries read runs so many times as fast (a whole number),
// and every wait is so many times as short: nothing inside can tell, time stamps of alsa-lib and
// the card's clock included. So no clock has to be passed around in the player for it, and the card
// needs no `speed`. Monotonic clocks are simply multiplied, and all processes under the same speed
// agree about them; the time of day runs faster from SIMULATED_EPOCH on (seconds since 1970), or
// from the program's start.
//
// It isn't a way to be exact: the machine's own lateness counts so many times as much, so a speed
// of 10 asks for wake-ups ten times as punctual. Waits that go past these functions (futexes of
// Swift's runtime, timers of the kernel other than timerfd) aren't shortened. Called on every
// thread.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t speed = 1;
/// Nanoseconds since 1970 at which the time of day was right.
static int64_t epoch;
static int (*real_gettime)(clockid_t, struct timespec *);

static const int64_t second = 1000000000;

static int64_t nanoseconds(const struct timespec *time) {
    return time->tv_sec * second + time->tv_nsec;
}

static struct timespec timespec(int64_t nanoseconds) {
    return (struct timespec){nanoseconds / second, nanoseconds % second};
}

static int64_t real_now(clockid_t clock) {
    struct timespec now;
    real_gettime(clock, &now);
    return nanoseconds(&now);
}

/// Looked up before the first call of anybody, which may come before the constructor.
static void prepare(void) {
    if (real_gettime) return;
    // POSIX promises that a function fits into what dlsym returns, ISO C doesn't.
    *(void **)&real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    const char *text = getenv("SIMULATED_SPEED");
    if (text && atoll(text) > 0) speed = atoll(text);
    text = getenv("SIMULATED_EPOCH");
    epoch = text ? (int64_t)(atof(text) * 1e9) : real_now(CLOCK_REALTIME);
}

__attribute__((constructor)) static void begin(void) { prepare(); }

static int is_of_day(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

static int is_of_processor(clockid_t clock) {
    return clock < 0 || clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID;
}

static int64_t faster(clockid_t clock, int64_t time) {
    return is_of_day(clock) ? epoch + (time - epoch) * speed : time * speed;
}

/// The real moment of a moment inside, rounded up so that nothing wakes early.
static int64_t slower(clockid_t clock, int64_t time) {
    return is_of_day(clock) ? epoch + (time - epoch + speed - 1) / speed
                            : (time + speed - 1) / speed;
}

/// Which clock a moment belongs to that doesn't tell: days since 1970 are more than a machine runs.
static clockid_t guess(int64_t time) {
    return time > 1000000000 * second ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

static struct timespec shorter(const struct timespec *time) {
    return timespec((nanoseconds(time) + speed - 1) / speed);
}

// MARK: Clocks

int clock_gettime(clockid_t clock, struct timespec *time) {
    prepare();
    int code = real_gettime(clock, time);
    if (code == 0 && !is_of_processor(clock)) *time = timespec(faster(clock, nanoseconds(time)));
    return code;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    (void)zone;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}

// MARK: Sleeping

static int sleep_until(clockid_t clock, int flags, const struct timespec *time) {
    return syscall(SYS_clock_nanosleep, clock, flags, time, NULL) == 0 ? 0 : errno;
}

int clock_nanosleep(
    clockid_t clock, int flags, const struct timespec *request, struct timespec *left) {
    prepare();
    if (flags & TIMER_ABSTIME) {
        struct timespec end = timespec(slower(clock, nanoseconds(request)));
        return sleep_until(clock, flags, &end);
    }
    int64_t end = real_now(CLOCK_MONOTONIC) + (nanoseconds(request) + speed - 1) / speed;
    struct timespec moment = timespec(end);
    int code = sleep_until(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment);
    if (code == EINTR && left) {
        int64_t rest = (end - real_now(CLOCK_MONOTONIC)) * speed;
        *left = timespec(rest > 0 ? rest : 0);
    }
    return code;
}

int nanosleep(const struct timespec *request, struct timespec *left) {
    int code = clock_nanosleep(CLOCK_MONOTONIC, 0, request, left);
    if (code == 0) return 0;
    errno = code;
    return -1;
}

int usleep(useconds_t microseconds) {
    struct timespec request = timespec((int64_t)microseconds * 1000);
    return nanosleep(&request, NULL);
}

unsigned sleep(unsigned seconds) {
    struct timespec request = {seconds, 0}, left = {0, 0};
    return nanosleep(&request, &left) == 0 ? 0 : (unsigned)left.tv_sec;
}

// MARK: Waiting for descriptors

int ppoll(
    struct pollfd *files, nfds_t count, const struct timespec *limit, const sigset_t *signals) {
    prepare();
    struct timespec time;
    if (limit) time = shorter(limit);
    return (int)syscall(SYS_ppoll, files, count, limit ? &time : NULL, signals, _NSIG / 8);
}

int poll(struct pollfd *files, nfds_t count, int milliseconds) {
    struct timespec limit = timespec((int64_t)milliseconds * 1000000);
    return ppoll(files, count, milliseconds < 0 ? NULL : &limit, NULL);
}

int epoll_pwait(
    int poll, struct epoll_event *events, int most, int milliseconds, const sigset_t *signals) {
    prepare();
    struct timespec limit = timespec(((int64_t)milliseconds * 1000000 + speed - 1) / speed);
    return (int)syscall(
        SYS_epoll_pwait2, poll, events, most, milliseconds < 0 ? NULL : &limit, signals, _NSIG / 8);
}

int epoll_wait(int poll, struct epoll_event *events, int most, int milliseconds) {
    return epoll_pwait(poll, events, most, milliseconds, NULL);
}

int select(
    int count, fd_set *restrict reading, fd_set *restrict writing, fd_set *restrict failing,
    struct timeval *restrict limit) {
    prepare();
    struct timespec time;
    if (limit)
        time = timespec((limit->tv_sec * second + limit->tv_usec * 1000 + speed - 1) / speed);
    return (int)syscall(
        SYS_pselect6, count, reading, writing, failing, limit ? &time : NULL, NULL);
}

int timerfd_settime(
    int file, int flags, const struct itimerspec *value, struct itimerspec *before) {
    prepare();
    struct itimerspec when = {shorter(&value->it_interval), shorter(&value->it_value)};
    int64_t time = nanoseconds(&value->it_value);
    if (flags & TFD_TIMER_ABSTIME && time != 0)
        when.it_value = timespec(slower(guess(time), time));
    return (int)syscall(SYS_timerfd_settime, file, flags, &when, before);
}

// MARK: Waiting for other threads

int pthread_cond_clockwait(
    pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
    const struct timespec *limit) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
    prepare();
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
    struct timespec time = timespec(slower(clock, nanoseconds(limit)));
    return real(condition, mutex, clock, &time);
}

int pthread_cond_timedwait(
    pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
    const struct timespec *restrict limit) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    prepare();
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    int64_t moment = nanoseconds(limit);
    struct timespec time = timespec(slower(guess(moment), moment));
    return real(condition, mutex, &time);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict limit) {
    static int (*real)(sem_t *, const struct timespec *);
    prepare();
    if (!real) *(void **)&real = dlsym(RTLD_NEXT, "sem_timedwait");
    struct timespec time = timespec(slower(CLOCK_REALTIME, nanoseconds(limit)));
    return real(semaphore, &time);
}

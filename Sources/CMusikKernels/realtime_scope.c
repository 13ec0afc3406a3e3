#include "musik_realtime_scope.h"

// Weak: present only in a build linked with the sanitizer's runtime.
__attribute__((weak)) void __rtsan_ensure_initialized(void);
__attribute__((weak)) void __rtsan_realtime_enter(void);
__attribute__((weak)) void __rtsan_realtime_exit(void);

void musik_realtime_enter(void) {
    if (__rtsan_realtime_enter) {
        __rtsan_ensure_initialized();
        __rtsan_realtime_enter();
    }
}

void musik_realtime_exit(void) {
    if (__rtsan_realtime_exit) __rtsan_realtime_exit();
}

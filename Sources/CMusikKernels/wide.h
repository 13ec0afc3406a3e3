// One binary serves every x86-64: the widest version the machine has is chosen when it starts. Not
// under ThreadSanitizer, whose runtime is not there yet when the choice is made.
#pragma once

#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define WIDE __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define WIDE
#endif

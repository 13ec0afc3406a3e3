#pragma once
#include <alsa/asoundlib.h>

// alsa-lib prints every error to standard error, in the middle of a session's screen. Its handler
// is variadic, which Swift can't define; the return codes carry what matters.
static void musik_alsa_ignore_message(
    const char *file, int line, const char *function, int code, const char *format, ...) {
    (void)file;
    (void)line;
    (void)function;
    (void)code;
    (void)format;
}

static inline int musik_alsa_silence_messages(void) {
    return snd_lib_error_set_handler(musik_alsa_ignore_message);
}

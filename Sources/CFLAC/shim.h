#pragma once
#include <FLAC/format.h>
#include <FLAC/stream_decoder.h>

// The version that is running; the variable itself is not one that Swift may share.
static inline const char *musik_flac_version(void) { return FLAC__VERSION_STRING; }

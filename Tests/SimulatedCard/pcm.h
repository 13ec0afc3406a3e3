// The handle of a playing card, as pcm.c and opening.c share it.
#pragma once

#include "card.h"

typedef struct {
    snd_pcm_ioplug_t io;
    card card;
    card_stream stream;
    /// A write was cut short: the rest of the same call is refused.
    bool was_short;
} handle;

/// What alsa-lib calls.
extern const snd_pcm_ioplug_callback_t pcm_callbacks;

/// Frees a handle and lets go of its card.
void pcm_dispose(handle *handle);

// Every frame a card played, and when.
//
// Called on the thread that plays, with the card's lock held.
//
// The record has the frames one after the other, in the stream's format, as they left the card:
// volume and mute applied (bit for bit what was written at 0 dB), zeros or old frames where the
// buffer was empty. Nothing is in it while no stream runs. The index tells about it, one line each:
//
//   FRAME NANOSECONDS COUNT EVENT …
//
// FRAME frames were recorded before; at NANOSECONDS of card time (CLOCK_MONOTONIC unless the card
// has `speed` or `clock`) this happened, or the first of COUNT frames began to be heard; the others
// followed at the card's rate. Events with frames are `play`, `zeros` and `stale` (the buffer was
// empty; old frames where the application asked for no silence). All others are what the script did
// (see script.c) and what the application did: `open`, `close`, `died` (the process that played was
// gone at the next open), `configured FORMAT RATE CHANNELS PERIOD BUFFER BYTE` (from that byte of
// the record on), `prepare`, `start`, `stop`, `drained`, `pause`, `resume`, `xrun`, `suspend`,
// `underrun` (the empty buffer stopped the stream).
// A stretch is written once it ends, or is a second long.
#include "card.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void put(card *card, const char *text, size_t size) {
    // A record that can't be written shows by being short.
    if (write(card->index_file, text, size) < 0) return;
}

void card_log(card *card, uint64_t moment, const char *format, ...) {
    char text[512];
    int used = snprintf(
        text, sizeof text, "%llu %llu 0 ", (unsigned long long)card->state->frames,
        (unsigned long long)moment);
    va_list arguments;
    va_start(arguments, format);
    used += vsnprintf(text + used, sizeof text - (size_t)used - 1, format, arguments);
    va_end(arguments);
    if ((size_t)used > sizeof text - 2) used = sizeof text - 2;
    text[used++] = '\n';
    put(card, text, (size_t)used);
}

void card_flush(card *card, card_stretch *stretch) {
    static const char *const names[] = {"", "play", "zeros", "stale"};
    if (stretch->kind == stretch_none) return;
    char text[128];
    int used = snprintf(
        text, sizeof text, "%llu %llu %llu %s\n", (unsigned long long)stretch->frame,
        (unsigned long long)stretch->moment, (unsigned long long)stretch->count,
        names[stretch->kind]);
    put(card, text, (size_t)used);
    stretch->kind = stretch_none;
}

static double gain(const card *card, unsigned channel) {
    const card_level *level = &card->state->heard;
    if (!level->is_on) return 0;
    int hundredths =
        card->options.volume_min + level->steps[channel & 1] * card->options.volume_step;
    return pow(10, hundredths / 2000.0);
}

/// One sample, little endian, of so many bytes and significant bits, times a gain.
static void scale(unsigned char *at, unsigned bytes, unsigned bits, double gain) {
    uint32_t pattern = 0;
    memcpy(&pattern, at, bytes);
    int32_t value = (int32_t)(pattern << (32 - bits)) >> (32 - bits);
    value = (int32_t)llrint(value * gain);
    memcpy(at, &value, bytes);
}

static void scale_float(unsigned char *at, double gain) {
    float value;
    memcpy(&value, at, sizeof value);
    value = (float)(value * gain);
    memcpy(at, &value, sizeof value);
}

static void apply_volume(
    const card *card, unsigned char *frames, uint64_t count, snd_pcm_format_t format,
    unsigned channels) {
    unsigned bytes = (unsigned)snd_pcm_format_physical_width(format) / 8;
    unsigned bits = (unsigned)snd_pcm_format_width(format);
    for (unsigned channel = 0; channel < channels; channel++) {
        double factor = gain(card, channel);
        if (factor == 1) continue;
        unsigned char *at = frames + channel * bytes;
        for (uint64_t i = 0; i < count; i++, at += channels * bytes)
            if (format == SND_PCM_FORMAT_FLOAT_LE)
                scale_float(at, factor);
            else
                scale(at, bytes, bits, factor);
    }
}

void card_play(
    card *card, card_stretch *stretch, card_stretch_kind kind, uint64_t moment, void *frames,
    uint64_t count, snd_pcm_format_t format, unsigned channels) {
    if (count == 0) return;
    apply_volume(card, frames, count, format, channels);
    size_t size = count * channels * (size_t)snd_pcm_format_physical_width(format) / 8;
    if (pwrite(card->record_file, frames, size, (off_t)card->state->bytes) < (ssize_t)size)
        card_log(card, moment, "unrecorded");
    if (stretch->kind != kind) card_flush(card, stretch);
    if (stretch->kind == stretch_none)
        *stretch = (card_stretch){kind, card->state->frames, moment, 0};
    stretch->count += count;
    card->state->frames += count;
    card->state->bytes += size;
}

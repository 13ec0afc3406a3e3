// What a card is like.
//
// Run by snd_pcm_open and snd_ctl_open, on the application's thread.
//
//   simulated_cards "/tmp/cards"
//   pcm_type.simulated { lib "…/libSimulatedCard.so" }
//   ctl_type.simulated { lib "…/libSimulatedCard.so" }
//   pcm.simulated { @args [ CARD ] @args.CARD { type string } type simulated card $CARD }
//   ctl.simulated { @args [ CARD ] @args.CARD { type string } type simulated card $CARD }
//
// A card is in the machine when there is a file about it, /tmp/cards/ID.conf, with lines such as
// `ppm 100`; without one, opening fails with ENODEV. So tests can make cards while the process
// runs, side by side, and never touch the configuration again. With two more lines the simulated
// cards have the names that cards have, "hw:CARD=phones,DEV=0", and what asks for the type of a
// name finds a card; those of the kernel stay where they are:
//
//   pcm_type.hw { lib "…/libSimulatedCard.so" open "_snd_pcm_simulated_open" }
//   ctl_type.hw { lib "…/libSimulatedCard.so" open "_snd_ctl_simulated_open" }
//
// The files of a card are beside that one: ID.state, ID.script, ID.raw, ID.index; `state`,
// `script`, `record` and `index` name others (/dev/null for a record of many hours). Deleting the
// state makes a new card, whose record begins anew. What a card can be told, with what it is else:
//
//   name ID            the name the control shows
//   ppm 0              error of the clock, positive is fast
//   jitter 0           milliseconds by which the pointer is behind, from 0 up to so much
//   seed 1             of the jitter
//   burst 1            frames that the pointer moves by
//   latency 0          frames between pointer and ear, told in the delay
//   start_delay 0      milliseconds from the start to the first frame
//   speed 1            card seconds per second of the monotonic clock, 0.001 and up
//   clock (none)       file of 8 bytes, nanoseconds, written by a test: the card's only time
//   formats [ S16_LE ], rates [ 48000 ], channels [ 2 ]    one, or several in brackets
//   period_min 16, period_max 65536, buffer_min 32, buffer_max 262144    frames
//   volume_min -60, volume_step 0.5, volume 0    decibels
#include "card.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static snd_config_t *find(snd_config_t *about, const char *key) {
    snd_config_t *found;
    return snd_config_search(about, key, &found) < 0 ? NULL : found;
}

static int read_text(snd_config_t *node, char *text, size_t size) {
    const char *value;
    if (!node) return 0;
    if (snd_config_get_string(node, &value) < 0) return -EINVAL;
    if (strlen(value) >= size) return -ENAMETOOLONG;
    strcpy(text, value);
    return 0;
}

/// A number times `scale`, rounded.
static int read_number(snd_config_t *node, double scale, int64_t *number) {
    double value;
    if (!node) return 0;
    if (snd_config_get_ireal(node, &value) < 0) return -EINVAL;
    *number = llround(value * scale);
    return 0;
}

static int read_choice(snd_config_t *node, bool is_format, unsigned *choice) {
    const char *text;
    long number;
    if (is_format) {
        if (snd_config_get_string(node, &text) < 0) return -EINVAL;
        snd_pcm_format_t format = snd_pcm_format_value(text);
        if (format == SND_PCM_FORMAT_UNKNOWN) return -EINVAL;
        *choice = (unsigned)format;
        return 0;
    }
    if (snd_config_get_integer(node, &number) < 0 || number < 1) return -EINVAL;
    *choice = (unsigned)number;
    return 0;
}

static int read_choices(
    snd_config_t *node, bool is_format, unsigned *choices, unsigned *count, unsigned usual) {
    *count = 1;
    choices[0] = usual;
    if (!node) return 0;
    if (snd_config_get_type(node) != SND_CONFIG_TYPE_COMPOUND)
        return read_choice(node, is_format, choices);
    *count = 0;
    snd_config_iterator_t at, next;
    snd_config_for_each(at, next, node) {
        if (*count == card_choices) return -EINVAL;
        int code = read_choice(snd_config_iterator_entry(at), is_format, choices + *count);
        if (code < 0) return code;
        *count += 1;
    }
    return *count ? 0 : -EINVAL;
}

/// Reads ID.conf; -ENODEV, as the kernel answers for a card that isn't there, without it.
static int read_about(const char *folder, const char *id, snd_config_t **about) {
    char path[card_text];
    snprintf(path, sizeof path, "%s/%s.conf", folder, id);
    snd_input_t *input;
    if (strchr(id, '/') || snd_input_stdio_open(&input, path, "r") < 0) return -ENODEV;
    int code = snd_config_top(about);
    if (code >= 0) {
        code = snd_config_load(*about, input);
        if (code < 0) snd_config_delete(*about);
    }
    snd_input_close(input);
    return code;
}

static int read_files(card_options *options, const char *folder, snd_config_t *about) {
    struct {
        const char *key;
        char *path;
    } files[] = {
        {"state", options->state},
        {"script", options->script},
        {"record", options->record},
        {"index", options->index},
    };
    for (unsigned i = 0; i < 4; i++) {
        const char *suffix = strcmp(files[i].key, "record") == 0 ? "raw" : files[i].key;
        snprintf(files[i].path, card_text, "%s/%s.%s", folder, options->id, suffix);
        int code = read_text(find(about, files[i].key), files[i].path, card_text);
        if (code < 0) return code;
    }
    return read_text(find(about, "clock"), options->clock, card_text);
}

static int read_options(card_options *options, snd_config_t *about) {
    int code = read_text(find(about, "name"), options->name, sizeof options->name);
    if (code < 0) return code;
    int64_t seed = 1, burst = 1, latency = 0, volume = 0, volume_min = -6000, volume_step = 50;
    int64_t period_min = 16, period_max = 65536, buffer_min = 32, buffer_max = 262144;
    options->speed_milli = 1000;
    struct {
        const char *key;
        double scale;
        int64_t *number;
    } numbers[] = {
        {"ppm", 1e3, &options->ppb},
        {"jitter", 1e6, &options->jitter_ns},
        {"start_delay", 1e6, &options->start_delay_ns},
        {"speed", 1e3, &options->speed_milli},
        {"seed", 1, &seed},
        {"burst", 1, &burst},
        {"latency", 1, &latency},
        {"period_min", 1, &period_min},
        {"period_max", 1, &period_max},
        {"buffer_min", 1, &buffer_min},
        {"buffer_max", 1, &buffer_max},
        {"volume", 100, &volume},
        {"volume_min", 100, &volume_min},
        {"volume_step", 100, &volume_step},
    };
    for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        code = read_number(find(about, numbers[i].key), numbers[i].scale, numbers[i].number);
        if (code < 0) return code;
    }
    if (burst < 1 || burst > 65536 || latency < 0 || options->speed_milli < 1 ||
        options->jitter_ns < 0 || options->start_delay_ns < 0 || period_min < 1 ||
        period_max < period_min || buffer_min < 2 || buffer_max < buffer_min ||
        volume_min >= 0 || volume_step < 1 || volume > 0 || volume < volume_min)
        return -EINVAL;
    options->seed = (uint64_t)seed;
    options->burst = (unsigned)burst;
    options->latency = (unsigned)latency;
    options->period_min = (unsigned)period_min;
    options->period_max = (unsigned)period_max;
    options->buffer_min = (unsigned)buffer_min;
    options->buffer_max = (unsigned)buffer_max;
    options->volume = (int)volume;
    options->volume_min = (int)volume_min;
    options->volume_step = (int)volume_step;

    code = read_choices(
        find(about, "formats"), true, options->formats, &options->format_count,
        SND_PCM_FORMAT_S16_LE);
    if (code >= 0)
        code = read_choices(
            find(about, "rates"), false, options->rates, &options->rate_count, 48000);
    if (code >= 0)
        code = read_choices(
            find(about, "channels"), false, options->channels, &options->channel_count,
            2);
    return code;
}

int card_options_load(card_options *options, snd_config_t *root, snd_config_t *conf) {
    memset(options, 0, sizeof *options);
    char folder[card_text / 2] = "";
    int code = read_text(find(root, "simulated_cards"), folder, sizeof folder);
    if (code < 0) return code;
    long number;
    snd_config_t *id = find(conf, "card");
    if (id && snd_config_get_integer(id, &number) >= 0)
        snprintf(options->id, sizeof options->id, "%ld", number);
    else
        code = read_text(id, options->id, sizeof options->id);
    // What is too long for an id names no card.
    if (code < 0) return -ENODEV;
    strcpy(options->name, options->id);
    snd_config_t *about;
    code = read_about(folder, options->id, &about);
    if (code < 0) return code;
    code = read_files(options, folder, about);
    if (code >= 0) code = read_options(options, about);
    snd_config_delete(about);
    return code;
}

bool card_is_of_kernel(snd_config_t *conf) {
    const char *type;
    snd_config_t *node = find(conf, "type");
    return node && snd_config_get_string(node, &type) >= 0 && strcmp(type, "hw") == 0;
}

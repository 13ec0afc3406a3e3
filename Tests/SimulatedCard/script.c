// Faults, read while the card runs.
//
// Called on the application's threads with the card's lock held. The script is a file that lines
// are appended to; each is read once, by whichever handle looks first (and every handle that polls
// is woken by the write). What can't be read is written to the index as `refused`. Empty lines and
// lines beginning with # are nothing.
//
//   [at frame N | at ms N | after ms N] ACTION
//
// `at frame` counts frames of the record, over all streams: it comes true as frame N is about to be
// heard. `at ms` counts card time since the card's birth, `after ms` since the line was read. MS is
// a number of milliseconds, with fractions, or `ever`.
//
//   xrun                  the stream stops with EPIPE
//   suspend [MS]          ESTRPIPE; snd_pcm_resume goes on once MS have passed
//   unplug [ENODEV|ENOENT] [MS]   the handle is dead, opening fails so; plugged in again after MS
//   plug
//   busy MS | free        opening fails with EBUSY
//   stick MS              the pointer stands, the sound goes on; ends at once by `unstick`
//   stall MS              the sound stands, and the pointer with it; ends at once by `go`
//   short N [TIMES]       a write takes N frames at most (0: EAGAIN)
//   late MS               the poll descriptor wakes so late, from now on; 0 ends it
//   hang MS [CALL]        the next call (usually write) returns so late; `answer` ends it at once
//   fail CALL ERRNO [TIMES|ever]   CALL is open, hw_params, prepare, start, write or control
//   ppm X                 the clock's error is X from now on
//   jitter MS             the pointer's jitter from now on
//   volume DB [DB]        left and right, as if turned by another program
//   mute on|off
//   deaf on|off           the control takes what is written to it, and does nothing
//   note TEXT             a line in the index
#include "card.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name;
    int code;
} codes[] = {
    {"ENODEV", ENODEV}, {"ENOENT", ENOENT}, {"EBUSY", EBUSY},   {"EIO", EIO},
    {"EPIPE", EPIPE},   {"EAGAIN", EAGAIN}, {"EINVAL", EINVAL}, {"ENOMEM", ENOMEM},
    {"EACCES", EACCES}, {"EBADFD", EBADFD}, {"ENXIO", ENXIO},   {"ETIMEDOUT", ETIMEDOUT},
    {"ENOSPC", ENOSPC}, {"EPERM", EPERM},
};

const char *const card_call_names[call_count] = {
    "open", "hw_params", "prepare", "start", "write", "control"};

static const struct {
    const char *name;
    card_action action;
    /// m milliseconds, M the same or nothing, e errno or nothing, E errno, n number, N number or
    /// nothing, c call or nothing, C call, x number times 1000, d decibels, D decibels or nothing,
    /// b on or off, t text.
    const char *parts;
} grammar[] = {
    {"xrun", action_xrun, ""},      {"suspend", action_suspend, "M"},
    {"unplug", action_unplug, "eM"}, {"plug", action_plug, ""},
    {"busy", action_busy, "m"},     {"free", action_free, ""},
    {"stick", action_stick, "m"},   {"unstick", action_unstick, ""},
    {"stall", action_stall, "m"},   {"go", action_go, ""},
    {"short", action_short, "nN"},  {"late", action_late, "m"},
    {"hang", action_hang, "mc"},    {"answer", action_answer, ""},
    {"fail", action_fail, "CEN"},   {"ppm", action_ppm, "x"},
    {"jitter", action_jitter, "m"}, {"volume", action_volume, "dD"},
    {"mute", action_mute, "b"},     {"deaf", action_deaf, "b"},
    {"note", action_note, "t"},
};

typedef struct {
    char *words[16];
    unsigned count, next;
} line;

static const char *peek(const line *line) {
    return line->next < line->count ? line->words[line->next] : NULL;
}

static bool take_number(line *line, double scale, int64_t *number) {
    const char *word = peek(line);
    if (!word) return false;
    char *end;
    double value = strtod(word, &end);
    if (end == word || *end || !isfinite(value)) return false;
    *number = llround(value * scale);
    line->next++;
    return true;
}

static bool take_or_ever(line *line, double scale, int64_t *number) {
    const char *word = peek(line);
    if (word && strcmp(word, "ever") == 0) {
        *number = card_ever;
        line->next++;
        return true;
    }
    return take_number(line, scale, number) && *number >= 0;
}

static bool take_code(line *line, int64_t *code) {
    const char *word = peek(line);
    for (unsigned i = 0; word && i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(word, codes[i].name) != 0) continue;
        *code = codes[i].code;
        line->next++;
        return true;
    }
    return false;
}

static bool take_call(line *line, int64_t *call) {
    const char *word = peek(line);
    for (int i = 0; word && i < call_count; i++) {
        if (strcmp(word, card_call_names[i]) != 0) continue;
        *call = i;
        line->next++;
        return true;
    }
    return false;
}

/// Reads the values after a verb, in the order in which they are kept.
static bool take_parts(line *line, const char *parts, card_command *command) {
    int64_t values[3] = {0, 0, 0};
    unsigned count = 0;
    for (const char *part = parts; *part; part++) {
        int64_t *value = values + count++;
        bool is_good = true;
        switch (*part) {
            case 'm': is_good = take_or_ever(line, 1e6, value); break;
            case 'M':
                *value = command->action == action_unplug ? card_ever : 0;
                if (peek(line)) is_good = take_or_ever(line, 1e6, value);
                break;
            case 'n': is_good = take_number(line, 1, value) && *value >= 0; break;
            case 'N':
                *value = 1;
                if (peek(line)) is_good = take_or_ever(line, 1, value);
                break;
            case 'x': is_good = take_number(line, 1000, value) && llabs(*value) < 500000000; break;
            case 'd': is_good = take_number(line, 100, value); break;
            case 'D':
                *value = values[0];
                if (peek(line)) is_good = take_number(line, 100, value);
                break;
            case 'e':
                *value = ENODEV;
                take_code(line, value);
                break;
            case 'E': is_good = take_code(line, value); break;
            case 'c':
                *value = call_write;
                if (peek(line)) is_good = take_call(line, value);
                break;
            case 'C': is_good = take_call(line, value); break;
            case 'b':
                is_good = peek(line) && (strcmp(peek(line), "on") == 0 ||
                                         strcmp(peek(line), "off") == 0);
                if (is_good) *value = strcmp(line->words[line->next++], "on") == 0;
                break;
            case 't':
                while (peek(line)) {
                    size_t used = strlen(command->text);
                    snprintf(
                        command->text + used, sizeof command->text - used, "%s%s",
                        used ? " " : "", line->words[line->next++]);
                }
                break;
        }
        if (!is_good) return false;
    }
    command->first = values[0];
    command->second = values[1];
    if (command->action == action_fail) {
        // Three values: the call, its errno, how often.
        command->first = values[0] << 32 | values[1];
        command->second = values[2];
    }
    return line->next == line->count;
}

static bool parse(card *card, char *text, uint64_t now, card_command *command) {
    line line = {.count = 0, .next = 0};
    char *rest = NULL;
    for (char *word = strtok_r(text, " \t\r", &rest); word; word = strtok_r(NULL, " \t\r", &rest)) {
        if (line.count == 16) return false;
        line.words[line.count++] = word;
    }
    memset(command, 0, sizeof *command);
    command->when = now;
    bool is_after = line.count > 3 && strcmp(line.words[0], "after") == 0;
    if (is_after || (line.count > 3 && strcmp(line.words[0], "at") == 0)) {
        command->is_frame = strcmp(line.words[1], "frame") == 0;
        if (command->is_frame ? is_after : strcmp(line.words[1], "ms") != 0) return false;
        int64_t number;
        line.next = 2;
        if (!take_number(&line, command->is_frame ? 1 : 1e6, &number) || number < 0) return false;
        command->when = (uint64_t)number;
        if (!command->is_frame) command->when += is_after ? now : card->state->born;
    }
    const char *verb = peek(&line);
    for (unsigned i = 0; verb && i < sizeof grammar / sizeof grammar[0]; i++) {
        if (strcmp(verb, grammar[i].name) != 0) continue;
        line.next++;
        command->action = grammar[i].action;
        return take_parts(&line, grammar[i].parts, command);
    }
    return false;
}

void card_read_script(card *card, uint64_t now) {
    card_state *state = card->state;
    struct stat status;
    if (fstat(card->script_file, &status) < 0) return;
    if ((uint64_t)status.st_size < state->script_offset) state->script_offset = 0;
    while ((uint64_t)status.st_size > state->script_offset) {
        char text[4096];
        ssize_t size = pread(
            card->script_file, text, sizeof text - 1, (off_t)state->script_offset);
        if (size <= 0) return;
        text[size] = 0;
        // A line still being written is read next time.
        char *end = strrchr(text, '\n');
        if (!end) return;
        *end = 0;
        state->script_offset += (uint64_t)(end - text) + 1;
        char *rest = NULL;
        for (char *at = strtok_r(text, "\n", &rest); at; at = strtok_r(NULL, "\n", &rest)) {
            char copy[256];
            snprintf(copy, sizeof copy, "%s", at);
            card_command command;
            if (at[strspn(at, " \t\r")] == 0 || at[0] == '#') continue;
            if (state->command_count == card_pending || !parse(card, copy, now, &command))
                card_log(card, now, "refused %s", at);
            else
                card_add(card, command);
        }
    }
}

// What a script's commands do to a card.
//
// Called on the application's threads with the card's lock held, in the order of time. What touches
// a running stream is for the handle that plays it (see stream.c), which comes here for the rest;
// everything else any handle does.
#include "card.h"

#include <string.h>

void card_add(card *card, card_command command) {
    card_state *state = card->state;
    // What the card adds itself must not get lost: the last place makes way.
    if (state->command_count == card_pending) state->command_count--;
    state->commands[state->command_count++] = command;
}

void card_add_heard(card *card, uint64_t moment) {
    const card_level *level = &card->state->control;
    card_add(
        card, (card_command){
                  .action = action_heard,
                  .when = moment,
                  .first = (int64_t)level->steps[0] << 32 | level->steps[1],
                  .second = level->is_on,
              });
}

void card_remove(card *card, unsigned index) {
    card_state *state = card->state;
    state->command_count--;
    memmove(
        state->commands + index, state->commands + index + 1,
        (state->command_count - index) * sizeof(card_command));
}

bool card_is_for_stream(card_action action) {
    switch (action) {
        case action_xrun:
        case action_suspend:
        case action_unplug:
        case action_stick:
        case action_unstick:
        case action_stall:
        case action_go:
        case action_ppm:
        case action_jitter:
        case action_heard: return true;
        default: return false;
    }
}

/// Lets an action end by another after a time.
static void end_after(card *card, uint64_t moment, int64_t nanoseconds, card_action action) {
    if (nanoseconds == card_ever) return;
    card_add(card, (card_command){.action = action, .when = moment + (uint64_t)nanoseconds});
}

static int32_t steps(const card *card, int64_t hundredths) {
    int64_t most = -card->options.volume_min / card->options.volume_step;
    int64_t step = (hundredths - card->options.volume_min) / card->options.volume_step;
    return (int32_t)(step < 0 ? 0 : step > most ? most : step);
}

void card_carry_out(card *card, const card_command *command, uint64_t moment) {
    card_state *state = card->state;
    int64_t first = command->first, second = command->second;
    double ms = first == card_ever ? -1 : (double)first / 1e6;
    switch (command->action) {
        case action_note: card_log(card, moment, "note %s", command->text); break;
        case action_unplug:
            card_log(card, moment, "unplug %s", strerrorname_np((int)first));
            state->away = (int32_t)first;
            state->plugging++;
            end_after(card, moment, second, action_plug);
            card_ring(card);
            break;
        case action_plug:
            card_log(card, moment, "plug");
            state->away = 0;
            state->is_stalled = state->is_stuck = 0;
            card_ring(card);
            break;
        case action_busy:
            card_log(card, moment, "busy %g", ms);
            state->is_busy = 1;
            end_after(card, moment, first, action_free);
            break;
        case action_free:
            card_log(card, moment, "free");
            state->is_busy = 0;
            break;
        case action_stick:
            card_log(card, moment, "stick %g", ms);
            state->is_stuck = 1;
            end_after(card, moment, first, action_unstick);
            break;
        case action_unstick:
            card_log(card, moment, "unstick");
            state->is_stuck = 0;
            break;
        case action_stall:
            card_log(card, moment, "stall %g", ms);
            state->is_stalled = 1;
            end_after(card, moment, first, action_go);
            break;
        case action_go:
            card_log(card, moment, "go");
            state->is_stalled = 0;
            break;
        case action_short:
            card_log(card, moment, "short %lld %lld", (long long)first, (long long)second);
            state->short_frames = first;
            state->short_count = second;
            break;
        case action_late:
            card_log(card, moment, "late %g", ms);
            state->late_ns = first;
            break;
        case action_hang:
            card_log(card, moment, "hang %g %s", ms, card_call_names[second]);
            state->hang_ns[second] = first;
            break;
        case action_answer:
            card_log(card, moment, "answer");
            state->answers++;
            memset(state->hang_ns, 0, sizeof state->hang_ns);
            break;
        case action_fail: {
            int call = (int)(first >> 32), code = (int)(first & 0xffffffff);
            card_log(
                card, moment, "fail %s %s %lld", card_call_names[call], strerrorname_np(code),
                (long long)second);
            state->fail[call].code = code;
            state->fail[call].count = second;
            break;
        }
        case action_ppm:
            card_log(card, moment, "ppm %g", (double)first / 1e3);
            state->ppb = first;
            break;
        case action_jitter:
            card_log(card, moment, "jitter %g", ms);
            state->jitter_ns = first < 0 ? 0 : first;
            break;
        case action_volume:
            state->control.steps[0] = steps(card, first);
            state->control.steps[1] = steps(card, second);
            state->changes[0]++;
            card_add_heard(card, moment);
            card_ring(card);
            break;
        case action_mute:
            state->control.is_on = !first;
            state->changes[1]++;
            card_add_heard(card, moment);
            card_ring(card);
            break;
        case action_deaf:
            card_log(card, moment, "deaf %s", first ? "on" : "off");
            state->is_deaf = first != 0;
            break;
        case action_heard:
            state->heard = (card_level){
                {(int32_t)(first >> 32), (int32_t)(first & 0x7fffffff)}, (int32_t)second};
            card_log(
                card, moment, "volume %g %g %s",
                (card->options.volume_min + state->heard.steps[0] * card->options.volume_step) /
                    100.0,
                (card->options.volume_min + state->heard.steps[1] * card->options.volume_step) /
                    100.0,
                state->heard.is_on ? "on" : "off");
            break;
        case action_xrun:
        case action_suspend:
            // Without a stream there is nothing to stop.
            card_log(card, moment, "idle");
            break;
    }
}

void card_carry_out_due(card *card, uint64_t now) {
    card_state *state = card->state;
    for (;;) {
        unsigned next = state->command_count;
        for (unsigned i = 0; i < state->command_count; i++) {
            const card_command *command = state->commands + i;
            if (state->running_pid &&
                (command->is_frame || card_is_for_stream(command->action)))
                continue;
            if (command->is_frame ? command->when > state->frames : command->when > now) continue;
            if (next == state->command_count || (!command->is_frame &&
                                                 !state->commands[next].is_frame &&
                                                 command->when < state->commands[next].when))
                next = i;
        }
        if (next == state->command_count) return;
        card_command command = state->commands[next];
        card_remove(card, next);
        card_carry_out(card, &command, command.is_frame ? now : command.when);
    }
}

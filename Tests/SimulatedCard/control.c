// The handle for volume and mute: alsa-lib's external control plugin.
//
// Called on the thread that calls alsa-lib; each function holds the card's lock. The elements are
// "PCM Playback Volume" (left and right, steps from 0, told in decibels by a TLV) and "PCM Playback
// Switch". A change is heard from the frame on that is playing at that moment, whichever process
// makes it. While the card is unplugged opening fails, and so does every call of an open handle.
#include "card.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// alsa-lib has it, and no header of its own does.
int _snd_ctl_hw_open(
    snd_ctl_t **handlep, const char *name, snd_config_t *root, snd_config_t *conf, int mode);

enum { element_volume, element_switch, element_count };

static const char *const names[element_count] = {"PCM Playback Volume", "PCM Playback Switch"};

typedef struct {
    snd_ctl_ext_t ext;
    card card;
    uint64_t plugging;
    /// Changes that events were read for.
    uint64_t seen[element_count];
    unsigned tlv[4];
} handle;

static handle *handle_of(snd_ctl_ext_t *ext) { return ext->private_data; }

/// Locks the card, which may be gone.
static int enter(handle *handle) {
    card_lock(&handle->card);
    uint64_t now = card_now(&handle->card);
    card_read_script(&handle->card, now);
    card_carry_out_due(&handle->card, now);
    return handle->plugging == handle->card.state->plugging && !handle->card.state->away
               ? card_disturb(&handle->card, call_control)
               : -ENODEV;
}

static int leave(handle *handle, int code) {
    card_unlock(&handle->card);
    return code;
}

static void on_close(snd_ctl_ext_t *ext) {
    handle *handle = handle_of(ext);
    card_detach(&handle->card);
    free(handle);
}

static int on_elem_count(snd_ctl_ext_t *ext) {
    (void)ext;
    return element_count;
}

static int on_elem_list(snd_ctl_ext_t *ext, unsigned offset, snd_ctl_elem_id_t *id) {
    (void)ext;
    if (offset >= element_count) return -EINVAL;
    snd_ctl_elem_id_set_interface(id, SND_CTL_ELEM_IFACE_MIXER);
    snd_ctl_elem_id_set_name(id, names[offset]);
    return 0;
}

static snd_ctl_ext_key_t on_find_elem(snd_ctl_ext_t *ext, const snd_ctl_elem_id_t *id) {
    (void)ext;
    unsigned number = snd_ctl_elem_id_get_numid(id);
    if (number > 0 && number <= element_count) return number - 1;
    for (unsigned i = 0; i < element_count; i++)
        if (strcmp(snd_ctl_elem_id_get_name(id), names[i]) == 0) return i;
    return SND_CTL_EXT_KEY_NOT_FOUND;
}

static int on_get_attribute(
    snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, int *type, unsigned *access, unsigned *count) {
    (void)ext;
    bool is_volume = key == element_volume;
    *type = is_volume ? SND_CTL_ELEM_TYPE_INTEGER : SND_CTL_ELEM_TYPE_BOOLEAN;
    *access = SND_CTL_EXT_ACCESS_READWRITE | (is_volume ? SND_CTL_EXT_ACCESS_TLV_READ : 0);
    *count = is_volume ? 2 : 1;
    return 0;
}

static int on_get_integer_info(
    snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *least, long *most, long *step) {
    (void)key;
    const card_options *options = &handle_of(ext)->card.options;
    *least = 0;
    *most = -options->volume_min / options->volume_step;
    *step = 1;
    return 0;
}

static int on_read_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value) {
    handle *handle = handle_of(ext);
    int code = enter(handle);
    const card_level *level = &handle->card.state->control;
    if (key == element_volume) {
        value[0] = level->steps[0];
        value[1] = level->steps[1];
    } else {
        value[0] = level->is_on;
    }
    return leave(handle, code);
}

static int on_write_integer(snd_ctl_ext_t *ext, snd_ctl_ext_key_t key, long *value) {
    handle *handle = handle_of(ext);
    card *card = &handle->card;
    int code = enter(handle);
    if (code < 0 || card->state->is_deaf) return leave(handle, code);
    card_level before = card->state->control, *level = &card->state->control;
    if (key == element_volume) {
        long most = -card->options.volume_min / card->options.volume_step;
        if (value[0] < 0 || value[0] > most || value[1] < 0 || value[1] > most)
            return leave(handle, -EINVAL);
        level->steps[0] = (int32_t)value[0];
        level->steps[1] = (int32_t)value[1];
    } else {
        level->is_on = value[0] != 0;
    }
    if (memcmp(&before, level, sizeof before) == 0) return leave(handle, 0);
    card->state->changes[key]++;
    card_add_heard(card, card_now(card));
    card_carry_out_due(card, card_now(card));
    card_ring(card);
    return leave(handle, 1);
}

static int on_read_event(snd_ctl_ext_t *ext, snd_ctl_elem_id_t *id, unsigned *mask) {
    handle *handle = handle_of(ext);
    card_drain_watch(&handle->card);
    int code = enter(handle);
    if (code < 0) return leave(handle, code);
    for (unsigned i = 0; i < element_count; i++) {
        if (handle->seen[i] == handle->card.state->changes[i]) continue;
        handle->seen[i] = handle->card.state->changes[i];
        on_elem_list(ext, i, id);
        snd_ctl_elem_id_set_numid(id, i + 1);
        *mask = SND_CTL_EVENT_MASK_VALUE;
        // Another may wait.
        card_ring(&handle->card);
        return leave(handle, 1);
    }
    return leave(handle, -EAGAIN);
}

static int on_poll_revents(
    snd_ctl_ext_t *ext, struct pollfd *files, unsigned count, unsigned short *events) {
    handle *handle = handle_of(ext);
    *events = 0;
    if (count != 1) return -EINVAL;
    card_drain_watch(&handle->card);
    int code = enter(handle);
    if (code == -ENODEV)
        *events = POLLERR | POLLIN;
    else if (files->revents)
        for (unsigned i = 0; i < element_count; i++)
            if (handle->seen[i] != handle->card.state->changes[i]) *events = POLLIN;
    return leave(handle, 0);
}

static const snd_ctl_ext_callback_t callbacks = {
    .close = on_close,
    .elem_count = on_elem_count,
    .elem_list = on_elem_list,
    .find_elem = on_find_elem,
    .get_attribute = on_get_attribute,
    .get_integer_info = on_get_integer_info,
    .read_integer = on_read_integer,
    .write_integer = on_write_integer,
    .read_event = on_read_event,
    .poll_revents = on_poll_revents,
};

static int open_card(handle *handle) {
    card *card = &handle->card;
    card_lock(card);
    uint64_t now = card_now(card);
    card_read_script(card, now);
    card_carry_out_due(card, now);
    handle->plugging = card->state->plugging;
    memcpy(handle->seen, card->state->changes, sizeof handle->seen);
    int code = card->state->away ? -card->state->away : 0;
    card_unlock(card);
    return code;
}

SND_CTL_PLUGIN_DEFINE_FUNC(simulated) {
    handle *handle = calloc(1, sizeof *handle);
    if (!handle) return -ENOMEM;
    card *card = &handle->card;
    int code = card_options_load(&card->options, root, conf);
    if (code < 0) {
        free(handle);
        return code == -ENODEV && card_is_of_kernel(conf)
                   ? _snd_ctl_hw_open(handlep, name, root, conf, mode)
                   : code;
    }
    code = card_attach(card);
    if (code >= 0) code = card_watch(card, true);
    if (code >= 0) code = open_card(handle);
    if (code >= 0) {
        snd_ctl_ext_t *ext = &handle->ext;
        ext->version = SND_CTL_EXT_VERSION;
        ext->card_idx = 0;
        snprintf(ext->id, sizeof ext->id, "%s", card->options.id);
        strcpy(ext->driver, "Simulated");
        snprintf(ext->name, sizeof ext->name, "%s", card->options.name);
        snprintf(ext->longname, sizeof ext->longname, "%s (simulated)", card->options.name);
        strcpy(ext->mixername, "Simulated");
        ext->poll_fd = card->poll;
        ext->callback = &callbacks;
        ext->private_data = handle;
        handle->tlv[0] = SND_CTL_TLVT_DB_SCALE;
        handle->tlv[1] = 2 * sizeof(unsigned);
        handle->tlv[2] = (unsigned)card->options.volume_min;
        handle->tlv[3] = (unsigned)card->options.volume_step;
        ext->tlv.p = handle->tlv;
        code = snd_ctl_ext_create(ext, name, mode);
    }
    if (code < 0) {
        on_close(&(snd_ctl_ext_t){.private_data = handle});
        return code;
    }
    *handlep = handle->ext.handle;
    return 0;
}

SND_CTL_PLUGIN_SYMBOL(simulated);

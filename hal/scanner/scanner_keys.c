/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_keys.h"

#include <errno.h>
#include <linux/input.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

enum { KEYCODE_OFFSET = 8, KEY_TEXT_SIZE = 32 }; /* xkb's key codes are the kernel's plus 8 */

struct scanner_keymap {
        struct xkb_context *context;
        struct xkb_keymap *keymap;
};

static void say_nothing(struct xkb_context *context, enum xkb_log_level level, const char *format, va_list arguments) {
}

int scanner_keymap_new(const char *layout, struct scanner_keymap **ret_keymap) {
        const struct xkb_rule_names names = { .rules = "evdev", .model = "pc105", .layout = layout, .variant = "", .options = "" };
        CLEANUP(scanner_keymap_cleanup) struct scanner_keymap *keymap = calloc(1, sizeof(*keymap));

        if (!keymap)
                return -ENOMEM;
        keymap->context = xkb_context_new(XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
        if (!keymap->context)
                return -ENOMEM;
        xkb_context_set_log_fn(keymap->context, say_nothing);
        keymap->keymap = xkb_keymap_new_from_names(keymap->context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
        if (!keymap->keymap)
                return -EINVAL;
        *ret_keymap = keymap;
        keymap = NULL;
        return 0;
}

void scanner_keymap_free(struct scanner_keymap *keymap) {
        if (!keymap)
                return;
        xkb_keymap_unref(keymap->keymap);
        xkb_context_unref(keymap->context);
        free(keymap);
}

/* Digits of the numeric block are digits only under Num Lock. */
static struct xkb_state *state_new(const struct scanner_keymap *keymap) {
        struct xkb_state *state = xkb_state_new(keymap->keymap);

        if (!state)
                return NULL;
        xkb_state_update_key(state, KEY_NUMLOCK + KEYCODE_OFFSET, XKB_KEY_DOWN);
        xkb_state_update_key(state, KEY_NUMLOCK + KEYCODE_OFFSET, XKB_KEY_UP);
        return state;
}

int scanner_keys_init(struct scanner_keys *keys, const struct scanner_keymap *keymap, enum scanner_suffix suffix) {
        *keys = (struct scanner_keys){ .keymap = keymap, .suffix = suffix, .state = state_new(keymap) };
        return keys->state ? 0 : -ENOMEM;
}

void scanner_keys_deinit(struct scanner_keys *keys) {
        xkb_state_unref(keys->state);
        explicit_bzero(keys, sizeof(*keys));
}

void scanner_keys_drop(struct scanner_keys *keys) {
        struct xkb_state *fresh = state_new(keys->keymap);

        scanner_reading_drop(&keys->reading);
        if (!fresh)
                return;
        xkb_state_unref(keys->state);
        keys->state = fresh;
}

static bool is_lock(uint16_t code) {
        return code == KEY_CAPSLOCK || code == KEY_NUMLOCK || code == KEY_SCROLLLOCK;
}

static bool is_end(const struct scanner_keys *keys, uint16_t code) {
        return code == KEY_ENTER || code == KEY_KPENTER || (code == KEY_TAB && keys->suffix == SCANNER_SUFFIX_TAB);
}

static void add_key(struct scanner_keys *keys, uint16_t code, int64_t now_ms) {
        char text[KEY_TEXT_SIZE];
        int len = xkb_state_key_get_utf8(keys->state, code + KEYCODE_OFFSET, text, sizeof(text));

        if (len > 0 && len < KEY_TEXT_SIZE)
                scanner_reading_add(&keys->reading, text, (size_t)len, now_ms);
        explicit_bzero(text, sizeof(text));
}

/* Whether this key still belongs to a lost reading. */
static bool is_rest(struct scanner_keys *keys, bool end, int64_t now_ms) {
        bool rest = keys->lost && now_ms - keys->struck_ms < SCANNER_GAP_MS;

        keys->lost = rest && !end;
        keys->struck_ms = now_ms;
        return rest;
}

static void press(struct scanner_keys *keys, uint16_t code, int64_t now_ms, scanner_text_fn *report, void *context) {
        bool end = is_end(keys, code);

        if (scanner_reading_deadline(&keys->reading) <= now_ms)
                scanner_keys_drop(keys);
        if (!is_rest(keys, end, now_ms)) {
                if (end)
                        scanner_reading_end(&keys->reading, now_ms, report, context);
                else
                        add_key(keys, code, now_ms);
        }
        if (!end)
                xkb_state_update_key(keys->state, code + KEYCODE_OFFSET, XKB_KEY_DOWN);
}

void scanner_keys_event(struct scanner_keys *keys, uint16_t type, uint16_t code, int32_t value, int64_t now_ms, scanner_text_fn *report,
                        void *context) {
        if (type == EV_SYN && code == SYN_DROPPED) {
                keys->dropped = keys->lost = true;
                keys->struck_ms = now_ms;
                scanner_keys_drop(keys);
        } else if (type == EV_SYN && code == SYN_REPORT) {
                keys->dropped = false;
        }
        if (type != EV_KEY || keys->dropped || is_lock(code))
                return;
        if (value == 1)
                press(keys, code, now_ms, report, context);
        else if (value == 0)
                xkb_state_update_key(keys->state, code + KEYCODE_OFFSET, XKB_KEY_UP);
}

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

int scanner_keys_init(struct scanner_keys *keys, const struct scanner_keymap *keymap) {
        *keys = (struct scanner_keys){ .keymap = keymap, .alt_number = -1, .state = state_new(keymap) };
        return keys->state ? 0 : -ENOMEM;
}

void scanner_keys_deinit(struct scanner_keys *keys) {
        xkb_state_unref(keys->state);
        explicit_bzero(keys, sizeof(*keys));
}

static void let_go(struct scanner_keys *keys) {
        struct xkb_state *fresh = state_new(keys->keymap);

        keys->alt_number = -1;
        if (!fresh)
                return;
        xkb_state_unref(keys->state);
        keys->state = fresh;
}

void scanner_keys_drop(struct scanner_keys *keys) {
        scanner_reading_drop(&keys->reading);
        let_go(keys);
}

void scanner_keys_expire(struct scanner_keys *keys, int64_t now_ms, const struct scanner_sink *sink) {
        if (scanner_reading_expire(&keys->reading, now_ms, sink))
                let_go(keys);
}

static bool is_lock(uint16_t code) {
        return code == KEY_CAPSLOCK || code == KEY_NUMLOCK || code == KEY_SCROLLLOCK;
}

static bool is_end(const char *text, int len) {
        return len == 1 && (text[0] == '\r' || text[0] == '\n' || text[0] == '\t');
}

/* Whether these bytes still belong to a lost reading. */
static bool is_rest(struct scanner_keys *keys, bool end, int64_t now_ms) {
        bool rest = keys->lost && now_ms - keys->struck_ms < SCANNER_GAP_MS;

        keys->lost = rest && !end;
        keys->struck_ms = now_ms;
        return rest;
}

static void add(struct scanner_keys *keys, const char *text, int len, int64_t now_ms, const struct scanner_sink *sink) {
        if (len > 0 && len < KEY_TEXT_SIZE && !is_rest(keys, is_end(text, len), now_ms))
                scanner_reading_feed(&keys->reading, text, (size_t)len, now_ms, sink);
}

/* The digit of a key of the numeric block; -1: it is none. */
static int keypad_digit(uint16_t code) {
        static const uint16_t keys[] = { KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9 };

        for (int digit = 0; digit < (int)ARRAY_LEN(keys); digit++)
                if (keys[digit] == code)
                        return digit;
        return -1;
}

static bool is_alt_digit(struct scanner_keys *keys, uint16_t code) {
        int digit = keypad_digit(code);

        if (digit < 0 || xkb_state_mod_name_is_active(keys->state, XKB_MOD_NAME_ALT, XKB_STATE_MODS_EFFECTIVE) <= 0)
                return false;
        if (keys->alt_number <= UINT8_MAX)
                keys->alt_number = (keys->alt_number < 0 ? 0 : keys->alt_number) * 10 + digit;
        return true;
}

static void press(struct scanner_keys *keys, uint16_t code, int64_t now_ms, const struct scanner_sink *sink) {
        char text[KEY_TEXT_SIZE];

        if (!is_alt_digit(keys, code))
                add(keys, text, xkb_state_key_get_utf8(keys->state, code + KEYCODE_OFFSET, text, sizeof(text)), now_ms, sink);
        explicit_bzero(text, sizeof(text));
        xkb_state_update_key(keys->state, code + KEYCODE_OFFSET, XKB_KEY_DOWN);
}

static void release(struct scanner_keys *keys, uint16_t code, int64_t now_ms, const struct scanner_sink *sink) {
        char byte = (char)keys->alt_number;

        xkb_state_update_key(keys->state, code + KEYCODE_OFFSET, XKB_KEY_UP);
        if (code != KEY_LEFTALT || keys->alt_number < 0)
                return;
        if (keys->alt_number <= UINT8_MAX)
                add(keys, &byte, 1, now_ms, sink);
        keys->alt_number = -1;
}

/* The kernel had no room: what has come so far, and what still comes of it, is worth nothing. */
static void lose(struct scanner_keys *keys, int64_t now_ms, const struct scanner_sink *sink) {
        if (!keys->dropped)
                sink->odd(sink->context, SCANNER_EVENTS_LOST, keys->reading.text, keys->reading.len);
        keys->dropped = keys->lost = true;
        keys->struck_ms = now_ms;
        scanner_keys_drop(keys);
}

void scanner_keys_event(struct scanner_keys *keys, uint16_t type, uint16_t code, int32_t value, int64_t now_ms,
                        const struct scanner_sink *sink) {
        if (type == EV_SYN && code == SYN_DROPPED)
                lose(keys, now_ms, sink);
        else if (type == EV_SYN && code == SYN_REPORT)
                keys->dropped = false;
        if (type != EV_KEY || keys->dropped || is_lock(code))
                return;
        if (value != 0 && value != 1)
                return; /* held down: the kernel's repeats, not the scanner's */
        scanner_keys_expire(keys, now_ms, sink);
        if (value == 1)
                press(keys, code, now_ms, sink);
        else
                release(keys, code, now_ms, sink);
        scanner_reading_alive(&keys->reading, now_ms);
}

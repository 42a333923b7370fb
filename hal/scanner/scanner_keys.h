/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the keys that a scanner of the keyboard type strikes to its text.
 *
 * The layout is the one that the scanner is set to. Shift and AltGr count; Caps
 * Lock and Num Lock do not: the text is the same whatever they are. Repeats and
 * releases give nothing, dead keys neither. Enter, Tab and what Ctrl makes of
 * letters end a reading as the control characters do that they stand for. A number
 * struck on the keypad under Alt is the byte of that number, at Alt's release.
 * When the kernel dropped events the reading is lost as a whole, its rest as well,
 * and that is told. Pure: events and times are given.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hal/scanner/scanner_reading.h"

enum { SCANNER_LAYOUT_SIZE = 32 };

/* One keyboard layout, compiled; shared by all scanners of that layout. */
struct scanner_keymap;
struct xkb_state;

/*
 * An xkb layout, such as "us", "de" or "de(nodeadkeys)". 0; -EINVAL when there is none of that name; -ENOMEM. Reads the
 * system's layouts from disk.
 */
MUST_CHECK int scanner_keymap_new(const char *layout, struct scanner_keymap **ret_keymap);
void scanner_keymap_free(struct scanner_keymap *keymap);
DEFINE_CLEANUP(struct scanner_keymap, scanner_keymap_free, scanner_keymap_cleanup)

/* The keys of one scanner. */
struct scanner_keys {
        const struct scanner_keymap *keymap; /* borrowed */
        struct xkb_state *state;        /* owned: what is held down */
        int alt_number;                 /* struck on the keypad while Alt is held; -1: none */
        bool dropped;                   /* the kernel dropped events: until the next report everything is ignored */
        bool lost;                      /* … and up to the reading's end, or a pause, all is the rest of a lost reading */
        int64_t struck_ms;              /* the last key */
        struct scanner_reading reading;
};

/* 0 or -ENOMEM. */
MUST_CHECK int scanner_keys_init(struct scanner_keys *keys, const struct scanner_keymap *keymap);
/* Accepts a zeroed one. */
void scanner_keys_deinit(struct scanner_keys *keys);
/* One event of the kernel: type, code and value of a struct input_event, and its time on the monotonic clock. */
void scanner_keys_event(struct scanner_keys *keys, uint16_t type, uint16_t code, int32_t value, int64_t now_ms,
                        const struct scanner_sink *sink);
/* A pause has ended what came (scanner_reading_expire()); keys that are held no longer count. */
void scanner_keys_expire(struct scanner_keys *keys, int64_t now_ms, const struct scanner_sink *sink);
/* What was half is dropped; keys that are held no longer count. */
void scanner_keys_drop(struct scanner_keys *keys);

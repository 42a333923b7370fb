/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which key of a keypad means what. Keys are known by the kernel's codes
 * (linux/input-event-codes.h), which do not depend on Num Lock or a layout.
 *
 *      0 to 9          digits of a keyboard, of its numeric block, of a telephone
 *      arrows          as they are; numeric block: + forward, - backward
 *      ok              Enter, Enter of the numeric block, # of a telephone
 *      back            Backspace, Esc, Delete, the numeric block's point, * of a telephone
 *      help            Help, F1, the numeric block's /
 *      speech          F2, the numeric block's *
 *
 * So the small numeric keypads that can be bought do all that a session needs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hal/input/input.h"

enum { KEYPAD_CODES = 768 }; /* KEY_CNT */

struct keypad_map {
        uint8_t keys[KEYPAD_CODES]; /* enum input_key; INPUT_KEY_COUNT: nothing */
};

void keypad_map_init(struct keypad_map *map);
/* Code 1 to KEYPAD_CODES - 1; false for any other. INPUT_KEY_COUNT: this key means nothing. */
MUST_CHECK bool keypad_map_set(struct keypad_map *map, unsigned code, enum input_key key);
/* INPUT_KEY_COUNT when the key means nothing. */
enum input_key keypad_map_key(const struct keypad_map *map, uint32_t code);

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/keypad_map.h"

#include <assert.h>
#include <linux/input-event-codes.h>
#include <string.h>

static_assert(KEYPAD_CODES == KEY_CNT, "every key the kernel knows");

static const struct {
        uint16_t code;
        uint8_t key;
} defaults[] = {
        { KEY_0, INPUT_KEY_0 }, { KEY_KP0, INPUT_KEY_0 }, { KEY_NUMERIC_0, INPUT_KEY_0 },
        { KEY_1, INPUT_KEY_1 }, { KEY_KP1, INPUT_KEY_1 }, { KEY_NUMERIC_1, INPUT_KEY_1 },
        { KEY_2, INPUT_KEY_2 }, { KEY_KP2, INPUT_KEY_2 }, { KEY_NUMERIC_2, INPUT_KEY_2 },
        { KEY_3, INPUT_KEY_3 }, { KEY_KP3, INPUT_KEY_3 }, { KEY_NUMERIC_3, INPUT_KEY_3 },
        { KEY_4, INPUT_KEY_4 }, { KEY_KP4, INPUT_KEY_4 }, { KEY_NUMERIC_4, INPUT_KEY_4 },
        { KEY_5, INPUT_KEY_5 }, { KEY_KP5, INPUT_KEY_5 }, { KEY_NUMERIC_5, INPUT_KEY_5 },
        { KEY_6, INPUT_KEY_6 }, { KEY_KP6, INPUT_KEY_6 }, { KEY_NUMERIC_6, INPUT_KEY_6 },
        { KEY_7, INPUT_KEY_7 }, { KEY_KP7, INPUT_KEY_7 }, { KEY_NUMERIC_7, INPUT_KEY_7 },
        { KEY_8, INPUT_KEY_8 }, { KEY_KP8, INPUT_KEY_8 }, { KEY_NUMERIC_8, INPUT_KEY_8 },
        { KEY_9, INPUT_KEY_9 }, { KEY_KP9, INPUT_KEY_9 }, { KEY_NUMERIC_9, INPUT_KEY_9 },
        { KEY_UP, INPUT_KEY_UP }, { KEY_KPMINUS, INPUT_KEY_UP },
        { KEY_DOWN, INPUT_KEY_DOWN }, { KEY_KPPLUS, INPUT_KEY_DOWN }, { KEY_TAB, INPUT_KEY_DOWN },
        { KEY_LEFT, INPUT_KEY_LEFT },
        { KEY_RIGHT, INPUT_KEY_RIGHT },
        { KEY_ENTER, INPUT_KEY_OK }, { KEY_KPENTER, INPUT_KEY_OK }, { KEY_OK, INPUT_KEY_OK }, { KEY_NUMERIC_POUND, INPUT_KEY_OK },
        { KEY_BACKSPACE, INPUT_KEY_BACK }, { KEY_ESC, INPUT_KEY_BACK }, { KEY_DELETE, INPUT_KEY_BACK }, { KEY_BACK, INPUT_KEY_BACK },
        { KEY_KPDOT, INPUT_KEY_BACK }, { KEY_KPCOMMA, INPUT_KEY_BACK }, { KEY_NUMERIC_STAR, INPUT_KEY_BACK },
        { KEY_HELP, INPUT_KEY_HELP }, { KEY_F1, INPUT_KEY_HELP }, { KEY_KPSLASH, INPUT_KEY_HELP },
        { KEY_F2, INPUT_KEY_SPEECH }, { KEY_KPASTERISK, INPUT_KEY_SPEECH },
};

void keypad_map_init(struct keypad_map *map) {
        memset(map->keys, INPUT_KEY_COUNT, sizeof(map->keys));
        for (size_t i = 0; i < ARRAY_LEN(defaults); i++)
                map->keys[defaults[i].code] = defaults[i].key;
}

bool keypad_map_set(struct keypad_map *map, unsigned code, enum input_key key) {
        if (code == 0 || code >= KEYPAD_CODES)
                return false;
        map->keys[code] = (uint8_t)key;
        return true;
}

enum input_key keypad_map_key(const struct keypad_map *map, uint32_t code) {
        return code < KEYPAD_CODES ? (enum input_key)map->keys[code] : INPUT_KEY_COUNT;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/scanner/strokes.h"

#include <linux/input.h>
#include <string.h>

static const struct row {
        const char *plain, *shifted;
        uint16_t first;
} rows[] = {
        { "1234567890-=", "!@#$%^&*()_+", KEY_1 },
        { "qwertyuiop[]", "QWERTYUIOP{}", KEY_Q },
        { "asdfghjkl;'`", "ASDFGHJKL:\"~", KEY_A },
        { "\\zxcvbnm,./", "|ZXCVBNM<>?", KEY_BACKSLASH },
        { " ", " ", KEY_SPACE },
        { "\n", "\n", KEY_ENTER },
};

static bool find(char character, struct stroke *ret_stroke) {
        for (unsigned i = 0; character && i < sizeof(rows) / sizeof(rows[0]); i++) {
                const char *plain = strchr(rows[i].plain, character), *shifted = strchr(rows[i].shifted, character);

                if (!plain && !shifted)
                        continue;
                *ret_stroke = (struct stroke){
                        .code = (uint16_t)(rows[i].first + (plain ? plain - rows[i].plain : shifted - rows[i].shifted)),
                        .shift = !plain,
                };
                return true;
        }
        return false;
}

bool stroke_of(char character, struct stroke *ret_stroke) {
        if (find(character, ret_stroke))
                return true;
        if (character <= 0 || character >= ' ' || !find((char)(character + (character <= 26 ? '`' : '@')), ret_stroke) || ret_stroke->shift)
                return false;
        ret_stroke->ctrl = true;
        return true;
}

static void key(uint16_t code, int32_t value, void (*event)(uint16_t type, uint16_t code, int32_t value)) {
        event(EV_MSC, MSC_SCAN, code);
        event(EV_KEY, code, value);
        event(EV_SYN, SYN_REPORT, 0);
}

void stroke_events(const struct stroke *stroke, void (*event)(uint16_t type, uint16_t code, int32_t value)) {
        if (stroke->shift)
                key(KEY_LEFTSHIFT, 1, event);
        if (stroke->ctrl)
                key(KEY_LEFTCTRL, 1, event);
        key(stroke->code, 1, event);
        key(stroke->code, 0, event);
        if (stroke->ctrl)
                key(KEY_LEFTCTRL, 0, event);
        if (stroke->shift)
                key(KEY_LEFTSHIFT, 0, event);
}

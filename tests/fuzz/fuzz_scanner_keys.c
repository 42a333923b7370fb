/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A keyboard that sends any events at any time: readings stay bounded, and Enter is in none. First the layout, then
 * events: how long it waits, type, code (2 bytes), value.
 */
#include <string.h>

#include "hal/scanner/scanner_keys.h"
#include "tests/fuzz/fuzz.h"

enum { EVENT_LEN = 5 };

static unsigned texts;

static void take(void *context, const char *text, size_t len, char end) {
        MUST_HOLD(len >= 1 && len <= SCANNER_TEXT_MAX + 1);
        texts++;
}

static void take_odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        MUST_HOLD(oddity != SCANNER_AS_EXPECTED && len <= SCANNER_TEXT_MAX + 1);
}

/* Compiled once: that takes longer than all the rest. */
static const struct scanner_keymap *keymap_of(unsigned choice) {
        static const char *const layouts[] = { "us", "de", "fr", "ara" };
        static struct scanner_keymap *keymaps[4];

        if (!keymaps[choice])
                MUST_HOLD(scanner_keymap_new(layouts[choice], &keymaps[choice]) == 0);
        return keymaps[choice];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        const struct scanner_sink sink = { .reading = take, .odd = take_odd };
        struct scanner_keys keys;
        int64_t now_ms = 0;

        if (size == 0)
                return 0;
        texts = 0;
        if (scanner_keys_init(&keys, keymap_of(data[0] & 3)) < 0)
                return 0;
        for (data++, size--; size >= EVENT_LEN; data += EVENT_LEN, size -= EVENT_LEN) {
                now_ms += data[0] * 8;
                scanner_keys_event(&keys, data[1], (uint16_t)(data[2] | data[3] << 8), (int8_t)data[4], now_ms, &sink);
                MUST_HOLD(keys.reading.len <= sizeof(keys.reading.text));
        }
        MUST_HOLD(texts <= SCANNER_BURST + now_ms / SCANNER_READING_MS);
        scanner_keys_deinit(&keys);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A serial scanner that sends anything at any time: what is reported are exactly the runs between ends, never longer
 * than is said, never more than people can scan. Steps: how long it waits, how many bytes, the bytes.
 */
#include <string.h>

#include "hal/scanner/scanner_frame.h"
#include "hal/scanner/scanner_framing.h"
#include "hal/scanner/scanner_reading.h"
#include "tests/fuzz/fuzz.h"

struct witness {
        size_t sent, told;
        unsigned texts;
};

static void take_odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        MUST_HOLD(oddity == SCANNER_CUT_OFF || oddity == SCANNER_TOO_MANY || oddity == SCANNER_REST);
        MUST_HOLD(len >= 1 && len <= SCANNER_TEXT_MAX + 1);
}

/* How the reader is set up is kept as text and read again. */
static void check_framing(const char *text, size_t len, char end) {
        struct scanner_framing framing, again;
        char printed[SCANNER_FRAMING_TEXT_SIZE];

        if (!scanner_framing_of(text, len, end, &framing))
                return;
        scanner_framing_print(&framing, printed);
        MUST_HOLD(scanner_framing_parse(printed, strlen(printed), &again) && scanner_framing_equal(&framing, &again));
}

static void take(void *context, const char *text, size_t len, char end) {
        struct scanner_frame frame = scanner_frame_find(text, len);
        struct witness *witness = context;

        MUST_HOLD(len >= 1 && len <= SCANNER_TEXT_MAX + 1);
        MUST_HOLD(!memchr(text, '\r', len) && !memchr(text, '\n', len));
        MUST_HOLD(!memchr(text, '\t', len));
        check_framing(text, len, end);
        MUST_HOLD(end || scanner_frame_may_be_whole(&frame));
        MUST_HOLD(frame.text >= text && frame.text + frame.len <= text + len);
        witness->told += len;
        witness->texts++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct scanner_reading reading = { 0 };
        struct witness witness = { 0 };
        const struct scanner_sink sink = { .reading = take, .odd = take_odd, .context = &witness };
        struct scanner_framing framing;
        int64_t now_ms = 0;

        (void)scanner_framing_parse((const char *)data, size, &framing);
        if (size == 0)
                return 0;
        data++, size--;
        while (size >= 2) {
                size_t len = data[1] < size - 2 ? data[1] : size - 2;

                now_ms += data[0] * 10;
                (void)scanner_reading_expire(&reading, now_ms, &sink);
                MUST_HOLD(scanner_reading_deadline(&reading) > now_ms);
                scanner_reading_feed(&reading, (const char *)data + 2, len, now_ms, &sink);
                witness.sent += len;
                MUST_HOLD(reading.len <= sizeof(reading.text));
                MUST_HOLD(witness.told + reading.len <= witness.sent);
                data += 2 + len, size -= 2 + len;
        }
        MUST_HOLD(witness.texts <= SCANNER_BURST + now_ms / SCANNER_READING_MS);
        return 0;
}

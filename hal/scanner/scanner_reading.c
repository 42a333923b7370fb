/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_reading.h"

#include <string.h>

void scanner_reading_drop(struct scanner_reading *reading) {
        explicit_bzero(reading->text, sizeof(reading->text));
        reading->len = 0;
}

void scanner_reading_add(struct scanner_reading *reading, const char *bytes, size_t len, int64_t now_ms) {
        size_t room = sizeof(reading->text) - reading->len;

        if (len > room)
                len = room;
        memcpy(reading->text + reading->len, bytes, len);
        reading->len += len;
        reading->last_ms = now_ms;
}

/* An allowance of SCANNER_BURST readings that fills up by one every SCANNER_READING_MS. */
static bool is_allowed(struct scanner_reading *reading, int64_t now_ms) {
        int64_t from_ms = reading->full_ms > now_ms ? reading->full_ms : now_ms;

        if (from_ms - now_ms > (SCANNER_BURST - 1) * SCANNER_READING_MS)
                return false;
        reading->full_ms = from_ms + SCANNER_READING_MS;
        return true;
}

void scanner_reading_end(struct scanner_reading *reading, int64_t now_ms, scanner_text_fn *report, void *context) {
        if (reading->len > 0 && is_allowed(reading, now_ms))
                report(context, reading->text, reading->len);
        scanner_reading_drop(reading);
}

static bool is_end(char byte, enum scanner_suffix suffix) {
        return byte == '\r' || byte == '\n' || (byte == '\t' && suffix == SCANNER_SUFFIX_TAB);
}

void scanner_reading_feed(struct scanner_reading *reading, const char *bytes, size_t len, enum scanner_suffix suffix, int64_t now_ms,
                          scanner_text_fn *report, void *context) {
        size_t from = 0;

        for (size_t at = 0; at < len; at++) {
                if (!is_end(bytes[at], suffix))
                        continue;
                if (at > from)
                        scanner_reading_add(reading, bytes + from, at - from, now_ms);
                scanner_reading_end(reading, now_ms, report, context);
                from = at + 1;
        }
        if (len > from)
                scanner_reading_add(reading, bytes + from, len - from, now_ms);
}

int64_t scanner_reading_deadline(const struct scanner_reading *reading) {
        return reading->len > 0 ? reading->last_ms + SCANNER_GAP_MS : INT64_MAX;
}

void scanner_reading_expire(struct scanner_reading *reading, int64_t now_ms) {
        if (scanner_reading_deadline(reading) <= now_ms)
                scanner_reading_drop(reading);
}

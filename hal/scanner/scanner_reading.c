/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_reading.h"

#include <string.h>

#include "hal/scanner/scanner_frame.h"

enum { STEPS = 4 };

void scanner_reading_drop(struct scanner_reading *reading) {
        explicit_bzero(reading->text, sizeof(reading->text));
        reading->len = 0;
}

static void add_bytes(struct scanner_reading *reading, const char *bytes, size_t len, int64_t now_ms) {
        size_t room = sizeof(reading->text) - reading->len;

        if (len > room)
                len = room;
        if (reading->len == 0) {
                reading->first_ms = now_ms;
                reading->is_rest = now_ms < reading->rest_ms;
        }
        memcpy(reading->text + reading->len, bytes, len);
        reading->len += len;
        reading->last_ms = now_ms;
}

void scanner_reading_alive(struct scanner_reading *reading, int64_t now_ms) {
        if (reading->len > 0)
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

static bool is_rest(const struct scanner_reading *reading) {
        return reading->is_rest && !scanner_frame_find(reading->text, reading->len).known;
}

static void tell_framing(const struct scanner_framing *framing, const struct scanner_sink *sink) {
        if (sink->framing)
                sink->framing(sink->context, framing);
}

/* What a pause had ended was whole. */
static void tell_former(struct scanner_reading *reading, const struct scanner_sink *sink) {
        if (reading->has_framing)
                tell_framing(&reading->framing, sink);
        reading->has_framing = false;
}

static void note_framing(struct scanner_reading *reading, char end, const struct scanner_sink *sink) {
        struct scanner_framing framing;

        if (!scanner_framing_of(reading->text, reading->len, end, &framing))
                return;
        if (end != '\0') {
                tell_framing(&framing, sink);
                return;
        }
        reading->framing = framing;
        reading->has_framing = true;
}

static void report(struct scanner_reading *reading, int64_t now_ms, char end, const struct scanner_sink *sink) {
        bool rest = reading->len > 0 ? is_rest(reading) : now_ms < reading->rest_ms; /* an end by itself is the rest of one */

        if (rest)
                reading->has_framing = false;
        tell_former(reading, sink);
        if (reading->len == 0)
                return;
        if (rest) {
                sink->odd(sink->context, SCANNER_REST, reading->text, reading->len);
        } else if (is_allowed(reading, now_ms)) {
                note_framing(reading, end, sink);
                sink->reading(sink->context, reading->text, reading->len, end);
        } else {
                sink->odd(sink->context, SCANNER_TOO_MANY, reading->text, reading->len);
        }
        scanner_reading_drop(reading);
}

/* The reading is whole, by that byte: reports it, unless it is empty or there were too many lately. */
static void end_reading(struct scanner_reading *reading, char end, int64_t now_ms, const struct scanner_sink *sink) {
        report(reading, now_ms, end, sink);
        reading->rest_ms = 0;
}

static bool is_end(char byte) {
        return byte == '\r' || byte == '\n' || byte == '\t';
}

void scanner_reading_feed(struct scanner_reading *reading, const char *bytes, size_t len, int64_t now_ms, const struct scanner_sink *sink) {
        size_t from = 0;

        for (size_t at = 0; at < len; at++) {
                if (!is_end(bytes[at]))
                        continue;
                if (at > from)
                        add_bytes(reading, bytes + from, at - from, now_ms);
                end_reading(reading, bytes[at], now_ms, sink);
                from = at + 1;
        }
        if (len > from)
                add_bytes(reading, bytes + from, len - from, now_ms);
}

static bool may_be_whole(const struct scanner_reading *reading) {
        struct scanner_frame frame = scanner_frame_find(reading->text, reading->len);

        return scanner_frame_may_be_whole(&frame);
}

int64_t scanner_reading_deadline(const struct scanner_reading *reading) {
        int64_t pause_ms = SCANNER_GAP_MS;

        if (reading->len == 0)
                return reading->has_framing ? reading->rest_ms : INT64_MAX;
        if (may_be_whole(reading)) {
                pause_ms = STEPS * (reading->last_ms - reading->first_ms) / (int64_t)(reading->len - 1);
                pause_ms = pause_ms < SCANNER_PAUSE_MS ? SCANNER_PAUSE_MS : pause_ms > SCANNER_GAP_MS ? SCANNER_GAP_MS : pause_ms;
        }
        return reading->last_ms + pause_ms;
}

bool scanner_reading_expire(struct scanner_reading *reading, int64_t now_ms, const struct scanner_sink *sink) {
        if (scanner_reading_deadline(reading) > now_ms)
                return false;
        if (reading->len == 0) {
                tell_former(reading, sink);
                return false;
        }
        reading->rest_ms = reading->last_ms + SCANNER_GAP_MS;
        if (may_be_whole(reading)) {
                report(reading, now_ms, '\0', sink);
                return true;
        }
        sink->odd(sink->context, is_rest(reading) ? SCANNER_REST : SCANNER_CUT_OFF, reading->text, reading->len);
        reading->has_framing = reading->has_framing && !reading->is_rest;
        scanner_reading_drop(reading);
        return true;
}

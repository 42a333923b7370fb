/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One reading as it comes in, a few bytes at a time, from one scanner.
 *
 *      EMPTY ──bytes──▶ HALF ──CR, LF or tab──▶ reported, EMPTY
 *                         ├── may be whole, and nothing for a pause ──▶ reported as not ended, EMPTY
 *                         └── nothing for SCANNER_GAP_MS ──▶ dropped, which is reported, EMPTY
 *
 * What goes on within SCANNER_GAP_MS of a pause that ended a reading, and does not begin like one of our texts, is its rest: the reader
 * stood still in the middle. It is dropped, which is reported: nobody has held up a wrong code.
 *
 * How the reader is set up (scanner_framing.h) is told with a reading that an end has ended; of one that a pause has ended when nothing
 * more came of it for SCANNER_GAP_MS, or something else did. What stood still says nothing of it.
 *
 * A pause is SCANNER_PAUSE_MS, or four times what this reader has needed for a byte
 * where that is longer. No text of ours holds an end.
 *
 * Pure: times are given. Readings of two scanners never mix, because each has
 * one of these. What does not fit is counted as one byte too many, so that a
 * reading that is too long shows as such and never as a shorter one.
 */
#pragma once

#include <stdint.h>

#include "hal/scanner/scanner.h"
#include "hal/scanner/scanner_framing.h"

enum {
        SCANNER_PAUSE_MS = 100,
        SCANNER_GAP_MS = 1000,          /* the longest pause within a reading: the slowest keyboard delays of scanners are 100 ms a key */
        SCANNER_BURST = 16,             /* readings at once, then */
        SCANNER_READING_MS = 100,       /* one in so long: nobody holds two codes a second to a scanner for long */
};

/* Who is told. */
struct scanner_sink {
        void (*reading)(void *context, const char *bytes, size_t len, char end); /* CR, LF or tab; NUL: a pause */
        void (*odd)(void *context, enum scanner_oddity oddity, const char *bytes, size_t len);
        void *context;
        void (*framing)(void *context, const struct scanner_framing *framing); /* before its reading, if that has an end; NULL: nobody asks */
};

struct scanner_reading {
        char text[SCANNER_TEXT_MAX + 1];
        size_t len;
        int64_t first_ms, last_ms;      /* when its first byte came, and the last of it */
        int64_t full_ms;                /* when the allowance for readings is whole again */
        int64_t rest_ms;                /* what begins before that may be the rest of what a pause has ended */
        bool is_rest;                   /* … as this did */
        bool has_framing;               /* of what a pause has ended, if nothing more comes of it: */
        struct scanner_framing framing;
};

/* Forgets what came; wiped. */
void scanner_reading_drop(struct scanner_reading *reading);
/* Something of it came that is no byte, such as Shift: no pause begins before that. */
void scanner_reading_alive(struct scanner_reading *reading, int64_t now_ms);
/* Adds bytes that contain their ends. */
void scanner_reading_feed(struct scanner_reading *reading, const char *bytes, size_t len, int64_t now_ms, const struct scanner_sink *sink);
/* When a pause ends it, or nothing more can come of what one has ended; INT64_MAX: there is nothing. */
int64_t scanner_reading_deadline(const struct scanner_reading *reading);
/* Reports or drops it when that time has come; for after looking whether more has come. Whether it had. */
bool scanner_reading_expire(struct scanner_reading *reading, int64_t now_ms, const struct scanner_sink *sink);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Code scanners: each reading is one text, without what readers are set up to send around it (scanner_frame.h). What the
 * text means is not for here.
 *
 * One thread; no call blocks. scanner_fd() becomes readable when
 * scanner_dispatch() has something to report; callbacks happen nowhere else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

enum { SCANNER_TEXT_MAX = 1024 }; /* a longer reading is reported cut to this length + 1, so that its reader sees it is too long */

struct scanner;

/*
 * The text is any bytes, not terminated, 1 to SCANNER_TEXT_MAX + 1 of them; it is valid during the call. `ended`: the reader
 * said where it ends; otherwise a pause did, and it may be half of one.
 */
typedef void scanner_text_fn(void *context, const char *text, size_t len, bool ended);
typedef void scanner_present_fn(void *context, bool present);

/* What is odd about a reading, for the journal and for whoever sets the reader up. */
enum scanner_oddity {
        SCANNER_AS_EXPECTED,
        SCANNER_LOWER_CASE,             /* told as text as well: the reader converts to lower case */
        SCANNER_TWO_IN_ONE,             /* told as text as well: nothing ends the first of two */
        SCANNER_CUT_OFF,                /* not told: neither an end nor the rest came for SCANNER_GAP_MS */
        SCANNER_EVENTS_LOST,            /* not told: the kernel had no room for all of it */
        SCANNER_TOO_MANY,               /* not told: more readings than people can scan */
        SCANNER_REST,                   /* not told: what still came of a reading that a pause had ended */
};

/* All that may be known of a reading: its content is a secret. */
struct scanner_glimpse {
        enum scanner_oddity oddity;
        size_t len;                     /* of what came, framing included; 0: nothing of it is known */
        unsigned char first, last;      /* when len > 0 */
};
typedef void scanner_odd_fn(void *context, const struct scanner_glimpse *glimpse);
/* A reading as it came, framing and all, before anything is told of it; for setting readers up, never in a box. */
typedef void scanner_raw_fn(void *context, const char *bytes, size_t len, bool ended);

struct scanner_framing;
/*
 * How the reader at `device` (a path; "simulated reader") is set up, by a reading that may be one of ours: told before its text or, where a pause
 * has ended it, when nothing more has come of it.
 */
typedef void scanner_framing_fn(void *context, const char *device, const struct scanner_framing *framing);

int scanner_fd(const struct scanner *scanner);
/* 0 or a negative errno when nothing more can ever come from it; an unplugged scanner is no error. */
MUST_CHECK int scanner_dispatch(struct scanner *scanner);
/* Any of them may be NULL. */
void scanner_set_callbacks(struct scanner *scanner, scanner_text_fn *text, scanner_odd_fn *odd, scanner_present_fn *present, void *context);
void scanner_set_raw(struct scanner *scanner, scanner_raw_fn *raw);
void scanner_set_framing(struct scanner *scanner, scanner_framing_fn *framing);
bool scanner_present(const struct scanner *scanner);
void scanner_free(struct scanner *scanner);
DEFINE_CLEANUP(struct scanner, scanner_free, scanner_cleanup)

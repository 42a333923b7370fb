/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a scanner backend provides; for hal/scanner/scanner*.c alone.
 */
#pragma once

#include "hal/scanner/scanner.h"

struct scanner_implementation {
        int (*dispatch)(struct scanner *scanner);
        void (*free)(struct scanner *scanner);
};

/* First member of every backend's own struct. */
struct scanner {
        const struct scanner_implementation *implementation;
        int fd;
        bool present;
        scanner_text_fn *text;            /* may be NULL, like all of them */
        scanner_odd_fn *odd;
        scanner_raw_fn *raw;
        scanner_framing_fn *framing;
        scanner_present_fn *present_told;
        void *context;
};

/*
 * Reports one reading as it came, and what ended it (scanner_reading.h): its text, cut to SCANNER_TEXT_MAX + 1, and what is odd about it. One
 * that is empty but for its frame is none.
 */
void scanner_report_reading(struct scanner *scanner, const char *bytes, size_t len, char end);
/* Reports how the reader with the path `device` is set up. */
void scanner_report_framing(struct scanner *scanner, const char *device, const struct scanner_framing *framing);
/* Reports that something was read and is not told. */
void scanner_report_odd(struct scanner *scanner, enum scanner_oddity oddity, const char *bytes, size_t len);
/* Reports when it changed. */
void scanner_report_present(struct scanner *scanner, bool present);

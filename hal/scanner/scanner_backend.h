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
        scanner_text_fn *text;            /* may be NULL */
        scanner_present_fn *present_told; /* may be NULL */
        void *context;
};

/* Reports one reading, cut to SCANNER_TEXT_MAX + 1. An empty one is no reading. */
void scanner_report_text(struct scanner *scanner, const char *text, size_t len);
/* Reports when it changed. */
void scanner_report_present(struct scanner *scanner, bool present);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scanner to test, and the hand that holds codes to it and pulls its plug,
 * whatever the scanner is made of. Each kind has one of these; the tests are the same.
 */
#pragma once

#include "hal/scanner/scanner.h"

struct scanner_hand {
        struct scanner *scanner;
        void (*scan)(const char *text, size_t len); /* one reading, whole */
        void (*plug)(bool plugged);
        const char *odd;        /* a text with all that this kind can bring besides letters */
        size_t odd_len;
};
extern struct scanner_hand scanner_hand;

/* Makes a scanner that is plugged in; for cmocka. */
int scanner_hand_set_up(void **state);
int scanner_hand_tear_down(void **state);

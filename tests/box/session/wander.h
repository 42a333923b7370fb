/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Somebody who wanders about before a box, by a seed: scans tickets, codes, badges and rubbish, types right and wrong answers, and
 * does what the screen asks for. Borrows the fixture.
 */
#pragma once

#include "tests/box/session/stock.h"

enum { WANDER_NUMBERS_MAX = 99 };

struct wander {
        struct fixture *fixture;
        uint64_t state;         /* the seed, at first */
        unsigned numbers;       /* consignments 1 to so many */
        unsigned badge_shown;
        unsigned at_scan;       /* the consignment whose code was scanned last, or whose number is typed; 1 at first */
        unsigned right_answers[WANDER_NUMBERS_MAX + 1];
        bool gone[WANDER_NUMBERS_MAX + 1]; /* handed out or taken out before the store was put back, and the label with it */
};

/* 0 to limit - 1. */
unsigned wander_below(struct wander *wander, unsigned limit);
/* As stock.h has it. Of one that is gone there is no label to scan. */
void wander_scan_ticket(struct wander *wander, unsigned n);
void wander_scan_code(struct wander *wander, unsigned n);
enum wanderer { WANDER_LORE, WANDER_MARA, WANDER_AXEL, WANDER_LUTZ, WANDER_MIKE /* whose PIN is a one-time PIN at first */, WANDER_PEOPLE };
void wander_scan_badge(struct wander *wander, unsigned person);
/* The right ones, of the badge and the code shown last. */
void wander_type_pin(struct wander *wander);
const char *wander_pin(unsigned person);
void wander_type_birth(struct wander *wander);
/* A ticket, a code, a badge or rubbish. */
void wander_scan(struct wander *wander);
/* One of what a compartment's page may offer. */
void wander_do_at_page(struct wander *wander);
/* What somebody who reads the screen would do. */
void wander_do_what_is_asked(struct wander *wander);

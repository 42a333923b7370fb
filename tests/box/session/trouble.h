/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What goes wrong with the switches, the chips and the edges of a cabinet in a random life, by its seed:
 *
 *   seed % 2    1: switches flap, stick shut or open; 0: chips go and come back, also with a coil on
 *   seed % 4    1 or 2: all doors are one chip's, which now and then says of all of them that they open; else a chip has four
 *   seed % 5    0 or 4: no edge is lost; 1: 1 %; 2: 10 %; 3: all
 *
 * Borrows the fixture and the wanderer, who rolls the dice.
 */
#pragma once

#include "tests/box/session/fixture.h"
#include "tests/box/session/wander.h"

enum { TROUBLE_RATES = 4 };

struct trouble {
        struct fixture *fixture;
        struct wander *wander;
        bool switches, chips, noise;
        unsigned rate;                  /* 0 to TROUBLE_RATES - 1 */
        bool ghost[STORE_COMPARTMENTS_MAX]; /* the switch says open, and the door was not */
        unsigned sprung[STORE_COMPARTMENTS_MAX]; /* of the fixture's, seen so far */
        /* Over all lives: */
        unsigned flaps, stuck_shut, stuck_open, gone, gone_with_coil, back, back_while_off, noises, lost[TROUBLE_RATES];
};

/* A life begins; the box is started anew where it has to learn its chips. */
void trouble_begin(struct trouble *trouble, unsigned seed);
/* Something, in lives that have it. */
void trouble_a_switch(struct trouble *trouble);
void trouble_a_chip(struct trouble *trouble);
/* The box is off: a chip may come back. */
void trouble_off(struct trouble *trouble);
/* Every switch is sound and every chip there, from the next start on. */
void trouble_end(struct trouble *trouble);
/* Adds what was lost in this life, whose end loses nothing. */
void trouble_count(struct trouble *trouble);
/* Whether the door is open now, or was since the last call: not what its switch says. After each of the fixture's steps. */
bool trouble_door_is_open(struct trouble *trouble, unsigned c);

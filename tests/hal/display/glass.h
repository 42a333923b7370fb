/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The glass of a panel to test displays against, whatever shows the picture: the
 * tests look at the pixels and pull the cable from outside. Each kind of display
 * has one of these; the tests are the same.
 */
#pragma once

#include "hal/display/display.h"
#include "hal/display/turn.h"

struct glass {
        int width_px, height_px;        /* of the panel; a quarter turn exchanges those of the picture */
        unsigned rotations;             /* how many of TURN_0, TURN_90, … it can */
        uint32_t mask;                  /* the bits of a pixel that it shows */
        bool pluggable;
        /* A display for an upright picture of these sides, black. 0 or a negative errno. */
        int (*open)(int width_px, int height_px, enum turn rotation, struct display **ret_display);
        void (*close)(struct display *display); /* NULL: display_free() */
        /* What is on the glass now: rows of width_px pixels in the panel's orientation. */
        void (*read)(struct display *display, uint32_t *ret_pixels);
        void (*plug)(struct display *display, bool plugged);
        bool (*off)(struct display *display); /* whether it is switched off; NULL: nobody can look */
        /* Before and after all tests; may be NULL. 0, or 77 after saying why there is nothing to test. */
        int (*begin)(void);
        void (*end)(void);
};

/* The one that is linked. */
extern struct glass glass;

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What every screen has around its own matter: the sign with header, step line
 * and question, the desk, the buttons at its foot and the bar.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* The sign's colour is the state. */
enum sign_colour { SIGN_CITY, SIGN_HERE, SIGN_OK, SIGN_BAD, SIGN_ORDER };

struct sign_colours {
        uint32_t fill, on;            /* the sign and what stands on it */
        uint32_t line;                /* steps to come, outlines */
        uint32_t now, on_now;         /* the step it is */
};
struct sign_colours frame_colours(const struct build *build, enum sign_colour colour);

struct sign {
        enum sign_colour colour;
        const char *title;            /* the question; NULL: the screen writes its own words */
        const char *hint;             /* one line under it (several where the sign is narrow), or NULL */
        int hint_lines;               /* at most so many; 0: as usual */
        int end;                      /* of an upright panel: where the sign ends; 0: the usual place, or close under the words of a screen without steps */
        bool high;                    /* the words begin where the step line would be (screens without steps) */
        bool still;                   /* over a keypad, whose keys never move: of an upright panel the hint is left out where it has no room, and said */
};

/*
 * Draws desk and sign: header, steps, title, hint. Speaks title and hint. Returns
 * the desk's inside: between the margins, down to where the lowest buttons end.
 * Sets build->back to the desk's colour, and build->rest to what a sign beside the
 * desk leaves free.
 */
struct view_rect frame_sign(struct build *build, const struct sign *sign);
/* A sign over the whole panel (idle, out of order): the colour and the header. */
void frame_cover(struct build *build, enum sign_colour colour);
/* The rest of the sign below the words, for a screen that writes its own there: x and w between the margins. */
struct view_rect frame_sign_room(const struct build *build, const struct sign *sign);

/*
 * Desk and a sign of one line that holds a title beside the header's badge and
 * time, for screens that need the height. Returns the y below it.
 */
int frame_strip(struct build *build, const char *title);

/* Buttons at the foot of the desk, one above the other, the first on top. Returns the y at which they begin. */
int frame_actions(struct build *build, const struct button *buttons, unsigned count);
/* The same, with so many rows left free below them. */
int frame_actions_over(struct build *build, const struct button *buttons, unsigned count, unsigned below);
/* Two beside each other at the foot; percent: of the width for the left one. */
void frame_actions_beside(struct build *build, const struct button *left, const struct button *right, int percent);
/* Back and forward beside each other, as on the entry screens. */
void frame_back_and(struct build *build, const struct button *forward);
/* What is left of the desk for the screen's own matter, above so many buttons. */
struct view_rect frame_matter(const struct build *build, struct view_rect desk, unsigned buttons);

enum { BAR_HELP = 1 << 0, BAR_ACCESS = 1 << 1, BAR_LANGUAGE = 1 << 2, BAR_CANCEL = 1 << 3, BAR_SIGN_OUT = 1 << 4 };
/* What applies nearly everywhere; while a door is open nothing can be cancelled. */
#define BAR_OPEN (BAR_HELP | BAR_ACCESS | BAR_LANGUAGE)
#define BAR_ALL (BAR_OPEN | BAR_CANCEL)
#define BAR_STAFF (BAR_OPEN | BAR_SIGN_OUT)

/* The bar on paper; for staff "cancel" is "sign out", and over an open door it is left empty. Add it last: it comes last in focus order. */
void frame_bar(struct build *build, unsigned cells);
/* The bar on the sign's own colour (idle, out of order). */
void frame_bar_on(struct build *build, unsigned cells, enum sign_colour colour);

/* "14:32" in the process's zone. */
const char *frame_time(struct build *build);

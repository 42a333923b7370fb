/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Fields of digits and the keys to fill them: the same place on every entry
 * screen, so that no key moves from one step to the next.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

enum { FIELD_GROUPS_MAX = 3 };

struct field_group {
        const char *name;             /* in view_texts(), such as "field_day" */
        const char *label;            /* above it where the panel is upright, or NULL */
        const char *letter;           /* in its empty fields where there is no room for labels, or NULL */
        unsigned digits;
};

struct keypad {
        struct field_group groups[FIELD_GROUPS_MAX];
        unsigned group_count;
        bool secret;                  /* dots unless screen->show, and a key to show them */
        struct button forward;
};

/* Draws fields, keys, back and forward on the desk from screen->entry; adds their targets. */
void keypad_build(struct build *build, struct view_rect desk, const struct keypad *keypad);

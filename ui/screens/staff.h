/* SPDX-License-Identifier: EUPL-1.2 */
/* What the screens of the staff share. */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* The sentence for a reason; for REASON_NONE "Please look." */
const char *staff_why(struct build *build, enum reason reason);
/* In how many lines of that width a text stands, as many items as a consignment can have. Of one that fits into a line it is 1. */
enum { STAFF_LINES_MAX = 8 };
int staff_lines(struct build *build, const char *text, enum type type, int width);
/* The type for items in that width: a label's where they would take more than two lines. */
enum type staff_items_type(struct build *build, const char *items, enum type type, int width);
/* "4. Dezember" */
const char *staff_date(struct build *build, int64_t wall_ms);
/* "11 482", with no-break spaces. */
const char *staff_grouped(struct build *build, unsigned long long n);
/* "belegt" */
const char *staff_state_word(struct build *build, enum cell_state state);
/* Buttons at the foot of the desk: one a row where it is upright, else two, the first on top. Returns how many rows they take. */
unsigned staff_grid(struct build *build, const struct button *buttons, unsigned count);
/* The button that leads back to the overview, alone at the foot of the desk. */
void staff_back(struct build *build);

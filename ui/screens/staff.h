/* SPDX-License-Identifier: EUPL-1.2 */
/* What the screens of the staff share. */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* The sentence for a reason; for REASON_NONE "Please look." */
const char *staff_why(struct build *build, enum reason reason);
/* "Reisepass, Brief", or where that is wider than width "Reisepass und 1 mehr". */
const char *staff_items(struct build *build, const uint8_t *items, size_t count, enum type type, int width);
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

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Where a compartment is, in words and as a direction, for somebody who stands
 * before the screen. All answers are empty when the screen has no plan or the
 * plan has no such compartment.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* "Rechts, zweite Reihe von unten." */
const char *place_sentence(struct build *build, unsigned compartment);
/* "Fach 12: rechts, zweite Reihe von unten." */
const char *place_named(struct build *build, unsigned compartment);
/* "Es ist das sechste Fach von links." For the voice and for who cannot find it. */
const char *place_column(struct build *build, unsigned compartment);
/* "Block C, dritte Reihe, fünftes von links.": for staff, who know the blocks' letters. */
const char *place_staff(struct build *build, unsigned compartment);
/* One of eight arrows from the screen to it; ICON_NONE without a plan. */
enum icon place_direction(const struct build *build, unsigned compartment);

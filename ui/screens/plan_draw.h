/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The cabinet seen from the front: doors as outlines, the screen in its place,
 * a person before it, the way along the floor and up to the open door.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/*
 * Draws the plan with `compartment` open (0: none) between y and bottom, across
 * the width from x to x + w; the leaf of the outmost door reaches 18 px further.
 * Returns the y below "you are here". Nothing without a plan.
 */
int plan_draw(struct build *build, struct view_rect room, unsigned compartment);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The sign of an open compartment: its number as high as the arrow beside it,
 * what is the matter with it, and where it is.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

/* Draws the yellow sign and speaks it; place is broken after its first comma where it is too long. Returns the desk's inside as frame_sign(). */
struct view_rect sign_number(struct build *build, unsigned compartment, const char *title, const char *place);

/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the parts of build: the type scale's smaller steps, and how large capitals are on the panel. */
#pragma once

#include "ui/view/build.h"

/* The style `step` steps smaller, 84 → 76 → 68 px and in the same steps for every other size; 0 is build_style(). None is smaller than may be written. */
struct text_style build_style_smaller(const struct build *build, enum type type, unsigned step);
/* How high capitals of type of that size are, in millimetres. */
double build_cap_mm(const struct build *build, int size_px);

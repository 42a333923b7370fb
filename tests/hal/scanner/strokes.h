/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A text as the strokes that a scanner of the keyboard type gives for it, on the layout "us": a key, and whether
 * Shift or Ctrl is held.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct stroke {
        uint16_t code;
        bool shift, ctrl;
};

/* False when the layout has no key for this character. Control characters come with Ctrl. */
bool stroke_of(char character, struct stroke *ret_stroke);
/* Calls for each event of the stroke: type, code, value, each key followed by a report. */
void stroke_events(const struct stroke *stroke, void (*event)(uint16_t type, uint16_t code, int32_t value));

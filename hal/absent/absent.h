/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * People's devices that are not there and never will be in this run: what stands
 * in for one whose backend could not even begin. Each is a full object that
 * reports nothing, is never present and takes everything without effect, so that
 * nobody has to ask whether there is one.
 */
#pragma once

#include "hal/display/display.h"
#include "hal/input/input.h"
#include "hal/scanner/scanner.h"
#include "hal/voice/voice.h"

/* Each: 0 or a negative errno; the caller owns the object. */
MUST_CHECK int scanner_new_absent(struct scanner **ret_scanner);
MUST_CHECK int input_new_absent(struct input **ret_input);
/* The picture is still drawn in this size, 1 to DISPLAY_SIDE_MAX_PX each, for speech and keys. */
MUST_CHECK int display_new_absent(int width_px, int height_px, struct display **ret_display);
MUST_CHECK int voice_new_absent(struct voice **ret_voice);

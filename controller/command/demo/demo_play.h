/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

#include "controller/command/demo/demo.h"

/* Says how to play with the box in its window, and waits until that is closed. 0, or -1 after saying what was expected. */
MUST_CHECK int demo_play(struct demo *demo);

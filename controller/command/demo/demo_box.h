/* SPDX-License-Identifier: EUPL-1.2 */
/* The demonstration's box: its folder, and the daemon that runs in it. 0, or -1 after saying what was expected. */
#pragma once

#include "controller/command/demo/demo.h"

/* Made, taken in by the office, and given its first bundle. */
MUST_CHECK int demo_make_box(struct demo *demo);
/* Starts the daemon and waits until it answers. */
MUST_CHECK int demo_start_box(struct demo *demo);
/* Asks it to end and waits for that. */
MUST_CHECK int demo_stop_box(struct demo *demo);
/* However far it came. */
void demo_box_end(struct demo *demo);

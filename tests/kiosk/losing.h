/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Edges that get lost on their way to a daemon, as where an expander's interrupt does: hal/lock/lines_gpio.c is made to ask
 * this of all that the kernel told (tests/support/meson.build). The levels are what they are.
 */
#pragma once

#include <stdint.h>

/* How many of a hundred get lost, in digits. Without it none does. */
#define LOSING_FILE "/tmp/losing"
/* A line on stderr for each that did. */
#define LOSING_SAID "(an edge is lost)"

/* What is left of the slots that had an edge. */
uint64_t losing_edges(uint64_t slots);

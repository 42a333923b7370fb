/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What tests on kernel devices do from outside: look, and pull cables. A condition
 * that must hold for the test to mean anything ends it loudly.
 */
#pragma once

#include <stdbool.h>

void outside_must(bool condition, const char *what);
/* Pulls the screen's cable out of a card, or puts it in, through the connector's own file in sysfs. */
void outside_plug(const char *card, bool plugged);

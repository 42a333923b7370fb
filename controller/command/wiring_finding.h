/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is wrong with a lock that was tried, and what to do: from the switches, the coils'
 * current and what the person before the cabinet sees. Pure.
 */
#pragma once

#include <stdbool.h>

#include "controller/box/daemon/wiring.h"

enum { WIRING_FINDING_SIZE = 640 };

struct wiring_seen {
        unsigned c;                             /* tried */
        const struct wiring_trial *trial;
        const struct config *config;
        bool senses;                            /* the coils' current is sensed */
        bool answered;                          /* somebody has said which door is open (of WIRING_BOTH_OPENED: which other one): */
        unsigned open;                          /* 0: none */
};

/* What the switches say, before anybody is asked. False: nothing. */
MUST_CHECK bool wiring_finding_first(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]);
/* What is wrong with the lock or a switch. False: nothing. */
MUST_CHECK bool wiring_finding(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]);
/* What is wrong with the current that was sensed. False: nothing, or none is sensed here. */
MUST_CHECK bool wiring_finding_current(const struct wiring_seen *seen, char ret_sentence[WIRING_FINDING_SIZE]);
/* A chip that tells no edge although its switches change. */
void wiring_finding_interrupt(const char *chip, unsigned levels, char ret_sentence[WIRING_FINDING_SIZE]);
/* A switch that says open of a shut door, and of the open one `turned`: closed, or open as well. */
void wiring_finding_switch(const struct config *config, unsigned c, bool turned, char ret_sentence[WIRING_FINDING_SIZE]);

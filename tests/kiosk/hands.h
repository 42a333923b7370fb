/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Input devices made through uinput, and what people do with them. The words are
 * lines, carried out in order; times between them are the kiosk's own:
 *
 *      new N BUS VENDOR PRODUCT NAME…  begins device N, 0 to HANDS_DEVICES_MAX - 1
 *      bit TYPE CODE                   it can send these events
 *      keys FIRST LAST                 it has all these keys
 *      axis CODE MIN MAX PER_MM        it has this absolute axis
 *      property P                      INPUT_PROP_*
 *      plug                            the device appears
 *      emit N TYPE CODE VALUE [TYPE CODE VALUE]…   one frame, its SYN_REPORT included
 *      sleep US
 *      unplug N                        the device goes
 *
 * All numbers are decimal. The answer has a line for each emit: CLOCK_MONOTONIC in ns, just before it.
 */
#pragma once

#include <stdio.h>

enum { HANDS_DEVICES_MAX = 8 };

struct hands {
        int fd[HANDS_DEVICES_MAX]; /* -1: no such device */
        int current;               /* the device that is being made */
};

void hands_init(struct hands *hands);
/* 0, or the number of the line that could not be carried out; what went wrong is in the answer. Changes `words`. */
int hands_do(struct hands *hands, char *words, FILE *answer);

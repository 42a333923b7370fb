/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The switches in headphone jacks, evdev nodes (SW_HEADPHONE_INSERT), which libinput does not report. For hal/input/input_libinput.c.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "hal/watch/device_watch.h"

enum { HEADSET_JACKS_MAX = 4 };

struct headset_jacks {
        struct {
                int fd;                 /* -1: free */
                dev_t device;
                bool plugged;
        } jacks[HEADSET_JACKS_MAX];
        int epoll;                      /* of the caller; it wakes for them */
};

void headset_jacks_init(struct headset_jacks *jacks);
void headset_jacks_deinit(struct headset_jacks *jacks);
/* Opens those of these names that are there and not yet open; what is no such switch, or has no room, is left out. */
void headset_jacks_look(struct headset_jacks *jacks, const struct device_names *names);
/* Reads what is there, and lets go of what has gone. Whether something is plugged into one of them. */
bool headset_jacks_read(struct headset_jacks *jacks);

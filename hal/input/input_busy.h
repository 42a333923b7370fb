/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Panels and keypads that somebody else has grabbed, and when they are free. The kernel tells nobody that a grab has ended, so they
 * are tried again, after INPUT_BUSY_FIRST_MS at first, then ever more seldom, INPUT_BUSY_LAST_MS at last. For hal/input/input_libinput.c.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "hal/input/input_device.h"

enum { INPUT_BUSY_MAX = 8, INPUT_BUSY_FIRST_MS = 250, INPUT_BUSY_LAST_MS = 32 * 1000 };

struct input_busy {
        int fd;                         /* readable when it is time to look; -1: none */
        unsigned wait_ms;
        unsigned count;
        char paths[INPUT_BUSY_MAX][NAME_MAX];
};

/* 0 or a negative errno. */
MUST_CHECK int input_busy_init(struct input_busy *busy);
void input_busy_deinit(struct input_busy *busy);
/* That node was grabbed when it was opened. One that has no room here is noted when all are opened anew. */
void input_busy_note(struct input_busy *busy, const char *path);
/*
 * When it is time: tries them. True when one is free: whoever asks opens all devices anew, and those that are grabbed still are
 * noted again. What has gone is forgotten.
 */
bool input_busy_look(struct input_busy *busy, const struct input_device_names *names);

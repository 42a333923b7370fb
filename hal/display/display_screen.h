/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the displays of real hardware have in common: the shadow picture, the
 * terminal, and one descriptor for all that they wait for. First member of a
 * backend's own struct; for hal/display/display_*.c alone.
 */
#pragma once

#include "hal/display/console.h"
#include "hal/display/display_backend.h"
#include "hal/display/display_real.h"
#include "hal/display/shadow.h"

struct display_screen {
        struct display base;            /* its fd is an epoll(7) of all below */
        struct shadow shadow;
        struct console *console;        /* NULL: none */
        int console_error;
        char place[DISPLAY_PLACE_SIZE];
        const char *way;                /* how it is shown there; static */
};

/* Begins absent and without the terminal. 0, -EINVAL or another negative errno; then it must be deinited all the same. */
MUST_CHECK int display_screen_init(struct display_screen *screen, const struct display_implementation *implementation,
                                   const struct display_config *config);
/* Puts the terminal back. */
void display_screen_deinit(struct display_screen *screen);
/* Takes the terminal where it can be had, and else notes why not. 0 or a negative errno. */
MUST_CHECK int display_screen_take_console(struct display_screen *screen, unsigned number);
/* Notes what the picture is shown on. */
void display_screen_set_place(struct display_screen *screen, const char *path, const struct scanout *scanout);
/* From now on the base's descriptor is readable when this one is. 0 or a negative errno. */
MUST_CHECK int display_screen_watch(struct display_screen *screen, int fd);
/* Before it is closed. */
void display_screen_unwatch(struct display_screen *screen, int fd);
/* Hears what the terminal says. Whether the card may be used. */
bool display_screen_in_front(struct display_screen *screen);

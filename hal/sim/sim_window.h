/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A window onto a simulated panel, for people at a desk: shows what the panel
 * shows, scaled to fit the desktop. The mouse is a finger on it; the keyboard is
 * the keypad:
 *
 *      0 to 9, arrows      the same           Backspace, Escape    back
 *      Return, Space       ok                 F1, H                help
 *                                             F2, S                speech
 *
 * Panel and input stay simulated ones, so that everything that can be done to them
 * can be done to them still. Only in builds with SDL2 (option `window`).
 *
 * One thread, one window a process. SDL has no descriptor to wait for: the window
 * looks for events 60 times a second.
 */
#pragma once

#include "hal/display/display.h"
#include "hal/input/input.h"

struct sim_window;

enum { SIM_WINDOW_E_NO_DESKTOP = 1, SIM_WINDOW_E_CLOSED };
enum { SIM_WINDOW_MESSAGE_SIZE = 256 };

/*
 * Opens it over simulated ones, which it borrows; the display's watcher is the window's until that is freed.
 * 0; SIM_WINDOW_E_NO_DESKTOP with SDL's reason; negative errno with another.
 */
MUST_CHECK int sim_window_new(const char *title, struct display *display, struct input *input, struct sim_window **ret_window,
                              char ret_message[SIM_WINDOW_MESSAGE_SIZE]);
void sim_window_free(struct sim_window *window);

int sim_window_fd(const struct sim_window *window);
/* Shows what is new and hands mouse and keys on. 0; SIM_WINDOW_E_CLOSED when its person closed it. */
MUST_CHECK int sim_window_dispatch(struct sim_window *window);

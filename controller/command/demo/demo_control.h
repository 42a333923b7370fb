/* SPDX-License-Identifier: EUPL-1.2 */
/* What the demonstration asks of the running box through its control socket. 0, or -1 after saying what was expected. */
#pragma once

#include "controller/command/demo/demo.h"

/* One request; the answer may be NULL. The request is released. */
MUST_CHECK int demo_ask(struct demo *demo, json_t *request, json_t **ret_answer);
/* The screen's name, or "?" when it cannot be asked. */
void demo_screen_name(struct demo *demo, char *ret_name, size_t size);
/* Writes what the screen shows as NN-name.png; *ret_path when not NULL. 0 or a negative errno. */
MUST_CHECK int demo_picture(struct demo *demo, const char *name, char ret_path[PATH_MAX]);
/* Waits until a door is seen open, or none; returns its compartment, 0 for none, or -1. */
MUST_CHECK int demo_await_door(struct demo *demo, bool open);

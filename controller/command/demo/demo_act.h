/* SPDX-License-Identifier: EUPL-1.2 */
/* Performing the story's scenes on the running box. */
#pragma once

#include "controller/command/demo/demo.h"

/* Scenes up to the one without a script. 0, or -1 after saying what was expected. */
MUST_CHECK int demo_act(struct demo *demo, const struct demo_scene *scenes);

enum { DEMO_DIGITS_SIZE = 16 };
/* "1985-03-07" as it is typed: "07031985". */
void demo_birth_digits(const char *born, char ret_digits[DEMO_DIGITS_SIZE]);

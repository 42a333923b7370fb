/* SPDX-License-Identifier: EUPL-1.2 */
/* The two panels that the look was drawn for, open while a group of tests runs. */
#pragma once

#include "tests/ui/sample.h"

extern struct ui *uis_portrait, *uis_landscape;

/* For cmocka_run_group_tests(). */
int uis_open(void **state);
int uis_close(void **state);

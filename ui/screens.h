/* SPDX-License-Identifier: EUPL-1.2 */
/* The builders of the screens, one per enum screen_id, as view.c's table names them. */
#pragma once

#include "ui/build.h"

void screen_idle(struct build *build);
void screen_number(struct build *build);
void screen_pin(struct build *build);
void screen_birth(struct build *build);

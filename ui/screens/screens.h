/* SPDX-License-Identifier: EUPL-1.2 */
/* The builders of the screens, one a row of SCREEN_LIST. */
#pragma once

#include "ui/screens/parts.h"
#include "ui/screens/screen.h"
#include "ui/view/build.h"

#define SCREEN_BUILDER(member, name, kind, staff, guide) void screen_##name(struct build *build);
SCREEN_LIST(SCREEN_BUILDER)
#undef SCREEN_BUILDER

/* What staff see of screens that citizens have as well. */
void screen_staff_opening(struct build *build);
void screen_staff_help(struct build *build);

/* The yellow plate that says where the scanner is. */
struct part code_scanner_part(const struct build *build);
/* Please wait; seconds: how long, 0: a moment. */
void message_wait(struct build *build, unsigned seconds);
/* "Reisepass, Brief": the names of items (ITEM_* of crypto/ticket.h). */
const char *message_items(struct build *build, const uint8_t *items, size_t count);

/* SPDX-License-Identifier: EUPL-1.2 */
/* The builders of the screens, one per enum screen_id, as view.c's table names them. */
#pragma once

#include "ui/view/build.h"

void screen_idle(struct build *build);
void screen_access(struct build *build);
void screen_language(struct build *build);
void screen_help(struct build *build);
void screen_code(struct build *build);
void screen_number(struct build *build);
void screen_pin(struct build *build);
void screen_birth(struct build *build);
void screen_choose(struct build *build);
void screen_wrong(struct build *build);
void screen_refused(struct build *build);
void screen_wait(struct build *build);
void screen_old_ready(struct build *build);
void screen_opening(struct build *build);
void screen_door(struct build *build);
void screen_old_papers(struct build *build);
void screen_close(struct build *build);
void screen_jam_ask(struct build *build);
void screen_jam(struct build *build);
void screen_more_time(struct build *build);
void screen_done(struct build *build);
void screen_receipt(struct build *build);
void screen_out_of_order(struct build *build);
void screen_staff_pin(struct build *build);
void screen_staff_set_pin(struct build *build);
void screen_staff_second(struct build *build);
void screen_staff_overview(struct build *build);
void screen_staff_scan(struct build *build);
void screen_staff_load(struct build *build);
void screen_staff_refused(struct build *build);
void screen_staff_overdue(struct build *build);
void screen_staff_take(struct build *build);
void screen_staff_found(struct build *build);
void screen_staff_problems(struct build *build);
void screen_staff_state(struct build *build);
void screen_staff_checkpoint(struct build *build);

/* What staff see of screens that citizens have as well. */
void screen_staff_opening(struct build *build);
void screen_staff_close(struct build *build);
void screen_staff_help(struct build *build);

/* The yellow plate that says where the scanner is; icon: height of its arrow in pixels. */
void code_scanner(struct build *build, struct view_rect rect, int icon);
/* "Reisepass, Brief": the names of items (ITEM_* of crypto/ticket.h). */
const char *message_items(struct build *build, const uint8_t *items, size_t count);

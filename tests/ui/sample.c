/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

const struct ui_panel sample_portrait = { 1080, 1920, 4.03 }, sample_landscape = { 1280, 800, 5.88 };

/* 21.5", 10.1", 7", 10.1", 21.5" lying, 15.6", 32". */
const struct sample_panel sample_panels[SAMPLE_PANELS] = {
        { { 1080, 1920, 4.03 }, "1080x1920", true, 20, 4 },
        { { 1280, 800, 5.88 }, "1280x800", true, 20, 4 },
        { { 800, 480, 5.25 }, "800x480", false, 13.3, 2.6 },
        { { 1024, 600, 4.6 }, "1024x600", false, 19, 3.8 },
        { { 1920, 1080, 4.03 }, "1920x1080", false, 20, 4 },
        { { 768, 1366, 3.95 }, "768x1366", false, 18, 4 },
        { { 2160, 3840, 5.42 }, "2160x3840", false, 20, 4 },
};

static const char *const contact[] = { "Rathausplatz 1, Erdgeschoss", "Mo bis Fr, 8 bis 16 Uhr", "115" };

#define ENTRY(screen_id, typed, max, at, of) \
        .id = screen_id, .entry.digits = typed, .entry.digit_count = sizeof(typed) - 1, .entry.digit_max = max, .step = at, .steps = of

#define ITEMS(...) .items = (const uint8_t[]){ __VA_ARGS__ }, .item_count = sizeof((const uint8_t[]){ __VA_ARGS__ })
/* The same of a door. */
#define INSIDE(...) .door.items = (const uint8_t[]){ __VA_ARGS__ }, .door.item_count = sizeof((const uint8_t[]){ __VA_ARGS__ })
#define REFUSED(name, ...) { "refused_" name, { .id = SCREEN_REFUSED, .message.incident = 4711, .message.refusal = __VA_ARGS__ } }

static const struct screen_row deliveries[] = { { ITEMS(1) }, { ITEMS(3, 5) }, { ITEMS(2) } };
static const char receipt[] = "RC1:0008NX00000PFD9VC0009U$CH7T:%6HMCXVL*7BPT59NI7TU$VHQ2ZJL3T0KTCPUIF2S7VDMC0MCGIFZTI53T0IE8TSMQ5AUI1PRWKQ.+OM43"
                              "S+ED6NVCE3F$L5V1JEVEG5KXNT60T/G:NS+O8-RMR6TC$O.%O7PKI1D%Z1N6OX1K5AQTEGEKT6DTQYKOHV4F4CLUV1I2ZLC79A6N4EF";

/* 608 compartments in four blocks of 19 columns and 8 rows, and a small cabinet of 24. */
static struct plan large_plan, small_plan;
static uint8_t large_cells[608], small_cells[24];

#define STAFF_AS(screen_id, badge, what) .id = screen_id, .staff = true, .sub = badge, .role = what
#define STAFF(screen_id) STAFF_AS(screen_id, "07", ROLE_MANAGER)
#define MENU(...) .map.menu = { __VA_ARGS__ }, .map.menu_count = sizeof((const uint8_t[]){ __VA_ARGS__ })
#define MENU_LOADER MENU(TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DAY, TASK_STATE, TASK_CHECKPOINT)
#define MENU_MANAGER MENU(TASK_LOAD, TASK_ROUND, TASK_OVERDUE, TASK_DESK, TASK_PROBLEMS, TASK_DAY, TASK_STATE, TASK_CHECKPOINT)
#define MENU_AUDITOR MENU(TASK_CHECKPOINT, TASK_DAY, TASK_STATE, TASK_EXPORT)
#define MENU_DOUBT MENU(TASK_STATE, TASK_DAY, TASK_CHECKPOINT)
#define MENU_DOUBT_MANAGER MENU(TASK_CLOCK, TASK_STATE, TASK_DAY, TASK_CHECKPOINT)
#define LARGE .plan = &large_plan
#define SMALL .plan = &small_plan
#define ALARM .map.alarm_compartment = 326, .map.alarm_reason = REASON_SWITCH_FAULTY
#define LOADING(plan_of, c) LOADING_OF(plan_of, c, 1, 5)
#define LOADING_OF(plan_of, c, ...) \
        STAFF(SCREEN_STAFF_LOAD), plan_of, .door.compartment = c, .step = 2, .steps = 3, INSIDE(__VA_ARGS__), .door.deadline_ms = 1796391127000, \
        .door.case_number = "3f9a01c7"
#define PAGE(c, state) .page.compartment = c, .page.cell = state
#define CASE CASE_UNTIL(1796391127000)
#define CASE_UNTIL(end) .page.case_number = "3f9a01c7", .page.items = (const uint8_t[]){ 1, 5 }, .page.item_count = 2, .page.since_ms = 1794400000000, \
        .page.deadline_ms = (end)
#define TICKET(name, ...) { "staff_ticket_" name, { STAFF(SCREEN_STAFF_REFUSED), .refused.ticket = true, __VA_ARGS__ } }
#define BADGE(name, ...) { "staff_badge_" name, { STAFF(SCREEN_STAFF_REFUSED), __VA_ARGS__ } }

static const struct screen_row overdue_rows[] = {
        { .compartment = 43, ITEMS(1), .since_ms = 1794400000000 },
        { .compartment = 109, ITEMS(2, 5), .since_ms = 1794400000000 },
        { .compartment = 326, .reason = REASON_OLD_PAPERS }, { .compartment = 347, ITEMS(3, 5), .since_ms = 1794500000000 },
        { .compartment = 401, ITEMS(1), .since_ms = 1794500000000 }, { .compartment = 402, ITEMS(1), .since_ms = 1794500000000 },
        { .compartment = 403, ITEMS(1), .since_ms = 1794500000000 }, { .compartment = 480, ITEMS(2), .since_ms = 1794500000000 },
        { .compartment = 511, ITEMS(2), .since_ms = 1794500000000 }, { .compartment = 590, ITEMS(4), .since_ms = 1794500000000 },
};
static const struct screen_row desk_rows[] = {
        { .compartment = 43, ITEMS(1), .since_ms = 1794400000000, .reason = REASON_REVOKED },
        { .compartment = 109, ITEMS(2, 5), .since_ms = 1794400000000 },
        { .compartment = 326, ITEMS(1), .since_ms = 1794400000000, .reason = REASON_NOT_OPENED, .fault = true },
        { .compartment = 347, ITEMS(3, 5), .since_ms = 1794500000000 },
};
static const struct screen_row problem_rows[] = {
        { .compartment = 326, ITEMS(1), .since_ms = 1794400000000, .reason = REASON_FORCED_OPEN, .fault = true },
        { .compartment = 347, ITEMS(2, 5), .since_ms = 1794400000000, .reason = REASON_COIL_LOST, .fault = true },
        { .compartment = 348, ITEMS(1), .since_ms = 1794400000000, .reason = REASON_SWITCH_FAULTY, .fault = true },
        { .compartment = 12, ITEMS(1), .since_ms = 1794400000000, .reason = REASON_UNSURE },
};
#define INSIDE_ROW(c, number) { .compartment = c, .case_number = number, ITEMS(1, 5), .deadline_ms = 1796391127000 }
#define FOUR_ROWS(c) INSIDE_ROW(c, "3f9a01c7"), INSIDE_ROW(c + 1, "00bb8e12"), INSIDE_ROW(c + 2, "c0ffee00"), INSIDE_ROW(c + 3, "9cc4d4e5")
static const struct screen_row contents_rows[] = {
        FOUR_ROWS(1), FOUR_ROWS(7), FOUR_ROWS(43), FOUR_ROWS(109), FOUR_ROWS(326), FOUR_ROWS(401), FOUR_ROWS(480), FOUR_ROWS(600),
};
/* As many items as a consignment can have, among them the longest words. */
#define EIGHT 3, 2, 4, 3, 2, 4, 1, 5
static const struct screen_row eight_rows[] = {
        { .compartment = 43, .case_number = "3f9a01c7", ITEMS(EIGHT), .since_ms = 1794400000000, .deadline_ms = 1796391127000 },
        { .compartment = 109, .case_number = "00bb8e12", ITEMS(1), .since_ms = 1794400000000, .deadline_ms = 1796391127000 },
        { .compartment = 326, .case_number = "c0ffee00", ITEMS(2, 3, 5), .since_ms = 1794400000000, .deadline_ms = 1796391127000 },
};
static const struct screen_row eight_deliveries[] = {
        { ITEMS(1, 5) }, { ITEMS(3, 5) }, { ITEMS(2) }, { ITEMS(1) }, { ITEMS(2, 3, 4) }, { ITEMS(5) }, { ITEMS(4) }, { ITEMS(1, 2) },
};
static const struct screen_row incident_rows[] = {
        { .incident = 4711, .since_ms = 1795354000000, .refusal = REFUSAL_EXPIRED, .case_number = "a1b2c3d4" },
        { .incident = 1009, .since_ms = 1795350000000, .refusal = REFUSAL_VOID, .case_number = "0f9e8d7c" },
        { .incident = 8234, .since_ms = 1795349000000, .reason = REASON_NOT_OPENED, .compartment = 347, .case_number = "77aa33bb" },
        { .incident = 5550, .since_ms = 1795280000000, .refusal = REFUSAL_MALFORMED },
        { .incident = 9999, .since_ms = 1795270000000, .refusal = REFUSAL_REMOVED, .case_number = "12345678" },
};
static const struct screen_row people_rows[] = {
        { .device = DEVICE_BADGE, .condition = CONDITION_OK, .sub = "07", .role = ROLE_MANAGER },
        { .device = DEVICE_BADGE, .condition = CONDITION_LOCKED, .sub = "12", .role = ROLE_LOADER, .fault = true },
        { .device = DEVICE_BADGE, .condition = CONDITION_OK, .sub = "14", .role = ROLE_LOADER },
        { .device = DEVICE_BADGE, .condition = CONDITION_OK, .sub = "02", .role = ROLE_AUDITOR },
        { .device = DEVICE_BADGE, .condition = CONDITION_LOCKED, .sub = "m.mustermann-lan", .role = ROLE_MANAGER, .fault = true },
};
static const struct screen_row state_rows[] = {
        { .device = DEVICE_SCANNER, .condition = CONDITION_OK },
        { .device = DEVICE_TOUCH, .condition = CONDITION_OK },
        { .device = DEVICE_SCREEN, .condition = CONDITION_OK },
        { .device = DEVICE_VOICE, .condition = CONDITION_GONE, .fault = true },
        { .device = DEVICE_CHIPS, .condition = CONDITION_OK },
        { .device = DEVICE_DISK, .condition = CONDITION_NEARLY_FULL, .fault = true },
        { .device = DEVICE_CLOCK, .condition = CONDITION_OK }, { .device = DEVICE_BUNDLE, .version = 14, .condition = CONDITION_OK }, { .device = DEVICE_BADGE, .sub = "09", .condition = CONDITION_LOCKED, .fault = true },
};
static const char checkpoint[] = "pickupbox.example/ledger/K017\n11482\njyqRwE4X022gXH8iGb5NgMdxaj5S+QCNs05h+gfSlWw=\n\n"
        "\u2014 pickupbox.example/ledger/K017 Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

static const struct sample samples[] = {
        { "idle", { .id = SCREEN_IDLE } },
        { "idle_no_scanner", { .id = SCREEN_IDLE, .no_scanner = true } },
        { "idle_no_touch", { .id = SCREEN_IDLE, .no_touch = true } },
        { "idle_keys_only", { .id = SCREEN_IDLE, .no_scanner = true, .no_touch = true } },
        { "number", { ENTRY(SCREEN_NUMBER, "40719", 8, 1, 5), .pressed = { TARGET_KEY, 9 } } },
        { "number_failed", { ENTRY(SCREEN_NUMBER, "40719288", 8, 1, 5), .entry.check_failed = true } },
        { "pin", { ENTRY(SCREEN_PIN, "4071", 6, 2, 5) } },
        { "birth", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4) } },
        { "birth_shown", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4), .entry.show = true } },
        { "birth_full", { ENTRY(SCREEN_BIRTH, "24121971", 8, 2, 4), .focus = { .id = TARGET_NEXT } } },
        { "access", { .id = SCREEN_ACCESS, .look.speech = true, .focus = { .id = TARGET_TOGGLE_CONTRAST } } },
        { "access_silent", { .id = SCREEN_ACCESS } },
        { "language", { .id = SCREEN_LANGUAGE } },
        { "access_at_door", { .id = SCREEN_ACCESS, .look.speech = true, .step = 3, .steps = 4 } },
        { "help_at_door", { .id = SCREEN_HELP, .step = 4, .steps = 5, .help.about = SCREEN_DOOR } },
        { "help", { .id = SCREEN_HELP, .opening_hours = "Montag bis Donnerstag 6–20 Uhr, Freitag 6–19 Uhr" } },
        { "code", { .id = SCREEN_CODE, .step = 1, .steps = 4 } },
        { "choose", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .list.rows = deliveries, .list.row_count = 3 } },
        { "choose_two", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .list.rows = deliveries, .list.row_count = 2,
                          .pressed = { TARGET_CHOOSE, 1 } } },
        { "choose_eight", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .list.rows = eight_deliveries, .list.row_count = ARRAY_LEN(eight_deliveries) } },
        { "choose_items", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .list.rows = eight_rows, .list.row_count = 2 } },
        { "wrong", { .id = SCREEN_WRONG, .step = 2, .steps = 4, .message.tries = 5, .message.tries_left = 2 } },
        { "wrong_typed", { .id = SCREEN_WRONG, .step = 3, .steps = 5, .message.tries = 5, .message.tries_left = 1, .message.typed_way = true } },
        { "wrong_last", { .id = SCREEN_WRONG, .step = 2, .steps = 4, .message.tries = 5, .message.tries_left = 1, .message.is_last = true } },
        REFUSED("closed", REFUSAL_NONE, .message.closed_now = true, .opening_hours = "Montag bis Donnerstag 6–20 Uhr, Freitag 6–19 Uhr"),
        REFUSED("malformed", REFUSAL_MALFORMED), REFUSED("too_long", REFUSAL_TOO_LONG), REFUSED("unknown_key", REFUSAL_UNKNOWN_KEY),
        REFUSED("wrong_use", REFUSAL_WRONG_USE), REFUSED("bad_signature", REFUSAL_BAD_SIGNATURE),
        REFUSED("wrong_box", REFUSAL_WRONG_BOX, .message.other_box = "Rathaus Wattenscheid, Friedrich-Ebert-Straße 7"),
        REFUSED("expired", REFUSAL_EXPIRED, .message.decided_ms = 1796391127000), REFUSED("not_yet", REFUSAL_NOT_YET, .message.decided_ms = 1796391127000), REFUSED("validity", REFUSAL_VALIDITY),
        REFUSED("revoked", REFUSAL_REVOKED), REFUSED("not_here", REFUSAL_NOT_HERE), REFUSED("collected", REFUSAL_ALREADY_ISSUED),
        REFUSED("wrong_answer", REFUSAL_WRONG_ANSWER), REFUSED("locked", REFUSAL_LOCKED,
                                                               .message.locked_until_ms = 1795354327000 + 15 * 60000),
        REFUSED("void", REFUSAL_VOID), REFUSED("removed", REFUSAL_REMOVED), REFUSED("clock", REFUSAL_CLOCK),
        { "wait", { .id = SCREEN_WAIT } },
        { "again", { .id = SCREEN_AGAIN } },
        { "wait_seconds", { .id = SCREEN_WAIT, .step = 3, .steps = 5, .message.seconds_left = 160 } },
        { "opening_staff", { .id = SCREEN_OPENING, .staff = true, .sub = "07", .role = ROLE_LOADER, .step = 2, .steps = 3,
                             .door.compartment = 12 } },
        { "close_staff", { .id = SCREEN_CLOSE, .staff = true, .sub = "07", .role = ROLE_LOADER, .step = 3, .steps = 3, .door.compartment = 12 } },
        { "more_time_staff", { .id = SCREEN_MORE_TIME, .staff = true, .sub = "07", .role = ROLE_LOADER, .message.seconds_left = 9 } },
        { "door_old", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 12, .door.wants_old = true } },
        { "old_ready", { .id = SCREEN_OLD_READY, .step = 2, .steps = 4 } },
        { "opening", { .id = SCREEN_OPENING, .step = 3, .steps = 4, .door.compartment = 12 } },
        { "door", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 12 } },
        { "door_left", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 3 } },
        { "door_lost", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 12, .door.lost = true } },
        { "old_papers", { .id = SCREEN_OLD_PAPERS, .step = 3, .steps = 4, .door.compartment = 12 } },
        { "door_reminded", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 12, .door.left_open = true } },
        { "door_stuck", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .door.compartment = 12, .door.left_open = true, .door.lost = true } },
        { "old_papers_reminded", { .id = SCREEN_OLD_PAPERS, .step = 3, .steps = 4, .door.compartment = 12, .door.left_open = true } },
        { "somebody_first", { .id = SCREEN_SOMEBODY_FIRST, .step = 3, .steps = 4, .message.door_open = true } },
        { "jam_ask", { .id = SCREEN_JAM_ASK, .step = 3, .steps = 4, .door.compartment = 12 } },
        { "jam", { .id = SCREEN_JAM, .step = 3, .steps = 4, .door.compartment = 12, .door.incident = 4711 } },
        { "more_time", { .id = SCREEN_MORE_TIME, .step = 2, .steps = 4, .message.seconds_left = 17, .message.keeps_code = true } },
        { "done", { .id = SCREEN_DONE, .step = 4, .steps = 4, .message.seconds_left = 52, .message.receipt = receipt, .message.may_reopen = true } },
        { "done_plain", { .id = SCREEN_DONE, .step = 4, .steps = 4, .message.seconds_left = 1 } },
        { "old_ask", { .id = SCREEN_OLD_ASK, .step = 4, .steps = 4, .door.compartment = 12 } },
        { "jam_take", { .id = SCREEN_JAM_TAKE, .step = 4, .steps = 4, .door.compartment = 12 } },
        { "unlatched", { .id = SCREEN_UNLATCHED, .step = 4, .steps = 4, .door.compartment = 12 } },
        { "staff_unlatched", { STAFF(SCREEN_UNLATCHED), LARGE, .step = 3, .steps = 3, .door.compartment = 347 } },
        { "between", { .id = SCREEN_BETWEEN, .step = 4, .steps = 4, .message.more = 2, .message.seconds_left = 17, .message.receipt = receipt,
                       .message.may_reopen = true } },
        { "between_plain", { .id = SCREEN_BETWEEN, .step = 4, .steps = 5, .message.more = 1, .message.seconds_left = 1 } },
        { "receipt", { .id = SCREEN_RECEIPT, .step = 4, .steps = 4, .code.text = receipt } },
        { "out_of_order", { .id = SCREEN_OUT_OF_ORDER } },
        { "out_of_order_rolled_back", { .id = SCREEN_OUT_OF_ORDER, .rolled_back = true } },
        { "birth_failed", { ENTRY(SCREEN_BIRTH, "31021971", 8, 2, 4), .entry.check_failed = true } },
        { "staff_pin", { STAFF(SCREEN_STAFF_PIN), .entry.digits = "40719", .entry.digit_count = 5, .entry.digit_max = 8 } },
        { "staff_pin_failed", { STAFF(SCREEN_STAFF_PIN), .entry.digit_max = 8, .entry.check_failed = true, .entry.tries_left = 4 } },
        { "staff_set_pin", { STAFF(SCREEN_STAFF_SET_PIN), .entry.digit_max = 8 } },
        { "staff_set_pin_again", { STAFF(SCREEN_STAFF_SET_PIN), .entry.digit_max = 8, .entry.again = true } },
        { "staff_set_pin_differs", { STAFF(SCREEN_STAFF_SET_PIN), .entry.digit_max = 8, .entry.again = true, .entry.check_failed = true } },
        { "staff_set_pin_weak", { STAFF(SCREEN_STAFF_SET_PIN), .entry.digit_max = 8, .entry.again = true, .entry.check_failed = true, .entry.weak = true } },
        { "staff_pin_second", { STAFF(SCREEN_STAFF_PIN), .entry.digit_max = 8, .entry.second = true, .entry.compartment = 347 } },
        { "staff_pin_second_more", { STAFF(SCREEN_STAFF_PIN), .entry.digit_max = 8, .entry.second = true } },
        { "staff_people", { STAFF(SCREEN_STAFF_PEOPLE), .list.rows = people_rows, .list.row_count = ARRAY_LEN(people_rows) } },
        { "staff_give_pin", { STAFF(SCREEN_STAFF_GIVE_PIN), .giving = { SCREEN_GIVING_ASK, "12", ROLE_LOADER, "" } } },
        { "staff_give_pin_own", { STAFF(SCREEN_STAFF_GIVE_PIN), .giving = { SCREEN_GIVING_OWN, "07", ROLE_MANAGER, "" } } },
        { "staff_give_pin_present", { STAFF(SCREEN_STAFF_GIVE_PIN), .giving = { SCREEN_GIVING_PRESENT, "12", ROLE_LOADER, "" } } },
        { "staff_give_pin_auditor", { STAFF(SCREEN_STAFF_GIVE_PIN), .giving = { SCREEN_GIVING_AUDITOR, "02", ROLE_AUDITOR, "" } } },
        { "staff_pin_given", { STAFF(SCREEN_STAFF_PIN_GIVEN), .giving = { SCREEN_GIVING_GIVEN, "12", ROLE_LOADER, "" } } },
        { "staff_pin_given_shown", { STAFF(SCREEN_STAFF_PIN_GIVEN), .giving = { SCREEN_GIVING_GIVEN, "12", ROLE_LOADER, "40719265" } } },
        { "staff_pin_given_failed", { STAFF(SCREEN_STAFF_PIN_GIVEN), .giving = { SCREEN_GIVING_FAILED, "12", ROLE_LOADER, "" } } },
        { "staff_time", { STAFF(SCREEN_STAFF_TIME), .entry.digits = "2509202", .entry.digit_count = 7, .entry.digit_max = 8 } },
        { "staff_time_failed", { STAFF(SCREEN_STAFF_TIME), .entry.digit_max = 8, .entry.check_failed = true } },
        { "staff_time_of_day", { STAFF(SCREEN_STAFF_TIME), .entry.digits = "143", .entry.digit_count = 3, .entry.digit_max = 4 } },
        { "staff_time_of_day_failed", { STAFF(SCREEN_STAFF_TIME), .entry.digit_max = 4, .entry.check_failed = true } },
        { "staff_time_early", { STAFF(SCREEN_STAFF_TIME_SET), .time = { SCREEN_TIME_EARLY, 1796391127000 } } },
        { "staff_time_late", { STAFF(SCREEN_STAFF_TIME_SET), .time = { SCREEN_TIME_LATE, 1796391127000 } } },
        { "staff_time_setting", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_SETTING } },
        { "staff_time_set", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_SET } },
        { "staff_time_synchronised", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_SYNCHRONISED } },
        { "staff_time_denied", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_DENIED } },
        { "staff_time_nobody", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_NOBODY } },
        { "staff_time_fault", { STAFF(SCREEN_STAFF_TIME_SET), .time.state = SCREEN_TIME_FAULT } },
        { "staff_close_first", { STAFF(SCREEN_STAFF_CLOSE_FIRST), LARGE, .step = 2, .steps = 3, .door.compartment = 347 } },
        { "staff_second", { STAFF(SCREEN_STAFF_SECOND) } },
        { "staff_overview", { STAFF(SCREEN_STAFF_OVERVIEW), MENU_MANAGER, LARGE, ALARM } },
        { "staff_overview_small", { STAFF(SCREEN_STAFF_OVERVIEW), MENU_MANAGER, SMALL, .map.alarm_compartment = 7, .map.alarm_reason = REASON_NOT_OPENED } },
        { "staff_overview_loader", { STAFF_AS(SCREEN_STAFF_OVERVIEW, "12", 1), MENU_LOADER, SMALL, .pressed = { TARGET_TASK, TASK_LOAD } } },
        { "staff_overview_auditor", { STAFF_AS(SCREEN_STAFF_OVERVIEW, "02", ROLE_AUDITOR), MENU_AUDITOR, LARGE } },
        { "staff_overview_clock", { STAFF(SCREEN_STAFF_OVERVIEW), MENU_DOUBT_MANAGER, LARGE, ALARM, .clock_doubt = true,
                                    .focus = { TARGET_TASK, TASK_CLOCK } } },
        { "staff_overview_clock_loader", { STAFF_AS(SCREEN_STAFF_OVERVIEW, "12", 1), MENU_DOUBT, SMALL, .clock_doubt = true } },
        { "staff_scan", { STAFF(SCREEN_STAFF_SCAN), SMALL, .step = 1, .steps = 3, .scan.loaded_count = 12,
                          .scan.last = { { 12, "3f9a01c7" }, { 7, "00bb8e12" }, { 3, "c0ffee00" }, { 20, "9cc4d4e5" }, { 1, "0a1b2c3d" } } } },
        { "staff_scan_reissued", { STAFF(SCREEN_STAFF_SCAN), SMALL, .step = 1, .steps = 3, .scan.reissued = true } },
        { "staff_scan_entering", { STAFF(SCREEN_STAFF_SCAN), SMALL, .step = 3, .steps = 3 } },
        { "staff_opening", { STAFF(SCREEN_OPENING), LARGE, .step = 2, .steps = 3, .door.compartment = 347 } },
        { "staff_beginning", { STAFF(SCREEN_OPENING), LARGE, .step = 2, .steps = 3 } },
        { "staff_load", { LOADING(LARGE, 347) } },
        { "staff_load_small", { LOADING(SMALL, 7), .door.left_open = true } },
        { "staff_close", { STAFF(SCREEN_CLOSE), LARGE, .step = 3, .steps = 3, .door.compartment = 347 } },
        { "staff_overdue", { STAFF(SCREEN_STAFF_OVERDUE), LARGE, .list.rows = overdue_rows, .list.row_count = ARRAY_LEN(overdue_rows) } },
        { "staff_load_eight", { LOADING_OF(LARGE, 347, EIGHT) } },
        { "staff_take_eight", { STAFF(SCREEN_STAFF_TAKE), LARGE, INSIDE(EIGHT), .door.compartment = 347, .door.walks = true, .door.left = 14 } },
        { "staff_found_eight", { STAFF(SCREEN_STAFF_FOUND), LARGE, INSIDE(EIGHT), .door.keeps = true, .door.compartment = 347 } },
        { "staff_overdue_eight", { STAFF(SCREEN_STAFF_OVERDUE), LARGE, .list.rows = eight_rows, .list.row_count = ARRAY_LEN(eight_rows) } },
        { "staff_round_eight", { STAFF(SCREEN_STAFF_ROUND), LARGE, .list.rows = eight_rows, .list.row_count = ARRAY_LEN(eight_rows), .list.may_reconcile = true } },
        { "staff_contents_eight", { STAFF(SCREEN_STAFF_CONTENTS), LARGE, .list.rows = eight_rows, .list.row_count = ARRAY_LEN(eight_rows) } },
        { "staff_compartment_eight", { STAFF(SCREEN_STAFF_COMPARTMENT), LARGE, PAGE(347, CELL_OCCUPIED), .page.may_open = true, .page.may_shut = true,
                                       .page.case_number = "3f9a01c7", .page.items = (const uint8_t[]){ EIGHT }, .page.item_count = 8,
                                       .page.since_ms = 1794400000000, .page.deadline_ms = 1796391127000 } },
        { "staff_overdue_none", { STAFF(SCREEN_STAFF_OVERDUE), SMALL } },
        { "staff_take", { STAFF(SCREEN_STAFF_TAKE), LARGE, INSIDE(3, 5), .door.compartment = 347 } },
        { "staff_look", { STAFF(SCREEN_STAFF_TAKE), SMALL, .door.looking = true, .door.compartment = 7 } },
        { "staff_found", { STAFF(SCREEN_STAFF_FOUND), LARGE, INSIDE(3, 5), .door.keeps = true, .door.compartment = 347 } },
        { "staff_found_looking", { STAFF(SCREEN_STAFF_FOUND), SMALL, .door.looking = true, .door.compartment = 7 } },
        { "staff_desk", { STAFF(SCREEN_STAFF_DESK), LARGE, .list.rows = desk_rows, .list.row_count = ARRAY_LEN(desk_rows) } },
        { "staff_desk_none", { STAFF(SCREEN_STAFF_DESK), SMALL } },
        { "staff_problems", { STAFF(SCREEN_STAFF_PROBLEMS), LARGE, .list.rows = problem_rows, .list.row_count = ARRAY_LEN(problem_rows) } },
        { "staff_problems_answered", { STAFF(SCREEN_STAFF_PROBLEMS), LARGE, .list.rows = problem_rows, .list.row_count = ARRAY_LEN(problem_rows),
                                       .list.answered_compartment = 347, .list.answer = SCREEN_ANSWER_ELSE } },
        { "staff_problems_none", { STAFF(SCREEN_STAFF_PROBLEMS), SMALL } },
        { "staff_round", { STAFF(SCREEN_STAFF_ROUND), LARGE, .list.rows = overdue_rows, .list.row_count = ARRAY_LEN(overdue_rows), .list.may_reconcile = true } },
        { "staff_round_loader", { STAFF_AS(SCREEN_STAFF_ROUND, "12", ROLE_LOADER), LARGE, .list.rows = overdue_rows, .list.row_count = 1 } },
        { "staff_round_none", { STAFF(SCREEN_STAFF_ROUND), SMALL, .list.may_reconcile = true } },
        { "staff_reconcile", { STAFF(SCREEN_STAFF_RECONCILE), LARGE, .list.rows = contents_rows, .list.row_count = ARRAY_LEN(contents_rows), .list.first = 20,
                               .list.reconciled_ms = 1794400000000 } },
        { "staff_reconcile_none", { STAFF(SCREEN_STAFF_RECONCILE), SMALL } },
        { "staff_walk", { STAFF(SCREEN_STAFF_TAKE), LARGE, INSIDE(3, 5), .door.compartment = 347, .door.walks = true, .door.left = 14 } },
        { "staff_walk_last", { STAFF(SCREEN_STAFF_TAKE), SMALL, .door.looking = true, .door.compartment = 7, .door.walks = true, .door.ends = true, .door.left = 3 } },
        { "staff_walk_found", { STAFF(SCREEN_STAFF_FOUND), LARGE, INSIDE(3, 5), .door.compartment = 347, .door.walks = true, .door.left = 14 } },
        { "staff_day", { STAFF(SCREEN_STAFF_DAY), SMALL, .day = { 12, 31, 2, 4, 401, 190, 9 } } },
        { "staff_contents", { STAFF(SCREEN_STAFF_CONTENTS), LARGE, .list.rows = contents_rows, .list.row_count = ARRAY_LEN(contents_rows), .list.first = 9 } },
        { "staff_tomorrow", { STAFF(SCREEN_STAFF_TOMORROW), LARGE, .list.rows = contents_rows, .list.row_count = 1 } },
        { "staff_incidents", { STAFF(SCREEN_STAFF_INCIDENTS), LARGE, .list.rows = incident_rows, .list.row_count = ARRAY_LEN(incident_rows) } },
        { "staff_incident", { STAFF(SCREEN_STAFF_INCIDENT), .entry.digits = "471", .entry.digit_count = 3, .entry.digit_max = 4 } },
        { "staff_incident_failed", { STAFF(SCREEN_STAFF_INCIDENT), .entry.digits = "4711", .entry.digit_count = 4, .entry.digit_max = 4, .entry.check_failed = true } },
        { "staff_incident_found", { STAFF(SCREEN_STAFF_INCIDENTS), LARGE, .list.rows = incident_rows, .list.row_count = 1, .list.sought = 4711 } },
        { "staff_incident_several", { STAFF(SCREEN_STAFF_INCIDENTS), LARGE, .list.rows = incident_rows, .list.row_count = 2, .list.sought = 4711 } },
        { "staff_incidents_none", { STAFF(SCREEN_STAFF_INCIDENTS), SMALL } },
        { "staff_cabinet", { STAFF(SCREEN_STAFF_CABINET), LARGE, .map.around = 330 } },
        { "staff_cabinet_small", { STAFF(SCREEN_STAFF_CABINET), SMALL, .map.around = 1, .focus = { TARGET_CELL, 7 } } },
        { "staff_cell", { STAFF(SCREEN_STAFF_CELL), SMALL, .entry.digits = "34", .entry.digit_count = 2, .entry.digit_max = 4 } },
        { "staff_cell_failed", { STAFF(SCREEN_STAFF_CELL), SMALL, .entry.digit_max = 4, .entry.check_failed = true } },
        { "staff_compartment", { STAFF(SCREEN_STAFF_COMPARTMENT), LARGE, PAGE(347, CELL_OCCUPIED), CASE, .page.may_open = true, .page.may_shut = true } },
        { "staff_compartment_free", { STAFF(SCREEN_STAFF_COMPARTMENT), SMALL, PAGE(7, CELL_FREE), .page.may_open = true, .page.may_shut = true } },
        { "staff_compartment_overdue", { STAFF(SCREEN_STAFF_COMPARTMENT), LARGE, PAGE(347, CELL_OVERDUE), CASE_UNTIL(1794500000000),
                                         .page.reason = REASON_REVOKED, .page.may_take = true, .page.may_open = true, .page.may_shut = true } },
        { "staff_compartment_loader", { STAFF_AS(SCREEN_STAFF_COMPARTMENT, "12", ROLE_LOADER), LARGE, PAGE(347, CELL_OVERDUE), CASE, .page.may_take = true } },
        { "staff_compartment_fault", { STAFF(SCREEN_STAFF_COMPARTMENT), LARGE, PAGE(326, CELL_FAULT), CASE, .page.reason = REASON_SWITCH_FAULTY,
                                       .page.doubted_ms = 1795300000000, .page.may_look = true, .page.may_open = true } },
        { "staff_compartment_answered", { STAFF(SCREEN_STAFF_COMPARTMENT), SMALL, PAGE(7, CELL_FAULT), .page.reason = REASON_NOT_OPENED,
                                          .page.answer = SCREEN_ANSWER_EMPTY } },
        { "staff_compartment_absent", { STAFF_AS(SCREEN_STAFF_COMPARTMENT, "02", ROLE_AUDITOR), SMALL, PAGE(7, CELL_ABSENT) } },
        { "staff_purpose", { STAFF(SCREEN_STAFF_PURPOSE), LARGE, PAGE(347, CELL_OCCUPIED), CASE,
                             .page.purposes = { PURPOSE_LOOK, PURPOSE_FORGOTTEN, PURPOSE_CLEAN, PURPOSE_REPAIR }, .page.purpose_count = 4 } },
        { "staff_state", { STAFF(SCREEN_STAFF_STATE), SMALL, .list.rows = state_rows, .list.row_count = ARRAY_LEN(state_rows) } },
        { "staff_state_loader", { STAFF_AS(SCREEN_STAFF_STATE, "12", 1), SMALL, .list.rows = state_rows,
                                  .list.row_count = ARRAY_LEN(state_rows) } },
        { "staff_clock", { STAFF(SCREEN_STAFF_CLOCK), SMALL, .clock_doubt = true } },
        { "staff_state_clock", { STAFF(SCREEN_STAFF_STATE), SMALL, .clock_doubt = true, .list.rows = state_rows,
                                 .list.row_count = ARRAY_LEN(state_rows) } },
        { "staff_checkpoint", { STAFF_AS(SCREEN_STAFF_CHECKPOINT, "02", ROLE_AUDITOR), LARGE, .code.text = checkpoint, .code.signed_ms = 1795354301000,
                                .code.audited = true, .code.audited_size = 11000, .code.audited_ms = 1794400000000 } },
        { "staff_checkpoint_countersigned", { STAFF_AS(SCREEN_STAFF_CHECKPOINT, "02", ROLE_AUDITOR), LARGE, .code.text = checkpoint, .code.signed_ms = 1795354301000,
                                .code.audited = true, .code.audited_size = 11000, .code.audited_ms = 1794400000000, .code.witness = "rechnungsamt.musterstadt.de/zeuge",
                                .code.witnessed_size = 11000, .code.witnessed_ms = 1794400900000 } },
        { "staff_checkpoint_contradicted", { STAFF_AS(SCREEN_STAFF_CHECKPOINT, "02", ROLE_AUDITOR), LARGE, .code.text = checkpoint, .code.signed_ms = 1795354301000,
                                .code.contradicted = true, .code.contradicted_size = 11700 } },
        { "staff_witnessed", { STAFF_AS(SCREEN_STAFF_WITNESSED, "02", ROLE_AUDITOR), .stick = { .state = SCREEN_STICK_READ, .count = 4, .files = {
                               { "checkpoint", SCREEN_SENT_TAKEN }, { "checkpoint-1", SCREEN_SENT_KNOWN }, { "checkpoint-2", SCREEN_SENT_NO_WITNESS },
                               { "checkpoint-3", SCREEN_SENT_OTHER_BOX } } } } },
        { "staff_witnessed_contradicts", { STAFF_AS(SCREEN_STAFF_WITNESSED, "02", ROLE_AUDITOR), .stick = { .state = SCREEN_STICK_READ, .count = 1, .files = {
                               { "checkpoint", SCREEN_SENT_CONTRADICTS } } } } },
        { "staff_witnessed_empty", { STAFF_AS(SCREEN_STAFF_WITNESSED, "02", ROLE_AUDITOR), .stick = { .state = SCREEN_STICK_EMPTY } } },
        { "staff_checkpoint_first", { STAFF_AS(SCREEN_STAFF_CHECKPOINT, "02", ROLE_AUDITOR), LARGE, .code.text = checkpoint, .code.signed_ms = 1795354301000 } },
        { "staff_checkpoint_none", { STAFF(SCREEN_STAFF_CHECKPOINT), LARGE } },
        { "staff_listing_ask", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_ASK, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_done", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_DONE, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_full", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_FULL, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_pulled", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_PULLED, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_other", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_OTHER, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_differs", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_DIFFERS, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_listing_fault", { STAFF(SCREEN_STAFF_LISTING), .export = { .state = SCREEN_EXPORT_FAULT, .percent = 42, .size = 57, .name = "pickupbox-K017-list.csv" } } },
        { "staff_export_ask", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_ASK, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_writing", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_WRITING, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_reading", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_READING, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_done", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_DONE, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_no_stick", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_NO_STICK, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_read_only", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_READ_ONLY, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_full", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_FULL, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_pulled", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_PULLED, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_other", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_OTHER, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_differs", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_DIFFERS, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_export_fault", { STAFF_AS(SCREEN_STAFF_EXPORT, "02", ROLE_AUDITOR), .export = { .state = SCREEN_EXPORT_FAULT, .percent = 42, .size = 11482, .name = "pickupbox-K017" } } },
        { "staff_checking", { STAFF_AS(SCREEN_STAFF_CHECKING, "02", ROLE_AUDITOR), .export = { .name = "pickupbox-K017-0123456789abcdef" } } },
        { "staff_adopt", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_READ, .version = 15, .count = 12, .unread = 23, .files = {
                           { "bundle-14", SCREEN_SENT_OLD }, { "bundle-15", SCREEN_SENT_TAKEN }, { "bundle_musterstadt_september_26", SCREEN_SENT_LACKS },
                           { "statement-1", SCREEN_SENT_KNOWN }, { "statement-2", SCREEN_SENT_KNOWN }, { "statement-3", SCREEN_SENT_KNOWN },
                           { "statement-4", SCREEN_SENT_KNOWN }, { "statement-5", SCREEN_SENT_KNOWN }, { "statement-6", SCREEN_SENT_KNOWN },
                           { "statement-7", SCREEN_SENT_KNOWN }, { "statement-8", SCREEN_SENT_KNOWN }, { "statement-9", SCREEN_SENT_KNOWN } } } } },
        { "staff_adopt_crowded", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_READ, .version = 15, .count = 1, .unread = 0, .crowded = true, .files = {
                           { "bundle-15", SCREEN_SENT_TAKEN } } } } },
        { "staff_adopt_all", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_READ, .version = 15, .count = 7, .files = {
                               { "bundle-1", SCREEN_SENT_OTHER_BOX }, { "bundle-2", SCREEN_SENT_ENROLMENT }, { "bundle-3", SCREEN_SENT_FOREIGN },
                               { "bundle-4", SCREEN_SENT_DAMAGED }, { "bundle-5", SCREEN_SENT_TOO_LONG }, { "bundle-6", SCREEN_SENT_BUSY },
                               { "statement-7", SCREEN_SENT_FAULT } } } } },
        { "staff_adopt_reading", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_READING, .version = 14 } } },
        { "staff_adopt_none", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_NONE, .version = 14 } } },
        { "staff_adopt_unreadable", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_UNREADABLE, .version = 14 } } },
        { "staff_adopt_empty", { STAFF(SCREEN_STAFF_ADOPT), .stick = { .state = SCREEN_STICK_EMPTY, .version = 14 } } },
        { "staff_restore_confirm", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_CONFIRM } },
        { "staff_restore_done", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_DONE } },
        { "staff_restore_bundle", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_BUNDLE } },
        { "staff_restore_clock", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_CLOCK } },
        { "staff_restore_manager", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_MANAGER } },
        { "staff_restore_other", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_OTHER } },
        { "staff_restore_locked", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_LOCKED } },
        { "staff_restore_fault", { STAFF(SCREEN_STAFF_RESTORE), .restore.said = SCREEN_RESTORE_FAULT } },
        { "staff_problems_no_label", { STAFF(SCREEN_STAFF_PROBLEMS), LARGE, .list.rows = problem_rows, .list.row_count = ARRAY_LEN(problem_rows),
                                       .list.answered_compartment = 347, .list.answer = SCREEN_ANSWER_NO_LABEL } },
        { "staff_help_pin", { STAFF(SCREEN_HELP), .help.about = SCREEN_STAFF_PIN } },
        { "staff_help_round", { STAFF(SCREEN_HELP), .help.about = SCREEN_STAFF_ROUND } },
        { "staff_help_give_pin", { STAFF(SCREEN_HELP), .help.about = SCREEN_STAFF_GIVE_PIN } },
        { "staff_help", { STAFF(SCREEN_HELP), .help.about = SCREEN_STAFF_OVERVIEW } },
        { "staff_more_time", { STAFF(SCREEN_MORE_TIME), .message.seconds_left = 17 } },
        { "staff_ticket_signed_out", { .id = SCREEN_STAFF_REFUSED, .staff = true, .refused.ticket = true } },
        { "staff_pickup_code", { STAFF(SCREEN_STAFF_REFUSED), .refused.pickup_code = true } },
        TICKET("here", .refused.here = true), TICKET("no_room", .refused.no_room = true, .refused.overdue_count = 14, .refused.fault_count = 1),
        TICKET("no_fit", .refused.no_room = true, .refused.overdue_count = 14, .refused.fault_count = 1, .refused.unfit_count = 3),
        TICKET("disk_full", .refused.disk_full = true), TICKET("bundle_over", .refused.bundle_over = true),
        TICKET("malformed", .refused.refusal = REFUSAL_MALFORMED),
        TICKET("unknown_key", .refused.refusal = REFUSAL_UNKNOWN_KEY),
        TICKET("wrong_use", .refused.refusal = REFUSAL_WRONG_USE),
        TICKET("forged", .refused.refusal = REFUSAL_BAD_SIGNATURE),
        TICKET("wrong_box", .refused.refusal = REFUSAL_WRONG_BOX),
        TICKET("expired", .refused.refusal = REFUSAL_EXPIRED),
        TICKET("not_yet", .refused.refusal = REFUSAL_NOT_YET),
        TICKET("validity", .refused.refusal = REFUSAL_VALIDITY),
        TICKET("revoked", .refused.refusal = REFUSAL_REVOKED),
        TICKET("issued", .refused.refusal = REFUSAL_ALREADY_ISSUED), TICKET("clock", .refused.refusal = REFUSAL_CLOCK),
        BADGE("malformed", .refused.refusal = REFUSAL_MALFORMED),
        BADGE("unknown_key", .refused.refusal = REFUSAL_UNKNOWN_KEY),
        BADGE("may_not", .refused.refusal = REFUSAL_WRONG_USE),
        BADGE("wrong_box", .refused.refusal = REFUSAL_WRONG_BOX),
        BADGE("expired", .refused.refusal = REFUSAL_EXPIRED),
        BADGE("not_yet", .refused.refusal = REFUSAL_NOT_YET),
        BADGE("revoked", .refused.refusal = REFUSAL_REVOKED),
        BADGE("locked", .refused.refusal = REFUSAL_LOCKED),
        BADGE("clock", .refused.refusal = REFUSAL_CLOCK),
};

/* The cabinet of the look: six columns on either side of the screen, eight rows, number 12 on the right, second row from below. */
static void make_plan(struct plan *plan) {
        *plan = (struct plan){ .cell_count = 96, .block_count = 2, .block_columns = { 6, 6 }, .rows = 8, .gap_after_row = 6, .terminal_block = 1 };
        for (unsigned i = 0; i < plan->cell_count; i++) {
                unsigned at = i == 11 ? 83 : i == 83 ? 11 : i;

                plan->cells[i] = (struct plan_cell){ .block = at % 12 >= 6, .column = at % 6, .row = (unsigned char)(at / 12),
                                                     .low = at / 12 >= 6 };
        }
}

/* A scatter of states that looks like a cabinet in use. */
static void make_cells(uint8_t *cells, unsigned count) {
        for (unsigned i = 0; i < count; i++) {
                unsigned mixed = i * 2654435761u >> 24;

                cells[i] = mixed < 175 ? CELL_OCCUPIED : mixed < 248 ? CELL_FREE : CELL_OVERDUE;
        }
}

static void make_staff_plans(void) {
        plan_default(24, &small_plan);
        large_plan = (struct plan){ .cell_count = 608, .block_count = 4, .block_columns = { 19, 19, 19, 19 }, .rows = 8,
                                    .gap_after_row = 6, .terminal_block = 4 };
        for (unsigned i = 0; i < 608; i++)
                large_plan.cells[i] = (struct plan_cell){ .block = (unsigned char)(i / 152), .column = i % 19,
                                                          .row = (unsigned char)(i % 152 / 19) };
        make_cells(large_cells, 608);
        make_cells(small_cells, 24);
        large_cells[325] = large_cells[198] = large_cells[422] = small_cells[6] = CELL_FAULT;
        small_cells[3] = small_cells[16] = CELL_OVERDUE;
}

static const uint8_t *cells_of(const struct screen *screen) {
        return screen->plan == &large_plan ? large_cells : small_cells;
}

static void count_cells(const struct plan *plan, struct screen_map *map) {
        for (unsigned i = 0; i < plan->cell_count; i++) {
                map->free_count += map->cells[i] == CELL_FREE;
                map->occupied_count += map->cells[i] == CELL_OCCUPIED;
                map->overdue_count += map->cells[i] == CELL_OVERDUE;
                map->fault_count += map->cells[i] == CELL_FAULT || map->cells[i] == CELL_ABSENT;
        }
}

static void fill_cabinet(struct screen *screen) {
        struct screen_map map = { .cells = cells_of(screen) };

        if (screen->id == SCREEN_STAFF_CABINET)
                screen->map.cells = map.cells;
        if (screen->id == SCREEN_STAFF_OVERVIEW) {
                screen->map.cells = map.cells;
                count_cells(screen->plan, &screen->map);
        }
        if (screen->id == SCREEN_STAFF_SCAN) {
                count_cells(screen->plan, &map);
                screen->scan.free_count = map.free_count;
        }
}

size_t sample_count(void) {
        return ARRAY_LEN(samples);
}

void sample_get(size_t index, struct sample *ret_sample) {
        static struct plan plan;
        struct screen *screen = &ret_sample->screen;

        if (plan.cell_count == 0)
                make_plan(&plan);
        if (large_plan.cell_count == 0)
                make_staff_plans();
        *ret_sample = samples[index];
        fill_cabinet(screen);
        screen->office = "Stadt Musterstadt";
        screen->box_id = "K017";
        screen->wall_ms = 1795354327000; /* 2026-11-22T14:32:07+01:00 */
        screen->plan = screen->plan ? screen->plan : &plan;
        screen->contact = contact;
        screen->contact_count = ARRAY_LEN(contact);
        screen->look.volume = 3;
        screen->look.rate_wpm = 150;
}

void sample_named(const char *name, struct sample *ret_sample) {
        for (size_t i = 0; i < sample_count(); i++) {
                if (strcmp(samples[i].name, name) == 0) {
                        sample_get(i, ret_sample);
                        return;
                }
        }
        fprintf(stderr, "no sample %s\n", name);
        abort();
}

void sample_draw_onto(const struct view *view, const struct ui_panel *panel, uint32_t *pixels) {
        size_t stride = (size_t)panel->width_px * sizeof(uint32_t);

        memset(pixels, 0, (size_t)panel->height_px * stride);
        if (view_draw(view, pixels, stride, NULL) < 0)
                abort();
}

uint32_t *sample_draw(const struct view *view, const struct ui_panel *panel) {
        uint32_t *pixels = calloc((size_t)panel->height_px * (size_t)panel->width_px, sizeof(uint32_t));

        if (!pixels)
                abort();
        sample_draw_onto(view, panel, pixels);
        return pixels;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

const struct ui_panel sample_portrait = { 1080, 1920, 4.03 }, sample_landscape = { 1280, 800, 5.88 };

static const char *const contact[] = { "Rathausplatz 1, Erdgeschoss", "Mo bis Fr, 8 bis 16 Uhr", "115" };

#define ENTRY(screen_id, typed, max, at, of) \
        .id = screen_id, .digits = typed, .digit_count = sizeof(typed) - 1, .digit_max = max, .step = at, .steps = of

#define ITEMS(...) .items = (const uint8_t[]){ __VA_ARGS__ }, .item_count = sizeof((const uint8_t[]){ __VA_ARGS__ })
#define REFUSED(name, ...) { "refused_" name, { .id = SCREEN_REFUSED, .refusal = __VA_ARGS__ } }

static const struct screen_row deliveries[] = { { ITEMS(1) }, { ITEMS(3, 5) }, { ITEMS(2) } };
static const char receipt[] = "RC1:0008NX00000PFD9VC0009U$CH7T:%6HMCXVL*7BPT59NI7TU$VHQ2ZJL3T0KTCPUIF2S7VDMC0MCGIFZTI53T0IE8TSMQ5AUI1PRWKQ.+OM43"
                              "S+ED6NVCE3F$L5V1JEVEG5KXNT60T/G:NS+O8-RMR6TC$O.%O7PKI1D%Z1N6OX1K5AQTEGEKT6DTQYKOHV4F4CLUV1I2ZLC79A6N4EF";

static const struct sample samples[] = {
        { "idle", { .id = SCREEN_IDLE } },
        { "number", { ENTRY(SCREEN_NUMBER, "40719", 8, 1, 5), .typed_way = true, .pressed = { TARGET_KEY, 9 } } },
        { "number_failed", { ENTRY(SCREEN_NUMBER, "40719288", 8, 1, 5), .typed_way = true, .check_failed = true } },
        { "pin", { ENTRY(SCREEN_PIN, "4071", 6, 2, 5), .typed_way = true } },
        { "birth", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4) } },
        { "birth_shown", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4), .show = true } },
        { "birth_full", { ENTRY(SCREEN_BIRTH, "24121971", 8, 2, 4), .focus = { .id = TARGET_NEXT } } },
        { "access", { .id = SCREEN_ACCESS, .look.speech = true, .focus = { .id = TARGET_TOGGLE_CONTRAST } } },
        { "access_silent", { .id = SCREEN_ACCESS } },
        { "language", { .id = SCREEN_LANGUAGE } },
        { "access_at_door", { .id = SCREEN_ACCESS, .look.speech = true, .step = 3, .steps = 4 } },
        { "help_at_door", { .id = SCREEN_HELP, .step = 4, .steps = 5 } },
        { "help", { .id = SCREEN_HELP } },
        { "code", { .id = SCREEN_CODE, .step = 1, .steps = 4 } },
        { "choose", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .rows = deliveries, .row_count = 3 } },
        { "choose_two", { .id = SCREEN_CHOOSE, .step = 2, .steps = 4, .rows = deliveries, .row_count = 2,
                          .pressed = { TARGET_CHOOSE, 1 } } },
        { "wrong", { .id = SCREEN_WRONG, .step = 2, .steps = 4, .tries = 5, .tries_left = 2 } },
        { "wrong_typed", { .id = SCREEN_WRONG, .step = 3, .steps = 5, .tries = 5, .tries_left = 1, .typed_way = true } },
        REFUSED("closed", REFUSAL_NONE, .closed_now = true, .opening_hours = "Montag bis Donnerstag 6–20 Uhr, Freitag 6–19 Uhr"),
        REFUSED("malformed", REFUSAL_MALFORMED), REFUSED("too_long", REFUSAL_TOO_LONG), REFUSED("unknown_key", REFUSAL_UNKNOWN_KEY),
        REFUSED("wrong_use", REFUSAL_WRONG_USE), REFUSED("bad_signature", REFUSAL_BAD_SIGNATURE),
        REFUSED("wrong_box", REFUSAL_WRONG_BOX, .other_box = "Rathaus Wattenscheid, Friedrich-Ebert-Straße 7"),
        REFUSED("expired", REFUSAL_EXPIRED), REFUSED("not_yet", REFUSAL_NOT_YET), REFUSED("validity", REFUSAL_VALIDITY),
        REFUSED("revoked", REFUSAL_REVOKED), REFUSED("not_here", REFUSAL_NOT_HERE), REFUSED("collected", REFUSAL_ALREADY_ISSUED),
        REFUSED("wrong_answer", REFUSAL_WRONG_ANSWER), REFUSED("locked", REFUSAL_LOCKED,
                                                               .locked_until_ms = 1795354327000 + 15 * 60000),
        REFUSED("void", REFUSAL_VOID), REFUSED("clock", REFUSAL_CLOCK),
        { "wait", { .id = SCREEN_WAIT } },
        { "wait_seconds", { .id = SCREEN_WAIT, .step = 3, .steps = 5, .seconds_left = 160 } },
        { "opening_staff", { .id = SCREEN_OPENING, .staff = true, .sub = "07", .role = 1, .step = 2, .steps = 3,
                             .compartment = 12 } },
        { "close_staff", { .id = SCREEN_CLOSE, .staff = true, .sub = "07", .role = 1, .step = 3, .steps = 3, .compartment = 12 } },
        { "more_time_staff", { .id = SCREEN_MORE_TIME, .staff = true, .sub = "07", .role = 1, .seconds_left = 9 } },
        { "door_old", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .compartment = 12, .wants_old = true } },
        { "old_ready", { .id = SCREEN_OLD_READY, .step = 2, .steps = 4 } },
        { "opening", { .id = SCREEN_OPENING, .step = 3, .steps = 4, .compartment = 12 } },
        { "door", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .compartment = 12 } },
        { "door_left", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .compartment = 3 } },
        { "door_lost", { .id = SCREEN_DOOR, .step = 3, .steps = 4, .compartment = 12, .lost = true } },
        { "old_papers", { .id = SCREEN_OLD_PAPERS, .step = 3, .steps = 4, .compartment = 12 } },
        { "close", { .id = SCREEN_CLOSE, .step = 3, .steps = 4, .compartment = 12 } },
        { "close_lost", { .id = SCREEN_CLOSE, .step = 3, .steps = 4, .compartment = 12, .lost = true } },
        { "jam_ask", { .id = SCREEN_JAM_ASK, .step = 3, .steps = 4, .compartment = 12 } },
        { "jam", { .id = SCREEN_JAM, .step = 3, .steps = 4, .compartment = 12 } },
        { "more_time", { .id = SCREEN_MORE_TIME, .step = 2, .steps = 4, .seconds_left = 17 } },
        { "done", { .id = SCREEN_DONE, .step = 4, .steps = 4, .seconds_left = 52, .receipt = receipt, .may_reopen = true } },
        { "done_plain", { .id = SCREEN_DONE, .step = 4, .steps = 4, .seconds_left = 1 } },
        { "receipt", { .id = SCREEN_RECEIPT, .step = 4, .steps = 4, .receipt = receipt } },
        { "out_of_order", { .id = SCREEN_OUT_OF_ORDER } },
        { "birth_failed", { ENTRY(SCREEN_BIRTH, "31021971", 8, 2, 4), .check_failed = true } },
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

size_t sample_count(void) {
        return ARRAY_LEN(samples);
}

void sample_get(size_t index, struct sample *ret_sample) {
        static struct plan plan;
        struct screen *screen = &ret_sample->screen;

        if (plan.cell_count == 0)
                make_plan(&plan);
        *ret_sample = samples[index];
        screen->office = "Stadt Musterstadt";
        screen->box_id = "K017";
        screen->wall_ms = 1795354327000; /* 2026-11-22T14:32:07+01:00 */
        screen->plan = &plan;
        screen->contact = contact;
        screen->contact_count = ARRAY_LEN(contact);
        screen->look.volume = 3;
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

uint32_t *sample_draw(const struct view *view, const struct ui_panel *panel) {
        size_t stride = (size_t)panel->width_px * sizeof(uint32_t);
        uint32_t *pixels = calloc((size_t)panel->height_px, stride);

        if (!pixels || view_draw(view, pixels, stride, NULL) < 0)
                abort();
        return pixels;
}

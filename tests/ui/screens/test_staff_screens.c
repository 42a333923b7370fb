/* SPDX-License-Identifier: EUPL-1.2 */
/* What the staff's screens offer: exactly the targets that the session answers to in that state and role. */
#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/screens/uis.h"
#include "tests/ui/seen.h"

/* The names of the targets without those of help, access and language, in focus order, with a blank after each. */
static void offered(struct ui *ui, const char *sample_name, char *ret_names, size_t size) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_target *targets;
        struct sample sample;
        size_t count, len = 0;

        sample_named(sample_name, &sample);
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        targets = view_targets(view, &count);
        ret_names[0] = '\0';
        for (size_t i = 0; i < count; i++) {
                enum target_id id = targets[i].target.id;

                if (id == TARGET_HELP || id == TARGET_ACCESS || id == TARGET_LANGUAGE || id == TARGET_KEY || id == TARGET_ROWS)
                        continue;
                len += (size_t)snprintf(ret_names + len, size - len, "%s ", targets[i].name);
                assert_true(len < size);
        }
}

static void assert_offers(const char *sample_name, const char *expected) {
        char names[512];

        offered(uis_portrait, sample_name, names, sizeof(names));
        assert_string_equal(names, expected);
        offered(uis_landscape, sample_name, names, sizeof(names));
        assert_string_equal(names, expected);
}

static void the_overview_offers_what_the_role_may_do(void **state) {
        assert_offers("staff_overview", "alert load round overdue desk problems day state checkpoint around_1 around_153 around_305 around_457 sign_out ");
        assert_offers("staff_overview_loader", "load round overdue day state checkpoint around_1 around_4 sign_out ");
        assert_offers("staff_overview_auditor", "checkpoint day state export around_1 around_153 around_305 around_457 sign_out ");
}

static void nothing_opens_while_the_clock_is_in_doubt(void **state) {
        assert_offers("staff_overview_clock", "alert clock state day checkpoint around_1 around_153 around_305 around_457 sign_out ");
        assert_offers("staff_overview_clock_loader", "alert state day checkpoint around_1 around_4 sign_out ");
        assert_offers("staff_clock", "yes set_clock back sign_out ");
        assert_offers("staff_state_clock", "row_8 adopt set_clock give_pin back sign_out ");
}

static void loading_can_be_left_at_every_step(void **state) {
        assert_offers("staff_scan", "back sign_out ");
        assert_offers("staff_load", "load_cancel not_empty sign_out ");
        assert_offers("staff_ticket_here", "next sign_out ");
        assert_offers("staff_ticket_signed_out", "next ");
}

static void a_page_offers_what_may_be_done(void **state) {
        assert_offers("staff_compartment", "page_open page_shut back sign_out ");
        assert_offers("staff_compartment_overdue", "page_take page_open page_shut back sign_out ");
        assert_offers("staff_compartment_loader", "page_take back sign_out ");
        assert_offers("staff_compartment_fault", "page_look page_open back sign_out ");
        assert_offers("staff_compartment_answered", "again back sign_out ");
        assert_offers("staff_compartment_absent", "back sign_out ");
        assert_offers("staff_purpose", "choose_0 choose_1 choose_2 choose_3 back sign_out ");
}

static void what_was_found_must_be_answered(void **state) {
        assert_offers("staff_take", "sign_out ");
        assert_offers("staff_walk", "end sign_out ");
        assert_offers("staff_walk_last", "sign_out ");
        assert_offers("staff_found", "found_taken found_kept found_empty found_else ");
        assert_offers("staff_found_looking", "found_taken found_empty found_else ");
}

static void only_a_manager_unlocks_badges(void **state) {
        assert_offers("staff_state", "row_8 adopt set_clock give_pin back sign_out ");
        assert_offers("staff_state_loader", "back sign_out ");
}

/* Part by part, all of a cabinet is shown, each door once, and around again. */
static void every_door_of_a_cabinet_is_shown_in_one_part(void **state) {
        static const unsigned sizes[] = { 1, 3, 24, 97, 608, PLAN_CELLS_MAX };
        struct ui *const panels[] = { uis_portrait, uis_landscape };
        static uint8_t cells[PLAN_CELLS_MAX];
        static struct plan plan;

        for (size_t i = 0; i < 2 * ARRAY_LEN(sizes); i++) {
                static unsigned seen[PLAN_CELLS_MAX + 1];
                unsigned around = 1, parts = 0;
                struct sample sample;

                plan_default(sizes[i / 2], &plan);
                memset(seen, 0, sizeof(seen));
                sample_named("staff_cabinet", &sample);
                sample.screen.plan = &plan;
                sample.screen.map.cells = cells;
                do {
                        struct view *view CLEANUP(view_cleanup) = NULL;
                        const struct view_target *targets;
                        unsigned next = around;
                        size_t count;

                        sample.screen.map.around = around;
                        assert_int_equal(screen_view(panels[i % 2], &sample.screen, &view), 0);
                        targets = view_targets(view, &count);
                        for (size_t at = count; at > 0; at--) {
                                if (targets[at - 1].target.id == TARGET_CELL)
                                        seen[targets[at - 1].target.number]++;
                                if (targets[at - 1].target.id == TARGET_AROUND)
                                        next = targets[at - 1].target.number; /* the first is onwards */
                        }
                        around = next;
                } while (around != 1 && ++parts < PLAN_CELLS_MAX);
                for (unsigned c = 1; c <= plan.cell_count; c++)
                        assert_int_equal(seen[c], 1);
        }
}

static bool offers_row(const struct view *view, unsigned row) {
        return seen_target(view, (struct target){ TARGET_ROW, row }) || seen_target(view, (struct target){ TARGET_CHOOSE, row });
}

/* No list ends in a count: page by page every row is shown once, onwards and back. */
static void every_row_of_a_list_is_on_one_page(void **state) {
        static const char *const names[] = { "staff_overdue", "staff_contents", "staff_round", "staff_reconcile", "staff_state", "staff_problems", "staff_desk",
                                              "staff_overdue_eight", "staff_contents_eight", "staff_round_eight", "choose_eight" };
        struct ui *const panels[] = { uis_portrait, uis_landscape };

        for (size_t i = 0; i < 2 * ARRAY_LEN(names); i++) {
                unsigned first = 0, pages = 0, back;
                struct sample sample;

                sample_named(names[i / 2], &sample);
                sample.screen.list.first = 0;
                for (bool more = true; more; pages++) {
                        struct view *view CLEANUP(view_cleanup) = NULL;
                        const struct view_target *targets;
                        size_t count;

                        assert_true(pages < 64);
                        back = first;
                        sample.screen.list.first = first;
                        assert_int_equal(screen_view(panels[i % 2], &sample.screen, &view), 0);
                        targets = view_targets(view, &count);
                        more = false;
                        for (size_t at = 0; at < count; at++) {
                                if (targets[at].target.id != TARGET_ROWS || targets[at].target.number <= first)
                                        continue;
                                more = true;
                                back = targets[at].target.number;
                        }
                        first = back;
                }
                assert_in_range(first, 0, sample.screen.list.row_count - 1);
                for (size_t row = 0; row < sample.screen.list.row_count; row++) {
                        struct view *view CLEANUP(view_cleanup) = NULL;

                        sample.screen.list.first = (unsigned)row;
                        assert_int_equal(screen_view(panels[i % 2], &sample.screen, &view), 0);
                        if (sample.screen.id == SCREEN_STAFF_OVERDUE || sample.screen.id == SCREEN_CHOOSE)
                                assert_true(offers_row(view, (unsigned)row));
                }
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_overview_offers_what_the_role_may_do),
                cmocka_unit_test(nothing_opens_while_the_clock_is_in_doubt),
                cmocka_unit_test(loading_can_be_left_at_every_step),
                cmocka_unit_test(a_page_offers_what_may_be_done),
                cmocka_unit_test(what_was_found_must_be_answered),
                cmocka_unit_test(only_a_manager_unlocks_badges),
                cmocka_unit_test(every_door_of_a_cabinet_is_shown_in_one_part),
                cmocka_unit_test(every_row_of_a_list_is_on_one_page),
        };

        return cmocka_run_group_tests(tests, uis_open, uis_close);
}

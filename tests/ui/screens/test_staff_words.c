/* SPDX-License-Identifier: EUPL-1.2 */
/* What is written and said on the staff's screens, and what is not. */
#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/screens/uis.h"
#include "tests/ui/seen.h"
#include "ui/po/catalogue.h"

/* However many lie in one compartment: all of them are written and said, on every panel, and none is counted only. */
static void every_item_is_named(void **state) {
        static const char *const names[] = { "staff_load_eight", "staff_take_eight", "staff_found_eight", "staff_overdue_eight", "staff_round_eight",
                                              "staff_contents_eight", "staff_compartment_eight", "choose_items" };
        static const char all[] = "2\u00A0×\u00A0Aufenthaltstitel, 2\u00A0×\u00A0Personalausweis, 2\u00A0×\u00A0Reiseausweis, Reisepass, Brief";

        for (size_t i = 0; i < SAMPLE_PANELS * ARRAY_LEN(names) * 2; i++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts;
                const char *const *sentences;
                unsigned written = 0, spoken = 0;
                struct sample sample;
                bool personal;
                size_t count;

                sample_named(names[i / 2 % ARRAY_LEN(names)], &sample);
                sample.screen.look.large = i % 2;
                assert_int_equal(ui_new(&sample_panels[i / 2 / ARRAY_LEN(names)].panel, NULL, &ui), 0);
                assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++)
                        written += strstr(texts[j].text, all) && !texts[j].cut;
                sentences = view_speech(view, &count, &personal);
                for (size_t j = 0; j < count; j++)
                        spoken += strstr(sentences[j], all) != NULL;
                if (written != 1 || spoken != 1)
                        fail_msg("%s on %s: all items are written %u times and said %u times", sample.name, sample_panels[i / 2 / ARRAY_LEN(names)].name, written, spoken);
        }
}

static void the_place_of_a_load_is_said_by_block(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_load", &sample);
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
        assert_string_equal(seen_words(view, "place"), "Block C, dritte Reihe, fünftes von links.");
        assert_string_equal(seen_words(view, "number"), "347");
        assert_string_equal(seen_words(view, "items"), "Reisepass, Brief");
}

/* A page has the name of the button that leads to it. */
static void the_day_has_one_name(void **state) {
        for (enum language language = 0; language < LANGUAGE_COUNT; language++)
                assert_string_equal(catalogue_text(language, TEXT_STAFF_DAY), catalogue_text(language, TEXT_DAY_TITLE));
}

/* Where nothing waits, nothing is promised to open, and nobody is told of 0 compartments. */
static void a_walk_without_stops_says_nothing_of_the_next_door(void **state) {
        static const char *const names[] = { "staff_round_none", "staff_reconcile_none" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts;
                struct sample sample;
                size_t count;

                sample_named(names[i], &sample);
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++) {
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_ROUND_HINT));
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_RECONCILE_HINT));
                }
                assert_null(strchr(seen_words(view, "title"), '0'));
        }
}

/* Where no ticket is taken until something has been done, the next one is not asked for. */
static void no_ticket_is_asked_for_that_would_be_refused_as_well(void **state) {
        static const char *const names[] = { "staff_ticket_disk_full", "staff_ticket_bundle_over", "staff_ticket_clock" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts;
                struct sample sample;
                size_t count;

                sample_named(names[i], &sample);
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++)
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_STAFF_REFUSED_NEXT));
        }
}

/* The hint of the screen for a ticket for which nothing is free. */
static const char *room_hint(struct ui *ui, enum role role, unsigned overdue, unsigned faults, char *ret_hint, size_t size) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_text *texts;
        struct sample sample;
        size_t count;

        sample_named("staff_ticket_no_room", &sample);
        sample.screen.role = role;
        sample.screen.refused.overdue_count = overdue;
        sample.screen.refused.fault_count = faults;
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        texts = view_texts(view, &count);
        ret_hint[0] = '\0';
        for (size_t i = 0; i < count; i++) {
                assert_false(texts[i].cut);
                if (strcmp(texts[i].name, "hint") == 0)
                        snprintf(ret_hint, size, "%s", texts[i].text);
        }
        return ret_hint;
}

static void a_full_box_asks_for_what_makes_room_in_it(void **state) {
        static const struct {
                enum role role;
                unsigned overdue, faults;
        } cases[] = { { ROLE_LOADER, 2, 1 }, { ROLE_MANAGER, 0, 1 }, { ROLE_LOADER, 0, 1 }, { ROLE_LOADER, 0, 0 } };
        char hints[ARRAY_LEN(cases)][256], other[256];

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                room_hint(uis_portrait, cases[i].role, cases[i].overdue, cases[i].faults, hints[i], sizeof(hints[i]));
                room_hint(uis_landscape, cases[i].role, cases[i].overdue, cases[i].faults, other, sizeof(other));
                assert_true(hints[i][0] && other[0]);
                for (size_t j = 0; j < i; j++)
                        assert_string_not_equal(hints[i], hints[j]);
        }
}

static void the_checkpoint_reads_size_and_root(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
        assert_string_equal(seen_words(view, "size"), "11\u00A0482");
        assert_string_equal(seen_words(view, "root"), "8f2a");
}

static void the_checkpoint_says_how_far_the_ledger_has_grown_since_an_auditor_was_here(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL, *first CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
        assert_non_null(strstr(seen_words(view, "hint"), "482\u00A0neue Einträge"));
        sample_named("staff_checkpoint_first", &sample);
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &first), 0);
        assert_non_null(strstr(seen_words(first, "hint"), "Noch keine Prüfung"));
}

static void a_checkpoint_that_is_none_is_not_drawn(void **state) {
        static const char *const texts[] = { "", "origin", "origin\n12\n", "origin\n12\nAAAA\n",
                                             "origin\n12\n????????????????????????????????????????????\n\n" };
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;

                sample.screen.code.text = texts[i];
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                assert_non_null(seen_words(view, "none"));
                assert_null(seen_words(view, "root"));
        }
}

static void a_pin_of_eight_digits_is_not_shown(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_pin", &sample);
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
        assert_string_equal(seen_words(view, "field_pin"), "••••");
        assert_string_equal(seen_words(view, "field_pin_end"), "•");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_item_is_named),
                cmocka_unit_test(the_place_of_a_load_is_said_by_block),
                cmocka_unit_test(the_day_has_one_name),
                cmocka_unit_test(a_walk_without_stops_says_nothing_of_the_next_door),
                cmocka_unit_test(no_ticket_is_asked_for_that_would_be_refused_as_well),
                cmocka_unit_test(a_full_box_asks_for_what_makes_room_in_it),
                cmocka_unit_test(the_checkpoint_reads_size_and_root),
                cmocka_unit_test(the_checkpoint_says_how_far_the_ledger_has_grown_since_an_auditor_was_here),
                cmocka_unit_test(a_checkpoint_that_is_none_is_not_drawn),
                cmocka_unit_test(a_pin_of_eight_digits_is_not_shown),
        };

        return cmocka_run_group_tests(tests, uis_open, uis_close);
}

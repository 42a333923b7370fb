/* SPDX-License-Identifier: EUPL-1.2 */
/* Names, catalogue, places, secrets and what goes wrong on the way to a view. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/cmocka.h"
#include "tests/ui/sample.h"
#include "tests/ui/seen.h"
#include "ui/po/catalogue.h"

static void assert_found_by_name(struct target target) {
        struct target found;
        char name[TARGET_NAME_SIZE];

        target_name(target, name);
        assert_true(target_from_name(name, &found));
        assert_true(target_equal(found, target));
}

static void every_screen_and_target_is_found_by_its_name(void **state) {
        for (unsigned id = 0; id < SCREEN_COUNT; id++)
                assert_int_equal(screen_from_name(screen_name((enum screen_id)id)), id);
        assert_int_equal(screen_from_name("no such screen"), SCREEN_COUNT);
        for (unsigned id = TARGET_NONE + 1; id < TARGET_ID_COUNT; id++)
                if (id != TARGET_TASK)
                        assert_found_by_name((struct target){ (enum target_id)id, 0 });
        for (unsigned task = TASK_NONE + 1; task < TASK_COUNT; task++)
                assert_found_by_name((struct target){ TARGET_TASK, task });
}

static void a_target_name_is_read_strictly(void **state) {
        static const char *const wrong[] = { "key_", "key_10", "key_-1", "key_ 5", "key_05", "key_5x", "language_xx", "cell_1025",
                                             "next_", "Next", "" };
        struct target found = { TARGET_HELP, 3 };

        assert_true(target_from_name("key_5", &found));
        assert_true(target_equal(found, (struct target){ TARGET_KEY, 5 }));
        assert_true(target_from_name("language_de", &found));
        assert_true(target_equal(found, (struct target){ TARGET_PICK_LANGUAGE, LANGUAGE_DE }));
        assert_true(target_from_name("cell_608", &found));
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_false(target_from_name(wrong[i], &found));
                assert_true(target_equal(found, (struct target){ TARGET_CELL, 608 }));
        }
}

static void languages_have_tags_and_those_built_in_have_catalogues(void **state) {
        for (unsigned i = 0; i < LANGUAGE_COUNT; i++)
                assert_int_equal(language_from_tag(language_tag((enum language)i)), i);
        assert_int_equal(language_from_tag("xx"), LANGUAGE_COUNT);
        assert_true(language_available(LANGUAGE_DE));
        assert_true(language_available(LANGUAGE_EN));
        assert_true(language_whole(LANGUAGE_DE) && language_whole(LANGUAGE_EN));
        assert_true(language_available(LANGUAGE_TR));
        assert_false(language_whole(LANGUAGE_TR));
        assert_string_equal(catalogue_text(LANGUAGE_EN, TEXT_DONE_TITLE), "Done.");
        assert_string_equal(catalogue_text(LANGUAGE_TR, TEXT_DONE_TITLE), "Bitti.");
        assert_string_equal(catalogue_plural(LANGUAGE_DE, TEXT_MORE_TIME_UNIT, 1), "Sekunde");
        assert_string_equal(catalogue_plural(LANGUAGE_DE, TEXT_MORE_TIME_UNIT, 0), "Sekunden");
        assert_string_equal(catalogue_plural(LANGUAGE_EN, TEXT_MORE_TIME_UNIT, 2), "seconds");
}

/* ---- views ---- */

static struct ui *ui;

static int open_ui(void **state) {
        setenv("TZ", "Europe/Berlin", 1);
        return ui_new(&sample_portrait, NULL, &ui);
}

static int close_ui(void **state) {
        ui_free(ui);
        return 0;
}

static void expect_place(struct sample *sample, unsigned compartment, enum language language, const char *place) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const char *said;

        sample->screen.door.compartment = compartment;
        sample->screen.look.language = language;
        assert_int_equal(screen_view(ui, &sample->screen, &view), 0);
        said = seen_words(view, "place");
        assert_string_equal(said ? said : "", place);
}

static void a_place_is_said_from_the_nearer_edge(void **state) {
        struct sample sample;

        sample_named("door", &sample);
        expect_place(&sample, 12, LANGUAGE_DE, "Rechts, zweite Reihe von unten.");
        expect_place(&sample, 12, LANGUAGE_EN, "Right, second row from the bottom.");
        expect_place(&sample, 1, LANGUAGE_DE, "Links, erste Reihe von oben.");
        expect_place(&sample, 43, LANGUAGE_EN, "Right, fourth row from the top.");
        expect_place(&sample, 49, LANGUAGE_DE, "Links, vierte Reihe von unten.");
        expect_place(&sample, 96, LANGUAGE_DE, "Rechts, erste Reihe von unten.");
        /* A compartment that is not on the plan, and no plan at all, say nothing wrong. */
        expect_place(&sample, 97, LANGUAGE_DE, "");
        sample.screen.plan = NULL;
        expect_place(&sample, 12, LANGUAGE_DE, "");
}

static void typed_secrets_show_their_length_until_shown(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL, *shown CLEANUP(view_cleanup) = NULL;
        const struct view_text *texts;
        struct sample sample;
        size_t count;

        sample_named("birth", &sample);
        memcpy(sample.screen.entry.digits, "98765", 5);
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        assert_string_equal(seen_words(view, "field_day"), "••");
        assert_string_equal(seen_words(view, "field_month"), "••");
        assert_string_equal(seen_words(view, "field_year"), "•");
        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++)
                assert_null(strstr(texts[i].text, "98"));
        sample.screen.entry.show = true;
        assert_int_equal(screen_view(ui, &sample.screen, &shown), 0);
        assert_string_equal(seen_words(shown, "field_day"), "98");
        assert_string_equal(seen_words(shown, "field_year"), "5");
}

static void secrets_are_not_spoken(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const char *const *sentences;
        struct sample sample;
        bool personal;
        size_t count;

        sample_named("birth_shown", &sample);
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++)
                assert_null(strstr(sentences[i], "24"));
}

static void a_touch_beside_everything_starts_at_idle_only(void **state) {
        struct view *idle CLEANUP(view_cleanup) = NULL, *code CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("idle", &sample);
        sample.screen.languages = 1u << LANGUAGE_DE | 1u << LANGUAGE_EN;
        assert_int_equal(screen_view(ui, &sample.screen, &idle), 0);
        assert_int_equal(view_target_at(idle, 540, 400).id, TARGET_START);
        assert_int_equal(view_target_at(idle, 100, 1850).id, TARGET_HELP);
        assert_true(target_equal(view_target_at(idle, 100, 1700), (struct target){ TARGET_PICK_LANGUAGE, LANGUAGE_DE }));
        sample_named("code", &sample);
        assert_int_equal(screen_view(ui, &sample.screen, &code), 0);
        assert_int_equal(view_target_at(code, 540, 400).id, TARGET_NONE);
        /* A touch counts 8 px beyond the outline, not more. */
        assert_int_equal(view_target_at(code, 540, 1612 - 8).id, TARGET_TYPED);
        assert_int_equal(view_target_at(code, 540, 1612 - 9).id, TARGET_NONE);
}

static void any_cabinet_can_be_drawn(void **state) {
        static const unsigned counts[] = { 1, 2, 3, 7, 24, 44, 80, 608, 1024 };

        for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                struct sample sample;
                struct plan plan;

                plan_default(counts[i], &plan);
                assert_int_equal(plan.cell_count, counts[i]);
                for (unsigned c = 0; c < counts[i]; c++) {
                        assert_true(plan.cells[c].block < plan.block_count);
                        assert_true(plan.cells[c].column < plan.block_columns[plan.cells[c].block]);
                        assert_true(plan.cells[c].row < plan.rows);
                        for (unsigned other = 0; other < c; other++)
                                assert_false(plan.cells[other].block == plan.cells[c].block && plan.cells[other].row == plan.cells[c].row &&
                                             plan.cells[other].column == plan.cells[c].column);
                }
                sample_named("door", &sample);
                sample.screen.plan = &plan;
                sample.screen.door.compartment = counts[i];
                assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
                free(sample_draw(view, &sample_portrait));
        }
}

/* Sizes that no drawing was made for: the layout reaches every edge, stays on the panel and is hit where it is drawn. */
static void other_panels_are_filled_by_the_layout(void **state) {
        static const struct ui_panel panels[] = { { 720, 1280, 3.0 }, { 1200, 1920, 4.03 }, { 1920, 1080, 4.0 },
                                                  { 800, 480, 4.0 } };

        for (size_t i = 0; i < ARRAY_LEN(panels); i++) {
                struct ui *other CLEANUP(ui_cleanup) = NULL;
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_target *targets;
                struct sample sample;
                size_t count;

                assert_int_equal(ui_new(&panels[i], NULL, &other), 0);
                sample_named("birth", &sample);
                assert_int_equal(screen_view(other, &sample.screen, &view), 0);
                targets = view_targets(view, &count);
                assert_true(count > 12);
                for (size_t j = 0; j < count; j++) {
                        struct view_rect rect = targets[j].rect;

                        assert_true(rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= panels[i].width_px && rect.y + rect.h <= panels[i].height_px);
                        assert_true(target_equal(view_target_at(view, rect.x + rect.w / 2, rect.y + rect.h / 2),
                                                 targets[j].target));
                }
                free(sample_draw(view, &panels[i]));
        }
        assert_int_equal(ui_new(&(struct ui_panel){ 0, 1920, 4.03 }, NULL, &(struct ui *){ NULL }), -EINVAL);
}

static void missing_fonts_and_bad_configurations_are_refused(void **state) {
        char path[] = "/tmp/pickupbox-fonts-XXXXXX";
        int fd = mkstemp(path);
        struct ui *other = NULL;

        assert_true(fd >= 0);
        assert_int_equal(write(fd, "<fontconfig><dir>/nowhere</dir></fontconfig>", 44), 44);
        assert_int_equal(ui_new(&sample_portrait, path, &other), -ENOENT);
        assert_int_equal(ftruncate(fd, 20), 0);
        assert_int_equal(ui_new(&sample_portrait, path, &other), -EINVAL);
        close(fd);
        remove(path);
        assert_int_equal(ui_new(&sample_portrait, path, &other), -EINVAL);
        assert_null(other);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_screen_and_target_is_found_by_its_name),
                cmocka_unit_test(a_target_name_is_read_strictly),
                cmocka_unit_test(languages_have_tags_and_those_built_in_have_catalogues),
                cmocka_unit_test(a_place_is_said_from_the_nearer_edge),
                cmocka_unit_test(typed_secrets_show_their_length_until_shown),
                cmocka_unit_test(secrets_are_not_spoken),
                cmocka_unit_test(a_touch_beside_everything_starts_at_idle_only),
                cmocka_unit_test(any_cabinet_can_be_drawn),
                cmocka_unit_test(other_panels_are_filled_by_the_layout),
                cmocka_unit_test(missing_fonts_and_bad_configurations_are_refused),
        };

        return cmocka_run_group_tests(tests, open_ui, close_ui);
}

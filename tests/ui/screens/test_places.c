/* SPDX-License-Identifier: EUPL-1.2 */
/* Where things stand on single screens, and how large: what no rule for every screen says (test_layout.c has those). */
#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/screens/uis.h"
#include "tests/ui/seen.h"
#include "ui/view/measure.h"

/* "Two deliveries / are ready / for you.", not "Two / deliveries are / ready for you." */
static void a_question_does_not_begin_with_a_word_alone_where_the_next_has_room(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_text *texts;
        struct sample sample;
        size_t count, len, titles = 0;

        sample_named("choose_two", &sample);
        sample.screen.look.language = LANGUAGE_EN;
        assert_int_equal(screen_view(uis_landscape, &sample.screen, &view), 0);
        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++) {
                const char *line = strcmp(texts[i].name, "title") == 0 ? view_text_line(&texts[i], 0, &len) : NULL;

                if (!line)
                        continue;
                titles++;
                assert_true(len > strlen("Two deliveries") && strncmp(line, "Two\u00A0deliveries", strlen("Two\u00A0deliveries")) == 0);
        }
        assert_int_equal(titles, 1);
}

/* "No." and its number stay on one line. */
static void the_name_of_a_compartment_is_not_torn(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_compartment_free", &sample);
        sample.screen.look.language = LANGUAGE_EN;
        assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
        assert_string_equal(seen_words(view, "title"), "No.\u00A07");
}

/* Which compartment and what is the matter with it: letters of one size, upright. */
static void the_alert_has_one_size(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *which, *why;
                struct sample sample;

                sample_named("staff_overview", &sample);
                sample.screen.look.large = i % 2;
                sample.screen.look.language = i / 2 ? LANGUAGE_EN : LANGUAGE_DE;
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                which = seen_text(view, "alert");
                why = seen_text(view, "alert_why");
                assert_non_null(which);
                assert_non_null(why);
                if (which->cap_mm - why->cap_mm > 0.1)
                        fail_msg("\"%s\" %.2f mm, \"%s\" %.2f mm, large %u", which->text, which->cap_mm, why->text, why->cap_mm, i % 2);
        }
}

/* Somebody reads it to somebody else: between two groups there is room, on every panel and in large type. */
static void the_groups_of_the_root_stand_apart(void **state) {
        struct ui *const panels[] = { uis_portrait, uis_landscape };

        for (size_t i = 0; i < 2 * ARRAY_LEN(panels); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts;
                struct sample sample;
                size_t count, groups = 0;

                sample_named("staff_checkpoint", &sample);
                sample.screen.look.large = i % 2;
                assert_int_equal(screen_view(panels[i / 2], &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 1; j < count; j++) {
                        if (strcmp(texts[j].name, "root") != 0 || strcmp(texts[j - 1].name, "root") != 0 || texts[j].rect.y != texts[j - 1].rect.y)
                                continue;
                        if (texts[j].rect.x - texts[j - 1].rect.x - texts[j - 1].rect.w < 6)
                                fail_msg("%s and %s: %d px apart, panel %zu", texts[j - 1].text, texts[j].text, texts[j].rect.x - texts[j - 1].rect.x - texts[j - 1].rect.w, i);
                        groups++;
                }
                assert_int_equal(groups, 14);
        }
}

/* How wide Back's button is on a page of several and where its word begins in it; 0: there is none. */
static int paged_back(const struct view *view, int *ret_begins) {
        const struct view_target *back = seen_target_id(view, TARGET_ROWS) ? seen_target_id(view, TARGET_BACK) : NULL;
        const struct view_text *word = seen_text(view, "back");

        if (!back || !word)
                return 0;
        *ret_begins = word->rect.x - back->rect.x;
        return back->rect.w;
}

/* A low panel has the most pages. */
static size_t paged_samples(size_t *ret_indexes, size_t size) {
        size_t count = 0;

        for (size_t i = 0; i < sample_count(); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                struct sample sample;

                sample_get(i, &sample);
                assert_int_equal(screen_view(uis_landscape, &sample.screen, &view), 0);
                if (!seen_target_id(view, TARGET_ROWS))
                        continue;
                assert_true(count < size);
                ret_indexes[count++] = i;
        }
        return count;
}

static size_t back_has_its_arrow(const struct sample_panel *kind, const struct appearance *look, const size_t *indexes, size_t count) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        size_t seen = 0;

        assert_int_equal(ui_new(&kind->panel, NULL, &ui), 0);
        for (size_t i = 0; i < count; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                struct sample sample;
                int begins, w;

                sample_get(indexes[i], &sample);
                sample.screen.look = *look;
                assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
                w = paged_back(view, &begins);
                seen += w > 0;
                /* The arrow and what is free beside it take a sixth of a button that its word nearly fills; words alone begin at a tenth. */
                if (w > 0 && 6 * begins < w)
                        fail_msg("%s %s %s %u: %d of %d px are no room for an arrow", sample.name, kind->name, language_tag(look->language), look->large,
                                 begins, w);
        }
        return seen;
}

/* On a page of several, too, the word begins behind an arrow. */
static void back_has_its_arrow_on_a_paged_list(void **state) {
        static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN };
        size_t indexes[64], count = paged_samples(indexes, ARRAY_LEN(indexes));

        for (size_t i = 0; i < SAMPLE_PANELS; i++)
                for (unsigned look = 0; look < 4; look++)
                        assert_true(back_has_its_arrow(&sample_panels[i], &(struct appearance){ .language = languages[look / 2], .large = look % 2 != 0 }, indexes, count) > 0);
}

/* What a fault is, in every reason's words, lies in the overview's alert and off its frame. */
static void check_alert(const struct sample_panel *kind, const struct view *view, const char *what) {
        static const char *const names[] = { "alert", "alert_why" };
        int outline = kind->panel.width_px < kind->panel.height_px ? 3 * kind->panel.width_px / MEASURE_UPRIGHT_WIDTH
                                                                   : 3 * kind->panel.height_px / MEASURE_WIDE_HEIGHT;
        const struct view_target *alert = seen_target_id(view, TARGET_ALERT);

        assert_non_null(alert);
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                const struct view_text *text = seen_text(view, names[i]);
                struct view_rect box = alert->rect;
                size_t len;
                int apart;

                assert_non_null(text);
                apart = view_text_line(text, 2, &len) ? 4 * outline : outline;
                if (text->cut || text->rect.y < box.y + apart || text->rect.y + text->rect.h > box.y + box.h - apart ||
                    text->rect.x + text->rect.w > box.x + box.w - outline)
                        fail_msg("%s %s: \"%s\" stands on its frame", kind->name, what, text->text);
        }
}

static void every_reason_lies_in_the_alert(void **state) {
        static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN };

        for (size_t i = 0; i < SAMPLE_PANELS; i++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;

                assert_int_equal(ui_new(&sample_panels[i].panel, NULL, &ui), 0);
                for (unsigned at = 0; at < 4 * (REASON_COUNT - 1); at++) {
                        struct view *view CLEANUP(view_cleanup) = NULL;
                        struct sample sample;
                        char what[64];

                        sample_named("staff_overview", &sample);
                        sample.screen.map.alarm_reason = (enum reason)(1 + at / 4);
                        sample.screen.look.language = languages[at / 2 % 2];
                        sample.screen.look.large = at % 2 != 0;
                        snprintf(what, sizeof(what), "%s %s", language_tag(sample.screen.look.language), at % 2 ? "large" : "");
                        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
                        check_alert(&sample_panels[i], view, what);
                }
        }
}

static struct view_rect back_of_part(struct ui *ui, const struct sample *sample) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_target *back;

        assert_int_equal(screen_view(ui, &sample->screen, &view), 0);
        back = seen_target_id(view, TARGET_BACK);
        if (!back)
                fail_msg("%s has no way back", sample->name);
        return back->rect;
}

/* Whether a part has one before and after it or, in a cabinet of two, only another. */
static void the_way_back_has_one_place_on_every_part(void **state) {
        static const char *const names[] = { "staff_cabinet", "staff_cabinet_small" };

        for (size_t panel = 0; panel < 2; panel++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;
                struct view_rect places[ARRAY_LEN(names)];

                assert_int_equal(ui_new(panel ? &sample_landscape : &sample_portrait, NULL, &ui), 0);
                for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                        struct sample sample;

                        sample_named(names[i], &sample);
                        places[i] = back_of_part(ui, &sample);
                }
                assert_memory_equal(&places[0], &places[1], sizeof(places[0]));
        }
}

/* The words of the receipt's row stand off its frame by a gap, upright. */
static void the_receipt_stands_off_its_frame(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_target *receipt;
                const struct view_text *texts;
                struct view_rect row;
                struct sample sample;
                size_t count, seen = 0;

                sample_named("done", &sample);
                sample.screen.look.large = i % 2;
                sample.screen.look.language = i / 2 ? LANGUAGE_EN : LANGUAGE_DE;
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                receipt = seen_target_id(view, TARGET_RECEIPT);
                assert_non_null(receipt);
                row = receipt->rect;
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++) {
                        if (strcmp(texts[j].name, "receipt") != 0 && strcmp(texts[j].name, "receipt_what") != 0)
                                continue;
                        if (texts[j].rect.y - row.y < 16 || row.y + row.h - texts[j].rect.y - texts[j].rect.h < 16)
                                fail_msg("\"%s\" is %d px below and %d px above its frame, large %u", texts[j].text, texts[j].rect.y - row.y,
                                         row.y + row.h - texts[j].rect.y - texts[j].rect.h, i % 2);
                        seen++;
                }
                assert_int_equal(seen, 2);
        }
}

static void assert_whole(struct ui *ui, const struct screen *screen) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_text *texts;
        size_t count;

        assert_int_equal(screen_view(ui, screen, &view), 0);
        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++) {
                if (texts[i].cut)
                        print_error("%u compartments: %s is cut\n", screen->plan->cell_count, texts[i].text);
                assert_false(texts[i].cut);
        }
}

static void cabinets_of_any_size_are_drawn(void **state) {
        static const unsigned sizes[] = { 1, 2, 3, 8, 24, 97, 608, PLAN_CELLS_MAX };
        static uint8_t cells[PLAN_CELLS_MAX];
        static struct plan plan;

        for (unsigned i = 0; i < PLAN_CELLS_MAX; i++)
                cells[i] = (uint8_t)(i % (CELL_ABSENT + 1));
        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                struct sample overview, load;

                plan_default(sizes[i], &plan);
                sample_named("staff_overview", &overview);
                sample_named("staff_load", &load);
                overview.screen.plan = load.screen.plan = &plan;
                overview.screen.map.cells = cells;
                load.screen.door.compartment = sizes[i];
                assert_whole(uis_portrait, &overview.screen);
                assert_whole(uis_landscape, &overview.screen);
                assert_whole(uis_portrait, &load.screen);
                assert_whole(uis_landscape, &load.screen);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_question_does_not_begin_with_a_word_alone_where_the_next_has_room),
                cmocka_unit_test(the_name_of_a_compartment_is_not_torn),
                cmocka_unit_test(the_alert_has_one_size),
                cmocka_unit_test(the_groups_of_the_root_stand_apart),
                cmocka_unit_test(back_has_its_arrow_on_a_paged_list),
                cmocka_unit_test(every_reason_lies_in_the_alert),
                cmocka_unit_test(the_way_back_has_one_place_on_every_part),
                cmocka_unit_test(the_receipt_stands_off_its_frame),
                cmocka_unit_test(cabinets_of_any_size_are_drawn),
        };

        return cmocka_run_group_tests(tests, uis_open, uis_close);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What the staff's screens offer: exactly the targets that the session answers to in that state and role. */
#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/sample.h"
#include "ui/po/catalogue.h"

static struct ui *portrait, *landscape;

static int set_up(void **state) {
        return ui_new(&sample_portrait, NULL, &portrait) < 0 || ui_new(&sample_landscape, NULL, &landscape) < 0 ? -1 : 0;
}

static int tear_down(void **state) {
        ui_free(portrait);
        ui_free(landscape);
        return 0;
}

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

        offered(portrait, sample_name, names, sizeof(names));
        assert_string_equal(names, expected);
        offered(landscape, sample_name, names, sizeof(names));
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

/* Part by part, all of a cabinet is shown, each door once, and around again. */
static void every_door_of_a_cabinet_is_shown_in_one_part(void **state) {
        static const unsigned sizes[] = { 1, 3, 24, 97, 608, PLAN_CELLS_MAX };
        struct ui *const panels[] = { portrait, landscape };
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

static struct view_rect back_of_part(struct ui *ui, const struct sample *sample) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_target *targets;
        size_t count;

        assert_int_equal(screen_view(ui, &sample->screen, &view), 0);
        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if (targets[i].target.id == TARGET_BACK)
                        return targets[i].rect;
        fail_msg("%s has no way back", sample->name);
        return (struct view_rect){ 0 };
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

static const char *text_named(const struct view *view, const char *name) {
        const struct view_text *texts;
        size_t count;

        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++) {
                if (strcmp(texts[i].name, name) == 0)
                        return texts[i].text;
        }
        return NULL;
}

static bool offers_row(const struct view *view, unsigned row) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if ((targets[i].target.id == TARGET_ROW || targets[i].target.id == TARGET_CHOOSE) && targets[i].target.number == row)
                        return true;
        return false;
}

/* No list ends in a count: page by page every row is shown once, onwards and back. */
static void every_row_of_a_list_is_on_one_page(void **state) {
        static const char *const names[] = { "staff_overdue", "staff_contents", "staff_round", "staff_reconcile", "staff_state", "staff_problems", "staff_desk",
                                              "staff_overdue_eight", "staff_contents_eight", "staff_round_eight", "choose_eight" };
        struct ui *const panels[] = { portrait, landscape };

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

/* "Two deliveries / are ready / for you.", not "Two / deliveries are / ready for you." */
static void a_question_does_not_begin_with_a_word_alone_where_the_next_has_room(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_text *texts;
        struct sample sample;
        size_t count, len, titles = 0;

        sample_named("choose_two", &sample);
        sample.screen.look.language = LANGUAGE_EN;
        assert_int_equal(screen_view(landscape, &sample.screen, &view), 0);
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

/* However many lie in one compartment: all of them are written and said, on every panel, and none is counted only. */
static void every_item_is_named(void **state) {
        static const char *const names[] = { "staff_load_eight", "staff_take_eight", "staff_found_eight", "staff_overdue_eight", "staff_round_eight",
                                              "staff_contents_eight", "staff_compartment_eight", "choose_items" };
        static const char all[] = "2\u00A0×\u00A0Aufenthalts\u00ADtitel, 2\u00A0×\u00A0Personal\u00ADausweis, 2\u00A0×\u00A0Reiseausweis, Reisepass, Brief";
        static const char said[] = "2\u00A0×\u00A0Aufenthaltstitel, 2\u00A0×\u00A0Personalausweis, 2\u00A0×\u00A0Reiseausweis, Reisepass, Brief";

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
                        spoken += strstr(sentences[j], said) != NULL;
                if (written != 1 || spoken != 1)
                        fail_msg("%s on %s: all items are written %u times and said %u times", sample.name, sample_panels[i / 2 / ARRAY_LEN(names)].name, written, spoken);
        }
}

static void the_place_of_a_load_is_said_by_block(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_load", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        assert_string_equal(text_named(view, "place"), "Block C, dritte Reihe, fünftes von links.");
        assert_string_equal(text_named(view, "number"), "347");
        assert_string_equal(text_named(view, "items"), "Reisepass, Brief");
}

/* "No." and its number stay on one line. */
static void the_name_of_a_compartment_is_not_torn(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_compartment_free", &sample);
        sample.screen.look.language = LANGUAGE_EN;
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        assert_string_equal(text_named(view, "title"), "No.\u00A07");
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
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++) {
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_ROUND_HINT));
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_RECONCILE_HINT));
                }
                assert_null(strchr(text_named(view, "title"), '0'));
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
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++)
                        assert_string_not_equal(texts[j].text, catalogue_text(LANGUAGE_DE, TEXT_STAFF_REFUSED_NEXT));
        }
}

/* Somebody reads it to somebody else: between two groups there is room, on every panel and in large type. */
static void the_groups_of_the_root_stand_apart(void **state) {
        struct ui *const panels[] = { portrait, landscape };

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

static void the_checkpoint_reads_size_and_root(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        assert_string_equal(text_named(view, "size"), "11\u00A0482");
        assert_string_equal(text_named(view, "root"), "8f2a");
}

static void the_checkpoint_says_how_far_the_ledger_has_grown_since_an_auditor_was_here(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL, *first CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        assert_non_null(strstr(text_named(view, "hint"), "482\u00A0neue Einträge"));
        sample_named("staff_checkpoint_first", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &first), 0);
        assert_non_null(strstr(text_named(first, "hint"), "Noch keine Prüfung"));
}

static void a_checkpoint_that_is_none_is_not_drawn(void **state) {
        static const char *const texts[] = { "", "origin", "origin\n12\n", "origin\n12\nAAAA\n",
                                             "origin\n12\n????????????????????????????????????????????\n\n" };
        struct sample sample;

        sample_named("staff_checkpoint", &sample);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;

                sample.screen.code.text = texts[i];
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                assert_non_null(text_named(view, "none"));
                assert_null(text_named(view, "root"));
        }
}

static void a_pin_of_eight_digits_is_not_shown(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;

        sample_named("staff_pin", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        assert_string_equal(text_named(view, "field_pin"), "••••");
        assert_string_equal(text_named(view, "field_pin_end"), "•");
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
                room_hint(portrait, cases[i].role, cases[i].overdue, cases[i].faults, hints[i], sizeof(hints[i]));
                room_hint(landscape, cases[i].role, cases[i].overdue, cases[i].faults, other, sizeof(other));
                assert_true(hints[i][0] && other[0]);
                for (size_t j = 0; j < i; j++)
                        assert_string_not_equal(hints[i], hints[j]);
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
                assert_whole(portrait, &overview.screen);
                assert_whole(landscape, &overview.screen);
                assert_whole(portrait, &load.screen);
                assert_whole(landscape, &load.screen);
        }
}

/* A page has the name of the button that leads to it. */
static void the_day_has_one_name(void **state) {
        for (enum language language = 0; language < LANGUAGE_COUNT; language++)
                assert_string_equal(catalogue_text(language, TEXT_STAFF_DAY), catalogue_text(language, TEXT_DAY_TITLE));
}

/* Which compartment and what is the matter with it: letters of one size, upright. */
static void the_alert_has_one_size(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts, *which = NULL, *why = NULL;
                struct sample sample;
                size_t count;

                sample_named("staff_overview", &sample);
                sample.screen.look.large = i % 2;
                sample.screen.look.language = i / 2 ? LANGUAGE_EN : LANGUAGE_DE;
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++) {
                        which = strcmp(texts[j].name, "alert") == 0 ? &texts[j] : which;
                        why = strcmp(texts[j].name, "alert_why") == 0 ? &texts[j] : why;
                }
                assert_non_null(which);
                assert_non_null(why);
                if (which->cap_mm - why->cap_mm > 0.1)
                        fail_msg("\"%s\" %.2f mm, \"%s\" %.2f mm, large %u", which->text, which->cap_mm, why->text, why->cap_mm, i % 2);
        }
}

/* Whether there is another page. */
static bool is_paged(const struct view_target *targets, size_t count) {
        for (size_t i = 0; i < count; i++) {
                if (targets[i].target.id == TARGET_ROWS)
                        return true;
        }
        return false;
}

/* On a page of several, too, where its word leaves room for it, in large text: the word begins behind an arrow. */
static void back_has_its_arrow_on_a_paged_list(void **state) {
        size_t seen = 0;

        for (size_t i = 0; i < sample_count(); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_target *targets;
                const struct view_text *texts;
                struct sample sample;
                size_t count, target_count;

                sample_get(i, &sample);
                if (sample.screen.id != SCREEN_CHOOSE && sample.screen.id != SCREEN_STAFF_OVERDUE)
                        continue;
                sample.screen.look.large = true;
                sample.screen.look.language = LANGUAGE_EN;
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                targets = view_targets(view, &target_count);
                texts = view_texts(view, &count);
                for (size_t j = 0; is_paged(targets, target_count) && j < target_count; j++) {
                        for (size_t k = 0; targets[j].target.id == TARGET_BACK && k < count; k++) {
                                if (strcmp(texts[k].name, "back") != 0)
                                        continue;
                                if (texts[k].rect.x - targets[j].rect.x < 26 + 48)
                                        fail_msg("%s: %d px are no room for an arrow", sample.name, texts[k].rect.x - targets[j].rect.x);
                                seen++;
                        }
                }
        }
        assert_true(seen > 0);
}

/* The words of the receipt's row stand off its frame by a gap, upright. */
static void the_receipt_stands_off_its_frame(void **state) {
        for (unsigned i = 0; i < 4; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *texts;
                const struct view_target *targets;
                const struct view_rect *row = NULL;
                struct sample sample;
                size_t count, seen = 0;

                sample_named("done", &sample);
                sample.screen.look.large = i % 2;
                sample.screen.look.language = i / 2 ? LANGUAGE_EN : LANGUAGE_DE;
                assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
                targets = view_targets(view, &count);
                for (size_t j = 0; j < count; j++)
                        row = targets[j].target.id == TARGET_RECEIPT ? &targets[j].rect : row;
                assert_non_null(row);
                texts = view_texts(view, &count);
                for (size_t j = 0; j < count; j++) {
                        if (strcmp(texts[j].name, "receipt") != 0 && strcmp(texts[j].name, "receipt_what") != 0)
                                continue;
                        if (texts[j].rect.y - row->y < 16 || row->y + row->h - texts[j].rect.y - texts[j].rect.h < 16)
                                fail_msg("\"%s\" is %d px below and %d px above its frame, large %u", texts[j].text, texts[j].rect.y - row->y,
                                         row->y + row->h - texts[j].rect.y - texts[j].rect.h, i % 2);
                        seen++;
                }
                assert_int_equal(seen, 2);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_overview_offers_what_the_role_may_do),
                cmocka_unit_test(nothing_opens_while_the_clock_is_in_doubt),
                cmocka_unit_test(loading_can_be_left_at_every_step),
                cmocka_unit_test(a_page_offers_what_may_be_done),
                cmocka_unit_test(every_door_of_a_cabinet_is_shown_in_one_part),
                cmocka_unit_test(what_was_found_must_be_answered),
                cmocka_unit_test(only_a_manager_unlocks_badges),
                cmocka_unit_test(every_row_of_a_list_is_on_one_page),
                cmocka_unit_test(a_question_does_not_begin_with_a_word_alone_where_the_next_has_room),
                cmocka_unit_test(the_way_back_has_one_place_on_every_part),
                cmocka_unit_test(every_item_is_named),
                cmocka_unit_test(the_day_has_one_name),
                cmocka_unit_test(the_alert_has_one_size),
                cmocka_unit_test(back_has_its_arrow_on_a_paged_list),
                cmocka_unit_test(the_receipt_stands_off_its_frame),
                cmocka_unit_test(the_place_of_a_load_is_said_by_block),
                cmocka_unit_test(the_name_of_a_compartment_is_not_torn),
                cmocka_unit_test(the_groups_of_the_root_stand_apart),
                cmocka_unit_test(a_walk_without_stops_says_nothing_of_the_next_door),
                cmocka_unit_test(no_ticket_is_asked_for_that_would_be_refused_as_well),
                cmocka_unit_test(the_checkpoint_reads_size_and_root),
                cmocka_unit_test(the_checkpoint_says_how_far_the_ledger_has_grown_since_an_auditor_was_here),
                cmocka_unit_test(a_checkpoint_that_is_none_is_not_drawn),
                cmocka_unit_test(a_full_box_asks_for_what_makes_room_in_it),
                cmocka_unit_test(cabinets_of_any_size_are_drawn),
                cmocka_unit_test(a_pin_of_eight_digits_is_not_shown),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What must hold on every screen, in every language, on every panel, in every appearance. */
#include <math.h>
#include <string.h>

#include "base/macro.h"
#include "tests/support/cmocka.h"
#include "tests/ui/screens/line_ends.h"
#include "tests/ui/seen.h"
#include "tests/ui/walk.h"
#include "ui/view/measure.h"

static void walk_without_fault(void (*step)(const struct walk *walk));

static bool overlap(struct view_rect a, struct view_rect b) {
        return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static bool inside(struct view_rect inner, const struct ui_panel *panel) {
        return inner.x >= 0 && inner.y >= 0 && inner.x + inner.w <= panel->width_px && inner.y + inner.h <= panel->height_px;
}

static void check_texts(const struct walk *walk) {
        const struct view_text *texts;
        size_t count;

        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                if (texts[i].cut)
                        walk_fault(walk, "is cut", texts[i].text);
                if (texts[i].unknown_glyphs > 0)
                        walk_fault(walk, "has a glyph no font has", texts[i].text);
                if (!inside(texts[i].rect, walk->panel))
                        walk_fault(walk, "leaves the panel", texts[i].text);
                if (texts[i].cap_mm < walk->kind->capital_mm)
                        walk_fault(walk, "has capitals that are too small", texts[i].text);
                for (size_t j = i + 1; j < count; j++) {
                        if (overlap(texts[i].rect, texts[j].rect))
                                walk_fault(walk, texts[j].text, texts[i].text);
                }
        }
}

static void texts_are_whole_apart_and_large_enough(void **state) {
        walk_without_fault(check_texts);
}

static bool is_upright(const struct walk *walk) {
        return walk->panel->width_px < walk->panel->height_px;
}

/* So many layout px on the panel at hand. */
static int panel_px(const struct walk *walk, int layout_px) {
        return is_upright(walk) ? layout_px * walk->panel->width_px / MEASURE_UPRIGHT_WIDTH : layout_px * walk->panel->height_px / MEASURE_WIDE_HEIGHT;
}

enum { OUTLINE_PX = 3, APART_PX = 4, BESIDE_PX = 5 };

/* A label lies in its control or beside it, neither across its outline nor on it; more than two lines stand apart from it. */
static void check_labels(const struct walk *walk) {
        const struct view_target *targets;
        const struct view_text *texts;
        size_t target_count, text_count, len;
        int outline = panel_px(walk, OUTLINE_PX), beside = panel_px(walk, BESIDE_PX);

        targets = view_targets(walk->view, &target_count);
        texts = view_texts(walk->view, &text_count);
        for (size_t i = 0; i < target_count; i++) {
                struct view_rect box = targets[i].rect;

                for (size_t j = 0; targets[i].control && j < text_count; j++) {
                        struct view_rect text = texts[j].rect;
                        int apart = view_text_line(&texts[j], 2, &len) ? panel_px(walk, 12) : outline;

                        if (overlap(box, text) && (text.y < box.y + apart || text.y + text.h > box.y + box.h - apart))
                                walk_fault(walk, texts[j].text, "stands on its frame");
                        if (overlap(box, text) && (text.x < box.x + beside || text.x + text.w > box.x + box.w - beside))
                                walk_fault(walk, texts[j].text, targets[i].name);
                }
        }
}

static void no_text_crosses_the_outline_of_a_control(void **state) {
        walk_without_fault(check_labels);
}

/* What stands over a button or under it keeps off it. */
static void check_near(const struct walk *walk) {
        int apart = panel_px(walk, APART_PX);
        const struct view_target *targets;
        const struct view_text *texts;
        size_t target_count, text_count;

        targets = view_targets(walk->view, &target_count);
        texts = view_texts(walk->view, &text_count);
        for (size_t i = 0; i < target_count; i++) {
                struct view_rect box = targets[i].rect, around = { box.x, box.y - apart, box.w, box.h + 2 * apart };

                for (size_t j = 0; targets[i].control && j < text_count; j++)
                        if (overlap(around, texts[j].rect) && !overlap(box, texts[j].rect))
                                walk_fault(walk, texts[j].text, targets[i].name);
        }
}

static void no_text_presses_a_control(void **state) {
        walk_without_fault(check_near);
}

static void check_targets(const struct walk *walk) {
        double key_px = walk->kind->key_mm * walk->panel->px_per_mm;
        const struct view_target *targets;
        size_t count;

        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                struct view_rect rect = targets[i].rect;

                if (!inside(rect, walk->panel))
                        walk_fault(walk, "leaves the panel", targets[i].name);
                /* Text in the bar is narrower than a key; its cell is as high as one. */
                if (targets[i].control && (rect.w < key_px || rect.h < key_px))
                        walk_fault(walk, "is smaller than a key", targets[i].name);
                if (rect.h < key_px)
                        walk_fault(walk, "is lower than a key", targets[i].name);
                if (targets[i].control && is_upright(walk) && rect.y < walk->panel->height_px / 5)
                        walk_fault(walk, "is in the top fifth", targets[i].name);
                if (!targets[i].text || !*targets[i].text)
                        walk_fault(walk, "has no name to speak", targets[i].name);
        }
}

static void targets_can_be_hit_and_reached(void **state) {
        walk_without_fault(check_targets);
}

/* 14 layout px are 3.5 mm in portrait and 2.4 mm in landscape; the drawings of the low panel have 14 to 18 px between keys. */
static void check_gaps(const struct walk *walk) {
        const struct view_target *targets;
        size_t count;
        int gap = panel_px(walk, 14);

        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                struct view_rect grown = { targets[i].rect.x - gap, targets[i].rect.y - gap, targets[i].rect.w + 2 * gap,
                                           targets[i].rect.h + 2 * gap };

                for (size_t j = 0; j < count; j++) {
                        if (j != i && targets[i].control && targets[j].control && overlap(grown, targets[j].rect))
                                walk_fault(walk, targets[j].name, targets[i].name);
                }
        }
}

static void controls_stand_apart(void **state) {
        walk_without_fault(check_gaps);
}

static void check_focus(const struct walk *walk) {
        struct target at = { .id = TARGET_NONE };
        const struct view_target *targets;
        size_t count;

        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                struct target back;

                at = view_focus_next(walk->view, at, +1);
                if (!target_equal(at, targets[i].target))
                        walk_fault(walk, "is not next in focus order", targets[i].name);
                back = view_focus_next(walk->view, at, -1);
                if (!target_equal(back, targets[(i + count - 1) % count].target))
                        walk_fault(walk, "cannot be left backwards", targets[i].name);
        }
        if (count > 0 && !target_equal(view_focus_next(walk->view, at, +1), targets[0].target))
                walk_fault(walk, "does not wrap", "focus");
}

static void focus_visits_every_target_and_wraps(void **state) {
        walk_without_fault(check_focus);
}

static void check_touch(const struct walk *walk) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                struct view_rect rect = targets[i].rect;
                struct target hit = view_target_at(walk->view, rect.x + rect.w / 2, rect.y + rect.h / 2);
                struct target named;

                if (!target_equal(hit, targets[i].target))
                        walk_fault(walk, "is not hit in its middle", targets[i].name);
                if (!target_from_name(targets[i].name, &named) || !target_equal(named, targets[i].target))
                        walk_fault(walk, "is not found by its name", targets[i].name);
        }
}

static void a_touch_finds_every_target(void **state) {
        walk_without_fault(check_touch);
}

static void check_speech(const struct walk *walk) {
        const char *const *sentences;
        bool personal;
        size_t count;

        sentences = view_speech(walk->view, &count, &personal);
        if (count == 0)
                walk_fault(walk, "says nothing", "speech");
        for (size_t i = 0; i < count; i++) {
                if (strstr(sentences[i], "\u00AD") || strchr(sentences[i], '\n') || strchr(sentences[i], '{'))
                        walk_fault(walk, "cannot be read aloud", sentences[i]);
                if (screen_compartment(walk->screen) == 12 && !personal)
                        walk_fault(walk, "says where a compartment is, to everybody", sentences[i]);
        }
}

static void every_screen_speaks_and_keeps_places_for_the_headset(void **state) {
        walk_without_fault(check_speech);
}

static struct view *in_language(const struct walk *walk, enum language language) {
        struct screen screen = *walk->screen;
        struct view *view = NULL;

        screen.look.language = language;
        assert_int_equal(screen_view(walk->ui, &screen, &view), 0);
        return view;
}

static bool says(const struct view *view, const char *sentence) {
        const char *const *sentences;
        bool personal;
        size_t count;

        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++)
                if (strcmp(sentences[i], sentence) == 0)
                        return true;
        return false;
}

/* A sentence that its catalogue lacks comes in English; what is the same in German comes from elsewhere, as an address does. */
static void check_translated(const struct walk *walk) {
        struct view *english CLEANUP(view_cleanup) = NULL, *german CLEANUP(view_cleanup) = NULL;
        const char *const *sentences;
        bool personal;
        size_t count;

        if (language_whole(walk->screen->look.language) || !walk->kind->usual || !is_upright(walk) || walk->screen->look.large)
                return;
        english = in_language(walk, LANGUAGE_EN);
        german = in_language(walk, LANGUAGE_DE);
        sentences = view_speech(walk->view, &count, &personal);
        for (size_t i = 0; i < count; i++)
                if (says(english, sentences[i]) && !says(german, sentences[i]))
                        walk_fault(walk, "is English", sentences[i]);
}

static void every_language_of_citizens_says_everything_itself(void **state) {
        walk_without_fault(check_translated);
}

/* What is said of the desk is written too, there or on the sign. */
static void check_left_out(const struct walk *walk) {
        if (view_left_out(walk->view) > 0)
                walk_fault(walk, "is said and not written", "a sentence");
}

static void every_sentence_of_the_desk_is_written(void **state) {
        walk_without_fault(check_left_out);
}

/* Of one kind: a button's label has its target's name, whatever else is read as one has one name. Arabic script is larger by design. */
static bool are_alike(const struct walk *walk, const char *name, const char *other) {
        if (strncmp(name, "other", strlen("other")) == 0)
                return false;
        return strcmp(name, other) == 0 || (walk_is_button(walk, name) && walk_is_button(walk, other));
}

static void check_even(const struct walk *walk) {
        const struct view_text *texts;
        size_t count;

        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++)
                for (size_t j = i + 1; j < count; j++)
                        if (fabs(texts[i].cap_mm - texts[j].cap_mm) > 0.02 && are_alike(walk, texts[i].name, texts[j].name))
                                walk_fault(walk, texts[j].text, texts[i].text);
}

static void like_things_have_one_type_size(void **state) {
        walk_without_fault(check_even);
}

static void check_plan(const struct walk *walk) {
        if (seen_text(walk->view, "here") && !seen_text(walk->view, "plan_number"))
                walk_fault(walk, "has no number", "the open door of the plan");
}

/* Below a giant number upright, a second line would take the plan's room from who carries envelopes. */
static void check_under_number(const struct walk *walk) {
        const struct view_text *texts;
        size_t count, len;

        texts = view_texts(walk->view, &count);
        for (size_t i = 0; walk->screen->staff && is_upright(walk) && seen_text(walk->view, "number") && i < count; i++)
                if (strcmp(texts[i].name, "title") == 0 && walk->screen->id != SCREEN_UNLATCHED && view_text_line(&texts[i], 1, &len))
                        walk_fault(walk, "takes the plan's room", texts[i].text);
}

static void a_title_under_a_number_is_a_line_for_staff(void **state) {
        walk_without_fault(check_under_number);
}

static void the_open_door_of_a_plan_has_its_number(void **state) {
        walk_without_fault(check_plan);
}

static void no_line_ends_inside_what_must_stay_whole(void **state) {
        walk_without_fault(line_ends_whole);
}

static void no_sentence_of_a_question_is_broken(void **state) {
        walk_without_fault(line_ends_at_sentences);
}

static void no_word_is_left_alone_in_a_line(void **state) {
        walk_without_fault(line_ends_leave_no_word_alone);
}

static void no_word_before_a_comma_is_a_line(void **state) {
        walk_without_fault(line_ends_leave_no_word_before_a_comma);
}

static void no_short_word_is_a_first_line(void **state) {
        walk_without_fault(line_ends_begin_long);
}

static struct walk_check checks[] = {
        { .step = check_texts },
        { .step = check_labels },
        { .step = check_near },
        { .step = check_targets },
        { .step = check_gaps },
        { .step = check_focus },
        { .step = check_touch },
        { .step = check_speech },
        { .step = check_translated },
        { .step = check_left_out },
        { .step = check_even },
        { .step = check_plan },
        { .step = check_under_number },
        { .step = line_ends_whole },
        { .step = line_ends_at_sentences },
        { .step = line_ends_leave_no_word_alone },
        { .step = line_ends_leave_no_word_before_a_comma },
        { .step = line_ends_begin_long },
};

static void walk_without_fault(void (*step)(const struct walk *walk)) {
        walk_found_none(checks, ARRAY_LEN(checks), step);
}

static int walk_once(void **state) {
        walk_checks(walk_panels, checks, ARRAY_LEN(checks));
        return 0;
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(texts_are_whole_apart_and_large_enough),
                cmocka_unit_test(no_text_crosses_the_outline_of_a_control),
                cmocka_unit_test(no_text_presses_a_control),
                cmocka_unit_test(targets_can_be_hit_and_reached),
                cmocka_unit_test(controls_stand_apart),
                cmocka_unit_test(focus_visits_every_target_and_wraps),
                cmocka_unit_test(a_touch_finds_every_target),
                cmocka_unit_test(every_screen_speaks_and_keeps_places_for_the_headset),
                cmocka_unit_test(every_language_of_citizens_says_everything_itself),
                cmocka_unit_test(every_sentence_of_the_desk_is_written),
                cmocka_unit_test(like_things_have_one_type_size),
                cmocka_unit_test(the_open_door_of_a_plan_has_its_number),
                cmocka_unit_test(a_title_under_a_number_is_a_line_for_staff),
                cmocka_unit_test(no_line_ends_inside_what_must_stay_whole),
                cmocka_unit_test(no_sentence_of_a_question_is_broken),
                cmocka_unit_test(no_word_is_left_alone_in_a_line),
                cmocka_unit_test(no_word_before_a_comma_is_a_line),
                cmocka_unit_test(no_short_word_is_a_first_line),
        };

        return cmocka_run_group_tests(tests, walk_once, NULL);
}

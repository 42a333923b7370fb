/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The points of docs/access.md that a view decides: what is said, how large it
 * is written, where the focus is seen and what a picture is without its colours.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/seen.h"
#include "tests/ui/walk.h"
#include "ui/draw/theme.h"

static void walk_without_fault(void (*step)(const struct walk *walk));

static bool is_citizens(const struct screen *screen) {
        return !screen->staff && screen->id < SCREEN_STAFF_PIN;
}

/* ---- large text (EN 301 549, 5.1.4: 0.7 degrees are 7.3 mm from 600 mm) ---- */

static void check_capitals(const struct walk *walk) {
        const struct view_text *texts;
        size_t count;

        if (!walk->screen->look.large || walk->panel->height_px < walk->panel->width_px || !is_citizens(walk->screen))
                return;
        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                char what[64];

                snprintf(what, sizeof(what), "%s has capitals of %.2f mm", texts[i].name, texts[i].cap_mm);
                if (texts[i].cap_mm < 7.3)
                        walk_fault(walk, what, texts[i].text);
        }
}

static void large_text_has_capitals_of_7_3_mm(void **state) {
        walk_without_fault(check_capitals);
}

/* ---- speech ---- */

/* As build_speak() does: a line break is a space, a soft hyphen nothing. */
static void plain(const char *text, char *ret_text, size_t size) {
        size_t len = 0;

        for (; *text && len + 1 < size; text++) {
                if ((unsigned char)text[0] == 0xC2 && (unsigned char)text[1] == 0xAD)
                        text++;
                else
                        ret_text[len++] = *text == '\n' ? ' ' : *text;
        }
        ret_text[len] = '\0';
}

static bool says(const struct view *view, const char *text) {
        const char *const *sentences;
        char wanted[512];
        bool personal;
        size_t count;

        plain(text, wanted, sizeof(wanted));
        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++) {
                if (strstr(sentences[i], wanted))
                        return true;
        }
        return false;
}

/* The words on the sign are said as they are written, so in the same language. */
static void check_sign_is_said(const struct walk *walk) {
        const struct view_text *texts;
        size_t count;

        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                bool on_sign = strcmp(texts[i].name, "title") == 0 || strcmp(texts[i].name, "hint") == 0;

                if (on_sign && !says(walk->view, texts[i].text))
                        walk_fault(walk, "is written and not said", texts[i].text);
        }
}

static void what_the_sign_says_is_spoken_in_the_same_words(void **state) {
        walk_without_fault(check_sign_is_said);
}

static void check_secrets(const struct walk *walk) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct screen screen = *walk->screen;
        const struct view_target *targets;
        size_t count;

        if (!screen_entered(&screen))
                return;
        screen.entry.digit_count = screen.entry.digit_max;
        memset(screen.entry.digits, '9', screen.entry.digit_max);
        screen.entry.show = true;
        assert_int_equal(screen_view(walk->ui, &screen, &view), 0);
        if (says(view, "99"))
                walk_fault(walk, "are said", "typed digits");
        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++) {
                if (strstr(targets[i].text, "99"))
                        walk_fault(walk, "names typed digits", targets[i].name);
        }
}

static void no_screen_says_what_was_typed(void **state) {
        walk_without_fault(check_secrets);
}

static void check_notice(const struct walk *walk) {
        const char *notice = view_speech_public(walk->view);
        bool personal;
        size_t count;

        (void)view_speech(walk->view, &count, &personal);
        if (personal == !*notice)
                walk_fault(walk, personal ? "has nothing for the loudspeaker" : "asks for headphones without a reason", "speech");
        for (const char *at = notice; *at; at++) {
                if (isdigit((unsigned char)*at))
                        walk_fault(walk, "tells a number to everybody", notice);
        }
}

static void a_personal_screen_asks_for_headphones_and_tells_nothing(void **state) {
        walk_without_fault(check_notice);
}

/* Spoken, targets are told apart by their names alone. */
static void check_names(const struct walk *walk) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                for (size_t j = i + 1; j < count; j++) {
                        if (strcmp(targets[i].text, targets[j].text) == 0)
                                walk_fault(walk, targets[j].name, targets[i].name);
                }
        }
}

static void no_two_targets_of_a_screen_are_called_the_same(void **state) {
        walk_without_fault(check_names);
}

static struct ui *portrait;

static int open_ui(void **state) {
        setenv("TZ", "Europe/Berlin", 1);
        return ui_new(&sample_portrait, NULL, &portrait);
}

static int close_ui(void **state) {
        ui_free(portrait);
        return 0;
}

static bool has_number(const char *sentence, unsigned number) {
        for (const char *at = sentence; *at; at++) {
                bool begins = isdigit((unsigned char)*at) && (at == sentence || !isdigit((unsigned char)at[-1]));

                if (begins && strtoul(at, NULL, 10) == number)
                        return true;
        }
        return false;
}

/* All that is said at the open door but the compartment's number. */
static void place_said(unsigned compartment, enum language language, char *ret_text, size_t size) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const char *const *sentences;
        struct sample sample;
        bool personal, numbered = false;
        size_t count;

        sample_named("door", &sample);
        sample.screen.door.compartment = compartment;
        sample.screen.look.language = language;
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        sentences = view_speech(view, &count, &personal);
        assert_true(personal);
        ret_text[0] = '\0';
        for (size_t i = 0; i < count; i++) {
                if (has_number(sentences[i], compartment))
                        numbered = true;
                else
                        snprintf(ret_text + strlen(ret_text), size - strlen(ret_text), "%s ", sentences[i]);
        }
        assert_true(numbered);
}

static void the_spoken_result_leads_to_one_compartment_and_no_other(void **state) {
        enum { CELLS = 96, SIZE = 512 };
        static char said[CELLS][SIZE];
        static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN };

        for (size_t language = 0; language < ARRAY_LEN(languages); language++) {
                for (unsigned c = 0; c < CELLS; c++)
                        place_said(c + 1, languages[language], said[c], SIZE);
                for (unsigned a = 0; a < CELLS; a++) {
                        for (unsigned b = a + 1; b < CELLS; b++)
                                assert_string_not_equal(said[a], said[b]);
                }
        }
}

/* ---- pictures ---- */

/* One pixel after another is of the same two colours: worked out once for them. */
static double grey_ratio(uint32_t a, uint32_t b) {
        static uint32_t last_a, last_b;
        static double last = 1;

        if (a != last_a || b != last_b) {
                last_a = a;
                last_b = b;
                last = theme_ratio(a & 0xFFFFFF, b & 0xFFFFFF);
        }
        return last;
}

/* Pixels of rect that are clearly lighter or darker in one picture than in the other. Hue does not count. */
static unsigned clearly_other(const uint32_t *a, const uint32_t *b, const struct ui_panel *panel, struct view_rect rect,
                              double ratio) {
        unsigned count = 0;

        for (int y = rect.y < 0 ? 0 : rect.y; y < rect.y + rect.h && y < panel->height_px; y++) {
                for (int x = rect.x < 0 ? 0 : rect.x; x < rect.x + rect.w && x < panel->width_px; x++) {
                        size_t at = (size_t)y * (size_t)panel->width_px + (size_t)x;

                        count += a[at] != b[at] && grey_ratio(a[at], b[at]) >= ratio;
                }
        }
        return count;
}

static uint32_t *draw_part(const struct view *view, const struct ui_panel *panel, struct view_rect part) {
        size_t stride = (size_t)panel->width_px * sizeof(uint32_t);
        uint32_t *pixels = calloc((size_t)panel->height_px, stride);

        assert_non_null(pixels);
        assert_int_equal(view_draw(view, pixels, stride, &part), 0);
        return pixels;
}

/* Getting, and giving back, eight megabytes for each picture took longer than drawing it. */
static uint32_t with[1080 * 1920], without[1080 * 1920];

/* The ring is seen against what is there without it, all the way along the longer sides. */
static void check_ring(const struct walk *walk) {
        size_t stride = (size_t)walk->panel->width_px * sizeof(*with), count;
        struct view *plain_view CLEANUP(view_cleanup) = NULL;
        const struct view_target *targets;
        struct screen screen = *walk->screen;

        if (screen.look.language != LANGUAGE_DE || screen.look.large)
                return;
        screen.focus = screen.pressed = (struct target){ .id = TARGET_NONE };
        assert_int_equal(screen_view(walk->ui, &screen, &plain_view), 0);
        targets = view_targets(plain_view, &count);
        assert_true(walk->panel->width_px * walk->panel->height_px <= (int)ARRAY_LEN(with));
        for (size_t i = 0; i < count; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                struct view_rect rect = targets[i].rect, part = { rect.x - 24, rect.y - 24, rect.w + 48, rect.h + 48 };

                screen.focus = targets[i].target;
                assert_int_equal(screen_view(walk->ui, &screen, &view), 0);
                /* Of both pictures the part that is looked at: what stood there is painted over. */
                assert_int_equal(view_draw(view, with, stride, &part), 0);
                assert_int_equal(view_draw(plain_view, without, stride, &part), 0);
                if (clearly_other(with, without, walk->panel, part, 3) < (unsigned)(2 * (rect.w + rect.h)))
                        walk_fault(walk, "has no focus to be seen", targets[i].name);
        }
}

static void the_focus_is_seen_on_every_target_at_3_to_1(void **state) {
        walk_without_fault(check_ring);
}

static struct view_rect rect_of(const struct view *view, struct target target) {
        const struct view_target *seen = seen_target(view, target);

        if (!seen)
                fail_msg("target %d is not there", (int)target.id);
        return seen->rect;
}

/* How much of the target tells the two screens apart when colours are taken away. */
static unsigned told_apart(struct screen *a, struct screen *b, struct target target) {
        struct view *view_a CLEANUP(view_cleanup) = NULL, *view_b CLEANUP(view_cleanup) = NULL;
        struct view_rect part = { 0, 0, sample_portrait.width_px, sample_portrait.height_px };
        uint32_t *pixels_a, *pixels_b;
        unsigned count;

        assert_int_equal(screen_view(portrait, a, &view_a), 0);
        assert_int_equal(screen_view(portrait, b, &view_b), 0);
        if (target.id != TARGET_NONE)
                part = rect_of(view_a, target);
        pixels_a = draw_part(view_a, &sample_portrait, part);
        pixels_b = draw_part(view_b, &sample_portrait, part);
        count = clearly_other(pixels_a, pixels_b, &sample_portrait, part, 3);
        free(pixels_a);
        free(pixels_b);
        return count;
}

enum { SHAPE_PX = 150 }; /* less than the smallest tick or cross */

static void states_are_told_apart_without_colour(void **state) {
        struct sample a, b;

        sample_named("access_silent", &a);
        b = a;
        b.screen.look.speech = true;
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ .id = TARGET_TOGGLE_SPEECH }) > SHAPE_PX);
        for (unsigned volume = 0; volume < 5; volume++) {
                a.screen.look.speech = true;
                b = a;
                a.screen.look.volume = volume;
                b.screen.look.volume = volume + 1;
                assert_true(told_apart(&a.screen, &b.screen, (struct target){ .id = TARGET_NONE }) > SHAPE_PX);
        }
        sample_named("language", &a);
        b = a;
        b.screen.look.language = LANGUAGE_EN;
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ TARGET_PICK_LANGUAGE, LANGUAGE_DE }) > SHAPE_PX);
        sample_named("wrong", &a);
        b = a;
        b.screen.message.tries_left--;
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ .id = TARGET_NONE }) > SHAPE_PX);
        sample_named("choose", &a);
        b = a;
        b.screen.step++;
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ .id = TARGET_NONE }) > SHAPE_PX);
        sample_named("door", &a);
        b = a;
        b.screen.door.compartment = 13;
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ .id = TARGET_NONE }) > SHAPE_PX);
        sample_named("birth", &a);
        b = a;
        b.screen.pressed = (struct target){ TARGET_KEY, 4 };
        assert_true(told_apart(&a.screen, &b.screen, (struct target){ TARGET_KEY, 4 }) > SHAPE_PX);
}

/* With the picture off nothing of the screen is drawn, a touch anywhere brings it back, and speech and keys are as before. */
static void a_dark_screen_shows_nothing_and_says_all(void **state) {
        struct view *lit CLEANUP(view_cleanup) = NULL, *dark CLEANUP(view_cleanup) = NULL;
        const char *const *one, *const *other;
        size_t count, lit_count, targets;
        struct sample sample;
        bool personal;

        sample_named("door", &sample);
        sample.screen.look.speech = true;
        assert_int_equal(screen_view(portrait, &sample.screen, &lit), 0);
        sample.screen.look.dark = true;
        assert_int_equal(screen_view(portrait, &sample.screen, &dark), 0);
        assert_string_equal(view_texts(dark, &count)->name, "dark");
        assert_int_equal(count, 1);
        one = view_speech(lit, &lit_count, &personal);
        other = view_speech(dark, &count, &personal);
        assert_true(personal);
        assert_int_equal(count, lit_count);
        for (size_t i = 0; i < count; i++)
                assert_string_equal(one[i], other[i]);
        view_targets(lit, &lit_count);
        for (size_t i = 0; i < lit_count; i++) {
                struct view_rect rect = view_targets(dark, &targets)[i].rect;

                assert_int_equal(targets, lit_count);
                assert_int_equal(view_target_at(dark, rect.x + rect.w / 2, rect.y + rect.h / 2).id, TARGET_TOGGLE_SCREEN);
        }
        assert_int_equal(view_target_at(dark, 1, 1).id, TARGET_TOGGLE_SCREEN);
}

static bool offers(const struct walk *walk, enum target_id id) {
        return seen_target_id(walk->view, id);
}

/* Neither the code nor the typed way gets any further. */
static bool is_over(const struct screen_message *message) {
        return message->closed_now || message->refusal == REFUSAL_LOCKED || message->refusal == REFUSAL_VOID || message->refusal == REFUSAL_CLOCK;
}

/*
 * Nobody is left with a way that has ended, nor sent on one: both ways again after a refusal where one can help, back from the receipt,
 * and from "I cannot find it".
 */
static void check_ways_on(const struct walk *walk) {
        const struct screen *screen = walk->screen;
        bool refused = screen->id == SCREEN_REFUSED, over = refused && is_over(&screen->message);

        if (refused && (offers(walk, TARGET_AGAIN) == over || offers(walk, TARGET_TYPED) == over || !offers(walk, TARGET_END)))
                walk_fault(walk, over ? "offers a way that leads nowhere" : "lacks a way on", "refused");
        if (screen->id == SCREEN_RECEIPT && !offers(walk, TARGET_BACK))
                walk_fault(walk, "has no way back", "receipt");
        if (screen->id == SCREEN_DOOR && !screen->staff && screen->door.lost && !offers(walk, TARGET_BACK))
                walk_fault(walk, "cannot be undone", "door");
}

static void every_screen_leads_on(void **state) {
        walk_without_fault(check_ways_on);
}

/* The sign turns red, yellow or green; the words on it change as well. */
static void every_colour_of_the_sign_has_its_words(void **state) {
        static const char *const pairs[][2] = { { "number", "number_failed" }, { "birth", "birth_failed" }, { "birth", "wrong" },
                                                { "door", "unlatched" }, { "door", "jam" }, { "door", "done" }, { "jam_ask", "jam" },
                                                { "opening", "door" } };

        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                struct view *a CLEANUP(view_cleanup) = NULL, *b CLEANUP(view_cleanup) = NULL;
                struct sample one, other;

                sample_named(pairs[i][0], &one);
                sample_named(pairs[i][1], &other);
                assert_int_equal(screen_view(portrait, &one.screen, &a), 0);
                assert_int_equal(screen_view(portrait, &other.screen, &b), 0);
                assert_string_not_equal(seen_words(a, "title"), seen_words(b, "title"));
                assert_true(*seen_words(a, "title") && *seen_words(b, "title"));
        }
}

/* Pixels in the lower quarter of the key that are not its ground. */
static unsigned marks_below(const struct view *view, const uint32_t *pixels, unsigned digit) {
        struct view_rect rect = rect_of(view, (struct target){ TARGET_KEY, digit });
        size_t width = (size_t)sample_portrait.width_px;
        uint32_t ground = pixels[(size_t)(rect.y + rect.h - 12) * width + (size_t)(rect.x + rect.w / 4)];
        unsigned count = 0;

        for (int y = rect.y + rect.h * 3 / 4; y < rect.y + rect.h - 12; y++) {
                for (int x = rect.x + rect.w / 4; x < rect.x + rect.w * 3 / 4; x++)
                        count += grey_ratio(pixels[(size_t)y * width + (size_t)x], ground) >= 3;
        }
        return count;
}

static void the_5_is_marked_and_no_other_key(void **state) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct sample sample;
        uint32_t *pixels;

        sample_named("pin", &sample);
        assert_int_equal(screen_view(portrait, &sample.screen, &view), 0);
        pixels = sample_draw(view, &sample_portrait);
        for (unsigned digit = 0; digit <= 9; digit++) {
                if (digit == 5)
                        assert_true(marks_below(view, pixels, digit) > SHAPE_PX);
                else
                        assert_int_equal(marks_below(view, pixels, digit), 0);
        }
        free(pixels);
}

static struct walk_check checks[] = {
        { .step = check_capitals },
        { .step = check_sign_is_said },
        { .step = check_secrets },
        { .step = check_notice },
        { .step = check_names },
        { .step = check_ring },
        { .step = check_ways_on },
};

static void walk_without_fault(void (*step)(const struct walk *walk)) {
        walk_found_none(checks, ARRAY_LEN(checks), step);
}

static int set_up(void **state) {
        walk_checks(walk_share, checks, ARRAY_LEN(checks));
        return open_ui(state);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(large_text_has_capitals_of_7_3_mm),
                cmocka_unit_test(what_the_sign_says_is_spoken_in_the_same_words),
                cmocka_unit_test(no_screen_says_what_was_typed),
                cmocka_unit_test(a_personal_screen_asks_for_headphones_and_tells_nothing),
                cmocka_unit_test(no_two_targets_of_a_screen_are_called_the_same),
                cmocka_unit_test(the_spoken_result_leads_to_one_compartment_and_no_other),
                cmocka_unit_test(the_focus_is_seen_on_every_target_at_3_to_1),
                cmocka_unit_test(states_are_told_apart_without_colour),
                cmocka_unit_test(a_dark_screen_shows_nothing_and_says_all),
                cmocka_unit_test(every_screen_leads_on),
                cmocka_unit_test(every_colour_of_the_sign_has_its_words),
                cmocka_unit_test(the_5_is_marked_and_no_other_key),
        };

        return cmocka_run_group_tests(tests, set_up, close_ui);
}

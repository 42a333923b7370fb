/* SPDX-License-Identifier: EUPL-1.2 */
/* What is really on the panel: contrast of rendered pixels, partial redraw, damage, the code of a receipt. */
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/share.h"
#include "tests/ui/pixels.h"
#include "tests/ui/walk.h"
#include "ui/draw/theme.h"

/* Getting, and giving back, eight megabytes for each picture took longer than drawing it. */
static uint32_t picture[1080 * 1920], other_picture[1080 * 1920];
static unsigned faults;

static void fault(const struct walk *walk, const char *what, const char *which) {
        print_error("%s: %s: %s\n", walk->where, which, what);
        faults++;
}

/* The two colours a text says it has must be what is there: its ink somewhere, and under it at least a quarter of its box. */
static bool has_colours(const uint32_t *pixels, const struct walk *walk, const struct view_text *text) {
        unsigned ink = pixels_count(pixels, walk->panel, text->rect, text->rgb);
        unsigned back = pixels_count(pixels, walk->panel, text->rect, text->back_rgb);

        return ink > 0 && back * 4 >= (unsigned)text->rect.w * (unsigned)text->rect.h;
}

/* Beside its first digit and its last, at half the height of its line, there is nothing but the colour it says it stands on. */
static bool stands_on_one_colour(const uint32_t *pixels, const struct walk *walk, const struct view_text *text) {
        int y = text->rect.y + text->rect.h * 3 / 10;

        return pixels_at(pixels, walk->panel, text->rect.x - 1, y) == text->back_rgb &&
               pixels_at(pixels, walk->panel, text->rect.x + text->rect.w, y) == text->back_rgb;
}

/* Across the outline, from inside the control to beside it: some pixel differs enough from what is beside. */
static double outline_ratio(const uint32_t *pixels, const struct walk *walk, struct view_rect rect) {
        int y = rect.y + rect.h / 2, outside = rect.x - 7;
        uint32_t back = pixels_at(pixels, walk->panel, outside, y);
        double best = 1;

        for (int x = rect.x; x < rect.x + 6; x++) {
                double ratio = theme_ratio(pixels_at(pixels, walk->panel, x, y), back);

                best = ratio > best ? ratio : best;
        }
        return best;
}

/* The part of the picture around a rectangle. A part is the same byte for byte as what it is of the whole, as the tests below show, and the
 * colours of a whole panel are eight megabytes. */
static void draw_around(const struct walk *walk, struct view_rect rect, int more) {
        int left = rect.x > more ? rect.x - more : 0, top = rect.y > more ? rect.y - more : 0;
        int right = rect.x + rect.w + more < walk->panel->width_px ? rect.x + rect.w + more : walk->panel->width_px;
        int bottom = rect.y + rect.h + more < walk->panel->height_px ? rect.y + rect.h + more : walk->panel->height_px;
        size_t stride = (size_t)walk->panel->width_px * sizeof(uint32_t);

        for (int y = top; y < bottom; y++)
                memset(picture + (size_t)y * (size_t)walk->panel->width_px + left, 0, (size_t)(right - left) * sizeof(uint32_t));
        assert_int_equal(view_draw(walk->view, picture, stride, &(struct view_rect){ left, top, right - left, bottom - top }), 0);
}

static void check_contrast(const struct walk *walk) {
        const uint32_t *pixels = picture;
        const struct view_target *targets;
        const struct view_text *texts;
        size_t count;

        texts = view_texts(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                draw_around(walk, texts[i].rect, 1);
                if (!has_colours(pixels, walk, &texts[i]))
                        fault(walk, "is not drawn in the colours it claims", texts[i].text);
                if (strcmp(texts[i].name, "cell") == 0 && !stands_on_one_colour(pixels, walk, &texts[i]))
                        fault(walk, "stands on two colours", texts[i].text);
                if (theme_ratio(texts[i].rgb, texts[i].back_rgb) < 7)
                        fault(walk, "text colours below 7:1", texts[i].text);
        }
        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++) {
                struct view_rect rect = targets[i].rect;

                if (!targets[i].control || targets[i].focus)
                        continue;
                draw_around(walk, (struct view_rect){ rect.x, rect.y + rect.h / 2, 6, 1 }, 7);
                if (outline_ratio(pixels, walk, rect) < 3)
                        fault(walk, "control below 3:1", targets[i].name);
        }
}

static void rendered_text_is_7_to_1_and_controls_are_3_to_1(void **state) {
        faults = 0;
        walk_share(check_contrast);
        assert_int_equal(faults, 0);
}

/* ---- partial redraw and damage ---- */

/* A small generator of our own: the same sequence on every machine. */
static uint32_t next_random(uint32_t *state) {
        *state = *state * 1664525u + 1013904223u;
        return *state >> 16;
}

static void change(struct screen *screen, const struct view *view, uint32_t *random) {
        struct screen_entry *entry = screen_kind(screen->id) == SCREEN_KIND_ENTRY ? &screen->entry : NULL;
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        switch (next_random(random) % 6) {
        case 0:
                screen->pressed = count ? targets[next_random(random) % count].target : (struct target){ 0 };
                break;
        case 1:
                screen->focus = count ? targets[next_random(random) % count].target : (struct target){ 0 };
                break;
        case 2:
                if (entry && entry->digit_count < entry->digit_max)
                        entry->digits[entry->digit_count++] = (char)('0' + next_random(random) % 10);
                break;
        case 3:
                if (entry && entry->digit_count > 0)
                        entry->digit_count--;
                break;
        case 4:
                if (entry)
                        entry->show = !entry->show;
                screen->pressed = screen->focus = (struct target){ 0 };
                break;
        default:
                if (screen_kind(screen->id) == SCREEN_KIND_MESSAGE)
                        screen->message.seconds_left = next_random(random) % 60;
                screen->wall_ms += 60000;
        }
}

static void expect_same(const struct walk *walk, const uint32_t *partial, const uint32_t *full, const char *what) {
        size_t width = (size_t)walk->panel->width_px, at;

        if (pixels_same(partial, full, walk->panel, &at))
                return;
        print_error("%s: differs at %zu,%zu\n", walk->where, at % width, at / width);
        fault(walk, "differs", what);
}

enum { DAMAGE_MAX = 16, CHANGES = 4, CHANGES_FULL = 10, CHANGES_IN_PART = 2 };

static void check_redraw(const struct walk *walk) {
        size_t stride = (size_t)walk->panel->width_px * sizeof(uint32_t);
        struct screen screen = *walk->screen;
        uint32_t random = (uint32_t)strlen(walk->where) * 2654435761u, *partial = picture;
        bool each = getenv("PICKUPBOX_FULL") != NULL;
        unsigned changes = each ? CHANGES_FULL : share_stride() > 1 ? CHANGES_IN_PART : CHANGES;
        struct view *before = NULL;

        /* Each screen plain in German and with both aids in English is enough: all draw with the same code. */
        if (screen.look.large != screen.look.contrast || screen.look.large != (screen.look.language == LANGUAGE_EN))
                return;
        assert_int_equal(screen_view(walk->ui, &screen, &before), 0);
        sample_draw_onto(before, walk->panel, partial);
        for (unsigned i = 0; i < changes; i++) {
                struct view_rect damage[DAMAGE_MAX];
                struct view *after = NULL;
                size_t count;

                change(&screen, before, &random);
                assert_int_equal(screen_view(walk->ui, &screen, &after), 0);
                count = view_damage(before, after, damage, DAMAGE_MAX);
                for (size_t j = 0; j < count; j++)
                        assert_int_equal(view_draw(after, partial, stride, &damage[j]), 0);
                view_free(before);
                before = after;
                /* What one leaves behind the next seldom covers: to draw the whole costs most of all this. */
                if (each || i % 2 == 1) {
                        sample_draw_onto(before, walk->panel, other_picture);
                        expect_same(walk, partial, other_picture, "partial redraw");
                }
        }
        view_free(before);
}

static void a_partial_redraw_is_byte_for_byte_a_full_one(void **state) {
        faults = 0;
        walk_share(check_redraw);
        assert_int_equal(faults, 0);
}

static void any_clip_gives_the_bytes_of_the_whole(void **state) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct walk walk = { .panel = &sample_portrait, .where = "door" };
        uint32_t random = 7, *full, *partial;
        struct sample sample;

        faults = 0;
        assert_int_equal(ui_new(&sample_portrait, NULL, &ui), 0);
        sample_named("door", &sample);
        assert_int_equal(screen_view(ui, &sample.screen, &view), 0);
        full = sample_draw(view, &sample_portrait);
        partial = sample_draw(view, &sample_portrait);
        for (unsigned i = 0; i < 200; i++) {
                struct view_rect clip = { (int)(next_random(&random) % 1000), (int)(next_random(&random) % 1800), 0, 0 };

                clip.w = 1 + (int)(next_random(&random) % 80);
                clip.h = 1 + (int)(next_random(&random) % 120);
                assert_int_equal(view_draw(view, partial, 1080 * sizeof(uint32_t), &clip), 0);
        }
        expect_same(&walk, partial, full, "clipped drawing");
        free(full);
        free(partial);
        assert_int_equal(faults, 0);
}

static struct view_rect target_rect(const struct view *view, struct target target) {
        size_t count;
        const struct view_target *targets = view_targets(view, &count);

        for (size_t i = 0; i < count; i++)
                if (target_equal(targets[i].target, target))
                        return targets[i].rect;
        fail_msg("there is no such target");
        return (struct view_rect){ 0 };
}

static void damage_of_one_key_is_that_key(void **state) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        struct view *before CLEANUP(view_cleanup) = NULL, *after CLEANUP(view_cleanup) = NULL;
        struct view_rect damage[DAMAGE_MAX], key;
        struct sample sample;

        assert_int_equal(ui_new(&sample_portrait, NULL, &ui), 0);
        sample_named("birth", &sample);
        assert_int_equal(screen_view(ui, &sample.screen, &before), 0);
        assert_int_equal(view_damage(before, before, damage, DAMAGE_MAX), 0);
        sample.screen.pressed = (struct target){ TARGET_KEY, 7 };
        assert_int_equal(screen_view(ui, &sample.screen, &after), 0);
        assert_int_equal(view_damage(before, after, damage, DAMAGE_MAX), 1);
        key = target_rect(after, sample.screen.pressed);
        assert_int_equal(damage[0].w, key.w);
        assert_int_equal(damage[0].h, key.h);
        assert_int_equal(view_damage(NULL, after, damage, DAMAGE_MAX), 1);
        assert_int_equal(damage[0].w * damage[0].h, 1080 * 1920);
}

/* ---- the city's colours ---- */

static void every_city_colour_leaves_the_screen_readable(void **state) {
        for (uint32_t i = 0; i < 4096; i++) {
                uint32_t rgb = (i >> 8 & 15) * 0x110000 | (i >> 4 & 15) * 0x1100 | (i & 15) * 0x11;
                struct theme theme;

                theme_init(&theme, false, rgb ? rgb : 1);
                assert_true(theme_ratio(theme.on_city, theme.city) >= 7);
                assert_true(theme_ratio(theme.here, theme.city) >= 3);
                assert_true(theme_ratio(theme.city_line, theme.city) >= 4.5);
                assert_true(theme_ratio(theme.city2, theme.city) >= 1.2);
        }
}

/* The table of the look, rounded down to one decimal. */
static void the_colours_have_the_ratios_of_the_look(void **state) {
        struct theme theme, high;

        theme_init(&theme, false, 0);
        theme_init(&high, true, 0);
        const struct {
                uint32_t a, b;
                int tenths;
        } pairs[] = {
                { theme.ink, theme.paper, 174 }, { theme.ink, theme.mist, 155 }, { theme.ink, theme.plate, 135 },
                { theme.on_city, theme.city, 120 }, { theme.on_city, theme.city2, 93 }, { theme.on_ok, theme.ok, 81 },
                { theme.on_ink, theme.ink, 174 }, { theme.on_bad, theme.bad, 76 }, { theme.on_here, theme.here, 118 },
                { theme.ink, theme.bad_tint, 150 }, { high.ink, high.paper, 210 }, { high.on_here, high.here, 146 },
                { theme.edge, theme.paper, 54 }, { theme.edge, theme.mist, 48 }, { theme.city_line, theme.city, 53 },
                { theme.here, theme.city, 81 }, { theme.here, theme.ink, 118 }, { theme.city, theme.mist, 106 },
                { theme.bad, theme.bad_tint, 66 }, { theme.here, theme.mist, 13 },
        };

        for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
                assert_int_equal((int)(theme_ratio(pairs[i].a, pairs[i].b) * 10), pairs[i].tenths);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(rendered_text_is_7_to_1_and_controls_are_3_to_1),
                cmocka_unit_test(a_partial_redraw_is_byte_for_byte_a_full_one),
                cmocka_unit_test(any_clip_gives_the_bytes_of_the_whole),
                cmocka_unit_test(damage_of_one_key_is_that_key),
                cmocka_unit_test(every_city_colour_leaves_the_screen_readable),
                cmocka_unit_test(the_colours_have_the_ratios_of_the_look),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

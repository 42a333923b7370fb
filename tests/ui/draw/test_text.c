/* SPDX-License-Identifier: EUPL-1.2 */
/* Which way what is written runs: the same letters with the mark of a direction in front of them are drawn the same, pixel for pixel, or not. */
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"
#include "tests/support/cmocka.h"
#include "ui/draw/text.h"

#define LEFT_TO_RIGHT "\u200e"
#define RIGHT_TO_LEFT "\u200f"

enum { WIDTH = 600, HEIGHT = 120 };

static struct text_cache *texts;

static cairo_surface_t *drawn(const char *string, bool rtl) {
        cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDTH, HEIGHT);
        cairo_t *cr = cairo_create(picture);
        struct text *text;

        assert_int_equal(text_new(texts, string, (struct text_style){ .size_px = 30, .line_px = 45 }, WIDTH, false, rtl, &text), 0);
        text_draw(text, cr, 0, 0, WIDTH);
        text_unref(text);
        cairo_destroy(cr);
        cairo_surface_flush(picture);
        return picture;
}

static bool alike(const char *marks, const char *string, bool rtl) {
        size_t size = strlen(marks) + strlen(string) + 1;
        char *marked = malloc(size);
        cairo_surface_t *one, *other;
        bool same;

        assert_non_null(marked);
        snprintf(marked, size, "%s%s", marks, string);
        one = drawn(string, rtl);
        other = drawn(marked, rtl);
        same = memcmp(cairo_image_surface_get_data(one), cairo_image_surface_get_data(other),
                      (size_t)cairo_image_surface_get_stride(one) * HEIGHT) == 0;
        cairo_surface_destroy(one);
        cairo_surface_destroy(other);
        free(marked);
        return same;
}

/* "PIN أو التاريخ." and the like: the full stop stands at the left end. */
static void a_sentence_runs_the_way_of_its_language_whatever_it_begins_with(void **state) {
        static const char *const sentences[] = { "PIN أو التاريخ غير صحيح.", "QR: رمز.", "12 خانة.", "خانة (12)." };

        for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
                assert_true(alike(RIGHT_TO_LEFT, sentences[i], true));
}

static void what_is_in_another_language_alone_runs_its_own_way(void **state) {
        static const char *const addresses[] = { "Rathausplatz 1, Erdgeschoss", "Montag bis Donnerstag 6–20 Uhr,", "A (B)." };

        for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
                assert_true(alike(LEFT_TO_RIGHT, addresses[i], true));
                assert_true(alike(LEFT_TO_RIGHT, addresses[i], false));
        }
        assert_false(alike(RIGHT_TO_LEFT, addresses[1], true));
}

static int set_up(void **state) {
        return text_cache_new(NULL, &texts);
}

static int tear_down(void **state) {
        text_cache_free(texts);
        return 0;
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_sentence_runs_the_way_of_its_language_whatever_it_begins_with),
                cmocka_unit_test(what_is_in_another_language_alone_runs_its_own_way),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}

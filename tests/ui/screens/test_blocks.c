/* SPDX-License-Identifier: EUPL-1.2 */
/* What is seen of the blocks of doors on the staff's screens, in the pixels. */
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/pixels.h"
#include "tests/ui/screens/uis.h"
#include "tests/ui/seen.h"

/* How many rows of pixels in a line have yellow in them, below the letters of the blocks; -1: none are drawn. */
static int open_door_height(const struct ui_panel *panel, const struct view *view) {
        const struct view_text *block = seen_text(view, "block");
        int most = 0, run = 0;
        uint32_t *pixels;

        if (!block)
                return -1;
        pixels = sample_draw(view, panel);
        for (int y = block->rect.y + block->rect.h + 16, left = panel->width_px > panel->height_px ? 536 : 0; y < panel->height_px; y++) {
                run = pixels_count(pixels, panel, (struct view_rect){ left, y, panel->width_px - left, 1 }, 0xFFCF1F) > 0 ? run + 1 : 0;
                most = run > most ? run : most;
        }
        free(pixels);
        return most;
}

/* A block that has to give way to what lies in a compartment is left out before its door cannot be told from a line. */
static void the_open_door_of_a_block_is_seen_where_the_block_is(void **state) {
        static const char *const names[] = { "staff_load", "staff_load_eight", "staff_take", "staff_take_eight", "staff_walk", "staff_close_first" };
        const struct ui_panel *const panels[] = { &sample_portrait, &sample_landscape };
        struct ui *const uis[] = { uis_portrait, uis_landscape };
        unsigned seen = 0;

        for (size_t i = 0; i < ARRAY_LEN(names) * 8; i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                struct sample sample;
                int height;

                sample_named(names[i / 8], &sample);
                sample.screen.look.large = i / 2 % 2;
                sample.screen.look.language = i / 4 % 2 ? LANGUAGE_EN : LANGUAGE_DE;
                assert_int_equal(screen_view(uis[i % 2], &sample.screen, &view), 0);
                height = open_door_height(panels[i % 2], view);
                if (height >= 0 && height < 6)
                        fail_msg("%s %zu: the open door has %d px of yellow", names[i / 8], i % 8, height);
                seen += height >= 0;
        }
        assert_in_range(seen, ARRAY_LEN(names) * 4, ARRAY_LEN(names) * 8);
}

/* Runs of bright pixels in a row of a picture, between margins on either side. */
static unsigned bright_runs(const uint32_t *pixels, const struct ui_panel *panel, int y, int from, int to) {
        unsigned runs = 0;
        bool bright = false;

        for (int x = from; x < to; x++) {
                bool is = (pixels_at(pixels, panel, x, y) & 0xFF) >= 0x60;

                runs += is && !bright;
                bright = is;
        }
        return runs;
}

/* In high contrast two lines lead from a block's letter to the block, not one. */
static void a_block_in_outlines_hangs_on_its_letter_by_two_lines(void **state) {
        static const char *const names[] = { "staff_load", "staff_take" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_text *block;
                unsigned rows = 0;
                uint32_t *pixels;
                struct sample sample;
                int top;

                sample_named(names[i], &sample);
                sample.screen.look.contrast = true;
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                block = seen_text(view, "block");
                assert_non_null(block);
                top = block->rect.y + block->rect.h;
                pixels = sample_draw(view, &sample_portrait);
                for (int y = top; y < top + 60; y++)
                        rows += bright_runs(pixels, &sample_portrait, y, 90, sample_portrait.width_px - 90) == 2;
                free(pixels);
                assert_in_range(rows, 10, 40);
        }
}

/* The rows of one colour between what stands above in a rectangle and what stands below. */
static int clear_rows(const uint32_t *pixels, const struct ui_panel *panel, struct view_rect rect, uint32_t rgb) {
        int most = 0, run = -1;

        for (int y = rect.y; y < rect.y + rect.h; y++) {
                bool clear = pixels_count(pixels, panel, (struct view_rect){ rect.x, y, rect.w, 1 }, rgb) == (unsigned)rect.w;

                if (!clear) {
                        most = run > most ? run : most;
                        run = 0;
                } else if (run >= 0) {
                        run++;
                }
        }
        return most;
}

static void the_cross_of_a_fault_keeps_off_its_number(void **state) {
        for (int contrast = 0; contrast < 2; contrast++) {
                struct view *view CLEANUP(view_cleanup) = NULL;
                const struct view_target *cell;
                struct view_rect door;
                uint32_t *pixels;
                struct sample sample;

                sample_named("staff_cabinet", &sample);
                sample.screen.look.large = true;
                sample.screen.look.contrast = contrast;
                assert_int_equal(screen_view(uis_portrait, &sample.screen, &view), 0);
                cell = seen_target(view, (struct target){ TARGET_CELL, 326 });
                assert_non_null(cell);
                door = cell->rect;
                assert_true(door.w > 20);
                pixels = sample_draw(view, &sample_portrait);
                assert_in_range(clear_rows(pixels, &sample_portrait, (struct view_rect){ door.x + 4, door.y + 4, door.w - 8, door.h - 8 }, contrast ? 0xFFD400 : 0xA21D1D),
                                6, door.h / 3);
                free(pixels);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_open_door_of_a_block_is_seen_where_the_block_is),
                cmocka_unit_test(a_block_in_outlines_hangs_on_its_letter_by_two_lines),
                cmocka_unit_test(the_cross_of_a_fault_keeps_off_its_number),
        };

        return cmocka_run_group_tests(tests, uis_open, uis_close);
}

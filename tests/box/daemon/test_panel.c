/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <string.h>

#include "controller/box/daemon/panel.h"
#include "hal/display/display_sim.h"

enum { WIDTH_PX = 1080, HEIGHT_PX = 1920 };

static struct display *display;
static struct panel *panel;
static struct plan plan;
static struct screen screen;

/* What somebody sees who looks where the display says that something changed. */
static uint32_t seen[WIDTH_PX * HEIGHT_PX];

static void look(void *context, const struct display_rectangle *damage) {
        const uint32_t *pixels = display_simulated_pixels(display);

        for (int y = damage->y_px; y < damage->y_px + damage->height_px; y++) {
                size_t at = (size_t)y * WIDTH_PX + (size_t)damage->x_px;

                memcpy(seen + at, pixels + at, (size_t)damage->width_px * sizeof(*seen));
        }
}

static int set_up(void **state) {
        plan_default(24, &plan);
        screen = (struct screen){
                .id = SCREEN_IDLE,
                .look = { .language = LANGUAGE_DE },
                .office = "Stadt Musterstadt",
                .box_id = "K017",
                .wall_ms = 1000,
                .plan = &plan,
        };
        memset(seen, 0, sizeof(seen));
        if (display_new_simulated(WIDTH_PX, HEIGHT_PX, &display) < 0)
                return -1;
        display_simulated_set_watcher(display, look, NULL);
        return panel_new(display, 4.03, NULL, &panel) < 0 ? -1 : 0;
}

static int tear_down(void **state) {
        panel_free(panel);
        display_free(display);
        return 0;
}

static bool display_shows_the_picture(void) {
        int width_px, height_px;
        const uint32_t *pixels = panel_pixels(panel, &width_px, &height_px);

        assert_int_equal(width_px, WIDTH_PX);
        assert_int_equal(height_px, HEIGHT_PX);
        return memcmp(pixels, seen, sizeof(seen)) == 0;
}

static void test_the_same_screen_again_draws_and_shows_nothing(void **state) {
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(display_simulated_shows(display), 1);
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(display_simulated_shows(display), 1);
        assert_int_equal(panel_draws(panel), 1);
        assert_true(display_shows_the_picture());
}

static void test_what_changed_is_drawn_as_if_all_were_drawn(void **state) {
        struct display *other;
        struct panel *whole;
        int width_px, height_px;

        assert_int_equal(panel_show(panel, &screen), 0);
        screen.id = SCREEN_NUMBER;
        screen.entry.digit_max = 8;
        assert_int_equal(panel_show(panel, &screen), 0);
        strcpy(screen.entry.digits, "4711");
        screen.entry.digit_count = 4;
        screen.pressed = (struct target){ TARGET_KEY, 1 };
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_true(display_shows_the_picture());

        assert_int_equal(display_new_simulated(WIDTH_PX, HEIGHT_PX, &other), 0);
        assert_int_equal(panel_new(other, 4.03, NULL, &whole), 0);
        assert_int_equal(panel_show(whole, &screen), 0);
        assert_memory_equal(panel_pixels(whole, &width_px, &height_px), panel_pixels(panel, &width_px, &height_px),
                            WIDTH_PX * HEIGHT_PX * sizeof(uint32_t));
        panel_free(whole);
        display_free(other);
}

static void test_a_display_that_comes_back_gets_the_whole_picture(void **state) {
        assert_int_equal(panel_show(panel, &screen), 0);
        display_simulate_present(display, false);
        assert_int_equal(display_dispatch(display), 0);
        screen.id = SCREEN_CODE;
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_false(display_shows_the_picture());
        display_simulate_present(display, true);
        assert_int_equal(display_dispatch(display), 0);
        assert_int_equal(panel_refresh(panel), 0);
        assert_true(display_shows_the_picture());
}

static void test_every_target_of_a_screen_can_be_touched_somewhere(void **state) {
        static const enum screen_id screens[] = { SCREEN_IDLE, SCREEN_CODE, SCREEN_NUMBER, SCREEN_BIRTH, SCREEN_ACCESS };

        for (size_t i = 0; i < ARRAY_LEN(screens); i++) {
                CLEANUP(view_cleanup) struct view *view = NULL;
                const struct view_target *targets;
                size_t count;

                screen.id = screens[i];
                if (screen_entered(&screen))
                        screen.entry.digit_max = 8;
                assert_int_equal(panel_show(panel, &screen), 0);
                assert_int_equal(panel_view(panel, &screen, &view), 0);
                targets = view_targets(view, &count);
                assert_true(count > 0);
                for (size_t j = 0; j < count; j++) {
                        int x_px, y_px;

                        assert_true(panel_has(panel, targets[j].target));
                        assert_true(panel_point_of(panel, targets[j].target, &x_px, &y_px));
                        assert_true(target_equal(panel_target_at(panel, x_px, y_px), targets[j].target));
                }
        }
        assert_false(panel_has(panel, (struct target){ TARGET_FOUND_ELSE, 0 }));
}

static uint32_t pixel_at(const uint32_t *pixels, int x, int y) {
        return pixels[(size_t)y * WIDTH_PX + (size_t)x];
}

static void test_a_picture_at_rest_is_moved_and_darker_and_all_there_again_when_somebody_comes(void **state) {
        int width_px, height_px;
        const uint32_t *pixels;

        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(panel_rest(panel, (struct rest){ .dx_px = 7, .dy_px = -5, .percent = 50 }), 0);
        pixels = panel_pixels(panel, &width_px, &height_px);
        for (int y = 0; y < HEIGHT_PX - 5; y += 13)
                for (int x = 7; x < WIDTH_PX; x += 11)
                        for (unsigned shift = 0; shift < 24; shift += 8)
                                assert_int_equal(pixel_at(seen, x, y) >> shift & 0xFF, (pixel_at(pixels, x - 7, y + 5) >> shift & 0xFF) / 2);
        assert_int_equal(pixel_at(seen, 0, 0), pixel_at(seen, 7, 0));
        assert_false(display_shows_the_picture());
        assert_int_equal(panel_rest(panel, REST_NONE), 0);
        assert_true(display_shows_the_picture());
}

static void test_an_office_that_is_closed_has_its_panel_off_and_nothing_is_lost(void **state) {
        const struct rest closed = { .percent = 0, .off = true };

        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(panel_rest(panel, closed), 0);
        assert_true(display_simulated_asleep(display));
        screen.id = SCREEN_CODE;
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_true(display_simulated_asleep(display));
        assert_int_equal(seen[0], 0);
        assert_int_equal(panel_rest(panel, REST_NONE), 0);
        assert_false(display_simulated_asleep(display));
        assert_true(display_shows_the_picture());
        /* What comes back, comes back awake, and is switched off again. */
        assert_int_equal(panel_rest(panel, closed), 0);
        display_simulate_present(display, false);
        assert_int_equal(display_dispatch(display), 0);
        assert_int_equal(panel_rest(panel, REST_NONE), 0);
        assert_int_equal(panel_rest(panel, closed), 0);
        display_simulate_present(display, true);
        assert_int_equal(display_dispatch(display), 0);
        assert_false(display_simulated_asleep(display));
        assert_int_equal(panel_refresh(panel), 0);
        assert_true(display_simulated_asleep(display));
}

static void test_a_panel_that_refuses_stays_black(void **state) {
        display_simulate_sleepless(display, true);
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(panel_rest(panel, (struct rest){ .percent = 0, .off = true }), 0);
        assert_false(display_simulated_asleep(display));
        for (size_t i = 0; i < ARRAY_LEN(seen); i++)
                assert_int_equal(seen[i], 0);
        assert_int_equal(panel_rest(panel, REST_NONE), 0);
        assert_true(display_shows_the_picture());
}

static void test_a_change_at_rest_is_seen_at_rest_and_black_shows_nothing(void **state) {
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_int_equal(panel_rest(panel, (struct rest){ .percent = 0 }), 0);
        screen.id = SCREEN_CODE;
        assert_int_equal(panel_show(panel, &screen), 0);
        for (size_t i = 0; i < ARRAY_LEN(seen); i++)
                assert_int_equal(seen[i], 0);
        assert_int_equal(panel_rest(panel, REST_NONE), 0);
        assert_true(display_shows_the_picture());
        screen.id = SCREEN_IDLE;
        assert_int_equal(panel_show(panel, &screen), 0);
        assert_true(display_shows_the_picture());
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(test_the_same_screen_again_draws_and_shows_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_what_changed_is_drawn_as_if_all_were_drawn, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_display_that_comes_back_gets_the_whole_picture, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_picture_at_rest_is_moved_and_darker_and_all_there_again_when_somebody_comes, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_an_office_that_is_closed_has_its_panel_off_and_nothing_is_lost, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_panel_that_refuses_stays_black, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_change_at_rest_is_seen_at_rest_and_black_shows_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_every_target_of_a_screen_can_be_touched_somewhere, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

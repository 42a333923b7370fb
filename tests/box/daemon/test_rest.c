/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>

#include "controller/box/daemon/rest.h"
#include "tests/support/cmocka.h"

static struct rest_scene scene;

static int set_up(void **state) {
        scene = (struct rest_scene){ .waiting = true, .idle = true, .open = true, .hour = 12, .minute = 30000000, .dim_from = 20, .dim_to = 7, .dim_percent = 40 };
        return 0;
}

static unsigned percent_at(unsigned hour) {
        scene.hour = hour;
        return rest_at(&scene).percent;
}

static void while_somebody_is_there_it_is_as_drawn(void **state) {
        scene.waiting = false;
        scene.open = false;
        scene.hour = 23;
        assert_true(rest_equal(&REST_NONE, &(struct rest){ .percent = 100 }));
        assert_true(rest_equal(&(struct rest){ rest_at(&scene).dx_px, rest_at(&scene).dy_px, rest_at(&scene).percent, rest_at(&scene).off }, &REST_NONE));
}

static void it_moves_a_pixel_a_minute_and_comes_everywhere(void **state) {
        bool x_seen[2 * REST_MARGIN_PX + 1] = { false }, y_seen[2 * REST_MARGIN_PX + 1] = { false };
        struct rest before = rest_at(&scene);

        for (unsigned i = 0; i < 4 * REST_MARGIN_PX; i++) {
                struct rest now;

                scene.minute++;
                now = rest_at(&scene);
                assert_int_equal(abs(now.dx_px - before.dx_px), 1);
                assert_int_equal(abs(now.dy_px - before.dy_px), 1);
                assert_true(abs(now.dx_px) <= REST_MARGIN_PX && abs(now.dy_px) <= REST_MARGIN_PX);
                x_seen[now.dx_px + REST_MARGIN_PX] = y_seen[now.dy_px + REST_MARGIN_PX] = true;
                before = now;
        }
        for (unsigned i = 0; i <= 2 * REST_MARGIN_PX; i++)
                assert_true(x_seen[i] && y_seen[i]);
}

static void it_is_darker_in_the_hours_named_over_midnight_too(void **state) {
        assert_int_equal(percent_at(19), 100);
        assert_int_equal(percent_at(20), 40);
        assert_int_equal(percent_at(0), 40);
        assert_int_equal(percent_at(6), 40);
        assert_int_equal(percent_at(7), 100);
        scene.dim_from = 12;
        scene.dim_to = 14;
        assert_int_equal(percent_at(11), 100);
        assert_int_equal(percent_at(13), 40);
        assert_int_equal(percent_at(14), 100);
        scene.dim_to = 12;
        for (unsigned hour = 0; hour < 24; hour++)
                assert_int_equal(percent_at(hour), 100);
}

static void closed_it_is_black_but_for_what_is_out_of_order(void **state) {
        scene.open = false;
        assert_int_equal(percent_at(12), 0);
        assert_false(rest_at(&scene).off);
        scene.may_switch_off = true;
        assert_true(rest_at(&scene).off);
        scene.waiting = false;
        assert_false(rest_at(&scene).off);
        scene.waiting = true;
        scene.idle = false;
        assert_false(rest_at(&scene).off);
        assert_int_equal(percent_at(12), 100);
        assert_int_equal(percent_at(22), 40);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(while_somebody_is_there_it_is_as_drawn, set_up),
                cmocka_unit_test_setup(it_moves_a_pixel_a_minute_and_comes_everywhere, set_up),
                cmocka_unit_test_setup(it_is_darker_in_the_hours_named_over_midnight_too, set_up),
                cmocka_unit_test_setup(closed_it_is_black_but_for_what_is_out_of_order, set_up),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

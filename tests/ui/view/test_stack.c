/* SPDX-License-Identifier: EUPL-1.2 */
/* What a stack does with too much room and with too little. */
#include "tests/support/cmocka.h"
#include "ui/view/measure.h"
#include "ui/view/stack.h"

static void what_fits_stands_one_after_the_other(void **state) {
        struct stack_box boxes[] = { { .size = 100 }, { .size = 50, .gap = 20 }, { .size = 30, .gap = 10 } };

        assert_int_equal(stack_place(boxes, 3, 7, 1000), 7 + 210);
        assert_int_equal(boxes[0].at, 7);
        assert_int_equal(boxes[1].at, 127);
        assert_int_equal(boxes[2].at, 187);
}

static void what_grows_shares_what_is_left(void **state) {
        struct stack_box boxes[] = { { .size = 100, .grow = 3 }, { .size = 50, .gap = 10 }, { .size = 100, .grow = 1 } };

        assert_int_equal(stack_place(boxes, 3, 0, 300), 300);
        assert_int_equal(boxes[0].size, 130);
        assert_int_equal(boxes[1].size, 50);
        assert_int_equal(boxes[2].size, 110);
}

static void gaps_give_way_before_boxes(void **state) {
        struct stack_box boxes[] = { { .size = 100, .least = 10 }, { .size = 100, .gap = 40, .drop = 1 } };

        assert_int_equal(stack_place(boxes, 2, 0, 220), 220);
        assert_int_equal(boxes[0].size, 100);
        assert_int_equal(boxes[1].at, 120);
        assert_false(boxes[1].dropped);
}

static void boxes_give_way_before_any_is_left_out(void **state) {
        struct stack_box boxes[] = { { .size = 100, .least = 60 }, { .size = 100, .least = 80, .gap = 40, .drop = 1 } };

        assert_int_equal(stack_place(boxes, 2, 0, 150), 150);
        assert_int_equal(boxes[0].size, 60);
        assert_int_equal(boxes[1].size, 80);
        assert_int_equal(boxes[1].at, 70);
}

static void the_highest_number_goes_first_and_none_without_one(void **state) {
        struct stack_box boxes[] = { { .size = 100 }, { .size = 100, .drop = 1 }, { .size = 100, .drop = 2 } };

        assert_int_equal(stack_place(boxes, 3, 0, 250), 200);
        assert_true(boxes[2].dropped);
        assert_int_equal(boxes[2].size, 0);
        assert_false(boxes[1].dropped);
        assert_int_equal(stack_place(boxes, 3, 0, 50), 100);
        assert_true(boxes[1].dropped);
        assert_false(boxes[0].dropped);
}

static void a_box_that_gives_way_gives_no_more_than_it_can(void **state) {
        for (int room = 0; room < 400; room++) {
                struct stack_box boxes[] = { { .size = 100, .least = 30 }, { .size = 77, .gap = 33 }, { .size = 90, .least = 50, .gap = 13, .grow = 1 },
                                             { .size = 41, .gap = 5, .drop = 1 } };
                int end = stack_place(boxes, 4, 0, room);

                assert_in_range(boxes[0].size, 30, 100);
                assert_int_equal(boxes[1].size, 77);
                assert_true(boxes[2].size >= 50);
                assert_true(end <= room || boxes[3].dropped);
                for (int i = 1; i < 4; i++)
                        assert_true(boxes[i].at >= boxes[i - 1].at + boxes[i - 1].size);
        }
}

static void a_layout_fills_panels_of_every_shape(void **state) {
        static const int sides[][2] = { { 1080, 1920 }, { 1280, 800 }, { 1422, 800 }, { 1280, 960 }, { 1080, 2400 } };

        for (size_t i = 0; i < sizeof(sides) / sizeof(sides[0]); i++) {
                bool upright = sides[i][1] > sides[i][0];
                struct measures size;

                for (int large = 0; large < 2; large++) {
                        measure_init(&size, sides[i][0], sides[i][1], upright, large != 0);
                        assert_int_equal(size.bar_y + size.bar_h, sides[i][1]);
                        assert_true(size.desk_x + size.desk_w < sides[i][0] && size.desk_w > 600);
                        assert_true(size.foot < size.bar_y && size.foot - size.button_h > sides[i][1] / 2);
                        assert_true(upright ? size.sign_w == sides[i][0] : size.sign_w < size.desk_x);
                }
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_fits_stands_one_after_the_other),
                cmocka_unit_test(what_grows_shares_what_is_left),
                cmocka_unit_test(gaps_give_way_before_boxes),
                cmocka_unit_test(boxes_give_way_before_any_is_left_out),
                cmocka_unit_test(the_highest_number_goes_first_and_none_without_one),
                cmocka_unit_test(a_box_that_gives_way_gives_no_more_than_it_can),
                cmocka_unit_test(a_layout_fills_panels_of_every_shape),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/damage.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"

enum { SIDE = 64 };

static void mark(bool *pixels, const struct display_rectangle *rectangle) {
        for (int y = rectangle->y_px; y < rectangle->y_px + rectangle->height_px; y++)
                for (int x = rectangle->x_px; x < rectangle->x_px + rectangle->width_px; x++)
                        pixels[y * SIDE + x] = true;
}

static void what_is_covered_is_left_out(void **state) {
        struct damage damage = { .count = 0 };

        damage_add(&damage, &(struct display_rectangle){ 10, 10, 5, 5 });
        damage_add(&damage, &(struct display_rectangle){ 11, 11, 4, 4 });
        assert_int_equal(damage.count, 1);
        damage_add(&damage, &(struct display_rectangle){ 20, 10, 5, 5 });
        assert_int_equal(damage.count, 2);
        damage_add(&damage, &(struct display_rectangle){ 0, 0, 30, 30 });
        assert_int_equal(damage.count, 1);
        assert_int_equal(damage.rectangles[0].width_px, 30);
        damage_clear(&damage);
        assert_int_equal(damage.count, 0);
}

static void no_pixel_is_lost_however_much_is_added(void **state) {
        srand(3);
        for (int round = 0; round < 50; round++) {
                bool wanted[SIDE * SIDE] = { false }, kept[SIDE * SIDE] = { false };
                struct damage damage = { .count = 0 };

                for (int i = 0; i < 3 * DAMAGE_MAX; i++) {
                        struct display_rectangle one = { rand() % SIDE, rand() % SIDE, 1, 1 };

                        one.width_px += rand() % (SIDE - one.x_px) % 7;
                        one.height_px += rand() % (SIDE - one.y_px) % 7;
                        damage_add(&damage, &one);
                        mark(wanted, &one);
                        assert_in_range(damage.count, 1, DAMAGE_MAX);
                }
                for (size_t i = 0; i < damage.count; i++)
                        mark(kept, &damage.rectangles[i]);
                for (int i = 0; i < SIDE * SIDE; i++)
                        assert_true(kept[i] || !wanted[i]);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_covered_is_left_out),
                cmocka_unit_test(no_pixel_is_lost_however_much_is_added),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

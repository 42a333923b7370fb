/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/shadow.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"

/* No multiple of the blocks that are turned at once. */
enum { WIDTH = 75, HEIGHT = 131, PITCH = WIDTH + 4, DEVICE_MAX = 160, DEVICE_ROW = DEVICE_MAX * sizeof(uint32_t) };

static uint32_t picture[HEIGHT * PITCH];
static uint8_t device[DEVICE_MAX * DEVICE_ROW];

static int set_up(void **state) {
        srand(11);
        for (size_t i = 0; i < ARRAY_LEN(picture); i++)
                picture[i] = (uint32_t)rand() & 0xFFFFFF;
        memset(device, 0xEE, sizeof(device));
        return 0;
}

static bool is_within(const struct display_rectangle *rectangle, int x, int y) {
        return x >= rectangle->x_px && x < rectangle->x_px + rectangle->width_px && y >= rectangle->y_px &&
               y < rectangle->y_px + rectangle->height_px;
}

static void check_turned(enum turn rotation) {
        struct shadow shadow;
        bool drawn[WIDTH * HEIGHT] = { false };

        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, rotation), 0);
        for (int round = 0; round < 20; round++) {
                struct display_rectangle damage = { rand() % WIDTH, rand() % HEIGHT, 1, 1 }, turned;
                int panel_x, panel_y;

                damage.width_px += rand() % (WIDTH - damage.x_px);
                damage.height_px += rand() % (HEIGHT - damage.y_px);
                shadow_draw(&shadow, picture, PITCH * sizeof(*picture), &damage, &turned);
                assert_int_equal(turned.width_px * turned.height_px, damage.width_px * damage.height_px);
                for (int y = 0; y < HEIGHT; y++)
                        for (int x = 0; x < WIDTH; x++) {
                                drawn[y * WIDTH + x] |= is_within(&damage, x, y);
                                turn_to_panel(rotation, WIDTH, HEIGHT, x, y, &panel_x, &panel_y);
                                assert_int_equal(is_within(&turned, panel_x, panel_y), is_within(&damage, x, y));
                                assert_int_equal(shadow.pixels[panel_y * shadow.width_px + panel_x],
                                                 drawn[y * WIDTH + x] ? picture[y * PITCH + x] : 0);
                        }
        }
        shadow_deinit(&shadow);
}

static void each_rotation_puts_every_pixel_where_it_belongs_and_touches_no_other(void **state) {
        for (enum turn rotation = 0; rotation < TURN_COUNT; rotation++)
                check_turned(rotation);
}

static void check_device(int width_px, int height_px, int left, int top) {
        const struct scanout scanout = { .memory = device, .stride = DEVICE_ROW, .width_px = width_px, .height_px = height_px };
        const struct display_rectangle all = { 0, 0, WIDTH, HEIGHT };
        struct display_rectangle drawn, copied;
        struct shadow shadow;

        memset(device, 0xEE, sizeof(device));
        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, TURN_0), 0);
        shadow_draw(&shadow, picture, PITCH * sizeof(*picture), &all, &drawn);
        assert_true(shadow_copy(&shadow, &drawn, &scanout, &copied));
        for (int y = 0; y < DEVICE_MAX; y++)
                for (int x = 0; x < DEVICE_MAX; x++) {
                        bool inside = x >= left && y >= top && x < left + WIDTH && y < top + HEIGHT && x < width_px && y < height_px;
                        uint32_t pixel;

                        memcpy(&pixel, device + (size_t)y * DEVICE_ROW + (size_t)x * sizeof(pixel), sizeof(pixel));
                        assert_int_equal(is_within(&copied, x, y), inside);
                        assert_int_equal(pixel, inside ? picture[(y - top) * PITCH + x - left] : 0xEEEEEEEE);
                }
        shadow_deinit(&shadow);
}

static void a_larger_device_has_the_picture_in_its_middle_and_a_smaller_one_cuts_it(void **state) {
        check_device(WIDTH, HEIGHT, 0, 0);
        check_device(WIDTH + 11, HEIGHT + 20, 5, 10);
        check_device(WIDTH - 7, HEIGHT + 2, 0, 1);
        check_device(WIDTH - 7, HEIGHT - 9, 0, 0);
}

static void what_is_cut_off_is_not_copied(void **state) {
        const struct scanout scanout = { .memory = device, .stride = DEVICE_ROW, .width_px = 10, .height_px = 10 };
        struct display_rectangle copied;
        struct shadow shadow;

        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, TURN_0), 0);
        assert_false(shadow_copy(&shadow, &(struct display_rectangle){ 10, 0, 5, 5 }, &scanout, &copied));
        assert_false(shadow_copy(&shadow, &(struct display_rectangle){ 0, 30, 5, 5 }, &scanout, &copied));
        assert_true(shadow_copy(&shadow, &(struct display_rectangle){ 9, 9, 5, 5 }, &scanout, &copied));
        assert_int_equal(copied.width_px * copied.height_px, 1);
        shadow_deinit(&shadow);
}

static void check_narrow(enum scanout_format format, const uint16_t expected[4]) {
        const struct scanout scanout = { .memory = device, .stride = DEVICE_ROW, .width_px = WIDTH, .height_px = HEIGHT, .format = format };
        struct display_rectangle drawn, copied;
        struct shadow shadow;

        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, TURN_0), 0);
        shadow_draw(&shadow, picture, PITCH * sizeof(*picture), &(struct display_rectangle){ 0, 0, 4, 1 }, &drawn);
        assert_true(shadow_copy(&shadow, &drawn, &scanout, &copied));
        for (int i = 0; i < 4; i++) {
                uint16_t pixel;

                memcpy(&pixel, device + (size_t)i * sizeof(pixel), sizeof(pixel));
                assert_int_equal(pixel, expected[i]);
        }
        assert_int_equal(device[8], 0xEE);
        shadow_deinit(&shadow);
}

static void narrow_pixels_keep_the_upper_bits(void **state) {
        picture[0] = 0xFF0000;
        picture[1] = 0x00FF00;
        picture[2] = 0x0000FF;
        picture[3] = 0xFFF8FC08;
        check_narrow(SCANOUT_RGB565, (const uint16_t[]){ 0xF800, 0x07E0, 0x001F, 0xFFE1 });
        check_narrow(SCANOUT_BGR565, (const uint16_t[]){ 0x001F, 0x07E0, 0xF800, 0x0FFF });
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(each_rotation_puts_every_pixel_where_it_belongs_and_touches_no_other, set_up),
                cmocka_unit_test_setup(a_larger_device_has_the_picture_in_its_middle_and_a_smaller_one_cuts_it, set_up),
                cmocka_unit_test_setup(what_is_cut_off_is_not_copied, set_up),
                cmocka_unit_test_setup(narrow_pixels_keep_the_upper_bits, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

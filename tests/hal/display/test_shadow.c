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

static void a_larger_device_has_the_picture_in_its_middle(void **state) {
        check_device(WIDTH, HEIGHT, 0, 0);
        check_device(WIDTH + 11, HEIGHT + 20, 5, 10);
}

static uint32_t device_pixel(int x, int y) {
        uint32_t pixel;

        memcpy(&pixel, device + (size_t)y * DEVICE_ROW + (size_t)x * sizeof(pixel), sizeof(pixel));
        return pixel;
}

/* The picture is four fields of one colour each; each corner of the device then has its own, whatever the device's sides. */
static void check_scaled(int width_px, int height_px) {
        static const uint32_t fields[2][2] = { { 0xFF0000, 0x00FF00 }, { 0x0000FF, 0xFFFFFF } };
        const struct scanout scanout = { .memory = device, .stride = DEVICE_ROW, .width_px = width_px, .height_px = height_px };
        struct display_rectangle drawn, copied;
        struct shadow shadow;

        for (int y = 0; y < HEIGHT; y++)
                for (int x = 0; x < WIDTH; x++)
                        picture[y * PITCH + x] = fields[y >= HEIGHT / 2][x >= WIDTH / 2];
        memset(device, 0xEE, sizeof(device));
        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, TURN_0), 0);
        shadow_draw(&shadow, picture, PITCH * sizeof(*picture), &(struct display_rectangle){ 0, 0, WIDTH, HEIGHT }, &drawn);
        assert_false(shadow_fits(&shadow, &scanout));
        assert_true(shadow_copy(&shadow, &drawn, &scanout, &copied));
        assert_memory_equal(&copied, &((struct display_rectangle){ 0, 0, width_px, height_px }), sizeof(copied));
        assert_int_equal(device_pixel(0, 0), fields[0][0]);
        assert_int_equal(device_pixel(width_px - 1, 0), fields[0][1]);
        assert_int_equal(device_pixel(0, height_px - 1), fields[1][0]);
        assert_int_equal(device_pixel(width_px - 1, height_px - 1), fields[1][1]);
        assert_int_equal(device_pixel(width_px, 0), 0xEEEEEEEE);
        assert_int_equal(device_pixel(0, height_px), 0xEEEEEEEE);
        shadow_deinit(&shadow);
}

static void a_device_that_is_too_small_has_the_whole_picture_scaled(void **state) {
        check_scaled(WIDTH - 7, HEIGHT + 2);
        check_scaled(WIDTH + 30, HEIGHT - 60);
        check_scaled(WIDTH - 7, HEIGHT - 9);
        check_scaled(10, 10);
        check_scaled(2, 2);
}

/* Piece by piece, in any order, gives what the whole at once does. */
static void what_is_scaled_is_the_same_whichever_piece_it_came_with(void **state) {
        const struct scanout scanout = { .memory = device, .stride = DEVICE_ROW, .width_px = WIDTH - 23, .height_px = HEIGHT - 31 };
        const struct display_rectangle all = { 0, 0, WIDTH, HEIGHT };
        struct display_rectangle drawn, copied;
        uint8_t *whole = malloc(sizeof(device));
        struct shadow shadow;

        assert_non_null(whole);
        assert_int_equal(shadow_init(&shadow, WIDTH, HEIGHT, TURN_0), 0);
        for (int round = 0; round < 50; round++) {
                struct display_rectangle damage = { rand() % WIDTH, rand() % HEIGHT, 1, 1 };

                damage.width_px += rand() % (WIDTH - damage.x_px);
                damage.height_px += rand() % (HEIGHT - damage.y_px);
                for (int i = 0; i < 40; i++)
                        picture[(damage.y_px + rand() % damage.height_px) * PITCH + damage.x_px + rand() % damage.width_px] = (uint32_t)rand() & 0xFFFFFF;
                if (round == 0)
                        damage = all;
                shadow_draw(&shadow, picture, PITCH * sizeof(*picture), &damage, &drawn);
                assert_true(shadow_copy(&shadow, &drawn, &scanout, &copied));
                memcpy(whole, device, sizeof(device));
                assert_true(shadow_copy(&shadow, &all, &scanout, &copied));
                assert_memory_equal(whole, device, sizeof(device));
        }
        free(whole);
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
                cmocka_unit_test_setup(a_larger_device_has_the_picture_in_its_middle, set_up),
                cmocka_unit_test_setup(a_device_that_is_too_small_has_the_whole_picture_scaled, set_up),
                cmocka_unit_test_setup(what_is_scaled_is_the_same_whichever_piece_it_came_with, set_up),
                cmocka_unit_test_setup(narrow_pixels_keep_the_upper_bits, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

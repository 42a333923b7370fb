/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "tests/hal/display/glass.h"
#include "tests/support/cmocka.h"

enum { MARGIN = 3, PICTURES = 40, SETTLE_TRIES = 2000, SETTLE_MS = 5 };

static struct display *display;
static enum turn rotation;
static int width, height;               /* of the picture */
static size_t pitch;                    /* of the picture's rows, in pixels */
static uint32_t *picture, *seen, *upright;
static uint32_t *expected[PICTURES];    /* what was shown, in order */
static unsigned shown;
static bool present;
static unsigned changes;

static void take_present(void *context, bool now) {
        present = now;
        changes++;
}

static size_t area(void) {
        return (size_t)width * (size_t)height;
}

static void fill(uint32_t seed) {
        uint32_t pixel = seed * 2654435761U + 1;

        for (size_t i = 0; i < pitch * (size_t)height; i++) {
                pixel ^= pixel << 13;
                pixel ^= pixel >> 17;
                pixel ^= pixel << 5;
                picture[i] = pixel;
        }
}

static void open_with(enum turn with) {
        changes = shown = 0;
        rotation = with;
        turn_sides(rotation, glass.width_px, glass.height_px, &width, &height);
        pitch = (size_t)width + MARGIN;
        picture = malloc(pitch * (size_t)height * sizeof(*picture));
        seen = malloc(area() * sizeof(*seen));
        upright = calloc(area(), sizeof(*upright));
        assert_true(picture && seen && upright);
        fill(1);
        assert_int_equal(glass.open(width, height, rotation, &display), 0);
        assert_true(display_present(display));
        display_set_callback(display, take_present, NULL);
}

static void close_all(void) {
        if (glass.close)
                glass.close(display);
        else
                display_free(display);
        display = NULL;
        free(picture);
        free(seen);
        free(upright);
        for (unsigned i = 0; i < PICTURES; i++) {
                free(expected[i]);
                expected[i] = NULL;
        }
}

static int set_up(void **state) {
        open_with(TURN_0);
        return 0;
}

static int tear_down(void **state) {
        close_all();
        return 0;
}

static int show(struct display_rectangle damage) {
        return display_show(display, picture, pitch * sizeof(*picture), &damage, 1);
}

static int show_all(void) {
        return show((struct display_rectangle){ 0, 0, width, height });
}

/* ---- what is on the glass ---- */

static void look(void) {
        glass.read(display, seen);
        for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) {
                        int panel_x, panel_y;

                        turn_to_panel(rotation, width, height, x, y, &panel_x, &panel_y);
                        upright[y * width + x] = seen[panel_y * glass.width_px + panel_x] & glass.mask;
                }
}

static bool dispatch_once(int ms) {
        struct pollfd fd = { .fd = display_fd(display), .events = POLLIN };

        if (poll(&fd, 1, ms) <= 0)
                return false;
        assert_int_equal(display_dispatch(display), 0);
        return true;
}

/* Pixels that are as in the picture; all others must be black. -1 when one is neither. */
static long pixels_of_picture(void) {
        long count = 0;

        look();
        for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++) {
                        uint32_t pixel = upright[y * width + x];

                        if (pixel == 0)
                                continue;
                        if (pixel != (picture[(size_t)y * pitch + (size_t)x] & glass.mask))
                                return -1;
                        count++;
                }
        return count;
}

/* A pixel of the picture may be black itself. */
static long pixels_drawn(struct display_rectangle rectangle) {
        long count = 0;

        for (int y = rectangle.y_px; y < rectangle.y_px + rectangle.height_px; y++)
                for (int x = rectangle.x_px; x < rectangle.x_px + rectangle.width_px; x++)
                        count += (picture[(size_t)y * pitch + (size_t)x] & glass.mask) != 0;
        return count;
}

static bool wait_pixels(long count) {
        for (int i = 0; i < SETTLE_TRIES; i++) {
                if (pixels_of_picture() == count)
                        return true;
                (void)dispatch_once(SETTLE_MS);
        }
        return false;
}

/* ---- tests ---- */

static void only_the_damage_is_copied(void **state) {
        const struct display_rectangle two[] = { { 0, 0, 2, 1 }, { 5, 3, 1, 2 } };

        assert_int_equal(display_width_px(display), width);
        assert_int_equal(display_height_px(display), height);
        assert_true(wait_pixels(0));
        assert_int_equal(display_show(display, picture, pitch * sizeof(*picture), two, 2), 0);
        assert_true(wait_pixels(pixels_drawn(two[0]) + pixels_drawn(two[1])));
        assert_int_equal(upright[3 * width + 5], picture[3 * pitch + 5] & glass.mask);
}

static void damage_outside_the_panel_is_left_out(void **state) {
        long corner = pixels_drawn((struct display_rectangle){ 0, 0, 1, 1 });
        long last = pixels_drawn((struct display_rectangle){ width - 1, height - 1, 1, 1 });

        assert_int_equal(show((struct display_rectangle){ -3, -3, 4, 4 }), 0);
        assert_true(wait_pixels(corner));
        assert_int_equal(show((struct display_rectangle){ width, 0, 5, 5 }), 0);
        assert_int_equal(show((struct display_rectangle){ 2, 2, -1, 3 }), 0);
        assert_true(wait_pixels(corner));
        assert_int_equal(show((struct display_rectangle){ width - 1, height - 1, INT_MAX, INT_MAX }), 0);
        assert_true(wait_pixels(corner + last));
        assert_int_equal(show((struct display_rectangle){ INT_MIN, INT_MIN, INT_MAX, INT_MAX }), 0);
        assert_true(wait_pixels(corner + last));
}

static void a_row_must_fit_its_stride(void **state) {
        const struct display_rectangle all = { 0, 0, width, height };

        assert_int_equal(display_show(display, picture, (size_t)width * sizeof(*picture) - 1, &all, 1), -EINVAL);
        assert_true(wait_pixels(0));
}

static void an_unplugged_panel_shows_nothing_and_comes_back_black(void **state) {
        if (!glass.pluggable)
                skip();
        assert_int_equal(show_all(), 0);
        assert_true(wait_pixels(pixels_drawn((struct display_rectangle){ 0, 0, width, height })));
        glass.plug(display, false);
        for (int i = 0; i < SETTLE_TRIES && changes == 0; i++)
                (void)dispatch_once(SETTLE_MS);
        assert_int_equal(changes, 1);
        assert_false(present);
        assert_false(display_present(display));
        assert_int_equal(show((struct display_rectangle){ 0, 0, 1, 1 }), -ENODEV);
        glass.plug(display, true);
        for (int i = 0; i < SETTLE_TRIES && changes == 1; i++)
                (void)dispatch_once(SETTLE_MS);
        assert_true(present);
        assert_int_equal(changes, 2);
        assert_true(wait_pixels(0));
        assert_int_equal(show_all(), 0);
        assert_true(wait_pixels(pixels_drawn((struct display_rectangle){ 0, 0, width, height })));
}

/* As far as this kind can be looked at. */
static bool is_off(bool wanted) {
        return !glass.off || glass.off(display) == wanted;
}

static bool await_off(bool wanted) {
        for (int i = 0; i < SETTLE_TRIES; i++) {
                if (is_off(wanted))
                        return true;
                (void)dispatch_once(SETTLE_MS);
        }
        return false;
}

static void a_panel_that_is_off_takes_pictures_and_wakes_up_with_the_last(void **state) {
        const struct display_rectangle all = { 0, 0, width, height };

        assert_int_equal(show_all(), 0);
        assert_true(wait_pixels(pixels_drawn(all)));
        if (display_sleep(display, true) == -ENOTSUP && !glass.off)
                return; /* it stays as it is */
        for (uint32_t turn = 0; turn < 3; turn++) {
                assert_int_equal(display_sleep(display, true), 0);
                assert_int_equal(display_sleep(display, true), 0);
                assert_true(await_off(true) && display_present(display));
                for (uint32_t picture_number = 0; picture_number < 4; picture_number++) {
                        fill(100 + 10 * turn + picture_number);
                        assert_int_equal(show_all(), 0);
                        (void)dispatch_once(0);
                }
                assert_true(is_off(true));
                assert_int_equal(display_sleep(display, false), 0);
                assert_true(is_off(false));
                assert_true(wait_pixels(pixels_drawn(all)));
        }
        assert_int_equal(changes, 0);
}

static void a_panel_that_comes_back_is_awake(void **state) {
        if (!glass.off || !glass.pluggable)
                return;
        assert_int_equal(display_sleep(display, true), 0);
        glass.plug(display, false);
        for (int i = 0; i < SETTLE_TRIES && changes == 0; i++)
                (void)dispatch_once(SETTLE_MS);
        assert_int_equal(display_sleep(display, true), -ENODEV);
        glass.plug(display, true);
        for (int i = 0; i < SETTLE_TRIES && changes == 1; i++)
                (void)dispatch_once(SETTLE_MS);
        assert_false(glass.off(display));
        assert_int_equal(show_all(), 0);
        assert_true(wait_pixels(pixels_drawn((struct display_rectangle){ 0, 0, width, height })));
}

/* Which picture is on the glass; it must be one that was shown, whole. */
static unsigned which(void) {
        look();
        for (unsigned i = shown; i-- > 0;)
                if (memcmp(upright, expected[i], area() * sizeof(*upright)) == 0)
                        return i;
        fail_msg("what is on the glass was never shown");
        return 0;
}

static struct display_rectangle random_rectangle(void) {
        int x = rand() % width, y = rand() % height;

        return (struct display_rectangle){ x, y, 1 + rand() % (width - x), 1 + rand() % (height - y) };
}

/* Shows a picture that differs from the one before in some rectangles, and keeps what must be seen. */
static void show_next(unsigned number) {
        struct display_rectangle damage[4];
        size_t count = 1 + (size_t)rand() % ARRAY_LEN(damage);
        uint32_t *whole = malloc(area() * sizeof(*whole));

        assert_non_null(whole);
        fill(number + 2);
        if (number > 0)
                memcpy(whole, expected[number - 1], area() * sizeof(*whole));
        for (size_t i = 0; i < count; i++) {
                damage[i] = number == 0 ? (struct display_rectangle){ 0, 0, width, height } : random_rectangle();
                for (int y = damage[i].y_px; y < damage[i].y_px + damage[i].height_px; y++)
                        for (int x = damage[i].x_px; x < damage[i].x_px + damage[i].width_px; x++)
                                whole[y * width + x] = picture[(size_t)y * pitch + (size_t)x] & glass.mask;
        }
        expected[number] = whole;
        shown = number + 1;
        assert_int_equal(display_show(display, picture, pitch * sizeof(*picture), damage, count), 0);
        /* It is the caller's again. */
        fill(~number);
}

static void random_damage(enum turn with) {
        unsigned last = 0;

        open_with(with);
        srand(7 + (unsigned)with);
        show_next(0);
        for (int i = 0; i < SETTLE_TRIES && dispatch_once(SETTLE_MS); i++)
                continue;
        for (unsigned number = 1; number < PICTURES; number++) {
                unsigned now;

                show_next(number);
                /* Some at once one after the other, some after the device had time. */
                if (rand() % 2 == 0)
                        continue;
                (void)dispatch_once(rand() % 2 ? SETTLE_MS : 0);
                now = which();
                assert_true(now >= last);
                last = now;
        }
        for (int i = 0; i < SETTLE_TRIES && last != PICTURES - 1; i++) {
                (void)dispatch_once(SETTLE_MS);
                last = which();
        }
        assert_int_equal(last, PICTURES - 1);
        close_all();
}

static void every_picture_is_exact_after_random_damage_in_every_rotation(void **state) {
        for (enum turn with = 0; with < glass.rotations; with++)
                random_damage(with);
}

/* Nothing wakes a display on which nothing changes. */
static void an_idle_display_is_silent(void **state) {
        assert_int_equal(show_all(), 0);
        for (int i = 0; i < SETTLE_TRIES && dispatch_once(10 * SETTLE_MS); i++)
                continue;
        assert_false(dispatch_once(200));
}

static void sides_out_of_range_are_refused(void **state) {
        struct display *other;

        assert_int_equal(glass.open(0, 1, TURN_0, &other), -EINVAL);
        assert_int_equal(glass.open(1, DISPLAY_SIDE_MAX_PX + 1, TURN_0, &other), -EINVAL);
}

#define DISPLAY_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                DISPLAY_TEST(only_the_damage_is_copied),
                DISPLAY_TEST(damage_outside_the_panel_is_left_out),
                DISPLAY_TEST(a_row_must_fit_its_stride),
                DISPLAY_TEST(an_unplugged_panel_shows_nothing_and_comes_back_black),
                DISPLAY_TEST(a_panel_that_is_off_takes_pictures_and_wakes_up_with_the_last),
                DISPLAY_TEST(a_panel_that_comes_back_is_awake),
                cmocka_unit_test(every_picture_is_exact_after_random_damage_in_every_rotation),
                DISPLAY_TEST(an_idle_display_is_silent),
                cmocka_unit_test(sides_out_of_range_are_refused),
        };
        int r = glass.begin ? glass.begin() : 0;

        if (r != 0)
                return r;
        r = cmocka_run_group_tests(tests, NULL, NULL);
        if (glass.end)
                glass.end();
        return r;
}

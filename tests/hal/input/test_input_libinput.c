/* SPDX-License-Identifier: EUPL-1.2 */
/* What only real panels and keyboards do. Runs inside the virtual kiosk. */
#include <glob.h>
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hal/input/input_libinput.h"
#include "hal/scanner/scanner_devices.h"
#include "tests/hal/input/virtual.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { WIDTH_PX = 1080, HEIGHT_PX = 1920, EVENTS_MAX = 64, TRIES = 20 };

static struct input_config config;
static struct input *input;
static struct input_event events[EVENTS_MAX];
static unsigned count;

static void take_event(void *context, const struct input_event *event) {
        assert_true(count < EVENTS_MAX);
        events[count++] = *event;
}

static int set_up(void **state) {
        config = (struct input_config){ .place = { .matrix = TOUCH_MATRIX_NONE, .width_px = WIDTH_PX, .height_px = HEIGHT_PX } };
        keypad_map_init(&config.keys);
        count = 0;
        if (device_names_add(&config.devices.keypads, "/dev/pickupbox/keypad*") < 0 ||
            device_names_add(&config.headsets, "/dev/pickupbox/headset*") < 0)
                return -1;
        return 0;
}

static int tear_down(void **state) {
        input_free(input);
        input = NULL;
        virtual_unplug_all();
        return 0;
}

static void start(void) {
        assert_int_equal(input_new_libinput(&config, &input), 0);
        input_set_callbacks(input, take_event, NULL, NULL);
}

static void dispatch_once(void) {
        assert_true(wait_readable(input_fd(input)));
        assert_int_equal(input_dispatch(input), 0);
}

static void await_events(unsigned wanted) {
        while (count < wanted)
                dispatch_once();
        assert_int_equal(count, wanted);
}

static void await_touch(bool wanted) {
        while (input_touch_present(input) != wanted)
                dispatch_once();
}

static void tap_panel(int x, int y) {
        virtual_do("emit %d 3 47 0 3 57 1 3 53 %d 3 54 %d 1 330 1 3 0 %d 3 1 %d\nemit %d 3 47 0 3 57 -1 1 330 0\n", VIRTUAL_TOUCH, x, y, x, y,
                   VIRTUAL_TOUCH);
}

static void serve_for_a_second(void) {
        for (unsigned i = 0; i < 100; i++) {
                virtual_do("sleep 10000\n");
                while (wait_readable_now(input_fd(input)))
                        assert_int_equal(input_dispatch(input), 0);
        }
}

/* As QEMU's tablet: a pointer with absolute axes. */
static void plug_tablet(int number, const char *identity) {
        virtual_do("new %d 3 %s\nbit 1 %d\nbit 1 %d\naxis 0 0 32767 0\naxis 1 0 32767 0\nplug\n", number, identity, BTN_LEFT, BTN_RIGHT);
}

static void expect(unsigned at, enum input_type type, int x_px, int y_px) {
        assert_int_equal(events[at].type, type);
        assert_int_equal(events[at].x_px, x_px);
        assert_int_equal(events[at].y_px, y_px);
}

static void a_tablet_is_a_panel_and_its_button_the_finger(void **state) {
        plug_tablet(VIRTUAL_OTHER, "1575 1 Kiosk Tablet");
        start();
        await_touch(true);
        virtual_do("emit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_OTHER, BTN_LEFT, VIRTUAL_OTHER, BTN_LEFT);
        await_events(2);
        expect(0, INPUT_TOUCH_DOWN, 0, 0); /* where the axes stand: the kernel tells only changes */
        virtual_do("emit %d 3 0 16384 3 1 8192\nemit %d 1 %d 1\n", VIRTUAL_OTHER, VIRTUAL_OTHER, BTN_LEFT);
        await_events(3);
        expect(2, INPUT_TOUCH_DOWN, 540, 480);
        virtual_do("emit %d 3 0 32767 3 1 32767\nemit %d 1 %d 0\nemit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_OTHER, VIRTUAL_OTHER, BTN_LEFT,
                   VIRTUAL_OTHER, BTN_RIGHT, VIRTUAL_OTHER, BTN_RIGHT);
        await_events(5);
        expect(3, INPUT_TOUCH_MOVE, 1079, 1919);
        expect(4, INPUT_TOUCH_UP, 1079, 1919);
}

static void a_pointer_of_a_touch_screen_is_not_counted_twice(void **state) {
        virtual_plug_touch(WIDTH_PX, HEIGHT_PX);
        plug_tablet(VIRTUAL_OTHER, "8183 19 Kiosk Touch Mouse");
        start();
        await_touch(true);
        serve_for_a_second(); /* until libinput has the other half as well */
        virtual_do("emit %d 3 0 16384 3 1 8192\nemit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_OTHER, VIRTUAL_OTHER, BTN_LEFT, VIRTUAL_OTHER, BTN_LEFT);
        serve_for_a_second();
        assert_int_equal(count, 0);
        tap_panel(10, 20);
        await_events(2);
        expect(0, INPUT_TOUCH_DOWN, 10, 20);
}

static void a_turned_panel_is_touched_where_the_picture_is(void **state) {
        config.place.rotation = TURN_90;
        virtual_plug_touch(HEIGHT_PX, WIDTH_PX); /* the panel's own rows: it lies on its side */
        start();
        await_touch(true);
        tap_panel(HEIGHT_PX - 1, 0);
        await_events(2);
        expect(0, INPUT_TOUCH_DOWN, 0, 0);
        tap_panel(HEIGHT_PX - 1 - 300, 200);
        await_events(4);
        expect(2, INPUT_TOUCH_DOWN, 200, 300);
}

static void a_matrix_puts_a_mirrored_panel_right(void **state) {
        const double mirrored[6] = { -1, 0, 1, 0, 1, 0 };

        memcpy(config.place.matrix, mirrored, sizeof(mirrored));
        virtual_plug_touch(WIDTH_PX, HEIGHT_PX);
        start();
        await_touch(true);
        tap_panel(270, 100);
        await_events(2);
        expect(0, INPUT_TOUCH_DOWN, 810, 100);
}

static void a_held_key_does_not_repeat(void **state) {
        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_await("/dev/pickupbox/keypad*");
        start();
        virtual_do("emit %d 1 %d 1\n", VIRTUAL_KEYPAD, KEY_KP5);
        await_events(1);
        virtual_do("sleep 800000\nemit %d 1 %d 2\nemit %d 1 %d 0\nemit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_KEYPAD, KEY_KP5, VIRTUAL_KEYPAD,
                   KEY_KP5, VIRTUAL_KEYPAD, KEY_ENTER, VIRTUAL_KEYPAD, KEY_ENTER);
        await_events(2);
        assert_int_equal(events[1].key, INPUT_KEY_OK);
}

static void other_keyboards_are_never_opened(void **state) {
        virtual_plug_keys(VIRTUAL_OTHER, "Somebody's Keyboard");
        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_await("/dev/pickupbox/keypad*");
        start();
        virtual_do("emit %d 1 %d 1\nemit %d 1 %d 0\nemit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_OTHER, KEY_1, VIRTUAL_OTHER, KEY_1, VIRTUAL_KEYPAD,
                   KEY_2, VIRTUAL_KEYPAD, KEY_2);
        await_events(1);
        assert_int_equal(events[0].key, INPUT_KEY_2);
}

static void the_node_of(const char *pattern, char *ret_path, size_t size) {
        glob_t found;

        assert_int_equal(glob(pattern, 0, NULL, &found), 0);
        snprintf(ret_path, size, "%s", found.gl_pathv[0]);
        globfree(&found);
}

/* Also where the configuration names one device as both. */
static void a_scanner_is_never_taken_for_a_keypad(void **state) {
        struct scanner_config scanners = { .baud = 9600, .layout = "us" };
        struct scanner *scanner;
        char path[DEVICE_NAME_SIZE];

        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_await("/dev/pickupbox/keypad*");
        the_node_of("/dev/pickupbox/keypad*", path, sizeof(path));
        assert_int_equal(device_names_add(&config.devices.scanners, path), 0);
        assert_int_equal(device_names_add(&scanners.keyboards, path), 0);
        start();
        assert_int_equal(scanner_new_devices(&scanners, &scanner), 0);
        assert_true(scanner_present(scanner));
        scanner_free(scanner);
}

static void a_headset_that_is_in_at_the_start_is_told(void **state) {
        virtual_do("new %d 3 1 1 Kiosk Headphone\nbit 5 %d\nplug\nemit %d 5 %d 1\n", VIRTUAL_JACK, SW_HEADPHONE_INSERT, VIRTUAL_JACK,
                   SW_HEADPHONE_INSERT);
        virtual_await("/dev/pickupbox/headset*");
        start();
        await_events(1);
        assert_int_equal(events[0].type, INPUT_HEADSET);
        assert_true(events[0].plugged);
        virtual_unplug(VIRTUAL_JACK);
        await_events(2);
        assert_false(events[1].plugged);
}

static void a_box_without_any_device_waits_for_them(void **state) {
        start();
        assert_false(input_touch_present(input));
        virtual_plug_touch(WIDTH_PX, HEIGHT_PX);
        await_touch(true);
        tap_panel(5, 6);
        await_events(2);
        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_await("/dev/pickupbox/keypad*");
        while (count < 3) {
                virtual_do("emit %d 1 %d 1\nemit %d 1 %d 0\nsleep 20000\n", VIRTUAL_KEYPAD, KEY_1, VIRTUAL_KEYPAD, KEY_1);
                while (wait_readable_now(input_fd(input)))
                        assert_int_equal(input_dispatch(input), 0);
        }
        assert_int_equal(events[2].key, INPUT_KEY_1);
}

static void take_presence(void *context, bool present) {
        unsigned *times = context;

        (*times)++;
}

/* A panel and a keypad that another program had at the start; a second panel, which serves meanwhile, is not missed for a moment. */
static void what_somebody_else_has_grabbed_is_taken_when_it_is_free(void **state) {
        unsigned told = 0;
        int panel, keypad;

        plug_tablet(VIRTUAL_OTHER, "1575 1 Kiosk Tablet");
        virtual_plug_touch(WIDTH_PX, HEIGHT_PX);
        virtual_plug_keys(VIRTUAL_KEYPAD, "Kiosk Keypad");
        virtual_await("/dev/pickupbox/keypad*");
        panel = virtual_grab("Kiosk Touch");
        keypad = virtual_grab("Kiosk Keypad");
        assert_int_equal(input_new_libinput(&config, &input), 0);
        input_set_callbacks(input, take_event, take_presence, &told);
        await_touch(true);
        tap_panel(5, 6);
        serve_for_a_second();
        assert_int_equal(count, 0);
        told = 0;
        close(panel);
        for (unsigned i = 0; i < TRIES && count < 2; i++) {
                tap_panel(5, 6);
                serve_for_a_second();
        }
        assert_true(count >= 2);
        expect(0, INPUT_TOUCH_DOWN, 5, 6);
        close(keypad);
        for (unsigned i = 0; i < TRIES && events[count - 1].type != INPUT_KEY_PRESS; i++) {
                virtual_do("emit %d 1 %d 1\nemit %d 1 %d 0\n", VIRTUAL_KEYPAD, KEY_1, VIRTUAL_KEYPAD, KEY_1);
                serve_for_a_second();
        }
        assert_int_equal(events[count - 1].type, INPUT_KEY_PRESS);
        assert_int_equal(told, 0);
}

#define LIBINPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                LIBINPUT_TEST(a_tablet_is_a_panel_and_its_button_the_finger),
                LIBINPUT_TEST(a_pointer_of_a_touch_screen_is_not_counted_twice),
                LIBINPUT_TEST(a_turned_panel_is_touched_where_the_picture_is),
                LIBINPUT_TEST(a_matrix_puts_a_mirrored_panel_right),
                LIBINPUT_TEST(a_held_key_does_not_repeat),
                LIBINPUT_TEST(other_keyboards_are_never_opened),
                LIBINPUT_TEST(a_scanner_is_never_taken_for_a_keypad),
                LIBINPUT_TEST(a_headset_that_is_in_at_the_start_is_told),
                LIBINPUT_TEST(a_box_without_any_device_waits_for_them),
                LIBINPUT_TEST(what_somebody_else_has_grabbed_is_taken_when_it_is_free),
        };

        virtual_need();
        return cmocka_run_group_tests(tests, NULL, NULL);
}

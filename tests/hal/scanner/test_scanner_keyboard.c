/* SPDX-License-Identifier: EUPL-1.2 */
/* Scanners of the keyboard type on real evdev nodes, beside a serial one. Runs inside the virtual kiosk. */
#include <fcntl.h>
#include <glob.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "hal/scanner/scanner_devices.h"
#include "tests/hal/scanner/serial_port.h"
#include "tests/hal/scanner/strokes.h"
#include "tests/hal/input/virtual.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

#define KEYBOARDS "/dev/pickupbox/scanner[0-9]*"

static char folder[64], link_name[96];
static struct serial_port port = { .master = -1 };
static struct scanner *scanner;
static char said[8192];
static unsigned texts, changes;
static int typing; /* the device that types */

static void take_text(void *context, const char *text, size_t len, bool ended) {
        size_t at = strlen(said);

        if (at + len + 2 <= sizeof(said)) {
                memcpy(said + at, text, len);
                memcpy(said + at + len, "|", 2);
        }
        texts++;
}

static void take_present(void *context, bool now) {
        changes++;
}

static int set_up(void **state) {
        said[0] = '\0';
        texts = changes = 0;
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-keyboard-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(link_name, sizeof(link_name), "%s/scanner-serial0", folder);
        return 0;
}

static int tear_down(void **state) {
        scanner_free(scanner);
        scanner = NULL;
        serial_port_pull(&port);
        virtual_unplug_all();
        return rmdir(folder);
}

static void start(void) {
        struct scanner_config config = { .baud = 9600, .layout = "us" };

        assert_int_equal(device_names_add(&config.keyboards, KEYBOARDS), 0);
        assert_int_equal(device_names_add(&config.serials, link_name), 0);
        assert_int_equal(scanner_new_devices(&config, &scanner), 0);
        scanner_set_callbacks(scanner, take_text, NULL, take_present, NULL);
}

static void plug(int number) {
        virtual_plug_keys(number, "Kiosk Scanner");
        virtual_await(KEYBOARDS);
}

static void dispatch_once(void) {
        assert_true(wait_readable(scanner_fd(scanner)));
        assert_int_equal(scanner_dispatch(scanner), 0);
}

static void await_present(bool present) {
        while (scanner_present(scanner) != present)
                dispatch_once();
}

static void await_texts(unsigned count) {
        while (texts < count)
                dispatch_once();
}

static void emit(uint16_t type, uint16_t code, int32_t value) {
        if (type == EV_KEY)
                virtual_do("emit %d 1 %d %d\n", typing, code, (int)value);
}

static void type(int number, const char *text) {
        typing = number;
        for (; *text; text++) {
                struct stroke stroke;

                assert_true(stroke_of(*text, &stroke));
                stroke_events(&stroke, emit);
                nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL); /* no scanner is faster */
                while (scanner && wait_readable_now(scanner_fd(scanner)))
                        assert_int_equal(scanner_dispatch(scanner), 0);
        }
}

static int open_node(void) {
        glob_t found;
        int fd;

        assert_int_equal(glob(KEYBOARDS, 0, NULL, &found), 0);
        fd = open(found.gl_pathv[0], O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        globfree(&found);
        assert_true(fd >= 0);
        return fd;
}

static void nobody_else_hears_its_keys(void **state) {
        struct input_event event;
        int fd;

        plug(VIRTUAL_SCANNER);
        fd = open_node();
        type(VIRTUAL_SCANNER, "a");
        assert_int_equal(read(fd, &event, sizeof(event)), sizeof(event));
        while (read(fd, &event, sizeof(event)) > 0)
                ;
        start();
        assert_true(scanner_present(scanner));
        assert_int_equal(ioctl(fd, EVIOCGRAB, 1), -1);
        type(VIRTUAL_SCANNER, "SECRET\n");
        await_texts(1);
        assert_string_equal(said, "SECRET|");
        assert_int_equal(read(fd, &event, sizeof(event)), -1);
        close(fd);
}

static void one_that_somebody_has_is_taken_as_soon_as_it_is_free(void **state) {
        int fd;

        plug(VIRTUAL_SCANNER);
        fd = open_node();
        assert_int_equal(ioctl(fd, EVIOCGRAB, 1), 0);
        start();
        assert_false(scanner_present(scanner));
        dispatch_once();
        assert_false(scanner_present(scanner));
        close(fd);
        await_present(true);
        type(VIRTUAL_SCANNER, "x\n");
        await_texts(1);
}

static void two_keyboards_and_a_serial_line_keep_their_texts_apart(void **state) {
        plug(VIRTUAL_SCANNER);
        start();
        virtual_plug_keys(VIRTUAL_OTHER, "Kiosk Scanner two");
        serial_port_plug(&port, link_name);
        for (unsigned i = 0; i < 6; i++) {
                typing = VIRTUAL_SCANNER;
                type(VIRTUAL_SCANNER, "A");
                type(VIRTUAL_OTHER, "b");
                serial_port_write(&port, "c", 1, NULL);
                if (i == 0) /* by then all three are open: only what comes from now on counts */
                        for (unsigned tries = 0; tries < 200; tries++) {
                                virtual_do("sleep 5000\n");
                                if (wait_readable_now(scanner_fd(scanner)))
                                        assert_int_equal(scanner_dispatch(scanner), 0);
                        }
        }
        type(VIRTUAL_OTHER, "\n");
        await_texts(1);
        serial_port_write(&port, "\r", 1, NULL);
        await_texts(2);
        type(VIRTUAL_SCANNER, "\n");
        await_texts(3);
        assert_string_equal(said, "bbbbb|ccccc|AAAAA|");
}

static void a_flood_of_keys_ends_with_a_lost_reading_and_the_next_is_whole(void **state) {
        plug(VIRTUAL_SCANNER);
        start();
        for (unsigned i = 0; i < 500; i++)
                virtual_do("emit %d 1 30 1\nemit %d 1 30 0\n", VIRTUAL_SCANNER, VIRTUAL_SCANNER);
        virtual_do("emit %d 1 28 1\nemit %d 1 28 0\n", VIRTUAL_SCANNER, VIRTUAL_SCANNER);
        while (wait_readable_now(scanner_fd(scanner)))
                assert_int_equal(scanner_dispatch(scanner), 0);
        assert_int_equal(texts, 0);
        virtual_do("sleep %d\n", (SCANNER_GAP_MS + 100) * 1000);
        type(VIRTUAL_SCANNER, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
}

static void half_a_reading_is_dropped_when_time_is_up(void **state) {
        plug(VIRTUAL_SCANNER);
        start();
        type(VIRTUAL_SCANNER, "half");
        virtual_do("sleep %d\n", SCANNER_GAP_MS * 1000);
        type(VIRTUAL_SCANNER, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
}

static void half_a_reading_goes_with_its_scanner(void **state) {
        plug(VIRTUAL_SCANNER);
        start();
        type(VIRTUAL_SCANNER, "half");
        virtual_unplug(VIRTUAL_SCANNER);
        await_present(false);
        plug(VIRTUAL_SCANNER);
        await_present(true);
        type(VIRTUAL_SCANNER, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
        assert_int_equal(changes, 2);
}

#define KEYBOARD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                KEYBOARD_TEST(nobody_else_hears_its_keys),
                KEYBOARD_TEST(one_that_somebody_has_is_taken_as_soon_as_it_is_free),
                KEYBOARD_TEST(two_keyboards_and_a_serial_line_keep_their_texts_apart),
                KEYBOARD_TEST(a_flood_of_keys_ends_with_a_lost_reading_and_the_next_is_whole),
                KEYBOARD_TEST(half_a_reading_is_dropped_when_time_is_up),
                KEYBOARD_TEST(half_a_reading_goes_with_its_scanner),
        };

        virtual_need();
        return cmocka_run_group_tests(tests, NULL, NULL);
}

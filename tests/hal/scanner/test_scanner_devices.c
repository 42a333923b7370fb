/* SPDX-License-Identifier: EUPL-1.2 */
/* Scanners at serial lines: what only these do. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "hal/scanner/scanner_devices.h"
#include "tests/hal/scanner/serial_port.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static char folder[64], dev[80], links[2][112];
static struct serial_port ports[2];
static struct scanner *scanner;
static char said[4096];
static size_t last_len;
static unsigned texts, changes;

static void take_text(void *context, const char *text, size_t len, bool ended) {
        size_t at = strlen(said);

        if (at + len + 2 <= sizeof(said)) {
                memcpy(said + at, text, len);
                memcpy(said + at + len, "|", 2);
        }
        last_len = len;
        texts++;
}

static void take_present(void *context, bool now) {
        changes++;
}

static int set_up(void **state) {
        said[0] = '\0';
        texts = changes = 0;
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-devices-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(dev, sizeof(dev), "%s/pickupbox", folder);
        for (unsigned i = 0; i < 2; i++) {
                snprintf(links[i], sizeof(links[i]), "%s/scanner-serial%u", dev, i);
                ports[i].master = -1;
        }
        return mkdir(dev, 0700);
}

static int tear_down(void **state) {
        scanner_free(scanner);
        scanner = NULL;
        for (unsigned i = 0; i < 2; i++)
                serial_port_pull(&ports[i]);
        if (rmdir(dev) < 0 && errno != ENOENT)
                return -1;
        return rmdir(folder);
}

static void start(void) {
        struct scanner_config config = { .baud = 19200, .layout = "us" };
        char name[112];

        snprintf(name, sizeof(name), "%s/scanner-serial*", dev);
        assert_int_equal(device_names_add(&config.serials, name), 0);
        assert_int_equal(scanner_new_devices(&config, &scanner), 0);
        scanner_set_callbacks(scanner, take_text, NULL, take_present, NULL);
}

static void dispatch(void) {
        assert_int_equal(scanner_dispatch(scanner), 0);
}

static void dispatch_once(void) {
        assert_true(wait_readable(scanner_fd(scanner)));
        dispatch();
}

static void await_present(bool present) {
        while (scanner_present(scanner) != present)
                dispatch_once();
}

static void await_texts(unsigned count) {
        while (texts < count)
                dispatch_once();
}

static void send(unsigned port, const char *text) {
        serial_port_write(&ports[port], text, strlen(text), NULL);
        dispatch_once();
}

static void a_box_without_scanners_waits_for_one(void **state) {
        assert_int_equal(rmdir(dev), 0);
        start();
        assert_false(scanner_present(scanner));
        assert_int_equal(mkdir(dev, 0700), 0);
        serial_port_plug(&ports[0], links[0]);
        await_present(true);
        send(0, "x\n");
        await_texts(1);
        serial_port_pull(&ports[0]);
        assert_int_equal(rmdir(dev), 0);
        await_present(false);
        assert_int_equal(mkdir(dev, 0700), 0);
        serial_port_plug(&ports[0], links[0]);
        await_present(true);
        send(0, "y\n");
        await_texts(2);
        assert_string_equal(said, "x|y|");
}

static void two_scanners_at_once_keep_their_texts_apart(void **state) {
        serial_port_plug(&ports[0], links[0]);
        serial_port_plug(&ports[1], links[1]);
        start();
        for (unsigned i = 0; i < 8; i++) {
                send(0, "a");
                send(1, "b");
        }
        send(1, "\r\n");
        send(0, "\r\n");
        await_texts(2);
        assert_string_equal(said, "bbbbbbbb|aaaaaaaa|");
        serial_port_pull(&ports[0]);
        send(1, "c\n");
        await_texts(3);
        assert_true(scanner_present(scanner));
        assert_int_equal(changes, 0);
        serial_port_pull(&ports[1]);
        await_present(false);
}

static void half_a_reading_is_dropped_when_time_is_up(void **state) {
        serial_port_plug(&ports[0], links[0]);
        start();
        send(0, "half");
        dispatch_once();
        send(0, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
}

static void half_a_reading_goes_with_its_scanner(void **state) {
        serial_port_plug(&ports[0], links[0]);
        start();
        send(0, "half");
        serial_port_pull(&ports[0]);
        await_present(false);
        serial_port_plug(&ports[0], links[0]);
        await_present(true);
        send(0, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
}

static void a_quick_exchange_is_seen(void **state) {
        serial_port_plug(&ports[0], links[0]);
        start();
        send(0, "half");
        serial_port_pull(&ports[0]);
        serial_port_plug(&ports[0], links[0]);
        while (changes < 2)
                dispatch_once();
        assert_true(scanner_present(scanner));
        send(0, "whole\n");
        await_texts(1);
        assert_string_equal(said, "whole|");
}

static void noise_without_end_neither_grows_nor_reaches_anybody(void **state) {
        char noise[4096];

        for (size_t i = 0; i < sizeof(noise); i++)
                noise[i] = (char)(i % 251 == '\r' || i % 251 == '\n' || i % 251 == '\t' ? 1 : i % 251);
        serial_port_plug(&ports[0], links[0]);
        start();
        for (unsigned i = 0; i < 8; i++)
                serial_port_write(&ports[0], noise, sizeof(noise), dispatch);
        assert_int_equal(texts, 0);
        send(0, "\n");
        await_texts(1);
        assert_int_equal(last_len, SCANNER_TEXT_MAX + 1);
        send(0, "good\n");
        await_texts(2);
}

static void a_flood_of_readings_is_thinned_out(void **state) {
        serial_port_plug(&ports[0], links[0]);
        start();
        for (unsigned i = 0; i < 1000; i++)
                serial_port_write(&ports[0], "flood\n", 6, NULL);
        while (texts < SCANNER_BURST || wait_readable_now(scanner_fd(scanner)))
                dispatch_once();
        assert_in_range(texts, SCANNER_BURST, 500);
}

static void the_line_is_raw_exclusive_and_hangs_up(void **state) {
        struct termios line;

        serial_port_plug(&ports[0], links[0]);
        start();
        assert_int_equal(tcgetattr(ports[0].master, &line), 0);
        assert_int_equal(line.c_lflag & (ICANON | ECHO | ISIG | IEXTEN), 0);
        assert_int_equal(line.c_iflag & (ICRNL | IXON | ISTRIP | INLCR), 0);
        assert_int_equal(line.c_cflag & CRTSCTS, 0);
        assert_true(line.c_cflag & HUPCL);
        assert_true(line.c_cflag & CLOCAL);
        assert_int_equal(cfgetispeed(&line), B19200);
}

/* A session leader without a terminal would get the first it opens. */
static void a_scanner_never_becomes_the_controlling_terminal(void **state) {
        int status;
        pid_t child;

        serial_port_plug(&ports[0], links[0]);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                if (setsid() < 0)
                        _exit(2);
                start();
                _exit(scanner_present(scanner) && open("/dev/tty", O_RDONLY | O_CLOEXEC) < 0 && errno == ENXIO ? 0 : 1);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
}

static void what_is_no_serial_line_is_no_scanner(void **state) {
        assert_int_equal(symlink("/dev/null", links[0]), 0);
        start();
        assert_false(scanner_present(scanner));
        dispatch_once();
        assert_false(scanner_present(scanner));
        assert_int_equal(unlink(links[0]), 0);
        assert_int_equal(scanner_serial_open(dev, 9600), -EISDIR);
        assert_int_equal(scanner_serial_open("/dev/null", 9600), -ENOTTY);
        assert_int_equal(scanner_serial_open("/dev/null", 9601), -EINVAL);
}

static void a_wrong_configuration_is_refused(void **state) {
        struct scanner_config config = { .baud = 9601, .layout = "us" };

        assert_int_equal(scanner_new_devices(&config, &scanner), -EINVAL);
        config.baud = 9600;
        snprintf(config.layout, sizeof(config.layout), "no-such-layout");
        assert_int_equal(device_names_add(&config.keyboards, "/dev/pickupbox/none"), 0);
        assert_int_equal(scanner_new_devices(&config, &scanner), -EINVAL);
        assert_null(scanner);
}

#define DEVICES_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                DEVICES_TEST(a_box_without_scanners_waits_for_one),
                DEVICES_TEST(two_scanners_at_once_keep_their_texts_apart),
                DEVICES_TEST(half_a_reading_is_dropped_when_time_is_up),
                DEVICES_TEST(half_a_reading_goes_with_its_scanner),
                DEVICES_TEST(a_quick_exchange_is_seen),
                DEVICES_TEST(noise_without_end_neither_grows_nor_reaches_anybody),
                DEVICES_TEST(a_flood_of_readings_is_thinned_out),
                DEVICES_TEST(the_line_is_raw_exclusive_and_hangs_up),
                DEVICES_TEST(a_scanner_never_becomes_the_controlling_terminal),
                DEVICES_TEST(what_is_no_serial_line_is_no_scanner),
                DEVICES_TEST(a_wrong_configuration_is_refused),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

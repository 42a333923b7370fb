/* SPDX-License-Identifier: EUPL-1.2 */
#include <time.h>

#include "hal/scanner/scanner_devices.h"
#include "tests/hal/scanner/scanner_hand.h"
#include "tests/hal/scanner/strokes.h"
#include "tests/hal/input/virtual.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

struct scanner_hand scanner_hand;

static void emit(uint16_t type, uint16_t code, int32_t value) {
        if (type == 1)
                virtual_do("emit %d 1 %d %d\n", VIRTUAL_SCANNER, code, (int)value);
}

static void strike(char character) {
        struct stroke stroke;

        assert_true(stroke_of(character, &stroke));
        stroke_events(&stroke, emit);
}

/* As fast as a scanner strikes keys, a millisecond each: the kernel keeps 64 events for whoever does not read. */
static void scan(const char *text, size_t len) {
        const struct timespec pause = { .tv_nsec = 1000000 };

        for (size_t i = 0; i < len; i++) {
                strike(text[i]);
                nanosleep(&pause, NULL);
                while (wait_readable_now(scanner_fd(scanner_hand.scanner)))
                        assert_int_equal(scanner_dispatch(scanner_hand.scanner), 0);
        }
        strike('\n');
}

static void plug(bool plugged) {
        if (plugged)
                virtual_plug_keys(VIRTUAL_SCANNER, "Kiosk Scanner");
        else
                virtual_unplug(VIRTUAL_SCANNER);
}

int scanner_hand_set_up(void **state) {
        static const char odd[] = "a\x1d\x03\x1b~|\\ ^";
        struct scanner_config config = { .baud = 9600, .layout = "us" };

        virtual_need();
        if (device_names_add(&config.keyboards, "/dev/pickupbox/scanner[0-9]*") < 0)
                return -1;
        plug(true);
        virtual_await("/dev/pickupbox/scanner[0-9]*");
        scanner_hand = (struct scanner_hand){ .scan = scan, .plug = plug, .odd = odd, .odd_len = sizeof(odd) - 1 };
        return scanner_new_devices(&config, &scanner_hand.scanner);
}

int scanner_hand_tear_down(void **state) {
        scanner_free(scanner_hand.scanner);
        virtual_unplug_all();
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/lock/gpio_place.h"
#include "tests/support/cmocka.h"

static const char *place_of(const char *folder) {
        static char place[LINE_CHIP_SIZE];

        return gpio_place(folder, place) ? place : NULL;
}

static void a_chip_on_a_bus_is_named_by_bus_and_address(void **state) {
        assert_string_equal(place_of("/sys/devices/platform/soc/fe804000.i2c/i2c-1/1-0020/gpiochip2"), "i2c-1/1-0020");
        assert_string_equal(place_of("/sys/devices/platform/soc/fe804000.i2c/i2c-1/1-0020/mcp23017-gpio.1/gpiochip2"), "i2c-1/1-0020");
}

static void a_chip_on_a_bus_that_acpi_names_is_not_its_neighbour(void **state) {
        assert_string_equal(place_of("/sys/devices/pci0000:00/0000:00:15.1/i2c_designware.1/i2c-8/i2c-INT3491:00/gpiochip2"), "i2c-INT3491:00");
        assert_string_equal(place_of("/sys/devices/pci0000:00/0000:00:15.1/i2c_designware.1/i2c-9/i2c-INT3491:01/gpiochip3"), "i2c-INT3491:01");
}

static void a_port_stays_when_bus_and_device_numbers_change(void **state) {
        const char *one = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1.3/1-1.3:1.0/gpiochip5";
        const char *other = "/sys/devices/pci0000:00/0000:00:14.0/usb3/3-1/3-1.3/3-1.3:1.0/gpiochip9";
        const char *hid = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.2/0003:04D8:00DD.0007/gpiochip5";

        assert_string_equal(place_of(one), "0000:00:14.0/usb-1.3:1.0");
        assert_string_equal(place_of(other), "0000:00:14.0/usb-1.3:1.0");
        assert_string_equal(place_of(hid), "0000:00:14.0/usb-2:1.2");
}

static void an_expander_behind_a_usb_bridge_has_its_port_and_its_address(void **state) {
        assert_string_equal(place_of("/sys/devices/platform/xhci-hcd.0/usb1/1-1/1-1:1.0/i2c-7/7-0021/gpiochip5"),
                            "xhci-hcd.0/usb-1:1.0/0021");
        assert_string_equal(place_of("/sys/devices/platform/xhci-hcd.0/usb1/1-1/1-1:1.0/i2c-9/9-0021/gpiochip6"),
                            "xhci-hcd.0/usb-1:1.0/0021");
}

static void any_other_is_named_by_the_devices_above_it(void **state) {
        assert_string_equal(place_of("/sys/devices/platform/soc/fe200000.gpio/gpiochip0"), "soc/fe200000.gpio");
        assert_string_equal(place_of("/sys/devices/platform/gpio-sim.0/gpiochip0"), "platform/gpio-sim.0");
        assert_string_equal(place_of("/sys/devices/platform/soc/fe204000.spi/spi_master/spi0/spi0.1/gpiochip3"), "spi0/spi0.1");
}

static void a_bus_an_address_and_a_port_last(void **state) {
        static const char *const lasting[] = { "i2c-1/1-0020", "i2c-INT3491:00", "i2c-1/1-0070/channel-2/0020", "0000:00:14.0/usb-1.3:1.0", "xhci-hcd.0/usb-1:1.0/0021" };
        static const char *const others[] = { "", "soc/fe200000.gpio", "platform/gpio-sim.0", "spi0/spi0.1" };

        for (size_t i = 0; i < ARRAY_LEN(lasting); i++)
                assert_true(gpio_place_lasts(lasting[i]));
        for (size_t i = 0; i < ARRAY_LEN(others); i++)
                assert_false(gpio_place_lasts(others[i]));
}

static void make_folder(char path[PATH_MAX]) {
        for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
                *slash = '\0';
                (void)mkdir(path, 0700);
                *slash = '/';
        }
        (void)mkdir(path, 0700);
}

/* The kernel numbers the buses behind it as they come. */
static void behind_a_multiplexer_the_channel_counts_and_not_the_bus(void **state) {
        char root[] = "/tmp/pickupbox-place-XXXXXX", path[PATH_MAX], link[PATH_MAX + 32], command[PATH_MAX];

        assert_non_null(mkdtemp(root));
        for (unsigned bus = 11; bus <= 14; bus += 3) {
                char target[32];

                snprintf(path, sizeof(path), "%s/i2c-1/1-0070/i2c-%u/%u-0020/gpiochip4", root, bus, bus);
                make_folder(path);
                snprintf(link, sizeof(link), "%s/i2c-1/1-0070/channel-%u", root, bus == 11 ? 2 : 5);
                snprintf(target, sizeof(target), "../i2c-%u", bus);
                assert_int_equal(symlink(target, link), 0);
                assert_string_equal(place_of(path), bus == 11 ? "i2c-1/1-0070/channel-2/0020" : "i2c-1/1-0070/channel-5/0020");
        }
        snprintf(command, sizeof(command), "rm -r %s", root);
        assert_int_equal(system(command), 0);
}

static void what_is_no_folder_of_a_chip_has_none(void **state) {
        char deep[256] = "", wide[256] = "/sys/";

        assert_null(place_of("gpiochip0"));
        assert_null(place_of("/gpiochip0"));
        assert_null(place_of("/sys/gpiochip0"));
        for (unsigned i = 0; i < 60; i++)
                strcat(deep, "/a/b");
        assert_null(place_of(deep));
        memset(wide + 5, 'x', 100);
        strcat(wide, "/gpiochip0");
        assert_null(place_of(wide));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_chip_on_a_bus_is_named_by_bus_and_address),
                cmocka_unit_test(a_chip_on_a_bus_that_acpi_names_is_not_its_neighbour),
                cmocka_unit_test(a_port_stays_when_bus_and_device_numbers_change),
                cmocka_unit_test(an_expander_behind_a_usb_bridge_has_its_port_and_its_address),
                cmocka_unit_test(any_other_is_named_by_the_devices_above_it),
                cmocka_unit_test(a_bus_an_address_and_a_port_last),
                cmocka_unit_test(behind_a_multiplexer_the_channel_counts_and_not_the_bus),
                cmocka_unit_test(what_is_no_folder_of_a_chip_has_none),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "hal/watch/device_watch.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static char folder[64];
static struct device_names names;
static unsigned told;

static void count(void *context, const char *path, dev_t device) {
        assert_int_equal(device, makedev(1, 3));
        told++;
}

static const char *in(const char *name) {
        static char path[128];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return path;
}

static int set_up(void **state) {
        names.count = told = 0;
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-watch-XXXXXX");
        return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
        (void)!unlink(in("x1"));
        (void)!unlink(in("x2"));
        (void)!unlink(in("y"));
        return rmdir(folder);
}

static void names_are_absolute_and_few(void **state) {
        char too_long[200];

        assert_int_equal(device_names_add(&names, ""), -EINVAL);
        assert_int_equal(device_names_add(&names, "dev/x"), -EINVAL);
        assert_int_equal(device_names_add(&names, "/dev/"), -EINVAL);
        memset(too_long, 'x', sizeof(too_long));
        too_long[0] = '/';
        too_long[sizeof(too_long) - 1] = '\0';
        assert_int_equal(device_names_add(&names, too_long), -ENAMETOOLONG);
        for (unsigned i = 0; i < DEVICE_NAMES_MAX; i++)
                assert_int_equal(device_names_add(&names, "/dev/x"), 0);
        assert_int_equal(device_names_add(&names, "/dev/x"), -ENOSPC);
}

static void character_devices_that_match_are_told(void **state) {
        assert_int_equal(device_names_add(&names, in("x[0-9]")), 0);
        device_names_each(&names, count, NULL);
        assert_int_equal(told, 0);
        assert_int_equal(symlink("/dev/null", in("x1")), 0);
        assert_int_equal(symlink("/nowhere", in("x2")), 0);
        assert_int_equal(symlink("/dev/null", in("y")), 0);
        device_names_each(&names, count, NULL);
        assert_int_equal(told, 1);
        assert_true(device_names_include(&names, makedev(1, 3)));
        assert_false(device_names_include(&names, makedev(1, 5)));
}

static void what_comes_and_goes_wakes_the_watch(void **state) {
        CLEANUP(device_watch_cleanup) struct device_watch *watch = NULL;

        assert_int_equal(device_names_add(&names, in("x*")), 0);
        assert_int_equal(device_watch_new(&watch), 0);
        device_watch_names(watch, &names);
        assert_false(device_watch_dispatch(watch));
        assert_int_equal(symlink("/dev/null", in("x1")), 0);
        assert_true(wait_readable(device_watch_fd(watch)));
        assert_true(device_watch_dispatch(watch));
        assert_false(device_watch_dispatch(watch));
        assert_int_equal(unlink(in("x1")), 0);
        assert_true(device_watch_dispatch(watch));
}

static void folders_that_are_not_there_yet_are_waited_for(void **state) {
        CLEANUP(device_watch_cleanup) struct device_watch *watch = NULL;

        assert_int_equal(device_names_add(&names, in("deep/er/x")), 0);
        assert_int_equal(device_watch_new(&watch), 0);
        device_watch_names(watch, &names);
        assert_int_equal(mkdir(in("deep"), 0700), 0);
        assert_true(device_watch_dispatch(watch));
        device_watch_names(watch, &names);
        assert_int_equal(mkdir(in("deep/er"), 0700), 0);
        assert_true(device_watch_dispatch(watch));
        device_watch_names(watch, &names);
        assert_int_equal(symlink("/dev/null", in("deep/er/x")), 0);
        assert_true(device_watch_dispatch(watch));
        assert_true(device_names_include(&names, makedev(1, 3)));
        assert_int_equal(unlink(in("deep/er/x")), 0);
        assert_int_equal(rmdir(in("deep/er")), 0);
        assert_int_equal(rmdir(in("deep")), 0);
        assert_true(device_watch_dispatch(watch));
        device_watch_names(watch, &names);
        assert_int_equal(mkdir(in("deep"), 0700), 0);
        assert_true(device_watch_dispatch(watch));
        assert_int_equal(rmdir(in("deep")), 0);
}

#define WATCH_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                WATCH_TEST(names_are_absolute_and_few),
                WATCH_TEST(character_devices_that_match_are_told),
                WATCH_TEST(what_comes_and_goes_wakes_the_watch),
                WATCH_TEST(folders_that_are_not_there_yet_are_waited_for),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/input/virtual.h"

#include <fcntl.h>
#include <glob.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/hal/wait.h"
#include "tests/kiosk/hands.h"
#include "tests/support/cmocka.h"

enum { WORDS_SIZE = 1024 };

static struct hands hands;
static bool begun;

void virtual_need(void) {
        if (access("/dev/uinput", R_OK | W_OK) == 0 && access("/run/udev/control", F_OK) == 0)
                return;
        fprintf(stderr, "skipped: here is no /dev/uinput or no udev; this test runs inside the virtual kiosk (tests/kiosk)\n");
        exit(77);
}

void virtual_do(const char *format, ...) {
        char words[WORDS_SIZE], *answer = NULL;
        size_t answer_len = 0;
        FILE *file = open_memstream(&answer, &answer_len);
        va_list arguments;
        int r;

        if (!begun)
                hands_init(&hands);
        begun = true;
        va_start(arguments, format);
        assert_true(vsnprintf(words, sizeof(words), format, arguments) < (int)sizeof(words));
        va_end(arguments);
        assert_non_null(file);
        r = hands_do(&hands, words, file);
        fclose(file);
        if (r != 0)
                fail_msg("line %d: %s", r, answer);
        free(answer);
}

void virtual_plug_touch(int width, int height) {
        virtual_do("new %d 3 8183 19 Kiosk Touch\nproperty %d\nbit %d %d\naxis %d 0 9 0\naxis %d 0 65535 0\naxis %d 0 %d 4\naxis %d 0 %d 4\n"
                   "axis %d 0 %d 4\naxis %d 0 %d 4\nplug\n",
                   VIRTUAL_TOUCH, INPUT_PROP_DIRECT, EV_KEY, BTN_TOUCH, ABS_MT_SLOT, ABS_MT_TRACKING_ID, ABS_X, width - 1, ABS_Y, height - 1,
                   ABS_MT_POSITION_X, width - 1, ABS_MT_POSITION_Y, height - 1);
}

void virtual_plug_keys(int number, const char *name) {
        virtual_do("new %d 3 1507 4608 %s\nkeys 1 255\nplug\n", number, name);
}

void virtual_unplug(int number) {
        virtual_do("unplug %d\n", number);
}

static bool exists(const char *pattern) {
        glob_t found;
        int r = glob(pattern, 0, NULL, &found);

        globfree(&found);
        return r == 0;
}

static void await(const char *pattern, bool wanted) {
        for (int i = 0; i < PATIENCE_MS && exists(pattern) != wanted; i++)
                virtual_do("sleep 1000\n");
        if (exists(pattern) != wanted)
                fail_msg("udev %s %s", wanted ? "makes no" : "keeps", pattern);
}

void virtual_await(const char *pattern) {
        await(pattern, true);
}

void virtual_unplug_all(void) {
        for (int i = 0; i < HANDS_DEVICES_MAX && begun; i++)
                if (hands.fd[i] >= 0)
                        virtual_unplug(i);
        await("/dev/pickupbox/scanner[0-9]*", false);
        await("/dev/pickupbox/keypad*", false);
        await("/dev/pickupbox/headset*", false);
}

int virtual_grab(const char *name) {
        char path[32], has[64];

        for (unsigned i = 0; i < 64; i++) {
                int fd;

                snprintf(path, sizeof(path), "/dev/input/event%u", i);
                fd = open(path, O_RDWR | O_CLOEXEC);
                if (fd >= 0 && ioctl(fd, EVIOCGNAME(sizeof(has)), has) > 0 && strcmp(has, name) == 0 && ioctl(fd, EVIOCGRAB, 1) == 0)
                        return fd;
                if (fd >= 0)
                        close(fd);
        }
        fail_msg("no %s to grab", name);
        return -1;
}

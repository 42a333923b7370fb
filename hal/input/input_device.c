/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/input_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BITS = 8 * sizeof(unsigned long) };

static bool has_bit(const unsigned long *bits, unsigned bit) {
        return bits[bit / BITS] >> bit % BITS & 1;
}

/* Two absolute axes and something that says "down". */
static bool is_panel(int fd) {
        unsigned long axes[ABS_CNT / BITS + 1] = { 0 }, keys[KEY_CNT / BITS + 1] = { 0 };

        if (ioctl(fd, EVIOCGBIT(EV_ABS, sizeof(axes)), axes) < 0 || ioctl(fd, EVIOCGBIT(EV_KEY, sizeof(keys)), keys) < 0)
                return false;
        return (has_bit(axes, ABS_X) && has_bit(axes, ABS_Y) && (has_bit(keys, BTN_TOUCH) || has_bit(keys, BTN_LEFT))) ||
               (has_bit(axes, ABS_MT_POSITION_X) && has_bit(axes, ABS_MT_POSITION_Y));
}

static bool is_wanted(const struct input_device_names *names, int fd, dev_t device) {
        if (device_names_include(&names->scanners, device))
                return false;
        if (is_panel(fd))
                return names->touches.count == 0 || device_names_include(&names->touches, device);
        return device_names_include(&names->keypads, device);
}

static int prepare(const struct input_device_names *names, int fd) {
        struct stat status;

        if (fstat(fd, &status) < 0)
                return -errno;
        if (!is_wanted(names, fd, status.st_rdev))
                return -ENODEV;
        return ioctl(fd, EVIOCGRAB, 1) < 0 ? -errno : 0;
}

int input_device_open(const struct input_device_names *names, const char *path, int flags) {
        int fd = open(path, flags | O_CLOEXEC | O_NOCTTY), r;

        if (fd < 0)
                return -errno;
        r = prepare(names, fd);
        if (r == 0)
                return fd;
        close(fd);
        return r;
}

static double place_of(int fd, unsigned axis) {
        struct input_absinfo info = { 0 };

        if (ioctl(fd, EVIOCGABS(axis), &info) < 0 || info.maximum <= info.minimum)
                return 0.5;
        return ((double)info.value - info.minimum) / ((double)info.maximum - info.minimum + 1);
}

void input_device_place(int fd, double *ret_x, double *ret_y) {
        *ret_x = place_of(fd, ABS_X);
        *ret_y = place_of(fd, ABS_Y);
}

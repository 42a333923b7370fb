/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_serial.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { BYTES_AT_ONCE = 512 };

static const struct {
        unsigned baud;
        speed_t speed;
} speeds[] = {
        { 1200, B1200 }, { 2400, B2400 }, { 4800, B4800 }, { 9600, B9600 }, { 19200, B19200 },
        { 38400, B38400 }, { 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
};

static bool speed_of(unsigned baud, speed_t *ret_speed) {
        for (size_t i = 0; i < ARRAY_LEN(speeds); i++) {
                if (speeds[i].baud != baud)
                        continue;
                *ret_speed = speeds[i].speed;
                return true;
        }
        return false;
}

bool scanner_baud_valid(unsigned baud) {
        speed_t speed;

        return speed_of(baud, &speed);
}

static int prepare(int fd, speed_t speed) {
        struct termios line;

        if (tcgetattr(fd, &line) < 0)
                return -errno;
        cfmakeraw(&line);
        line.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
        line.c_cflag |= CLOCAL | CREAD | HUPCL;
        line.c_iflag |= IGNBRK;
        line.c_cc[VMIN] = 1;
        line.c_cc[VTIME] = 0;
        if (cfsetspeed(&line, speed) < 0 || ioctl(fd, TIOCEXCL) < 0 || tcsetattr(fd, TCSANOW, &line) < 0 || tcflush(fd, TCIOFLUSH) < 0)
                return -errno;
        return 0;
}

int scanner_serial_open(const char *path, unsigned baud) {
        speed_t speed;
        int fd, r;

        if (!speed_of(baud, &speed))
                return -EINVAL;
        fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        r = prepare(fd, speed);
        if (r == 0)
                return fd;
        close(fd);
        return r;
}

int scanner_serial_read(int fd, struct scanner_reading *reading, unsigned most, int64_t now_ms, const struct scanner_sink *sink) {
        char bytes[BYTES_AT_ONCE];
        unsigned count = 0;
        ssize_t got = 1;

        while (count < most) {
                got = read(fd, bytes, sizeof(bytes));
                if (got <= 0)
                        break;
                scanner_reading_feed(reading, bytes, (size_t)got, now_ms, sink);
                count += (unsigned)got;
        }
        explicit_bzero(bytes, sizeof(bytes));
        if (got < 0)
                return errno == EAGAIN || errno == EINTR ? (int)count : -errno;
        return got == 0 ? -ENODEV : (int)count;
}

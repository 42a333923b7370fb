/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/wait.h"

#include <poll.h>

bool wait_readable(int fd) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };

        return poll(&ready, 1, PATIENCE_MS) == 1;
}

bool wait_readable_now(int fd) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };

        return poll(&ready, 1, 0) == 1;
}

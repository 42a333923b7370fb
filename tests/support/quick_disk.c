/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Preloaded: the disk is not waited for. What dies in these tests is a process, never the computer, and what a process has written stays written
 * without that; what is done when waiting fails, tests of their own say at the place (--wrap).
 */
#include <unistd.h>

__attribute__((visibility("default"))) int fsync(int fd) {
        (void)fd;
        return 0;
}

__attribute__((visibility("default"))) int fdatasync(int fd) {
        (void)fd;
        return 0;
}

__attribute__((visibility("default"))) int syncfs(int fd) {
        (void)fd;
        return 0;
}

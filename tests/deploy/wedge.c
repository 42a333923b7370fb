/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A disk that hangs, for LD_PRELOAD: a sync returns only once the file named by PICKUPBOX_WEDGE is gone. The thread that
 * asked for it stands still meanwhile, as it would in the kernel; all others go on.
 */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void hang(void) {
        const char *path = getenv("PICKUPBOX_WEDGE");

        while (path && access(path, F_OK) == 0)
                usleep(10000);
}

__attribute__((visibility("default"))) int fdatasync(int fd) {
        hang();
        return (int)syscall(SYS_fdatasync, fd);
}

__attribute__((visibility("default"))) int fsync(int fd) {
        hang();
        return (int)syscall(SYS_fsync, fd);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The steel of the cabinet, inside the virtual kiosk: a door springs open once its coil was on for SPRING_MS.
 *
 *      kiosk_spring LOCK DOOR [LOCK DOOR]…
 *
 * LOCK is the file with the value of a lock's line, DOOR the one with the pull of its switch's.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { COMPARTMENTS_MAX = 64, LOOK_MS = 30, SPRING_MS = 30 };

struct compartment {
        int lock;
        const char *door;
        int on_ms;
};

static void open_door(const char *path) {
        int fd = open(path, O_WRONLY | O_CLOEXEC);

        if (fd < 0 || write(fd, "pull-down", 9) != 9)
                err(EXIT_FAILURE, "%s", path);
        close(fd);
}

static void look(struct compartment *compartment) {
        char value;

        if (pread(compartment->lock, &value, 1, 0) != 1)
                err(EXIT_FAILURE, "a lock's value");
        if (value != '1') {
                compartment->on_ms = 0;
                return;
        }
        compartment->on_ms += LOOK_MS;
        if (compartment->on_ms >= SPRING_MS && compartment->on_ms < SPRING_MS + LOOK_MS)
                open_door(compartment->door);
}

int main(int argc, char **argv) {
        static struct compartment compartments[COMPARTMENTS_MAX];
        const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
        int count = (argc - 1) / 2;

        if (argc < 3 || argc % 2 == 0 || count > COMPARTMENTS_MAX)
                errx(EXIT_FAILURE, "usage: kiosk_spring LOCK DOOR [LOCK DOOR]…");
        for (int i = 0; i < count; i++) {
                compartments[i] = (struct compartment){ .lock = open(argv[1 + 2 * i], O_RDONLY | O_CLOEXEC), .door = argv[2 + 2 * i] };
                if (compartments[i].lock < 0)
                        err(EXIT_FAILURE, "%s", argv[1 + 2 * i]);
        }
        for (;;) {
                for (int i = 0; i < count; i++)
                        look(&compartments[i]);
                nanosleep(&pause, NULL);
        }
}

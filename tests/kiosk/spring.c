/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The steel of the cabinet, inside the virtual kiosk: a door springs open once its coil was on for up to LOOK_MS.
 *
 *      kiosk_spring LOCK DOOR [LOCK DOOR]…
 *
 * LOCK is the file with the value of a lock's line, DOOR the one with the pull of its switch's. Looks as long as a coil is on; else it
 * sleeps until the kernel's trace tells that a line was set, in an instance of its own: an emulated processor that is woken dozens of times
 * a second has no rest.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TRACES "/sys/kernel/tracing/instances"

enum { COMPARTMENTS_MAX = 64, LOOK_MS = 30, TRACE_KB = 64 };

struct compartment {
        int lock;
        const char *door;
        bool on;
};

static void put(const char *path, const char *text) {
        int fd = open(path, O_WRONLY | O_CLOEXEC);

        if (fd < 0 || write(fd, text, strlen(text)) < 0)
                err(EXIT_FAILURE, "%s", path);
        close(fd);
}

/* False: its coil is off. */
static bool look(struct compartment *compartment) {
        bool before = compartment->on;
        char value;

        if (pread(compartment->lock, &value, 1, 0) != 1)
                err(EXIT_FAILURE, "a lock's value");
        compartment->on = value == '1';
        if (compartment->on && !before)
                put(compartment->door, "pull-down");
        return compartment->on;
}

/* Of this process, so that several may run: what reads it takes it away. */
static int trace_of_sets(void) {
        char folder[64], path[128], size[16];
        int trace;

        snprintf(folder, sizeof(folder), TRACES "/spring-%d", getpid());
        if (mkdir(folder, 0700) < 0)
                err(EXIT_FAILURE, "%s", folder);
        snprintf(size, sizeof(size), "%d", TRACE_KB);
        snprintf(path, sizeof(path), "%s/buffer_size_kb", folder);
        put(path, size);
        snprintf(path, sizeof(path), "%s/events/gpio/gpio_value/filter", folder);
        put(path, "get == 0");
        snprintf(path, sizeof(path), "%s/events/gpio/gpio_value/enable", folder);
        put(path, "1");
        snprintf(path, sizeof(path), "%s/trace_pipe", folder);
        trace = open(path, O_RDONLY | O_CLOEXEC);
        if (trace < 0)
                err(EXIT_FAILURE, "%s", path);
        return trace;
}

static void await_set(int trace) {
        char events[4096];

        while (read(trace, events, sizeof(events)) < 0)
                if (errno != EINTR)
                        err(EXIT_FAILURE, "the kernel's trace");
}

int main(int argc, char **argv) {
        static struct compartment compartments[COMPARTMENTS_MAX];
        const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
        int count = (argc - 1) / 2, trace;

        if (argc < 3 || argc % 2 == 0 || count > COMPARTMENTS_MAX)
                errx(EXIT_FAILURE, "usage: kiosk_spring LOCK DOOR [LOCK DOOR]…");
        for (int i = 0; i < count; i++) {
                compartments[i] = (struct compartment){ .lock = open(argv[1 + 2 * i], O_RDONLY | O_CLOEXEC), .door = argv[2 + 2 * i] };
                if (compartments[i].lock < 0)
                        err(EXIT_FAILURE, "%s", argv[1 + 2 * i]);
        }
        trace = trace_of_sets();
        for (;;) {
                bool on = false;

                for (int i = 0; i < count; i++)
                        on = look(&compartments[i]) || on;
                if (!on)
                        await_set(trace);
                nanosleep(&pause, NULL);
        }
}

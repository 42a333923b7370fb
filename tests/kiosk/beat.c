/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Says when the virtual kiosk stood still: an emulated machine whose host gives it no time has no time to end a pulse
 * either, and no software in it can help that.
 *
 *      kiosk_beat
 *
 * Wakes every BEAT_MS before everybody else. When it woke more than LATE_MS late, nothing could run meanwhile, and it
 * writes "still FROM MS" into the kernel's trace, FROM in seconds of CLOCK_MONOTONIC. Runs for ever.
 */
#include <err.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { BEAT_MS = 50, LATE_MS = 40 };

static int64_t now_us(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int main(void) {
        const struct sched_param first = { .sched_priority = sched_get_priority_max(SCHED_FIFO) };
        const struct timespec pause = { .tv_nsec = BEAT_MS * 1000000L };
        int trace = open("/sys/kernel/tracing/trace_marker", O_WRONLY | O_CLOEXEC);
        int64_t due_us, late_us;

        if (trace < 0)
                err(EXIT_FAILURE, "the kernel's trace");
        if (sched_setscheduler(0, SCHED_FIFO, &first) < 0 || mlockall(MCL_CURRENT) < 0)
                err(EXIT_FAILURE, "cannot come first");
        for (;;) {
                due_us = now_us() + BEAT_MS * 1000;
                nanosleep(&pause, NULL);
                late_us = now_us() - due_us;
                if (late_us > LATE_MS * 1000 &&
                    dprintf(trace, "still %.6f %lld\n", (double)due_us / 1e6, (long long)(late_us / 1000)) < 0)
                        err(EXIT_FAILURE, "the kernel's trace");
        }
}

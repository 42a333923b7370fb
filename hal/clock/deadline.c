/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/clock/deadline.h"

#include <assert.h>
#include <errno.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int64_t deadline_now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int deadline_timer_new(void) {
        int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);

        return timer < 0 ? -errno : timer;
}

void deadline_timer_set(int timer, int64_t deadline_ms) {
        struct itimerspec when = { 0 };
        int r;

        if (deadline_ms <= 0)
                when.it_value.tv_nsec = 1;
        else if (deadline_ms != INT64_MAX)
                when.it_value = (struct timespec){ .tv_sec = deadline_ms / 1000, .tv_nsec = deadline_ms % 1000 * 1000000 };
        r = timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        assert(r == 0);
}

void deadline_timer_clear(int timer) {
        uint64_t expirations;

        while (read(timer, &expirations, sizeof(expirations)) > 0)
                ;
}

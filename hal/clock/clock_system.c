/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <time.h>

#include "hal/clock/clock_backend.h"

static int64_t read_ms(clockid_t id) {
        struct timespec now;

        clock_gettime(id, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct moment clock_read_system(void) {
        return (struct moment){ .wall_ms = read_ms(CLOCK_REALTIME), .mono_ms = read_ms(CLOCK_BOOTTIME) };
}

static struct moment system_now(const struct clock *clock) {
        return clock_read_system();
}

/* adjtimex(2): TIME_ERROR, or STA_UNSYNC, while nobody steers it. Asking changes nothing and needs no right. */
static int system_synchronised(const struct clock *clock, bool *ret_synchronised) {
        struct timex timex = { .modes = 0 };
        int state = adjtimex(&timex);

        if (state < 0)
                return -errno;
        *ret_synchronised = state != TIME_ERROR && !(timex.status & STA_UNSYNC);
        return 0;
}

static void system_free(struct clock *clock) {
        free(clock);
}

static const struct clock_implementation system_clock = {
        .now = system_now,
        .synchronised = system_synchronised,
        .free = system_free,
};

int clock_new_system(struct clock **ret_clock) {
        struct clock *clock = malloc(sizeof(*clock));

        if (!clock)
                return -ENOMEM;
        *clock = (struct clock){ .implementation = &system_clock };
        *ret_clock = clock;
        return 0;
}

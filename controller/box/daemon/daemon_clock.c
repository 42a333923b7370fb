/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_clock.h"

#include <errno.h>

#include "controller/box/daemon/daemon.h"

static enum screen_time_state state_of(int r) {
        switch (r) {
        case 0:
                return SCREEN_TIME_SET;
        case -EALREADY:
                return SCREEN_TIME_SYNCHRONISED;
        case -EACCES:
                return SCREEN_TIME_DENIED;
        case -ENOENT:
                return SCREEN_TIME_NOBODY;
        default:
                return SCREEN_TIME_FAULT;
        }
}

static void on_told(void *context, int r) {
        struct daemon *daemon = context;

        box_clock_set(daemon->box, clock_now(daemon->devices.clock), state_of(r));
}

static int on_soon(sd_event_source *source, void *context) {
        struct daemon *daemon = context;

        on_told(daemon, daemon->clock.answer);
        return 0;
}

int daemon_clock_init(struct daemon *daemon) {
        int r = time_setter_new(daemon->event, on_told, daemon, &daemon->clock.setter);

        if (r == 0)
                r = sd_event_add_defer(daemon->event, &daemon->clock.soon, on_soon, daemon);
        return r < 0 ? r : sd_event_source_set_enabled(daemon->clock.soon, SD_EVENT_OFF);
}

void daemon_clock_deinit(struct daemon *daemon) {
        sd_event_source_unref(daemon->clock.soon);
        time_setter_free(daemon->clock.setter);
}

int daemon_set_clock(void *context, int64_t wall_ms) {
        struct daemon *daemon = context;
        int r = clock_set(daemon->devices.clock, wall_ms);

        if (r == -ENOTSUP)
                return time_setter_set(daemon->clock.setter, wall_ms);
        daemon->clock.answer = r;
        r = sd_event_source_set_enabled(daemon->clock.soon, SD_EVENT_ONESHOT);
        return r < 0 ? r : 0;
}

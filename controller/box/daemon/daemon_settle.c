/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_settle.h"

#include <string.h>
#include <systemd/sd-daemon.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"

enum { TICKS_MAX = 1000, MINUTE_MS = 60 * 1000 };

static struct moment now(const struct daemon *daemon) {
        return clock_now(daemon->devices.clock);
}

static void tick(struct daemon *daemon) {
        for (unsigned i = 0; i < TICKS_MAX; i++) {
                struct moment at = now(daemon);

                if (box_deadline(daemon->box) > at.mono_ms)
                        return;
                box_tick(daemon->box, at);
        }
        journal_log(LOG_ERR, "ours: the box asks for the same time again and again");
}

/* Moves, darkens or wakes the picture. What changes by itself does so once a minute, with the clock in the header. */
static void rest(struct daemon *daemon) {
        const struct config *config = daemon->config;
        enum screen_id id = box_screen(daemon->box)->id;
        struct moment at = now(daemon);
        struct local_time local;
        struct rest_scene scene = {
                .waiting = (id == SCREEN_IDLE || id == SCREEN_OUT_OF_ORDER) && at.mono_ms >= daemon->attended_ms,
                .idle = id == SCREEN_IDLE,
                .open = box_opening_hours(daemon->box, at),
                .may_switch_off = config->switch_off,
                .minute = at.wall_ms / MINUTE_MS,
                .dim_from = config->dim_from, .dim_to = config->dim_to, .dim_percent = config->dim_percent,
        };
        int r;

        moment_local(at.wall_ms, &local);
        scene.hour = (unsigned)local.hour;
        r = panel_rest(daemon->panel, rest_at(&scene));
        if (r < 0)
                journal_log(LOG_ERR, "the picture cannot be moved or darkened: %s", strerror(-r));
}

static void draw(struct daemon *daemon) {
        uint64_t serial = box_screen_serial(daemon->box);
        int r;

        if (daemon->drawn && daemon->drawn_serial == serial)
                return;
        r = panel_show(daemon->panel, box_screen(daemon->box));
        if (r < 0)
                journal_log(LOG_ERR, "the screen could not be drawn: %s", strerror(-r));
        /* Tried once a change, also when it failed: the next change draws everything. */
        daemon->drawn = true;
        daemon->drawn_serial = serial;
}

const char *daemon_trouble(const struct daemon *daemon) {
        return daemon->trouble ? daemon->trouble : box_store_answers(daemon->box) ? NULL : "store";
}

/* What `systemctl status` shows. */
static void tell_manager(struct daemon *daemon) {
        bool ready = !daemon_trouble(daemon);

        if (ready == daemon->told_ready)
                return;
        daemon->told_ready = ready;
        sd_notifyf(false, "STATUS=Box %s, %s", daemon->config->box_id, ready ? "ready" : "out of order");
}

/* The service manager starts it anew; its coils are off by then, for its guard sees it go. */
static void leave_for_a_new_start(struct daemon *daemon) {
        bool over = now(daemon).mono_ms >= daemon->leave_ms;

        if (daemon->leaving || (!over && !box_wants_restart(daemon->box)))
                return;
        daemon->leaving = true;
        journal_log(LOG_CRIT, "out of order for what a new start may cure; ending, to be started again");
        if (sd_event_exit(daemon->event, DAEMON_E_RESTART) < 0)
                journal_log(LOG_ERR, "the loop cannot be left");
}

/* A deadline that is over by now is found by the next tick; at once would starve the other events. */
static void set_timer(struct daemon *daemon) {
        int64_t deadline = box_deadline(daemon->box), left;
        int r;

        if (daemon->leave_ms < deadline)
                deadline = daemon->leave_ms;
        if (daemon->chips.look_ms < deadline)
                deadline = daemon->chips.look_ms;
        if (touch_deadline(&daemon->touch) < deadline)
                deadline = touch_deadline(&daemon->touch);

        if (deadline == INT64_MAX) {
                r = sd_event_source_set_enabled(daemon->timer, SD_EVENT_OFF);
        } else {
                left = deadline - now(daemon).mono_ms;
                r = sd_event_source_set_time_relative(daemon->timer, left > 0 ? (uint64_t)left * 1000 : 0);
                if (r >= 0)
                        r = sd_event_source_set_enabled(daemon->timer, SD_EVENT_ONESHOT);
        }
        if (r < 0)
                journal_log(LOG_ERR, "the timer cannot be set: %s", strerror(-r));
}

/* What the box waits for is read more often. */
static void await_doors(struct daemon *daemon) {
        for (unsigned i = 0; daemon->store && !daemon->devices.unusable && i < daemon->config->compartments; i++)
                door_bank_await(daemon->devices.doors, i, box_awaits(daemon->box, i + 1));
}

void daemon_settle(struct daemon *daemon) {
        if (daemon->settling)
                return;
        daemon->settling = true;
        daemon_chips_tick(daemon);
        touch_tick(&daemon->touch, now(daemon));
        tick(daemon);
        await_doors(daemon);
        rest(daemon);
        draw(daemon);
        speech_follow(daemon);
        set_timer(daemon);
        tell_manager(daemon);
        leave_for_a_new_start(daemon);
        if (daemon->control)
                control_shown(daemon->control, box_screen(daemon->box)->id);
        daemon->settling = false;
}

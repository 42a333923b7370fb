/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "controller/box/daemon/daemon_adopt.h"
#include "controller/box/daemon/daemon_listen.h"
#include "controller/box/daemon/daemon_ports.h"
#include "controller/box/daemon/daemon_settle.h"
#include "controller/box/daemon/incoming.h"
#include "controller/box/daemon/journal.h"

enum { TIMER_SLACK_US = 1000, MINUTE_MS = 60 * 1000 };

static struct moment now(const struct daemon *daemon) {
        return clock_now(daemon->devices.clock);
}

/* ---- events ---- */

static int on_timer(sd_event_source *source, uint64_t usec, void *context) {
        return 0; /* on_post settles */
}

static int on_post(sd_event_source *source, void *context) {
        daemon_settle(context);
        return 0;
}

/* The clock in the header: the box is asked once a minute whether its picture changes. */
static int on_minute(sd_event_source *source, uint64_t usec, void *context) {
        struct daemon *daemon = context;
        struct moment at = now(daemon);
        int r;

        box_tick(daemon->box, at);
        r = sd_event_source_set_time_relative(source, (uint64_t)(MINUTE_MS - at.wall_ms % MINUTE_MS) * 1000);
        return r < 0 ? r : sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

/* ---- making it ---- */

static int make_loop(struct daemon *daemon) {
        sigset_t ends;
        int r;

        sigemptyset(&ends);
        sigaddset(&ends, SIGTERM);
        sigaddset(&ends, SIGINT);
        if (sigprocmask(SIG_BLOCK, &ends, NULL) < 0)
                return -errno;
        if ((r = sd_event_new(&daemon->event)) < 0 ||
            (r = sd_event_add_signal(daemon->event, NULL, SIGTERM, NULL, NULL)) < 0 ||
            (r = sd_event_add_signal(daemon->event, NULL, SIGINT, NULL, NULL)) < 0 ||
            (r = sd_event_add_time_relative(daemon->event, &daemon->timer, CLOCK_BOOTTIME, 0, TIMER_SLACK_US, on_timer, daemon)) < 0 ||
            (r = sd_event_add_time_relative(daemon->event, &daemon->minute, CLOCK_BOOTTIME, 0, TIMER_SLACK_US, on_minute, daemon)) < 0 ||
            (r = sd_event_add_post(daemon->event, &daemon->post, on_post, daemon)) < 0)
                return r;
        return sd_event_set_watchdog(daemon->event, true);
}

static int make_box(struct daemon *daemon) {
        char facts[PATH_MAX + sizeof(".facts")];
        const struct box_config config = {
                .plan = daemon->config->plan,
                .version = PICKUPBOX_VERSION,
                .configuration = &daemon->config->sha,
                .mode = daemon->mode,
                .unusable = daemon->devices.unusable,
                .former_sealing = daemon->keys.former_sealing,
                .rolled_back = !daemon->store && daemon->trouble && strcmp(daemon->trouble, DAEMON_ROLLED_BACK) == 0,
                .restoring = &daemon->restore.ports,
                .language = daemon->config->language,
                .city_rgb = daemon->config->city_rgb,
                .witnesses = daemon->config->witnesses.keys,
                .witness_count = daemon->config->witnesses.count,
                .filter_double = daemon->config->filter_double,
                .reread_ms = daemon->config->reread_ms,
                .rate_wpm = daemon->config->voice.rate_wpm,
                .build_ms = (int64_t)BUILD_DATE_S * 1000,
                .facts = facts,
        };
        const struct box_ports ports = daemon_ports(daemon);

        daemon_restore_init(daemon);
        snprintf(facts, sizeof(facts), "%s.facts", daemon->config->anchor);
        return box_new(daemon->store, &config, &ports, daemon->keys.sealing, daemon->keys.tags, daemon->keys.ledger, now(daemon),
                       &daemon->box);
}

static int make_panel(struct daemon *daemon) {
        const struct config *config = daemon->config;
        int r = panel_new(daemon->devices.display, (double)config->panel_width_px / config->panel_width_mm,
                          *config->fonts ? config->fonts : NULL, &daemon->panel);

        if (r == -ENOENT)
                journal_log(LOG_ERR, "the fonts are missing; install Noto Sans (Debian package fonts-noto-core)");
        else if (r < 0)
                journal_log(LOG_ERR, "no picture can be drawn: %s", strerror(-r));
        return r < 0 ? DAEMON_E_REFUSED : 0;
}

static int make_control(struct daemon *daemon, control_request_fn *control) {
        int r = control_new(daemon->event, daemon->config->socket, control, daemon, &daemon->control);

        if (r < 0)
                journal_log(LOG_ERR, "the control socket %s cannot be made: %s", daemon->config->socket,
                            r == -EADDRINUSE ? "something else has this name; move it away" : strerror(-r));
        return r < 0 ? DAEMON_E_REFUSED : 0;
}

/* A box without it works on: its bundles come by `box adopt`. */
static void make_incoming(struct daemon *daemon) {
        int r = incoming_new(daemon->event, daemon->devices.clock, daemon->config->incoming, daemon_take, daemon, &daemon->incoming);

        if (r < 0)
                journal_log(LOG_ERR, "nothing is taken from %s: %s", daemon->config->incoming, strerror(-r));
}

int daemon_init(struct daemon *daemon, const struct config *config, enum store_mode mode, struct devices *devices,
                control_request_fn *control) {
        const struct worker_answers answers = daemon_worker_answers(daemon);
        bool refused = false, curable = false;
        int r;

        *daemon = (struct daemon){ .config = config, .mode = mode, .devices = *devices, .leave_ms = INT64_MAX, .told_ready = true };
        daemon_attend(daemon);
        speech_init(&daemon->speech);
        readers_load(&daemon->readers, config->scanner_settings);
        *devices = (struct devices){ 0 };
        (void)!daemon_open_box(config, mode, &daemon->store, &daemon->keys, &daemon->trouble, &curable, &refused);
        if (refused)
                return DAEMON_E_REFUSED;
        if (curable)
                daemon->leave_ms = now(daemon).mono_ms + DAEMON_LINGER_MS;
        if (!daemon->trouble)
                daemon->trouble = alarm_name(daemon->devices.unusable);
        daemon_chips_start(daemon);
        r = make_loop(daemon);
        if (r >= 0)
                r = time_service_new(daemon->event, &daemon->time_service);
        if (r >= 0)
                r = daemon_clock_init(daemon);
        if (r >= 0)
                r = worker_new(&answers, &daemon->worker);
        if (r >= 0)
                r = make_panel(daemon);
        if (r == 0)
                r = make_box(daemon);
        if (r == 0) {
                touch_init(&daemon->touch, daemon->box, daemon->panel, config->filter_double);
                r = daemon_listen(daemon);
        }
        if (r >= 0)
                r = r == 0 ? make_control(daemon, control) : r;
        if (r == 0)
                make_incoming(daemon);
        if (r == 0 && errand_new(daemon->event, &daemon->stick.errand) < 0)
                journal_log(LOG_ERR, "no stick is read at the screen: there is no memory for it");
        if (r < 0)
                journal_log(LOG_ERR, "cannot start: %s", strerror(-r));
        return r;
}

int daemon_run(struct daemon *daemon) {
        int r;

        daemon_settle(daemon);
        sd_notifyf(false, "READY=1\nSTATUS=Box %s, %s", daemon->config->box_id,
                   daemon->trouble ? "out of order" : "ready");
        journal_log(LOG_INFO, "box %s: %s, %u compartments, on %s hardware", daemon->config->box_id,
                    daemon->trouble ? "out of order" : "ready", daemon->config->compartments,
                    store_mode_name(daemon->mode));
        r = sd_event_loop(daemon->event);
        sd_notify(false, "STOPPING=1");
        if (r == 0 && box_shut_down(daemon->box, now(daemon)) < 0)
                journal_log(LOG_ERR, "the end could not be noted in the ledger");
        return r;
}

void daemon_deinit(struct daemon *daemon) {
        errand_free(daemon->stick.errand);
        stick_export_deinit(&daemon->stick.export);
        stick_deinit(&daemon->stick.found);
        control_free(daemon->control);
        incoming_free(daemon->incoming);
        for (size_t i = 0; i < daemon->source_count; i++)
                sd_event_source_disable_unref(daemon->sources[i]);
        sd_event_source_disable_unref(daemon->timer);
        sd_event_source_disable_unref(daemon->minute);
        sd_event_source_disable_unref(daemon->post);
        worker_free(daemon->worker);
        time_service_free(daemon->time_service);
        daemon_clock_deinit(daemon);
        box_free(daemon->box);
        daemon_restore_deinit(&daemon->restore);
        speech_deinit(&daemon->speech);
        panel_free(daemon->panel);
        store_close(daemon->store);
        box_keys_deinit(&daemon->keys);
        devices_close(&daemon->devices);
        sd_event_unref(daemon->event);
        *daemon = (struct daemon){ 0 };
}

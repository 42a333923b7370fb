/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-daemon.h>

#include "controller/box/daemon/daemon_adopt.h"
#include "controller/box/daemon/incoming.h"
#include "controller/box/daemon/journal.h"

enum { TICKS_MAX = 1000, TIMER_SLACK_US = 1000, MINUTE_MS = 60 * 1000, ODD_PAUSE_MS = 1000 };

static struct moment now(const struct daemon *daemon) {
        return clock_now(daemon->devices.clock);
}

/* ---- the box's ports ---- */

static int port_pulse(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? LOCK_E_FAULTY : lock_bank_pulse(daemon->devices.locks, c - 1);
}

static void port_clear_lock(void *context, unsigned c) {
        struct daemon *daemon = context;

        if (!daemon->devices.unusable)
                lock_bank_clear(daemon->devices.locks, c - 1);
}

static enum door_state port_door(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? DOOR_UNKNOWN : door_bank_state(daemon->devices.doors, c - 1);
}

static const char *port_chip(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? NULL : door_bank_chip(daemon->devices.doors, c - 1);
}

static void port_tone(void *context, enum tone tone) {
        struct daemon *daemon = context;

        voice_tone(daemon->devices.voice, tone);
}

static int port_check_pin(void *context, const char *pin, const char *verifier) {
        struct daemon *daemon = context;

        return worker_check(daemon->worker, pin, verifier);
}

static int port_hash_pin(void *context, const char *pin) {
        struct daemon *daemon = context;

        return worker_hash(daemon->worker, pin);
}

/* Where the unit's sandbox keeps the kernel from being asked, another service asks it for us. */
static int port_synchronised(void *context, bool *ret_synchronised) {
        struct daemon *daemon = context;
        int r = clock_synchronised(daemon->devices.clock, ret_synchronised);

        return r == -EPERM ? time_service_ask(daemon->time_service, ret_synchronised) : r;
}

static void port_log(void *context, int priority, const char *line) {
        journal_log(priority, "%s", line);
}

/* ---- what devices and worker tell ---- */

/* Somebody is there, or was a moment ago. */
static void attend(struct daemon *daemon) {
        daemon->attended_ms = now(daemon).mono_ms + REST_AFTER_MS;
}

static void told_pulsed(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        struct daemon *daemon = context;

        if (event == LOCK_EVENT_LOST)
                box_coil_lost(daemon->box, now(daemon), index + 1);
        else
                box_pulsed(daemon->box, now(daemon), index + 1, event == LOCK_EVENT_PULSED);
}

static void told_door(void *context, unsigned index, enum door_state state) {
        struct daemon *daemon = context;

        attend(daemon);
        /* One that comes back is told when all of it is there. */
        if (!daemon->chips.absent[index] && !daemon->devices.unusable)
                box_door(daemon->box, now(daemon), index + 1, state);
}

static void told_scanned(void *context, const char *text, size_t len, bool ended) {
        struct daemon *daemon = context;

        attend(daemon);
        speech_stop(daemon);
        box_scanned(daemon->box, now(daemon), text, len, ended);
}

/* Nothing of its content: it may be most of a code. */
static void told_odd(void *context, const struct scanner_glimpse *glimpse) {
        static const struct {
                const char *happened;
                bool lost;
        } oddities[] = {
                [SCANNER_AS_EXPECTED] = { "is as it should be", false },
                [SCANNER_LOWER_CASE] = { "is in lower case: set the reader to change no letters", false },
                [SCANNER_TWO_IN_ONE] = { "holds two codes: set the reader to send Enter after each", false },
                [SCANNER_CUT_OFF] = { "did not end: set the reader to send Enter after each code", true },
                [SCANNER_EVENTS_LOST] = { "came faster than it was taken: set the reader to a pause between keys", true },
                [SCANNER_TOO_MANY] = { "came too soon after others", false },
        };
        struct daemon *daemon = context;
        struct moment moment = now(daemon);

        if (moment.mono_ms >= daemon->odd_ms) {
                daemon->odd_ms = moment.mono_ms + ODD_PAUSE_MS;
                journal_log(LOG_NOTICE, "hardware: a reading of %zu bytes (first 0x%02x, last 0x%02x) %s (`pickupbox box scanner` shows more)",
                            glimpse->len, glimpse->first, glimpse->last, oddities[glimpse->oddity].happened);
        }
        if (oddities[glimpse->oddity].lost)
                box_misread(daemon->box, moment);
}

/* What it sends around a code holds nothing of the code. */
static void told_framing(void *context, const char *device, const struct scanner_framing *framing) {
        struct daemon *daemon = context;
        const struct code_reader *reader = readers_find(&daemon->readers, device);
        bool knew = reader && reader->known, was = reader && reader->changed;
        char good[SCANNER_FRAMING_TEXT_SIZE], now_text[SCANNER_FRAMING_TEXT_SIZE];
        int r = 0;

        reader = readers_hear(&daemon->readers, device, framing);
        if (!reader)
                return;
        if (reader->known && !knew)
                r = readers_save(&daemon->readers);
        if (r < 0)
                journal_log(LOG_ERR, "how %s is set up cannot be kept in %s: %s", device, daemon->readers.file, strerror(-r));
        if (reader->changed && !was) {
                scanner_framing_print(&reader->good, good);
                scanner_framing_print(framing, now_text);
                journal_log(LOG_WARNING, "hardware: the reader %s is set up otherwise than when it was last good (%s, now %s): somebody may have held up a "
                                         "set-up barcode; set it up again and lock it (`pickupbox box scanner`)", device, good, now_text);
        }
        if (reader->changed != was)
                box_scanner_settings(daemon->box, now(daemon), readers_changed(&daemon->readers));
}

static void told_scanner(void *context, bool present) {
        struct daemon *daemon = context;

        box_device(daemon->box, now(daemon), DEVICE_SCANNER, present);
}

static void told_input(void *context, const struct input_event *event) {
        struct daemon *daemon = context;

        attend(daemon);
        speech_stop(daemon);
        if (touch_event(&daemon->touch, now(daemon), event))
                speech_again(daemon);
        /* The next event is for what this one made of the picture. */
        daemon_settle(daemon);
}

static void told_touch(void *context, bool present) {
        struct daemon *daemon = context;

        touch_plugged(&daemon->touch, now(daemon), present);
}

static void told_screen(void *context, bool present) {
        struct daemon *daemon = context;

        box_device(daemon->box, now(daemon), DEVICE_SCREEN, present);
        if (present)
                box_screen_mode(daemon->box, now(daemon), !display_fits(daemon->devices.display));
        if (present && panel_refresh(daemon->panel) < 0)
                journal_log(LOG_ERR, "hardware: the screen came back and takes no picture");
}

static void told_voice(void *context, bool present) {
        struct daemon *daemon = context;

        box_device(daemon->box, now(daemon), DEVICE_VOICE, present);
}

static void told_checked(void *context, bool right) {
        struct daemon *daemon = context;

        box_pin_checked(daemon->box, now(daemon), right);
}

static void told_hashed(void *context, const char *verifier) {
        struct daemon *daemon = context;

        box_pin_hashed(daemon->box, now(daemon), verifier);
}

/* ---- settling ---- */

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

static int on_locks(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;
        int r = lock_bank_dispatch(daemon->devices.locks);

        if (r < 0) {
                /* A daemon whose guard is gone can only be started anew, with a new guard. */
                journal_log(LOG_CRIT, "ours: the guard of the locks has gone (%s); ending, to be started again", strerror(-r));
                return sd_event_exit(daemon->event, DAEMON_E_RESTART);
        }
        daemon_chips_follow(daemon);
        return 0;
}

static int on_doors(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;
        int r = door_bank_dispatch(daemon->devices.doors);

        if (r < 0) {
                journal_log(LOG_CRIT, "hardware: the door switches are lost (%s); ending, to be started again", strerror(-r));
                return sd_event_exit(daemon->event, DAEMON_E_RESTART);
        }
        daemon_chips_follow(daemon);
        return 0;
}

/* One of the people's devices has nothing more to give: the box works on without it. */
static int forsaken(sd_event_source *source, const char *name, int r) {
        if (r >= 0)
                return 0;
        journal_log(LOG_ERR, "hardware: %s is lost: %s", name, strerror(-r));
        return sd_event_source_set_enabled(source, SD_EVENT_OFF);
}

static int on_scanner(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;

        return forsaken(source, "the scanner", scanner_dispatch(daemon->devices.scanner));
}

static int on_input(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;

        return forsaken(source, "touch and keys", input_dispatch(daemon->devices.input));
}

static int on_display(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;

        return forsaken(source, "the screen", display_dispatch(daemon->devices.display));
}

static int on_voice(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;

        return forsaken(source, "the voice", voice_dispatch(daemon->devices.voice));
}

static int on_window(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;
        const struct devices_window *window = &daemon->devices.window;

        return window->dispatch(window->window) == 0 ? 0 : sd_event_exit(daemon->event, EXIT_SUCCESS);
}

static int on_worker(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct daemon *daemon = context;

        worker_dispatch(daemon->worker);
        return 0;
}

/* ---- wiring ---- */

static int listen_to(struct daemon *daemon, int fd, sd_event_io_handler_t handler) {
        assert(daemon->source_count < ARRAY_LEN(daemon->sources));
        return sd_event_add_io(daemon->event, &daemon->sources[daemon->source_count++], fd, EPOLLIN, handler, daemon);
}

static int listen_to_cabinet(struct daemon *daemon) {
        const struct devices *devices = &daemon->devices;
        int r;

        if (!devices->locks || !devices->doors)
                return 0;
        if ((r = listen_to(daemon, lock_bank_fd(devices->locks), on_locks)) < 0 ||
            (r = listen_to(daemon, door_bank_fd(devices->doors), on_doors)) < 0)
                return r;
        lock_bank_set_callback(devices->locks, told_pulsed, daemon);
        door_bank_set_callback(devices->doors, told_door, daemon);
        return 0;
}

static int listen_to_all(struct daemon *daemon) {
        const struct devices *devices = &daemon->devices;
        int r;

        if ((r = listen_to_cabinet(daemon)) < 0 || (r = listen_to(daemon, scanner_fd(devices->scanner), on_scanner)) < 0 ||
            (r = listen_to(daemon, input_fd(devices->input), on_input)) < 0 ||
            (r = listen_to(daemon, display_fd(devices->display), on_display)) < 0 ||
            (r = listen_to(daemon, voice_fd(devices->voice), on_voice)) < 0 ||
            (r = listen_to(daemon, worker_fd(daemon->worker), on_worker)) < 0 ||
            (devices->window.window && (r = listen_to(daemon, devices->window.fd, on_window)) < 0))
                return r;
        scanner_set_callbacks(devices->scanner, told_scanned, told_odd, told_scanner, daemon);
        scanner_set_framing(devices->scanner, told_framing);
        input_set_callbacks(devices->input, told_input, told_touch, daemon);
        display_set_callback(devices->display, told_screen, daemon);
        voice_set_callback(devices->voice, told_voice, daemon);
        /* What was never there is told as what has gone. */
        told_scanner(daemon, scanner_present(devices->scanner));
        told_touch(daemon, input_touch_present(devices->input));
        box_device(daemon->box, now(daemon), DEVICE_SCREEN, display_present(devices->display));
        told_voice(daemon, voice_present(devices->voice));
        return 0;
}

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
                .filter_double = daemon->config->filter_double,
                .reread_ms = daemon->config->reread_ms,
                .rate_wpm = daemon->config->voice.rate_wpm,
                .build_ms = (int64_t)BUILD_DATE_S * 1000,
                .facts = facts,
        };
        const struct box_ports ports = {
                .context = daemon,
                .pulse = port_pulse,
                .clear_lock = port_clear_lock,
                .door = port_door,
                .chip = port_chip,
                .tone = port_tone,
                .check_pin = port_check_pin,
                .hash_pin = port_hash_pin,
                .synchronised = port_synchronised,
                .read_stick = daemon_read_stick,
                .export_stick = daemon_export_stick,
                .log = port_log,
        };

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
        const struct worker_answers answers = { .checked = told_checked, .hashed = told_hashed, .context = daemon };
        bool refused = false, curable = false;
        int r;

        *daemon = (struct daemon){ .config = config, .mode = mode, .devices = *devices, .leave_ms = INT64_MAX, .told_ready = true };
        attend(daemon);
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
                r = worker_new(&answers, &daemon->worker);
        if (r >= 0)
                r = make_panel(daemon);
        if (r == 0)
                r = make_box(daemon);
        if (r == 0) {
                touch_init(&daemon->touch, daemon->box, daemon->panel, config->filter_double);
                r = listen_to_all(daemon);
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

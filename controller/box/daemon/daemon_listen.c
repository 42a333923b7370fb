/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_listen.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/daemon_settle.h"
#include "controller/box/daemon/journal.h"

enum { ODD_PAUSE_MS = 1000 };

static struct moment now(const struct daemon *daemon) {
        return clock_now(daemon->devices.clock);
}

/* ---- what devices and worker tell ---- */

void daemon_attend(struct daemon *daemon) {
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

        daemon_attend(daemon);
        /* One that comes back is told when all of it is there. */
        if (!daemon->chips.absent[index] && !daemon->devices.unusable)
                box_door(daemon->box, now(daemon), index + 1, state);
}

static void told_scanned(void *context, const char *text, size_t len, bool ended) {
        struct daemon *daemon = context;

        daemon_attend(daemon);
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
                [SCANNER_REST] = { "is the rest of one in which the reader stood still: set a shorter pause between keys", false },
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

/* With the focus on something the box answers itself. */
static bool may_lead_nowhere(const struct daemon *daemon, const struct input_event *event) {
        const struct screen *screen = box_screen(daemon->box);

        return event->type == INPUT_KEY_PRESS && (event->key == INPUT_KEY_OK || event->key == INPUT_KEY_BACK) &&
               (screen->focus.id == TARGET_NONE || screen_entered(screen));
}

static void told_input(void *context, const struct input_event *event) {
        struct daemon *daemon = context;
        bool may = may_lead_nowhere(daemon, event);
        enum screen_id screen = box_screen(daemon->box)->id;
        uint64_t said = daemon->speech.count;

        daemon_attend(daemon);
        speech_stop(daemon);
        if (touch_event(&daemon->touch, now(daemon), event))
                speech_again(daemon);
        /* The next event is for what this one made of the picture. */
        daemon_settle(daemon);
        if (may && daemon->speech.count == said && box_screen(daemon->box)->id == screen)
                speech_nowhere(daemon);
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

/* ---- what their descriptors tell ---- */

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

/* ---- listening ---- */

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

int daemon_listen(struct daemon *daemon) {
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

struct worker_answers daemon_worker_answers(struct daemon *daemon) {
        return (struct worker_answers){ .checked = told_checked, .hashed = told_hashed, .context = daemon };
}

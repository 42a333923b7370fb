/* SPDX-License-Identifier: EUPL-1.2 */
/* What the control socket's requests do. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/daemon.h"
#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"
#include "hal/scanner/scanner_sim.h"
#include "hal/voice/voice_sim.h"

static void answer_json(struct control_peer *peer, json_t *object) {
        char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;

        if (text)
                control_answer(peer, text, -1);
        else
                control_answer_error(peer, "fault", "there is no memory for the answer");
        free(text);
        json_decref(object);
}

/* ---- status ---- */

struct counts {
        unsigned free_count, occupied, return_inside, quarantined, absent;
};

static void count_one(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct counts *counts = context;

        switch (compartment->state) {
        case COMPARTMENT_FREE:
                counts->free_count++;
                break;
        case COMPARTMENT_OCCUPIED:
                counts->occupied++;
                break;
        case COMPARTMENT_RETURN_INSIDE:
                counts->return_inside++;
                break;
        case COMPARTMENT_QUARANTINED:
                counts->quarantined++;
                break;
        case COMPARTMENT_ABSENT:
                counts->absent++;
                break;
        }
}

static json_t *compartments_json(struct daemon *daemon) {
        struct counts counts = { 0 };

        if (!daemon->store || store_each(daemon->store, count_one, &counts) != 0)
                return json_null();
        return json_pack("{s:i,s:i,s:i,s:i,s:i}", "free", (int)counts.free_count, "occupied", (int)counts.occupied, "return_inside",
                         (int)counts.return_inside, "quarantined", (int)counts.quarantined, "absent", (int)counts.absent);
}

static json_t *ledger_json(struct daemon *daemon) {
        CLEANUP(buffer_deinit) struct buffer root_text = BUFFER_INIT;
        struct hash root;

        if (!daemon->store || !store_origin(daemon->store))
                return json_null();
        store_root(daemon->store, &root);
        /* As a checkpoint writes it, to be compared with an export. */
        if (hash_format(&root, &root_text) != 0)
                return json_null();
        return json_pack("{s:s,s:I,s:s}", "origin", store_origin(daemon->store), "size", (json_int_t)store_size(daemon->store), "root",
                         buffer_text(&root_text));
}

static json_t *bundle_json(struct daemon *daemon) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        char expires[MOMENT_TEXT_SIZE];
        struct public_key root;

        if (!daemon->store || store_bundle(daemon->store, &root, &bytes) != 0 ||
            bundle_open(bytes.data, bytes.len, &root, &bundle) != 0)
                return json_null();
        moment_format((int64_t)bundle->expires * 1000, false, expires);
        return json_pack("{s:I,s:s}", "version", (json_int_t)bundle->version, "expires", expires);
}

static json_t *space_json(struct daemon *daemon) {
        uint64_t bytes;

        if (!daemon->store || store_space(daemon->store, &bytes) != 0)
                return json_null();
        return json_integer((json_int_t)bytes);
}

static void answer_status(struct daemon *daemon, struct control_peer *peer) {
        const struct screen *screen = box_screen(daemon->box);
        char time[MOMENT_TEXT_SIZE];

        moment_format(clock_now(daemon->devices.clock).wall_ms, false, time);
        answer_json(peer, json_pack("{s:b,s:s,s:s,s:s,s:s,s:b,s:s,s:s?,s:b,s:o,s:o,s:o,s:o,s:{s:b,s:b,s:b,s:b}}", "ok", 1, "box",
                                    daemon->config->box_id, "version", PICKUPBOX_VERSION, "mode",
                                    daemon->mode == STORE_MODE_SIMULATED ? "simulated" : "real", "time", time, "working",
                                    screen->id != SCREEN_OUT_OF_ORDER, "screen", screen_name(screen->id), "trouble", daemon->trouble,
                                    "idle", box_idle(daemon->box), "compartments", compartments_json(daemon), "ledger",
                                    ledger_json(daemon), "bundle", bundle_json(daemon), "space", space_json(daemon), "devices",
                                    "scanner", scanner_present(daemon->devices.scanner), "touch",
                                    input_touch_present(daemon->devices.input), "screen", display_present(daemon->devices.display), "voice",
                                    voice_present(daemon->devices.voice)));
}

/* ---- adopt ---- */

/* A bundle that this box does not trust is box_adopt()'s to refuse. */
static bool made_for_other_enrolment(struct daemon *daemon, const struct control_request *request) {
        CLEANUP(bundle_cleanup) struct bundle *current = NULL, *bundle = NULL;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct public_key root;

        return daemon->store && daemon->keys.sealing && store_bundle(daemon->store, &root, &bytes) == 0 &&
               bundle_open(bytes.data, bytes.len, &root, &current) == 0 &&
               bundle_open_next(request->bytes, request->len, current, &bundle) == 0 &&
               !adopt_fits_box(bundle, daemon->config->box_id, daemon->keys.sealing);
}

static void answer_adopt(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        int r;

        if (made_for_other_enrolment(daemon, request)) {
                control_answer_error(peer, "refused", ADOPT_OTHER_ENROLMENT, daemon->config->box_id, daemon->config->box_id);
                return;
        }
        r = box_adopt(daemon->box, clock_now(daemon->devices.clock), request->bytes, request->len);

        switch (r) {
        case 0:
                control_answer_ok(peer);
                break;
        case BOX_E_BUSY:
                control_answer_error(peer, "busy", "somebody is at the box or a door is open; try again when it is idle");
                break;
        case BOX_E_NO_ROOT:
                control_answer_error(peer, "refused", "this box trusts no office yet; stop the daemon and adopt with --root");
                break;
        case BOX_E_REFUSED:
                control_answer_error(peer, "refused", "not a bundle signed by the office that this box trusts");
                break;
        case BOX_E_OTHER_BOX:
                control_answer_error(peer, "refused", "this bundle does not know box %s; `pickupbox office add-box` comes first",
                                     daemon->config->box_id);
                break;
        case BOX_E_OLD_VERSION:
                control_answer_error(peer, "refused", "the box has this version of the bundle or a newer one already");
                break;
        default:
                control_answer_error(peer, "fault", "the bundle could not be stored: %s", strerror(r < 0 ? -r : EIO));
        }
}

/* ---- simulated people and hands ---- */

static void answer_done(struct daemon *daemon, struct control_peer *peer, int r, const char *what) {
        daemon_settle(daemon);
        if (r == 0)
                control_answer_ok(peer);
        else if (r == -ENODEV)
                control_answer_error(peer, "refused", "%s is unplugged", what);
        else
                control_answer_error(peer, "fault", "%s: %s", what, strerror(-r));
}

static void sim_scan(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        int r = scanner_simulate_text(daemon->devices.scanner, (const char *)request->bytes, request->len);

        if (r == 0)
                r = scanner_dispatch(daemon->devices.scanner);
        answer_done(daemon, peer, r, "the scanner");
}

static void sim_tap(struct daemon *daemon, struct control_peer *peer, int x_px, int y_px) {
        int r;

        if (x_px >= display_width_px(daemon->devices.display) || y_px >= display_height_px(daemon->devices.display)) {
                control_answer_error(peer, "refused", "that is beside the picture of %d by %d pixels",
                                     display_width_px(daemon->devices.display), display_height_px(daemon->devices.display));
                return;
        }
        r = input_simulate_tap(daemon->devices.input, x_px, y_px);
        if (r == 0)
                r = input_dispatch(daemon->devices.input);
        answer_done(daemon, peer, r, "touch");
}

static void sim_press(struct daemon *daemon, struct control_peer *peer, struct target target) {
        char name[TARGET_NAME_SIZE];
        int x_px, y_px;

        daemon_settle(daemon);
        if (panel_point_of(daemon->panel, target, &x_px, &y_px)) {
                sim_tap(daemon, peer, x_px, y_px);
                return;
        }
        target_name(target, name);
        control_answer_error(peer, "refused", "the screen %s has nothing called %s", screen_name(box_screen(daemon->box)->id), name);
}

static void sim_key(struct daemon *daemon, struct control_peer *peer, enum input_key key) {
        const struct input_event event = { .type = INPUT_KEY_PRESS, .key = key };
        int r = input_simulate(daemon->devices.input, &event);

        if (r == 0)
                r = input_dispatch(daemon->devices.input);
        answer_done(daemon, peer, r, "the keypad");
}

static void sim_door(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        if (request->c > daemon->config->compartments) {
                control_answer_error(peer, "refused", "this box has %u compartments", daemon->config->compartments);
                return;
        }
        sim_world_hand(daemon->devices.world, request->c - 1, request->hand);
        control_answer_ok(peer);
}

static void sim_time(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        struct clock *clock = daemon->devices.clock;
        int r = request->kind == CONTROL_ADVANCE ? clock_advance(clock, request->ms) : clock_jump(clock, request->ms);

        if (r < 0) {
                control_answer_error(peer, "refused", "the clock does not go there: %s", strerror(-r));
                return;
        }
        box_tick(daemon->box, clock_now(clock));
        daemon_settle(daemon);
        control_answer_ok(peer);
}

static void sim_plug(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        struct devices *devices = &daemon->devices;
        int r = 0;

        switch (request->device) {
        case DEVICE_SCANNER:
                scanner_simulate_present(devices->scanner, request->on);
                r = scanner_dispatch(devices->scanner);
                break;
        case DEVICE_TOUCH:
                input_simulate_touch_present(devices->input, request->on);
                r = input_dispatch(devices->input);
                break;
        case DEVICE_SCREEN:
                display_simulate_present(devices->display, request->on);
                r = display_dispatch(devices->display);
                break;
        case DEVICE_VOICE:
                voice_simulate_present(devices->voice, request->on);
                r = voice_dispatch(devices->voice);
                break;
        default:
                break;
        }
        answer_done(daemon, peer, r, device_name(request->device));
}

static void sim_headset(struct daemon *daemon, struct control_peer *peer, bool plugged) {
        const struct input_event event = { .type = INPUT_HEADSET, .plugged = plugged };
        int r = input_simulate(daemon->devices.input, &event);

        if (r == 0)
                r = input_dispatch(daemon->devices.input);
        answer_done(daemon, peer, r, "the headset");
}

/* ---- what is to be seen and heard ---- */

/* The picture goes as a descriptor of memory: no client has to be waited for while it is sent. */
static void sim_screen(struct daemon *daemon, struct control_peer *peer) {
        char text[128];
        int width_px, height_px, fd;
        const uint32_t *pixels;
        size_t len;

        daemon_settle(daemon);
        if (!display_present(daemon->devices.display)) {
                control_answer_error(peer, "refused", "the screen is unplugged");
                return;
        }
        width_px = display_width_px(daemon->devices.display);
        height_px = display_height_px(daemon->devices.display);
        pixels = display_simulated_pixels(daemon->devices.display);
        len = (size_t)width_px * (size_t)height_px * sizeof(*pixels);
        fd = memfd_create("screen", MFD_CLOEXEC);
        if (fd < 0 || ftruncate(fd, (off_t)len) < 0 || pwrite(fd, pixels, len, 0) != (ssize_t)len) {
                if (fd >= 0)
                        close(fd);
                control_answer_error(peer, "fault", "there is no memory for the picture");
                return;
        }
        snprintf(text, sizeof(text), "{\"ok\":true,\"width\":%d,\"height\":%d}", width_px, height_px);
        control_answer(peer, text, fd);
}

static json_t *texts_json(const struct view *view) {
        const struct view_text *texts;
        json_t *array = json_array();
        size_t count;

        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++)
                json_array_append_new(array, json_pack("{s:s,s:s,s:i,s:i,s:i,s:i}", "name", texts[i].name, "text", texts[i].text, "x",
                                                       texts[i].rect.x, "y", texts[i].rect.y, "w", texts[i].rect.w, "h",
                                                       texts[i].rect.h));
        return array;
}

static json_t *targets_json(const struct view *view) {
        const struct view_target *targets;
        json_t *array = json_array();
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                json_array_append_new(array, json_pack("{s:s,s:s,s:i,s:i,s:i,s:i,s:b}", "name", targets[i].name, "text",
                                                       targets[i].text ? targets[i].text : "", "x", targets[i].rect.x, "y",
                                                       targets[i].rect.y, "w", targets[i].rect.w, "h", targets[i].rect.h, "focus",
                                                       targets[i].focus));
        return array;
}

static json_t *speech_json(const struct view *view) {
        const char *const *sentences;
        json_t *array = json_array();
        bool personal;
        size_t count;

        sentences = view_speech(view, &count, &personal);
        for (size_t i = 0; i < count; i++)
                json_array_append_new(array, json_string(sentences[i]));
        return array;
}

static json_t *locks_json(const struct lock_bank *locks) {
        json_t *array = json_array();

        for (unsigned i = 0; i < lock_bank_count(locks); i++)
                json_array_append_new(array, json_pack("{s:i,s:s,s:i,s:i}", "c", (int)i + 1, "state",
                                                       lock_state_name(lock_bank_state(locks, i)), "pulses",
                                                       (int)lock_bank_pulses(locks, i), "last_ms", (int)lock_bank_last_ms(locks, i)));
        return array;
}

static json_t *doors_json(const struct door_bank *doors) {
        json_t *array = json_array();

        for (unsigned i = 0; i < door_bank_count(doors); i++)
                json_array_append_new(array, json_string(door_state_name(door_bank_state(doors, i))));
        return array;
}

static void sim_state(struct daemon *daemon, struct control_peer *peer) {
        CLEANUP(view_cleanup) struct view *view = NULL;
        char time[MOMENT_TEXT_SIZE];
        struct screen screen;

        daemon_settle(daemon);
        screen = *box_screen(daemon->box);
        if (screen_entered(&screen))
                screen.entry.show = false; /* only the length of what was typed leaves the box, also while the person looks at it */
        if (panel_view(daemon->panel, &screen, &view) != 0) {
                control_answer_error(peer, "fault", "there is no memory for the answer");
                return;
        }
        moment_format(clock_now(daemon->devices.clock).wall_ms, true, time);
        answer_json(peer, json_pack("{s:b,s:{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}}", "ok", 1, "state", "screen", screen_name(screen.id),
                                    "language", language_tag(screen.look.language), "time", time, "texts", texts_json(view), "targets",
                                    targets_json(view), "speech", speech_json(view), "locks", locks_json(daemon->devices.locks),
                                    "doors", doors_json(daemon->devices.doors)));
}

/* Digits that a person typed leave the box as dots, also those that the headset said. */
static json_t *said_json(const char *text) {
        char dots[2 * 3 * SCREEN_ENTRY_MAX] = "";

        if (strlen(text) >= 2 * SCREEN_ENTRY_MAX || text[strspn(text, "0123456789 ")] != '\0')
                return json_string(text);
        for (; *text; text++)
                strcat(dots, *text == ' ' ? " " : "•");
        return json_string(dots);
}

static void sim_hear(struct daemon *daemon, struct control_peer *peer) {
        struct voice *voice = daemon->devices.voice;
        json_t *sounds = json_array();

        daemon_settle(daemon);
        for (unsigned i = 0; i < voice_simulated_count(voice); i++) {
                struct voice_sound sound = voice_simulated_sound(voice, i);

                if (sound.text)
                        json_array_append_new(sounds, json_pack("{s:o,s:s,s:b,s:i}", "text", said_json(sound.text), "language",
                                                                sound.language, "headset", sound.headset_only, "volume",
                                                                (int)sound.volume));
                else
                        json_array_append_new(sounds, json_pack("{s:s,s:i}", "tone", tone_name(sound.tone), "volume",
                                                                (int)sound.volume));
        }
        answer_json(peer, json_pack("{s:b,s:{s:b,s:o}}", "ok", 1, "heard", "speaking", voice_simulated_speaking(voice), "sounds",
                                    sounds));
        voice_simulated_forget(voice);
}

void daemon_request(void *context, struct control_peer *peer, const struct control_request *request) {
        struct daemon *daemon = context;

        if (request->kind != CONTROL_STATUS && request->kind != CONTROL_ADOPT && !daemon->devices.world) {
                control_answer_error(peer, "not_simulated", "this daemon was not started with --simulate");
                return;
        }
        switch (request->kind) {
        case CONTROL_STATUS:
                answer_status(daemon, peer);
                break;
        case CONTROL_ADOPT:
                answer_adopt(daemon, peer, request);
                break;
        case CONTROL_SCAN:
                sim_scan(daemon, peer, request);
                break;
        case CONTROL_TOUCH:
                sim_tap(daemon, peer, request->x_px, request->y_px);
                break;
        case CONTROL_PRESS:
                sim_press(daemon, peer, request->target);
                break;
        case CONTROL_KEY:
                sim_key(daemon, peer, request->key);
                break;
        case CONTROL_DOOR:
                sim_door(daemon, peer, request);
                break;
        case CONTROL_DOORS:
                sim_world_set_automatic(daemon->devices.world, request->on);
                control_answer_ok(peer);
                break;
        case CONTROL_ADVANCE:
        case CONTROL_JUMP:
                sim_time(daemon, peer, request);
                break;
        case CONTROL_PLUG:
                sim_plug(daemon, peer, request);
                break;
        case CONTROL_SCREEN:
                sim_screen(daemon, peer);
                break;
        case CONTROL_STATE:
                sim_state(daemon, peer);
                break;
        case CONTROL_HEADSET:
                sim_headset(daemon, peer, request->on);
                break;
        case CONTROL_HEAR:
                sim_hear(daemon, peer);
                break;
        case CONTROL_WAIT:
                daemon_settle(daemon);
                control_await(peer, request->screen, request->ms);
                break;
        case CONTROL_KIND_COUNT:
                break;
        }
}

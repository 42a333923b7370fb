/* SPDX-License-Identifier: EUPL-1.2 */
/* What the control socket's requests do on a simulated cabinet. */
#include "controller/box/daemon/daemon_control.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "controller/box/daemon/daemon_settle.h"
#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"
#include "hal/scanner/scanner_sim.h"
#include "hal/voice/voice_sim.h"

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

static void sim_touch(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        sim_tap(daemon, peer, request->x_px, request->y_px);
}

static void sim_press(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        char name[TARGET_NAME_SIZE];
        int x_px, y_px;

        daemon_settle(daemon);
        if (panel_point_of(daemon->panel, request->target, &x_px, &y_px)) {
                sim_tap(daemon, peer, x_px, y_px);
                return;
        }
        target_name(request->target, name);
        control_answer_error(peer, "refused", "the screen %s has nothing called %s", screen_name(box_screen(daemon->box)->id), name);
}

static void sim_key(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        const struct input_event event = { .type = INPUT_KEY_PRESS, .key = request->key };
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
        sim_world_hand(daemon->devices.cabinet.world, request->c - 1, request->hand);
        control_answer_ok(peer);
}

static void sim_doors(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        sim_world_set_automatic(daemon->devices.cabinet.world, request->on);
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

static void sim_synchronise(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        answer_done(daemon, peer, clock_synchronise(daemon->devices.clock, request->on), "the clock");
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

static void sim_headset(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        const struct input_event event = { .type = INPUT_HEADSET, .plugged = request->on };
        int r = input_simulate(daemon->devices.input, &event);

        if (r == 0)
                r = input_dispatch(daemon->devices.input);
        answer_done(daemon, peer, r, "the headset");
}

/* ---- what is to be seen and heard ---- */

/* The picture goes as a descriptor of memory: no client has to be waited for while it is sent. */
static void sim_screen(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
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

static void sim_state(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
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
        daemon_answer(peer, json_pack("{s:b,s:{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o}}", "ok", 1, "state", "screen", screen_name(screen.id),
                                    "language", language_tag(screen.look.language), "time", time, "texts", texts_json(view), "targets",
                                    targets_json(view), "speech", speech_json(view), "locks", locks_json(daemon->devices.locks),
                                    "doors", doors_json(daemon->devices.doors)));
}

/* Digits that a person typed leave the box as dots, also those that the headset said: single ones before the first full stop. */
static json_t *said_json(const char *text) {
        char dots[3 * 2 * SCREEN_ENTRY_MAX + VOICE_TEXT_MAX + 1] = "";
        size_t len = strspn(text, "0123456789 ");

        if (len == 0 || len >= 2 * SCREEN_ENTRY_MAX || text[len] != '.')
                return json_string(text);
        for (size_t i = 0; i < len; i++)
                strcat(dots, text[i] == ' ' ? " " : "•");
        strncat(dots, text + len, VOICE_TEXT_MAX);
        return json_string(dots);
}

static void sim_hear(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        struct voice *voice = daemon->devices.voice;
        json_t *sounds = json_array();

        daemon_settle(daemon);
        for (unsigned i = 0; i < voice_simulated_count(voice); i++) {
                struct voice_sound sound = voice_simulated_sound(voice, i);

                if (sound.text)
                        json_array_append_new(sounds, json_pack("{s:o,s:s,s:b,s:i,s:i}", "text", said_json(sound.text), "language",
                                                                sound.language, "headset", sound.headset_only, "volume",
                                                                (int)sound.volume, "rate", (int)sound.rate_wpm));
                else
                        json_array_append_new(sounds, json_pack("{s:s,s:i}", "tone", tone_name(sound.tone), "volume",
                                                                (int)sound.volume));
        }
        daemon_answer(peer, json_pack("{s:b,s:{s:b,s:o}}", "ok", 1, "heard", "speaking", voice_simulated_speaking(voice), "sounds",
                                    sounds));
        voice_simulated_forget(voice);
}

static void sim_wait(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) {
        daemon_settle(daemon);
        control_await(peer, request->screen, request->ms);
}

/* Those that are not here are any daemon's. */
static void (*const sims[CONTROL_KIND_COUNT])(struct daemon *daemon, struct control_peer *peer, const struct control_request *request) = {
        [CONTROL_SCAN] = sim_scan,
        [CONTROL_TOUCH] = sim_touch,
        [CONTROL_PRESS] = sim_press,
        [CONTROL_KEY] = sim_key,
        [CONTROL_DOOR] = sim_door,
        [CONTROL_DOORS] = sim_doors,
        [CONTROL_ADVANCE] = sim_time,
        [CONTROL_JUMP] = sim_time,
        [CONTROL_SYNCHRONISE] = sim_synchronise,
        [CONTROL_PLUG] = sim_plug,
        [CONTROL_SCREEN] = sim_screen,
        [CONTROL_STATE] = sim_state,
        [CONTROL_HEADSET] = sim_headset,
        [CONTROL_HEAR] = sim_hear,
        [CONTROL_WAIT] = sim_wait,
};

void daemon_sim_control(void *context, struct control_peer *peer, const struct control_request *request) {
        if (sims[request->kind])
                sims[request->kind](context, peer, request);
        else
                daemon_control(context, peer, request);
}

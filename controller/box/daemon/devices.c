/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/devices.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hal/display/display_sim.h"
#include "hal/lock/guard.h"
#include "hal/input/input_sim.h"
#include "hal/lock/lines.h"
#include "hal/scanner/scanner_sim.h"
#include "hal/sim/sim_world.h"
#include "hal/voice/voice_sim.h"

static int say(char *ret_message, const char *what, int r) {
        if (r == -EBUSY)
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "another pickupboxd has the locks and doors of this box; stop it first");
        else
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "%s: %s", what, strerror(r < 0 ? -r : EIO));
        return DEVICES_E_REFUSED;
}

static int open_world(const struct config *config, struct devices *devices, char *ret_message) {
        int r = sim_world_open(config->world, config->compartments, &devices->world);

        if (r > 0) {
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "the simulated cabinet %s: %s", config->world, sim_world_error_text(r));
                return DEVICES_E_REFUSED;
        }
        if (r < 0)
                return say(ret_message, config->world, r);
        return 0;
}

int devices_open_locks(struct devices *devices, const struct lines_backend *backend, const char *place,
                       const struct lines_config *lines, const struct lock_timing *timing) {
        CLEANUP(guard_cleanup) struct guard *guard = NULL;
        int r;

        r = guard_start(backend, place, lines, timing, &guard);
        if (r == 0)
                r = lock_bank_new(guard, timing, &devices->locks);
        if (r == 0)
                guard = NULL; /* the bank's now */
        return r;
}

int devices_open_doors(struct devices *devices, const struct lines_backend *backend, const char *place,
                       const struct lines_config *lines, unsigned debounce_ms) {
        CLEANUP(lines_cleanup) struct lines *inputs = NULL;
        int r;

        r = lines_request(backend, place, lines, &inputs);
        if (r == 0)
                r = door_bank_new(inputs, lines_debounced(inputs) ? 0 : debounce_ms, &devices->doors);
        if (r == 0)
                inputs = NULL; /* the bank's now */
        return r;
}

static int open_locks(const struct config *config, struct devices *devices, char *ret_message) {
        struct lines_config lines;
        int r;

        r = lines_config_init_numbered("pickupbox", LINES_OUTPUT, SIM_WORLD_CHIP, "lock", config->compartments, &lines);
        if (r < 0)
                return say(ret_message, "the locks' lines", r);
        r = devices_open_locks(devices, &lines_backend_simulated, config->world, &lines, &config->lock);
        lines_config_deinit(&lines);
        return r == 0 ? 0 : say(ret_message, "the locks and their guard", r);
}

static int open_doors(const struct config *config, struct devices *devices, char *ret_message) {
        struct lines_config lines;
        int r;

        r = lines_config_init_numbered("pickupbox", LINES_INPUT, SIM_WORLD_CHIP, "door", config->compartments, &lines);
        if (r < 0)
                return say(ret_message, "the door switches' lines", r);
        r = devices_open_doors(devices, &lines_backend_simulated, config->world, &lines, config->debounce_ms);
        lines_config_deinit(&lines);
        return r == 0 ? 0 : say(ret_message, "the door switches", r);
}

static int open_people_side(const struct config *config, struct devices *devices, char *ret_message) {
        int r;

        if ((r = clock_new_simulated(&devices->clock)) < 0)
                return say(ret_message, "the clock", r);
        if ((r = scanner_new_simulated(&devices->scanner)) < 0)
                return say(ret_message, "the scanner", r);
        if ((r = input_new_simulated(&devices->input)) < 0)
                return say(ret_message, "touch and keys", r);
        if ((r = display_new_simulated((int)config->panel_width_px, (int)config->panel_height_px, &devices->display)) < 0)
                return say(ret_message, "the screen", r);
        if ((r = voice_new_simulated(&devices->voice)) < 0)
                return say(ret_message, "the voice", r);
        return 0;
}

int devices_open_simulated(const struct config *config, struct devices *ret_devices, char ret_message[DEVICES_MESSAGE_SIZE]) {
        struct devices devices = { 0 };
        int r;

        r = open_world(config, &devices, ret_message);
        if (r == 0)
                r = open_locks(config, &devices, ret_message);
        if (r == 0)
                r = open_doors(config, &devices, ret_message);
        if (r == 0)
                r = open_people_side(config, &devices, ret_message);
        if (r != 0) {
                devices_close(&devices);
                return r;
        }
        sim_world_set_automatic(devices.world, config->automatic);
        *ret_devices = devices;
        return 0;
}

void devices_close(struct devices *devices) {
        if (devices->window.window)
                devices->window.free(devices->window.window);
        lock_bank_free(devices->locks);
        door_bank_free(devices->doors);
        scanner_free(devices->scanner);
        input_free(devices->input);
        display_free(devices->display);
        voice_free(devices->voice);
        clock_free(devices->clock);
        sim_world_free(devices->world);
        *devices = (struct devices){ 0 };
}

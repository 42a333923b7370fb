/* SPDX-License-Identifier: EUPL-1.2 */
/* The simulated devices of one box. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/devices.h"
#include "controller/box/daemon/wiring_check.h"
#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"
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

int devices_open_cabinet(const struct config *config, struct devices *devices, char ret_message[DEVICES_MESSAGE_SIZE]) {
        int r = sim_world_open(config->world, config->compartments, &devices->cabinet.world);

        if (r > 0) {
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "the simulated cabinet %s: %s", config->world, sim_world_error_text(r));
                return DEVICES_E_REFUSED;
        }
        if (r < 0)
                return say(ret_message, config->world, r);
        devices->cabinet.free = sim_world_free;
        sim_world_set_automatic(devices->cabinet.world, config->automatic);
        return 0;
}

/* Not one lock is ours, and the first is somebody's. */
static bool is_taken(const struct wiring_source *source, const struct lines_config *lines, const struct devices *devices) {
        static struct line_survey surveys[LINES_COUNT_MAX];

        for (unsigned i = 0; i < lock_bank_count(devices->locks); i++)
                if (lock_bank_present(devices->locks, i))
                        return false;
        return lines_survey(source->backend, source->place, lines, surveys) == 0 && surveys[0].finding == LINE_BUSY;
}

static int open_locks(const struct config *config, struct devices *devices, char *ret_message) {
        struct wiring_source source = wiring_source_simulated(config);
        struct lines_config lines;
        int r = source.lines(config, LINES_OUTPUT, &lines);

        if (r < 0)
                return say(ret_message, "the locks' lines", r);
        r = devices_open_locks(devices, source.backend, source.place, &lines, &config->lock);
        if (r == 0 && is_taken(&source, &lines, devices))
                r = -EBUSY;
        lines_config_deinit(&lines);
        return r == 0 ? 0 : say(ret_message, "the locks and their guard", r);
}

static int open_doors(const struct config *config, struct devices *devices, char *ret_message) {
        struct wiring_source source = wiring_source_simulated(config);
        struct lines_config lines;
        int r = source.lines(config, LINES_INPUT, &lines);

        if (r < 0)
                return say(ret_message, "the door switches' lines", r);
        r = devices_open_doors(devices, source.backend, source.place, &lines, config->debounce_ms);
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

        r = devices_open_cabinet(config, &devices, ret_message);
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
        *ret_devices = devices;
        return 0;
}

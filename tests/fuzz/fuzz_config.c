/* SPDX-License-Identifier: EUPL-1.2 */
/* Any file is a configuration within its limits or is refused with a sentence that names a line. */
#include <string.h>

#include "controller/box/daemon/config.h"
#include "hal/display/display.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        char message[CONFIG_MESSAGE_SIZE] = "";
        static struct config config;

        if (config_parse((const char *)data, size, "file", "dir", &config, message) != 0) {
                MUST_HOLD(strncmp(message, "file:", 5) == 0);
                return 0;
        }
        MUST_HOLD(box_id_valid(config.box_id));
        MUST_HOLD(config.compartments >= 1 && config.compartments <= PLAN_CELLS_MAX);
        MUST_HOLD(config.plan.cell_count == config.compartments);
        MUST_HOLD(config.lock.pulse_ms < LOCK_PULSE_CAP_MS && config.lock.rest_ms >= LOCK_REST_MS);
        MUST_HOLD(config.locks.count == config.doors.count && (config.locks.count == 0 || config.locks.count == config.compartments));
        for (unsigned i = 0; i < config.locks.count; i++) {
                MUST_HOLD(memchr(config.locks.lines[i].name, 0, LINE_LABEL_SIZE) && memchr(config.doors.lines[i].chip, 0, LINE_LABEL_SIZE));
                MUST_HOLD(*config.locks.lines[i].name && *config.doors.lines[i].chip);
        }
        MUST_HOLD(config.panel_width_px <= DISPLAY_SIDE_MAX_PX && config.panel_width_mm > 0);
        return 0;
}

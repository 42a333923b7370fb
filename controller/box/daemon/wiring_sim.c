/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/box/daemon/wiring_check.h"
#include "hal/sim/sim_world.h"

/* The configuration may name the cabinet's own lines, in another order or polarity; those of a real one count for nothing here. */
static int all_lines(const struct config *config, enum lines_direction direction, struct lines_config *ret_lines) {
        const struct config_lines *named = direction == LINES_OUTPUT ? &config->locks : &config->doors;

        if (named->count > 0 && strcmp(named->lines[0].chip, SIM_WORLD_CHIP) == 0)
                return config_lines_make(named, WIRING_CONSUMER, direction, 0, ret_lines);
        return lines_config_init_numbered(WIRING_CONSUMER, direction, SIM_WORLD_CHIP, direction == LINES_OUTPUT ? "lock" : "door",
                                          config->compartments, ret_lines);
}

struct wiring_source wiring_source_simulated(const struct config *config) {
        return (struct wiring_source){ &lines_backend_simulated, config->world, all_lines };
}

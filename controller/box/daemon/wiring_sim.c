/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/wiring_check.h"
#include "hal/sim/sim_world.h"

static int all_lines(const struct config *config, enum lines_direction direction, struct lines_config *ret_lines) {
        return lines_config_init_numbered("pickupbox", direction, SIM_WORLD_CHIP, direction == LINES_OUTPUT ? "lock" : "door",
                                          config->compartments, ret_lines);
}

struct wiring_source wiring_source_simulated(const struct config *config) {
        return (struct wiring_source){ &lines_backend_simulated, config->world, all_lines };
}

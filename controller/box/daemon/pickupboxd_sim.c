/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupboxd-sim`: the same on a simulated cabinet. */
#include "controller/box/daemon/daemon_control.h"
#include "controller/box/daemon/start.h"

int main(int argc, char **argv) {
        static const struct start_hardware simulated = { devices_open_simulated, STORE_MODE_SIMULATED, daemon_sim_control, NULL };
        static const struct start_program program = { .name = "pickupboxd-sim", .simulated = &simulated };

        return start_main(&program, argc, argv);
}

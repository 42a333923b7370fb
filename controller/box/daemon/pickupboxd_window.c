/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupboxd-window`: the daemon with a window onto its simulated panel, linked with SDL. */
#include "controller/box/daemon/daemon_control.h"
#include "controller/box/daemon/devices_check.h"
#include "controller/box/daemon/start.h"

int main(int argc, char **argv) {
        static const struct start_hardware real = { devices_open_real, STORE_MODE_REAL, daemon_control, devices_check };
        static const struct start_hardware simulated = { devices_open_simulated, STORE_MODE_SIMULATED, daemon_sim_control, NULL };
        static const struct start_hardware window = { devices_open_window, STORE_MODE_SIMULATED, daemon_sim_control, NULL };
        static const struct start_program program = { .name = "pickupboxd-window", .real = &real, .simulated = &simulated, .window = &window };

        return start_main(&program, argc, argv);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupboxd`: the daemon of one box. */
#include "controller/box/daemon/daemon_control.h"
#include "controller/box/daemon/devices_check.h"
#include "controller/box/daemon/start.h"

int main(int argc, char **argv) {
        static const struct start_hardware real = { devices_open_real, STORE_MODE_REAL, daemon_control, devices_check };
        static const struct start_program program = { .name = "pickupboxd", .real = &real };

        return start_main(&program, argc, argv);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Simulated devices with a window onto them; linked into pickupboxd-window alone. */
#include <stdio.h>

#include "controller/box/daemon/devices.h"
#include "hal/sim/sim_window.h"

int devices_open_window(const struct config *config, struct devices *ret_devices, char ret_message[DEVICES_MESSAGE_SIZE]) {
        char message[SIM_WINDOW_MESSAGE_SIZE], title[64];
        struct sim_window *window;
        struct devices devices;
        int r = devices_open_simulated(config, &devices, ret_message);

        if (r != 0)
                return r;
        snprintf(title, sizeof(title), "Pickup box %s", config->box_id);
        r = sim_window_new(title, devices.display, devices.input, &window, message);
        if (r != 0) {
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "no window can be opened here: %s; without --window the box runs unseen", message);
                devices_close(&devices);
                return DEVICES_E_REFUSED;
        }
        devices.window = (struct devices_window){
                .window = window,
                .fd = sim_window_fd(window),
                .dispatch = sim_window_dispatch,
                .free = sim_window_free,
        };
        *ret_devices = devices;
        return 0;
}

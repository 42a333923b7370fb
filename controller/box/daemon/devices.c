/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/devices.h"

#include "hal/lock/guard.h"
#include "hal/lock/lines.h"

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
        if (devices->cabinet.world)
                devices->cabinet.free(devices->cabinet.world);
        *devices = (struct devices){ 0 };
}

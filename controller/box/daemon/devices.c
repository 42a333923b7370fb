/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/devices.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hal/lock/guard.h"
#include "hal/lock/lines.h"

static int keep_lines(struct devices *devices, const struct lines_backend *backend, const char *place,
                      const struct lines_config *lines) {
        struct devices_lines *kept = &devices->lock_lines;

        *kept = (struct devices_lines){ .backend = backend, .place = place, .config = *lines };
        kept->config.lines = calloc(lines->count, sizeof(*lines->lines));
        if (!kept->config.lines)
                return -ENOMEM;
        memcpy(kept->config.lines, lines->lines, lines->count * sizeof(*lines->lines));
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
        return r == 0 ? keep_lines(devices, backend, place, lines) : r;
}

/* Those held are busy, by us. */
static bool differs(bool present, enum line_finding finding) {
        return present ? finding != LINE_BUSY : finding == LINE_FREE;
}

int devices_locks_changed(const struct devices *devices, bool *ret_changed) {
        static struct line_survey surveys[LINES_COUNT_MAX];
        const struct devices_lines *lines = &devices->lock_lines;
        bool changed = false;
        int r = lines_survey(lines->backend, lines->place, &lines->config, surveys);

        if (r < 0)
                return r;
        for (unsigned i = 0; i < lines->config.count; i++)
                changed |= differs(lock_bank_present(devices->locks, i), surveys[i].finding);
        *ret_changed = changed;
        return 0;
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
        lines_config_deinit(&devices->lock_lines.config);
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

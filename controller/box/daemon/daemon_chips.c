/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_chips.h"

#include <string.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"

enum { BUSY_MS = 500 }; /* a coil is on, or the next is waited for */

static struct moment now(const struct daemon *daemon) {
        return clock_now(daemon->devices.clock);
}

static bool has_banks(const struct devices *devices) {
        return devices->locks && devices->doors;
}

/* Without lock or switch; or its switch is there again, and has not come to rest. */
static bool is_absent(const struct daemon *daemon, unsigned i) {
        const struct devices *devices = &daemon->devices;

        if (!lock_bank_present(devices->locks, i) || !door_bank_present(devices->doors, i))
                return true;
        return daemon->chips.absent[i] && door_bank_state(devices->doors, i) == DOOR_UNKNOWN;
}

static void look_at(struct daemon *daemon, int64_t at_ms) {
        if (at_ms < daemon->chips.look_ms)
                daemon->chips.look_ms = at_ms;
}

/* Fills what has changed. Returns whether anything has. */
static bool compare(struct daemon *daemon, bool *ret_changed, bool *ret_some) {
        bool any = false;

        *ret_some = false;
        for (unsigned i = 0; i < daemon->config->compartments; i++) {
                bool absent = is_absent(daemon, i);

                ret_changed[i] = absent != daemon->chips.absent[i];
                daemon->chips.absent[i] = absent;
                any |= ret_changed[i];
                *ret_some |= absent;
                if (daemon->store)
                        store_set_absent(daemon->store, i + 1, absent);
        }
        return any;
}

void daemon_chips_start(struct daemon *daemon) {
        bool changed[STORE_COMPARTMENTS_MAX], some = false;

        daemon->chips = (struct daemon_chips){ .look_ms = INT64_MAX };
        if (!has_banks(&daemon->devices))
                return;
        (void)compare(daemon, changed, &some);
        if (some)
                look_at(daemon, now(daemon).mono_ms + DAEMON_CHIPS_REST_MS);
}

/* The doors tell what the last run left, so a start that sees them judges it. */
static void leave_when_usable(struct daemon *daemon) {
        for (unsigned i = 0; i < daemon->config->compartments; i++)
                if (!daemon->chips.absent[i]) {
                        journal_log(LOG_NOTICE, "hardware: locks and switches have come; ending, to be started with them");
                        daemon->leave_ms = now(daemon).mono_ms;
                        return;
                }
}

void daemon_chips_follow(struct daemon *daemon) {
        bool changed[STORE_COMPARTMENTS_MAX], some;

        if (door_bank_stale(daemon->devices.doors))
                look_at(daemon, now(daemon).mono_ms + DAEMON_CHIPS_REST_MS);
        if (lock_bank_renewing(daemon->devices.locks) || !compare(daemon, changed, &some))
                return;
        if (some)
                look_at(daemon, now(daemon).mono_ms + DAEMON_CHIPS_AGAIN_MS);
        if (daemon->devices.unusable) {
                leave_when_usable(daemon);
                return;
        }
        box_compartments_changed(daemon->box, now(daemon));
        for (unsigned i = 0; i < daemon->config->compartments; i++)
                if (changed[i] && !daemon->chips.absent[i])
                        box_compartment_back(daemon->box, now(daemon), i + 1);
}

/* Whether a new guard would have other locks than this one. */
static bool other_locks(struct daemon *daemon) {
        bool changed = false;
        int r = devices_locks_changed(&daemon->devices, &changed);

        if (r < 0)
                journal_log(LOG_ERR, "the locks' lines cannot be looked at: %s", strerror(-r));
        return r == 0 && changed;
}

static bool some_absent(const struct daemon *daemon) {
        for (unsigned i = 0; i < daemon->config->compartments; i++)
                if (daemon->chips.absent[i])
                        return true;
        return false;
}

void daemon_chips_tick(struct daemon *daemon) {
        int64_t now_ms = now(daemon).mono_ms;
        bool changed;
        int r = 0;

        if (now_ms < daemon->chips.look_ms)
                return;
        daemon->chips.look_ms = some_absent(daemon) ? now_ms + DAEMON_CHIPS_AGAIN_MS : INT64_MAX;
        if (other_locks(daemon))
                r = lock_bank_renew(daemon->devices.locks);
        if (r == LOCK_E_BUSY) {
                daemon->chips.look_ms = now_ms + BUSY_MS;
                return;
        }
        r = door_bank_renew(daemon->devices.doors, &changed);
        if (r < 0)
                journal_log(LOG_ERR, "the switches' lines cannot be taken up: %s", strerror(-r));
        daemon_chips_follow(daemon);
}

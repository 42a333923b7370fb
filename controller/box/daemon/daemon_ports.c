/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_ports.h"

#include <errno.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"

static int port_pulse(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? LOCK_E_FAULTY : lock_bank_pulse(daemon->devices.locks, c - 1);
}

static void port_clear_lock(void *context, unsigned c) {
        struct daemon *daemon = context;

        if (!daemon->devices.unusable)
                lock_bank_clear(daemon->devices.locks, c - 1);
}

static enum door_state port_door(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? DOOR_UNKNOWN : door_bank_state(daemon->devices.doors, c - 1);
}

static const char *port_chip(void *context, unsigned c) {
        struct daemon *daemon = context;

        return daemon->devices.unusable ? NULL : door_bank_chip(daemon->devices.doors, c - 1);
}

static void port_tone(void *context, enum tone tone) {
        struct daemon *daemon = context;

        voice_tone(daemon->devices.voice, tone);
}

static int port_check_pin(void *context, const char *pin, const char *verifier) {
        struct daemon *daemon = context;

        return worker_check(daemon->worker, pin, verifier);
}

static int port_hash_pin(void *context, const char *pin) {
        struct daemon *daemon = context;

        return worker_hash(daemon->worker, pin);
}

/* Where the unit's sandbox keeps the kernel from being asked, another service asks it for us. */
static int port_synchronised(void *context, bool *ret_synchronised) {
        struct daemon *daemon = context;
        int r = clock_synchronised(daemon->devices.clock, ret_synchronised);

        return r == -EPERM ? time_service_ask(daemon->time_service, ret_synchronised) : r;
}

static void port_log(void *context, int priority, const char *line) {
        journal_log(priority, "%s", line);
}

struct box_ports daemon_ports(struct daemon *daemon) {
        return (struct box_ports){
                .context = daemon,
                .pulse = port_pulse,
                .clear_lock = port_clear_lock,
                .door = port_door,
                .chip = port_chip,
                .tone = port_tone,
                .check_pin = port_check_pin,
                .hash_pin = port_hash_pin,
                .synchronised = port_synchronised,
                .set_clock = daemon_set_clock,
                .read_stick = daemon_read_stick,
                .export_stick = daemon_export_stick,
                .look_stick = daemon_look_stick,
                .list_stick = daemon_list_stick,
                .log = port_log,
        };
}

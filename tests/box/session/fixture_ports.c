/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The ports of the box in a test: what it asks for is noted or waits, and becomes true in fixture_settle().
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "tests/box/session/fixture_inner.h"
#include "tests/support/cmocka.h"

static int port_pulse(void *context, unsigned c) {
        struct fixture *fixture = context;

        if (fixture->pulse_result)
                return fixture->pulse_result;
        if (fixture->faulty[c - 1])
                return LOCK_E_FAULTY;
        if (fixture->absent[c - 1])
                return LOCK_E_ABSENT;
        assert_true(fixture->pulse_count < FIXTURE_PULSES_MAX);
        assert_true(fixture->queued_count < ARRAY_LEN(fixture->queued));
        fixture_step(fixture, "before a pulse");
        fixture->pulses[fixture->pulse_count++] = (struct fixture_pulse){ .c = c, .size = store_size(fixture->store) };
        fixture->queued[fixture->queued_count++] = c;
        fixture_step(fixture, "after a pulse");
        return 0;
}

static void port_clear_lock(void *context, unsigned c) {
        ((struct fixture *)context)->faulty[c - 1] = false;
}

static enum door_state port_door(void *context, unsigned c) {
        struct fixture *fixture = context;

        return fixture->absent[c - 1] ? DOOR_UNKNOWN : fixture->doors[c - 1];
}

static const char *port_chip(void *context, unsigned c) {
        static const char names[] = "chip00\0chip01\0chip02\0chip03\0chip04\0chip05\0chip06\0chip07";
        const struct fixture *fixture = context;
        unsigned chip = fixture->chip_lines > 0 ? (c - 1) / fixture->chip_lines : 8;

        return chip < 8 ? names + chip * sizeof("chip00") : NULL;
}

void fixture_port_tone(void *context, enum tone tone) {
        struct fixture *fixture = context;

        fixture->tones[tone]++;
}

static int port_check_pin(void *context, const char *pin, const char *verifier) {
        struct fixture *fixture = context;

        assert_false(fixture->check_waits);
        fixture->check_waits = true;
        fixture->check_right = strncmp(verifier, "plain:", 6) == 0 && strcmp(verifier + 6, pin) == 0;
        return 0;
}

static int port_hash_pin(void *context, const char *pin) {
        struct fixture *fixture = context;

        assert_false(fixture->hash_waits);
        fixture->hash_waits = !fixture->slow_hash;
        snprintf(fixture->hash, sizeof(fixture->hash), "plain:%s", pin);
        return 0;
}

static int port_set_clock(void *context, int64_t wall_ms) {
        struct fixture *fixture = context;

        fixture->clock_wanted_ms = wall_ms;
        return fixture->set_clock_result;
}

/* As a service manager's answers come: at the second asking. */
static int port_synchronised(void *context, bool *ret_synchronised) {
        struct fixture *fixture = context;

        fixture->asked = !fixture->asked;
        if (fixture->asked)
                return -EAGAIN;
        *ret_synchronised = fixture->synchronised;
        return 0;
}

void fixture_port_log(void *context, int priority, const char *line) {
        struct fixture *fixture = context;

        fixture->faults += priority <= LOG_CRIT;
        snprintf(fixture->last_log, sizeof(fixture->last_log), "%s", line);
        if (getenv("FIXTURE_LOG"))
                fprintf(stderr, "<%d> %s\n", priority, line);
}

struct box_ports fixture_ports(struct fixture *fixture) {
        return (struct box_ports){
                .context = fixture,
                .pulse = port_pulse,
                .clear_lock = port_clear_lock,
                .door = port_door,
                .chip = port_chip,
                .tone = fixture_port_tone,
                .check_pin = port_check_pin,
                .hash_pin = port_hash_pin,
                .synchronised = port_synchronised,
                .set_clock = port_set_clock,
                .log = fixture_port_log,
        };
}

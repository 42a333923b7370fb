/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The cabinet: its doors, locks, switches and their chips, what of it gets lost, and the time in which that happens.
 */
#include <string.h>

#include "tests/box/session/fixture_inner.h"
#include "tests/support/cmocka.h"

void fixture_step(struct fixture *fixture, const char *what) {
        if (fixture->step)
                fixture->step(what);
}

static void say(struct fixture *fixture, unsigned c) {
        if (fixture->absent[c - 1])
                return;
        fixture->told[c - 1] = fixture->doors[c - 1];
        fixture_step(fixture, "the switch has said so");
        box_door(fixture->box, fixture->now, c, fixture->doors[c - 1]);
}

static void set_absent(struct fixture *fixture, unsigned c, bool absent) {
        if (absent)
                box_door(fixture->box, fixture->now, c, DOOR_UNKNOWN);
        fixture->absent[c - 1] = absent;
        store_set_absent(fixture->store, c, absent);
}

static bool is_lost(struct fixture *fixture, bool sprung) {
        if (fixture->lost == 0 || (fixture->lost_after_pulses && !sprung))
                return false;
        fixture->chance = fixture->chance * 1664525 + 1013904223;
        if ((fixture->chance >> 16) % 1000 >= fixture->lost)
                return false;
        fixture->lost_count++;
        return true;
}

static int64_t read_due(const struct fixture *fixture, unsigned c) {
        return fixture->read_ms[c - 1] + (box_awaits(fixture->box, c) ? 50 : 10 * 1000);
}

/* When some level is to be read next. */
static int64_t next_reading(const struct fixture *fixture) {
        int64_t next_ms = INT64_MAX;

        for (unsigned c = 1; fixture->lost > 0 && c <= fixture->options.compartments; c++)
                if (read_due(fixture, c) < next_ms)
                        next_ms = read_due(fixture, c);
        return next_ms;
}

static void read_levels(struct fixture *fixture) {
        for (unsigned c = 1; fixture->lost > 0 && c <= fixture->options.compartments; c++) {
                if (read_due(fixture, c) > fixture->now.mono_ms)
                        continue;
                fixture->read_ms[c - 1] = fixture->now.mono_ms;
                if (fixture->told[c - 1] != fixture->doors[c - 1] && !fixture->absent[c - 1])
                        say(fixture, c);
        }
}

static void spring_open(struct fixture *fixture, unsigned c) {
        if (fixture->jammed[c - 1])
                return;
        fixture->sprung[c - 1]++;
        if (fixture->stuck[c - 1] || fixture->doors[c - 1] != DOOR_CLOSED)
                return;
        fixture->doors[c - 1] = DOOR_OPEN;
        fixture_step(fixture, "the door has sprung open");
        if (!is_lost(fixture, true))
                say(fixture, c);
}

/* Its chip goes while the coil is on: nobody hears of that pulse, but the door may have got enough of it. */
static void die(struct fixture *fixture, unsigned c) {
        bool enough = fixture->died++ % 2 == 0;

        for (unsigned i = 1; i <= fixture->options.compartments; i++)
                if (fixture->dying[i - 1])
                        set_absent(fixture, i, true);
        memset(fixture->dying, 0, sizeof(fixture->dying));
        box_coil_lost(fixture->box, fixture->now, c);
        box_pulsed(fixture->box, fixture->now, c, false);
        if (enough)
                spring_open(fixture, c);
        box_compartments_changed(fixture->box, fixture->now);
}

void fixture_settle(struct fixture *fixture) {
        while (fixture->queued_count > 0 || fixture->check_waits || fixture->hash_waits) {
                if (fixture->check_waits) {
                        fixture->check_waits = false;
                        box_pin_checked(fixture->box, fixture->now, fixture->check_right);
                } else if (fixture->hash_waits) {
                        fixture->hash_waits = false;
                        box_pin_hashed(fixture->box, fixture->now, fixture->hash);
                } else {
                        unsigned c = fixture->queued[0];

                        memmove(fixture->queued, fixture->queued + 1, --fixture->queued_count * sizeof(fixture->queued[0]));
                        if (fixture->dying[c - 1]) {
                                die(fixture, c);
                        } else {
                                box_pulsed(fixture->box, fixture->now, c, true);
                                spring_open(fixture, c);
                        }
                }
        }
        fixture_check_screen(fixture);
}

void fixture_pass(struct fixture *fixture, int64_t ms) {
        int64_t end_ms = fixture->now.mono_ms + ms;

        for (unsigned rounds = 0;; rounds++) {
                int64_t due_ms = box_deadline(fixture->box), read_ms = next_reading(fixture);
                bool ticks = due_ms <= read_ms;
                int64_t step_ms;

                assert_true(rounds < 2000000);
                if (read_ms < due_ms)
                        due_ms = read_ms;
                if (due_ms > end_ms)
                        break;
                step_ms = due_ms > fixture->now.mono_ms ? due_ms - fixture->now.mono_ms : 0;
                fixture->now.mono_ms += step_ms;
                fixture->now.wall_ms += step_ms;
                read_levels(fixture);
                if (ticks)
                        box_tick(fixture->box, fixture->now);
                fixture_settle(fixture);
        }
        fixture->now.wall_ms += end_ms - fixture->now.mono_ms;
        fixture->now.mono_ms = end_ms;
}

void fixture_let_expire(struct fixture *fixture) {
        fixture_pass(fixture, INT64_C(12) * 86400 * 1000);
}

void fixture_moment_later(struct fixture *fixture) {
        fixture_pass(fixture, 100);
}

void fixture_door(struct fixture *fixture, unsigned c, enum door_state state) {
        fixture_moment_later(fixture);
        if (fixture->stuck[c - 1])
                return;
        fixture->doors[c - 1] = state;
        fixture_step(fixture, "the door has moved");
        if (!is_lost(fixture, false))
                say(fixture, c);
        fixture_settle(fixture);
}

void fixture_doors(struct fixture *fixture, unsigned first, unsigned last, const bool *not, enum door_state state) {
        fixture_moment_later(fixture);
        for (unsigned c = first; c <= last; c++)
                if (!not[c - 1] && !fixture->stuck[c - 1])
                        fixture->doors[c - 1] = state;
        fixture_step(fixture, "doors have moved");
        for (unsigned c = first; c <= last; c++)
                if (fixture->told[c - 1] != fixture->doors[c - 1] && !is_lost(fixture, false))
                        say(fixture, c);
        fixture_settle(fixture);
}

void fixture_force(struct fixture *fixture, unsigned c) {
        fixture_door(fixture, c, DOOR_OPEN);
        fixture_pass(fixture, WATCH_HOLD_MS);
}

void fixture_shut(struct fixture *fixture, unsigned c) {
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_pass(fixture, WATCH_SETTLE_MS);
}

static void come_back(struct fixture *fixture, unsigned c) {
        fixture->told[c - 1] = fixture->doors[c - 1];
        fixture->returning = c;
        fixture_step(fixture, "a compartment is back");
        fixture->returning = 0;
        box_compartment_back(fixture->box, fixture->now, c);
}

void fixture_set_chip_absent(struct fixture *fixture, unsigned first, unsigned last, bool absent) {
        bool before[STORE_COMPARTMENTS_MAX];

        memcpy(before, fixture->absent, sizeof(before));
        for (unsigned c = first; c <= last; c++)
                if (before[c - 1] != absent)
                        set_absent(fixture, c, absent);
        box_compartments_changed(fixture->box, fixture->now);
        for (unsigned c = first; c <= last; c++)
                if (before[c - 1] && !absent)
                        come_back(fixture, c);
        fixture_settle(fixture);
}

void fixture_set_absent(struct fixture *fixture, unsigned c, bool absent) {
        fixture_set_chip_absent(fixture, c, c, absent);
}

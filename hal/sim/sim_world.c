/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/sim/sim_world.h"

#include <assert.h>
#include <fcntl.h>
#include <unistd.h>

#include "hal/sim/sim_world_file.h"

#define NS_PER_MS SIM_WORLD_NS_PER_MS
#define DRAW_NS (15 * NS_PER_MS)      /* a coil must be on that long to draw its latch */
#define SPRING_NS (25 * NS_PER_MS)    /* from the drawn latch to the open door */
#define BOUNCE_NS (20 * NS_PER_MS)    /* how long a bad contact bounces */
#define BOUNCE_STEP_NS (5 * NS_PER_MS / 2)
#define HOLDER_NS (10 * NS_PER_MS)    /* how often a holder's life is looked at while its coil is on */

static void world_lock(struct sim_world *world) {
        int r = sim_world_lock_byte(world->fd, F_OFD_SETLKW, F_WRLCK, SIM_WORLD_LOCK_MUTEX);

        assert(r >= 0);
}

static void world_unlock(struct sim_world *world) {
        int r = sim_world_lock_byte(world->fd, F_OFD_SETLK, F_UNLCK, SIM_WORLD_LOCK_MUTEX);

        assert(r >= 0);
}

/* inotify sees write(), not stores into a mapping. */
static void world_changed(struct sim_world *world) {
        uint64_t changes = world->stored->changes + 1;

        if (pwrite(world->fd, &changes, sizeof(changes), offsetof(struct stored_world, changes)) < 0)
                world->stored->changes = changes;
}

static off_t line_byte(enum sim_line line, unsigned index) {
        return SIM_WORLD_LOCK_LINES + (line == SIM_LINE_DOOR ? SIM_WORLD_COUNT_MAX : 0) + (off_t)index;
}

int sim_world_hold(int fd, enum sim_line line, unsigned index) {
        int r = sim_world_lock_byte(fd, F_OFD_SETLK, F_WRLCK, line_byte(line, index));

        return r < 0 ? r : 0;
}

void sim_world_release(int fd, enum sim_line line, unsigned index) {
        int r = sim_world_lock_byte(fd, F_OFD_SETLK, F_UNLCK, line_byte(line, index));

        assert(r >= 0);
}

bool sim_world_held(const struct sim_world *world, enum sim_line line, unsigned index) {
        return sim_world_lock_byte(world->fd, F_OFD_GETLK, F_WRLCK, line_byte(line, index)) == 1;
}

static bool line_held(const struct sim_world *world, unsigned index) {
        return sim_world_held(world, SIM_LINE_LOCK, index);
}

static uint64_t later(uint64_t a, uint64_t b) {
        return a > b ? a : b;
}

/* A drawn latch lets its closed door go. `until_ns`: how far its being drawn is known. */
static void draw_latch(struct stored_compartment *compartment, uint64_t until_ns) {
        uint64_t drawn_ns = later(compartment->drawn_ns, compartment->moved_at_ns) + DRAW_NS;

        if (compartment->drawn_ns && !compartment->open && !compartment->jammed && !compartment->moves_at_ns &&
            until_ns >= drawn_ns)
                compartment->moves_at_ns = drawn_ns + SPRING_NS;
}

static void pull(struct stored_compartment *compartment, bool on, uint64_t now_ns) {
        if (!on)
                draw_latch(compartment, now_ns);
        compartment->drawn_ns = on ? now_ns : 0;
}

/* The latches that a coil draws, as it is wired. */
static void pull_latches(struct sim_world *world, unsigned index, bool on, uint64_t now_ns) {
        const struct stored_compartment *compartment = &world->stored->compartments[index];
        unsigned first = compartment->instead > 0 ? compartment->instead - 1u : index;

        pull(&world->stored->compartments[first], on, now_ns);
        if (compartment->also > 0)
                pull(&world->stored->compartments[compartment->also - 1], on, now_ns);
}

static void coil_off(struct sim_world *world, unsigned index, uint64_t now_ns, bool cut) {
        struct stored_compartment *compartment = &world->stored->compartments[index];
        uint64_t on_ms = (now_ns - compartment->coil_on_ns + NS_PER_MS - 1) / NS_PER_MS;

        pull_latches(world, index, false, now_ns);
        compartment->coil_on_ns = 0;
        if (cut) {
                compartment->cut++;
                return;
        }
        compartment->last_ms = on_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)on_ms;
        if (compartment->longest_ms < compartment->last_ms)
                compartment->longest_ms = compartment->last_ms;
}

static void move_door(struct stored_compartment *compartment, bool open, uint64_t at_ns, bool automatic) {
        compartment->open = open;
        compartment->moved_at_ns = at_ns;
        compartment->moves_at_ns = open && automatic ? at_ns + SIM_WORLD_HAND_NS : 0;
}

static void settle(struct sim_world *world, unsigned index, uint64_t now_ns) {
        struct stored_compartment *compartment = &world->stored->compartments[index];

        if (compartment->coil_on_ns && (compartment->unplugged || (!world->stored->keeping && !line_held(world, index))))
                coil_off(world, index, now_ns, true);
        draw_latch(compartment, now_ns);
        while (compartment->moves_at_ns && compartment->moves_at_ns <= now_ns) {
                move_door(compartment, !compartment->open, compartment->moves_at_ns, world->stored->automatic);
                draw_latch(compartment, now_ns);
        }
}

/* Locks the file, brings one compartment up to date and gives it. */
static struct stored_compartment *begin(struct sim_world *world, unsigned index, uint64_t *ret_now_ns) {
        uint64_t now_ns;

        assert(index < world->stored->count);
        world_lock(world);
        now_ns = sim_world_now_ns();
        settle(world, index, now_ns);
        *ret_now_ns = now_ns;
        return &world->stored->compartments[index];
}

/* How long ago the contact began to bounce, or false when it is quiet. */
static bool bouncing(const struct stored_compartment *compartment, uint64_t now_ns, uint64_t *ret_age_ns) {
        if (!compartment->bounces || !compartment->moved_at_ns || now_ns - compartment->moved_at_ns >= BOUNCE_NS)
                return false;
        *ret_age_ns = now_ns - compartment->moved_at_ns;
        return true;
}

static bool contact_closed(const struct stored_compartment *compartment, uint64_t now_ns) {
        bool closed = !compartment->open;
        uint64_t age_ns;

        if (bouncing(compartment, now_ns, &age_ns) && age_ns / BOUNCE_STEP_NS % 2 == 1)
                closed = !closed;
        switch ((enum sim_contact)compartment->contact) {
        case SIM_CONTACT_OPEN:
                return false;
        case SIM_CONTACT_CLOSED:
                return true;
        case SIM_CONTACT_TURNED:
                return !closed;
        case SIM_CONTACT_GOOD:
        case SIM_CONTACT_COUNT:
                break;
        }
        return closed;
}

unsigned sim_world_count(const struct sim_world *world) {
        return world->stored->count;
}

void sim_world_hand(struct sim_world *world, unsigned index, enum sim_hand hand) {
        uint64_t now_ns;
        struct stored_compartment *compartment = begin(world, index, &now_ns);

        switch (hand) {
        case SIM_HAND_OPEN:
                if (!compartment->open)
                        move_door(compartment, true, now_ns, false);
                compartment->moves_at_ns = 0;
                compartment->held_open = 1;
                break;
        case SIM_HAND_CLOSE:
                if (compartment->open)
                        move_door(compartment, false, now_ns, false);
                compartment->held_open = 0;
                break;
        case SIM_HAND_JAM:
                compartment->jammed = 1;
                if (!compartment->open)
                        compartment->moves_at_ns = 0;
                break;
        case SIM_HAND_FREE:
                compartment->jammed = compartment->bounces = 0;
                break;
        case SIM_HAND_BOUNCE:
                compartment->bounces = 1;
                break;
        case SIM_HAND_UNPLUG:
        case SIM_HAND_PLUG:
                compartment->unplugged = hand == SIM_HAND_UNPLUG;
                settle(world, index, now_ns);
                break;
        }
        world_changed(world);
        world_unlock(world);
}

void sim_world_set_automatic(struct sim_world *world, bool automatic) {
        uint64_t now_ns;

        world_lock(world);
        now_ns = sim_world_now_ns();
        for (unsigned i = 0; i < world->stored->count; i++) {
                struct stored_compartment *compartment = &world->stored->compartments[i];

                settle(world, i, now_ns);
                if (compartment->open && !compartment->held_open)
                        compartment->moves_at_ns = automatic ? now_ns + SIM_WORLD_HAND_NS : 0;
        }
        world->stored->automatic = automatic;
        world_changed(world);
        world_unlock(world);
}

void sim_world_set_keeping(struct sim_world *world, bool keeping) {
        world_lock(world);
        world->stored->keeping = keeping;
        world_changed(world);
        world_unlock(world);
}

void sim_world_set_lost(struct sim_world *world, unsigned per_thousand) {
        world_lock(world);
        world->stored->lost = per_thousand < 1000 ? (uint16_t)per_thousand : 1000;
        world_unlock(world);
}

void sim_world_set_polled(struct sim_world *world, bool polled) {
        world_lock(world);
        world->stored->polled = polled;
        world_unlock(world);
}

void sim_world_set_chip_lines(struct sim_world *world, unsigned count) {
        world_lock(world);
        world->stored->chip_lines = count < UINT8_MAX ? (uint8_t)count : UINT8_MAX;
        world_unlock(world);
}

unsigned sim_world_lost(const struct sim_world *world) {
        return world->stored->lost;
}

bool sim_world_polled(const struct sim_world *world) {
        return world->stored->polled;
}

unsigned sim_world_chip_lines(const struct sim_world *world) {
        return world->stored->chip_lines;
}

void sim_world_set_wires(struct sim_world *world, unsigned index, const struct sim_wires *wires) {
        uint64_t now_ns;
        struct stored_compartment *compartment = begin(world, index, &now_ns);

        assert(wires->instead <= world->stored->count && wires->also <= world->stored->count);
        compartment->contact = (uint8_t)wires->contact;
        compartment->instead = (uint16_t)wires->instead;
        compartment->also = (uint16_t)wires->also;
        world_changed(world);
        world_unlock(world);
}

void sim_world_set_supply(struct sim_world *world, unsigned one_shot_ms, enum sim_sense sense) {
        world_lock(world);
        world->stored->one_shot_ms = one_shot_ms < UINT16_MAX ? (uint16_t)one_shot_ms : UINT16_MAX;
        world->stored->sense = (uint8_t)sense;
        world_unlock(world);
}

void sim_world_drive(struct sim_world *world, bool on) {
        world_lock(world);
        world->stored->driven_ns = on ? sim_world_now_ns() : 0;
        world_unlock(world);
}

/* Whether current flows that was switched on then. */
static bool flows(const struct sim_world *world, uint64_t since_ns, uint64_t now_ns) {
        uint64_t ends_ns = since_ns + world->stored->one_shot_ms * NS_PER_MS;

        return since_ns && (world->stored->one_shot_ms == 0 || now_ns < ends_ns);
}

bool sim_world_sense(struct sim_world *world) {
        bool any = world->stored->sense == SIM_SENSE_STUCK;
        uint64_t now_ns;

        if (world->stored->sense != SIM_SENSE_GOOD)
                return any;
        world_lock(world);
        now_ns = sim_world_now_ns();
        any = flows(world, world->stored->driven_ns, now_ns);
        for (unsigned i = 0; i < world->stored->count && !any; i++) {
                settle(world, i, now_ns);
                any = flows(world, world->stored->compartments[i].coil_on_ns, now_ns);
        }
        world_unlock(world);
        return any;
}

bool sim_world_contact(struct sim_world *world, unsigned index) {
        const struct stored_compartment *compartment;
        uint64_t now_ns;
        bool closed;

        if (index == SIM_WORLD_SENSE_INDEX)
                return sim_world_sense(world);
        compartment = begin(world, index, &now_ns);
        closed = contact_closed(compartment, now_ns);
        world_unlock(world);
        return closed;
}

unsigned sim_world_overlaps(const struct sim_world *world) {
        return world->stored->overlaps;
}

void sim_world_read(struct sim_world *world, unsigned index, struct sim_compartment *ret_compartment) {
        uint64_t now_ns;
        const struct stored_compartment *compartment = begin(world, index, &now_ns);

        *ret_compartment = (struct sim_compartment){
                .open = compartment->open,
                .jammed = compartment->jammed,
                .bounces = compartment->bounces,
                .coil_on = compartment->coil_on_ns != 0,
                .pulses = compartment->pulses,
                .last_ms = compartment->last_ms,
                .longest_ms = compartment->longest_ms,
                .cut = compartment->cut,
        };
        world_unlock(world);
}

bool sim_world_plugged(const struct sim_world *world, unsigned index) {
        return index == SIM_WORLD_SENSE_INDEX || !world->stored->compartments[index].unplugged;
}

static bool another_on(struct sim_world *world, unsigned index, uint64_t now_ns) {
        for (unsigned i = 0; i < world->stored->count; i++) {
                if (i == index || !world->stored->compartments[i].coil_on_ns)
                        continue;
                settle(world, i, now_ns);
                if (world->stored->compartments[i].coil_on_ns)
                        return true;
        }
        return false;
}

void sim_world_set_coil(struct sim_world *world, unsigned index, bool on) {
        uint64_t now_ns;
        struct stored_compartment *compartment = begin(world, index, &now_ns);

        if (on && !compartment->coil_on_ns) {
                compartment->coil_on_ns = now_ns;
                pull_latches(world, index, true, now_ns);
                compartment->pulses++;
                world->stored->overlaps += another_on(world, index, now_ns);
                world_changed(world);
        } else if (!on && compartment->coil_on_ns) {
                coil_off(world, index, now_ns, false);
                world_changed(world);
        }
        world_unlock(world);
}

static uint64_t next_ns(const struct stored_compartment *compartment, uint64_t now_ns) {
        uint64_t next = UINT64_MAX, age_ns;

        if (compartment->moves_at_ns)
                next = compartment->moves_at_ns;
        if (bouncing(compartment, now_ns, &age_ns) && now_ns + BOUNCE_STEP_NS < next)
                next = now_ns + BOUNCE_STEP_NS;
        if (compartment->coil_on_ns && now_ns + HOLDER_NS < next)
                next = now_ns + HOLDER_NS;
        return next;
}

int sim_world_look(struct sim_world *world, bool *ret_closed) {
        uint64_t now_ns, next = UINT64_MAX;

        world_lock(world);
        now_ns = sim_world_now_ns();
        for (unsigned i = 0; i < world->stored->count; i++) {
                uint64_t own;

                settle(world, i, now_ns);
                own = next_ns(&world->stored->compartments[i], now_ns);
                if (own < next)
                        next = own;
                if (ret_closed)
                        ret_closed[i] = contact_closed(&world->stored->compartments[i], now_ns);
        }
        world_unlock(world);
        return next == UINT64_MAX ? -1 : (int)((next - now_ns) / NS_PER_MS + 1);
}

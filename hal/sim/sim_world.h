/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The simulated cabinet: compartments with a coil, a latch, a sprung door and a
 * contact, kept in a small file that several processes map.
 *
 * The file outlives every process as a steel cabinet does: a killed daemon leaves
 * the doors as they are. Nothing runs in it by itself. Whoever looks first brings
 * it up to date with the kernel's monotonic clock, also after hours in which no
 * process lived; what happened in between happened at its own time.
 *
 *   coil on for 15 ms ─▶ latch drawn ─25 ms─▶ door open ─2 s, if hands are automatic─▶ closed
 *
 * A jammed door ignores its latch. A bouncing contact changes every 2.5 ms for
 * 20 ms after a movement.
 *
 * Lines are held as the kernel holds them: by an open file description, here
 * through a lock on a byte of its own beyond the file's end (fcntl(2), F_OFD_SETLK).
 * The kernel drops it when its process dies, however it dies, and a coil whose line
 * nobody holds is off, unless the cabinet's chips keep their outputs, as real
 * expanders do. Changes by others are seen through inotify.
 *
 * One handle belongs to one thread of one process: a child opens its own. Calls take
 * a lock on the file for microseconds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"

/* The label of the simulated chip. Its lines are lock0, lock1, … and door0, door1, …; a door's line is high when it is closed. */
#define SIM_WORLD_CHIP "pickupbox-sim"

enum { SIM_WORLD_COUNT_MAX = 1024 };

enum { SIM_WORLD_E_FOREIGN = 1, SIM_WORLD_E_DAMAGED, SIM_WORLD_E_VERSION, SIM_WORLD_E_COUNT };
/* What such an outcome of sim_world_open() means and what to do, for people. Static. */
const char *sim_world_error_text(int outcome);

struct sim_world;

/*
 * Opens the cabinet of `count` compartments, made with all doors closed when there is no such file; with count 0 an
 * existing one of any size. 0; SIM_WORLD_E_* when the file is not one of ours, is cut or damaged, comes from another
 * version or has another number of compartments: it is left untouched; -EINVAL for a count out of range; negative errno.
 */
MUST_CHECK int sim_world_open(const char *path, unsigned count, struct sim_world **ret_world);
void sim_world_free(struct sim_world *world);
/* In a child after fork(2): lets go of the parent's handle, which the child has no mapping of, and frees the child's copy. */
void sim_world_abandon(struct sim_world *world);
DEFINE_CLEANUP(struct sim_world, sim_world_free, sim_world_cleanup)

unsigned sim_world_count(const struct sim_world *world);

/*
 * What a hand does. OPEN pulls the door open, whatever holds it, and keeps it open until CLOSE. JAM: the door ignores
 * its latch. BOUNCE: its contact bounces. FREE ends both. UNPLUG takes the lines of this compartment away, as a chip of its own that
 * goes, and its coil is off; PLUG brings them back.
 */
enum sim_hand { SIM_HAND_OPEN, SIM_HAND_CLOSE, SIM_HAND_JAM, SIM_HAND_FREE, SIM_HAND_BOUNCE, SIM_HAND_UNPLUG, SIM_HAND_PLUG };
void sim_world_hand(struct sim_world *world, unsigned index, enum sim_hand hand);
/* Automatic hands close every door 2 s after it sprang open; on also for doors open now that no hand keeps open. */
void sim_world_set_automatic(struct sim_world *world, bool automatic);
/* Whether an output that nobody holds any more stays as it was set last. A new cabinet's go inactive. */
void sim_world_set_keeping(struct sim_world *world, bool keeping);

/*
 * What the chips that read the contacts are like: of a thousand edges so many are not told, at once; and, from the next request of lines
 * on, there is no interrupt, so that none is; so many lines has a chip (0: all are one chip's).
 */
void sim_world_set_lost(struct sim_world *world, unsigned per_thousand);
void sim_world_set_polled(struct sim_world *world, bool polled);
void sim_world_set_chip_lines(struct sim_world *world, unsigned count);
unsigned sim_world_lost(const struct sim_world *world);
bool sim_world_polled(const struct sim_world *world);
unsigned sim_world_chip_lines(const struct sim_world *world);

/*
 * How a cabinet may be wired wrongly. A contact says what it should, or the same whatever its door does, or the opposite. A coil
 * draws the latch of another compartment in place of its own (instead), or as well (also); both count from 1, 0: neither.
 */
enum sim_contact { SIM_CONTACT_GOOD, SIM_CONTACT_OPEN, SIM_CONTACT_CLOSED, SIM_CONTACT_TURNED, SIM_CONTACT_COUNT };
struct sim_wires {
        enum sim_contact contact;
        unsigned instead, also;
};
void sim_world_set_wires(struct sim_world *world, unsigned index, const struct sim_wires *wires);

/*
 * The coils' supply. A one-shot ends their current after so many ms (0: there is none). What senses it is the line SIM_WORLD_SENSE,
 * high while any coil carries current; it may be dead, or see current where there is none.
 */
#define SIM_WORLD_SENSE "sense"
enum sim_sense { SIM_SENSE_GOOD, SIM_SENSE_DEAD, SIM_SENSE_STUCK, SIM_SENSE_COUNT };
void sim_world_set_supply(struct sim_world *world, unsigned one_shot_ms, enum sim_sense sense);
/* Somebody holds the input of a coil's driver on, past all of our lines, or lets it go. */
void sim_world_drive(struct sim_world *world, bool on);

struct sim_compartment {
        bool open;
        bool jammed;
        bool bounces;
        bool coil_on;
        unsigned pulses;     /* begun */
        unsigned last_ms;    /* of the last pulse that its holder ended, rounded up */
        unsigned longest_ms; /* of all those */
        unsigned cut;        /* pulses that ended with their holder's death, at a time nobody saw */
};

void sim_world_read(struct sim_world *world, unsigned index, struct sim_compartment *ret_compartment);
/* How often a coil was switched on while another one was: the supply is made for one. */
unsigned sim_world_overlaps(const struct sim_world *world);

/* For hal/lock/lines_sim.c. Whether the compartment's lines are there; those of SIM_WORLD_SENSE_INDEX always are. */
bool sim_world_plugged(const struct sim_world *world, unsigned index);
/* The line as the contact makes it at this instant: true is closed. Also of SIM_WORLD_SENSE_INDEX. */
bool sim_world_contact(struct sim_world *world, unsigned index);
/* The line SIM_WORLD_SENSE at this instant. */
bool sim_world_sense(struct sim_world *world);
/* Feeds a coil or stops it. */
void sim_world_set_coil(struct sim_world *world, unsigned index, bool on);
/*
 * Brings all up to date and writes every contact as above (count of them; NULL: none). Returns when to look again, in
 * ms from now, or -1 when nothing moves by itself.
 */
int sim_world_look(struct sim_world *world, bool *ret_closed);
/*
 * Holds lines through the open file description fd, which must be this path opened once more, read-write.
 * 0, -EBUSY or another negative errno.
 */
enum sim_line { SIM_LINE_LOCK, SIM_LINE_DOOR };
/* The index of SIM_WORLD_SENSE among the SIM_LINE_DOORs. */
enum { SIM_WORLD_SENSE_INDEX = SIM_WORLD_COUNT_MAX };
MUST_CHECK int sim_world_hold(int fd, enum sim_line line, unsigned index);
/* Lets it go before the description is closed. */
void sim_world_release(int fd, enum sim_line line, unsigned index);
/* Whether somebody holds it. */
bool sim_world_held(const struct sim_world *world, enum sim_line line, unsigned index);

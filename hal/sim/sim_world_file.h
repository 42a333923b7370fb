/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The file of the simulated cabinet; for hal/sim/sim_world*.c alone.
 */
#pragma once

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "hal/sim/sim_world.h"

#define SIM_WORLD_NS_PER_MS UINT64_C(1000000)
#define SIM_WORLD_HAND_NS (2000 * SIM_WORLD_NS_PER_MS) /* an automatic hand closes after that */

enum { SIM_WORLD_BOOT_ID_LEN = 16 };

/* Beyond any file's end: nothing is stored there, only locks. */
#define SIM_WORLD_LOCK_MUTEX ((off_t)1 << 40)
#define SIM_WORLD_LOCK_LINES ((off_t)1 << 41)

/* The file, in native byte order: it never leaves its machine. Times are CLOCK_MONOTONIC; 0: never. */
struct stored_compartment {
        uint64_t coil_on_ns;  /* since when the coil is on */
        uint64_t moves_at_ns; /* when the door will change its position */
        uint64_t moved_at_ns; /* when it last did */
        uint32_t pulses;
        uint32_t last_ms;
        uint32_t longest_ms;
        uint32_t cut;
        uint8_t open, jammed, bounces, held_open; /* 0 or 1 */
        uint8_t unplugged;   /* 0 or 1 */
        uint8_t contact;     /* enum sim_contact */
        uint8_t reserved[2];
        uint64_t drawn_ns;   /* since when its latch is drawn, by whichever coil */
        uint16_t instead;    /* whose latch its coil draws in place of its own, from 1; 0: its own */
        uint16_t also;       /* which other latch as well */
        uint8_t reserved_too[4];
};

struct stored_world {
        char magic[8];
        uint32_t version;
        uint32_t count;
        uint64_t changes;    /* grows with every change; written with pwrite() for inotify */
        uint8_t boot_id[SIM_WORLD_BOOT_ID_LEN]; /* the boot that the times belong to */
        uint8_t automatic;   /* 0 or 1 */
        uint8_t keeping;     /* 0 or 1 */
        uint16_t lost;       /* of a thousand edges so many are not told */
        uint32_t overlaps;   /* coils switched on while another one was */
        uint8_t polled;      /* 0 or 1: the chip tells no edges */
        uint8_t chip_lines;  /* so many lines has a chip; 0: all are one chip's */
        uint8_t sense;       /* enum sim_sense */
        uint8_t reserved_too[3];
        uint16_t one_shot_ms; /* ends the current of all coils then; 0: there is none */
        uint64_t driven_ns;  /* since when somebody holds a driver's input on, past our lines */
        struct stored_compartment compartments[];
};

static_assert(sizeof(struct stored_compartment) == 64, "layout of the file");
static_assert(sizeof(struct stored_world) == 64, "layout of the file");
static_assert(offsetof(struct stored_world, compartments) == 64, "layout of the file");

struct sim_world {
        int fd;
        size_t len;
        struct stored_world *stored; /* mapped */
};

/* CLOCK_MONOTONIC. */
uint64_t sim_world_now_ns(void);
/* fcntl(2) with an OFD command on one byte: 0; 1 when F_OFD_GETLK found a holder; -EBUSY or another negative errno. */
MUST_CHECK int sim_world_lock_byte(int fd, int command, short type, off_t at);

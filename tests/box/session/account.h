/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The simulated cabinet's own record of every opening, and its account with the ledger: each opening that a switch showed has
 * exactly one entry that explains it, of the kind that fits, and no such entry is without an opening. Written from docs/behaviour.md
 * "What an opening means"; knows nothing of the watch.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum {
        ACCOUNT_OPENINGS_MAX = 16384,
        ACCOUNT_STEPS_MAX = 1024,
        ACCOUNT_CHANGES_MAX = 65536,
        ACCOUNT_READ_MS = 200,                  /* so soon one that is waited for is read, whether its edge came or not */
        ACCOUNT_LATE_MS = 60 * 1000,            /* after a pulse, or what a citizen has said, an opening is what it was given for */
        ACCOUNT_OWNED_MS = 10 * 1000,           /* after a door was seen shut, its latch may have missed */
        ACCOUNT_FLAP_MS = 300,
        ACCOUNT_UNDECIDED_MS = 5000,             /* what came so shortly before the power went may have been written or not */
};

struct account_opening {
        unsigned c;
        unsigned boot;
        unsigned step;                  /* of the driver */
        int64_t at_ms, shut_ms;         /* mono; shut 0: still open */
        uint64_t size;                  /* of the ledger when the switch showed it, or when the box went down before it did */
        uint64_t pulse_size;            /* of the ledger when its lock was pulsed last */
        int64_t since_pulse_ms;         /* by this run of the box; INT64_MAX: never */
        bool unshown;                   /* no box was there */
        bool cut;                       /* the power went while the box made up its mind */
        bool at_start;                  /* the next start, or its chip coming back, found it open */
        bool returned;                  /* its chip coming back did */
        bool shut_untold;               /* its door was shut before while the box was off, and no start came to its end meanwhile: nobody knows that it was */
        unsigned carried;               /* starts that found it open after it had been shown */
};

/* How often each kind came. */
struct account_counts {
        unsigned openings, flaps, dark, at_start, carried;
        unsigned counted, chips;        /* without an entry of their own: in a faulty switch's count, in a chip's alarm */
        unsigned unseen;                /* came and went before the switch was read */
        unsigned changes;               /* the sum of all counts told of faulty switches */
        unsigned entries[ENTRY_COUNT], how[HOW_COUNT];
};

/* A door, whatever its switch tells. */
struct account_real {
        bool open, seen, waited;
        int64_t at_ms;
};

struct account {
        struct fixture *fixture;
        unsigned step, boot;
        bool open[STORE_COMPARTMENTS_MAX];
        unsigned open_at[STORE_COMPARTMENTS_MAX]; /* its opening */
        bool shut_untold[STORE_COMPARTMENTS_MAX]; /* while the box was off, and no start has come to its end since */
        struct {
                bool given;
                unsigned boot;
                int64_t at_ms;
                uint64_t size;          /* of the ledger */
        } pulse[STORE_COMPARTMENTS_MAX];
        unsigned pulses_seen;
        struct account_real real[STORE_COMPARTMENTS_MAX];
        unsigned unseen;
        enum door_state said[STORE_COMPARTMENTS_MAX]; /* by the switch, last; DOOR_UNKNOWN: nothing yet */
        struct {
                unsigned c;
                int64_t at_ms;
        } changes[ACCOUNT_CHANGES_MAX]; /* of what switches said */
        unsigned change_count;
        int64_t down_ms;                /* mono, when the box went */
        uint64_t size;                  /* of the ledger, when last seen */
        struct {                        /* of the wall clock against the monotonic one, from a size of the ledger on */
                uint64_t size;
                int64_t ms;
        } shifts[ACCOUNT_STEPS_MAX];
        unsigned shift_count;
        struct account_opening list[ACCOUNT_OPENINGS_MAX];
        unsigned count, noted;          /* noted: at the last note, so many were there before */
};

void account_begin(struct account *account, struct fixture *fixture);
/* After anything that may have moved a door or pulsed a lock, before the box is told, and before it goes. */
void account_note(struct account *account);
/* The power goes; not told: the openings of the last note were never told to the box. */
void account_cut(struct account *account, bool told);
/* Before the box goes, and before it starts again with the doors as they are. */
void account_going(struct account *account);
void account_starting(struct account *account);
/* Fails when an opening and the ledger disagree; adds to *counts. */
void account_check(const struct account *account, unsigned seed, struct account_counts *counts);

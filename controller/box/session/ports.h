/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The way out of a box: what its owner does for it. Borrowed by everything that uses it.
 */
#pragma once

#include "base/bytes.h"
#include "hal/door/door.h"
#include "hal/lock/lock.h"
#include "hal/voice/voice.h"

/* What is looked for on a stick. */
enum stick_part {
        STICK_SENT,             /* what the office sent */
        STICK_WITNESSED,        /* checkpoints that a witness signed */
};

/* What a box can make happen outside. Every call returns at once; what comes of it is told back. */
struct box_ports {
        void *context;
        /* One pulse on compartment c (from 1). 0 or LOCK_E_*; the end is told by box_pulsed(). */
        int (*pulse)(void *context, unsigned c);
        /* A lock that is faulty may be tried again, for staff open it. NULL: none ever is. */
        void (*clear_lock)(void *context, unsigned c);
        enum door_state (*door)(void *context, unsigned c);
        /* The chip that reads the switch of compartment c; static, or as long as the owner. NULL: nobody knows; the port itself may be NULL. */
        const char *(*chip)(void *context, unsigned c);
        void (*tone)(void *context, enum tone tone);
        /* Argon2id off the main loop; answered by box_pin_checked() or box_pin_hashed(). The texts are copied. */
        int (*check_pin)(void *context, const char *pin, const char *verifier);
        int (*hash_pin)(void *context, const char *pin);
        /* Reads what is on a stick, off the main loop; answered by box_stick_read(). 0 or a negative errno; NULL: there is no place for sticks. */
        int (*read_stick)(void *context, enum stick_part part);
        /* Writes the ledger's first `size` entries to a stick, off the main loop; answered by box_stick_exported() several times. As above. */
        int (*export_stick)(void *context, uint64_t size);
        /* Whether a stick is there to be written: then box_stick_there() answers, else box_stick_exported(). As above. */
        int (*look_stick)(void *context);
        /* Writes a list of contents, which tells of `count` compartments, and the proof of its entry; both borrowed for the call. As above. */
        int (*list_stick)(void *context, const struct buffer *list, const struct buffer *proof, unsigned count);
        /*
         * Whether the kernel thinks its wall clock synchronised. 0; -EAGAIN while the answer is on its way: ask again in CLOCK_WATCH_SOON_MS;
         * another negative errno when nobody can say.
         */
        int (*synchronised)(void *context, bool *ret_synchronised);
        /*
         * Sets the wall clock, through whoever may; answered by box_clock_set(). 0 or a negative errno; NULL: nobody may.
         */
        int (*set_clock)(void *context, int64_t wall_ms);
        /* One line for the journal, as "state → event → state"; holds no secret. */
        void (*log)(void *context, int priority, const char *line);
};

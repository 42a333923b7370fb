/* SPDX-License-Identifier: EUPL-1.2 */
/* What a bank tells of its doors, kept for a test to look at. */
#pragma once

#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

struct told {
        unsigned index[8];
        enum door_state state[8];
        unsigned count;
};

/* door_event_fn; context is a struct told. */
static inline void tell(void *context, unsigned index, enum door_state state) {
        struct told *told = context;

        assert_true(told->count < 8);
        told->index[told->count] = index;
        told->state[told->count++] = state;
}

/* Until so many changes were told. */
static inline void run(struct door_bank *bank, const struct told *told, unsigned count) {
        while (told->count < count) {
                assert_true(wait_readable(door_bank_fd(bank)));
                assert_int_equal(door_bank_dispatch(bank), 0);
        }
}

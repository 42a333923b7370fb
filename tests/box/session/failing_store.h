/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store one of whose deeds fails, for tests that are linked with -Wl,--wrap=store_do,--wrap=store_reopen,--wrap=store_staff_pin. The test
 * fails when anything is asked of the store from then on until it was opened again.
 */
#pragma once

#include "tests/box/session/fixture.h"

struct failing_store {
        enum deed_type deed;            /* that is to fail; 0: none */
        bool done_all_the_same;         /* it is done, and fails all the same */
        bool unreadable;                /* PINs cannot be read */
        bool failed;                    /* since then nothing is to be asked of the store, until it is opened again */
        int reopening;                  /* what that gives */
        unsigned reopened;
};
extern struct failing_store failing;

/* A fixture with number 1 loaded, whose store fails at this deed, done or not. */
void failing_set_up(struct fixture *fixture, enum deed_type deed, bool done);
/* The box does its part again: number 3 is loaded and collected. */
void failing_expect_box_to_work(struct fixture *fixture);

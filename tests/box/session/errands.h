/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What people do before the cabinet of a random life, each errand as a wanderer's dice have it: load, collect, look into compartments, walk
 * along, force doors, go away in the middle. Borrows everything.
 */
#pragma once

#include "tests/box/session/account.h"
#include "tests/box/session/wander.h"

struct errands {
        struct fixture *fixture;
        struct wander *wander;
        const struct account *account;  /* which locks were pulsed */
        unsigned *cut_in;               /* an errand may have the power go in so many steps */
        unsigned compartments;
        unsigned next_ticket;           /* 0 at the begin of a life */
        bool restored;                  /* the store was put back in this life: managers look into everything */
        unsigned collected;             /* at the end of all lives */
};

typedef void errand_fn(struct errands *errands);

/* People with a purpose, who sometimes do not come to its end. */
errand_fn errands_load_some, errands_collect_one, errands_look_at_one, errands_work_at_a_page, errands_walk_along;
/* Single moves. */
errand_fn errands_scan, errands_press_anything, errands_do_what_is_asked, errands_wait, errands_shut_a_door;
/* Nobody asked for it: a thief, or a switch that flaps; a lock that was pulsed in vain; a lock that jams from now on, or no more. */
errand_fn errands_open_a_door, errands_let_go_late, errands_jam;
/* A manager confirms the clock. */
errand_fn errands_confirm_the_clock;
/* Whoever comes with a good code and the right date gets an open door, or staff know of the compartment; else the test fails. */
void errands_collect_what_is_stored(struct errands *errands, unsigned seed, unsigned c);

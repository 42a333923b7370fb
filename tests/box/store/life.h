/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One whole life of a box, for tests that disturb it: a list of steps, each one
 * call of the store, and what the database holds before each of them when nothing
 * disturbs it. The checks end the program: these tests have a main of their own.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "controller/box/store/store.h"
#include "tests/box/store/box.h"

#define MUST(it) \
        do { \
                if (!(it)) { \
                        fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #it); \
                        exit(1); \
                } \
        } while (0)

enum { LIFE_STEPS = 58 };

struct life {
        struct box_files files;
        struct store *store;           /* NULL while closed */
        struct buffer created;         /* box.db before the first step */
        char *rows[LIFE_STEPS + 1];    /* every row before each step, and at the end */
};

extern const struct step {
        const char *name;
        int (*run)(struct life *life, int64_t t_ms, unsigned n);
        unsigned n;
        int result;                    /* expected */
        bool silent;                   /* changes no row */
        int64_t at_ms;                 /* after BOX_T */
} life_steps[];

/* Makes the folder and lives once, undisturbed, to know the rows. */
void life_init(struct life *life);
void life_deinit(struct life *life);
/* The file as created, the store closed. */
void life_begin(struct life *life);
/* One step; what the store gave. */
int life_step(struct life *life, size_t step);
/* The first step from `from` on that did not end as expected, or LIFE_STEPS. */
size_t life_run(struct life *life, size_t from);
/* Every row of every table as text, by a connection of its own. The caller frees it. */
char *life_dump(const struct life *life);
/* The root follows from the lines; nothing is issued twice, nothing without a release before. */
void life_check_ledger(struct store *store);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Measuring as a ratio: the thing and a yardstick run in turns, so that a noisy
 * machine disturbs both alike; the medians are reported and divided.
 */
#pragma once

#include <stddef.h>

typedef void bench_fn(void *context);

struct bench {
        const char *name;
        bench_fn *run;
        const char *yardstick_name;
        bench_fn *yardstick;
        void *context;
        unsigned rounds;         /* at most BENCH_ROUNDS_MAX */
        unsigned repeat;         /* calls a round of `run` */
        unsigned yardstick_repeat;
        double target;           /* ratio; 0: none set */
};

enum { BENCH_ROUNDS_MAX = 1000 };

/* The table's head. */
void bench_head(void);
/* Measures and prints one line: medians and p99 in microseconds, ratio of the medians, target. */
void bench_run(const struct bench *bench);
/* Prints the line for `rounds` times measured by the caller, in microseconds; sorts them. */
void bench_print(const struct bench *bench, double *thing, double *yardstick);

double bench_now_us(void);

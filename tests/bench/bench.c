/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/bench/bench.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_now_us(void) {
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b) {
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

static double once(bench_fn *run, void *context, unsigned repeat) {
        double start = bench_now_us();

        for (unsigned i = 0; i < repeat; i++)
                run(context);
        return (bench_now_us() - start) / repeat;
}

void bench_head(void) {
        printf("%-46s %11s %11s   %-34s %11s %11s %7s %7s\n", "what", "median µs", "p99 µs", "beside", "median µs", "p99 µs", "ratio", "target");
}

void bench_print(const struct bench *bench, double *thing, double *yardstick) {
        char target[16] = "-";
        double ratio;

        qsort(thing, bench->rounds, sizeof(thing[0]), compare);
        qsort(yardstick, bench->rounds, sizeof(yardstick[0]), compare);
        ratio = thing[bench->rounds / 2] / yardstick[bench->rounds / 2];
        if (bench->target > 0)
                snprintf(target, sizeof(target), "%.2f %s", bench->target, ratio <= bench->target ? "✓" : "✗");
        printf("%-46s %11.1f %11.1f   %-34s %11.1f %11.1f %7.2f %7s\n", bench->name, thing[bench->rounds / 2],
               thing[bench->rounds * 99 / 100], bench->yardstick_name, yardstick[bench->rounds / 2],
               yardstick[bench->rounds * 99 / 100], ratio, target);
        fflush(stdout);
}

void bench_run(const struct bench *bench) {
        double thing[BENCH_ROUNDS_MAX], yardstick[BENCH_ROUNDS_MAX];

        assert(bench->rounds > 0 && bench->rounds <= BENCH_ROUNDS_MAX);
        once(bench->run, bench->context, 1);
        once(bench->yardstick, bench->context, 1);
        for (unsigned i = 0; i < bench->rounds; i++) {
                thing[i] = once(bench->run, bench->context, bench->repeat);
                yardstick[i] = once(bench->yardstick, bench->context, bench->yardstick_repeat);
        }
        bench_print(bench, thing, yardstick);
}

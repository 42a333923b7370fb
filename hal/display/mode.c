/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/mode.h"

enum {
        RATE_HZ = 60,
        HORIZONTAL_BLANK = 160,
        HORIZONTAL_SYNC = 32,
        VERTICAL_FRONT = 3,
        VERTICAL_BACK_LEAST = 6,
        VERTICAL_BLANK_LEAST_US = 460,
        CLOCK_STEP_KHZ = 250,
};

/* How long vertical sync is tells the receiver the picture's sides. */
static unsigned sync_rows(unsigned width, unsigned height) {
        if (width * 3 == height * 4)
                return 4;
        if (width * 9 == height * 16)
                return 5;
        if (width * 10 == height * 16)
                return 6;
        if (width * 4 == height * 5 || width * 9 == height * 15)
                return 7;
        return 10;
}

/* Rows of blanking: as many as last for the least time. */
static unsigned blank_rows(unsigned height, unsigned sync) {
        unsigned row_ns = (1000000000U - VERTICAL_BLANK_LEAST_US * 1000U * RATE_HZ) / (height * RATE_HZ);
        unsigned rows = row_ns > 0 ? VERTICAL_BLANK_LEAST_US * 1000U / row_ns + 1 : 0;
        unsigned least = VERTICAL_FRONT + sync + VERTICAL_BACK_LEAST;

        return rows < least ? least : rows;
}

struct mode_timing mode_timing_for(int width_px, int height_px) {
        unsigned width = (unsigned)width_px, height = (unsigned)height_px, sync = sync_rows(width, height);
        unsigned total = width + HORIZONTAL_BLANK, rows = height + blank_rows(height, sync);
        unsigned clock_khz = (unsigned)((unsigned long long)total * rows * RATE_HZ / 1000);

        return (struct mode_timing){
                .clock_khz = clock_khz / CLOCK_STEP_KHZ * CLOCK_STEP_KHZ,
                .hsync_start = width + HORIZONTAL_BLANK / 2 - HORIZONTAL_SYNC, .hsync_end = width + HORIZONTAL_BLANK / 2, .htotal = total,
                .vsync_start = height + VERTICAL_FRONT, .vsync_end = height + VERTICAL_FRONT + sync, .vtotal = rows,
        };
}

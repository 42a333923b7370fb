/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The timing of a picture for a flat panel that says nothing of itself: 60 Hz with reduced blanking, VESA Coordinated Video
 * Timings 1.1, section 4. Plain arithmetic.
 */
#pragma once

/* Pixels from the start of a row and rows from the start of a picture, as xf86drmMode.h counts them. Horizontal sync is positive, vertical negative. */
struct mode_timing {
        unsigned clock_khz;
        unsigned hsync_start, hsync_end, htotal;
        unsigned vsync_start, vsync_end, vtotal;
};

/* Sides are 1 to DISPLAY_SIDE_MAX_PX. Rows need not be whole cells of 8 pixels, as the standard wants them: panels of 1366 pixels are not. */
struct mode_timing mode_timing_for(int width_px, int height_px);

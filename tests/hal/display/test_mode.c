/* SPDX-License-Identifier: EUPL-1.2 */
/* Against VESA's own tables: reduced blanking of the CVT 1.1 generator, and of "Display Monitor Timings" where they are the same. */
#include "tests/support/cmocka.h"

#include "hal/display/display.h"
#include "hal/display/mode.h"

static void known_panels_get_their_timings(void **state) {
        static const struct {
                int width_px, height_px;
                struct mode_timing timing;
        } known[] = {
                { 1024, 768, { 56000, 1072, 1104, 1184, 771, 775, 790 } },
                { 1280, 768, { 68250, 1328, 1360, 1440, 771, 778, 790 } },
                { 1280, 800, { 71000, 1328, 1360, 1440, 803, 809, 823 } },
                { 1440, 900, { 88750, 1488, 1520, 1600, 903, 909, 926 } },
                { 1680, 1050, { 119000, 1728, 1760, 1840, 1053, 1059, 1080 } },
                { 1920, 1080, { 138500, 1968, 2000, 2080, 1083, 1088, 1111 } },
                { 1920, 1200, { 154000, 1968, 2000, 2080, 1203, 1209, 1235 } },
                { 2560, 1600, { 268500, 2608, 2640, 2720, 1603, 1609, 1646 } },
        };

        for (size_t i = 0; i < ARRAY_LEN(known); i++) {
                struct mode_timing timing = mode_timing_for(known[i].width_px, known[i].height_px);

                assert_memory_equal(&timing, &known[i].timing, sizeof(timing));
        }
}

static void every_panel_gets_one_that_hangs_together(void **state) {
        for (int width_px = 1; width_px <= DISPLAY_SIDE_MAX_PX; width_px += 7)
                for (int height_px = 1; height_px <= DISPLAY_SIDE_MAX_PX; height_px += 11) {
                        struct mode_timing timing = mode_timing_for(width_px, height_px);
                        unsigned w = (unsigned)width_px, h = (unsigned)height_px;

                        assert_true(w < timing.hsync_start && timing.hsync_start < timing.hsync_end && timing.hsync_end < timing.htotal);
                        assert_true(h < timing.vsync_start && timing.vsync_start < timing.vsync_end && timing.vsync_end < timing.vtotal);
                        assert_true(timing.htotal <= UINT16_MAX && timing.vtotal <= UINT16_MAX);
                        assert_true((unsigned long long)timing.clock_khz * 1000 <= 60ULL * timing.htotal * timing.vtotal);
                }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(known_panels_get_their_timings),
                cmocka_unit_test(every_panel_gets_one_that_hangs_together),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Every screen of the table has a way on or back that can be touched, or ends by what it names here. */
#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "tests/support/cmocka.h"
#include "tests/ui/sample.h"

/* What ends it in the place of a touch, where there may be none. */
static const char *const ends_by[SCREEN_COUNT] = {
        [SCREEN_WAIT] = "what is waited for, which passes",
        [SCREEN_SOMEBODY_FIRST] = "some seconds: it covers another's screen",
        [SCREEN_OPENING] = "the lock, which opens or does not",
        [SCREEN_DOOR] = "the door that is shut, or given up",
        [SCREEN_OLD_PAPERS] = "the same",
        [SCREEN_UNLATCHED] = "the same",
        [SCREEN_CLOSE] = "the same",
        [SCREEN_STAFF_RESTORE] = "a badge or a stick, or the box, which starts again",
        [SCREEN_OUT_OF_ORDER] = "whoever puts the box in order; staff by their badge",
};

/* Help, language, size and sound lie over a screen and come back to it; pages of a list are the same screen. */
static bool leads_on(enum target_id id) {
        switch ((int)id) {
        case TARGET_NONE:
        case TARGET_SHOW:
        case TARGET_DELETE:
        case TARGET_HELP:
        case TARGET_ACCESS:
        case TARGET_LANGUAGE:
        case TARGET_TOGGLE_LARGE:
        case TARGET_TOGGLE_CONTRAST:
        case TARGET_TOGGLE_SPEECH:
        case TARGET_TOGGLE_EASY:
        case TARGET_TOGGLE_SCREEN:
        case TARGET_QUIETER:
        case TARGET_LOUDER:
        case TARGET_SLOWER:
        case TARGET_FASTER:
        case TARGET_ROWS:
        case TARGET_KEY:
        case TARGET_CANNOT_FIND:
                return false;
        default:
                return true;
        }
}

static unsigned ways(struct ui *ui, const struct screen *screen) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const struct view_target *targets;
        unsigned found = 0;
        size_t count;

        assert_int_equal(screen_view(ui, screen, &view), 0);
        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                found += leads_on(targets[i].target.id);
        return found;
}

static void every_screen_has_a_way_on_or_back(void **state) {
        unsigned shown[SCREEN_COUNT] = { 0 }, stuck[SCREEN_COUNT] = { 0 };

        for (size_t i = 0; i < SAMPLE_PANELS; i++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;

                assert_int_equal(ui_new(&sample_panels[i].panel, NULL, &ui), 0);
                for (size_t at = 0; at < sample_count(); at++) {
                        struct sample sample;

                        sample_get(at, &sample);
                        shown[sample.screen.id]++;
                        if (ways(ui, &sample.screen) > 0)
                                continue;
                        stuck[sample.screen.id]++;
                        if (!ends_by[sample.screen.id])
                                fail_msg("%s on %s has no way on or back", sample.name, sample_panels[i].name);
                }
        }
        for (unsigned id = 0; id < SCREEN_COUNT; id++) {
                if (shown[id] == 0)
                        fail_msg("no sample of %s", screen_name((enum screen_id)id));
                if (ends_by[id] && stuck[id] == 0)
                        fail_msg("%s has a way always, and needs no other", screen_name((enum screen_id)id));
        }
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(every_screen_has_a_way_on_or_back) };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

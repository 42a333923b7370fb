/* SPDX-License-Identifier: EUPL-1.2 */
/* Help says what to do at the screen that it lies over, and has room for it. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/ui/sample.h"

/* Help never lies over these: they are over others themselves, and so is it. */
static const enum screen_id over_others[] = { SCREEN_ACCESS, SCREEN_LANGUAGE, SCREEN_HELP, SCREEN_SOMEBODY_FIRST, SCREEN_MORE_TIME };

static bool wants_help(enum screen_id id) {
        for (size_t i = 0; i < ARRAY_LEN(over_others); i++)
                if (over_others[i] == id)
                        return false;
        return true;
}

static bool is_of_staff(enum screen_id id) {
        return strncmp(screen_name(id), "staff_", strlen("staff_")) == 0;
}

static void every_screen_has_help_of_its_own(void **state) {
        unsigned faults = 0;

        for (unsigned i = 0; i < SCREEN_COUNT; i++) {
                int guide = screen_guide((enum screen_id)i);

                if ((guide != NO_GUIDE) != wants_help((enum screen_id)i)) {
                        print_error("%s: %s\n", screen_name((enum screen_id)i), guide == NO_GUIDE ? "has no help" : "has help that nobody sees");
                        faults++;
                }
                for (unsigned j = 0; guide != NO_GUIDE && j < i; j++)
                        if (screen_guide((enum screen_id)j) == guide) {
                                print_error("%s: has the help of %s\n", screen_name((enum screen_id)i), screen_name((enum screen_id)j));
                                faults++;
                        }
        }
        assert_int_equal(faults, 0);
}

/* ---- on the panels ---- */

static bool overlap(struct view_rect a, struct view_rect b) {
        return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* How many of the texts have that name. */
static unsigned count_named(const struct view *view, const char *name) {
        const struct view_text *texts;
        unsigned found = 0;
        size_t count;

        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++)
                found += strcmp(texts[i].name, name) == 0;
        return found;
}

/* What is cut, lies on another, or below the lowest button; NULL: nothing. */
static const char *unfit(const struct view *view, const struct ui_panel *panel) {
        const struct view_target *targets;
        const struct view_text *texts;
        size_t count, target_count;

        texts = view_texts(view, &count);
        targets = view_targets(view, &target_count);
        for (size_t i = 0; i < count; i++) {
                struct view_rect rect = texts[i].rect;

                if (texts[i].cut || rect.x < 0 || rect.y < 0 || rect.x + rect.w > panel->width_px || rect.y + rect.h > panel->height_px)
                        return texts[i].text;
                for (size_t j = i + 1; j < count; j++)
                        if (overlap(rect, texts[j].rect))
                                return texts[i].text;
                for (size_t j = 0; j < target_count; j++)
                        if (overlap(rect, targets[j].rect) && strcmp(texts[i].text, targets[j].text) != 0)
                                return texts[i].text;
        }
        return NULL;
}

static unsigned try_screen(struct ui *ui, const struct sample_panel *kind, const struct sample *help) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        const char *fault;

        assert_int_equal(screen_view(ui, &help->screen, &view), 0);
        fault = unfit(view, &kind->panel);
        if (!fault && help->screen.staff && count_named(view, "line") < 1)
                fault = "does not say what to do";
        if (!fault && !help->screen.staff && (count_named(view, "line") < 2 || count_named(view, "contact") != help->screen.contact_count))
                fault = "does not say what to do, or not where the desk is";
        if (fault)
                print_error("help over %s, %s, %s%s: %s\n", screen_name(help->screen.help.about), language_tag(help->screen.look.language),
                            kind->name, help->screen.look.large ? ", large" : "", fault);
        return fault != NULL;
}

/* In both languages, normal and large, with the longest opening hours, with and without a scanner, over a door and over none. */
static void help_fits_on_every_panel(void **state) {
        static const enum language languages[] = { LANGUAGE_DE, LANGUAGE_EN };
        unsigned faults = 0;

        for (size_t p = 0; p < SAMPLE_PANELS; p++) {
                struct ui *ui CLEANUP(ui_cleanup) = NULL;

                assert_int_equal(ui_new(&sample_panels[p].panel, NULL, &ui), 0);
                for (unsigned i = 0; i < 8 * SCREEN_COUNT; i++) {
                        struct sample help;

                        sample_named(is_of_staff((enum screen_id)(i / 8)) ? "staff_help" : "help", &help);
                        help.screen.help.about = (enum screen_id)(i / 8);
                        help.screen.look.language = languages[i % 2];
                        help.screen.look.large = i / 2 % 2;
                        help.screen.no_scanner = i / 4 % 2;
                        if (wants_help(help.screen.help.about))
                                faults += try_screen(ui, &sample_panels[p], &help);
                }
        }
        assert_int_equal(faults, 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_screen_has_help_of_its_own),
                cmocka_unit_test(help_fits_on_every_panel),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

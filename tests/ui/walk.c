/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/share.h"

enum { CONTRAST = 1, LARGE = 2, APPEARANCES = 4 };

static void walk_one(struct ui *ui, const struct sample_panel *kind, size_t index, enum language language, unsigned appearance,
                     void (*step)(const struct walk *walk)) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        struct walk walk = { .panel = &kind->panel, .kind = kind, .ui = ui };
        struct sample sample;

        sample_get(index, &sample);
        if (screen_is_of_staff(&sample.screen) && !language_whole(language))
                return;
        sample.screen.look.language = language;
        sample.screen.look.contrast = (appearance & CONTRAST) != 0;
        sample.screen.look.large = (appearance & LARGE) != 0;
        if (screen_view(ui, &sample.screen, &view) < 0)
                abort();
        walk.name = sample.name;
        walk.screen = &sample.screen;
        walk.view = view;
        snprintf(walk.where, sizeof(walk.where), "%s %s %s%s%s", sample.name, language_tag(language), kind->name,
                 appearance & CONTRAST ? " contrast" : "", appearance & LARGE ? " large" : "");
        step(&walk);
}

/* German and English alone; those of citizens, too, plain and in large text; every appearance of all. */
enum breadth { BREADTH_WHOLE, BREADTH_USUAL, BREADTH_ALL };

static bool chosen(enum breadth breadth, enum language language, unsigned appearance) {
        return language_whole(language) || (language_available(language) && (breadth == BREADTH_ALL || (breadth == BREADTH_USUAL && (appearance & CONTRAST) == 0)));
}

/* Of `stride` in which each sample is walked, one, another one for the next. */
static bool is_shared(size_t index, enum language language, unsigned appearance, unsigned stride) {
        return (index + language * APPEARANCES + appearance) % stride == 0;
}

static void walk_panel(const struct sample_panel *kind, enum breadth breadth, unsigned stride, void (*step)(const struct walk *walk)) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;

        if (ui_new(&kind->panel, NULL, &ui) < 0)
                abort();
        for (size_t i = 0; i < sample_count(); i++)
                for (unsigned language = 0; language < LANGUAGE_COUNT; language++)
                        for (unsigned appearance = 0; appearance < APPEARANCES; appearance++)
                                if (chosen(breadth, (enum language)language, appearance) &&
                                    is_shared(i, (enum language)language, appearance, stride))
                                        walk_one(ui, kind, i, (enum language)language, appearance, step);
}

void walk_share(void (*step)(const struct walk *walk)) {
        setenv("TZ", "Europe/Berlin", 1);
        for (size_t i = 0; i < SAMPLE_PANELS; i++)
                if (sample_panels[i].usual)
                        walk_panel(&sample_panels[i], BREADTH_WHOLE, share_stride(), step);
}

void walk_panels(void (*step)(const struct walk *walk)) {
        bool full = getenv("PICKUPBOX_FULL") != NULL;

        setenv("TZ", "Europe/Berlin", 1);
        for (size_t i = 0; i < SAMPLE_PANELS; i++)
                walk_panel(&sample_panels[i], full ? BREADTH_ALL : BREADTH_USUAL, 1, step);
}

/* ---- several checks at once ---- */

static struct walk_check *checking, *at_work;
static size_t checking_count;

static void check_here(const struct walk *walk) {
        for (at_work = checking; at_work < checking + checking_count; at_work++)
                at_work->step(walk);
}

void walk_fault(const struct walk *walk, const char *what, const char *which) {
        print_error("%s: %s: %s\n", walk->where, which, what);
        at_work->faults++;
}

void walk_checks(void (*walk)(void (*step)(const struct walk *walk)), struct walk_check checks[], size_t count) {
        checking = checks;
        checking_count = count;
        walk(check_here);
}

void walk_found_none(const struct walk_check checks[], size_t count, void (*step)(const struct walk *walk)) {
        for (size_t i = 0; i < count; i++)
                if (checks[i].step == step) {
                        assert_int_equal(checks[i].faults, 0);
                        return;
                }
        fail_msg("no check of the walk");
}

bool walk_is_button(const struct walk *walk, const char *name) {
        static const char *const others[] = { "start", "alert", "key_", "language_" };
        const struct view_target *targets;
        size_t count;

        for (size_t i = 0; i < ARRAY_LEN(others); i++)
                if (strncmp(name, others[i], strlen(others[i])) == 0)
                        return false;
        targets = view_targets(walk->view, &count);
        for (size_t i = 0; i < count; i++)
                if (strcmp(targets[i].name, name) == 0)
                        return true;
        return false;
}

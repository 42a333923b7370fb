/* SPDX-License-Identifier: EUPL-1.2 */
/* Walks the samples on the panels, in the languages and appearances. */
#pragma once

#include "tests/ui/sample.h"

struct walk {
        const char *name;
        char where[128];              /* "door en 1280x800 contrast large", for messages */
        const struct ui_panel *panel;
        const struct sample_panel *kind;
        struct ui *ui;
        const struct screen *screen;
        const struct view *view;
};

/* One thing that must hold on every screen. */
struct walk_check {
        void (*step)(const struct walk *walk);
        unsigned faults;
};

/* Whether a text of that name is what a button says. */
bool walk_is_button(const struct walk *walk, const char *name);
/* Prints what is wrong where, and counts it for the check at work. */
void walk_fault(const struct walk *walk, const char *what, const char *which);
/* As walk_share() or walk_panels(), all checks at once: making a view takes longer than looking at it. */
void walk_checks(void (*walk)(void (*step)(const struct walk *walk)), struct walk_check checks[], size_t count);
/* Fails when there were faults. */
void walk_found_none(const struct walk_check checks[], size_t count, void (*step)(const struct walk *walk));
/*
 * Calls back for every sample on the two usual panels, in German and English, in every appearance; where only a share is taken
 * (tests/support/share.h) each sample in one nth of them, others for the next sample. Aborts when a view cannot be made.
 */
void walk_share(void (*step)(const struct walk *walk));
/*
 * As walk_share() takes whole, and on the other panels as well, and what citizens see in their other languages, too, plain and in large
 * text; with PICKUPBOX_FULL in every appearance.
 */
void walk_panels(void (*step)(const struct walk *walk));

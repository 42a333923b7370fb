/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One filled struct screen of every kind and variant, and the panels and
 * appearances they are shown in: what the tests of ui/ walk and `render` writes.
 */
#pragma once

#include "ui/screens/screen.h"

struct sample {
        const char *name;             /* "door", "refused_locked", … */
        struct screen screen;
};

/* Every sample, in German without aids. Static but for what the caller changes in the copy it gets. */
size_t sample_count(void);
void sample_get(size_t index, struct sample *ret_sample);
/* The one of that name; aborts when there is none. */
void sample_named(const char *name, struct sample *ret_sample);

/* The panels that a box may have, and the two of them that the look was drawn for. */
enum { SAMPLE_PANELS = 7 };
struct sample_panel {
        struct ui_panel panel;
        const char *name;             /* "1080x1920" */
        bool usual;                   /* the look was drawn for it */
        double key_mm, capital_mm;    /* the least that a key and capitals have there: 20 and 4 but on small panels */
};
extern const struct sample_panel sample_panels[SAMPLE_PANELS];
extern const struct ui_panel sample_portrait, sample_landscape;

/* A picture of the view, which the caller frees. Aborts on failure. */
uint32_t *sample_draw(const struct view *view, const struct ui_panel *panel);
/* The same over what is there, which is black before: for whoever draws thousands. */
void sample_draw_onto(const struct view *view, const struct ui_panel *panel, uint32_t *pixels);

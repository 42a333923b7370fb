/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The view tree of one screen on one panel: everything that is visible, in
 * pixels, with the text in the screen's language. The same const object is
 * drawn, read aloud, hit by touches and printed by `pickupbox sim state`.
 *
 * A view borrows the strings of the screen it is made for, and its struct ui, which
 * outlives it. It does not block and uses no global state but the font set of struct ui.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "ui/view/appearance.h"
#include "ui/view/target.h"

struct ui;   /* fonts and panel geometry; one per process */
struct view;
struct text;

struct ui_panel {
        int width_px, height_px;
        double px_per_mm;
};

/*
 * Loads the fonts (fonts_conf: path of the private fonts.conf, or NULL for the
 * one built in). A panel higher than wide gets the upright layout, another the wide
 * one (view/measure.h); each fills the panel. 0; -EINVAL for a panel that cannot be or a fonts.conf that is none, -ENOENT
 * when a font is missing, -ENOMEM.
 */
MUST_CHECK int ui_new(const struct ui_panel *panel, const char *fonts_conf, struct ui **ret_ui);
void ui_free(struct ui *ui);
DEFINE_CLEANUP(struct ui, ui_free, ui_cleanup)

struct view_rect {
        int x, y, w, h;
};

struct view_text {
        const char *name;      /* "title", "hint", "field_day", …; static or owned by the view */
        const char *text;      /* what is written; secret fields hold "••••" of the entered length */
        struct view_rect rect;
        double cap_mm;         /* height of its capitals */
        uint32_t rgb, back_rgb;/* for the contrast test */
        bool cut;              /* it needs more room than it has: never in a released language */
        unsigned unknown_glyphs;
        const struct text *layout; /* for view_text_line() */
};

struct view_target {
        struct target target;
        char name[TARGET_NAME_SIZE];
        const char *text;      /* its label, also what is spoken on focus */
        struct view_rect rect; /* the outline; a touch counts 8 px beyond */
        bool focus;
        bool control;          /* has an outline that must be 3:1 */
};

struct build;
struct screen;

/* What a view is made of; ui/screens/screen.h fills it from a struct screen. */
struct view_order {
        const struct appearance *look;
        struct target pressed;             /* highlighted: a finger is on it */
        struct target focus;               /* keyboard focus; TARGET_NONE: no ring */
        void (*build)(struct build *build);/* composes the screen */
        const struct screen *screen;       /* for build alone */
};

/* 0 or a negative errno, -ENOMEM above all. The caller owns the view. */
MUST_CHECK int view_new(struct ui *ui, const struct view_order *order, struct view **ret_view);
void view_free(struct view *view);
DEFINE_CLEANUP(struct view, view_free, view_cleanup)

/* How many sentences are read aloud that had no room to be written. */
size_t view_left_out(const struct view *view);
const struct view_text *view_texts(const struct view *view, size_t *ret_count);
/*
 * What stands in one of its lines, from 0 on, with the blank it ends at and the joiners that kept it whole; not terminated: ret_len
 * bytes, lines of one sentence in one string. NULL: there is no such line, or the screen drew the text itself. Owned by the view.
 */
const char *view_text_line(const struct view_text *text, int line, size_t *ret_len);
/* In focus order. */
const struct view_target *view_targets(const struct view *view, size_t *ret_count);

/* What is under the point, or TARGET_NONE. */
struct target view_target_at(const struct view *view, int x_px, int y_px);
/* The next target in focus order, wrapping; direction +1 or -1. From TARGET_NONE: the first or last. */
struct target view_focus_next(const struct view *view, struct target from, int direction);

/* What is read aloud when this screen comes, one sentence a string; personal: for the headset only. Owned by the view. */
const char *const *view_speech(const struct view *view, size_t *ret_count, bool *ret_personal);

/* What the loudspeaker says in place of a personal screen, when no headset is plugged in; "" of any other screen. Owned by the view. */
const char *view_speech_public(const struct view *view);

/*
 * Draws the whole view, clipped to `clip` (NULL: everything), into 32-bit XRGB
 * pixels. Drawing under a clip gives the same bytes there as drawing it all.
 */
MUST_CHECK int view_draw(const struct view *view, uint32_t *pixels, size_t stride, const struct view_rect *clip);

/* The rectangles in which two views of one panel differ; before NULL: everything. Returns how many, at most max. */
size_t view_damage(const struct view *before, const struct view *after, struct view_rect *ret_rects, size_t max);

/* Writes pixels as PNG. 0 or a negative errno. */
MUST_CHECK int view_write_png(const uint32_t *pixels, int width_px, int height_px, size_t stride, const char *path);

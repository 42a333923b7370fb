/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the screens are composed with.
 *
 * A screen is a function void screen_x(struct build *) in a file of its own,
 * named by its row in screens/screen.h. It lays out left to right, in layout pixels
 * (view/measure.h); for languages written right to left every mark is
 * mirrored when it is added, unless build_fix() keeps it as it is (keypad, fields, plan and
 * direction arrows never turn). Nothing here fails: the first error stays in
 * build->error and view_new() returns it. Strings made by build_say() and
 * build_format() live as long as the view.
 *
 * build->back must be the colour under the text that is written next; the sign,
 * the desk and the controls of frame.h set it.
 */
#pragma once

#include "ui/po/catalogue.h"
#include "ui/view/measure.h"
#include "ui/view/tree.h"

/*
 * Things that stand beside each other and are read as one: all of a kind on a screen are as large as the one that needs the smallest
 * type. How far each kind had to shrink is known only when all of it is written; view_new() then composes the screen once more.
 */
enum like { LIKE_NONE, LIKE_BUTTON, LIKE_KEY, LIKE_ENTRY, LIKE_ROW, LIKE_DETAIL, LIKE_VALUE, LIKE_LABEL, LIKE_CELL, LIKE_PART, LIKE_COUNT };

/* Steps down the type scale that the kinds begin at, and what their members then took. */
struct likes {
        unsigned from[LIKE_COUNT], least[LIKE_COUNT], most[LIKE_COUNT];
        bool written[LIKE_COUNT];
};

struct build {
        struct ui *ui;
        struct view *view;
        const struct screen *screen;  /* the builder's; nothing here looks into it */
        const struct appearance *look;
        struct target pressed, focus;
        struct theme theme;
        bool portrait, large, rtl;
        bool fixed;                   /* do not mirror what is added now … */
        int shift;                    /* … but for the block in which it lies, which is so far from where it would be */
        int width, height;            /* of the layout */
        struct measures size;
        uint32_t back;
        struct view_rect ring;        /* where the keyboard focus is, w 0: nowhere */
        struct view_rect rest;        /* of a sign beside the desk, what its words leave free; w 0: nothing */
        uint32_t rest_back, rest_on;  /* its colour and that of words on it */
        struct likes likes;
        int error;
};

/* The type scale. _BOLD is the same size in bold. */
enum type {
        TYPE_POSTER, TYPE_NOTICE, TYPE_NUMBER, TYPE_START, TYPE_QUESTION, TYPE_FAREWELL, TYPE_PLACE, TYPE_KEY, TYPE_FIELD,
        TYPE_BUTTON, TYPE_BUTTON_PLAIN, TYPE_LEAD, TYPE_LEAD_BOLD,
        TYPE_BODY, TYPE_BODY_BOLD, TYPE_SMALL, TYPE_SMALL_BOLD, TYPE_LABEL, TYPE_LABEL_BOLD, TYPE_COUNT,
};
struct text_style build_style(const struct build *build, enum type type);

/* ---- words ---- */

/* The catalogue's text with {name} replaced: pairs of name and value, then NULL. */
const char *build_say(struct build *build, enum text_id id, ...) __attribute__((__sentinel__));
/* The same, in the plural form of n; {n} is n. */
const char *build_count(struct build *build, enum text_id id, unsigned n);
const char *build_format(struct build *build, const char *format, ...) PRINTF_LIKE(2, 3);
/* What is added from here to build_unfix() is not mirrored in itself, only the block as a whole. */
void build_fix(struct build *build, struct view_rect block);
void build_unfix(struct build *build);
/* One name: no line ends in it, neither at a blank nor at a soft hyphen. "" when there is no memory. */
const char *build_whole(struct build *build, const char *text);
/* As it is read aloud: soft hyphens are left out, line breaks are spaces. "" for NULL and when there is no memory. */
const char *build_spoken(struct build *build, const char *text);
/* Adds a sentence to what is read aloud. NULL and "" add nothing. */
void build_speak(struct build *build, const char *sentence);

/* ---- marks ---- */

/* Colours are 0xRRGGBB; pass NODE_CLEAR for none and BUILD_RGB(colour) for one. */
#define BUILD_RGB(rgb) ((rgb) | NODE_OPAQUE)

void build_box(struct build *build, struct view_rect rect, uint32_t fill, uint32_t stroke, int stroke_px, int radius);
void build_disc(struct build *build, int x, int y, int radius, uint32_t fill, uint32_t stroke, int stroke_px);
void build_icon(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb);
/* With another stroke than the icon's own, in units of its grid of 48. */
void build_icon_stroked(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb, double stroke);
void build_shape(struct build *build, const struct mask_point *points, unsigned count, uint32_t fill, uint32_t stroke,
                 int stroke_px);
/* A QR code, black on the white that must be under it; as large as whole modules allow, centred in rect. */
void build_qr(struct build *build, const char *text, enum qr_level level, struct view_rect rect);

/* ---- text ---- */

enum align { ALIGN_START, ALIGN_CENTRE, ALIGN_END };

struct writing {
        const char *name;             /* in view_texts(); NULL: not listed there (the entry fields list theirs as a whole) */
        const char *text;             /* "" and NULL write nothing */
        enum type type;
        struct view_rect room;        /* where it may stand; h 0: as high as lines allow */
        int lines;                    /* at most; 0: 1 */
        enum align align;
        bool middle;                  /* vertically in the middle of room */
        bool balance;                 /* a line a sentence where each fits, else lines of about equal length */
        bool even;                    /* the same, but never more lines for it, and two lines part after a comma: no last word stands alone */
        bool shrink;                  /* smaller before it would not fit */
        enum like like;               /* … and then with all of its kind */
        uint32_t rgb;
};

/* Writes and returns where it stands (h 0 when nothing was written). What does not fit is written all the same and marked for the tests. */
struct view_rect build_write(struct build *build, const struct writing *writing);
/* Where it would stand, without writing it. */
struct view_rect build_measure(struct build *build, const struct writing *writing);
/* Lists in view_texts() what the caller draws itself. */
void build_list(struct build *build, const char *name, const char *text, enum type type, struct view_rect rect, uint32_t rgb,
                uint32_t back);
/* Width of one line. */
int build_width(struct build *build, enum type type, const char *text);

/* ---- what can be touched ---- */

/* Adds a target with its outline; text is what it is called. Drawing it is the caller's business. */
void build_target(struct build *build, struct target target, const char *text, struct view_rect rect, bool control);
bool build_pressed(const struct build *build, struct target target);
bool build_focused(const struct build *build, struct target target);

/*
 * An outlined control: paper, edge, radius 12; ink when
 * pressed; no outline under the focus ring. Adds the target. Sets build->back and
 * returns the colour to write on it with.
 */
uint32_t build_control(struct build *build, struct target target, const char *text, struct view_rect rect);

struct button {
        struct target target;
        const char *text;
        enum icon icon;               /* at the end; ICON_LEFT stands at the start */
        bool strong;                  /* the one filled button of the screen */
};

/* The filled control of a strong button, as build_control(). */
uint32_t build_strong(struct build *build, const struct button *button, struct view_rect rect);
/* A button with label and icon. The label may take two smaller lines. */
void build_button(struct build *build, const struct button *button, struct view_rect rect);

/* The target of this id and number. */
static inline struct target target_of(enum target_id id, unsigned number) {
        return (struct target){ .id = id, .number = number };
}

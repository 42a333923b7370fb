/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What stands on the desk, one below the other: a screen lists its parts, and they
 * are given room as view/stack.h has it. What may be left out stands on the sign where
 * that is beside the desk and has room; else it is only said.
 */
#pragma once

#include "ui/screens/screen.h"
#include "ui/view/build.h"

enum { PARTS_MAX = 12 };

enum part_kind {
        PART_TEXT,                    /* a paragraph */
        PART_LINE,                    /* icon and text */
        PART_POINT,                   /* a square and text */
        PART_PICTURE,                 /* drawn by the screen */
};

struct part {
        enum part_kind kind;
        const char *name, *text;      /* NULL or "": the part is left out */
        const char *said;             /* instead of the text; NULL: the text */
        enum icon icon;
        enum type type;
        int lines;                    /* at most; 0: 3 */
        int gap;                      /* before it */
        unsigned drop;                /* 0: it stays; else the highest goes first */
        bool spare;                   /* without room on the desk it is neither written nor said: one more of a list, never a sentence */
        /* PART_PICTURE: */
        int height, least;
        unsigned grow;
        void (*draw)(struct build *build, struct view_rect rect);
};

struct parts {
        struct part list[PARTS_MAX];
        unsigned count;
};

void parts_add(struct parts *parts, struct part part);
/* The service desk: address, hours and telephone, each with its icon. */
void parts_add_contact(struct build *build, struct parts *parts, enum type type);
/* Who helps, before the service desk's lines, or alone where there are none. */
const char *parts_desk(struct build *build);
/* The number by which staff find why somebody was turned away. It is said digit by digit, as it is noted and typed; so are texts with {number}. */
struct part parts_incident(struct build *build, unsigned number);
const char *parts_incident_said(struct build *build, enum text_id id, unsigned number);
/* Draws and speaks them. Returns the y below the last. */
int parts_draw(struct build *build, const struct parts *parts, struct view_rect room, uint32_t rgb);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The inside of a view: the nodes it is drawn from. Only ui/ uses this.
 *
 * A node is one mark on the panel, complete in itself and in panel pixels; the
 * view draws its nodes in order. Two nodes with equal bytes draw the same, which
 * is what the damage between two views is computed from, so a node is always
 * built on a zeroed struct.
 */
#pragma once

#include "ui/draw/icon.h"
#include "ui/draw/mask.h"
#include "ui/draw/text.h"
#include "ui/draw/theme.h"
#include "ui/view/view.h"

enum { NODE_POINTS_MAX = MASK_POINTS_MAX };

/* A colour that is drawn; NODE_CLEAR: not drawn. */
#define NODE_OPAQUE 0xFF000000u
#define NODE_CLEAR 0u

enum node_kind {
        NODE_BOX,     /* rect with radius: fill, and stroke inside its edge */
        NODE_DISC,    /* the circle in rect */
        NODE_TEXT,
        NODE_ICON,
        NODE_SHAPE,   /* points: closed when filled, else a line */
        NODE_MODULES, /* a QR code: rect is the code without its quiet zone */
};

struct node {
        enum node_kind kind;
        struct view_rect rect;
        struct view_rect ink;         /* every pixel it may touch */
        uint32_t fill, stroke;
        float radius, width;
        struct text *text;            /* counted */
        const struct qr *qr;          /* the view's */
        uint32_t qr_hash;
        enum icon icon;
        bool mirrored;
        unsigned point_count;
        struct mask_point points[NODE_POINTS_MAX];
};

/* Draws one node with cr clipped to what is to be redrawn. */
void node_draw(const struct node *node, struct mask_cache *masks, cairo_t *cr);
bool node_equal(const struct node *a, const struct node *b);

static inline struct view_rect rect_inset(struct view_rect rect, int by) {
        return (struct view_rect){ rect.x + by, rect.y + by, rect.w - 2 * by, rect.h - 2 * by };
}

static inline bool rect_overlap(struct view_rect a, struct view_rect b) {
        return a.w > 0 && a.h > 0 && b.w > 0 && b.h > 0 && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static inline struct view_rect rect_union(struct view_rect a, struct view_rect b) {
        int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
        int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w, bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;

        return (struct view_rect){ x, y, right - x, bottom - y };
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/node.h"

#include <string.h>

#include "ui/draw/qr.h"

static void source(cairo_t *cr, uint32_t rgb) {
        cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static void fill_rect(cairo_t *cr, int x, int y, int w, int h) {
        if (w <= 0 || h <= 0)
                return;
        cairo_rectangle(cr, x, y, w, h);
        cairo_fill(cr);
}

/* The four corners of a box, filled or (stroke over 0) as a line along the inside of its edge. */
static void corners(const struct view_rect *rect, int radius, float stroke, struct mask_cache *masks, cairo_t *cr) {
        struct mask_key key;

        memset(&key, 0, sizeof(key));
        key.kind = MASK_CORNER;
        key.w = key.h = radius;
        key.stroke = stroke;
        for (key.part = 0; radius > 0 && key.part < 4; key.part++) {
                bool right = key.part == 1 || key.part == 2, below = key.part >= 2;

                mask_draw(masks, &key, cr, right ? rect->x + rect->w - radius : rect->x,
                          below ? rect->y + rect->h - radius : rect->y);
        }
}

static void draw_box(const struct node *node, struct mask_cache *masks, cairo_t *cr) {
        struct view_rect rect = node->rect;
        int side = rect.w < rect.h ? rect.w : rect.h, radius = (int)node->radius < side / 2 ? (int)node->radius : side / 2;
        int line = (int)node->width;

        if (node->fill != NODE_CLEAR) {
                source(cr, node->fill);
                fill_rect(cr, rect.x + radius, rect.y, rect.w - 2 * radius, rect.h);
                fill_rect(cr, rect.x, rect.y + radius, radius, rect.h - 2 * radius);
                fill_rect(cr, rect.x + rect.w - radius, rect.y + radius, radius, rect.h - 2 * radius);
                corners(&rect, radius, 0, masks, cr);
        }
        if (node->stroke != NODE_CLEAR) {
                int inset = radius > line ? radius : line;

                source(cr, node->stroke);
                fill_rect(cr, rect.x + radius, rect.y, rect.w - 2 * radius, line);
                fill_rect(cr, rect.x + radius, rect.y + rect.h - line, rect.w - 2 * radius, line);
                fill_rect(cr, rect.x, rect.y + inset, line, rect.h - 2 * inset);
                fill_rect(cr, rect.x + rect.w - line, rect.y + inset, line, rect.h - 2 * inset);
                corners(&rect, radius, node->width, masks, cr);
        }
}

static void draw_disc(const struct node *node, struct mask_cache *masks, cairo_t *cr) {
        struct mask_key key;

        memset(&key, 0, sizeof(key));
        key.kind = MASK_DISC;
        key.w = key.h = node->rect.w;
        if (node->fill != NODE_CLEAR) {
                source(cr, node->fill);
                mask_draw(masks, &key, cr, node->rect.x, node->rect.y);
        }
        if (node->stroke != NODE_CLEAR) {
                key.stroke = node->width;
                source(cr, node->stroke);
                mask_draw(masks, &key, cr, node->rect.x, node->rect.y);
        }
}

static void draw_icon(const struct node *node, struct mask_cache *masks, cairo_t *cr) {
        struct mask_key key;

        memset(&key, 0, sizeof(key));
        key.kind = MASK_ICON;
        key.w = key.h = node->rect.w;
        key.part = (int)node->icon;
        key.reach = node->rect.x - node->ink.x;
        key.mirrored = node->mirrored;
        key.stroke = node->width;
        source(cr, node->fill);
        mask_draw(masks, &key, cr, node->rect.x, node->rect.y);
}

static void draw_shape(const struct node *node, struct mask_cache *masks, cairo_t *cr) {
        struct mask_key key;

        memset(&key, 0, sizeof(key));
        key.kind = MASK_SHAPE;
        key.w = node->ink.w;
        key.h = node->ink.h;
        key.part = node->fill != NODE_CLEAR;
        key.point_count = node->point_count;
        for (unsigned i = 0; i < node->point_count; i++)
                key.points[i] = (struct mask_point){ node->points[i].x - (float)node->ink.x,
                                                     node->points[i].y - (float)node->ink.y };
        if (node->fill != NODE_CLEAR) {
                source(cr, node->fill);
                mask_draw(masks, &key, cr, node->ink.x, node->ink.y);
        }
        if (node->stroke != NODE_CLEAR) {
                key.stroke = node->width;
                source(cr, node->stroke);
                mask_draw(masks, &key, cr, node->ink.x, node->ink.y);
        }
}

static void draw_modules(const struct node *node, cairo_t *cr) {
        const struct qr *qr = node->qr;
        int side = node->rect.w / qr->modules;

        cairo_new_path(cr);
        for (int row = 0; row < qr->modules; row++) {
                for (int column = 0, end; column < qr->modules; column = end) {
                        const uint8_t *line = qr->dark + (size_t)row * (size_t)qr->modules;

                        for (end = column + 1; end < qr->modules && line[end] == line[column]; end++)
                                ;
                        if (line[column])
                                cairo_rectangle(cr, node->rect.x + column * side, node->rect.y + row * side, (end - column) * side,
                                                side);
                }
        }
        source(cr, node->fill);
        cairo_fill(cr);
}

void node_draw(const struct node *node, struct mask_cache *masks, cairo_t *cr) {
        switch (node->kind) {
        case NODE_BOX:
                draw_box(node, masks, cr);
                break;
        case NODE_DISC:
                draw_disc(node, masks, cr);
                break;
        case NODE_TEXT:
                source(cr, node->fill);
                text_draw(node->text, cr, node->rect.x, node->rect.y, node->rect.w);
                break;
        case NODE_ICON:
                draw_icon(node, masks, cr);
                break;
        case NODE_SHAPE:
                draw_shape(node, masks, cr);
                break;
        case NODE_MODULES:
                draw_modules(node, cr);
                break;
        }
}

bool node_equal(const struct node *a, const struct node *b) {
        struct node left = *a, right = *b;

        /* A code is the same when its modules are, wherever each view keeps them. */
        left.qr = right.qr = NULL;
        return memcmp(&left, &right, sizeof(left)) == 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/node.h"

#include <math.h>
#include <string.h>

#include "ui/qr.h"

static void source(cairo_t *cr, uint32_t rgb) {
        cairo_set_source_rgb(cr, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0, (rgb & 255) / 255.0);
}

static void box_path(cairo_t *cr, double x, double y, double w, double h, double r) {
        cairo_new_path(cr);
        if (r <= 0) {
                cairo_rectangle(cr, x, y, w, h);
                return;
        }
        cairo_arc(cr, x + w - r, y + r, r, -M_PI / 2, 0);
        cairo_arc(cr, x + w - r, y + h - r, r, 0, M_PI / 2);
        cairo_arc(cr, x + r, y + h - r, r, M_PI / 2, M_PI);
        cairo_arc(cr, x + r, y + r, r, M_PI, 1.5 * M_PI);
        cairo_close_path(cr);
}

static void draw_box(const struct node *node, cairo_t *cr) {
        double x = node->rect.x, y = node->rect.y, w = node->rect.w, h = node->rect.h, half = node->width / 2;

        if (node->fill != NODE_CLEAR) {
                source(cr, node->fill);
                box_path(cr, x, y, w, h, node->radius);
                cairo_fill(cr);
        }
        if (node->stroke != NODE_CLEAR) {
                source(cr, node->stroke);
                cairo_set_line_width(cr, node->width);
                box_path(cr, x + half, y + half, w - node->width, h - node->width, node->radius > half ? node->radius - half : 0);
                cairo_stroke(cr);
        }
}

static void draw_disc(const struct node *node, cairo_t *cr) {
        double r = node->rect.w / 2.0, x = node->rect.x + r, y = node->rect.y + r;

        cairo_new_path(cr);
        if (node->fill != NODE_CLEAR) {
                source(cr, node->fill);
                cairo_arc(cr, x, y, r, 0, 2 * M_PI);
                cairo_fill(cr);
        }
        if (node->stroke != NODE_CLEAR) {
                source(cr, node->stroke);
                cairo_set_line_width(cr, node->width);
                cairo_arc(cr, x, y, r - node->width / 2, 0, 2 * M_PI);
                cairo_stroke(cr);
        }
}

static void draw_shape(const struct node *node, cairo_t *cr) {
        cairo_new_path(cr);
        for (unsigned i = 0; i < node->point_count; i++)
                cairo_line_to(cr, node->points[i].x, node->points[i].y);
        if (node->fill != NODE_CLEAR) {
                cairo_close_path(cr);
                source(cr, node->fill);
                if (node->stroke != NODE_CLEAR)
                        cairo_fill_preserve(cr);
                else
                        cairo_fill(cr);
        }
        if (node->stroke != NODE_CLEAR) {
                source(cr, node->stroke);
                cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
                cairo_set_line_join(cr, CAIRO_LINE_JOIN_MITER);
                cairo_set_line_width(cr, node->width);
                cairo_stroke(cr);
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
                                cairo_rectangle(cr, node->rect.x + column * side, node->rect.y + row * side, (end - column) * side, side);
                }
        }
        source(cr, node->fill);
        cairo_fill(cr);
}

void node_draw(const struct node *node, cairo_t *cr) {
        switch (node->kind) {
        case NODE_BOX:
                draw_box(node, cr);
                break;
        case NODE_DISC:
                draw_disc(node, cr);
                break;
        case NODE_TEXT:
                source(cr, node->fill);
                text_draw(node->text, cr, node->rect.x, node->rect.y, node->rect.w);
                break;
        case NODE_ICON:
                source(cr, node->fill);
                icon_draw(node->icon, cr, node->rect.x, node->rect.y, node->rect.w, (double)node->width, node->mirrored);
                break;
        case NODE_SHAPE:
                draw_shape(node, cr);
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

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build.h"

#include "ui/view/build_node.h"

void build_box(struct build *build, struct view_rect rect, uint32_t fill, uint32_t stroke, int stroke_px, int radius) {
        struct node *node = build_node(build, NODE_BOX, rect);

        if (!node)
                return;
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
        node->radius = (float)radius;
}

void build_disc(struct build *build, int x, int y, int radius, uint32_t fill, uint32_t stroke, int stroke_px) {
        struct node *node = build_node(build, NODE_DISC, (struct view_rect){ x - radius, y - radius, 2 * radius, 2 * radius });

        if (!node)
                return;
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
}

void build_icon_stroked(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb, double stroke) {
        struct node *node = build_node(build, NODE_ICON, (struct view_rect){ x, y, size, size });

        if (!node)
                return;
        node->ink = rect_inset(node->rect, -size / 12 - 1);
        node->icon = icon;
        node->fill = rgb | NODE_OPAQUE;
        node->width = (float)stroke;
        node->mirrored = build->rtl && !build->fixed && icon_mirrors(icon);
}

void build_icon(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb) {
        build_icon_stroked(build, icon, x, y, size, rgb, 0);
}

void build_shape(struct build *build, const struct mask_point *points, unsigned count, uint32_t fill, uint32_t stroke,
                 int stroke_px) {
        float left = points[0].x, top = points[0].y, right = left, bottom = top;
        struct node *node;

        for (unsigned i = 1; i < count; i++) {
                left = points[i].x < left ? points[i].x : left;
                right = points[i].x > right ? points[i].x : right;
                top = points[i].y < top ? points[i].y : top;
                bottom = points[i].y > bottom ? points[i].y : bottom;
        }
        node = build_node(build, NODE_SHAPE, (struct view_rect){ (int)left, (int)top, (int)(right - left) + 1,
                                                                 (int)(bottom - top) + 1 });
        if (!node)
                return;
        /* A mitred corner reaches further out than half its line. */
        node->ink = rect_inset(node->rect, -2 * stroke_px - 2);
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
        node->point_count = count;
        for (unsigned i = 0; i < count; i++) {
                node->points[i] = points[i];
                node->points[i].x = build->rtl && !build->fixed ? (float)build->width - points[i].x : points[i].x + (float)build->shift;
        }
}

static uint32_t hash_modules(const struct qr *qr) {
        uint32_t hash = 2166136261u;

        for (size_t i = 0; i < (size_t)qr->modules * (size_t)qr->modules; i++)
                hash = (hash ^ qr->dark[i]) * 16777619u;
        return hash;
}

void build_qr(struct build *build, const char *text, enum qr_level level, struct view_rect rect) {
        struct view *view = build->view;
        struct node *node;
        int side, room = rect.w < rect.h ? rect.w : rect.h, r;

        if (build->error < 0 || view->qr_count == VIEW_QR_MAX)
                return;
        r = qr_encode(text, level, &view->qrs[view->qr_count]);
        if (r < 0) {
                build->error = r;
                return;
        }
        side = room / view->qrs[view->qr_count].modules * view->qrs[view->qr_count].modules;
        node = build_node(build, NODE_MODULES, (struct view_rect){ rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2,
                                                                   side, side });
        if (node) {
                node->qr = &view->qrs[view->qr_count];
                node->qr_hash = hash_modules(node->qr);
                node->fill = NODE_OPAQUE;
        }
        view->qr_count++;
}

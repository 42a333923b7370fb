/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What differs between two views.
 *
 * Nodes are drawn in order, so a pixel that no changed node touches is covered
 * by the same nodes in the same order in both views and looks the same. Any way
 * of pairing equal nodes in order is therefore right; a good one leaves little
 * over.
 */
#include "ui/view/tree.h"

enum { LOOK_AHEAD = 48 };

struct damage {
        struct view_rect *rects;
        size_t count, max;
        struct view_rect panel;
        double scale;
};

static struct view_rect clip(struct view_rect rect, struct view_rect to) {
        int right = rect.x + rect.w < to.w ? rect.x + rect.w : to.w, bottom = rect.y + rect.h < to.h ? rect.y + rect.h : to.h;

        rect.x = rect.x > 0 ? rect.x : 0;
        rect.y = rect.y > 0 ? rect.y : 0;
        rect.w = right - rect.x;
        rect.h = bottom - rect.y;
        return rect;
}

static void add(struct damage *damage, struct view_rect rect) {
        rect = clip(rect, damage->panel);
        if (rect.w <= 0 || rect.h <= 0)
                return;
        for (size_t i = 0; i < damage->count;) {
                if (rect_overlap(damage->rects[i], rect)) {
                        rect = rect_union(damage->rects[i], rect);
                        damage->rects[i] = damage->rects[--damage->count];
                        i = 0;
                } else {
                        i++;
                }
        }
        if (damage->count == damage->max) {
                struct view_rect last = damage->rects[--damage->count];

                add(damage, rect_union(last, rect));
                return;
        }
        damage->rects[damage->count++] = rect;
}

/* How far ahead in nodes the node is; LOOK_AHEAD: not near. */
static size_t ahead(const struct node *node, const struct node *nodes, size_t count) {
        size_t i = 0;

        while (i < LOOK_AHEAD && i < count && !node_equal(node, &nodes[i]))
                i++;
        return i < count ? i : LOOK_AHEAD;
}

size_t view_damage(const struct view *before, const struct view *after, struct view_rect *ret_rects, size_t max) {
        struct damage damage = { .rects = ret_rects, .max = max, .panel = { 0, 0, after->width_px, after->height_px },
                                 .scale = after->scale };
        size_t i = 0, j = 0;

        if (max == 0)
                return 0;
        if (!before) {
                add(&damage, damage.panel);
                return damage.count;
        }
        while (i < before->node_count && j < after->node_count) {
                size_t gone, come;

                if (node_equal(&before->nodes[i], &after->nodes[j])) {
                        i++;
                        j++;
                        continue;
                }
                gone = ahead(&after->nodes[j], &before->nodes[i], before->node_count - i);
                come = ahead(&before->nodes[i], &after->nodes[j], after->node_count - j);
                if (gone <= come)
                        add(&damage, rect_scale(damage.scale, before->nodes[i++].ink));
                if (come <= gone)
                        add(&damage, rect_scale(damage.scale, after->nodes[j++].ink));
        }
        while (i < before->node_count)
                add(&damage, rect_scale(damage.scale, before->nodes[i++].ink));
        while (j < after->node_count)
                add(&damage, rect_scale(damage.scale, after->nodes[j++].ink));
        return damage.count;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build_node.h"

/* ---- marks ---- */

int build_mirror(const struct build *build, int x, int w) {
        return build->rtl && !build->fixed ? build->width - x - w : x;
}

void *build_grow(struct build *build, void *array, size_t count, size_t *capacity, size_t size) {
        size_t wanted = *capacity ? *capacity * 2 : 64;
        void *larger;

        if (count < *capacity)
                return array;
        larger = realloc(array, wanted * size);
        if (!larger) {
                build->error = -ENOMEM;
                return NULL;
        }
        *capacity = wanted;
        return larger;
}

struct node *build_node(struct build *build, enum node_kind kind, struct view_rect rect) {
        struct view *view = build->view;
        struct node *nodes, *node;

        if (build->error < 0)
                return NULL;
        nodes = build_grow(build, view->nodes, view->node_count, &view->node_capacity, sizeof(*nodes));
        if (!nodes)
                return NULL;
        view->nodes = nodes;
        node = &nodes[view->node_count++];
        memset(node, 0, sizeof(*node));
        rect.x = build_mirror(build, rect.x, rect.w);
        node->kind = kind;
        node->rect = node->ink = rect;
        return node;
}

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
                if (build->rtl && !build->fixed)
                        node->points[i].x = (float)build->width - points[i].x;
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

/* ---- what can be touched ---- */

bool build_pressed(const struct build *build, struct target target) {
        return target_equal(build->screen->pressed, target);
}

bool build_focused(const struct build *build, struct target target) {
        return target_equal(build->screen->focus, target);
}

void build_target(struct build *build, struct target target, const char *text, struct view_rect rect, bool control) {
        struct view *view = build->view;
        struct view_target *targets = build_grow(build, view->targets, view->target_count, &view->target_capacity,
                                                 sizeof(*targets)), *added;

        if (!targets)
                return;
        view->targets = targets;
        rect.x = build_mirror(build, rect.x, rect.w);
        added = &targets[view->target_count++];
        *added = (struct view_target){ .target = target, .text = build_spoken(build, text), .rect = rect, .focus = build_focused(build, target), .control = control };
        target_name(target, added->name);
        if (added->focus)
                build->ring = rect_inset(rect, -14);
}

uint32_t build_control(struct build *build, struct target target, const char *text, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        bool pressed = build_pressed(build, target), focused = build_focused(build, target);
        uint32_t fill = pressed ? theme->ink : theme->paper;

        build_box(build, rect, BUILD_RGB(fill), focused ? NODE_CLEAR : BUILD_RGB(pressed ? theme->ink : theme->edge),
                  theme->outline_px, 12);
        build_target(build, target, text, rect, true);
        build->back = fill;
        return pressed ? theme->on_ink : theme->ink;
}

static uint32_t strong_control(struct build *build, const struct button *button, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        bool pressed = build_pressed(build, button->target);
        uint32_t fill = theme->button, on = theme->on_button;

        if (pressed) {
                fill = theme->contrast ? theme->paper : theme->ink;
                on = theme->contrast ? theme->ink : theme->on_ink;
        }
        build_box(build, rect, BUILD_RGB(fill), pressed && theme->contrast ? BUILD_RGB(theme->edge) : NODE_CLEAR,
                  theme->outline_px, 12);
        build_target(build, button->target, button->text, rect, true);
        build->back = fill;
        return on;
}

void build_button(struct build *build, const struct button *button, struct view_rect rect) {
        uint32_t before = build->back;
        uint32_t on = button->strong ? strong_control(build, button, rect) : build_control(build, button->target, button->text,
                rect);
        bool first = button->icon == ICON_LEFT, narrow = rect.w < 400;
        int pad = narrow ? (build->large ? 26 : 32) : 42, icon = build->large && narrow ? 48 : 56, gap = narrow ? 20 : 32;
        struct view_rect room = { rect.x + pad, rect.y, rect.w - 2 * pad, rect.h };
        char name[TARGET_NAME_SIZE];

        target_name(button->target, name);
        if (button->icon != ICON_NONE) {
                build_icon(build, button->icon, first ? room.x : room.x + room.w - icon, rect.y + (rect.h - icon) / 2, icon, on);
                room.w -= icon + gap;
                room.x += first ? icon + gap : 0;
                if (first)
                        room.w += pad - 24;
        }
        build_write(build, &(struct writing){ .name = build_format(build, "%s", name), .text = button->text, .type = TYPE_BUTTON,
                    .room = room, .lines = 2, .middle = true,
                                              .shrink = true, .rgb = on });
        build->back = before;
}

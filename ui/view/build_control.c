/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build_node.h"

bool build_pressed(const struct build *build, struct target target) {
        return target_equal(build->pressed, target);
}

bool build_focused(const struct build *build, struct target target) {
        return target_equal(build->focus, target);
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

uint32_t build_strong(struct build *build, const struct button *button, struct view_rect rect) {
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

/* Of a button: what is left free before its first mark and behind its last, its icon, and what is between that and the words. */
struct button_measures {
        int pad, end, icon, gap;
};

static struct button_measures usual_measures(const struct build *build, int w) {
        bool narrow = w < 400;

        return (struct button_measures){ .pad = w < 280 ? 22 : narrow ? (build->large ? 26 : 32) : 42, .end = 24,
                                         .icon = build->large && narrow ? 48 : 56, .gap = narrow ? 20 : 32 };
}

/* As wide as it is; a narrow one has its arrow closer to its words before these would be smaller. */
static struct button_measures button_measures(struct build *build, const struct button *button, int w) {
        struct button_measures usual = usual_measures(build, w);

        if (button->icon == ICON_LEFT && build_width(build, TYPE_BUTTON, button->text) > w - usual.pad - usual.end - usual.icon - usual.gap)
                return (struct button_measures){ .pad = 14, .end = 12, .icon = build->portrait ? 44 : 36, .gap = 10 };
        return usual;
}

void build_button(struct build *build, const struct button *button, struct view_rect rect) {
        uint32_t before = build->back;
        uint32_t on = button->strong ? build_strong(build, button, rect) : build_control(build, button->target, button->text,
                rect);
        bool first = button->icon == ICON_LEFT;
        const struct button_measures measures = button_measures(build, button, rect.w);
        int pad = measures.pad, icon = measures.icon, gap = measures.gap;
        struct view_rect room = { rect.x + pad, rect.y, rect.w - 2 * pad, rect.h };
        char name[TARGET_NAME_SIZE];

        target_name(button->target, name);
        if (button->icon != ICON_NONE) {
                build_icon(build, button->icon, first ? room.x : room.x + room.w - icon, rect.y + (rect.h - icon) / 2, icon, on);
                room.w -= icon + gap;
                room.x += first ? icon + gap : 0;
                if (first)
                        room.w += pad - measures.end;
        }
        build_write(build, &(struct writing){ .name = build_format(build, "%s", name), .text = button->text, .type = TYPE_BUTTON,
                    .room = room, .lines = 2, .middle = true, .shrink = true, .even = true, .like = LIKE_BUTTON, .rgb = on });
        build->back = before;
}

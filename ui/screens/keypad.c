/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/keypad.h"

#include <stdio.h>
#include <string.h>

#include "ui/screens/frame.h"
#include "ui/view/stack.h"

struct pad {
        int x[4], y[4];               /* of the columns and rows */
        int w, h, forward_w;
        int field_x, field_y, field_w, field_h, field_gap, group_gap;
};

/* Fields, then four rows of keys, as high as the desk lets them be; beside the sign a fourth column leads on. */
static struct pad pad_of(const struct build *build, struct view_rect desk) {
        const struct measures *size = &build->size;
        bool beside = !build->portrait;
        int label = build_style(build, TYPE_LABEL).line_px + size->gap + size->top, columns = beside ? 4 : 3;
        int pitch = (desk.w + size->gap) / columns, row = beside ? size->button_h : size->button_h - size->gap;
        int end = beside ? size->bar_y - size->desk_y : size->foot - size->button_h - 2 * size->gap;
        struct stack_box boxes[5] = { { .size = beside ? 94 : 132, .gap = beside ? 0 : label } };
        struct pad pad = { .w = pitch - size->gap, .field_x = desk.x, .field_w = desk.w, .field_gap = size->gap / 2 + 2,
                           .group_gap = size->margin / 2 + 10 };

        for (int i = 1; i < 5; i++)
                boxes[i] = (struct stack_box){ .size = row, .gap = beside ? size->gap + 2 : size->gap, .grow = 1 };
        boxes[1].gap += beside ? 4 : size->gap;
        stack_place(boxes, 5, desk.y, end - desk.y);
        pad.field_y = boxes[0].at;
        pad.field_h = boxes[0].size;
        pad.h = boxes[1].size;
        for (int i = 0; i < 4; i++) {
                pad.x[i] = desk.x + i * pitch;
                pad.y[i] = boxes[i + 1].at;
        }
        pad.forward_w = desk.x + desk.w - pad.x[3];
        return pad;
}

/* ---- fields ---- */

static void field(struct build *build, const struct keypad *keypad, const struct field_group *group, unsigned at,
                  struct view_rect rect) {
        const struct screen *screen = build->screen;
        const struct theme *theme = &build->theme;
        bool filled = at < screen->entry.digit_count, caret = at == screen->entry.digit_count;
        char digit[2] = { filled ? screen->entry.digits[at] : '\0', '\0' };

        build_box(build, rect, BUILD_RGB(theme->paper), BUILD_RGB(filled || caret ? theme->ink : theme->edge),
                  caret ? 6 : theme->outline_px, 12);
        if (filled && keypad->secret && !screen->entry.show) {
                build_disc(build, rect.x + rect.w / 2, rect.y + rect.h / 2, rect.h / 8, BUILD_RGB(theme->ink),
                           NODE_CLEAR, 0);
        } else if (filled) {
                build_write(build, &(struct writing){ .text = digit, .type = TYPE_FIELD, .room = rect, .align = ALIGN_CENTRE,
                            .middle = true,
                                                      .rgb = theme->ink });
        } else if (caret) {
                int h = rect.h / 2;

                build_box(build, (struct view_rect){ rect.x + rect.w / 2 - 3, rect.y + (rect.h - h) / 2, 6, h },
                          BUILD_RGB(theme->ink), NODE_CLEAR, 0, 0);
        } else if (group->letter && !build->portrait) {
                build->back = theme->paper;
                build_write(build, &(struct writing){ .name = "field_letter", .text = group->letter, .type = TYPE_LABEL,
                            .room = rect,
                                                      .align = ALIGN_CENTRE, .middle = true, .rgb = theme->ink });
        }
}

/* What a person may hear or a test may read of a group: its digits, or as many dots. */
static const char *written(struct build *build, const struct keypad *keypad, unsigned from, unsigned digits) {
        const struct screen *screen = build->screen;
        char text[3 * SCREEN_ENTRY_MAX + 1] = "";
        const char *kept;
        size_t len = 0;

        for (unsigned i = from; i < from + digits && i < screen->entry.digit_count; i++)
                len += (size_t)snprintf(text + len, sizeof(text) - len, keypad->secret && !screen->entry.show ? "•" : "%c",
                                        screen->entry.digits[i]);
        kept = build_format(build, "%s", text);
        explicit_bzero(text, sizeof(text));
        return kept;
}

static void list_group(struct build *build, const struct keypad *keypad, const struct field_group *group, unsigned from,
                       struct view_rect rect) {
        const char *text = written(build, keypad, from, group->digits);

        /* The digits are drawn field by field; what is filled of the group is listed as one text. */
        if (from + group->digits > build->screen->entry.digit_count && build->screen->entry.digit_count > from)
                rect.w = rect.w * (int)(build->screen->entry.digit_count - from) / (int)group->digits;
        if (*text)
                build_list(build, group->name, text, TYPE_FIELD, rect, build->theme.ink, build->theme.paper);
}

static void fields(struct build *build, const struct keypad *keypad, const struct pad *pad) {
        unsigned digits = 0, at = 0;
        int x = pad->field_x, room;

        for (unsigned i = 0; i < keypad->group_count; i++)
                digits += keypad->groups[i].digits;
        room = pad->field_w - (int)(keypad->group_count - 1) * pad->group_gap;
        for (unsigned i = 0; i < keypad->group_count; i++) {
                const struct field_group *group = &keypad->groups[i];
                int w = room * (int)group->digits / (int)digits;
                int cell = (w - (int)(group->digits - 1) * pad->field_gap) / (int)group->digits;
                unsigned from = at;

                if (cell > 150) {
                        cell = 150;
                        w = (int)group->digits * cell + (int)(group->digits - 1) * pad->field_gap;
                }
                if (group->label && build->portrait)
                        build_write(build, &(struct writing){ .name = "label", .text = group->label, .type = TYPE_LABEL,
                                    .room = { x, pad->field_y - 10 - build_style(build, TYPE_LABEL).line_px, w + pad->group_gap,
                                              0 },
                                    .rgb = build->theme.ink });
                for (unsigned j = 0; j < group->digits; j++, at++)
                        field(build, keypad, group, at,
                              (struct view_rect){ x + (int)j * (w + pad->field_gap) / (int)group->digits, pad->field_y, cell,
                                                  pad->field_h });
                list_group(build, keypad, group, from, (struct view_rect){ x, pad->field_y, w, pad->field_h });
                x += w + pad->group_gap;
        }
}

/* ---- keys ---- */

static void key(struct build *build, unsigned digit, struct view_rect rect) {
        struct target target = target_of(TARGET_KEY, digit);
        const char *text = build_format(build, "%u", digit);
        uint32_t on = build_control(build, target, text, rect);
        int bar = rect.h * 2 / 7;

        build_write(build, &(struct writing){ .name = build_format(build, "key_%u", digit), .text = text, .type = TYPE_KEY,
                    .room = rect,
                    .align = ALIGN_CENTRE, .middle = true, .rgb = on });
        /* The bar under the 5 says where the tactile mark of a keypad is. */
        if (digit == 5)
                build_box(build, (struct view_rect){ rect.x + (rect.w - bar) / 2, rect.y + rect.h - rect.h / 6,
                                                     bar, 6 }, BUILD_RGB(on),
                          NODE_CLEAR, 0, 3);
}

static void icon_key(struct build *build, enum target_id id, enum text_id label, enum icon icon, struct view_rect rect) {
        const char *text = build_say(build, label, NULL);
        uint32_t on = build_control(build, target_of(id, 0), text, rect);
        int size = build->size.icon, line = build_style(build, TYPE_LABEL).line_px;
        int top = rect.y + (rect.h - size - line) / 2;

        build_icon(build, icon, rect.x + (rect.w - size) / 2, top, size, on);
        build_write(build, &(struct writing){ .name = "key_label", .text = text, .type = TYPE_LABEL, .like = LIKE_KEY,
                    .room = { rect.x + 5, top + size, rect.w - 10, 0 }, .align = ALIGN_CENTRE,
                    .shrink = true, .rgb = on });
}

static void keys(struct build *build, const struct keypad *keypad, const struct pad *pad) {
        for (unsigned digit = 1; digit <= 9; digit++)
                key(build, digit, (struct view_rect){ pad->x[(digit - 1) % 3], pad->y[(digit - 1) / 3], pad->w, pad->h });
        if (keypad->secret)
                icon_key(build, TARGET_SHOW, build->screen->entry.show ? TEXT_KEY_HIDE : TEXT_KEY_SHOW, ICON_EYE,
                         (struct view_rect){ pad->x[0], pad->y[3], pad->w, pad->h });
        key(build, 0, (struct view_rect){ pad->x[1], pad->y[3], pad->w, pad->h });
        icon_key(build, TARGET_DELETE, TEXT_KEY_DELETE, ICON_DELETE, (struct view_rect){ pad->x[2], pad->y[3], pad->w, pad->h });
}

/* Landscape: the fourth column of keys, back in its first row and forward in the other three. */
static void side_keys(struct build *build, const struct keypad *keypad, const struct pad *pad) {
        struct view_rect rect = { pad->x[3], pad->y[1], pad->forward_w, pad->y[3] + pad->h - pad->y[1] };
        const struct theme *theme = &build->theme;
        bool pressed = build_pressed(build, keypad->forward.target);
        uint32_t fill = pressed ? theme->contrast ? theme->paper : theme->ink : theme->button;
        uint32_t on = pressed ? theme->contrast ? theme->ink : theme->on_ink : theme->on_button;

        icon_key(build, TARGET_BACK, TEXT_BUTTON_BACK, ICON_LEFT,
                 (struct view_rect){ pad->x[3], pad->y[0], pad->forward_w, pad->h });
        build_box(build, rect, BUILD_RGB(fill), pressed && theme->contrast ? BUILD_RGB(theme->edge) : NODE_CLEAR,
                  theme->outline_px, 12);
        build_target(build, keypad->forward.target, keypad->forward.text, rect, true);
        build->back = fill;
        build_icon(build, keypad->forward.icon, rect.x + (rect.w - 56) / 2, rect.y + rect.h / 3, 56, on);
        build_write(build, &(struct writing){ .name = "next", .text = keypad->forward.text, .type = TYPE_BUTTON,
                    .room = { rect.x + 8, rect.y + rect.h / 3 + 76, rect.w - 16, rect.h / 3 }, .lines = 2, .align = ALIGN_CENTRE, .shrink = true,
                    .rgb = on });
}

void keypad_build(struct build *build, struct view_rect desk, const struct keypad *keypad) {
        struct pad pad = pad_of(build, desk);
        struct view_rect block = { desk.x, desk.y, pad.x[2] + pad.w - desk.x, desk.h };
        uint32_t before = build->back;

        build_fix(build, desk);
        fields(build, keypad, &pad);
        build_unfix(build);
        build->back = before;
        build_fix(build, block);
        keys(build, keypad, &pad);
        build_unfix(build);
        if (build->portrait)
                frame_back_and(build, &keypad->forward);
        else
                side_keys(build, keypad, &pad);
        build->back = before;
}

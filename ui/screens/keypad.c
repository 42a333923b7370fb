/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/keypad.h"

#include <stdio.h>
#include <string.h>

#include "ui/screens/frame.h"

struct pad {
        int x[4], y[4];               /* of the columns and rows */
        int w, h, forward_w;
        int field_x, field_y, field_w, field_h, field_gap, group_gap;
};

static struct pad pad_of(const struct build *build) {
        struct pad pad = { .w = 307, .h = build->large ? 148 : 156, .field_x = 64, .field_y = build->large ? 734 : 718,
                           .field_w = 952, .field_h = 132,
                           .field_gap = 12, .group_gap = 40 };
        int top = build->large ? 896 : 908;

        if (!build->portrait)
                pad = (struct pad){ .w = 158, .h = 118, .forward_w = 169, .field_x = 552, .field_y = 20, .field_w = 696,
                                    .field_h = 94, .field_gap = 8,
                                    .group_gap = 32 };
        for (int i = 0; i < 4; i++) {
                pad.x[i] = build->portrait ? 64 + i * 968 / 3 : 552 + i * 527 / 3;
                pad.y[i] = build->portrait ? top + i * (pad.h + 16) : 136 + i * 136;
        }
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
                build_disc(build, rect.x + rect.w / 2, rect.y + rect.h / 2, build->portrait ? 15 : 12, BUILD_RGB(theme->ink),
                           NODE_CLEAR, 0);
        } else if (filled) {
                build_write(build, &(struct writing){ .text = digit, .type = TYPE_FIELD, .room = rect, .align = ALIGN_CENTRE,
                            .middle = true,
                                                      .rgb = theme->ink });
        } else if (caret) {
                int h = build->portrait ? 64 : 48;

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
        int bar = build->portrait ? 44 : 36;

        build_write(build, &(struct writing){ .name = build_format(build, "key_%u", digit), .text = text, .type = TYPE_KEY,
                    .room = rect,
                    .align = ALIGN_CENTRE, .middle = true, .rgb = on });
        /* The bar under the 5 says where the tactile mark of a keypad is. */
        if (digit == 5)
                build_box(build, (struct view_rect){ rect.x + (rect.w - bar) / 2, rect.y + rect.h - (build->portrait ? 27 : 21),
                                                     bar, 6 }, BUILD_RGB(on),
                          NODE_CLEAR, 0, 3);
}

static void icon_key(struct build *build, enum target_id id, enum text_id label, enum icon icon, struct view_rect rect) {
        const char *text = build_say(build, label, NULL);
        uint32_t on = build_control(build, target_of(id, 0), text, rect);
        int size = build->portrait ? 60 : 44, line = build_style(build, TYPE_LABEL).line_px;
        int top = rect.y + (rect.h - size - line) / 2;

        build_icon(build, icon, rect.x + (rect.w - size) / 2, top + (build->portrait ? 2 : -2), size, on);
        build_write(build, &(struct writing){ .name = "key_label", .text = text, .type = TYPE_LABEL,
                    .room = { rect.x + 5, top + size + (build->portrait ? 4 : 0), rect.w - 10, 0 }, .align = ALIGN_CENTRE,
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
        build_icon(build, keypad->forward.icon, rect.x + (rect.w - 56) / 2, rect.y + 134, 56, on);
        build_write(build, &(struct writing){ .name = "next", .text = keypad->forward.text, .type = TYPE_BUTTON,
                    .room = { rect.x + 8, rect.y + 210, rect.w - 16, 100 }, .lines = 2, .align = ALIGN_CENTRE, .shrink = true,
                    .rgb = on });
}

void keypad_build(struct build *build, const struct keypad *keypad) {
        struct pad pad = pad_of(build);
        uint32_t desk = build->back;

        build->fixed = true;
        fields(build, keypad, &pad);
        build->back = desk;
        keys(build, keypad, &pad);
        build->fixed = false;
        if (build->portrait)
                frame_back_and(build, &keypad->forward);
        else
                side_keys(build, keypad, &pad);
        build->back = desk;
}

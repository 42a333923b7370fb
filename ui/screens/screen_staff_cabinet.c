/* SPDX-License-Identifier: EUPL-1.2 */
/* A part of the cabinet with its doors as large as keys: touched, or the number typed, they lead to a compartment's page. */
#include "ui/screens/cabinet_map.h"
#include "ui/screens/cabinet_part.h"
#include "ui/screens/frame.h"
#include "ui/screens/keypad.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

enum { DOOR_UPRIGHT = 101, DOOR_WIDE = 118, DOOR_GAP = 16, DOOR_MOST = 190, RING_OUT = 8 }; /* a key's least side on the usual panels, and what stands apart */
enum { SIDE_W = 260 }; /* of the buttons beside the doors, on a wide panel */

static int least_side(const struct build *build) {
        return build->portrait ? DOOR_UPRIGHT : DOOR_WIDE;
}

static unsigned fit(const struct build *build, int length) {
        int fits = (length + DOOR_GAP) / (least_side(build) + DOOR_GAP);

        return fits > 1 ? (unsigned)fits : 1;
}

static int pitch_of(int length, unsigned count) {
        int pitch = (length + DOOR_GAP) / (int)count;

        return pitch > DOOR_MOST + DOOR_GAP ? DOOR_MOST + DOOR_GAP : pitch;
}

static void door(struct build *build, unsigned c, struct view_rect rect) {
        enum cell_state state = (enum cell_state)build->screen->map.cells[c - 1];
        const char *number = build_format(build, "%u", c);
        const char *spoken = build_say(build, TEXT_CABINET_DOOR, "c", number, "state", staff_state_word(build, state), NULL);

        cabinet_map_door(build, state, number, rect, build_pressed(build, target_of(TARGET_CELL, c)));
        build_target(build, target_of(TARGET_CELL, c), spoken, rect, true);
        /* Half over the door's edge: the doors beside it keep theirs. */
        if (build_focused(build, target_of(TARGET_CELL, c)))
                build->ring = (struct view_rect){ rect.x - RING_OUT, rect.y - RING_OUT, rect.w + 2 * RING_OUT, rect.h + 2 * RING_OUT };
}

static void doors(struct build *build, const struct cabinet_part *part, struct view_rect room) {
        const struct plan *plan = build->screen->plan;
        int pitch_x = pitch_of(room.w, part->columns), pitch_y = pitch_of(room.h, part->rows);

        build_fix(build, room);
        for (unsigned c = 1; c <= plan->cell_count; c++)
                if (cabinet_part_has(part, plan, c))
                        door(build, c, (struct view_rect){ room.x + (plan->cells[c - 1].column - (int)part->column) * pitch_x,
                                                           room.y + (plan->cells[c - 1].row - (int)part->row) * pitch_y, pitch_x - DOOR_GAP,
                                                           pitch_y - DOOR_GAP });
        build_unfix(build);
}

/* ---- the buttons ---- */

/* Each has its place on every part; where one leads nowhere, its place is empty. */
enum { WAY_TYPE, WAY_NEXT, WAY_BACK, WAY_PREVIOUS, WAY_COUNT };

struct ways {
        struct button list[WAY_COUNT];
};

static struct ways ways_of(struct build *build, const struct cabinet_part *part) {
        struct ways ways = { .list = {
                [WAY_TYPE] = { .target = { .id = TARGET_TYPE_CELL }, .text = build_say(build, TEXT_CABINET_TYPE, NULL), .strong = true },
                [WAY_BACK] = { .target = { .id = TARGET_BACK }, .icon = ICON_LEFT, .text = build_say(build, TEXT_BUTTON_BACK, NULL) },
        } };

        if (part->next != part->first)
                ways.list[WAY_NEXT] = (struct button){ .target = target_of(TARGET_AROUND, part->next), .icon = ICON_RIGHT,
                                                       .text = build_say(build, TEXT_CABINET_NEXT, NULL) };
        if (part->previous != part->next)
                ways.list[WAY_PREVIOUS] = (struct button){ .target = target_of(TARGET_AROUND, part->previous), .icon = ICON_LEFT,
                                                           .text = build_say(build, TEXT_CABINET_PREVIOUS, NULL) };
        return ways;
}

/* Two a row at the foot of an upright panel, one below the other beside the doors of a wide one. */
static void draw_ways(struct build *build, const struct ways *ways, int top) {
        const struct measures *size = &build->size;
        int columns = build->portrait ? 2 : 1, w = build->portrait ? (size->desk_w - size->gap) / 2 : SIDE_W, h = size->button_h;
        int x = build->portrait ? size->desk_x : size->width - size->margin - SIDE_W;

        for (int i = 0; i < WAY_COUNT; i++) {
                struct button button = ways->list[i];

                if (!button.text)
                        continue;
                if (!build->portrait)
                        button.icon = ICON_NONE;
                build_button(build, &button, (struct view_rect){ x + i % columns * (w + size->gap), top + i / columns * (h + size->gap), w, h });
        }
}

static struct view_rect head(struct build *build, const struct cabinet_part *part) {
        const struct measures *size = &build->size;
        const char *block = build_say(build, TEXT_CABINET_BLOCK, "block", build_format(build, "%c", 'A' + (int)part->block), NULL);
        const char *numbers = build_say(build, TEXT_CABINET_NUMBERS, "first", build_format(build, "%u", part->first), "last",
                                        build_format(build, "%u", part->last), NULL);
        int top;

        if (build->portrait) {
                struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = block, .hint = numbers, .high = true });

                top = desk.y + size->gap > size->height / 5 ? desk.y + size->gap : size->height / 5 + 1;
        } else {
                top = frame_strip(build, build_format(build, "%s · %s", block, numbers)) + size->gap;
        }
        return (struct view_rect){ size->margin, top, size->width - 2 * size->margin - (build->portrait ? 0 : SIDE_W + size->gap),
                                   size->foot - top - (build->portrait ? 2 * (size->button_h + size->gap) : 0) };
}

/* The head takes the same room whatever it says, so that what fits below it is known from any part. */
void screen_staff_cabinet(struct build *build) {
        const struct screen *screen = build->screen;
        struct cabinet_part part = { .first = 1, .next = 1, .previous = 1 };
        const struct measures *size = &build->size;
        unsigned c = screen->map.around ? screen->map.around : 1;
        int height = size->foot - (build->portrait ? size->height / 5 + 2 * (size->button_h + size->gap) + size->gap : size->strip_h + size->gap);
        struct view_rect room;
        bool has = screen->plan && screen->map.cells &&
                   cabinet_part_around(screen->plan, c, fit(build, size->width - 2 * size->margin - (build->portrait ? 0 : SIDE_W + size->gap)),
                                       fit(build, height), &part);
        struct ways ways = ways_of(build, &part);

        room = head(build, &part);
        if (has)
                doors(build, &part, room);
        draw_ways(build, &ways, build->portrait ? room.y + room.h + size->gap : room.y);
        frame_bar(build, BAR_STAFF);
}

void screen_staff_cell(struct build *build) {
        bool failed = build->screen->entry.check_failed;
        struct keypad keypad = {
                .groups = { { .name = "field_cell", .label = build_say(build, TEXT_CELL_LABEL, NULL), .digits = 4 } },
                .group_count = 1,
                .forward = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL), .icon = ICON_RIGHT, .strong = true },
        };
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = failed ? SIGN_BAD : SIGN_CITY,
                                           .title = build_say(build, failed ? TEXT_CELL_FAILED : TEXT_CELL_TITLE, NULL) });

        keypad_build(build, desk, &keypad);
        frame_bar(build, BAR_STAFF);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The staff's screens of a compartment: opening, load, take, close, found. */
#include "ui/screens/cabinet_map.h"
#include "ui/screens/frame.h"
#include "ui/screens/place.h"
#include "ui/screens/screens.h"
#include "ui/screens/sign_number.h"
#include "ui/screens/staff.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->door.compartment);
}

static struct view_rect sign(struct build *build, enum text_id title) {
        build->view->personal = true;
        return sign_number(build, build->screen->door.compartment, build_say(build, title, "c", number(build), NULL),
                           place_staff(build, build->screen->door.compartment));
}

/* The block on the desk, down to `bottom`. */
static void block(struct build *build, struct view_rect desk, int bottom) {
        int top = desk.y + (build->portrait ? (build->large ? 24 : 44) : 0), most = build->portrait ? 460 : 400;

        if (bottom - top > most)
                bottom = top + most;
        cabinet_map_block(build, (struct view_rect){ desk.x, top, desk.w, bottom - top }, build->screen->door.compartment);
}

/* What to do, in bold beside its icon. Returns the y above it. */
static int instruction(struct build *build, struct view_rect desk, int bottom, enum icon icon, const char *text) {
        int size = build->portrait ? 52 : 44, indent = build->portrait ? 80 : 62,
                line = build_style(build, build->portrait ? TYPE_BODY_BOLD : TYPE_SMALL_BOLD).line_px;
        struct writing writing = { .name = "line", .text = text, .type = build->portrait ? TYPE_BODY_BOLD : TYPE_SMALL_BOLD,
                                   .room = { desk.x + indent, 0, desk.w - indent, 0 }, .lines = 2,
                                   .shrink = true, .rgb = build->theme.ink };

        writing.room.y = bottom - build_measure(build, &writing).h;
        build_icon(build, icon, desk.x, writing.room.y + (line - size) / 2, size, build->theme.ink);
        build_write(build, &writing);
        build_speak(build, text);
        return writing.room.y;
}

static const char *instruction_text(struct build *build, enum text_id text) {
        return build_say(build, build->screen->door.left_open ? TEXT_STAFF_LEFT_OPEN : text, NULL);
}

void screen_staff_opening(struct build *build) {
        struct view_rect desk;
        int bottom = build->portrait ? (build->large ? 1720 : 1740) : 650;

        if (build->screen->door.compartment == 0) {
                message_wait(build, 0);
                return;
        }
        desk = sign(build, TEXT_OPENING_TITLE);
        block(build, desk, instruction(build, desk, build->portrait ? bottom - 300 : bottom, ICON_CLOCK,
                                       build_say(build, TEXT_OPENING_LINE, NULL)) - 40);
        frame_bar(build, BAR_OPEN);
}

/* ---- load ---- */

struct fact {
        enum text_id label;
        const char *name, *text;
};

/* A label and below it what it says, in two columns. */
static void fact(struct build *build, struct view_rect room, const struct fact *fact) {
        int label_h = build_style(build, TYPE_LABEL).line_px;

        build_write(build, &(struct writing){ .name = "label", .text = build_say(build, fact->label, NULL), .type = TYPE_LABEL,
                                              .room = { room.x, room.y, room.w, 0 },
                    .shrink = true, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = fact->name, .text = fact->text,
                                              .type = build->portrait && build->large ? TYPE_LABEL_BOLD : TYPE_BODY_BOLD,
                    .room = { room.x, room.y + label_h, room.w, 0 }, .lines = build->portrait ? 2 : 1, .shrink = true,
                    .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", build_say(build, fact->label, NULL), fact->text));
}

void screen_staff_load(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = sign(build, TEXT_DOOR_TITLE);
        struct fact items = { TEXT_STAFF_ITEMS, "items", staff_items(build, screen->door.items, screen->door.item_count, TYPE_BODY_BOLD,
                                                                     desk.w / 2 - 8) };
        /* It ends at the midnight after the last day. */
        struct fact until = { TEXT_STAFF_UNTIL, "until", staff_date(build, screen->door.deadline_ms - 1) };
        struct button cancel = { .target = { .id = TARGET_LOAD_CANCEL }, .text = build_say(build, TEXT_STAFF_LOAD_CANCEL, NULL),
                                 .icon = ICON_CROSS };
        struct button not_empty = { .target = { .id = TARGET_NOT_EMPTY }, .text = build_say(build, TEXT_STAFF_NOT_EMPTY, NULL) };
        int h = build->portrait ? (build->large ? 160 : 144) : 118, foot = build->portrait ? (build->large ? 1728 : 1756) : 658;
        int y = foot - h, left = build->portrait ? 524 : 412;
        int facts_h = build_style(build, TYPE_LABEL).line_px + build_style(build, TYPE_BODY_BOLD).line_px;
        int facts_y = y - facts_h - (build->portrait ? 26 : 6), line_y;

        line_y = instruction(build, desk, facts_y - (build->portrait ? (build->large ? 16 : 68) : 2), ICON_LETTER,
                             instruction_text(build, TEXT_STAFF_LOAD_LINE));
        fact(build, (struct view_rect){ desk.x, facts_y, desk.w / 2 - 8, 0 }, &items);
        fact(build, (struct view_rect){ desk.x + desk.w * 244 / 476, facts_y, desk.w * 232 / 476, 0 }, &until);
        block(build, desk, line_y - (build->portrait ? (build->large ? 20 : 60) : 8));
        build_button(build, &cancel, (struct view_rect){ desk.x, y, left, h });
        build_button(build, &not_empty, (struct view_rect){ desk.x + left + 16, y, desk.w - left - 16, h });
        frame_bar(build, BAR_STAFF);
}

/* ---- take, close ---- */

void screen_staff_take(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = sign(build, TEXT_DOOR_TITLE);
        int bottom = build->portrait ? (build->large ? 1700 : 1716) : 646,
                facts_h = build_style(build, TYPE_LABEL).line_px + build_style(build, TYPE_BODY_BOLD).line_px;

        if (screen->door.item_count > 0) {
                struct fact items = { TEXT_STAFF_ITEMS, "items", message_items(build, screen->door.items, screen->door.item_count) };

                bottom -= facts_h;
                fact(build, (struct view_rect){ desk.x, bottom, desk.w, 0 }, &items);
                bottom -= build->portrait ? 60 : 8;
        }
        bottom = instruction(build, desk, bottom, screen->door.looking ? ICON_EYE : ICON_LETTER,
                             instruction_text(build, screen->door.looking ? TEXT_STAFF_LOOK_LINE : TEXT_STAFF_TAKE_LINE));
        block(build, desk, bottom - (build->portrait ? 48 : 14));
        frame_bar(build, BAR_STAFF);
}

/* Nothing is loaded after all: the envelope comes out again. */
void screen_staff_close(struct build *build) {
        struct view_rect desk = sign(build, TEXT_DOOR_TITLE);
        int bottom = instruction(build, desk, build->portrait ? (build->large ? 1700 : 1640) : 646, ICON_LETTER,
                                 instruction_text(build, TEXT_STAFF_CLOSE_LINE));

        block(build, desk, bottom - (build->portrait ? 48 : 14));
        frame_bar(build, BAR_OPEN);
}

/* ---- found ---- */

void screen_staff_found(struct build *build) {
        const struct screen *screen = build->screen;
        struct button buttons[] = {
                { .target = { .id = TARGET_FOUND_THERE }, .icon = ICON_LETTER, .strong = true,
                  .text = build_say(build, screen->door.looking ? TEXT_STAFF_FOUND_STAYS : TEXT_STAFF_FOUND_TAKEN, NULL) },
                { .target = { .id = TARGET_FOUND_EMPTY }, .text = build_say(build, TEXT_STAFF_FOUND_EMPTY, NULL) },
                { .target = { .id = TARGET_FOUND_ELSE }, .text = build_say(build, TEXT_STAFF_FOUND_ELSE, NULL),
                  .icon = ICON_WARNING },
        };
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_CITY,
                                                                  .title = build_say(build, TEXT_STAFF_FOUND_TITLE, "c",
                                                                                  number(build), NULL),
                                           .hint = place_staff(build, screen->door.compartment) });
        int y = desk.y + (build->portrait ? 64 : 6);

        if (screen->door.item_count > 0)
                y = frame_line(build, desk, y, ICON_PASSPORT, "items", build_say(build, TEXT_STAFF_FOUND_EXPECTED, "items",
                               message_items(build, screen->door.items, screen->door.item_count), NULL)) + (build->portrait ? 24 : 4);
        frame_line(build, desk, y, ICON_SHIELD, "line", build_say(build, TEXT_STAFF_FOUND_LINE, NULL));
        build->view->personal = true;
        frame_actions(build, buttons, 3);
        frame_bar(build, BAR_OPEN);
}

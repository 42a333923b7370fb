/* SPDX-License-Identifier: EUPL-1.2 */
/* The staff's screens of a compartment: opening, load, take, close, found. */
#include "ui/screens/cabinet_map.h"
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
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

static void draw_block(struct build *build, struct view_rect rect) {
        (void)cabinet_map_block(build, rect, build->screen->door.compartment);
}

/* The block as large as the rest lets it be, but doors that fill a panel would say no more. */
static void add_block(struct build *build, struct parts *parts) {
        if (build->screen->plan && build->screen->door.compartment > 0)
                parts_add(parts, (struct part){ .kind = PART_PICTURE, .height = 9 * build->size.side / 2, .least = cabinet_map_block_least(build),
                                                .grow = build->portrait ? 0 : 1, .drop = build->portrait ? 2 : 1, .draw = draw_block,
                                                .gap = parts->count > 0 ? build->size.space[SPACE_LARGE] : 0 });
}

/* In which instruction and facts are written: large where the panel has the height for it. */
static enum type strong_type(const struct build *build) {
        return build->portrait && !build->large ? TYPE_BODY_BOLD : TYPE_SMALL_BOLD;
}

/* What to do, in bold beside its icon. */
static void add_instruction(struct build *build, struct parts *parts, enum icon icon, enum text_id text) {
        if (build->screen->door.left_open)
                text = TEXT_STAFF_LEFT_OPEN;
        parts_add(parts, (struct part){ .kind = PART_LINE, .name = "line", .text = build_say(build, text, NULL), .icon = icon,
                                        .type = strong_type(build), .lines = 2, .gap = build->size.space[SPACE_LARGE] });
}

/* ---- what is in it ---- */

struct fact {
        enum text_id label;
        const char *name, *text;
        enum type type;
        int lines;
};

/* A label and below it what it says. */
static void fact(struct build *build, struct view_rect room, const struct fact *fact) {
        int label_h = build_style(build, TYPE_LABEL).line_px;

        build_write(build, &(struct writing){ .name = "label", .text = build_say(build, fact->label, NULL), .type = TYPE_LABEL, .like = LIKE_LABEL,
                                              .room = { room.x, room.y, room.w, 0 }, .shrink = true, .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = fact->name, .text = fact->text, .type = fact->type, .like = LIKE_VALUE,
                                              .lines = fact->lines,
                                              .room = { room.x, room.y + label_h, room.w, 0 }, .shrink = true, .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", build_say(build, fact->label, NULL), fact->text));
}

static int fact_height(struct build *build, const struct fact *fact) {
        return build_style(build, TYPE_LABEL).line_px + fact->lines * build_style(build, fact->type).line_px;
}

/* The items, and of a load until when it stays: side by side where the items fit into a line there, else one below the other. */
struct facts {
        struct fact items, until;
        bool load, beside;
        int half;
};

static struct facts facts_of(struct build *build) {
        const struct screen_door *door = &build->screen->door;
        bool load = build->screen->id == SCREEN_STAFF_LOAD;
        struct facts facts = {
                .items = { TEXT_STAFF_ITEMS, "items", message_items(build, door->items, door->item_count), strong_type(build), 1 },
                /* It ends at the midnight after the last day. */
                .until = { TEXT_STAFF_UNTIL, "until", load ? staff_date(build, door->deadline_ms - 1) : NULL, strong_type(build), 1 },
                .load = load, .half = build->size.desk_w / 2 - 8,
        };

        facts.beside = load && staff_lines(build, facts.items.text, facts.items.type, facts.half) == 1;
        if (facts.beside)
                return facts;
        facts.items.type = facts.until.type = staff_items_type(build, facts.items.text, facts.items.type, build->size.desk_w);
        facts.items.lines = staff_lines(build, facts.items.text, facts.items.type, build->size.desk_w);
        return facts;
}

static void draw_facts(struct build *build, struct view_rect rect) {
        struct facts facts = facts_of(build);

        fact(build, (struct view_rect){ rect.x, rect.y, facts.beside ? facts.half : rect.w, 0 }, &facts.items);
        if (facts.beside)
                fact(build, (struct view_rect){ rect.x + rect.w - facts.half + 8, rect.y, facts.half - 8, 0 }, &facts.until);
        else if (facts.load)
                fact(build, (struct view_rect){ rect.x, rect.y + fact_height(build, &facts.items), rect.w, 0 }, &facts.until);
}

static void add_facts(struct build *build, struct parts *parts) {
        struct facts facts = facts_of(build);
        int height = fact_height(build, &facts.items) + (facts.load && !facts.beside ? fact_height(build, &facts.until) : 0);

        if (build->screen->door.item_count > 0)
                parts_add(parts, (struct part){ .kind = PART_PICTURE, .height = height, .draw = draw_facts,
                                                .gap = build->size.space[SPACE_LARGE] });
}

/* How many wait after this one. Upright there is no room on the sign: the picture goes before the sentence. */
static void add_walk(struct build *build, struct parts *parts) {
        const struct screen_door *door = &build->screen->door;

        if (!door->walks)
                return;
        parts_add(parts, (struct part){ .kind = PART_LINE, .name = "walk", .icon = ICON_EXCHANGE, .type = strong_type(build), .lines = 2, .drop = build->portrait ? 1 : 2,
                                        .gap = build->size.space[SPACE_LARGE],
                                        .text = door->ends || door->left <= 1 ? build_say(build, TEXT_WALK_LAST, NULL)
                                                                              : build_count(build, TEXT_WALK_LEFT, door->left - 1) });
}

/* ---- opening, load, take, close ---- */

void screen_staff_opening(struct build *build) {
        struct parts parts = { .count = 0 };
        struct view_rect desk;

        if (build->screen->door.compartment == 0) {
                message_wait(build, 0);
                return;
        }
        desk = sign(build, TEXT_STAFF_OPENING);
        add_block(build, &parts);
        add_instruction(build, &parts, ICON_CLOCK, TEXT_OPENING_LINE);
        parts_draw(build, &parts, frame_matter(build, desk, 0), build->theme.ink);
        frame_bar(build, BAR_OPEN);
}

void screen_staff_load(struct build *build) {
        struct view_rect desk = sign(build, TEXT_STAFF_OPEN);
        struct button cancel = { .target = { .id = TARGET_LOAD_CANCEL }, .text = build_say(build, TEXT_STAFF_LOAD_CANCEL, NULL),
                                 .icon = ICON_CROSS };
        struct button not_empty = { .target = { .id = TARGET_NOT_EMPTY }, .text = build_say(build, TEXT_STAFF_NOT_EMPTY, NULL) };
        struct parts parts = { .count = 0 };

        add_block(build, &parts);
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "case", .type = TYPE_LEAD_BOLD, .lines = 1, .gap = build->size.space[SPACE_MEDIUM],
                                         .text = build->screen->door.case_number[0]
                                                         ? build_say(build, TEXT_PAGE_CASE, "case", build->screen->door.case_number, NULL) : NULL });
        add_instruction(build, &parts, ICON_LETTER, TEXT_STAFF_LOAD_LINE);
        add_facts(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions_beside(build, &cancel, &not_empty, build->portrait ? 56 : 60);
        frame_bar(build, BAR_STAFF);
}

/* Somebody goes on before the door is shut. */
void screen_staff_close_first(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD,
                                           .title = build_say(build, TEXT_STAFF_CLOSE_FIRST, "c", number(build), NULL),
                                           .hint = place_staff(build, build->screen->door.compartment) });
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL), .icon = ICON_RIGHT, .strong = true };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .icon = ICON_WARNING, .type = TYPE_BODY_BOLD,
                                         .text = build_say(build, TEXT_STAFF_CLOSE_FIRST_TODO, NULL) });
        add_block(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        build->view->personal = true;
        frame_actions(build, &next, 1);
        frame_bar(build, BAR_OPEN);
}

void screen_staff_take(struct build *build) {
        bool looking = build->screen->door.looking, ends = build->screen->door.walks && !build->screen->door.ends;
        struct button end = { .target = { .id = TARGET_END }, .text = build_say(build, TEXT_WALK_END, NULL), .icon = ICON_CROSS };
        struct view_rect desk = sign(build, TEXT_STAFF_OPEN);
        struct parts parts = { .count = 0 };

        add_block(build, &parts);
        add_instruction(build, &parts, looking ? ICON_EYE : ICON_LETTER, looking ? TEXT_STAFF_LOOK_LINE : TEXT_STAFF_TAKE_LINE);
        add_facts(build, &parts);
        add_walk(build, &parts);
        parts_draw(build, &parts, frame_matter(build, desk, ends ? 1 : 0), build->theme.ink);
        if (ends)
                frame_actions(build, &end, 1);
        frame_bar(build, BAR_STAFF);
}

/* Nothing is loaded after all: the envelope comes out again. */
void screen_close(struct build *build) {
        struct view_rect desk = sign(build, TEXT_STAFF_OPEN);
        struct parts parts = { .count = 0 };

        add_block(build, &parts);
        add_instruction(build, &parts, ICON_LETTER, TEXT_STAFF_CLOSE_LINE);
        parts_draw(build, &parts, frame_matter(build, desk, 0), build->theme.ink);
        frame_bar(build, BAR_OPEN);
}

/* ---- found ---- */

/* Which answers there are follows from what is known to lie there; below them stands what follows. */
void screen_staff_found(struct build *build) {
        const struct screen *screen = build->screen;
        bool stays = screen->door.keeps && screen->door.looking;
        struct button buttons[] = {
                { .target = { .id = TARGET_FOUND_TAKEN }, .icon = ICON_LETTER, .strong = !stays,
                  .text = build_say(build, TEXT_STAFF_FOUND_TAKEN, NULL) },
                { .target = { .id = TARGET_FOUND_KEPT }, .icon = ICON_LETTER, .strong = stays,
                  .text = build_say(build, TEXT_STAFF_FOUND_KEPT, NULL) },
        };
        struct button empty = { .target = { .id = TARGET_FOUND_EMPTY }, .text = build_say(build, TEXT_STAFF_FOUND_EMPTY, NULL) };
        struct button other = { .target = { .id = TARGET_FOUND_ELSE }, .text = build_say(build, TEXT_STAFF_FOUND_ELSE, NULL) };
        const char *items = build_say(build, TEXT_STAFF_FOUND_EXPECTED, "items",
                                      message_items(build, screen->door.items, screen->door.item_count), NULL);
        enum type type = staff_items_type(build, items, TYPE_BODY, build->size.desk_w - build->size.indent);
        unsigned count = screen->door.keeps ? 2 : 1;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY,
                                                                  .title = build_say(build, TEXT_STAFF_FOUND_TITLE, "c",
                                                                                  number(build), NULL),
                                           .hint = place_staff(build, screen->door.compartment) });
        struct parts parts = { .count = 0 };

        if (screen->door.item_count > 0)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "items", .icon = ICON_PASSPORT, .type = type, .lines = STAFF_LINES_MAX,
                                                 .text = items });
        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "line", .icon = ICON_SHIELD, .type = type,
                                         .text = build_say(build, TEXT_STAFF_FOUND_FOLLOWS, NULL), .gap = build->size.space[SPACE_MEDIUM] });
        parts_draw(build, &parts, frame_matter(build, desk, count + 1), build->theme.ink);
        build->view->personal = true;
        frame_actions_over(build, buttons, count, 1);
        frame_actions_beside(build, &empty, &other, 50);
        frame_bar(build, BAR_OPEN);
}

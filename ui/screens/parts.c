/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/parts.h"

#include <string.h>

#include "ui/view/stack.h"

enum { LINES = 3, POINT_PX = 16 };

void parts_add(struct parts *parts, struct part part) {
        bool empty = part.kind != PART_PICTURE && (!part.text || !*part.text);

        if (!empty && parts->count < PARTS_MAX)
                parts->list[parts->count++] = part;
}

/* A line of the service desk says itself what it is: digits alone are a telephone, digits after a first word hours, else an address. */
static enum icon contact_icon(const char *line) {
        if (line[strspn(line, "+0123456789 /()-")] == '\0')
                return ICON_PHONE;
        return strchr(line, ':') || strstr(line, "Uhr") || strstr(line, "–") ? ICON_CLOCK : ICON_HOME;
}

void parts_add_contact(struct build *build, struct parts *parts, enum type type) {
        const struct screen *screen = build->screen;

        for (size_t i = 0; i < screen->contact_count && i < SCREEN_CONTACT_MAX; i++)
                parts_add(parts, (struct part){ .kind = PART_LINE, .name = "contact", .text = screen->contact[i],
                                                .icon = contact_icon(screen->contact[i]), .type = type, .lines = 2,
                                                .gap = build->size.space[SPACE_MEDIUM] });
}

static int indent_of(const struct build *build, const struct part *part) {
        if (part->kind == PART_TEXT)
                return 0;
        return part->kind == PART_POINT ? 3 * POINT_PX : build->size.indent;
}

static struct writing writing_of(const struct build *build, const struct part *part, struct view_rect room, uint32_t rgb) {
        int indent = indent_of(build, part);

        return (struct writing){ .name = part->name, .text = part->text, .type = part->type, .shrink = true, .even = true, .rgb = rgb,
                                 .lines = part->lines ? part->lines : LINES, .like = LIKE_PART,
                                 .room = { room.x + indent, room.y, room.w - indent, 0 } };
}

static int height_of(struct build *build, const struct part *part, struct view_rect room) {
        int line = build_style(build, part->type).line_px, height;
        struct writing writing;

        if (part->kind == PART_PICTURE)
                return part->height;
        writing = writing_of(build, part, room, 0);
        height = build_measure(build, &writing).h;
        return part->kind == PART_LINE && height < line ? line : height;
}

static void draw(struct build *build, const struct part *part, struct view_rect rect, uint32_t rgb) {
        int line = build_style(build, part->type).line_px, size = build->size.line_icon;
        struct writing writing;

        if (part->kind == PART_PICTURE) {
                part->draw(build, rect);
                return;
        }
        writing = writing_of(build, part, rect, rgb);
        if (part->kind == PART_LINE)
                build_icon(build, part->icon, rect.x, rect.y + (line - size) / 2, size, rgb);
        if (part->kind == PART_POINT)
                build_box(build, (struct view_rect){ rect.x, rect.y + (line - POINT_PX) / 2, POINT_PX, POINT_PX }, BUILD_RGB(rgb),
                          NODE_CLEAR, 0, 0);
        build_write(build, &writing);
}

const char *parts_incident_said(struct build *build, enum text_id id, unsigned number) {
        return build_say(build, id, "number", build_format(build, "%u %u %u %u", number / 1000 % 10, number / 100 % 10, number / 10 % 10, number % 10), NULL);
}

struct part parts_incident(struct build *build, unsigned number) {
        return (struct part){ .kind = PART_LINE, .name = "incident", .icon = ICON_HELP, .type = TYPE_BODY_BOLD, .lines = 2, .gap = build->size.space[SPACE_MEDIUM],
                              .text = build_say(build, TEXT_REFUSED_INCIDENT, "number", build_format(build, "%04u", number), NULL),
                              .said = parts_incident_said(build, TEXT_REFUSED_INCIDENT, number) };
}

const char *parts_desk(struct build *build) {
        return build_say(build, build->screen->contact_count > 0 ? TEXT_HELP_DESK : TEXT_HELP_DESK_ALONE, NULL);
}

/* Lines are shorter there. */
static struct part on_sign(const struct part *part) {
        struct part narrow = *part;

        narrow.lines = (part->lines ? part->lines : LINES) + LINES;
        return narrow;
}

/* What has no room on the desk stands below the words of a sign beside it; what has none there either is only said. */
static void draw_rest(struct build *build, const struct parts *parts, const struct stack_box *boxes) {
        struct view_rect rest = build->rest;
        uint32_t back = build->back;

        for (unsigned i = 0; i < parts->count; i++) {
                struct part part = on_sign(&parts->list[i]);
                int height;

                if (!boxes[i].dropped || part.kind == PART_PICTURE || part.spare)
                        continue;
                height = rest.w > 0 ? part.gap + height_of(build, &part, rest) : 0;
                if (rest.w == 0 || height > rest.h) {
                        build->view->left_out++;
                        continue;
                }
                build->back = build->rest_back;
                draw(build, &part, (struct view_rect){ rest.x, rest.y + part.gap, rest.w, height - part.gap }, build->rest_on);
                rest.y += height;
                rest.h -= height;
        }
        build->back = back;
}

int parts_draw(struct build *build, const struct parts *parts, struct view_rect room, uint32_t rgb) {
        struct stack_box boxes[PARTS_MAX] = { { 0 } };
        int end;

        for (unsigned i = 0; i < parts->count; i++) {
                const struct part *part = &parts->list[i];

                boxes[i] = (struct stack_box){ .size = height_of(build, part, room), .least = part->least, .grow = part->grow,
                                               .gap = i > 0 ? part->gap : 0, .drop = part->drop };
        }
        end = stack_place(boxes, parts->count, room.y, room.h);
        for (unsigned i = 0; i < parts->count; i++) {
                const struct part *part = &parts->list[i];

                if (!boxes[i].dropped)
                        draw(build, part, (struct view_rect){ room.x, boxes[i].at, room.w, boxes[i].size }, rgb);
                if (part->kind != PART_PICTURE && !(part->spare && boxes[i].dropped))
                        build_speak(build, part->said ? part->said : part->text);
        }
        draw_rest(build, parts, boxes);
        return end;
}

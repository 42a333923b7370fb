/* SPDX-License-Identifier: EUPL-1.2 */
/* The screens of an opening compartment: opening, door open, old papers, sprung open again. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/place.h"
#include "ui/screens/plan_draw.h"
#include "ui/screens/screens.h"
#include "ui/screens/sign_number.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->door.compartment);
}

static struct part line(struct build *build, enum icon icon, const char *text) {
        return (struct part){ .kind = PART_LINE, .name = "line", .text = text, .icon = icon, .type = TYPE_BODY,
                              .gap = build->size.space[SPACE_HAIR] };
}

static void draw_plan(struct build *build, struct view_rect rect) {
        (void)plan_draw(build, rect, build->screen->door.compartment);
}

/* The plan, and lines at the foot of the desk; what is least needed is last and gives way first. */
static void plan_and_lines(struct build *build, struct view_rect desk, unsigned buttons, const struct part *lines, unsigned count) {
        struct view_rect room = frame_matter(build, desk, buttons);
        int least = 5 * build->size.side / 2;
        struct parts parts = { .count = 0 };

        if (build->screen->plan)
                parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = least, .grow = 1, .draw = draw_plan });
        for (unsigned i = 0; i < count; i++) {
                struct part part = lines[i];

                part.gap = i == 0 ? build->size.space[SPACE_LARGE] : part.gap;
                part.drop = i;
                parts_add(&parts, part);
        }
        parts_draw(build, &parts, room, build->theme.ink);
}

void screen_opening(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = sign_number(build, screen->door.compartment,
                                            build_say(build, TEXT_OPENING_TITLE, "c", number(build), NULL),
                                            place_sentence(build, screen->door.compartment));
        struct part moment = line(build, ICON_CLOCK, build_say(build, TEXT_OPENING_LINE, NULL));

        plan_and_lines(build, desk, 0, &moment, 1);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* What to do at the open door: where old papers come back in, it stays open. */
static const char *take(struct build *build) {
        if (build->screen->door.wants_old)
                return build_say(build, TEXT_DOOR_TAKE_OLD, NULL);
        return build_say(build, build->portrait ? TEXT_DOOR_TAKE : TEXT_DOOR_TAKE_SHORT, NULL);
}

/* Who cannot find it, or cannot shut it, gets its column, that it clicks, and whom to ask; "back" undoes that. */
static void lost_lines(struct build *build, struct view_rect desk) {
        struct part column = line(build, ICON_PERSON, place_column(build, build->screen->door.compartment));
        struct part clicks = line(build, ICON_SOUND, build_say(build, TEXT_DOOR_CLICKS, NULL));
        struct part ask = line(build, ICON_HELP, build_say(build, TEXT_DOOR_ASK, NULL));
        struct part press = line(build, ICON_RIGHT, build_say(build, TEXT_CLOSE_PRESS, NULL));
        struct part found[] = { column, ask, clicks }, stuck[] = { column, ask, press };
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT };

        plan_and_lines(build, desk, 1, build->screen->door.left_open ? stuck : found, ARRAY_LEN(found));
        frame_actions(build, &back, 1);
}

/* What to do; when the door has been open for long, that it has to be shut. */
static void door_lines(struct build *build, struct view_rect desk, unsigned buttons) {
        struct part lines[] = { line(build, ICON_PASSPORT, take(build)), line(build, ICON_SOUND, build_say(build, TEXT_DOOR_CLICKS, NULL)) };
        struct part left[] = { line(build, ICON_WARNING, build_say(build, TEXT_CLOSE_TITLE, NULL)),
                               line(build, ICON_CLOCK, build_say(build, TEXT_CLOSE_LINE, NULL)) };

        left[0].type = TYPE_BODY_BOLD;
        if (build->screen->door.left_open)
                plan_and_lines(build, desk, buttons, left, ARRAY_LEN(left));
        else
                plan_and_lines(build, desk, buttons, lines, build->screen->door.wants_old ? 1 : 2);
}

void screen_door(struct build *build) {
        const struct screen *screen = build->screen;
        const char *title = build_say(build, TEXT_DOOR_TITLE, "c", number(build), NULL);
        struct view_rect desk = sign_number(build, screen->door.compartment, title, place_sentence(build, screen->door.compartment));
        struct button buttons[] = {
                { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_CANNOT_FIND }, .text = build_say(build, TEXT_DOOR_CANNOT_FIND, NULL) },
        };
        bool both = screen->door.wants_old && build->portrait, beside = screen->door.wants_old && !build->portrait;

        build->view->personal = true;
        if (screen->door.lost) {
                lost_lines(build, desk);
        } else {
                build_speak(build, place_column(build, screen->door.compartment));
                door_lines(build, desk, both ? 2 : 1);
                if (beside)
                        frame_actions_beside(build, &buttons[1], &buttons[0], 60);
                else
                        frame_actions(build, both ? buttons : buttons + 1, both ? 2 : 1);
        }
        frame_bar(build, BAR_OPEN);
}

void screen_old_papers(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_HERE,
                                                                  .title = build_say(build, TEXT_OLD_PAPERS_TITLE, NULL),
                                           .hint = place_named(build, screen->door.compartment) });
        struct part lines[] = { line(build, ICON_PASSPORT, build_say(build, TEXT_OLD_PAPERS_LINE, NULL)),
                                screen->door.left_open ? line(build, ICON_WARNING, build_say(build, TEXT_CLOSE_TITLE, NULL))
                                                       : line(build, ICON_SOUND, build_say(build, TEXT_DOOR_CLICKS, NULL)) };

        plan_and_lines(build, desk, 0, lines, ARRAY_LEN(lines));
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* ---- sprung open: an open door, an arrow, a shut door ---- */

struct doors {
        struct view_rect open, shut;  /* the cabinet around each */
        int inset, leaf_w, leaf_drop, stroke, handle_w, handle_h, arrow;
};

/* In the proportions of the look: a cabinet of 356 × 520 with a leaf that reaches 98 beyond it and 36 below. */
static struct doors doors_of(struct view_rect rect) {
        int h = rect.h * 520 / 556, most = rect.w * 520 / 952;
        int w, narrow;

        h = h < most ? h : most;
        rect.y += (rect.h - h * 556 / 520) / 2;
        w = h * 356 / 520;
        narrow = w * 2 + w / 3 < rect.w * 2 / 3 ? w / 2 : 0;
        return (struct doors){
                .open = { rect.x, rect.y, w, h }, .shut = { rect.x + rect.w - w - narrow, rect.y, w, h }, .inset = w * 40 / 356,
                .leaf_w = w * 138 / 356, .leaf_drop = h * 72 / 520, .stroke = w > 250 ? 8 : 6, .handle_w = w > 250 ? 12 : 8,
                .handle_h = h * 80 / 520, .arrow = h * 108 / 520,
        };
}

static void draw_open_door(struct build *build, const struct doors *doors) {
        const struct theme *theme = &build->theme;
        struct view_rect hole = rect_inset(doors->open, doors->inset);
        float x = (float)(hole.x + hole.w), top = (float)hole.y, bottom = (float)(hole.y + hole.h), w = (float)doors->leaf_w,
        drop = (float)doors->leaf_drop;
        struct mask_point leaf[4] = { { x, top }, { x + w, top + drop }, { x + w, bottom + drop }, { x, bottom } };
        uint32_t edge = BUILD_RGB(theme->contrast ? theme->ink : theme->on_here);

        build_box(build, doors->open, BUILD_RGB(theme->plate), NODE_CLEAR, 0, 12);
        build_box(build, hole, BUILD_RGB(theme->on_here), theme->contrast ? edge : NODE_CLEAR, 4, 0);
        build_shape(build, leaf, 4, BUILD_RGB(theme->here), edge, doors->stroke);
        build_box(build, (struct view_rect){ (int)(x + w) - doors->stroke * 4 - doors->handle_w / 2,
                                             hole.y + hole.h * 2 / 3 + (int)drop, doors->handle_w,
                  doors->handle_h }, BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 0);
}

/* The handle is below the number, beside which it would read like a digit. */
static void draw_shut_door(struct build *build, const struct doors *doors) {
        const struct theme *theme = &build->theme;
        struct view_rect leaf = rect_inset(doors->shut, doors->inset);
        uint32_t edge = BUILD_RGB(theme->contrast ? theme->ink : theme->on_here);
        int start = leaf.x + doors->stroke + 6;

        build_box(build, doors->shut, BUILD_RGB(theme->plate), NODE_CLEAR, 0, 12);
        build_box(build, leaf, BUILD_RGB(theme->here), edge, doors->stroke, 0);
        build_box(build, (struct view_rect){ leaf.x + doors->stroke * 4 - 2, leaf.y + leaf.h * 2 / 3,
                                             doors->handle_w, doors->handle_h },
                  BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 0);
        build->back = theme->here;
        build_write(build, &(struct writing){ .name = "number", .text = number(build),
                    .type = doors->open.w > 250 ? TYPE_NOTICE : TYPE_QUESTION,
                    .room = { start, leaf.y, leaf.x + leaf.w - doors->stroke - 6 - start, leaf.h }, .align = ALIGN_CENTRE,
                    .middle = true, .shrink = true,
                    .rgb = theme->on_here });
        build->back = theme->mist;
}

static void draw_doors(struct build *build, struct view_rect rect) {
        struct doors doors = doors_of(rect);
        int leaf_end = doors.open.x + doors.open.w - doors.inset + doors.leaf_w;

        /* A door's hinge is where it is: the picture never turns. */
        build_fix(build, rect);
        draw_open_door(build, &doors);
        build_icon_stroked(build, ICON_RIGHT, leaf_end + (doors.shut.x - leaf_end - doors.arrow) / 2,
                           doors.open.y + (doors.open.h - doors.arrow) / 2 - 4, doors.arrow,
                           build->theme.ink, 5.5);
        draw_shut_door(build, &doors);
        build_unfix(build);
}

/* For citizens and staff: the latch has missed. */
void screen_unlatched(struct build *build) {
        unsigned c = build->screen->door.compartment;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_BAD,
                                           .title = build_say(build, TEXT_UNLATCHED_TITLE, NULL),
                                           .hint = build_say(build, TEXT_UNLATCHED_HINT, NULL) });
        struct part lines[] = { line(build, ICON_PERSON, build->screen->staff ? place_staff(build, c) : place_named(build, c)) };
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_PICTURE, .height = 2 * build->size.side, .grow = 1, .drop = 1, .draw = draw_doors });
        lines[0].gap = build->size.space[SPACE_LARGE];
        parts_add(&parts, lines[0]);
        parts_draw(build, &parts, frame_matter(build, desk, 0), build->theme.ink);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The screens of an opening compartment: opening, door open, old papers, close. */
#include "ui/screens/frame.h"
#include "ui/screens/place.h"
#include "ui/screens/plan_draw.h"
#include "ui/screens/screens.h"
#include "ui/screens/sign_number.h"

static const char *number(struct build *build) {
        return build_format(build, "%u", build->screen->door.compartment);
}

struct line {
        enum icon icon;
        const char *text;
};

static int line_gap(const struct build *build) {
        return build->portrait ? 10 : 2;
}

/* Where lines must begin to end at bottom. */
static int lines_top(struct build *build, struct view_rect desk, int bottom, const struct line *lines, unsigned count) {
        int gap = line_gap(build), step = build_style(build, TYPE_BODY).line_px + gap, y = bottom;

        for (unsigned i = 0; i < count; i++) {
                struct view_rect room = build_measure(build,
                                                      &(struct writing){ .text = lines[i].text, .type = TYPE_BODY, .lines = 3,
                                                                         .shrink = true,
                                                      .room = { desk.x, 0, desk.w - (build->portrait ? 76 : 62), 0 } });

                y -= room.h + gap > step ? room.h + gap : step;
        }
        return y;
}

static void write_lines(struct build *build, struct view_rect desk, int y, const struct line *lines, unsigned count) {
        for (unsigned i = 0; i < count; i++)
                y = frame_line(build, desk, y, lines[i].icon, "line", lines[i].text) + line_gap(build);
}

/* Lines at the foot of the desk, the plan in what is left above them. */
static void plan_and_lines(struct build *build, struct view_rect desk, int bottom, const struct line *lines, unsigned count) {
        int top = desk.y + (build->portrait ? 40 : 4), y = lines_top(build, desk, bottom - (build->portrait ? 24 : 14), lines,
                                                                     count);
        int clear = !build->portrait ? 6 : build->large ? 28 : 63;

        plan_draw(build, (struct view_rect){ desk.x, top, desk.w, y - top - clear }, build->screen->door.compartment);
        write_lines(build, desk, y, lines, count);
}

static int desk_bottom(const struct build *build) {
        return build->portrait ? (build->large ? 1728 : 1756) : 658;
}

void screen_opening(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = sign_number(build, screen->door.compartment,
                                            build_say(build, TEXT_OPENING_TITLE, "c", number(build), NULL),
                                            place_sentence(build, screen->door.compartment));
        struct line line = { ICON_CLOCK, build_say(build, TEXT_OPENING_LINE, NULL) };

        plan_and_lines(build, desk, desk_bottom(build), &line, 1);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* What to do at the open door: where old papers come back in, it stays open. */
static const char *take(struct build *build) {
        if (build->screen->door.wants_old)
                return build_say(build, TEXT_DOOR_TAKE_OLD, NULL);
        return build_say(build, build->portrait ? TEXT_DOOR_TAKE : TEXT_DOOR_TAKE_SHORT, NULL);
}

/* Who cannot find it gets its column and whom to ask, in place of the button. */
static void lost_lines(struct build *build, struct view_rect desk) {
        struct line lines[] = {
                { ICON_PERSON, place_column(build, build->screen->door.compartment) },
                { ICON_HELP, build_say(build, TEXT_DOOR_ASK, NULL) },
                { ICON_PASSPORT, take(build) },
        };

        plan_and_lines(build, desk, desk_bottom(build), lines, 3);
}

void screen_door(struct build *build) {
        const struct screen *screen = build->screen;
        const char *title = build_say(build, TEXT_DOOR_TITLE, "c", number(build), NULL);
        struct view_rect desk = sign_number(build, screen->door.compartment, title, place_sentence(build, screen->door.compartment));
        struct line lines[] = { { ICON_PASSPORT, take(build) }, { ICON_SOUND, build_say(build, TEXT_DOOR_CLICKS, NULL) } };
        struct button buttons[] = {
                { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_BUTTON_NEXT, NULL), .icon = ICON_RIGHT,
                  .strong = true },
                { .target = { .id = TARGET_CANNOT_FIND }, .text = build_say(build, TEXT_DOOR_CANNOT_FIND, NULL) },
        };
        bool both = screen->door.wants_old && build->portrait && !build->large;
        int bottom = desk.y + desk.h - (!build->portrait ? 118 : both ? 160 : 0);

        build->view->personal = true;
        if (screen->door.lost) {
                lost_lines(build, desk);
        } else {
                build_speak(build, place_column(build, screen->door.compartment));
                plan_and_lines(build, desk, bottom, lines, screen->door.wants_old ? 1 : 2);
                /* The low panel and large text leave room for one button: what comes next goes before who is lost. */
                frame_actions(build, screen->door.wants_old ? buttons : buttons + 1, both ? 2 : 1);
        }
        frame_bar(build, BAR_OPEN);
}

void screen_old_papers(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_HERE,
                                                                  .title = build_say(build, TEXT_OLD_PAPERS_TITLE, NULL),
                                           .hint = place_named(build, screen->door.compartment) });
        struct line lay = { ICON_PASSPORT, build_say(build, TEXT_OLD_PAPERS_LINE, NULL) },
                clicks = { ICON_SOUND, build_say(build, TEXT_DOOR_CLICKS, NULL) };

        plan_and_lines(build, desk, desk_bottom(build), (struct line[]){ lay, clicks }, 2);
        build->view->personal = true;
        frame_bar(build, BAR_OPEN);
}

/* ---- close: an open door, an arrow, a shut door ---- */

struct doors {
        struct view_rect open, shut;  /* the cabinet around each */
        int inset, leaf_w, leaf_drop, stroke, handle_w, handle_h, arrow;
};

static struct doors doors_of(const struct build *build, struct view_rect desk, int bottom) {
        struct doors doors = { .inset = 40, .leaf_w = 138, .leaf_drop = 72, .stroke = 8, .handle_w = 12, .handle_h = 80,
                               .arrow = 108 };
        int y = desk.y + (build->portrait ? 101 : 10), h = build->portrait ? 520 : 300;

        if (!build->portrait)
                doors = (struct doors){ .inset = 22, .leaf_w = 84, .leaf_drop = 40, .stroke = 6, .handle_w = 8, .handle_h = 48,
                                        .arrow = 76 };
        if (y + h + doors.leaf_drop / 2 + 24 > bottom) {
                h = bottom - y - doors.leaf_drop / 2 - 24;
                doors.handle_h = doors.handle_h < h / 4 ? doors.handle_h : h / 4;
        }
        doors.open = (struct view_rect){ desk.x, y, build->portrait ? 356 : 212, h };
        doors.shut = (struct view_rect){ desk.x + desk.w - doors.open.w - (build->portrait ? 0 : 100), y, doors.open.w, h };
        return doors;
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
                                             hole.y + hole.h / 2 + (int)drop / 2 - 4, doors->handle_w,
                  doors->handle_h }, BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 0);
}

static void draw_shut_door(struct build *build, const struct doors *doors) {
        const struct theme *theme = &build->theme;
        struct view_rect leaf = rect_inset(doors->shut, doors->inset);
        uint32_t edge = BUILD_RGB(theme->contrast ? theme->ink : theme->on_here);
        int start = leaf.x + doors->stroke * 4 + doors->handle_w;

        build_box(build, doors->shut, BUILD_RGB(theme->plate), NODE_CLEAR, 0, 12);
        build_box(build, leaf, BUILD_RGB(theme->here), edge, doors->stroke, 0);
        build_box(build, (struct view_rect){ leaf.x + doors->stroke * 4 - 2, leaf.y + (leaf.h - doors->handle_h) / 2,
                                             doors->handle_w, doors->handle_h },
                  BUILD_RGB(theme->on_here), NODE_CLEAR, 0, 0);
        build->back = theme->here;
        build_write(build, &(struct writing){ .name = "number", .text = number(build),
                    .type = build->portrait ? TYPE_NOTICE : TYPE_QUESTION,
                    .room = { start, leaf.y, leaf.x + leaf.w - doors->stroke - 6 - start, leaf.h }, .align = ALIGN_CENTRE,
                    .middle = true, .shrink = true,
                    .rgb = theme->on_here });
        build->back = theme->mist;
}

static void doors(struct build *build, struct view_rect desk, int bottom) {
        struct doors doors = doors_of(build, desk, bottom);
        int leaf_end = doors.open.x + doors.open.w - doors.inset + doors.leaf_w;

        if (doors.open.h < 120)
                return;
        /* A door's hinge is where it is: the picture never turns. */
        build->fixed = true;
        draw_open_door(build, &doors);
        build_icon_stroked(build, ICON_RIGHT, leaf_end + (doors.shut.x - leaf_end - doors.arrow) / 2,
                           doors.open.y + (doors.open.h - doors.arrow) / 2 - 4, doors.arrow,
                           build->theme.ink, 5.5);
        draw_shut_door(build, &doors);
        build->fixed = false;
}

void screen_close(struct build *build) {
        const struct screen *screen = build->screen;
        struct view_rect desk = frame_sign(build, &(struct sign){ .tone = TONE_HERE,
                                                                  .title = build_say(build, TEXT_CLOSE_TITLE, NULL),
                                           .hint = place_named(build, screen->door.compartment) });
        struct button stuck = { .target = { .id = TARGET_CANNOT_FIND }, .text = build_say(build, TEXT_CLOSE_STUCK, NULL) };
        struct line lines[] = {
                { screen->door.lost ? ICON_HELP : ICON_SOUND, build_say(build, screen->door.lost ? TEXT_CLOSE_CHECK : TEXT_DOOR_CLICKS,
                                                                   NULL) },
                { screen->door.lost ? ICON_RIGHT : ICON_CLOCK, build_say(build, screen->door.lost ? TEXT_CLOSE_PRESS : TEXT_CLOSE_LINE,
                                                                    NULL) },
        };
        int y = lines_top(build, desk, desk.y + desk.h - (!build->portrait ? 128 : build->large ? 40 : 90), lines, 2);

        doors(build, desk, y - 16);
        write_lines(build, desk, y, lines, 2);
        build->view->personal = true;
        if (!screen->door.lost)
                frame_actions(build, &stuck, 1);
        frame_bar(build, BAR_OPEN);
}

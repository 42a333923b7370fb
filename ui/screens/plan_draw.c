/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/plan_draw.h"

/* Measures of the cabinet's picture, in pixels. */
struct cabinet {
        struct view_rect plate;
        int pad, gap, row_gap;        /* inside the plate; between doors; above the lower part */
        int block_gap, terminal_w;    /* beside the terminal and between blocks */
        int cell_w, cell_h;
        int block_x[PLAN_BLOCKS_MAX + 1];
        int terminal_x, person_h, feet_y, foot, line; /* foot: from the plate to the feet */
};

/* Every block and the terminal from left to right. */
static void place_blocks(const struct plan *plan, struct cabinet *cabinet) {
        int columns = 0, x = cabinet->plate.x + cabinet->pad, parts = (int)plan->block_count + 1, room;

        for (unsigned i = 0; i < plan->block_count; i++)
                columns += (int)plan->block_columns[i];
        room = cabinet->plate.w - 2 * cabinet->pad - cabinet->terminal_w - (parts - 1) * cabinet->block_gap;
        cabinet->cell_w = (room + parts * cabinet->gap - cabinet->gap) / columns - cabinet->gap;
        if (cabinet->cell_w < 4) {
                cabinet->gap = 1;
                cabinet->cell_w = room / columns - 1;
        }
        for (unsigned i = 0; i <= plan->block_count; i++) {
                if (i == plan->terminal_block) {
                        cabinet->terminal_x = x;
                        x += cabinet->terminal_w + cabinet->block_gap;
                }
                if (i == plan->block_count)
                        break;
                cabinet->block_x[i] = x;
                x += (int)plan->block_columns[i] * (cabinet->cell_w + cabinet->gap) - cabinet->gap + cabinet->block_gap;
        }
        /* What rounding left over stands at both sides. */
        x -= cabinet->block_gap;
        room = (cabinet->plate.x + cabinet->plate.w - cabinet->pad - x) / 2;
        cabinet->terminal_x += room;
        for (unsigned i = 0; i < plan->block_count; i++)
                cabinet->block_x[i] += room;
}

static struct cabinet cabinet_of(const struct build *build, struct view_rect room) {
        const struct plan *plan = build->screen->plan;
        /* In the proportions of the look, where the terminal is an eighth of the cabinet. */
        int terminal = room.w / 8 + 6, foot = terminal / 3, rows = (int)plan->rows;
        int below = build_style(build, TYPE_LABEL_BOLD).line_px + foot + build->size.gap / 2;
        struct cabinet cabinet = { .pad = terminal / 10, .gap = terminal / 24, .row_gap = terminal / 6, .block_gap = terminal / 8,
                                   .terminal_w = terminal, .person_h = terminal * 5 / 4, .line = terminal > 110 ? 8 : 6, .foot = foot };

        cabinet.plate = room;
        cabinet.plate.h -= below;
        place_blocks(plan, &cabinet);
        cabinet.row_gap = plan->gap_after_row ? cabinet.row_gap : 0;
        cabinet.cell_h = (cabinet.plate.h - 2 * cabinet.pad - cabinet.row_gap + cabinet.gap) / rows - cabinet.gap;
        if (cabinet.cell_h > cabinet.cell_w && cabinet.cell_w > 24)
                cabinet.cell_h = cabinet.cell_w;
        cabinet.plate.h = rows * (cabinet.cell_h + cabinet.gap) - cabinet.gap + cabinet.row_gap + 2 * cabinet.pad;
        cabinet.feet_y = cabinet.plate.y + cabinet.plate.h + cabinet.foot;
        return cabinet;
}

static struct view_rect cell_rect(const struct plan *plan, const struct cabinet *cabinet, const struct plan_cell *cell) {
        struct view_rect rect = { cabinet->block_x[cell->block] + cell->column * (cabinet->cell_w + cabinet->gap),
                                  cabinet->plate.y + cabinet->pad + cell->row * (cabinet->cell_h + cabinet->gap), cabinet->cell_w,
                                  cabinet->cell_h };

        if (plan->gap_after_row && cell->row >= plan->gap_after_row)
                rect.y += cabinet->row_gap;
        return rect;
}

static void terminal(struct build *build, const struct cabinet *cabinet) {
        const struct theme *theme = &build->theme;
        int w = cabinet->terminal_w, top = cabinet->plate.y + cabinet->pad;
        int bottom = cabinet->feet_y - cabinet->person_h * 7 / 6;
        int h = bottom - top, inset = w * 16 / 126;
        struct view_rect box = { cabinet->terminal_x, top, w, h > 40 ? h : 40 };

        build_box(build, box, BUILD_RGB(theme->contrast ? theme->paper : theme->ink),
                  theme->contrast ? BUILD_RGB(theme->line) : NODE_CLEAR, 4, 8);
        build_box(build, (struct view_rect){ box.x + inset, box.y + h * 26 / 335, w - 2 * inset, h * 174 / 335 },
                  BUILD_RGB(theme->contrast ? theme->ink : theme->paper), NODE_CLEAR, 0, 2);
        build_box(build, (struct view_rect){ box.x + inset, box.y + h * 226 / 335, w - 2 * inset, h * 19 / 335 },
                  BUILD_RGB(theme->city_line), NODE_CLEAR, 0, 2);
}

static void person(struct build *build, const struct cabinet *cabinet) {
        int size = cabinet->person_h, centre = cabinet->terminal_x + cabinet->terminal_w / 2;

        build_icon(build, ICON_PERSON, centre - size / 2, cabinet->feet_y - size, size, build->theme.ink);
}

/* Along the floor from the person's feet, then up to the door. */
static void route(struct build *build, const struct cabinet *cabinet, struct view_rect door) {
        uint32_t ink = BUILD_RGB(build->theme.ink);
        int line = cabinet->line, centre = cabinet->terminal_x + cabinet->terminal_w / 2, aside = cabinet->person_h * 38 / 160;
        int x = door.x + door.w / 2, floor = cabinet->feet_y - line / 2 - 1, head = door.y + door.h + 7;
        int half = cabinet->person_h * 23 / 160;
        int from = x > centre ? centre + aside : centre - aside;
        struct mask_point way[3] = { { (float)from, (float)floor }, { (float)x, (float)floor },
                                     { (float)x, (float)(head + half) } };
        struct mask_point tip[3] = { { (float)x, (float)head }, { (float)(x + half), (float)(head + half * 4 / 3) },
                                     { (float)(x - half), (float)(head + half * 4 / 3) } };

        build_shape(build, way, 3, NODE_CLEAR, ink, line);
        build_shape(build, tip, 3, ink, NODE_CLEAR, 0);
}

/* Room for digits, which reach above their line's foot but not below. */
static int digits_high(const struct build *build) {
        return build_style(build, TYPE_LABEL_BOLD).size_px * 3 / 4 + 10;
}

/*
 * A small door gains the gap around it, and in height what its number needs, as long as that hides no other row as a whole: of the
 * door that is open the number can be read.
 */
static struct view_rect grown(const struct build *build, const struct cabinet *cabinet, struct view_rect door) {
        int more;

        if (door.h >= 60)
                return door;
        door = rect_inset(door, 1 - cabinet->gap);
        more = digits_high(build) - door.h;
        if (more > 0 && more < 2 * cabinet->cell_h) {
                door.y -= more / 2;
                door.h += more;
        }
        return door;
}

/* The leaf hangs on the right and swings out of the cabinet. */
static void open_door(struct build *build, struct view_rect door, unsigned compartment) {
        const struct theme *theme = &build->theme;
        uint32_t edge = BUILD_RGB(theme->contrast ? theme->ink : theme->on_here);
        int stroke = 5, leaf = door.w < 30 ? 12 : door.w / 2 < 30 ? door.w / 2 : 30;
        float right = (float)(door.x + door.w - 2), top = (float)door.y + 2, bottom = (float)(door.y + door.h) - 2;
        struct mask_point swing[4] = { { right, top }, { right + (float)leaf, top + 10 }, { right + (float)leaf, bottom + 10 },
                                       { right, bottom } };
        const char *number = build_format(build, "%u", compartment);

        build_shape(build, swing, 4, BUILD_RGB(theme->here), edge, stroke);
        build_box(build, rect_inset(door, -2), BUILD_RGB(theme->here), edge, stroke, 4);
        build->back = theme->here;
        if (build_width(build, TYPE_LABEL_BOLD, number) <= door.w - 4 && door.h >= digits_high(build))
                build_write(build, &(struct writing){ .name = "plan_number", .text = number, .type = TYPE_LABEL_BOLD,
                            .align = ALIGN_CENTRE,
                            .room = { door.x, door.y + (door.h - build_style(build, TYPE_LABEL_BOLD).line_px) / 2, door.w, 0 },
                            .rgb = theme->on_here });
        build->back = theme->mist;
}

static int you_are_here(struct build *build, const struct cabinet *cabinet, struct view_rect room) {
        const char *text = build_say(build, TEXT_PLAN_HERE, NULL);
        int w = build_width(build, TYPE_LABEL_BOLD, text), x = cabinet->terminal_x + (cabinet->terminal_w - w) / 2;
        struct view_rect written;

        if (x + w > room.x + room.w)
                x = room.x + room.w - w;
        written = build_write(build, &(struct writing){ .name = "here", .text = text, .type = TYPE_LABEL_BOLD,
                              .room = { x, cabinet->feet_y + build->size.gap / 2, w, 0 }, .rgb = build->theme.ink });
        return written.y + written.h;
}

int plan_draw(struct build *build, struct view_rect room, unsigned compartment) {
        const struct plan *plan = build->screen->plan;
        const struct theme *theme = &build->theme;
        struct view_rect door = { 0 };
        struct cabinet cabinet;
        bool rtl = build->rtl;
        int y;

        if (!plan || plan->cell_count == 0)
                return room.y;
        build_fix(build, room);
        build->rtl = false; /* nor is its number larger in Arabic */
        cabinet = cabinet_of(build, room);
        if (!theme->contrast)
                build_box(build, cabinet.plate, BUILD_RGB(theme->plate), NODE_CLEAR, 0, 8);
        for (unsigned i = 0; i < plan->cell_count; i++) {
                struct view_rect rect = cell_rect(plan, &cabinet, &plan->cells[i]);

                if (i + 1 == compartment)
                        door = grown(build, &cabinet, rect);
                else
                        build_box(build, rect, BUILD_RGB(theme->paper), BUILD_RGB(theme->edge), 2, 4);
        }
        terminal(build, &cabinet);
        person(build, &cabinet);
        if (door.w > 0) {
                route(build, &cabinet, door);
                open_door(build, door, compartment);
        }
        y = you_are_here(build, &cabinet, room);
        build->rtl = rtl;
        build_unfix(build);
        return y;
}

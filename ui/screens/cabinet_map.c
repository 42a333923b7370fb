/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/cabinet_map.h"

#include "ui/screens/frame.h"

enum { NUMBER_W = 64, NUMBER_H = 48, CROSS_LEAST = 20, LETTERS = 26 };

struct map {
        struct view_rect room;
        int per_line, letter_w;       /* blocks side by side; room for a block's letter before it */
        int block_w, block_h, block_gap_x, block_gap_y;
        int cell_w, cell_h, gap, columns;
};

static unsigned widest_block(const struct plan *plan) {
        unsigned columns = 1;

        for (unsigned i = 0; i < plan->block_count; i++)
                columns = plan->block_columns[i] > columns ? plan->block_columns[i] : columns;
        return columns;
}

static struct map map_with(const struct build *build, struct view_rect room, int per_line) {
        const struct plan *plan = build->screen->plan;
        int columns = (int)widest_block(plan), rows = (int)plan->rows, lines = ((int)plan->block_count + per_line - 1) / per_line;
        struct map map = { .room = room, .per_line = per_line, .gap = build->size.gap / 4, .block_gap_x = build->size.gap * 5 / 2, .block_gap_y = build->size.gap + 3 };

        if (plan->block_count > 1)
                map.letter_w = build_style(build, TYPE_LABEL_BOLD).size_px * (per_line > 1 ? 1 : 2);
        map.block_w = (room.w - (per_line - 1) * map.block_gap_x) / per_line - map.letter_w;
        map.block_h = (room.h - (lines - 1) * map.block_gap_y) / lines;
        map.columns = columns;
        map.cell_w = (map.block_w + map.gap) / columns - map.gap;
        map.cell_h = (map.block_h + map.gap) / rows - map.gap;
        return map;
}

static int score(const struct map *map) {
        return map->cell_w < map->cell_h * 5 / 4 ? map->cell_w : map->cell_h * 5 / 4;
}

/* Side by side as they stand, while doors stay large enough for a number; else however doors become largest. */
static struct map map_of(const struct build *build, struct view_rect room) {
        int count = (int)build->screen->plan->block_count;
        struct map best = map_with(build, room, count);

        if (best.cell_w >= NUMBER_W && best.cell_h >= NUMBER_H) {
                best.cell_h = best.cell_h < best.cell_w * 6 / 5 ? best.cell_h : best.cell_w * 6 / 5;
                return best;
        }
        for (int per_line = 1; per_line < count; per_line++) {
                struct map map = map_with(build, room, per_line);

                if (score(&map) > score(&best))
                        best = map;
        }
        return best;
}

/* ---- one compartment ---- */

/* How high the yellow half must reach at the left edge for the number to lie in it as a whole. */
static int reach(struct view_rect inside, struct view_rect number) {
        int beside = number.x - inside.x, high = inside.y + inside.h - number.y, across = inside.w;

        if (number.w == 0 || beside >= across || high * across <= beside * inside.h)
                return 0;
        return (high * across - beside * inside.h) / (across - beside);
}

/* Half yellow, half ink; the number, if there is one, in the yellow half. */
static void overdue(struct build *build, struct view_rect rect, struct view_rect number) {
        const struct theme *theme = &build->theme;
        int edge = rect.w < 24 ? 2 : 3;
        struct view_rect inside = rect_inset(rect, edge);
        float left = (float)inside.x, top = (float)inside.y, right = (float)(inside.x + inside.w),
                bottom = (float)(inside.y + inside.h);
        struct mask_point half[4] = { { right, top }, { right, bottom }, { left, bottom }, { left, bottom - (float)reach(inside, number) } };

        build_box(build, rect, BUILD_RGB(theme->on_here), theme->contrast ? BUILD_RGB(theme->edge) : NODE_CLEAR, 2, 0);
        build_shape(build, half, 4, BUILD_RGB(theme->here), NODE_CLEAR, 0);
}

/* In high contrast, where bad is no colour of its own: yellow as a whole, and a cross as large as the door lets it be. */
static struct sign_colours fault_colours(const struct theme *theme) {
        return (struct sign_colours){ .fill = theme->contrast ? theme->here : theme->bad, .on = theme->contrast ? theme->on_here : theme->on_bad };
}

/* The cross stands above the digits where it would reach them. */
static void fault(struct build *build, struct view_rect rect, struct view_rect number) {
        struct sign_colours colours = fault_colours(&build->theme);
        int least = rect.w < rect.h ? rect.w : rect.h, side = build->theme.contrast ? least : least * 3 / 4,
                x = rect.x + (rect.w - side) / 2, y = rect.y + (rect.h - side) / 2;

        if (number.w > 0) {
                int above = number.y - rect.y - 14;

                side = least * 3 / 8;
                x = rect.x + 10;
                y = rect.y + 10;
                if (x + side > number.x && side > above) {
                        side = above > CROSS_LEAST ? above : CROSS_LEAST;
                        y = rect.y + 8;
                }
        }
        build_box(build, rect_inset(rect, -3), BUILD_RGB(colours.on), NODE_CLEAR, 0, 0);
        build_box(build, rect, BUILD_RGB(colours.fill), NODE_CLEAR, 0, 0);
        build_icon_stroked(build, ICON_CROSS, x, y, side, colours.on, build->theme.contrast ? 10 : 8);
}

/* number: where its number will stand; w 0: it has none. */
static void cell(struct build *build, enum cell_state state, struct view_rect rect, struct view_rect number) {
        const struct theme *theme = &build->theme;

        switch (state) {
        case CELL_OCCUPIED:
                build_box(build, rect, BUILD_RGB(theme->button), NODE_CLEAR, 0, 0);
                break;
        case CELL_OVERDUE:
                overdue(build, rect, number);
                break;
        case CELL_FAULT:
                fault(build, rect, number);
                break;
        case CELL_ABSENT:
                build_box(build, (struct view_rect){ rect.x, rect.y + rect.h / 2 - 1, rect.w, 2 }, BUILD_RGB(theme->edge),
                          NODE_CLEAR, 0, 0);
                break;
        case CELL_FREE:
                build_box(build, rect, BUILD_RGB(theme->paper), BUILD_RGB(theme->edge), 2, 0);
                break;
        }
}

static void cell_colours(const struct theme *theme, enum cell_state state, uint32_t *ret_back, uint32_t *ret_on) {
        *ret_back = theme->paper;
        *ret_on = theme->ink;
        if (state == CELL_OCCUPIED) {
                *ret_back = theme->button;
                *ret_on = theme->on_button;
        } else if (state == CELL_OVERDUE) {
                *ret_back = theme->here;
                *ret_on = theme->on_here;
        } else if (state == CELL_FAULT) {
                *ret_back = fault_colours(theme).fill;
                *ret_on = fault_colours(theme).on;
        } else if (state == CELL_ABSENT) {
                *ret_back = theme->mist;
        }
}

/* The number stands at the lower end, where the overdue half is yellow and the fault's cross is not. */
static struct writing number_of(const struct build *build, const char *number, enum type type, struct view_rect rect) {
        int line = build_style(build, type).line_px, side = line / 12 + 1;

        return (struct writing){ .name = "cell", .text = number, .type = type, .like = LIKE_CELL, .align = ALIGN_END, .shrink = true,
                                 .room = { rect.x + 4, rect.y + rect.h - line - side, rect.w - 10 - side, line } };
}

static void numbered_cell(struct build *build, enum cell_state state, const char *number, enum type type, struct view_rect rect) {
        struct writing writing = number_of(build, number, type, rect);
        struct view_rect written = build_measure(build, &writing);
        int slack = written.h / 6;    /* above the digits, in their line */
        uint32_t before = build->back;

        cell(build, state, rect, (struct view_rect){ written.x - slack / 2, written.y + slack, written.w, written.h });
        cell_colours(&build->theme, state, &build->back, &writing.rgb);
        build_write(build, &writing);
        build->back = before;
}

void cabinet_map_swatch(struct build *build, enum cell_state state, struct view_rect rect) {
        cell(build, state, rect, (struct view_rect){ 0 });
}

void cabinet_map_door(struct build *build, enum cell_state state, const char *number, struct view_rect rect, bool pressed) {
        const struct theme *theme = &build->theme;
        struct writing writing = number_of(build, number, TYPE_SMALL_BOLD, rect);
        uint32_t before = build->back;

        if (!pressed) {
                numbered_cell(build, state, number, TYPE_SMALL_BOLD, rect);
                return;
        }
        build_box(build, rect, BUILD_RGB(theme->ink), BUILD_RGB(theme->edge), 2, 0);
        build->back = theme->ink;
        writing.rgb = theme->on_ink;
        build_write(build, &writing);
        build->back = before;
}

/* ---- the whole cabinet ---- */

static struct view_rect block_rect(const struct map *map, unsigned block) {
        int column = (int)block % map->per_line, line = (int)block / map->per_line;

        return (struct view_rect){ map->room.x + column * (map->letter_w + map->block_w + map->block_gap_x) + map->letter_w,
                                   map->room.y + line * (map->block_h + map->block_gap_y), map->block_w, map->block_h };
}

static bool numbers_fit(struct build *build, int cell_w, int cell_h) {
        return cell_w >= NUMBER_W && cell_h >= NUMBER_H && cell_h >= build_style(build, TYPE_LABEL_BOLD).line_px + 4 &&
               cell_w >= build_width(build, TYPE_LABEL_BOLD, build_format(build, "%u", build->screen->plan->cell_count)) + 16;
}

static const char *letter(struct build *build, unsigned block) {
        return build_format(build, "%c", 'A' + (int)(block % LETTERS));
}

static void block_target(struct build *build, unsigned block, struct view_rect rect) {
        const struct plan *plan = build->screen->plan;
        unsigned c = 1;

        while (c <= plan->cell_count && plan->cells[c - 1].block != block)
                c++;
        if (c <= plan->cell_count)
                build_target(build, target_of(TARGET_AROUND, c), build_say(build, TEXT_CABINET_BLOCK, "block", letter(build, block), NULL), rect, false);
}

void cabinet_map_overview(struct build *build, struct view_rect room) {
        const struct screen *screen = build->screen;
        const struct plan *plan = screen->plan;
        struct map map;
        bool numbered;

        if (!plan || plan->cell_count == 0 || !screen->map.cells)
                return;
        map = map_of(build, room);
        /* A touch enlarges the block; targets are laid below the doors that it shows. */
        for (unsigned i = 0; i < plan->block_count; i++)
                block_target(build, i, block_rect(&map, i));
        numbered = numbers_fit(build, map.cell_w, map.cell_h);
        build_fix(build, room);
        for (unsigned i = 0; i < plan->block_count && plan->block_count > 1; i++) {
                struct view_rect block = block_rect(&map, i);

                build_write(build, &(struct writing){ .name = "block", .text = letter(build, i), .type = TYPE_LABEL_BOLD,
                            .room = { block.x - map.letter_w, block.y - 6, map.letter_w, 0 },
                            .rgb = build->theme.ink });
        }
        /* Faults last: their ring lies over what is beside them. */
        for (int faults = 0; faults < 2; faults++) {
                for (unsigned i = 0; i < plan->cell_count; i++) {
                        struct view_rect block = block_rect(&map, plan->cells[i].block);
                        struct view_rect rect = { block.x + plan->cells[i].column * (map.block_w + map.gap) / map.columns,
                                                  block.y + plan->cells[i].row * (map.cell_h + map.gap), map.cell_w, map.cell_h };

                        if ((screen->map.cells[i] == CELL_FAULT) != (faults == 1))
                                continue;
                        if (numbered)
                                numbered_cell(build, (enum cell_state)screen->map.cells[i], build_format(build, "%u", i + 1), TYPE_LABEL_BOLD, rect);
                        else
                                cell(build, (enum cell_state)screen->map.cells[i], rect, (struct view_rect){ 0 });
                }
        }
        build_unfix(build);
}

/* ---- one block ---- */

enum { TAB_PAD = 14 };

static struct view_rect tab_rect(const struct build *build, struct view_rect room, unsigned block) {
        int count = (int)build->screen->plan->block_count, gap = 17, w = (room.w - (count - 1) * gap) / count;

        return (struct view_rect){ room.x + (int)block * (w + gap), room.y, w, build_style(build, TYPE_SMALL_BOLD).line_px + TAB_PAD };
}

/* The letters of all blocks, the one in question in yellow, and its shadow down to the enlarged block. Returns the y below. */
static int tabs(struct build *build, struct view_rect room, unsigned block) {
        const struct theme *theme = &build->theme;
        int fall = build->size.gap * 2;
        struct view_rect here = tab_rect(build, room, block);
        /* In outlines a line runs from the first to the last; the enlarged block's own closes it. */
        struct mask_point shadow[4] = {
                { (float)room.x, (float)(here.y + here.h + fall) },
                { (float)here.x, (float)(here.y + here.h) },
                { (float)(here.x + here.w), (float)(here.y + here.h) },
                { (float)(room.x + room.w), (float)(here.y + here.h + fall) },
        };

        build_shape(build, shadow, 4, theme->contrast ? NODE_CLEAR : BUILD_RGB(theme->plate),
                    theme->contrast ? BUILD_RGB(theme->line) : NODE_CLEAR, 2);
        for (unsigned i = 0; i < build->screen->plan->block_count; i++) {
                struct view_rect tab = tab_rect(build, room, i);
                bool is = i == block;

                build_box(build, tab, BUILD_RGB(is ? theme->here : theme->paper),
                          BUILD_RGB(is && !theme->contrast ? theme->on_here : theme->edge), is ? 6 : 3, 8);
                build->back = is ? theme->here : theme->paper;
                build_write(build, &(struct writing){ .name = "block", .text = letter(build, i),
                                                      .type = TYPE_LABEL_BOLD,
                            .room = tab, .align = ALIGN_CENTRE, .middle = true, .rgb = is ? theme->on_here : theme->ink });
        }
        build->back = theme->mist;
        return here.y + here.h + fall;
}

/* With its number where the digits have room, though the others' may have none. */
static void open_cell(struct build *build, struct view_rect rect, unsigned compartment) {
        const struct theme *theme = &build->theme;
        const char *number = build_format(build, "%u", compartment);
        struct text_style style = build_style(build, TYPE_LABEL_BOLD);

        build_box(build, rect_inset(rect, -4), BUILD_RGB(theme->here), BUILD_RGB(theme->contrast ? theme->ink : theme->on_here),
                  5, 8);
        if (rect.h < style.size_px || rect.w < build_width(build, TYPE_LABEL_BOLD, number))
                return;
        build->back = theme->here;
        build_write(build, &(struct writing){ .name = "cell", .text = number, .type = TYPE_LABEL_BOLD, .align = ALIGN_CENTRE, .rgb = theme->on_here,
                                              .room = { rect.x, rect.y + (rect.h - style.line_px) / 2, rect.w, style.line_px } });
        build->back = theme->mist;
}

/* Between doors, and around them: less where they would else be flat. */
enum { DOOR_GAP = 6, DOOR_PAD = 12, DOOR_FLAT = 16, DOOR_LEAST = 10 };

static int door_height(const struct plan *plan, int room, int gap, int pad) {
        return (room - 2 * pad + gap) / (int)plan->rows - gap;
}

int cabinet_map_block_least(const struct build *build) {
        const struct plan *plan = build->screen->plan;
        int tabs = plan->block_count > 1 ? build_style(build, TYPE_SMALL_BOLD).line_px + TAB_PAD + build->size.gap * 2 : 0;

        return tabs + DOOR_PAD + (int)plan->rows * (DOOR_LEAST + DOOR_GAP / 2);
}

int cabinet_map_block(struct build *build, struct view_rect room, unsigned compartment) {
        const struct plan *plan = build->screen->plan;
        const struct theme *theme = &build->theme;
        int pad_x, pad_y = DOOR_PAD, gap = DOOR_GAP, y, cell_w, cell_h;
        const struct plan_cell *open;
        struct view_rect plate;

        if (!plan || compartment == 0 || compartment > plan->cell_count)
                return room.y;
        open = &plan->cells[compartment - 1];
        build_fix(build, room);
        y = plan->block_count > 1 ? tabs(build, room, open->block) : room.y;
        cell_h = door_height(plan, room.y + room.h - y, gap, pad_y);
        if (cell_h < DOOR_FLAT) {
                gap /= 2;
                pad_y /= 2;
                cell_h = door_height(plan, room.y + room.h - y, gap, pad_y);
        }
        cell_w = (room.w - 2 * DOOR_PAD + gap) / (int)plan->block_columns[open->block] - gap;
        if (cell_h > 34 && cell_h > cell_w * 7 / 9)
                cell_h = cell_w * 7 / 9;
        plate = (struct view_rect){ room.x, y, room.w, (int)plan->rows * (cell_h + gap) - gap + 2 * pad_y };
        build_box(build, plate, BUILD_RGB(theme->plate), theme->contrast ? BUILD_RGB(theme->line) : NODE_CLEAR, 2, 0);
        pad_x = (room.w - (int)plan->block_columns[open->block] * (cell_w + gap) + gap) / 2;
        for (unsigned i = 0; i < plan->cell_count; i++) {
                if (plan->cells[i].block == open->block && i + 1 != compartment)
                        build_box(build, (struct view_rect){ plate.x + pad_x + plan->cells[i].column * (cell_w + gap),
                                  plate.y + pad_y + plan->cells[i].row * (cell_h + gap), cell_w, cell_h },
                                          BUILD_RGB(theme->paper), BUILD_RGB(theme->edge), 2, 4);
        }
        open_cell(build, (struct view_rect){ plate.x + pad_x + open->column * (cell_w + gap),
                                             plate.y + pad_y + open->row * (cell_h + gap), cell_w, cell_h },
                  compartment);
        build_unfix(build);
        return plate.y + plate.h;
}

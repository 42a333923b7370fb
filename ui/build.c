/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/build.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGUMENTS_MAX = 8 };

/*
 * The type scale: portrait, portrait in large text, landscape, landscape in large text. The low panel has no room for
 * large text's 7.3 mm; there it is as large as every screen still holds.
 */

struct scale {
        unsigned char bold;
        int tracking;
        struct {
                short size, line;
        } at[4];
};

static const struct scale scales[TYPE_COUNT] = {
        [TYPE_POSTER] = { 1, -25, { { 160, 164 }, { 160, 164 }, { 96, 96 }, { 96, 96 } } },
        [TYPE_NOTICE] = { 1, -25, { { 128, 136 }, { 128, 136 }, { 84, 88 }, { 84, 88 } } },
        [TYPE_NUMBER] = { 1, -25, { { 347, 248 }, { 347, 248 }, { 210, 150 }, { 210, 150 } } },
        [TYPE_START] = { 1, -12, { { 84, 88 }, { 96, 100 }, { 58, 63 }, { 60, 65 } } },
        [TYPE_QUESTION] = { 1, -12, { { 84, 92 }, { 96, 106 }, { 56, 64 }, { 60, 66 } } },
        [TYPE_FAREWELL] = { 0, -12, { { 84, 92 }, { 96, 106 }, { 56, 64 }, { 60, 66 } } },
        [TYPE_PLACE] = { 0, 0, { { 50, 64 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_KEY] = { 1, 0, { { 68, 80 }, { 88, 100 }, { 56, 64 }, { 66, 74 } } },
        [TYPE_FIELD] = { 1, 0, { { 72, 84 }, { 72, 84 }, { 56, 64 }, { 56, 64 } } },
        [TYPE_BUTTON] = { 1, 0, { { 46, 58 }, { 58, 68 }, { 40, 48 }, { 42, 50 } } },
        [TYPE_BUTTON_PLAIN] = { 0, 0, { { 46, 58 }, { 58, 68 }, { 40, 48 }, { 42, 50 } } },
        [TYPE_LEAD] = { 0, 0, { { 52, 70 }, { 58, 74 }, { 38, 46 }, { 42, 50 } } },
        [TYPE_LEAD_BOLD] = { 1, 0, { { 56, 70 }, { 62, 76 }, { 42, 52 }, { 46, 54 } } },
        [TYPE_BODY] = { 0, 0, { { 42, 58 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_BODY_BOLD] = { 1, 0, { { 42, 58 }, { 58, 74 }, { 38, 50 }, { 42, 50 } } },
        [TYPE_SMALL] = { 0, 0, { { 38, 50 }, { 50, 62 }, { 36, 44 }, { 38, 44 } } },
        [TYPE_SMALL_BOLD] = { 1, 0, { { 38, 50 }, { 50, 62 }, { 36, 44 }, { 38, 44 } } },
        [TYPE_LABEL] = { 0, 0, { { 32, 44 }, { 42, 52 }, { 33, 42 }, { 36, 43 } } },
        [TYPE_LABEL_BOLD] = { 1, 0, { { 32, 44 }, { 42, 52 }, { 33, 42 }, { 36, 43 } } },
};

struct text_style build_style(const struct build *build, enum type type) {
        const struct scale *scale = &scales[type];
        unsigned at = (build->portrait ? 0u : 2u) + (build->large ? 1u : 0u);
        struct text_style style = { scale->at[at].size, scale->at[at].line, scale->tracking, scale->bold != 0 };

        /* Arabic script is smaller for its size, and its letters must not be pulled apart. */
        if (build->rtl && type != TYPE_NUMBER && type != TYPE_KEY && type != TYPE_FIELD) {
                style.size_px = style.size_px * 11 / 10;
                style.line_px = style.line_px * 5 / 4;
                style.tracking = 0;
        }
        return style;
}

/* ---- words ---- */

static char *keep(struct build *build, size_t len) {
        struct view_string *string = malloc(sizeof(*string) + len + 1);

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        string->next = build->view->strings;
        build->view->strings = string;
        return string->text;
}

struct argument {
        const char *name, *value;
};

static const struct argument *argument_at(const char *at, const struct argument *arguments, size_t count) {
        for (size_t i = 0; i < count; i++) {
                size_t len = strlen(arguments[i].name);

                if (strncmp(at + 1, arguments[i].name, len) == 0 && at[len + 1] == '}')
                        return &arguments[i];
        }
        return NULL;
}

/* Puts the arguments in; with to NULL only counts. */
static size_t fill_in(const char *text, const struct argument *arguments, size_t count, char *to) {
        size_t len = 0;

        while (*text) {
                const struct argument *argument = *text == '{' ? argument_at(text, arguments, count) : NULL;

                if (argument) {
                        size_t value_len = strlen(argument->value);

                        if (to)
                                memcpy(to + len, argument->value, value_len);
                        len += value_len;
                        text += strlen(argument->name) + 2;
                        continue;
                }
                if (to)
                        to[len] = *text;
                len++;
                text++;
        }
        if (to)
                to[len] = '\0';
        return len;
}

static const char *replace(struct build *build, const char *text, const struct argument *arguments, size_t count) {
        char *filled;

        if (count == 0)
                return text;
        filled = keep(build, fill_in(text, arguments, count, NULL));
        if (!filled)
                return "";
        fill_in(text, arguments, count, filled);
        return filled;
}

const char *build_say(struct build *build, enum text_id id, ...) {
        struct argument arguments[ARGUMENTS_MAX];
        size_t count = 0;
        va_list list;

        va_start(list, id);
        while (count < ARGUMENTS_MAX && (arguments[count].name = va_arg(list, const char *)))
                arguments[count++].value = va_arg(list, const char *);
        va_end(list);
        return replace(build, catalogue_text(build->screen->look.language, id), arguments, count);
}

const char *build_count(struct build *build, enum text_id id, unsigned n) {
        char digits[16];
        struct argument argument = { "n", digits };

        snprintf(digits, sizeof(digits), "%u", n);
        return replace(build, catalogue_plural(build->screen->look.language, id, n), &argument, 1);
}

const char *build_format(struct build *build, const char *format, ...) {
        va_list list;
        char *text;
        int len;

        va_start(list, format);
        len = vsnprintf(NULL, 0, format, list);
        va_end(list);
        text = keep(build, (size_t)len);
        if (!text)
                return "";
        va_start(list, format);
        vsnprintf(text, (size_t)len + 1, format, list);
        va_end(list);
        return text;
}

void build_speak(struct build *build, const char *sentence) {
        struct view *view = build->view;
        char *spoken, *to;

        if (!sentence || !*sentence || view->speech_count == VIEW_SPEECH_MAX)
                return;
        spoken = to = keep(build, strlen(sentence));
        if (!spoken)
                return;
        for (const char *at = sentence; *at; at++) {
                if ((unsigned char)at[0] == 0xC2 && (unsigned char)at[1] == 0xAD)
                        at++;
                else
                        *to++ = *at == '\n' ? ' ' : *at;
        }
        *to = '\0';
        view->speech[view->speech_count++] = spoken;
}

/* ---- marks ---- */

static int mirror(const struct build *build, int x, int w) {
        return build->rtl && !build->fixed ? build->width - x - w : x;
}

static void *grow(struct build *build, void *array, size_t count, size_t *capacity, size_t size) {
        size_t wanted = *capacity ? *capacity * 2 : 64;
        void *larger;

        if (count < *capacity)
                return array;
        larger = realloc(array, wanted * size);
        if (!larger) {
                build->error = -ENOMEM;
                return NULL;
        }
        *capacity = wanted;
        return larger;
}

static struct node *add_node(struct build *build, enum node_kind kind, struct view_rect rect) {
        struct view *view = build->view;
        struct node *nodes, *node;

        if (build->error < 0)
                return NULL;
        nodes = grow(build, view->nodes, view->node_count, &view->node_capacity, sizeof(*nodes));
        if (!nodes)
                return NULL;
        view->nodes = nodes;
        node = &nodes[view->node_count++];
        memset(node, 0, sizeof(*node));
        rect.x = mirror(build, rect.x, rect.w);
        node->kind = kind;
        node->rect = node->ink = rect;
        return node;
}

void build_box(struct build *build, struct view_rect rect, uint32_t fill, uint32_t stroke, int stroke_px, int radius) {
        struct node *node = add_node(build, NODE_BOX, rect);

        if (!node)
                return;
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
        node->radius = (float)radius;
}

void build_disc(struct build *build, int x, int y, int radius, uint32_t fill, uint32_t stroke, int stroke_px) {
        struct node *node = add_node(build, NODE_DISC, (struct view_rect){ x - radius, y - radius, 2 * radius, 2 * radius });

        if (!node)
                return;
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
}

void build_icon_stroked(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb, double stroke) {
        struct node *node = add_node(build, NODE_ICON, (struct view_rect){ x, y, size, size });

        if (!node)
                return;
        node->ink = rect_inset(node->rect, -size / 12 - 1);
        node->icon = icon;
        node->fill = rgb | NODE_OPAQUE;
        node->width = (float)stroke;
        node->mirrored = build->rtl && !build->fixed && icon_mirrors(icon);
}

void build_icon(struct build *build, enum icon icon, int x, int y, int size, uint32_t rgb) {
        build_icon_stroked(build, icon, x, y, size, rgb, 0);
}

void build_shape(struct build *build, const struct mask_point *points, unsigned count, uint32_t fill, uint32_t stroke, int stroke_px) {
        float left = points[0].x, top = points[0].y, right = left, bottom = top;
        struct node *node;

        for (unsigned i = 1; i < count; i++) {
                left = points[i].x < left ? points[i].x : left;
                right = points[i].x > right ? points[i].x : right;
                top = points[i].y < top ? points[i].y : top;
                bottom = points[i].y > bottom ? points[i].y : bottom;
        }
        node = add_node(build, NODE_SHAPE, (struct view_rect){ (int)left, (int)top, (int)(right - left) + 1, (int)(bottom - top) + 1 });
        if (!node)
                return;
        /* A mitred corner reaches further out than half its line. */
        node->ink = rect_inset(node->rect, -2 * stroke_px - 2);
        node->fill = fill;
        node->stroke = stroke;
        node->width = (float)stroke_px;
        node->point_count = count;
        for (unsigned i = 0; i < count; i++) {
                node->points[i] = points[i];
                if (build->rtl && !build->fixed)
                        node->points[i].x = (float)build->width - points[i].x;
        }
}

static uint32_t hash_modules(const struct qr *qr) {
        uint32_t hash = 2166136261u;

        for (size_t i = 0; i < (size_t)qr->modules * (size_t)qr->modules; i++)
                hash = (hash ^ qr->dark[i]) * 16777619u;
        return hash;
}

void build_qr(struct build *build, const char *text, enum qr_level level, struct view_rect rect) {
        struct view *view = build->view;
        struct node *node;
        int side, room = rect.w < rect.h ? rect.w : rect.h, r;

        if (build->error < 0 || view->qr_count == VIEW_QR_MAX)
                return;
        r = qr_encode(text, level, &view->qrs[view->qr_count]);
        if (r < 0) {
                build->error = r;
                return;
        }
        side = room / view->qrs[view->qr_count].modules * view->qrs[view->qr_count].modules;
        node = add_node(build, NODE_MODULES, (struct view_rect){ rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2, side, side });
        if (node) {
                node->qr = &view->qrs[view->qr_count];
                node->qr_hash = hash_modules(node->qr);
                node->fill = NODE_OPAQUE;
        }
        view->qr_count++;
}

/* ---- text ---- */

static struct text *lay_out(struct build *build, const char *string, struct text_style style, int width, bool hyphenate) {
        struct text *text = NULL;
        int r;

        if (build->error < 0)
                return NULL;
        r = text_new(build->ui->texts, string, style, width, hyphenate, build->rtl && !build->fixed, &text);
        if (r < 0)
                build->error = r;
        return text;
}

int build_width(struct build *build, enum type type, const char *string) {
        struct text *text = lay_out(build, string, build_style(build, type), 0, false);
        int width = text ? text_width(text) : 0;

        text_unref(text);
        return width;
}

static bool fits(const struct text *text, const struct writing *writing) {
        return text_line_count(text) <= (writing->lines ? writing->lines : 1) && text_width(text) <= writing->room.w &&
               (writing->room.h == 0 || text_height(text) <= writing->room.h);
}

/* One sentence, one line, where each fits; else NULL. */
static struct text *by_sentence(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = strdup(writing->text);
        struct text *text;
        bool split = false;

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        for (char *at = string; *at; at++) {
                if (strchr(".?!", at[0]) && at[1] == ' ') {
                        at[1] = '\n';
                        split = true;
                }
        }
        text = split ? lay_out(build, string, style, 0, false) : NULL;
        free(string);
        if (text && !fits(text, writing)) {
                text_unref(text);
                return NULL;
        }
        return text;
}

/* The narrowest width that keeps the number of lines. */
static struct text *balanced(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        int low = text_width(text) / text_line_count(text), high = text_width(text);

        while (text_line_count(text) > 1 && high - low > 4) {
                int middle = (low + high) / 2;
                struct text *narrower = lay_out(build, writing->text, style, middle, hyphenate);

                if (!narrower)
                        break;
                if (text_line_count(narrower) > text_line_count(text) || text_width(narrower) > middle) {
                        low = middle;
                        text_unref(narrower);
                } else {
                        high = text_width(narrower) < middle ? text_width(narrower) : middle;
                        text_unref(text);
                        text = narrower;
                }
        }
        return text;
}

/* What stands in the style, or NULL when it does not fit there. */
static struct text *fit(struct build *build, const struct writing *writing, struct text_style style, bool last) {
        struct text *text;

        if (writing->balance) {
                text = by_sentence(build, writing, style);
                if (text)
                        return text;
        }
        for (int hyphenate = 0; hyphenate < 2; hyphenate++) {
                text = lay_out(build, writing->text, style, writing->lines > 1 ? writing->room.w : 0, hyphenate != 0);
                if (!text)
                        return NULL;
                if (fits(text, writing))
                        return writing->balance ? balanced(build, writing, style, text, hyphenate != 0) : text;
                if (last && hyphenate)
                        return text;
                text_unref(text);
        }
        return NULL;
}

/* The smallest that may be written: capitals of 4 mm. */
static int smallest_px(const struct build *build) {
        return build->portrait ? 23 : 33;
}

/* The sizes tried after one another: 84 → 76 → 68 and the same steps for every other size. */
static struct text *fit_any(struct build *build, const struct writing *writing) {
        struct text_style full = build_style(build, writing->type);
        unsigned steps = writing->shrink ? 3 : 1;

        for (unsigned step = 0; step < steps; step++) {
                struct text_style style = full;
                struct text *text;

                style.size_px = full.size_px * (int)(21 - 2 * step) / 21;
                style.line_px = full.line_px * (int)(21 - 2 * step) / 21;
                if (style.size_px < smallest_px(build))
                        style.size_px = full.size_px < smallest_px(build) ? full.size_px : smallest_px(build);
                text = fit(build, writing, style, step + 1 == steps);
                if (text || build->error < 0)
                        return text;
        }
        return NULL;
}

static void add_text(struct build *build, const struct view_text *text) {
        struct view *view = build->view;
        struct view_text *texts = grow(build, view->texts, view->text_count, &view->text_capacity, sizeof(*texts));

        if (!texts)
                return;
        view->texts = texts;
        texts[view->text_count++] = *text;
}

static double cap_mm(const struct build *build, int size_px) {
        return 0.714 * size_px * build->ui->fit.scale / build->ui->panel.px_per_mm;
}

static void list_text(struct build *build, const struct writing *writing, const struct text *text, struct view_rect rect) {
        add_text(build, &(struct view_text){
                .name = writing->name, .text = writing->text, .rect = rect, .cap_mm = cap_mm(build, text_size(text)),
                .rgb = writing->rgb & 0xFFFFFF, .back_rgb = build->back & 0xFFFFFF,
                .cut = !fits(text, writing), .unknown_glyphs = text_unknown_glyphs(text),
        });
}

void build_list(struct build *build, const char *name, const char *text, enum type type, struct view_rect rect, uint32_t rgb, uint32_t back) {
        rect.x = mirror(build, rect.x, rect.w);
        add_text(build, &(struct view_text){
                .name = name, .text = text, .rect = rect, .cap_mm = cap_mm(build, build_style(build, type).size_px), .rgb = rgb, .back_rgb = back,
        });
}

static struct view_rect place(const struct writing *writing, const struct text *text) {
        struct view_rect rect = { writing->room.x, writing->room.y, text_width(text), text_height(text) };

        if (writing->align == ALIGN_CENTRE)
                rect.x += (writing->room.w - rect.w) / 2;
        if (writing->align == ALIGN_END)
                rect.x += writing->room.w - rect.w;
        if (writing->middle)
                rect.y += (writing->room.h - rect.h) / 2;
        /* The giant number stands flush with what is under it, and its digits fill its line. */
        if (writing->type == TYPE_NUMBER) {
                rect.x -= text_ink_left(text) - 2;
                rect.y -= text_above(text);
        }
        return rect;
}

struct view_rect build_measure(struct build *build, const struct writing *writing) {
        struct view_rect rect = writing->room;
        struct text *text = writing->text && *writing->text ? fit_any(build, writing) : NULL;

        rect.h = 0;
        if (text)
                rect = place(writing, text);
        text_unref(text);
        return rect;
}

struct view_rect build_write(struct build *build, const struct writing *writing) {
        struct view_rect rect = writing->room;
        struct text *text;
        struct node *node;

        rect.h = 0;
        if (!writing->text || !*writing->text)
                return rect;
        text = fit_any(build, writing);
        if (!text)
                return rect;
        rect = place(writing, text);
        node = add_node(build, NODE_TEXT, rect);
        if (!node) {
                text_unref(text);
                return rect;
        }
        node->ink = rect_inset(node->rect, -text_size(text) / 3);
        node->fill = writing->rgb | NODE_OPAQUE;
        node->text = text;
        if (writing->name)
                list_text(build, writing, text, node->rect);
        return rect;
}

/* ---- what can be touched ---- */

bool build_pressed(const struct build *build, struct target target) {
        return target_equal(build->screen->pressed, target);
}

bool build_focused(const struct build *build, struct target target) {
        return target_equal(build->screen->focus, target);
}

void build_target(struct build *build, struct target target, const char *text, struct view_rect rect, bool control) {
        struct view *view = build->view;
        struct view_target *targets = grow(build, view->targets, view->target_count, &view->target_capacity, sizeof(*targets)), *added;

        if (!targets)
                return;
        view->targets = targets;
        rect.x = mirror(build, rect.x, rect.w);
        added = &targets[view->target_count++];
        *added = (struct view_target){ .target = target, .text = text, .rect = rect, .focus = build_focused(build, target), .control = control };
        target_name(target, added->name);
        if (added->focus)
                build->ring = rect_inset(rect, -14);
}

uint32_t build_control(struct build *build, struct target target, const char *text, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        bool pressed = build_pressed(build, target), focused = build_focused(build, target);
        uint32_t fill = pressed ? theme->ink : theme->paper;

        build_box(build, rect, BUILD_RGB(fill), focused ? NODE_CLEAR : BUILD_RGB(pressed ? theme->ink : theme->edge), theme->outline_px, 12);
        build_target(build, target, text, rect, true);
        build->back = fill;
        return pressed ? theme->on_ink : theme->ink;
}

static uint32_t strong_control(struct build *build, const struct button *button, struct view_rect rect) {
        const struct theme *theme = &build->theme;
        bool pressed = build_pressed(build, button->target);
        uint32_t fill = theme->button, on = theme->on_button;

        if (pressed) {
                fill = theme->contrast ? theme->paper : theme->ink;
                on = theme->contrast ? theme->ink : theme->on_ink;
        }
        build_box(build, rect, BUILD_RGB(fill), pressed && theme->contrast ? BUILD_RGB(theme->edge) : NODE_CLEAR, theme->outline_px, 12);
        build_target(build, button->target, button->text, rect, true);
        build->back = fill;
        return on;
}

void build_button(struct build *build, const struct button *button, struct view_rect rect) {
        uint32_t before = build->back;
        uint32_t on = button->strong ? strong_control(build, button, rect) : build_control(build, button->target, button->text, rect);
        bool first = button->icon == ICON_LEFT, narrow = rect.w < 400;
        int pad = narrow ? (build->large ? 26 : 32) : 42, icon = build->large && narrow ? 48 : 56, gap = narrow ? 20 : 32;
        struct view_rect room = { rect.x + pad, rect.y, rect.w - 2 * pad, rect.h };
        char name[TARGET_NAME_SIZE];

        target_name(button->target, name);
        if (button->icon != ICON_NONE) {
                build_icon(build, button->icon, first ? room.x : room.x + room.w - icon, rect.y + (rect.h - icon) / 2, icon, on);
                room.w -= icon + gap;
                room.x += first ? icon + gap : 0;
                if (first)
                        room.w += pad - 24;
        }
        build_write(build, &(struct writing){ .name = build_format(build, "%s", name), .text = button->text, .type = TYPE_BUTTON, .room = room, .lines = 2, .middle = true,
                                              .shrink = true, .rgb = on });
        build->back = before;
}

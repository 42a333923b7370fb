/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build_node.h"
#include "ui/view/build_type.h"
#include "ui/view/paragraph.h"

int build_width(struct build *build, enum type type, const char *string) {
        struct text *text = paragraph_new(build, string, build_style(build, type), 0, false);
        int width = text ? text_width(text) : 0;

        text_unref(text);
        return width;
}

static void note_step(struct likes *likes, enum like like, unsigned step) {
        if (like == LIKE_NONE)
                return;
        if (!likes->written[like] || step < likes->least[like])
                likes->least[like] = step;
        if (!likes->written[like] || step > likes->most[like])
                likes->most[like] = step;
        likes->written[like] = true;
}

/* A question's sentences, a line each, smaller rather than broken; else NULL. */
static struct text *whole_sentences(struct build *build, const struct writing *writing, unsigned from, unsigned steps) {
        struct text *text = NULL;

        for (unsigned step = from; writing->balance && !text && step < steps; step++)
                text = paragraph_by_sentence(build, writing, build_style_smaller(build, writing->type, step));
        return text;
}

/* The other where in it that word has gone into the next line. Takes both. */
static struct text *better_begun(struct build *build, struct text *text, struct text *other, struct text_style style) {
        bool better = other && text_line_count(other) <= text_line_count(text) && !paragraph_begins_lone(build, other, style);

        text_unref(better ? text : other);
        return better ? other : text;
}

/* From step `from` on a size, in the end one smaller than any other, that takes a short first word into the next line; else the place of a line's end that does; else as it is. */
static struct text *begin_better(struct build *build, const struct writing *writing, unsigned from, unsigned steps, struct text *text) {
        struct text_style style = build_style_smaller(build, writing->type, from);

        for (unsigned step = from + 1; step <= steps && paragraph_begins_lone(build, text, style); step++) {
                struct text_style less = build_style_smaller(build, writing->type, step);

                text = better_begun(build, text, paragraph_in_style(build, writing, less, false), less);
        }
        return paragraph_begins_lone(build, text, style) ? better_begun(build, text, paragraph_unbound(build, writing, style), style) : text;
}

/* In the largest type of its steps in which it fits, else in the smallest, cut. NULL: an error, which is kept in build. */
static struct text *fit_any(struct build *build, const struct writing *writing) {
        /* A long number gives way until the arrow beside it has room. */
        unsigned steps = !writing->shrink ? 1 : writing->type == TYPE_NUMBER ? 7 : 3, from = build->likes.from[writing->like];
        struct text *text;

        from = from < steps ? from : steps - 1;
        text = whole_sentences(build, writing, from, steps);
        if (text)
                return text;
        for (unsigned step = from; step < steps; step++) {
                text = paragraph_in_style(build, writing, build_style_smaller(build, writing->type, step), step + 1 == steps);
                if (text && writing->balance && writing->shrink)
                        text = begin_better(build, writing, step, steps, text);
                if (text && writing->shrink)
                        note_step(&build->likes, writing->like, step);
                if (text || build->error < 0)
                        return text;
        }
        return NULL;
}

static void add_text(struct build *build, const struct view_text *text) {
        struct view *view = build->view;
        struct view_text *texts = build_grow(build, view->texts, view->text_count, &view->text_capacity, sizeof(*texts));

        if (!texts)
                return;
        view->texts = texts;
        texts[view->text_count++] = *text;
}

static void list_text(struct build *build, const struct writing *writing, const struct text *text, struct view_rect rect) {
        add_text(build, &(struct view_text){
                .name = writing->name, .text = writing->text, .rect = rect, .cap_mm = build_cap_mm(build, text_size(text)),
                .rgb = writing->rgb & 0xFFFFFF, .back_rgb = build->back & 0xFFFFFF,
                .cut = !paragraph_fits(text, writing), .unknown_glyphs = text_unknown_glyphs(text), .layout = text,
        });
}

void build_list(struct build *build, const char *name, const char *text, enum type type, struct view_rect rect, uint32_t rgb,
                uint32_t back) {
        rect.x = build_mirror(build, rect.x, rect.w);
        add_text(build, &(struct view_text){
                .name = name, .text = text, .rect = rect, .cap_mm = build_cap_mm(build, build_style(build, type).size_px), .rgb = rgb,
                .back_rgb = back,
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
        node = build_node(build, NODE_TEXT, rect);
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

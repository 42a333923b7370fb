/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build_node.h"

/*
 * The type scale: portrait, portrait in large text, landscape, landscape in large text. The low panel has no room for
 * large text's 7.3 mm; there it is as large as every screen still holds.
 */

/* Height of capitals, of the size of the type. */
#define CAPITAL 0.714
#define SMALLEST_MM 4.0

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

/* The string with each sentence in a line of its own, or NULL when it is one. The caller owns it. */
static char *in_sentences(struct build *build, const char *text) {
        char *string = strdup(text);
        bool split = strchr(text, '\n') != NULL;

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
        if (split)
                return string;
        free(string);
        return NULL;
}

/* One sentence, one line, where each fits; else NULL. */
static struct text *by_sentence(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = in_sentences(build, writing->text);
        struct text *text = string ? lay_out(build, string, style, 0, false) : NULL;

        free(string);
        if (text && !fits(text, writing)) {
                text_unref(text);
                return NULL;
        }
        return text;
}

/* The narrowest width that keeps the number of lines. */
static struct text *balanced(struct build *build, const struct writing *writing, struct text_style style, struct text *text,
                             bool hyphenate) {
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

/* Whether what begins a last line is no more than a word beside the others. */
static bool is_left_alone(struct build *build, const char *line, struct text_style style, const struct text *whole) {
        struct text *text = lay_out(build, line, style, 0, false);
        bool alone = text && 5 * text_width(text) < 3 * text_width(whole);

        text_unref(text);
        return alone;
}

/* In two lines, the first of which ends after a comma or colon, the most even of those that fit; else NULL. One word is no line before a comma. */
static struct text *by_clause(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = strdup(writing->text);
        struct text *best = NULL;

        if (!string) {
                build->error = -ENOMEM;
                return NULL;
        }
        for (char *at = string; *at; at++) {
                struct text *text;
                bool first_alone;

                if (!strchr(",:", at[0]) || at[1] != ' ')
                        continue;
                at[1] = '\n';
                text = lay_out(build, string, style, 0, false);
                at[1] = '\0';
                first_alone = text && at[0] == ',' && !strchr(string, ' ') && is_left_alone(build, string, style, text);
                at[1] = ' ';
                if (text && fits(text, writing) && !first_alone && !is_left_alone(build, at + 2, style, text) &&
                    (!best || text_width(text) < text_width(best))) {
                        text_unref(best);
                        best = text_ref(text);
                }
                text_unref(text);
        }
        free(string);
        return best;
}

/* Longer ones are read as a block: there a narrower one gains nothing. */
enum { EVEN_LINES = 4 };

/* As it was laid out, or better spread over as many lines. */
static struct text *spread(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        int lines = text_line_count(text);
        struct text *split;

        if (writing->balance)
                return balanced(build, writing, style, text, hyphenate);
        if (!writing->even || lines < 2 || lines > EVEN_LINES)
                return text;
        split = by_sentence(build, writing, style);
        if (split && text_line_count(split) <= lines) {
                text_unref(text);
                return split;
        }
        text_unref(split);
        split = lines == 2 ? by_clause(build, writing, style) : NULL;
        if (!split)
                return balanced(build, writing, style, text, hyphenate);
        text_unref(text);
        return split;
}

#define NO_BREAK "\u00A0"

/* Bytes of what is not seen at this place: a joiner, a place where a line may end, a soft hyphen. */
static size_t unseen_len(const char *at) {
        return strncmp(at, "\u2060", 3) == 0 || strncmp(at, "\u200B", 3) == 0 ? 3 : strncmp(at, "\u00AD", 2) == 0 ? 2 : 0;
}

/* The blank in the string that the line before this one ends at; NULL when it ends at another sign. */
static const char *blank_before(const char *string, const struct text *text, int line) {
        size_t len;
        const char *at = text_line(text, 0, &len), *to = text_line(text, line, &len);

        if (to == at || to[-1] != ' ')
                return NULL;
        while (at < to) {
                size_t unseen = unseen_len(at), unseen_there = unseen_len(string);

                if (unseen > 0 || unseen_there > 0) {
                        at += unseen;
                        string += unseen_there;
                } else if (*string == ' ' && strncmp(at, NO_BREAK, 2) == 0) {
                        at += 2;
                        string++;
                } else if (*at++ != *string++) {
                        return NULL;
                }
        }
        return string[-1] == ' ' ? string - 1 : NULL;
}

/* Whether the line is one word, and short beside the others. */
static bool is_lone(struct build *build, const struct text *text, int line, struct text_style style) {
        size_t len;
        const char *at = text_line(text, line, &len);
        char *word = strndup(at, len > 0 && at[len - 1] == ' ' ? len - 1 : len);
        bool lone = word && !strchr(word, ' ') && !strstr(word, NO_BREAK) && is_left_alone(build, word, style, text);

        free(word);
        return lone;
}

/* The same with the blank made one that does not break, or NULL. The caller owns it. */
static char *joined(const char *string, const char *blank) {
        size_t len = strlen(string), before = (size_t)(blank - string);
        char *copy = malloc(len + sizeof(NO_BREAK));

        if (!copy)
                return NULL;
        memcpy(copy, string, before);
        memcpy(copy + before, NO_BREAK, sizeof(NO_BREAK) - 1);
        memcpy(copy + before + sizeof(NO_BREAK) - 1, blank + 1, len - before);
        return copy;
}

static unsigned lone_count(struct build *build, const struct text *text, struct text_style style) {
        unsigned count = 0;

        for (int line = 0; line < text_line_count(text); line++)
                count += is_lone(build, text, line, style);
        return count;
}

/* The blank that would have to hold for this line not to be a lone word: before it, or after the first line; NULL: it is none. */
static const char *blank_beside(struct build *build, const char *string, struct text *text, int line, struct text_style style) {
        if (text_line_count(text) < 2 || !is_lone(build, text, line, style))
                return NULL;
        return blank_before(string, text, line > 0 ? line : 1);
}

/* Each word that would stand alone in a line takes the one beside it along, where that makes no line more. The caller keeps its own text. */
static struct text *with_companions(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        struct writing with = *writing;
        char *owned = NULL;

        text_ref(text);
        for (int line = 0; text && line < text_line_count(text);) {
                const char *blank = blank_beside(build, with.text, text, line, style);
                char *string = blank ? joined(with.text, blank) : NULL;
                struct text *other = string ? lay_out(build, string, style, writing->room.w, hyphenate) : NULL;

                if (!other || text_line_count(other) > text_line_count(text) || !fits(other, writing)) {
                        text_unref(other);
                        free(string);
                        line++;
                        continue;
                }
                line = 0; /* the lines before have changed, too */
                free(owned);
                with.text = owned = string;
                text_unref(text);
                text = spread(build, &with, style, other, hyphenate);
        }
        free(owned);
        return text;
}

static struct text *accompanied(struct build *build, const struct writing *writing, struct text_style style, struct text *text, bool hyphenate) {
        unsigned lone = text ? lone_count(build, text, style) : 0;
        struct text *other = lone > 0 ? with_companions(build, writing, style, text, hyphenate) : NULL;

        if (!other || lone_count(build, other, style) >= lone) {
                text_unref(other);
                return text;
        }
        text_unref(text);
        return other;
}

/* What stands in the style, or NULL when it does not fit there. */
static struct text *fit(struct build *build, const struct writing *writing, struct text_style style, bool last) {
        struct text *text;

        for (int hyphenate = 0; hyphenate < 2; hyphenate++) {
                text = lay_out(build, writing->text, style, writing->lines > 1 ? writing->room.w : 0, hyphenate != 0);
                if (!text)
                        return NULL;
                if (fits(text, writing))
                        return accompanied(build, writing, style, spread(build, writing, style, text, hyphenate != 0), hyphenate != 0);
                if (last && hyphenate)
                        return text;
                text_unref(text);
        }
        return NULL;
}

/* The smallest that may be written: capitals of 4 mm, or what a small panel has in their place. */
static int smallest_px(const struct build *build) {
        int px = (int)(SMALLEST_MM * build->ui->panel.px_per_mm / (CAPITAL * build->ui->scale) + 1), most = build->portrait ? 23 : 33;

        return px < most ? px : most;
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

/* The sizes tried after one another: 84 → 76 → 68 and the same steps for every other size. */
static struct text_style at_step(const struct build *build, enum type type, unsigned step) {
        struct text_style full = build_style(build, type), style = full;

        style.size_px = full.size_px * (int)(21 - 2 * step) / 21;
        style.line_px = full.line_px * (int)(21 - 2 * step) / 21;
        if (style.size_px < smallest_px(build))
                style.size_px = full.size_px < smallest_px(build) ? full.size_px : smallest_px(build);
        return style;
}

/* A question's sentences, a line each, smaller rather than broken; else NULL. */
static struct text *whole_sentences(struct build *build, const struct writing *writing, unsigned from, unsigned steps) {
        struct text *text = NULL;

        for (unsigned step = from; writing->balance && !text && step < steps; step++)
                text = by_sentence(build, writing, at_step(build, writing->type, step));
        return text;
}

/* Whether it begins with a short word that has a line to itself, as "Is" above "compartment 12" above "open?". */
static bool begins_lone(struct build *build, const struct text *text, struct text_style style) {
        return text_line_count(text) > 2 && is_lone(build, text, 0, style);
}

/* The other where in it that word has gone into the next line. Takes both. */
static struct text *better_begun(struct build *build, struct text *text, struct text *other, struct text_style style) {
        bool better = other && text_line_count(other) <= text_line_count(text) && !begins_lone(build, other, style);

        text_unref(better ? text : other);
        return better ? other : text;
}

static bool parts_words(const struct text *text) {
        static const char soft_hyphen[] = "\u00AD";

        for (int line = 0; line + 1 < text_line_count(text); line++) {
                size_t len;
                const char *at = text_line(text, line, &len);

                if (len >= strlen(soft_hyphen) && memcmp(at + len - strlen(soft_hyphen), soft_hyphen, strlen(soft_hyphen)) == 0)
                        return true;
        }
        return false;
}

/* The same with blanks that break before numbers, or NULL. The caller owns it. */
static char *with_free_numbers(const char *string) {
        char *copy = strdup(string), *to = copy;

        for (const char *at = string; copy && *at;) {
                size_t len = strncmp(at, NO_BREAK, strlen(NO_BREAK)) == 0 && at[2] >= '0' && at[2] <= '9' ? strlen(NO_BREAK) : 0;

                *to++ = len > 0 ? ' ' : *at;
                at += len > 0 ? len : 1;
        }
        if (copy)
                *to = '\0';
        return copy;
}

/* With a line's end between a word and its number, as "Is compartment" above "12 open?", but within no word. NULL: it does not fit so. */
static struct text *unbound(struct build *build, const struct writing *writing, struct text_style style) {
        char *string = with_free_numbers(writing->text);
        struct writing with = *writing;
        struct text *text = string ? lay_out(build, string, style, writing->room.w, true) : NULL, *even = NULL;

        with.text = string;
        if (text && fits(text, writing) && !parts_words(text))
                even = spread(build, &with, style, text_ref(text), true);
        if (even && parts_words(even)) {
                text_unref(even);
                even = text_ref(text);
        }
        text_unref(text);
        free(string);
        return even;
}

/* From step `from` on a size that takes a short first word into the next line; else the place of a line's end that does; else as it is. */
static struct text *begin_better(struct build *build, const struct writing *writing, unsigned from, unsigned steps, struct text *text) {
        struct text_style style = at_step(build, writing->type, from);

        for (unsigned step = from + 1; step < steps && begins_lone(build, text, style); step++) {
                struct text_style less = at_step(build, writing->type, step);

                text = better_begun(build, text, fit(build, writing, less, false), less);
        }
        return begins_lone(build, text, style) ? better_begun(build, text, unbound(build, writing, style), style) : text;
}

static struct text *fit_any(struct build *build, const struct writing *writing) {
        /* A long number gives way until the arrow beside it has room. */
        unsigned steps = !writing->shrink ? 1 : writing->type == TYPE_NUMBER ? 7 : 3, from = build->likes.from[writing->like];
        struct text *text;

        from = from < steps ? from : steps - 1;
        text = whole_sentences(build, writing, from, steps);
        if (text)
                return text;
        for (unsigned step = from; step < steps; step++) {
                text = fit(build, writing, at_step(build, writing->type, step), step + 1 == steps);
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

static double cap_mm(const struct build *build, int size_px) {
        return CAPITAL * size_px * build->ui->scale / build->ui->panel.px_per_mm;
}

static void list_text(struct build *build, const struct writing *writing, const struct text *text, struct view_rect rect) {
        add_text(build, &(struct view_text){
                .name = writing->name, .text = writing->text, .rect = rect, .cap_mm = cap_mm(build, text_size(text)),
                .rgb = writing->rgb & 0xFFFFFF, .back_rgb = build->back & 0xFFFFFF,
                .cut = !fits(text, writing), .unknown_glyphs = text_unknown_glyphs(text), .layout = text,
        });
}

void build_list(struct build *build, const char *name, const char *text, enum type type, struct view_rect rect, uint32_t rgb,
                uint32_t back) {
        rect.x = build_mirror(build, rect.x, rect.w);
        add_text(build, &(struct view_text){
                .name = name, .text = text, .rect = rect, .cap_mm = cap_mm(build, build_style(build, type).size_px), .rgb = rgb,
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

/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "ui/draw/unbroken.h"

/* Of Noto Sans (hhea table): the part of the size above and below the baseline. */
static const double ascent = 1.069, descent = 0.293;

enum { BUCKETS = 256, KEEP_MAX = 1024 };

struct text {
        struct text *next;            /* in its bucket */
        unsigned references;          /* the cache's own included */
        uint32_t hash;
        char *string;
        struct text_style style;
        int limit_px;
        bool hyphenate, rtl;
        PangoLayout *layout;
        int width_px, line_count, ink_left_px;
        unsigned unknown_glyphs;
};

struct text_cache {
        FcConfig *config;
        PangoFontMap *map;
        PangoContext *contexts[2];      /* left to right, and right to left: a layout follows its context's direction also later */
        struct text *buckets[BUCKETS];
        unsigned count;
};

extern const char fonts_conf_text[];

/* Regular and bold must be there; the others only where a language needs them, which the glyph test watches over. */
static const struct {
        const char *name;
        bool needed;
} font_files[] = {
        { "NotoSans-Regular.ttf", true },
        { "NotoSans-Bold.ttf", true },
        { "NotoSansArabic-Regular.ttf", false },
        { "NotoSansArabic-Bold.ttf", false },
};

static int add_font(FcConfig *config, const char *name) {
        FcStrList *folders = FcConfigGetFontDirs(config);
        const FcChar8 *folder;
        char path[4096];
        int r = -ENOENT;

        if (!folders)
                return -ENOMEM;
        while (r < 0 && (folder = FcStrListNext(folders))) {
                int n = snprintf(path, sizeof(path), "%s/%s", (const char *)folder, name);

                if (n > 0 && (size_t)n < sizeof(path) && FcConfigAppFontAddFile(config, (const FcChar8 *)path))
                        r = 0;
        }
        FcStrListDone(folders);
        return r;
}

/*
 * Pango has fontconfig make a configuration current, whichever it is told to use.
 * That would read all fonts of the system, longer than the first picture may take;
 * an empty one is made current instead, for the life of the process.
 */
static int keep_system_fonts_out(void) {
        FcConfig *empty = FcConfigCreate();
        FcBool current;

        if (!empty)
                return -ENOMEM;
        current = FcConfigSetCurrent(empty);
        FcConfigDestroy(empty);
        return current ? 0 : -ENOMEM;
}

static int load_fonts(struct text_cache *cache, const char *fonts_conf) {
        FcBool read;

        cache->config = FcConfigCreate();
        if (!cache->config)
                return -ENOMEM;
        if (fonts_conf)
                read = FcConfigParseAndLoad(cache->config, (const FcChar8 *)fonts_conf, FcTrue);
        else
                read = FcConfigParseAndLoadFromMemory(cache->config, (const FcChar8 *)fonts_conf_text, FcTrue);
        if (!read)
                return -EINVAL;
        for (size_t i = 0; i < ARRAY_LEN(font_files); i++) {
                int r = add_font(cache->config, font_files[i].name);

                if (r < 0 && (r != -ENOENT || font_files[i].needed))
                        return r;
        }
        return keep_system_fonts_out();
}

static void make_context(struct text_cache *cache, bool rtl) {
        cairo_font_options_t *options = cairo_font_options_create();
        PangoContext *context = pango_font_map_create_context(cache->map);

        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
        pango_cairo_context_set_font_options(context, options);
        pango_context_set_round_glyph_positions(context, FALSE);
        pango_context_set_base_dir(context, rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
        cairo_font_options_destroy(options);
        cache->contexts[rtl] = context;
}

static int make_contexts(struct text_cache *cache) {
        cache->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
        if (!cache->map)
                return -ENOMEM;
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(cache->map), cache->config);
        make_context(cache, false);
        make_context(cache, true);
        return 0;
}

int text_cache_new(const char *fonts_conf, struct text_cache **ret_cache) {
        struct text_cache *cache = calloc(1, sizeof(*cache));
        int r;

        if (!cache)
                return -ENOMEM;
        r = load_fonts(cache, fonts_conf);
        if (r == 0)
                r = make_contexts(cache);
        if (r < 0) {
                text_cache_free(cache);
                return r;
        }
        *ret_cache = cache;
        return 0;
}

struct _PangoContext *text_cache_context(struct text_cache *cache) {
        return cache->contexts[false];
}

void text_cache_free(struct text_cache *cache) {
        if (!cache)
                return;
        for (size_t i = 0; i < BUCKETS; i++) {
                while (cache->buckets[i]) {
                        struct text *text = cache->buckets[i];

                        cache->buckets[i] = text->next;
                        text_unref(text);
                }
        }
        for (size_t i = 0; i < ARRAY_LEN(cache->contexts); i++)
                if (cache->contexts[i])
                        g_object_unref(cache->contexts[i]);
        if (cache->map) {
                /* Pango 1.50 takes a reference of the configuration and does not give it back when the map goes. */
                pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(cache->map), NULL);
                g_object_unref(cache->map);
        }
        if (cache->config)
                FcConfigDestroy(cache->config);
        free(cache);
}

/* From the top of a line box to its baseline. */
static double baseline_of(const struct text_style *style) {
        return (style->line_px - (ascent + descent) * style->size_px) / 2 + ascent * style->size_px;
}

static uint32_t hash_of(const char *string, struct text_style style, int limit_px) {
        uint32_t hash = 2166136261u ^ (uint32_t)(style.size_px * 31 + style.line_px + limit_px * 7 + style.bold);

        for (const char *at = string; *at; at++)
                hash = (hash ^ (uint8_t)*at) * 16777619u;
        return hash;
}

static bool is(const struct text *text, uint32_t hash, const char *string, struct text_style style, int limit_px, bool hyphenate,
               bool rtl) {
        return text->hash == hash && text->limit_px == limit_px && text->hyphenate == hyphenate && text->rtl == rtl &&
               text->style.size_px == style.size_px && text->style.line_px == style.line_px && text->style.tracking == style.tracking &&
               text->style.bold == style.bold && strcmp(text->string, string) == 0;
}

static void measure(struct text *text) {
        PangoLayoutIter *iter = pango_layout_get_iter(text->layout);
        PangoRectangle ink, logical;

        do {
                int width;

                pango_layout_line_get_extents(pango_layout_iter_get_line_readonly(iter), &ink, &logical);
                width = PANGO_PIXELS_CEIL(logical.width);
                if (text->line_count == 0)
                        text->ink_left_px = PANGO_PIXELS(ink.x);
                if (width > text->width_px)
                        text->width_px = width;
                text->line_count++;
        } while (pango_layout_iter_next_line(iter));
        pango_layout_iter_free(iter);
        text->unknown_glyphs = (unsigned)pango_layout_get_unknown_glyphs_count(text->layout);
}

static int set_string(PangoLayout *layout, const char *string, bool hyphenate) {
        char *whole = hyphenate ? unbroken_but_names(string) : unbroken(string, false);

        if (!whole)
                return -ENOMEM;
        pango_layout_set_text(layout, whole, -1);
        free(whole);
        return 0;
}

/* Whether there are letters that run right to left. */
static bool has_right_to_left(const char *string) {
        for (; *string; string = g_utf8_find_next_char(string, NULL)) {
                GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(string));

                if (script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW)
                        return true;
        }
        return false;
}

static int lay_out(struct text_cache *cache, struct text *text) {
        PangoFontDescription *font = pango_font_description_new();
        PangoAttrList *attributes = pango_attr_list_new();
        const struct text_style *style = &text->style;
        int r;

        pango_font_description_set_family_static(font, "Noto Sans");
        pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_absolute_size(font, style->size_px * PANGO_SCALE);
        if (style->tracking != 0)
                pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(style->size_px * PANGO_SCALE * style->tracking / 1000));
        text->layout = pango_layout_new(cache->contexts[text->rtl]);
        /*
         * A sentence of a right-to-left language runs that way also when it begins with "PIN" or "QR"; what stands in it in another language alone,
         * such as an address, runs its own way.
         */
        pango_layout_set_auto_dir(text->layout, !text->rtl || !has_right_to_left(text->string));
        pango_layout_set_font_description(text->layout, font);
        pango_layout_set_attributes(text->layout, attributes);
        if (text->limit_px > 0)
                pango_layout_set_width(text->layout, text->limit_px * PANGO_SCALE);
        pango_layout_set_wrap(text->layout, PANGO_WRAP_WORD);
        r = set_string(text->layout, text->string, text->hyphenate);
        pango_attr_list_unref(attributes);
        pango_font_description_free(font);
        if (r < 0)
                return r;
        measure(text);
        return 0;
}

/* Forgets what only the cache still holds. */
static void forget_unused(struct text_cache *cache) {
        for (size_t i = 0; i < BUCKETS; i++) {
                struct text **link = &cache->buckets[i];

                while (*link) {
                        struct text *text = *link;

                        if (text->references > 1) {
                                link = &text->next;
                                continue;
                        }
                        *link = text->next;
                        cache->count--;
                        text_unref(text);
                }
        }
}

int text_new(struct text_cache *cache, const char *string, struct text_style style, int width_px, bool hyphenate, bool rtl,
             struct text **ret_text) {
        uint32_t hash = hash_of(string, style, width_px);
        struct text **bucket = &cache->buckets[hash % BUCKETS], *text;
        int r;

        for (text = *bucket; text; text = text->next) {
                if (is(text, hash, string, style, width_px, hyphenate, rtl)) {
                        *ret_text = text_ref(text);
                        return 0;
                }
        }
        if (cache->count >= KEEP_MAX)
                forget_unused(cache);
        text = calloc(1, sizeof(*text));
        if (!text)
                return -ENOMEM;
        text->references = 1;
        text->hash = hash;
        text->style = style;
        text->limit_px = width_px;
        text->hyphenate = hyphenate;
        text->rtl = rtl;
        text->string = strdup(string);
        r = text->string ? lay_out(cache, text) : -ENOMEM;
        if (r < 0) {
                text_unref(text);
                return r;
        }
        text->next = *bucket;
        *bucket = text;
        cache->count++;
        *ret_text = text_ref(text);
        return 0;
}

struct text *text_ref(struct text *text) {
        text->references++;
        return text;
}

void text_unref(struct text *text) {
        if (!text || --text->references > 0)
                return;
        if (text->layout)
                g_object_unref(text->layout);
        free(text->string);
        free(text);
}

int text_width(const struct text *text) {
        return text->width_px;
}

int text_height(const struct text *text) {
        return text->line_count * text->style.line_px;
}

int text_line_count(const struct text *text) {
        return text->line_count;
}

const char *text_line(const struct text *text, int line, size_t *ret_len) {
        const PangoLayoutLine *at = pango_layout_get_line_readonly(text->layout, line);

        *ret_len = (size_t)at->length;
        return pango_layout_get_text(text->layout) + at->start_index;
}

int text_size(const struct text *text) {
        return text->style.size_px;
}

int text_above(const struct text *text) {
        const struct text_style *style = &text->style;

        return (int)(baseline_of(style) - style->line_px + 0.5);
}

int text_ink_left(const struct text *text) {
        return text->ink_left_px;
}

unsigned text_unknown_glyphs(const struct text *text) {
        return text->unknown_glyphs;
}

void text_draw(const struct text *text, cairo_t *cr, int x, int y, int width_px) {
        const struct text_style *style = &text->style;
        double baseline = y + baseline_of(style);

        for (int i = 0; i < text->line_count; i++) {
                PangoLayoutLine *line = pango_layout_get_line_readonly(text->layout, i);
                PangoRectangle logical;
                double indent = 0;

                if (text->rtl) {
                        pango_layout_line_get_extents(line, NULL, &logical);
                        indent = width_px - (double)logical.width / PANGO_SCALE;
                }
                cairo_move_to(cr, (int)(x + indent + 0.5), (int)baseline + i * style->line_px);
                pango_cairo_show_layout_line(cr, line);
        }
}

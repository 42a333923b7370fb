/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/mask.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 128, KEEP_MAX = 512 };

struct mask {
        struct mask *next;
        struct mask_key key;
        cairo_surface_t *surface;     /* owned */
};

struct mask_cache {
        struct mask *buckets[BUCKETS];
        unsigned count;
};

static void paint_corner(const struct mask_key *key, cairo_t *cr) {
        double r = key->w, x = key->part == 0 || key->part == 3 ? r : 0, y = key->part < 2 ? r : 0;

        if (key->stroke > 0) {
                cairo_set_line_width(cr, (double)key->stroke);
                cairo_arc(cr, x, y, r - (double)key->stroke / 2, 0, 2 * M_PI);
                cairo_stroke(cr);
        } else {
                cairo_arc(cr, x, y, r, 0, 2 * M_PI);
                cairo_fill(cr);
        }
}

static void paint_disc(const struct mask_key *key, cairo_t *cr) {
        double r = key->w / 2.0;

        cairo_arc(cr, r, r, key->stroke > 0 ? r - (double)key->stroke / 2 : r, 0, 2 * M_PI);
        if (key->stroke > 0) {
                cairo_set_line_width(cr, (double)key->stroke);
                cairo_stroke(cr);
        } else {
                cairo_fill(cr);
        }
}

static void paint_shape(const struct mask_key *key, cairo_t *cr) {
        for (unsigned i = 0; i < key->point_count; i++)
                cairo_line_to(cr, (double)key->points[i].x, (double)key->points[i].y);
        if (key->part)
                cairo_close_path(cr);
        if (key->stroke > 0) {
                cairo_set_line_width(cr, (double)key->stroke);
                cairo_stroke(cr);
        } else {
                cairo_fill(cr);
        }
}

static cairo_surface_t *paint(const struct mask_key *key) {
        cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, key->w + 2 * key->reach, key->h + 2 * key->reach);
        cairo_t *cr = cairo_create(surface);

        switch (key->kind) {
        case MASK_CORNER:
                paint_corner(key, cr);
                break;
        case MASK_DISC:
                paint_disc(key, cr);
                break;
        case MASK_ICON:
                icon_draw((enum icon)key->part, cr, key->reach, key->reach, key->w, (double)key->stroke, key->mirrored != 0);
                break;
        case MASK_SHAPE:
                paint_shape(key, cr);
                break;
        }
        cairo_destroy(cr);
        cairo_surface_flush(surface);
        return surface;
}

static uint32_t hash_of(const struct mask_key *key) {
        const unsigned char *bytes = (const unsigned char *)key;
        uint32_t hash = 2166136261u;

        for (size_t i = 0; i < sizeof(*key); i++)
                hash = (hash ^ bytes[i]) * 16777619u;
        return hash;
}

struct mask_cache *mask_cache_new(void) {
        return calloc(1, sizeof(struct mask_cache));
}

static void forget_all(struct mask_cache *cache) {
        for (size_t i = 0; i < BUCKETS; i++) {
                while (cache->buckets[i]) {
                        struct mask *mask = cache->buckets[i];

                        cache->buckets[i] = mask->next;
                        cairo_surface_destroy(mask->surface);
                        free(mask);
                }
        }
        cache->count = 0;
}

void mask_cache_free(struct mask_cache *cache) {
        if (!cache)
                return;
        forget_all(cache);
        free(cache);
}

static cairo_surface_t *find(struct mask_cache *cache, const struct mask_key *key) {
        struct mask **bucket = &cache->buckets[hash_of(key) % BUCKETS], *mask;

        for (mask = *bucket; mask; mask = mask->next) {
                if (memcmp(&mask->key, key, sizeof(*key)) == 0)
                        return mask->surface;
        }
        if (cache->count >= KEEP_MAX)
                forget_all(cache);
        mask = malloc(sizeof(*mask));
        if (!mask)
                return NULL;
        *mask = (struct mask){ .next = *bucket, .surface = paint(key) };
        memcpy(&mask->key, key, sizeof(*key));
        *bucket = mask;
        cache->count++;
        return mask->surface;
}

void mask_draw(struct mask_cache *cache, const struct mask_key *key, cairo_t *cr, int x, int y) {
        cairo_surface_t *surface = find(cache, key);

        if (surface) {
                cairo_mask_surface(cr, surface, x - key->reach, y - key->reach);
                return;
        }
        /* No memory to keep it: drawn once, and an error of that stays in cr. */
        surface = paint(key);
        cairo_mask_surface(cr, surface, x - key->reach, y - key->reach);
        cairo_surface_destroy(surface);
}

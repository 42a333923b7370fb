/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the parts of lossy_vfs.h: what the platter has, what is not yet on it, and when which fault comes. */
#pragma once

#include <limits.h>
#include <stddef.h>

#include "tests/box/store/lossy_vfs.h"

enum { SECTOR = 512, IMAGES_MAX = 8, REGIONS_MAX = 8 };

/* A write of at most one sector, or a truncation (bytes NULL). */
struct pending {
        uint64_t offset;       /* of a truncation: the new length */
        size_t len;
        uint8_t *bytes;
};

struct image {
        char path[PATH_MAX];   /* "": unused */
        int fd;                /* the platter */
        unsigned users;
        uint8_t *bytes;        /* as programs see the file */
        size_t len, capacity;
        struct pending *pending;
        size_t pending_count, pending_capacity;
        void *regions[REGIONS_MAX]; /* the log's index, which is memory even on a real system */
};

struct disk {
        struct image images[IMAGES_MAX];
        enum lossy_fault fault;
        uint64_t at, random;
        enum lossy_survival survival;
        bool is_cut, is_full;
        void (*moment)(void);
        uint64_t platter;      /* counts what has reached it */
        struct lossy_counts counts;
};
extern struct disk lossy_disk;

/* The disk that carries the test must not fail it. */
void lossy_must(bool done);
/* xorshift64*, for reproducible cuts, and where it begins. */
uint64_t lossy_draw(uint64_t *random);
uint64_t lossy_random_of(uint64_t seed);

/* The power goes. */
void lossy_cut(void);
/* Tells the watcher that the power could go now. */
void lossy_watched(void);
/* Counts one operation. True when the fault comes during it. */
bool lossy_operation(uint64_t *counter);
/* What the operation gives that the fault came to. A disk is full for writes only, from the next one on. */
int lossy_fault(int error);

/* That of this path, "": an unused one; NULL: there is none. */
struct image *image_find(const char *path);
/* Reads it from the platter; NULL: it cannot be opened. `flags`: as SQLite's xOpen has them. */
struct image *image_load(const char *path, int flags);
void image_drop(struct image *image);
void image_resize(struct image *image, size_t len);
/* A write, or with NULL for bytes a truncation to `offset`, that is not on the platter. */
void image_remember(struct image *image, uint64_t offset, const void *bytes, size_t len);
/* All of that is. */
void image_sync(struct image *image);
/* Its regions of the log's index are gone. */
void image_forget_index(struct image *image);

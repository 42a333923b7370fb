/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/store/lossy_disk.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/macro.h"

struct disk lossy_disk;

void lossy_must(bool done) {
        if (!done)
                abort();
}

uint64_t lossy_draw(uint64_t *random) {
        *random ^= *random >> 12;
        *random ^= *random << 25;
        *random ^= *random >> 27;
        return *random * UINT64_C(2685821657736338717);
}

uint64_t lossy_random_of(uint64_t seed) {
        return seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

static void put_down(int fd, const struct pending *pending) {
        if (pending->bytes)
                lossy_must(pwrite(fd, pending->bytes, pending->len, (off_t)pending->offset) == (ssize_t)pending->len);
        else
                lossy_must(ftruncate(fd, (off_t)pending->offset) == 0);
}

static void forget_pending(struct image *image) {
        for (size_t i = 0; i < image->pending_count; i++)
                free(image->pending[i].bytes);
        image->pending_count = 0;
}

static bool survives(enum lossy_survival survival, uint64_t *random) {
        return survival == LOSSY_ALL || (survival == LOSSY_SOME && lossy_draw(random) >> 63);
}

void lossy_cut(void) {
        lossy_disk.is_cut = true;
        for (size_t i = 0; i < IMAGES_MAX; i++) {
                struct image *image = &lossy_disk.images[i];

                for (size_t j = 0; j < image->pending_count; j++) {
                        bool kept = survives(lossy_disk.survival, &lossy_disk.random);

                        *(kept ? &lossy_disk.counts.kept : &lossy_disk.counts.lost) += 1;
                        if (kept)
                                put_down(image->fd, &image->pending[j]);
                }
                forget_pending(image);
        }
}

void lossy_watched(void) {
        if (lossy_disk.moment && !lossy_disk.is_cut)
                lossy_disk.moment();
}

bool lossy_operation(uint64_t *counter) {
        ++*counter;
        return ++lossy_disk.counts.operations == lossy_disk.at;
}

int lossy_fault(int error) {
        if (lossy_disk.fault == LOSSY_FULL) {
                lossy_disk.is_full = true;
                return SQLITE_OK;
        }
        if (lossy_disk.fault == LOSSY_CUT)
                lossy_cut();
        return error;
}

/* ---- images ---- */

void image_remember(struct image *image, uint64_t offset, const void *bytes, size_t len) {
        struct pending *pending;

        if (image->pending_count == image->pending_capacity) {
                image->pending_capacity = image->pending_capacity ? 2 * image->pending_capacity : 64;
                image->pending = realloc(image->pending, image->pending_capacity * sizeof(*image->pending));
                lossy_must(image->pending != NULL);
        }
        pending = &image->pending[image->pending_count++];
        *pending = (struct pending){ .offset = offset, .len = len };
        if (bytes) {
                pending->bytes = malloc(len);
                lossy_must(pending->bytes != NULL);
                memcpy(pending->bytes, bytes, len);
        }
}

void image_sync(struct image *image) {
        for (size_t i = 0; i < image->pending_count; i++)
                put_down(image->fd, &image->pending[i]);
        lossy_disk.platter++;
        forget_pending(image);
}

void image_resize(struct image *image, size_t len) {
        if (len > image->capacity) {
                image->capacity = 2 * len;
                image->bytes = realloc(image->bytes, image->capacity);
                lossy_must(image->bytes != NULL);
        }
        if (len > image->len)
                memset(image->bytes + image->len, 0, len - image->len);
        image->len = len;
}

void image_forget_index(struct image *image) {
        for (size_t i = 0; i < REGIONS_MAX; i++) {
                free(image->regions[i]);
                image->regions[i] = NULL;
        }
}

void image_drop(struct image *image) {
        forget_pending(image);
        free(image->pending);
        free(image->bytes);
        image_forget_index(image);
        close(image->fd);
        *image = (struct image){ .fd = -1 };
}

struct image *image_find(const char *path) {
        for (size_t i = 0; i < IMAGES_MAX; i++)
                if (strcmp(lossy_disk.images[i].path, path) == 0)
                        return &lossy_disk.images[i];
        return NULL;
}

struct image *image_load(const char *path, int flags) {
        struct image *image = image_find("");
        struct stat st;

        assert(image && strlen(path) < sizeof(image->path));
        image->fd = open(path, O_RDWR | O_CLOEXEC | (flags & SQLITE_OPEN_CREATE ? O_CREAT : 0), 0600);
        if (image->fd < 0)
                return NULL;
        strcpy(image->path, path);
        lossy_must(fstat(image->fd, &st) == 0);
        image_resize(image, (size_t)st.st_size);
        lossy_must(pread(image->fd, image->bytes, image->len, 0) == (ssize_t)image->len);
        return image;
}

/* ---- what the test asks ---- */

bool lossy_is_cut(void) {
        return lossy_disk.is_cut;
}

void lossy_make_room(void) {
        lossy_disk.is_full = false;
}

void lossy_fill(void) {
        lossy_disk.is_full = true;
}

struct lossy_counts lossy_count(void) {
        return lossy_disk.counts;
}

/* ---- what a cut would leave ---- */

void lossy_watch(void (*moment)(void)) {
        lossy_disk.moment = moment;
}

/* The file as it is on the platter, whether or not somebody has it open. -1: there is none. */
static int copy_platter(const char *from, const char *to) {
        int source = open(from, O_RDONLY | O_CLOEXEC), target;
        char bytes[1 << 16];
        ssize_t len;

        if (source < 0)
                return -1;
        target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        lossy_must(target >= 0);
        while ((len = read(source, bytes, sizeof(bytes))) > 0)
                lossy_must(write(target, bytes, (size_t)len) == len);
        lossy_must(len == 0);
        close(source);
        return target;
}

/* FNV-1a, of a number. */
static void mix(uint64_t *mark, uint64_t number) {
        for (unsigned i = 0; i < 8; i++)
                *mark = (*mark ^ (number >> (8 * i) & 0xff)) * UINT64_C(0x100000001b3);
}

static void leave_file(const char *from, const char *to, enum lossy_survival survival, uint64_t *random, struct lossy_left *left) {
        const struct image *image = image_find(from);
        int fd;

        unlink(to);
        fd = copy_platter(from, to);
        for (size_t i = 0; image && i < image->pending_count; i++) {
                bool kept = survives(survival, random);

                *(kept ? &left->kept : &left->lost) += 1;
                if (kept)
                        put_down(fd, &image->pending[i]);
                if (kept)
                        mix(&left->mark, i);
        }
        mix(&left->mark, fd >= 0 ? UINT64_MAX : 0);
        if (fd >= 0)
                close(fd);
}

struct lossy_left lossy_leave(const char *from, const char *to, enum lossy_survival survival, uint64_t seed) {
        static const char *const suffixes[] = { "", "-wal" };
        struct lossy_left left = { .mark = UINT64_C(0xcbf29ce484222325) };
        uint64_t random = lossy_random_of(seed);

        mix(&left.mark, lossy_disk.platter);
        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                char source[PATH_MAX], target[PATH_MAX];

                lossy_must(snprintf(source, sizeof(source), "%s%s", from, suffixes[i]) < (int)sizeof(source));
                lossy_must(snprintf(target, sizeof(target), "%s%s", to, suffixes[i]) < (int)sizeof(target));
                leave_file(source, target, survival, &random, &left);
        }
        return left;
}


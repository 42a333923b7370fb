/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/store/lossy_vfs.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/macro.h"

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

struct file {
        sqlite3_file base;
        struct image *image;
};

static struct {
        sqlite3_vfs vfs, *former;
        struct image images[IMAGES_MAX];
        enum lossy_fault fault;
        uint64_t at, random;
        enum lossy_survival survival;
        bool is_cut, is_full;
        void (*moment)(void);
        uint64_t platter;      /* counts what has reached it */
        struct lossy_counts counts;
} disk;

/* The disk that carries the test must not fail it. */
static void must(bool done) {
        if (!done)
                abort();
}

/* xorshift64*, for reproducible cuts. */
static uint64_t draw(uint64_t *random) {
        *random ^= *random >> 12;
        *random ^= *random << 25;
        *random ^= *random >> 27;
        return *random * UINT64_C(2685821657736338717);
}

static uint64_t random_of(uint64_t seed) {
        return seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
}

/* ---- the platter ---- */

static void put_down(int fd, const struct pending *pending) {
        if (pending->bytes)
                must(pwrite(fd, pending->bytes, pending->len, (off_t)pending->offset) == (ssize_t)pending->len);
        else
                must(ftruncate(fd, (off_t)pending->offset) == 0);
}

static void forget_pending(struct image *image) {
        for (size_t i = 0; i < image->pending_count; i++)
                free(image->pending[i].bytes);
        image->pending_count = 0;
}

static bool survives(enum lossy_survival survival, uint64_t *random) {
        return survival == LOSSY_ALL || (survival == LOSSY_SOME && draw(random) >> 63);
}

static void cut(void) {
        disk.is_cut = true;
        for (size_t i = 0; i < IMAGES_MAX; i++) {
                struct image *image = &disk.images[i];

                for (size_t j = 0; j < image->pending_count; j++) {
                        bool kept = survives(disk.survival, &disk.random);

                        *(kept ? &disk.counts.kept : &disk.counts.lost) += 1;
                        if (kept)
                                put_down(image->fd, &image->pending[j]);
                }
                forget_pending(image);
        }
}

/* Tells the watcher that the power could go now. */
static void watched(void) {
        if (disk.moment && !disk.is_cut)
                disk.moment();
}

/* Counts one operation. True when the fault comes during it. */
static bool operation(uint64_t *counter) {
        ++*counter;
        return ++disk.counts.operations == disk.at;
}

/* What the operation gives that the fault came to. A disk is full for writes only, from the next one on. */
static int fault(int error) {
        if (disk.fault == LOSSY_FULL) {
                disk.is_full = true;
                return SQLITE_OK;
        }
        if (disk.fault == LOSSY_CUT)
                cut();
        return error;
}

static void remember(struct image *image, uint64_t offset, const void *bytes, size_t len) {
        struct pending *pending;

        if (image->pending_count == image->pending_capacity) {
                image->pending_capacity = image->pending_capacity ? 2 * image->pending_capacity : 64;
                image->pending = realloc(image->pending, image->pending_capacity * sizeof(*image->pending));
                must(image->pending != NULL);
        }
        pending = &image->pending[image->pending_count++];
        *pending = (struct pending){ .offset = offset, .len = len };
        if (bytes) {
                pending->bytes = malloc(len);
                must(pending->bytes != NULL);
                memcpy(pending->bytes, bytes, len);
        }
}

/* ---- files ---- */

static struct image *image_of(sqlite3_file *file) {
        return ((struct file *)file)->image;
}

static int file_read(sqlite3_file *file, void *bytes, int wanted, sqlite3_int64 offset) {
        struct image *image = image_of(file);
        size_t start = (size_t)offset, len = (size_t)wanted, there;

        if (disk.is_cut)
                return SQLITE_IOERR_READ;
        there = start >= image->len ? 0 : image->len - start < len ? image->len - start : len;
        memcpy(bytes, image->bytes + (there ? start : 0), there);
        memset((uint8_t *)bytes + there, 0, len - there);
        return there == len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static void resize(struct image *image, size_t len) {
        if (len > image->capacity) {
                image->capacity = 2 * len;
                image->bytes = realloc(image->bytes, image->capacity);
                must(image->bytes != NULL);
        }
        if (len > image->len)
                memset(image->bytes + image->len, 0, len - image->len);
        image->len = len;
}

static int file_write(sqlite3_file *file, const void *bytes, int wanted, sqlite3_int64 offset) {
        struct image *image = image_of(file);
        size_t start = (size_t)offset, end = start + (size_t)wanted;
        bool last;

        if (disk.is_cut)
                return SQLITE_IOERR_WRITE;
        last = operation(&disk.counts.writes);
        disk.is_full |= last && disk.fault == LOSSY_FULL;
        if (disk.is_full)
                return SQLITE_FULL;
        if (end > image->len)
                resize(image, end);
        memcpy(image->bytes + start, bytes, (size_t)wanted);
        for (size_t at = start; at < end;) {
                size_t next = (at / SECTOR + 1) * SECTOR < end ? (at / SECTOR + 1) * SECTOR : end;

                remember(image, at, image->bytes + at, next - at);
                at = next;
        }
        watched();
        return last ? fault(SQLITE_IOERR_WRITE) : SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 len) {
        bool last;

        if (disk.is_cut)
                return SQLITE_IOERR_TRUNCATE;
        last = operation(&disk.counts.truncations);
        resize(image_of(file), (size_t)len);
        remember(image_of(file), (uint64_t)len, NULL, 0);
        watched();
        return last ? fault(SQLITE_IOERR_TRUNCATE) : SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags) {
        struct image *image = image_of(file);
        bool last;

        if (disk.is_cut)
                return SQLITE_IOERR_FSYNC;
        last = operation(&disk.counts.syncs);
        watched();
        if (last && fault(SQLITE_IOERR_FSYNC) != SQLITE_OK)
                return SQLITE_IOERR_FSYNC;
        for (size_t i = 0; i < image->pending_count; i++)
                put_down(image->fd, &image->pending[i]);
        disk.platter++;
        forget_pending(image);
        return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_len) {
        *ret_len = (sqlite3_int64)image_of(file)->len;
        return disk.is_cut ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static void image_drop(struct image *image) {
        forget_pending(image);
        free(image->pending);
        free(image->bytes);
        for (size_t i = 0; i < REGIONS_MAX; i++)
                free(image->regions[i]);
        close(image->fd);
        *image = (struct image){ .fd = -1 };
}

/* Whoever opens it next finds no index and makes it anew from the log. */
static int file_close(sqlite3_file *file) {
        struct image *image = image_of(file);

        image->users--;
        for (size_t i = 0; image->users == 0 && i < REGIONS_MAX; i++) {
                free(image->regions[i]);
                image->regions[i] = NULL;
        }
        return SQLITE_OK;
}

static int file_lock(sqlite3_file *file, int level) {
        return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *file, int *ret_reserved) {
        *ret_reserved = 0;
        return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int what, void *argument) {
        return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file) {
        return SECTOR;
}

static int file_promises(sqlite3_file *file) {
        return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* ---- the log's index ---- */

static int index_map(sqlite3_file *file, int region, int len, int extend, void volatile **ret_memory) {
        struct image *image = image_of(file);

        assert(region < REGIONS_MAX);
        if (!image->regions[region] && extend) {
                image->regions[region] = calloc(1, (size_t)len);
                must(image->regions[region] != NULL);
        }
        *ret_memory = image->regions[region];
        return SQLITE_OK;
}

static int index_lock(sqlite3_file *file, int offset, int count, int flags) {
        return SQLITE_OK;
}

static void index_barrier(sqlite3_file *file) {
        __sync_synchronize();
}

static int index_unmap(sqlite3_file *file, int delete) {
        struct image *image = image_of(file);

        for (size_t i = 0; delete && i < REGIONS_MAX; i++) {
                free(image->regions[i]);
                image->regions[i] = NULL;
        }
        return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
        .iVersion = 2,
        .xClose = file_close,
        .xRead = file_read,
        .xWrite = file_write,
        .xTruncate = file_truncate,
        .xSync = file_sync,
        .xFileSize = file_size,
        .xLock = file_lock,
        .xUnlock = file_lock,
        .xCheckReservedLock = file_is_reserved,
        .xFileControl = file_control,
        .xSectorSize = file_sector,
        .xDeviceCharacteristics = file_promises,
        .xShmMap = index_map,
        .xShmLock = index_lock,
        .xShmBarrier = index_barrier,
        .xShmUnmap = index_unmap,
};

/* ---- names ---- */

static struct image *find(const char *path) {
        for (size_t i = 0; i < IMAGES_MAX; i++)
                if (strcmp(disk.images[i].path, path) == 0)
                        return &disk.images[i];
        return NULL;
}

static struct image *image_load(const char *path, int flags) {
        struct image *image = find("");
        struct stat st;

        assert(image && strlen(path) < sizeof(image->path));
        image->fd = open(path, O_RDWR | O_CLOEXEC | (flags & SQLITE_OPEN_CREATE ? O_CREAT : 0), 0600);
        if (image->fd < 0)
                return NULL;
        strcpy(image->path, path);
        must(fstat(image->fd, &st) == 0);
        resize(image, (size_t)st.st_size);
        must(pread(image->fd, image->bytes, image->len, 0) == (ssize_t)image->len);
        return image;
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
        struct image *image;

        file->pMethods = NULL;
        if (!name || disk.is_cut)
                return SQLITE_CANTOPEN;
        image = find(name);
        if (!image)
                image = image_load(name, flags);
        if (!image)
                return SQLITE_CANTOPEN;
        image->users++;
        ((struct file *)file)->image = image;
        file->pMethods = &methods;
        if (ret_flags)
                *ret_flags = flags;
        return SQLITE_OK;
}

/* A deletion reaches the platter at once: the log goes only when all of it is in the database and synced. */
static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
        struct image *image = find(name);
        uint64_t deletions = 0;
        bool last;

        if (disk.is_cut)
                return SQLITE_IOERR_DELETE;
        last = operation(&deletions);
        watched();
        if (last && fault(SQLITE_IOERR_DELETE) != SQLITE_OK)
                return SQLITE_IOERR_DELETE;
        if (image) {
                assert(image->users == 0);
                image_drop(image);
        }
        disk.platter++;
        return unlink(name) == 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there) {
        *ret_there = find(name) ? 1 : access(name, F_OK) == 0;
        return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int size, char *ret_path) {
        return disk.former->xFullPathname(disk.former, name, size, ret_path);
}

static int disk_randomness(sqlite3_vfs *vfs, int len, char *ret_bytes) {
        for (int i = 0; i < len; i++)
                ret_bytes[i] = (char)(draw(&disk.random) >> 56);
        return len;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
        return 0;
}

static int disk_time(sqlite3_vfs *vfs, double *ret_time) {
        return disk.former->xCurrentTime(disk.former, ret_time);
}

static int disk_error(sqlite3_vfs *vfs, int size, char *ret_text) {
        return 0;
}

void lossy_install(enum lossy_fault fault_kind, uint64_t at, enum lossy_survival survival, uint64_t seed) {
        memset(&disk, 0, sizeof(disk));
        for (size_t i = 0; i < IMAGES_MAX; i++)
                disk.images[i].fd = -1;
        disk.former = sqlite3_vfs_find(NULL);
        disk.fault = fault_kind;
        disk.at = at;
        disk.survival = survival;
        disk.random = random_of(seed);
        disk.vfs = (sqlite3_vfs){
                .iVersion = 1,
                .szOsFile = sizeof(struct file),
                .mxPathname = PATH_MAX,
                .zName = "lossy",
                .xOpen = disk_open,
                .xDelete = disk_delete,
                .xAccess = disk_access,
                .xFullPathname = disk_path,
                .xRandomness = disk_randomness,
                .xSleep = disk_sleep,
                .xCurrentTime = disk_time,
                .xGetLastError = disk_error,
        };
        must(sqlite3_vfs_register(&disk.vfs, 1) == SQLITE_OK);
        sqlite3_randomness(0, NULL); /* is seeded anew, from us */
}

bool lossy_is_cut(void) {
        return disk.is_cut;
}

void lossy_make_room(void) {
        disk.is_full = false;
}

void lossy_fill(void) {
        disk.is_full = true;
}

struct lossy_counts lossy_count(void) {
        return disk.counts;
}

void lossy_remove(struct lossy_counts *ret_counts) {
        if (!disk.is_cut)
                cut(); /* whoever did not sync has no right to more */
        for (size_t i = 0; i < IMAGES_MAX; i++)
                if (disk.images[i].path[0]) {
                        assert(disk.images[i].users == 0);
                        image_drop(&disk.images[i]);
                }
        must(sqlite3_vfs_unregister(&disk.vfs) == SQLITE_OK);
        must(sqlite3_vfs_register(disk.former, 1) == SQLITE_OK);
        *ret_counts = disk.counts;
}

/* ---- what a cut would leave ---- */

void lossy_watch(void (*moment)(void)) {
        disk.moment = moment;
}

/* The file as it is on the platter, whether or not somebody has it open. -1: there is none. */
static int copy_platter(const char *from, const char *to) {
        int source = open(from, O_RDONLY | O_CLOEXEC), target;
        char bytes[1 << 16];
        ssize_t len;

        if (source < 0)
                return -1;
        target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        must(target >= 0);
        while ((len = read(source, bytes, sizeof(bytes))) > 0)
                must(write(target, bytes, (size_t)len) == len);
        must(len == 0);
        close(source);
        return target;
}

/* FNV-1a, of a number. */
static void mix(uint64_t *mark, uint64_t number) {
        for (unsigned i = 0; i < 8; i++)
                *mark = (*mark ^ (number >> (8 * i) & 0xff)) * UINT64_C(0x100000001b3);
}

static void leave_file(const char *from, const char *to, enum lossy_survival survival, uint64_t *random, struct lossy_left *left) {
        const struct image *image = find(from);
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
        uint64_t random = random_of(seed);

        mix(&left.mark, disk.platter);
        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                char source[PATH_MAX], target[PATH_MAX];

                must(snprintf(source, sizeof(source), "%s%s", from, suffixes[i]) < (int)sizeof(source));
                must(snprintf(target, sizeof(target), "%s%s", to, suffixes[i]) < (int)sizeof(target));
                leave_file(source, target, survival, &random, &left);
        }
        return left;
}

void lossy_turn_away(void) {
        disk.moment = NULL;
        must(sqlite3_vfs_register(disk.former, 1) == SQLITE_OK);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What SQLite asks of a file system, answered from images in memory (lossy_disk.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "tests/box/store/lossy_disk.h"

struct file {
        sqlite3_file base;
        struct image *image;
};

static sqlite3_vfs ours, *former;

/* ---- files ---- */

static struct image *image_of(sqlite3_file *file) {
        return ((struct file *)file)->image;
}

static int file_read(sqlite3_file *file, void *bytes, int wanted, sqlite3_int64 offset) {
        struct image *image = image_of(file);
        size_t start = (size_t)offset, len = (size_t)wanted, there;

        if (lossy_disk.is_cut)
                return SQLITE_IOERR_READ;
        there = start >= image->len ? 0 : image->len - start < len ? image->len - start : len;
        memcpy(bytes, image->bytes + (there ? start : 0), there);
        memset((uint8_t *)bytes + there, 0, len - there);
        return there == len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *file, const void *bytes, int wanted, sqlite3_int64 offset) {
        struct image *image = image_of(file);
        size_t start = (size_t)offset, end = start + (size_t)wanted;
        bool last;

        if (lossy_disk.is_cut)
                return SQLITE_IOERR_WRITE;
        last = lossy_operation(&lossy_disk.counts.writes);
        lossy_disk.is_full |= last && lossy_disk.fault == LOSSY_FULL;
        if (lossy_disk.is_full)
                return SQLITE_FULL;
        if (end > image->len)
                image_resize(image, end);
        memcpy(image->bytes + start, bytes, (size_t)wanted);
        for (size_t at = start; at < end;) {
                size_t next = (at / SECTOR + 1) * SECTOR < end ? (at / SECTOR + 1) * SECTOR : end;

                image_remember(image, at, image->bytes + at, next - at);
                at = next;
        }
        lossy_watched();
        return last ? lossy_fault(SQLITE_IOERR_WRITE) : SQLITE_OK;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 len) {
        bool last;

        if (lossy_disk.is_cut)
                return SQLITE_IOERR_TRUNCATE;
        last = lossy_operation(&lossy_disk.counts.truncations);
        image_resize(image_of(file), (size_t)len);
        image_remember(image_of(file), (uint64_t)len, NULL, 0);
        lossy_watched();
        return last ? lossy_fault(SQLITE_IOERR_TRUNCATE) : SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags) {
        struct image *image = image_of(file);
        bool last;

        if (lossy_disk.is_cut)
                return SQLITE_IOERR_FSYNC;
        last = lossy_operation(&lossy_disk.counts.syncs);
        lossy_watched();
        if (last && lossy_fault(SQLITE_IOERR_FSYNC) != SQLITE_OK)
                return SQLITE_IOERR_FSYNC;
        image_sync(image);
        return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_len) {
        *ret_len = (sqlite3_int64)image_of(file)->len;
        return lossy_disk.is_cut ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

/* Whoever opens it next finds no index and makes it anew from the log. */
static int file_close(sqlite3_file *file) {
        struct image *image = image_of(file);

        if (--image->users == 0)
                image_forget_index(image);
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
                lossy_must(image->regions[region] != NULL);
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
        if (delete)
                image_forget_index(image_of(file));
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

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
        struct image *image;

        file->pMethods = NULL;
        if (!name || lossy_disk.is_cut)
                return SQLITE_CANTOPEN;
        image = image_find(name);
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
        struct image *image = image_find(name);
        uint64_t deletions = 0;
        bool last;

        if (lossy_disk.is_cut)
                return SQLITE_IOERR_DELETE;
        last = lossy_operation(&deletions);
        lossy_watched();
        if (last && lossy_fault(SQLITE_IOERR_DELETE) != SQLITE_OK)
                return SQLITE_IOERR_DELETE;
        if (image) {
                assert(image->users == 0);
                image_drop(image);
        }
        lossy_disk.platter++;
        return unlink(name) == 0 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there) {
        *ret_there = image_find(name) ? 1 : access(name, F_OK) == 0;
        return SQLITE_OK;
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int size, char *ret_path) {
        return former->xFullPathname(former, name, size, ret_path);
}

static int disk_randomness(sqlite3_vfs *vfs, int len, char *ret_bytes) {
        for (int i = 0; i < len; i++)
                ret_bytes[i] = (char)(lossy_draw(&lossy_disk.random) >> 56);
        return len;
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
        return 0;
}

static int disk_time(sqlite3_vfs *vfs, double *ret_time) {
        return former->xCurrentTime(former, ret_time);
}

static int disk_error(sqlite3_vfs *vfs, int size, char *ret_text) {
        return 0;
}

void lossy_install(enum lossy_fault fault, uint64_t at, enum lossy_survival survival, uint64_t seed) {
        lossy_disk = (struct disk){ .fault = fault, .at = at, .survival = survival, .random = lossy_random_of(seed) };
        for (size_t i = 0; i < IMAGES_MAX; i++)
                lossy_disk.images[i].fd = -1;
        former = sqlite3_vfs_find(NULL);
        ours = (sqlite3_vfs){
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
        lossy_must(sqlite3_vfs_register(&ours, 1) == SQLITE_OK);
        sqlite3_randomness(0, NULL); /* is seeded anew, from us */
}

void lossy_remove(struct lossy_counts *ret_counts) {
        if (!lossy_disk.is_cut)
                lossy_cut(); /* whoever did not sync has no right to more */
        for (size_t i = 0; i < IMAGES_MAX; i++)
                if (lossy_disk.images[i].path[0]) {
                        assert(lossy_disk.images[i].users == 0);
                        image_drop(&lossy_disk.images[i]);
                }
        lossy_must(sqlite3_vfs_unregister(&ours) == SQLITE_OK);
        lossy_must(sqlite3_vfs_register(former, 1) == SQLITE_OK);
        *ret_counts = lossy_disk.counts;
}

void lossy_turn_away(void) {
        lossy_disk.moment = NULL;
        lossy_must(sqlite3_vfs_register(former, 1) == SQLITE_OK);
}

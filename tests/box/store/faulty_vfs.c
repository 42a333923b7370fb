/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/store/faulty_vfs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

struct file {
        sqlite3_file base;     /* the system's file follows */
};

static struct {
        sqlite3_vfs vfs, *former;
        enum faulty_kind kind;
        uint64_t at;
        bool (*still)(void);
        void (*before)(void);
        bool open_too, began, watching;
        struct faulty_counts counts;
} disk;

static sqlite3_file *real_of(sqlite3_file *file) {
        return (sqlite3_file *)((struct file *)file + 1);
}

static void watch(void) {
        if (!disk.before || disk.watching)
                return;
        disk.watching = true;
        disk.before();
        disk.watching = false;
}

/* Counts one; true when it fails, with errno as the system would have it. */
static bool fails(uint64_t *counter, bool is_open) {
        static const int errors[FAULTY_KIND_COUNT] = { EIO, ENOSPC, EINTR, EBUSY, EIO };
        bool failing;

        if (disk.watching)
                return false;
        watch();
        ++*counter;
        failing = ++disk.counts.operations == disk.at || (disk.began && disk.still && disk.still()) ||
                  (disk.began && is_open && disk.open_too);
        if (!failing)
                return false;
        disk.open_too = disk.open_too && !(disk.began && is_open);
        disk.began = true;
        disk.counts.failed++;
        errno = errors[disk.kind];
        return true;
}

/* ---- files ---- */

static int file_close(sqlite3_file *file) {
        return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 offset) {
        return real_of(file)->pMethods->xRead(real_of(file), bytes, len, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 offset) {
        sqlite3_file *real = real_of(file);

        if (!fails(&disk.counts.writes, false))
                return real->pMethods->xWrite(real, bytes, len, offset);
        if (disk.kind == FAULTY_SHORT) {
                (void)real->pMethods->xWrite(real, bytes, len / 2, offset);
                errno = 0;
                return SQLITE_FULL;
        }
        return disk.kind == FAULTY_ENOSPC ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 len) {
        if (fails(&disk.counts.truncations, false))
                return SQLITE_IOERR_TRUNCATE;
        return real_of(file)->pMethods->xTruncate(real_of(file), len);
}

static int file_sync(sqlite3_file *file, int flags) {
        if (fails(&disk.counts.syncs, false))
                return SQLITE_IOERR_FSYNC;
        return real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_len) {
        return real_of(file)->pMethods->xFileSize(real_of(file), ret_len);
}

static int file_lock(sqlite3_file *file, int level) {
        return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level) {
        return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_is_reserved(sqlite3_file *file, int *ret_reserved) {
        return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_reserved);
}

static int file_control(sqlite3_file *file, int what, void *argument) {
        return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int file_sector(sqlite3_file *file) {
        return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_promises(sqlite3_file *file) {
        return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int index_map(sqlite3_file *file, int region, int len, int extend, void volatile **ret_memory) {
        return real_of(file)->pMethods->xShmMap(real_of(file), region, len, extend, ret_memory);
}

static int index_lock(sqlite3_file *file, int offset, int count, int flags) {
        bool takes = (flags & SQLITE_SHM_LOCK) && (flags & SQLITE_SHM_EXCLUSIVE);

        if (takes && fails(&disk.counts.locks, false))
                return disk.kind == FAULTY_EBUSY ? SQLITE_BUSY : SQLITE_IOERR_SHMLOCK;
        return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void index_barrier(sqlite3_file *file) {
        real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int index_unmap(sqlite3_file *file, int delete) {
        return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
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
        .xUnlock = file_unlock,
        .xCheckReservedLock = file_is_reserved,
        .xFileControl = file_control,
        .xSectorSize = file_sector,
        .xDeviceCharacteristics = file_promises,
        .xShmMap = index_map,
        .xShmLock = index_lock,
        .xShmBarrier = index_barrier,
        .xShmUnmap = index_unmap,
};

/* ---- the rest is the system's ---- */

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags) {
        int r;

        file->pMethods = NULL;
        if (fails(&disk.counts.opens, true))
                return SQLITE_CANTOPEN;
        r = disk.former->xOpen(disk.former, name, real_of(file), flags, ret_flags);
        if (real_of(file)->pMethods)
                file->pMethods = &methods;
        return r;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
        return disk.former->xDelete(disk.former, name, sync_folder);
}

static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there) {
        return disk.former->xAccess(disk.former, name, flags, ret_there);
}

static int disk_path(sqlite3_vfs *vfs, const char *name, int size, char *ret_path) {
        return disk.former->xFullPathname(disk.former, name, size, ret_path);
}

static int disk_randomness(sqlite3_vfs *vfs, int len, char *ret_bytes) {
        return disk.former->xRandomness(disk.former, len, ret_bytes);
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
        return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, double *ret_time) {
        return disk.former->xCurrentTime(disk.former, ret_time);
}

static int disk_error(sqlite3_vfs *vfs, int size, char *ret_text) {
        return errno;
}

void faulty_install(void) {
        memset(&disk, 0, sizeof(disk));
        disk.former = sqlite3_vfs_find(NULL);
        disk.vfs = (sqlite3_vfs){
                .iVersion = 1,
                .szOsFile = (int)sizeof(struct file) + disk.former->szOsFile,
                .mxPathname = disk.former->mxPathname,
                .zName = "faulty",
                .xOpen = disk_open,
                .xDelete = disk_delete,
                .xAccess = disk_access,
                .xFullPathname = disk_path,
                .xRandomness = disk_randomness,
                .xSleep = disk_sleep,
                .xCurrentTime = disk_time,
                .xGetLastError = disk_error,
        };
        if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
                abort();
}

void faulty_remove(void) {
        if (sqlite3_vfs_unregister(&disk.vfs) != SQLITE_OK || sqlite3_vfs_register(disk.former, 1) != SQLITE_OK)
                abort();
}

void faulty_plan(enum faulty_kind kind, uint64_t at, bool (*still)(void), bool open_too) {
        disk.kind = kind;
        disk.at = at;
        disk.still = still;
        disk.open_too = open_too;
        disk.began = false;
        disk.counts = (struct faulty_counts){ 0 };
}

void faulty_watch(void (*before)(void)) {
        disk.before = before;
}

struct faulty_counts faulty_count(void) {
        return disk.counts;
}

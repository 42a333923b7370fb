/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/parcel.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "base/shred.h"
#include "base/unsynced.h"
#include "controller/office/paper.h"
#include "controller/office/parcel_inner.h"

void issued_wipe(struct issued *issued) {
        explicit_bzero(issued, sizeof(*issued));
}

void parcel_hidden_path(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *suffix,
                        char ret_path[OFFICE_PATH_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(cti, CTI_LEN, text);
        office_path(office, ret_path, "out/.%s-%u.%s", text, nbf, suffix);
}

void parcel_remove_folder(const char *path) {
        DIR *folder = opendir(path);
        struct dirent *entry;

        if (!folder)
                return;
        while ((entry = readdir(folder)))
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                        unlinkat(dirfd(folder), entry->d_name, 0);
        closedir(folder);
        rmdir(path);
}

static int write_hidden(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, const char *suffix,
                        struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        parcel_hidden_path(office, issued->cti, issued->nbf, suffix, path);
        if (mkdir(path, 0700) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MAKE, "path", path, NULL);
        r = parcel_write_files(office, issued, order, batch, path);
        if (r < 0) {
                parcel_remove_folder(path);
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL);
        }
        return 0;
}

int parcel_write(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, struct problems *problems) {
        return write_hidden(office, issued, order, batch, "new", problems);
}

int parcels_settle(const struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "out");
        r = unsynced_wait(path);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL) : 0;
}

int parcel_publish(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems) {
        char hidden[OFFICE_PATH_SIZE], old[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE], text[2 * CTI_LEN + 1];
        bool had_old;
        int r = 0;

        hex_encode(cti, CTI_LEN, text);
        parcel_hidden_path(office, cti, nbf, "new", hidden);
        parcel_hidden_path(office, cti, nbf, "old", old);
        office_path(office, path, "out/%s", text);
        had_old = rename(path, old) == 0;
        if (!had_old && errno != ENOENT)
                r = -errno;
        if (r == 0 && rename(hidden, path) < 0)
                r = -errno;
        if (r == 0 && had_old)
                r = file_sync_parent(path);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_MOVE_PARCEL, "from", hidden, "to", path, NULL);
        r = had_old ? folder_shred(old) : 0;
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", old, NULL) : 0;
}

void parcel_discard(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        char path[OFFICE_PATH_SIZE];

        parcel_hidden_path(office, cti, nbf, "new", path);
        parcel_remove_folder(path);
        parcel_hidden_path(office, cti, nbf, "again", path);
        parcel_remove_folder(path);
}

/* ---- once more ---- */

int parcel_write_again(const struct office *office, const struct issued *issued, const struct order *order, struct problems *problems) {
        return write_hidden(office, issued, order, NULL, "again", problems);
}

/* Its entry is there: from here on it is finished as one that was issued. */
int parcel_publish_again(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems) {
        char again[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];

        parcel_hidden_path(office, cti, nbf, "again", again);
        parcel_hidden_path(office, cti, nbf, "new", hidden);
        if (rename(again, hidden) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MOVE_PARCEL, "from", again, "to", hidden, NULL);
        return parcel_publish(office, cti, nbf, problems);
}

/* ---- of a batch ---- */

const char *const parcel_batch_kinds[PARCEL_BATCH_KINDS] = { "labels", "letters" };

int parcel_write_batch(const struct office *office, const struct issued *issued, size_t count, struct paper_batch *batch, struct problems *problems) {
        char labels[OFFICE_PATH_SIZE], letters[OFFICE_PATH_SIZE];
        int r;

        parcel_hidden_path(office, issued[0].cti, issued[0].nbf, parcel_batch_kinds[0], labels);
        parcel_hidden_path(office, issued[0].cti, issued[0].nbf, parcel_batch_kinds[1], letters);
        r = paper_batch_finish(batch, labels, letters);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_LABELS, "path", office->dir, NULL);
        for (size_t i = 0; r == 0 && i < count; i++) {
                char folder[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE];

                parcel_hidden_path(office, issued[i].cti, issued[i].nbf, "new", folder);
                path_inside(path, folder, "letter.pdf");
                r = paper_batch_write_letter(batch, i, &issued[i], path);
        }
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL) : 0;
}

void parcel_name_file(const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, char ret_name[PARCEL_NAME_SIZE]) {
        char text[2 * CTI_LEN + 1];
        struct local_time at;

        hex_encode(cti, CTI_LEN, text);
        moment_local((int64_t)nbf * 1000, &at);
        snprintf(ret_name, PARCEL_NAME_SIZE, "%s-%04u%02u%02u-%02u%02u%02u-%.8s.pdf", kind, (unsigned)at.year % 10000,
                 (unsigned)at.month % 100, (unsigned)at.day % 100, (unsigned)at.hour % 100, (unsigned)at.minute % 100,
                 (unsigned)at.second % 100, text);
}

/* What one of that time is called sorts behind older ones. */
bool parcel_is_made_by(const char *name, const uint8_t cti[CTI_LEN], uint32_t t) {
        char made[PARCEL_NAME_SIZE];

        for (size_t i = 0; i < PARCEL_BATCH_KINDS; i++) {
                parcel_name_file(cti, t, parcel_batch_kinds[i], made);
                if (strncmp(name, made, strlen(parcel_batch_kinds[i])) == 0)
                        return strcmp(name, made) <= 0;
        }
        return false;
}

int parcel_publish_file(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, struct problems *problems,
                        char ret_name[PARCEL_NAME_SIZE]) {
        char hidden[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE];
        int r;

        parcel_name_file(cti, nbf, kind, ret_name);
        parcel_hidden_path(office, cti, nbf, kind, hidden);
        office_path(office, path, "out/%s", ret_name);
        r = rename(hidden, path) < 0 ? -errno : file_sync_parent(path);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_MOVE_LABELS, "from", hidden, "to", path, NULL) : 0;
}

int parcel_publish_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems,
                         struct parcel_batch *batch) {
        int r = parcel_publish_file(office, cti, nbf, parcel_batch_kinds[0], problems, batch->labels);

        return r == 0 ? parcel_publish_file(office, cti, nbf, parcel_batch_kinds[1], problems, batch->letters) : r;
}

void parcel_discard_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        char path[OFFICE_PATH_SIZE];

        for (size_t i = 0; i < PARCEL_BATCH_KINDS; i++) {
                parcel_hidden_path(office, cti, nbf, parcel_batch_kinds[i], path);
                unlink(path);
        }
}

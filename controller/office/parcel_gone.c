/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes void leaves nothing in out/: hidden before that is recorded, overwritten after it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/shred.h"
#include "base/unsynced.h"
#include "controller/office/parcel_inner.h"

/* "labels" as "shred-labels", and the folder of one alone as "shred". */
static const char *const shred_kinds[PARCEL_BATCH_KINDS] = { "shred-labels", "shred-letters" };
static const char shred_folder[] = "shred";

static void folder_paths(const struct office *office, const struct issuance *consignment, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(consignment->cti, CTI_LEN, text);
        office_path(office, ret_path, "out/%s", text);
        parcel_hidden_path(office, consignment->cti, consignment->nbf, shred_folder, ret_hidden);
}

static void file_paths(const struct office *office, const struct issuance *first, size_t kind, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        char name[PARCEL_NAME_SIZE];

        parcel_name_file(first->cti, first->nbf, parcel_batch_kinds[kind], name);
        office_path(office, ret_path, "out/%s", name);
        parcel_hidden_path(office, first->cti, first->nbf, shred_kinds[kind], ret_hidden);
}

/* 0, also when there is nothing to move. */
static int move(const char *from, const char *to) {
        return rename(from, to) < 0 && errno != ENOENT ? -errno : 0;
}

static int move_all(const struct office *office, const struct parcels *parcels, bool hide) {
        char path[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                r = hide ? move(path, hidden) : move(hidden, path);
        }
        for (size_t i = 0; r == 0 && parcels->as_batch && i < PARCEL_BATCH_KINDS; i++) {
                file_paths(office, &parcels->consignments[0], i, path, hidden);
                r = hide ? move(path, hidden) : move(hidden, path);
        }
        return r;
}

int parcels_hide(const struct office *office, const struct parcels *parcels, struct problems *problems) {
        int r = move_all(office, parcels, true);

        if (r == 0)
                return 0;
        parcels_show(office, parcels);
        return problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", office->dir, NULL);
}

/* What cannot be moved back now is by parcel_recover(). */
void parcels_show(const struct office *office, const struct parcels *parcels) {
        (void)move_all(office, parcels, false);
}

static int shred_hidden(const struct office *office, const struct parcels *parcels) {
        char path[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                r = folder_overwrite(hidden);
        }
        office_path(office, path, "out");
        if (r == 0)
                r = unsynced_wait(path);
        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                parcel_remove_folder(hidden);
        }
        for (size_t i = 0; r == 0 && parcels->as_batch && i < PARCEL_BATCH_KINDS; i++) {
                file_paths(office, &parcels->consignments[0], i, path, hidden);
                r = file_shred(hidden);
                r = r == -ENOENT ? 0 : r;
        }
        return r;
}

int parcels_shred(const struct office *office, const struct parcels *parcels, struct problems *problems) {
        int r = shred_hidden(office, parcels);

        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_REVOKED_PARCEL, "path", office->dir, NULL) : 0;
}

int parcel_recover_gone(const struct office *office, const struct issuance *consignment, const char *hidden, const char *suffix) {
        char path[OFFICE_PATH_SIZE], unused[OFFICE_PATH_SIZE];

        if (consignment->revoked)
                return strcmp(suffix, shred_folder) == 0 ? folder_shred(hidden) : file_shred(hidden);
        if (strcmp(suffix, shred_folder) == 0)
                folder_paths(office, consignment, path, unused);
        else
                file_paths(office, consignment, strcmp(suffix, shred_kinds[0]) == 0 ? 0 : 1, path, unused);
        return rename(hidden, path) < 0 ? -errno : 0;
}

bool parcel_is_gone(const char *suffix) {
        return strcmp(suffix, shred_folder) == 0 || strcmp(suffix, shred_kinds[0]) == 0 || strcmp(suffix, shred_kinds[1]) == 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What becomes void leaves nothing in out/: hidden before that is recorded, overwritten after it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/shred.h"
#include "base/unsynced.h"
#include "controller/office/parcel_inner.h"

/*
 * The folder of one alone as "shred"; "labels" as "shred-labels-" and the id of the first on them, under the one that becomes void with them: of the
 * others some may have been void before, which says nothing of the list.
 */
static const char shred_folder[] = "shred", shred_file[] = "shred-";
enum { SHRED_SUFFIX_SIZE = 64 };

static void folder_paths(const struct office *office, const struct issuance *consignment, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(consignment->cti, CTI_LEN, text);
        office_path(office, ret_path, "out/%s", text);
        parcel_hidden_path(office, consignment->cti, consignment->nbf, shred_folder, ret_hidden);
}

static void file_paths(const struct office *office, const struct parcels *parcels, size_t kind, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        const uint8_t *first = parcels->consignments[0].cti;
        char name[PARCEL_NAME_SIZE], suffix[SHRED_SUFFIX_SIZE], text[2 * CTI_LEN + 1];

        parcel_name_file(first, parcels->list_nbf, parcel_batch_kinds[kind], name);
        office_path(office, ret_path, "out/%s", name);
        hex_encode(first, CTI_LEN, text);
        snprintf(suffix, sizeof(suffix), "%s%s-%s", shred_file, parcel_batch_kinds[kind], text);
        parcel_hidden_path(office, parcels->becomes_void, parcels->list_nbf, suffix, ret_hidden);
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
        for (size_t i = 0; r == 0 && parcels->becomes_void && i < PARCEL_BATCH_KINDS; i++) {
                file_paths(office, parcels, i, path, hidden);
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
        for (size_t i = 0; r == 0 && parcels->becomes_void && i < PARCEL_BATCH_KINDS; i++) {
                file_paths(office, parcels, i, path, hidden);
                r = file_shred(hidden);
                r = r == -ENOENT ? 0 : r;
        }
        return r;
}

int parcels_shred(const struct office *office, const struct parcels *parcels, struct problems *problems) {
        int r = shred_hidden(office, parcels);

        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_REVOKED_PARCEL, "path", office->dir, NULL) : 0;
}

/* The kind of such a suffix and the id in it; NULL: it is none. */
static const char *kind_of(const char *suffix, uint8_t ret_first[CTI_LEN]) {
        if (strncmp(suffix, shred_file, strlen(shred_file)) != 0)
                return NULL;
        suffix += strlen(shred_file);
        for (size_t i = 0; i < PARCEL_BATCH_KINDS; i++) {
                size_t len = strlen(parcel_batch_kinds[i]);

                if (strncmp(suffix, parcel_batch_kinds[i], len) == 0 && suffix[len] == '-' &&
                    hex_decode(suffix + len + 1, strlen(suffix + len + 1), ret_first, CTI_LEN))
                        return parcel_batch_kinds[i];
        }
        return NULL;
}

int parcel_recover_gone(const struct office *office, const struct issuance *consignment, uint32_t nbf, const char *hidden, const char *suffix) {
        char path[OFFICE_PATH_SIZE], unused[OFFICE_PATH_SIZE], name[PARCEL_NAME_SIZE];
        uint8_t first[CTI_LEN];
        const char *kind = kind_of(suffix, first);

        if (consignment->revoked)
                return kind ? file_shred(hidden) : folder_shred(hidden);
        if (kind) {
                parcel_name_file(first, nbf, kind, name);
                office_path(office, path, "out/%s", name);
        } else {
                folder_paths(office, consignment, path, unused);
        }
        return rename(hidden, path) < 0 ? -errno : 0;
}

bool parcel_is_gone(const char *suffix) {
        uint8_t unused[CTI_LEN];

        return strcmp(suffix, shred_folder) == 0 || kind_of(suffix, unused);
}

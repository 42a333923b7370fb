/* SPDX-License-Identifier: EUPL-1.2 */
/* What a command that was cut off left in out/. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/shred.h"
#include "controller/office/office_store.h"
#include "controller/office/parcel_inner.h"

static bool is_batch_kind(const char *suffix) {
        return strcmp(suffix, parcel_batch_kinds[0]) == 0 || strcmp(suffix, parcel_batch_kinds[1]) == 0;
}

/* A hidden name taken apart; false when it is not one of ours. */
static bool parse_hidden(const char *name, uint8_t ret_cti[CTI_LEN], uint32_t *ret_nbf, const char **ret_suffix) {
        unsigned long nbf;
        char *end;

        if (name[0] != '.' || strlen(name) < 2 + 2 * CTI_LEN || name[1 + 2 * CTI_LEN] != '-' ||
            !hex_decode(name + 1, 2 * CTI_LEN, ret_cti, CTI_LEN))
                return false;
        errno = 0;
        nbf = strtoul(name + 2 + 2 * CTI_LEN, &end, 10);
        if (errno != 0 || nbf > UINT32_MAX || *end != '.')
                return false;
        *ret_nbf = (uint32_t)nbf;
        *ret_suffix = end + 1;
        return true;
}

/* How many an earlier command had not finished. */
struct recovery {
        size_t finished, discarded;
};

static int recover_one(struct office *office, const char *name, struct problems *problems, struct recovery *recovery) {
        char path[OFFICE_PATH_SIZE], file[PARCEL_NAME_SIZE];
        struct issuance consignment;
        uint8_t cti[CTI_LEN];
        const char *suffix;
        uint32_t nbf;
        bool recorded;
        int r;

        if (!parse_hidden(name, cti, &nbf, &suffix))
                return 0;
        r = office_look_up(office, cti, problems, &recorded, &consignment);
        if (r != 0)
                return r;
        office_path(office, path, "out/%s", name);
        if (parcel_is_gone(suffix)) {
                r = recorded ? parcel_recover_gone(office, &consignment, nbf, path, suffix) : 0;
                return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", path, NULL) : 0;
        }
        recorded = recorded && consignment.nbf == nbf;
        if (strcmp(suffix, "new") == 0 && recorded)
                r = parcel_publish(office, cti, nbf, problems);
        else if (is_batch_kind(suffix) && recorded)
                r = parcel_publish_file(office, cti, nbf, suffix, problems, file);
        else if (is_batch_kind(suffix))
                unlink(path);
        else if (strcmp(suffix, "new") == 0)
                parcel_remove_folder(path);
        else if (strcmp(suffix, "again") == 0 || strcmp(suffix, "old") == 0)
                r = folder_shred(path);
        else
                return 0;
        if (r == 0 && recorded && strcmp(suffix, "again") != 0 && strcmp(suffix, "old") != 0)
                recovery->finished++;
        else if (r == 0 && strcmp(suffix, "old") != 0)
                recovery->discarded++;
        return r;
}

static void say_recovered(struct office *office, const struct recovery *recovery) {
        if (recovery->finished > 0)
                problems_add(&office->notices, TEXT_PROBLEM_RECOVERED, "n", NUMERAL(recovery->finished), "path", office->dir, NULL);
        if (recovery->discarded > 0)
                problems_add(&office->notices, TEXT_PROBLEM_DISCARDED, "n", NUMERAL(recovery->discarded), "path", office->dir, NULL);
}

int parcel_recover(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        struct recovery recovery = { 0 };
        struct dirent **entries;
        int count, r = 0;

        office_path(office, path, "out");
        /* Sorted, so that X.new comes before X.old: an old parcel goes only when the new one has its place. */
        count = scandir(path, &entries, NULL, alphasort);
        if (count < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_READ, "path", path, NULL);
        for (int i = 0; i < count; i++) {
                if (r == 0 && entries[i]->d_name[0] == '.')
                        r = recover_one(office, entries[i]->d_name, problems, &recovery);
                free(entries[i]);
        }
        free(entries);
        say_recovered(office, &recovery);
        return r;
}

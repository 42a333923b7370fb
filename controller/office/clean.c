/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/clean.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "base/shred.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"
#include "controller/office/parcel.h"

enum { DAY_S = 86400, BATCH_NAME_LEN = sizeof("labels-20261118-110640-9ee16fce.pdf") - 1 };

/* A computer that believes to be in January 1970 knows of nothing that it is over. */
static uint32_t days_before(int64_t now_s, int64_t days) {
        return now_s > days * DAY_S ? (uint32_t)(now_s - days * DAY_S) : 0;
}

static int erase_values(struct office *office, int64_t now_s, struct problems *problems, struct cleaning *cleaning) {
        struct act values = { .event = ACT_ERASED, .before = days_before(now_s, office->state->policy.erase_days) };
        struct act own = { .event = ACT_OWN_ERASED, .before = days_before(now_s, office->state->policy.own_days) }, acts[2];
        struct registry_change change = { .acts = acts, .own_before = own.before };
        const struct issuances *issuances;
        int r = office_store_load(office, problems);

        if (r != 0)
                return r;
        issuances = registry_issuances(office->registry);
        for (size_t i = 0; i < issuances->count; i++) {
                values.count += issuance_erasable(&issuances->consignments[i], values.before);
                own.count += issuance_own_forgettable(&issuances->consignments[i], own.before);
        }
        if (own.count > 0)
                acts[change.act_count++] = own;
        if (values.count > 0)
                acts[change.act_count++] = values;
        if (change.act_count == 0)
                return 0;
        r = office_write(office, &change, false, now_s, problems);
        if (r == 0)
                *cleaning = (struct cleaning){ .erased = values.count, .references = own.count };
        return r;
}

static int forget_accesses(struct office *office, int64_t now_s, struct problems *problems) {
        const struct act act = { .event = ACT_FORGOTTEN, .size = registry_accesses_until(office->registry, (now_s - CLEAN_ACCESS_DAYS * DAY_S) * 1000) };
        struct registry_change change = { .acts = &act, .act_count = 1 };

        return act.size > 0 ? office_write(office, &change, false, now_s, problems) : 0;
}

static const struct issuance *find_case(const struct issuances *issuances, const char *digits) {
        char cti[2 * CTI_LEN + 1];

        for (size_t i = 0; i < issuances->count; i++) {
                hex_encode(issuances->consignments[i].cti, CTI_LEN, cti);
                if (strncmp(cti, digits, CASE_LEN) == 0)
                        return &issuances->consignments[i];
        }
        return NULL;
}

/* Labels or letters of a batch: their names end in the case of the first. */
static bool is_of_batch(const char *name) {
        return (strncmp(name, "labels-", 7) == 0 && strlen(name) == BATCH_NAME_LEN) ||
               (strncmp(name, "letters-", 8) == 0 && strlen(name) == BATCH_NAME_LEN + 1);
}

/* The consignment that a name in out/ is of, or the first of a batch; NULL when it is no such name. */
static const struct issuance *owner_of(const struct issuances *issuances, const char *name) {
        uint8_t cti[CTI_LEN];

        if (hex_decode(name, strlen(name), cti, CTI_LEN))
                return issuances_find(issuances, cti);
        if (is_of_batch(name))
                return find_case(issuances, name + strlen(name) - strlen(".pdf") - CASE_LEN);
        return NULL;
}

/* Those of a batch are of others, too: they only grow old. */
static bool is_due(const struct issuance *owner, const char *name, bool of_batch, int64_t now_s) {
        uint32_t old = days_before(now_s, CLEAN_PARCEL_DAYS);

        return of_batch ? parcel_is_made_by(name, owner->cti, old) : owner->revoked || owner->nbf <= old;
}

static int remove_due(const struct office *office, const char *name, int64_t now_s, struct cleaning *cleaning) {
        const struct issuance *owner = owner_of(registry_issuances(office->registry), name);
        bool of_batch = is_of_batch(name);
        char path[OFFICE_PATH_SIZE];
        int r;

        if (!owner || !is_due(owner, name, of_batch, now_s))
                return 0;
        office_path(office, path, "out/%s", name);
        r = of_batch ? file_shred(path) : folder_shred(path);
        cleaning->parcels += r == 0;
        return r;
}

static int clean_parcels(const struct office *office, int64_t now_s, struct problems *problems, struct cleaning *cleaning) {
        char path[OFFICE_PATH_SIZE];
        struct dirent *entry;
        DIR *folder;
        int r;

        office_path(office, path, "out");
        folder = opendir(path);
        r = folder ? 0 : -errno;
        while (r == 0 && (entry = readdir(folder)))
                r = remove_due(office, entry->d_name, now_s, cleaning);
        if (folder)
                closedir(folder);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", path, NULL) : 0;
}

int office_clean(struct office *office, int64_t now_s, struct problems *problems, struct cleaning *ret_cleaning) {
        struct cleaning cleaning = { 0 };
        int r = erase_values(office, now_s, problems, &cleaning);

        if (r == 0)
                r = forget_accesses(office, now_s, problems);
        if (r == 0)
                r = clean_parcels(office, now_s, problems, &cleaning);
        /* Also when there was nothing now: an earlier attempt may have been cut off in front of it. The last, for it needs room that the others make. */
        if (r == 0)
                r = office_store_compact(office, problems);
        if (r == 0)
                *ret_cleaning = cleaning;
        return r;
}

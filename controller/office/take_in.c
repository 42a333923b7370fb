/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/take_in.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/office/journal.h"
#include "controller/office/office_store.h"

static int read_journal(const struct office *office, struct problems *problems, struct hash *ret_sha, struct journal **ret_journal) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(JOURNAL_MAX_LEN);
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "consignments.jsonl");
        r = file_read(path, JOURNAL_MAX_LEN, &bytes);
        if (r < 0 && r != -ENOENT)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        sha256(bytes.data, bytes.len, ret_sha);
        r = journal_parse(bytes.data, bytes.len, problems, ret_journal);
        return r > 0 ? problems_add(problems, TEXT_PROBLEM_JOURNAL_DAMAGED, "path", path, NULL) : r;
}

static void count(const struct office *office, const struct journal *journal, int64_t now_s, struct taking_in *ret_counts) {
        *ret_counts = (struct taking_in){
                .issued = journal->issuances.count, .boxes = office->state->box_count, .staff = office->state->staff_count,
                .torn = journal->torn_len > 0,
        };
        for (size_t i = 0; i < journal->issuances.count; i++) {
                const struct issuance *issuance = &journal->issuances.consignments[i];

                ret_counts->revoked += issuance->revoked;
                ret_counts->open += !issuance->revoked && issuance->last_exp > now_s;
        }
}

/* Opens each order as the first version sealed it and seals it for its row. What does not open stays all zeros, and never will. */
static void seal_anew(struct journal *journal, const struct secrets *secrets, struct taking_in *counts) {
        for (size_t i = 0; i < journal->issuances.count; i++) {
                struct issuance *issuance = &journal->issuances.consignments[i];
                struct order order = { 0 };

                issuance->version = 1;
                if (order_unseal_first(journal->sealed[i], issuance->cti, secrets->sealing, &order) == 0)
                        order_seal(&order, issuance->cti, issuance->version, secrets->values, issuance->sealed);
                else
                        counts->unreadable++;
                order_wipe(&order);
        }
}

static int make_store(const struct office *office, struct journal *journal, const struct secrets *secrets, const struct hash *sha, const char *address,
                      int64_t now_s, struct problems *problems) {
        const struct act act = { .event = ACT_TAKEN_IN, .sha = *sha, .count = (uint32_t)journal->issuances.count };
        struct registry_change change = {
                .found = journal->issuances.consignments, .found_count = journal->issuances.count, .acts = &act, .act_count = 1,
        };
        char from[OFFICE_PATH_SIZE], to[OFFICE_PATH_SIZE];
        int r;

        r = office_store_create(office->dir, office->dir, office->state, secrets->sets[0].keys[STATE_KEY_LOG], address, &change, now_s, problems);
        if (r != 0)
                return r;
        office_path(office, from, "consignments.jsonl");
        office_path(office, to, "consignments.jsonl.taken-in");
        if (rename(from, to) < 0 && errno != ENOENT)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MOVE_PARCEL, "from", from, "to", to, NULL);
        return 0;
}

static int take_in(struct office *office, struct journal *journal, const struct hash *sha, const char *address, const char *passphrase,
                   int64_t now_s, struct problems *problems, struct taking_in *counts) {
        struct secrets secrets = { 0 };
        int r;

        r = secrets_open(office->dir, office->state, SECRETS_DAY, passphrase, problems, &secrets);
        if (r == 0)
                r = secrets_complete(office->dir, office->state, passphrase, problems, &secrets);
        if (r == 0) {
                seal_anew(journal, &secrets, counts);
                r = make_store(office, journal, &secrets, sha, address, now_s, problems);
        }
        secrets_deinit(&secrets);
        return r;
}

int office_take_in(const char *dir, const char *address, const char *passphrase, int64_t confirmed, int64_t now_s,
                   struct problems *problems, struct taking_in *ret_counts) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct journal *journal CLEANUP(journal_cleanup) = NULL;
        struct taking_in counts;
        struct hash sha;
        int r;

        r = office_open_first(dir, problems, &office);
        if (r == 0)
                r = read_journal(office, problems, &sha, &journal);
        if (r != 0)
                return r;
        count(office, journal, now_s, &counts);
        if (confirmed >= 0 && (uint64_t)confirmed != counts.issued)
                r = problems_add(problems, TEXT_PROBLEM_TAKE_IN_COUNT, "n", NUMERAL(counts.issued), NULL);
        else if (confirmed >= 0)
                r = take_in(office, journal, &sha, address, passphrase, now_s, problems, &counts);
        if (r == 0)
                *ret_counts = counts;
        return r;
}

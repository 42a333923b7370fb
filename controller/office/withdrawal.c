/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/withdrawal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/office_store.h"
#include "controller/office/parcel.h"

static int read_act(const struct ledger_source *log, uint64_t n, struct act *ret_act) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        int r = log->entry(log->context, n, &line);

        return r == 0 && act_parse(buffer_text(&line), line.len, ret_act) != 0 ? -EBADMSG : r;
}

/* Where the entries `issued` of its batch begin, and how many they are; *ret_count is 0 when there is none. */
static int find_entries(const struct ledger_source *log, const uint8_t cti[CTI_LEN], uint64_t *ret_first, size_t *ret_count) {
        bool found = false;

        *ret_count = 0;
        for (uint64_t n = log->size, issued = 0; n-- > 0;) {
                struct act act;
                int r = read_act(log, n, &act);

                if (r < 0)
                        return r;
                found = found || (act.event == ACT_MADE && memcmp(act.cti, cti, CTI_LEN) == 0);
                if (!found)
                        continue;
                if (act.event == ACT_BATCH && act.count >= issued) {
                        *ret_first = n + 1;
                        *ret_count = act.count;
                }
                if (act.event != ACT_MADE)
                        break;
                issued++;
        }
        return 0;
}

static int look_up_all(const struct office *office, const struct ledger_source *log, uint64_t first, size_t count, struct problems *problems,
                       struct issuance *batch) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < count; i++) {
                bool there = false;
                struct act act;

                r = read_act(log, first + i, &act);
                if (r == 0)
                        r = office_look_up(office, act.cti, problems, &there, &batch[i]);
                if (r == 0 && !there)
                        r = -EBADMSG;
        }
        return r;
}

int withdrawal_find(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, struct issuance **ret_batch,
                    size_t *ret_count) {
        struct issuance *batch = NULL;
        struct ledger_source log;
        uint64_t first = 0;
        size_t count;
        int r;

        registry_source(office->registry, &log);
        r = find_entries(&log, cti, &first, &count);
        if (r == 0 && count == 0)
                return problems_add(problems, TEXT_PROBLEM_NO_BATCH, NULL);
        if (r == 0) {
                batch = calloc(count, sizeof(*batch));
                r = batch ? look_up_all(office, &log, first, count, problems, batch) : -ENOMEM;
        }
        if (r == 0) {
                *ret_batch = batch;
                *ret_count = count;
        } else {
                free(batch);
        }
        return r;
}

/* With the letters and labels, which go as it is recorded. */
static int write_withdrawal(struct office *office, struct registry_change *change, const struct parcels *parcels, int64_t now_s, struct problems *problems) {
        int r = parcels_hide(office, parcels, problems);

        if (r != 0)
                return r;
        r = office_write(office, change, false, now_s, problems);
        if (r == 0)
                return parcels_shred(office, parcels, problems);
        parcels_show(office, parcels);
        return r;
}

int office_revoke(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems) {
        struct record record = { .event = RECORD_REVOKE, .t = (uint32_t)now_s };
        struct registry_change change = { .records = &record, .record_count = 1 };
        struct issuance consignment;
        int r = office_look_up_issued(office, cti, problems, &consignment);

        if (r != 0)
                return r;
        if (consignment.revoked)
                return problems_add(problems, TEXT_PROBLEM_REVOKED_ALREADY, NULL);
        memcpy(record.cti, cti, CTI_LEN);
        return write_withdrawal(office, &change, &(struct parcels){ .consignments = &consignment, .count = 1 }, now_s, problems);
}

/* When the list was issued that begins with this one, which may have been issued anew since. */
static int read_list_nbf(const struct office *office, const uint8_t first[CTI_LEN], uint32_t *ret_nbf) {
        struct ledger_source log;
        struct act act = { .nbf = 0 };
        uint64_t entry = 0;
        size_t count;
        int r;

        registry_source(office->registry, &log);
        r = find_entries(&log, first, &entry, &count);
        if (r == 0)
                r = count > 0 ? read_act(&log, entry, &act) : -EBADMSG;
        *ret_nbf = act.nbf;
        return r;
}

static int write_list(struct office *office, struct registry_change *change, const struct issuance *batch, size_t count, int64_t now_s, struct problems *problems) {
        struct parcels parcels = { .consignments = batch, .count = count, .becomes_void = change->records[0].cti };
        int r = read_list_nbf(office, batch[0].cti, &parcels.list_nbf);

        return r == 0 ? write_withdrawal(office, change, &parcels, now_s, problems) : r;
}

int withdrawal_make(struct office *office, const struct issuance *batch, size_t count, int64_t now_s, struct problems *problems,
                    size_t *ret_revoked) {
        struct record *records = calloc(count, sizeof(*records));
        struct registry_change change = { .records = records };
        int r;

        if (!records)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++) {
                if (batch[i].revoked)
                        continue;
                records[change.record_count] = (struct record){ .event = RECORD_REVOKE, .t = (uint32_t)now_s };
                memcpy(records[change.record_count++].cti, batch[i].cti, CTI_LEN);
        }
        if (change.record_count == 0)
                r = problems_add(problems, TEXT_PROBLEM_REVOKED_ALREADY, NULL);
        else
                r = write_list(office, &change, batch, count, now_s, problems);
        if (r == 0)
                *ret_revoked = change.record_count;
        free(records);
        return r;
}

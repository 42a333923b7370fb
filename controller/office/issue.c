/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/issue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/moment.h"
#include "controller/office/numbers.h"
#include "controller/office/office_store.h"
#include "controller/office/paper.h"
#include "controller/office/tokens.h"
#include "crypto/calendar.h"

enum { DAY_S = 86400 };

int issue_terms(unsigned days, int64_t nbf, uint32_t *ret_ticket_exp, uint32_t *ret_code_exp) {
        int64_t after = (int64_t)(days + CALENDAR_CODE_DAYS) * DAY_S;
        int64_t ticket = CODE_VALIDITY_MAX_S - after;

        if (ticket > TICKET_VALIDITY_MAX_S)
                ticket = TICKET_VALIDITY_MAX_S;
        if (days < 1 || days > TICKET_DAYS_MAX || ticket < DAY_S || nbf < 65536 || nbf + ticket + after > UINT32_MAX)
                return -EINVAL;
        *ret_ticket_exp = (uint32_t)(nbf + ticket);
        *ret_code_exp = (uint32_t)(nbf + ticket + after);
        return 0;
}

static int check_key(const struct state *state, enum state_key which, enum text_id invalid, int64_t nbf, struct problems *problems) {
        const struct state_validity *key = &state->keys[which];
        char from[MOMENT_TEXT_SIZE], until[MOMENT_TEXT_SIZE];

        if (state_key_at(state, which, nbf))
                return 0;
        moment_format((int64_t)key->from * 1000, false, from);
        moment_format((int64_t)key->until * 1000, false, until);
        return problems_add(problems, invalid, "from", from, "until", until, NULL);
}

static int look_at_reference(const struct office *office, const struct secrets *secrets, const struct issued *before, size_t count,
                             const char *reference, int64_t now_s, struct problems *problems, uint8_t ret_tag[TAG_LEN], bool *ret_taken) {
        struct issuance issuance;
        bool there;
        int r;

        tag_reference(secrets->tags, reference, ret_tag);
        *ret_taken = true;
        for (size_t i = 0; i < count; i++)
                if (strcmp(before[i].reference, reference) == 0)
                        return 0;
        r = office_look_up_number(office, ret_tag, problems, &there, &issuance);
        *ret_taken = there && issuance_open(&issuance, (uint32_t)now_s);
        return r;
}

/* Its first number that no open consignment has, nor one of `before`, and its PIN. cti and nbf are set. */
static int set_numbers(const struct office *office, const struct secrets *secrets, const struct issued *before, size_t count,
                        int64_t now_s, struct problems *problems, struct issued *issued, struct record *record) {
        for (unsigned i = 0; i < NUMBERS_ATTEMPTS; i++) {
                bool taken;
                int r;

                numbers_reference(secrets->values, issued->cti, issued->nbf, i, issued->reference);
                r = look_at_reference(office, secrets, before, count, issued->reference, now_s, problems, record->reference_tag, &taken);
                if (r != 0)
                        return r;
                if (!taken) {
                        numbers_pin(secrets->values, issued->cti, issued->nbf, issued->pin);
                        return 0;
                }
        }
        return problems_add_fault(problems, -EAGAIN, TEXT_PROBLEM_MAKE_TOKENS, NULL);
}

/* Everything but numbers and files. */
static int make_tokens(const struct office *office, const struct secrets *secrets, const struct order *order, int64_t now_s, struct issued *issued,
                       struct record *record) {
        int r;

        issued->version = record->version;
        r = issue_terms(order->days, issued->nbf, &issued->ticket_exp, &issued->code_exp);
        if (r == 0)
                r = tokens_sign(office, secrets, order, now_s, issued);
        if (r < 0)
                return r;
        order_seal(order, issued->cti, record->version, secrets->values, record->sealed);
        order_blinds(order, secrets->values, &record->blinds);
        record->t = (uint32_t)now_s;
        record->nbf = issued->nbf;
        record->ticket_exp = issued->ticket_exp;
        record->code_exp = issued->code_exp;
        memcpy(record->cti, issued->cti, CTI_LEN);
        memcpy(record->box, issued->box, sizeof(record->box));
        return 0;
}

/* A cti that nothing has. */
static int draw_cti(const struct office *office, struct problems *problems, uint8_t ret_cti[CTI_LEN]) {
        struct issuance issuance;
        bool there = true;
        int r = 0;

        while (r == 0 && there) {
                if (getrandom(ret_cti, CTI_LEN, 0) != CTI_LEN)
                        return problems_add_fault(problems, -EIO, TEXT_PROBLEM_MAKE_TOKENS, NULL);
                r = office_look_up(office, ret_cti, problems, &there, &issuance);
        }
        return r;
}

/* What one command issues: all of it or nothing. */
struct run {
        struct office *office;
        const struct secrets *secrets;
        const struct order *orders;
        const struct issuance *former;  /* of each, what it is issued anew for; NULL: they are new */
        size_t count;
        int64_t now_s;
        const struct issue_progress *progress;
        struct paper_batch *paper;      /* NULL: it is one alone */
};

/* Everything but files: cti and nbf are set. */
static int make(const struct run *run, struct issued *all, size_t position, struct record *record, struct problems *problems) {
        int r = set_numbers(run->office, run->secrets, all, position, run->now_s, problems, &all[position], record);

        if (r != 0)
                return r;
        r = make_tokens(run->office, run->secrets, &run->orders[position], run->now_s, &all[position], record);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_MAKE_TOKENS, NULL) : 0;
}

static int issue_one(const struct run *run, struct issued *all, size_t position, struct record *record, struct problems *problems) {
        struct issued *issued = &all[position];
        int r;

        record->event = RECORD_ISSUE;
        record->version = 1;
        issued->nbf = (uint32_t)run->now_s;
        r = draw_cti(run->office, problems, issued->cti);
        if (r == 0)
                r = make(run, all, position, record, problems);
        return r == 0 ? parcel_write(run->office, issued, &run->orders[position], run->paper, problems) : r;
}

/* The entry of a batch stands before those of its consignments, so that it can be withdrawn as one. */
static int write_records(struct office *office, const struct record *records, size_t count, bool as_batch, int64_t now_s, struct problems *problems) {
        const struct act act = { .event = ACT_BATCH, .count = (uint32_t)count };
        struct registry_change change = { .records = records, .record_count = count, .acts = &act, .act_count = as_batch };

        return office_write(office, &change, false, now_s, problems);
}

static int check_keys(const struct office *office, int64_t nbf, struct problems *problems) {
        int r = check_key(office->state, STATE_KEY_CODE, TEXT_PROBLEM_CODE_KEY, nbf, problems);

        return r != 0 ? r : check_key(office->state, STATE_KEY_TICKET, TEXT_PROBLEM_TICKET_KEY, nbf, problems);
}

static int make_again(const struct run *run, struct issued *all, size_t position, struct record *record, struct problems *problems) {
        const struct issuance *former = &run->former[position];
        struct issued *issued = &all[position];
        uint32_t nbf = (uint32_t)run->now_s;
        int r;

        record->event = RECORD_REISSUE;
        record->version = former->version + 1;
        if (nbf <= former->nbf)
                nbf = former->nbf + 1;
        if (nbf < former->void_before)
                nbf = former->void_before;
        r = check_keys(run->office, nbf, problems);
        if (r != 0)
                return r;
        memcpy(issued->cti, former->cti, CTI_LEN);
        issued->nbf = nbf;
        r = make(run, all, position, record, problems);
        if (r != 0)
                return r;
        /* The office's own reference is known no more; its hash is. */
        memcpy(record->blinds.own, former->blinds.own, BLIND_LEN);
        return parcel_write(run->office, issued, &run->orders[position], run->paper, problems);
}

static int look_whether_to_stop(const struct run *run, struct problems *problems) {
        return run->progress && run->progress->stop && run->progress->stop(run->progress->context)
                       ? problems_add(problems, TEXT_PROBLEM_INTERRUPTED, NULL)
                       : 0;
}

static int make_all(const struct run *run, struct issued *all, struct record *records, size_t *ret_made, struct problems *problems) {
        int r = run->former ? 0 : check_keys(run->office, run->now_s, problems);

        for (size_t i = 0; r == 0 && i < run->count; i++) {
                r = run->former ? make_again(run, all, i, &records[i], problems)
                                : issue_one(run, all, i, &records[i], problems);
                *ret_made = i + (r == 0);
                if (r == 0 && run->progress && run->progress->step)
                        run->progress->step(run->progress->context, i + 1, run->count);
                if (r == 0)
                        r = look_whether_to_stop(run, problems);
        }
        return r;
}

static void discard(const struct run *run, struct issued *all, size_t made, bool as_batch) {
        for (size_t i = 0; i < made; i++)
                parcel_discard(run->office, all[i].cti, all[i].nbf);
        if (as_batch)
                parcel_discard_batch(run->office, all[0].cti, all[0].nbf);
        for (size_t i = 0; i < run->count; i++)
                issued_wipe(&all[i]);
}

static int publish(const struct run *run, const struct issued *all, struct parcel_batch *batch, struct problems *problems) {
        int r = 0;

        for (size_t i = 0; i < run->count && r == 0; i++)
                r = parcel_publish(run->office, all[i].cti, all[i].nbf, problems);
        if (r == 0 && batch)
                r = parcel_publish_batch(run->office, all[0].cti, all[0].nbf, problems, batch);
        return r == 0 ? parcels_settle(run->office, problems) : r;
}

/* Everything but the records and the names: 0, or all that was made is to be discarded. */
static int make_files(struct run *run, struct parcel_batch *batch, struct issued *all, struct record *records, size_t *ret_made, struct problems *problems) {
        struct paper_batch *paper CLEANUP(paper_batch_cleanup) = NULL;
        int r = batch ? paper_batch_new(run->office->state, run->now_s, &batch->place, &paper) : 0;

        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_LABELS, "path", run->office->dir, NULL);
        run->paper = paper;
        r = make_all(run, all, records, ret_made, problems);
        if (r == 0 && batch)
                r = parcel_write_batch(run->office, all, run->count, paper, problems);
        run->paper = NULL;
        if (r == 0)
                r = parcels_settle(run->office, problems);
        return r == 0 ? look_whether_to_stop(run, problems) : r;
}

static int issue_all(struct run *run, struct problems *problems, struct issued *ret_issued, struct parcel_batch *batch) {
        struct record *records = calloc(run->count, sizeof(*records));
        size_t made = 0;
        int r;

        if (!records)
                return -ENOMEM;
        r = make_files(run, batch, ret_issued, records, &made, problems);
        if (r == 0)
                r = write_records(run->office, records, run->count, batch && !run->former, run->now_s, problems);
        free(records);
        if (r == 0)
                return publish(run, ret_issued, batch, problems);
        discard(run, ret_issued, made, batch != NULL);
        return r;
}

int issue_orders(struct office *office, const struct secrets *secrets, const struct order *orders, size_t count, int64_t now_s,
                 const struct issue_progress *progress, struct problems *problems, struct issued *ret_issued,
                 struct parcel_batch *batch) {
        struct run run = { .office = office, .secrets = secrets, .orders = orders, .count = count, .now_s = now_s, .progress = progress };

        return issue_all(&run, problems, ret_issued, batch);
}

/* What a consignment was issued for. */
static int read_order(const struct office *office, const struct secrets *secrets, const struct issuance *consignment, struct problems *problems,
                      struct order *ret_order) {
        int r;

        if (!state_find_box(office->state, consignment->box))
                return problems_add(problems, TEXT_PROBLEM_BOX_GONE, "box", consignment->box, NULL);
        if (consignment->erased)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ERASED, NULL);
        if (consignment->stage == STAGE_COLLECTED)
                return problems_add(problems, TEXT_PROBLEM_COLLECTED_ALREADY, "box", consignment->box, NULL);
        r = order_unseal(consignment->sealed, consignment->cti, consignment->version, secrets->values, ret_order);
        return r == -EBADMSG ? problems_add(problems, TEXT_PROBLEM_ORDER_SEALED, NULL) : r;
}

int issue_all_again(struct office *office, const struct secrets *secrets, const struct issuance *former, size_t count, int64_t now_s,
                    const struct issue_progress *progress, struct problems *problems, struct issued *ret_issued, struct parcel_batch *batch) {
        struct order *orders = calloc(count, sizeof(*orders));
        struct run run = {
                .office = office, .secrets = secrets, .orders = orders, .former = former, .count = count, .now_s = now_s, .progress = progress,
        };
        int r = orders ? 0 : -ENOMEM;

        for (size_t i = 0; r == 0 && i < count; i++)
                r = read_order(office, secrets, &former[i], problems, &orders[i]);
        if (r == 0)
                r = issue_all(&run, problems, ret_issued, batch);
        for (size_t i = 0; orders && i < count; i++)
                order_wipe(&orders[i]);
        free(orders);
        return r;
}

int issue_again(struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN],
                const struct reissue_changes *changes, int64_t now_s, struct problems *problems, struct issued *ret_issued) {
        struct issuance consignment;
        struct issued issued = { 0 };
        struct order order = { 0 };
        struct run run = { .office = office, .secrets = secrets, .orders = &order, .former = &consignment, .count = 1, .now_s = now_s };
        int r = office_look_up_issued(office, cti, problems, &consignment);

        if (r != 0)
                return r;
        r = read_order(office, secrets, &consignment, problems, &order);
        if (r == 0 && changes && changes->birth[0])
                memcpy(order.birth, changes->birth, sizeof(order.birth));
        if (r == 0 && changes && changes->days > 0)
                order.days = changes->days;
        if (r == 0)
                r = issue_all(&run, problems, &issued, NULL);
        if (r == 0)
                *ret_issued = issued;
        order_wipe(&order);
        issued_wipe(&issued);
        return r;
}

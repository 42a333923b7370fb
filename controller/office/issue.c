/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/issue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/moment.h"
#include "controller/office/numbers.h"
#include "controller/office/office_store.h"
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

/* Everything but numbers and files: cti and nbf are set. */
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

static int issue_one(const struct office *office, const struct secrets *secrets, const struct order *order, int64_t now_s,
                     struct issued *all, size_t position, struct record *record, struct problems *problems) {
        struct issued *issued = &all[position];
        int r;

        record->event = RECORD_ISSUE;
        record->version = 1;
        issued->nbf = (uint32_t)now_s;
        r = draw_cti(office, problems, issued->cti);
        if (r == 0)
                r = set_numbers(office, secrets, all, position, now_s, problems, issued, record);
        if (r != 0)
                return r;
        r = make_tokens(office, secrets, order, now_s, issued, record);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_MAKE_TOKENS, NULL);
        return parcel_write(office, issued, problems);
}

static int write_records(struct office *office, const struct record *records, size_t count, int64_t now_s, struct problems *problems) {
        struct registry_change change = { .records = records, .record_count = count };

        return office_write(office, &change, false, now_s, problems);
}

static int check_keys(const struct office *office, int64_t nbf, struct problems *problems) {
        int r = check_key(office->state, STATE_KEY_CODE, TEXT_PROBLEM_CODE_KEY, nbf, problems);

        return r != 0 ? r : check_key(office->state, STATE_KEY_TICKET, TEXT_PROBLEM_TICKET_KEY, nbf, problems);
}

int issue_orders(struct office *office, const struct secrets *secrets, const struct order *orders, size_t count, int64_t now_s,
                 const struct issue_progress *progress, struct problems *problems, struct issued *ret_issued,
                 struct parcel_batch *batch) {
        struct record *records;
        size_t written = 0;
        int r;

        r = check_keys(office, now_s, problems);
        if (r != 0)
                return r;
        records = calloc(count, sizeof(*records));
        if (!records)
                return -ENOMEM;
        for (; r == 0 && written < count; written += r == 0) {
                r = issue_one(office, secrets, &orders[written], now_s, ret_issued, written, &records[written], problems);
                if (r == 0 && progress && progress->step)
                        progress->step(progress->context, written + 1, count);
        }
        if (r == 0 && batch)
                r = parcel_write_batch(office, ret_issued, orders, count, &batch->place, problems);
        else if (r == 0)
                r = parcel_write_label(office, &ret_issued[0], &orders[0], problems);
        if (r == 0)
                r = parcels_settle(office, problems);
        if (r == 0)
                r = write_records(office, records, count, now_s, problems);
        free(records);
        if (r != 0) {
                for (size_t i = 0; i < written; i++)
                        parcel_discard(office, ret_issued[i].cti, ret_issued[i].nbf);
                if (batch)
                        parcel_discard_batch(office, ret_issued[0].cti, ret_issued[0].nbf);
                for (size_t i = 0; i < count; i++)
                        issued_wipe(&ret_issued[i]);
                return r;
        }
        for (size_t i = 0; i < count && r == 0; i++)
                r = parcel_publish(office, ret_issued[i].cti, ret_issued[i].nbf, problems);
        if (r == 0 && batch)
                r = parcel_publish_batch(office, ret_issued[0].cti, ret_issued[0].nbf, problems, batch);
        return r == 0 ? parcels_settle(office, problems) : r;
}

static int reissue_order(struct office *office, const struct secrets *secrets, const struct issuance *consignment,
                         const struct order *order, int64_t now_s, struct problems *problems, struct issued *issued) {
        struct record record = { .event = RECORD_REISSUE, .version = consignment->version + 1 };
        uint32_t nbf = (uint32_t)now_s;
        int r;

        if (nbf <= consignment->nbf)
                nbf = consignment->nbf + 1;
        if (nbf < consignment->void_before)
                nbf = consignment->void_before;
        r = check_keys(office, nbf, problems);
        if (r != 0)
                return r;
        memcpy(issued->cti, consignment->cti, CTI_LEN);
        issued->nbf = nbf;
        r = set_numbers(office, secrets, NULL, 0, now_s, problems, issued, &record);
        if (r != 0)
                return r;
        r = make_tokens(office, secrets, order, now_s, issued, &record);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_MAKE_TOKENS, NULL);
        /* The office's own reference is known no more; its hash is. */
        memcpy(record.blinds.own, consignment->blinds.own, BLIND_LEN);
        r = parcel_write(office, issued, problems);
        if (r != 0)
                return r;
        r = parcel_write_label(office, issued, order, problems);
        if (r == 0)
                r = parcels_settle(office, problems);
        if (r == 0)
                r = write_records(office, &record, 1, now_s, problems);
        if (r != 0) {
                parcel_discard(office, issued->cti, issued->nbf);
                return r;
        }
        r = parcel_publish(office, issued->cti, issued->nbf, problems);
        return r == 0 ? parcels_settle(office, problems) : r;
}

int issue_again(struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN],
                const struct reissue_changes *changes, int64_t now_s, struct problems *problems, struct issued *ret_issued) {
        struct issuance consignment;
        struct issued issued = { 0 };
        struct order order = { 0 };
        bool there;
        int r = office_look_up(office, cti, problems, &there, &consignment);

        if (r != 0)
                return r;
        if (!there)
                return problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL);
        if (!state_find_box(office->state, consignment.box))
                return problems_add(problems, TEXT_PROBLEM_BOX_GONE, "box", consignment.box, NULL);
        if (consignment.erased)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ERASED, NULL);
        r = order_unseal(consignment.sealed, cti, consignment.version, secrets->values, &order);
        if (r == -EBADMSG)
                return problems_add(problems, TEXT_PROBLEM_ORDER_SEALED, NULL);
        if (r == 0 && changes && changes->birth[0])
                memcpy(order.birth, changes->birth, sizeof(order.birth));
        if (r == 0 && changes && changes->days > 0)
                order.days = changes->days;
        if (r == 0)
                r = reissue_order(office, secrets, &consignment, &order, now_s, problems, &issued);
        if (r == 0)
                *ret_issued = issued;
        order_wipe(&order);
        issued_wipe(&issued);
        return r;
}

int office_revoke(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems) {
        struct record record = { .event = RECORD_REVOKE, .t = (uint32_t)now_s };
        struct registry_change change = { .records = &record, .record_count = 1 };
        struct issuance consignment;
        bool there;
        int r = office_look_up(office, cti, problems, &there, &consignment);

        if (r != 0)
                return r;
        if (!there)
                return problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL);
        if (consignment.revoked)
                return problems_add(problems, TEXT_PROBLEM_REVOKED_ALREADY, NULL);
        memcpy(record.cti, cti, CTI_LEN);
        return office_write(office, &change, false, now_s, problems);
}

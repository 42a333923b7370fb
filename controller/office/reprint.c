/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/reprint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/unsynced.h"
#include "controller/office/numbers.h"
#include "controller/office/office_store.h"
#include "controller/office/paper.h"
#include "controller/office/state_keys.h"
#include "controller/office/tokens.h"

/* Nothing is signed with a key that has ended since. */
static bool keys_sign_still(const struct office *office, const struct secrets *secrets, uint32_t nbf, int64_t now_s) {
        for (enum state_key key = STATE_KEY_CODE; key <= STATE_KEY_TICKET; key++) {
                const struct state_validity *named = state_key_at(office->state, key, nbf);

                if (!named || now_s >= named->until || !secrets_key(secrets, key, &named->public))
                        return false;
        }
        return true;
}

static int check(const struct office *office, const struct secrets *secrets, const struct issuance *consignment, int64_t now_s, struct problems *problems) {
        if (!state_find_box(office->state, consignment->box))
                return problems_add(problems, TEXT_PROBLEM_BOX_GONE, "box", consignment->box, NULL);
        if (consignment->erased)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ERASED, NULL);
        if (consignment->revoked || consignment->nbf < consignment->void_before)
                return problems_add(problems, TEXT_PROBLEM_PRINT_REVOKED, NULL);
        if ((int64_t)consignment->code_exp <= now_s)
                return problems_add(problems, TEXT_PROBLEM_PRINT_ENDED, NULL);
        if (!keys_sign_still(office, secrets, consignment->nbf, now_s))
                return problems_add(problems, TEXT_PROBLEM_PRINT_KEYS, NULL);
        return 0;
}

/* Which of its numbers it was given, the tag tells. False when it was none of them. */
static bool find_number(const struct secrets *secrets, const struct issuance *consignment, char ret_reference[REFERENCE_LEN + 1]) {
        uint8_t tag[TAG_LEN];

        for (unsigned i = 0; i < NUMBERS_ATTEMPTS; i++) {
                numbers_reference(secrets->values, consignment->cti, consignment->nbf, i, ret_reference);
                tag_reference(secrets->tags, ret_reference, tag);
                if (tag_equal(tag, consignment->reference_tag))
                        return true;
        }
        explicit_bzero(ret_reference, REFERENCE_LEN + 1);
        return false;
}

static int restore(const struct office *office, const struct secrets *secrets, const struct issuance *consignment, struct problems *problems,
                   struct issued *issued, struct order *order) {
        int r = order_unseal(consignment->sealed, consignment->cti, consignment->version, secrets->values, order);

        if (r == -EBADMSG)
                return problems_add(problems, TEXT_PROBLEM_ORDER_SEALED, NULL);
        memcpy(issued->cti, consignment->cti, CTI_LEN);
        issued->version = consignment->version;
        issued->nbf = consignment->nbf;
        issued->ticket_exp = consignment->ticket_exp;
        issued->code_exp = consignment->code_exp;
        if (r == 0 && !find_number(secrets, consignment, issued->reference))
                return problems_add(problems, TEXT_PROBLEM_PRINT_NUMBERS, NULL);
        numbers_pin(secrets->values, issued->cti, issued->nbf, issued->pin);
        if (r == 0)
                r = tokens_sign(office, secrets, order, issued->nbf, issued);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_MAKE_TOKENS, NULL) : r;
}

int issue_restore(const struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems,
                  struct issued *ret_issued, struct order *ret_order) {
        struct issuance consignment;
        struct issued issued = { 0 };
        struct order order = { 0 };
        int r = office_look_up_issued(office, cti, problems, &consignment);

        if (r != 0)
                return r;
        r = check(office, secrets, &consignment, now_s, problems);
        if (r == 0)
                r = restore(office, secrets, &consignment, problems, &issued, &order);
        if (r == 0) {
                *ret_issued = issued;
                *ret_order = order;
        }
        issued_wipe(&issued);
        order_wipe(&order);
        return r;
}

/* An entry `printed` for each, durably: to be there before what issue_restore() made is anywhere else. */
static int note_printed(struct office *office, const struct issued *issued, size_t count, int64_t now_s, struct problems *problems) {
        struct registry_change change = { .act_count = count };
        struct act *acts = calloc(count, sizeof(*acts));
        int r;

        if (!acts)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++) {
                acts[i].event = ACT_PRINTED;
                memcpy(acts[i].cti, issued[i].cti, CTI_LEN);
        }
        change.acts = acts;
        r = office_write(office, &change, false, now_s, problems);
        free(acts);
        return r;
}

int issue_reprint(struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems,
                  struct issued *ret_issued) {
        struct issued issued;
        struct order order;
        int r = issue_restore(office, secrets, cti, now_s, problems, &issued, &order);

        if (r != 0)
                return r;
        r = parcel_write_again(office, &issued, &order, problems);
        if (r == 0)
                r = parcels_settle(office, problems);
        if (r == 0)
                r = note_printed(office, &issued, 1, now_s, problems);
        if (r == 0)
                r = parcel_publish_again(office, cti, issued.nbf, problems);
        else
                parcel_discard(office, cti, issued.nbf);
        if (r == 0)
                r = parcels_settle(office, problems);
        if (r == 0)
                *ret_issued = issued;
        issued_wipe(&issued);
        order_wipe(&order);
        return r;
}

static int restore_all(const struct office *office, const struct secrets *secrets, const struct issuance *list, size_t count, int64_t now_s,
                       struct problems *problems, struct issued *issued, struct order *orders) {
        bool refused = false;
        int r = 0;

        for (size_t i = 0; i < count && r >= 0; i++) {
                char cti[2 * CTI_LEN + 1];

                hex_encode(list[i].cti, CTI_LEN, cti);
                problems_at(problems, TEXT_PROBLEM_AT_CASE, "case", cti, NULL);
                r = issue_restore(office, secrets, list[i].cti, now_s, problems, &issued[i], &orders[i]);
                refused = refused || r > 0;
        }
        problems_at(problems, TEXT_NONE, NULL);
        return r >= 0 && refused ? OFFICE_E_REFUSED : r;
}

static int write_sheets(const struct office *office, const struct issued *issued, const struct order *orders, size_t count, const struct labels_place *labels,
                        const char *path, struct problems *problems) {
        int r = labels ? paper_write_labels(office->state, issued, orders, count, labels, path) : paper_write_letters(office->state, issued, count, path);

        if (r == 0)
                r = unsynced_wait(path);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", path, NULL) : 0;
}

int issue_reprint_sheets(struct office *office, const struct secrets *secrets, const struct issuance *list, size_t count, const struct labels_place *labels,
                         const char *path, int64_t now_s, struct problems *problems) {
        struct issued *issued = calloc(count, sizeof(*issued));
        struct order *orders = calloc(count, sizeof(*orders));
        int r = issued && orders ? restore_all(office, secrets, list, count, now_s, problems, issued, orders) : -ENOMEM;

        if (r == 0)
                r = note_printed(office, issued, count, now_s, problems);
        if (r == 0)
                r = write_sheets(office, issued, orders, count, labels, path, problems);
        for (size_t i = 0; i < count && issued && orders; i++) {
                issued_wipe(&issued[i]);
                order_wipe(&orders[i]);
        }
        free(issued);
        free(orders);
        return r;
}

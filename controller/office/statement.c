/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/statement.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "controller/office/office_store.h"
#include "crypto/revocations.h"

static int compare(const void *a, const void *b) {
        const struct revocation *left = a, *right = b;

        return memcmp(left->cti, right->cti, CTI_LEN);
}

static bool concerns(const struct issuance *issuance, const char *box, int64_t now_s) {
        return issuance->void_before != 0 && issuance->last_exp > now_s && strcmp(issuance->box, box) == 0;
}

static int collect(const struct issuances *issuances, int64_t now_s, struct problems *problems, struct revocations *statement) {
        statement->items = calloc(REVOCATIONS_MAX, sizeof(*statement->items));
        if (!statement->items)
                return -ENOMEM;
        for (size_t i = 0; i < issuances->count; i++) {
                const struct issuance *issuance = &issuances->consignments[i];
                struct revocation *item = &statement->items[statement->count];

                if (!concerns(issuance, statement->aud, now_s))
                        continue;
                if (statement->count == REVOCATIONS_MAX)
                        return problems_add(problems, TEXT_PROBLEM_REVOCATIONS_MANY, "n", NUMERAL(REVOCATIONS_MAX), NULL);
                memcpy(item->cti, issuance->cti, CTI_LEN);
                item->t = issuance->void_before;
                item->until = issuance->last_exp;
                statement->count++;
        }
        if (statement->count == 0)
                return problems_add(problems, TEXT_PROBLEM_STATEMENT_EMPTY, "box", statement->aud, NULL);
        qsort(statement->items, statement->count, sizeof(*statement->items), compare);
        return 0;
}

static int find_key(const struct state *state, const struct secrets *secrets, int64_t now_s, struct problems *problems,
                    const struct secret_key **ret_key) {
        *ret_key = secrets_signer(secrets, state, STATE_KEY_REVOKE, now_s);
        if (*ret_key)
                return 0;
        return problems_add(problems, state->has_revoke ? TEXT_PROBLEM_STATEMENT_KEY_ENDED : TEXT_PROBLEM_STATEMENT_NO_KEY, NULL);
}

/* The log says so before there is a file. */
static int publish(struct office *office, const char *box, const struct buffer *bytes, const char *path, int64_t now_s, struct problems *problems) {
        struct act act = { .event = ACT_STATED };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        int r;

        snprintf(act.box, sizeof(act.box), "%s", box);
        sha256(bytes->data, bytes->len, &act.sha);
        r = office_write(office, &change, false, now_s, problems);
        if (r != 0)
                return r;
        r = file_replace(path, bytes->data, bytes->len, 0644);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", path, NULL) : 0;
}

int office_make_statement(struct office *office, const struct secrets *secrets, const char *box, const char *path, int64_t now_s,
                          struct problems *problems) {
        struct revocations *statement CLEANUP(revocations_cleanup) = calloc(1, sizeof(*statement));
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(REVOCATIONS_MAX_LEN);
        const struct secret_key *key;
        int r;

        if (!statement)
                return -ENOMEM;
        snprintf(statement->aud, sizeof(statement->aud), "%s", box);
        statement->issued = (uint32_t)now_s;
        r = find_key(office->state, secrets, now_s, problems, &key);
        if (r == 0)
                r = office_store_load(office, problems);
        if (r == 0)
                r = collect(registry_issuances(office->registry), now_s, problems, statement);
        if (r == 0)
                r = revocations_sign(statement, key, &bytes);
        return r == 0 ? publish(office, box, &bytes, path, now_s, problems) : r;
}

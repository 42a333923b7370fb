/* SPDX-License-Identifier: EUPL-1.2 */
/* The row of a consignment, and the entry about it. */
#include <string.h>

#include "controller/office/registry/registry_internal.h"

int registry_only_row(struct rows *rows, int otherwise) {
        int r = rows_next(rows);

        return r > 0 ? otherwise : r;
}

struct act registry_act_of(const struct issuance *issuance, enum act_event event) {
        struct act act = {
                .event = event, .nbf = issuance->nbf, .ticket_exp = issuance->ticket_exp, .code_exp = issuance->code_exp,
                .last_exp = issuance->last_exp, .version = issuance->version, .void_before = issuance->void_before, .revoked = issuance->revoked,
        };

        memcpy(act.cti, issuance->cti, CTI_LEN);
        memcpy(act.box, issuance->box, sizeof(act.box));
        issuance_hash(issuance, &act.sha);
        return act;
}

int registry_insert_row(struct registry *registry, const struct issuance *issuance) {
        return tables_run(registry->database,
                            "INSERT INTO consignments (cti, box, version, nbf, ticket_exp, code_exp, last_exp, void_before, revoked,"
                            " reference, sealed, born, own, own_salt) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                            VALUES(BYTES(issuance->cti, CTI_LEN), TEXT(issuance->box), INTEGER(issuance->version),
                                   INTEGER(issuance->nbf), INTEGER(issuance->ticket_exp), INTEGER(issuance->code_exp),
                                   INTEGER(issuance->last_exp), INTEGER(issuance->void_before), INTEGER(issuance->revoked),
                                   BYTES(issuance->reference_tag, TAG_LEN), BYTES(issuance->sealed, ORDER_SEALED_LEN),
                                   BYTES(issuance->blinds.born, BLIND_LEN), BYTES(issuance->blinds.own, BLIND_LEN),
                                   BYTES(issuance->own_salt, issuance->own_kept ? BLIND_LEN : 0)));
}

int registry_update_row(struct registry *registry, const struct issuance *issuance) {
        return tables_run(registry->database,
                            "UPDATE consignments SET version = $1, nbf = $2, ticket_exp = $3, code_exp = $4, last_exp = $5,"
                            " void_before = $6, revoked = $7, reference = $8, sealed = $9, born = $10, own = $11, own_salt = $12 WHERE cti = $13",
                            VALUES(INTEGER(issuance->version), INTEGER(issuance->nbf), INTEGER(issuance->ticket_exp),
                                   INTEGER(issuance->code_exp), INTEGER(issuance->last_exp), INTEGER(issuance->void_before),
                                   INTEGER(issuance->revoked), BYTES(issuance->reference_tag, TAG_LEN),
                                   BYTES(issuance->sealed, ORDER_SEALED_LEN), BYTES(issuance->blinds.born, BLIND_LEN),
                                   BYTES(issuance->blinds.own, BLIND_LEN), BYTES(issuance->own_salt, issuance->own_kept ? BLIND_LEN : 0),
                                   BYTES(issuance->cti, CTI_LEN)));
}

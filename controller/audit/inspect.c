/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/inspect.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "base/moment.h"
#include "base/words/prefix.h"
#include "crypto/code.h"
#include "crypto/receipt.h"
#include "crypto/ticket.h"
#include "crypto/token.h"

static const struct {
        const char *prefix, *json, *people;
        enum key_use use;
} kinds[] = {
        [INSPECT_UNKNOWN] = { "", NULL, "not a text of this system", (enum key_use)0 },
        [INSPECT_CODE] = { PREFIX_CODE, "code", "pickup code", KEY_USE_CODE },
        [INSPECT_TICKET] = { PREFIX_TICKET, "ticket", "load ticket", KEY_USE_TICKET },
        [INSPECT_BADGE] = { PREFIX_BADGE, "badge", "badge", KEY_USE_BADGE },
        [INSPECT_RECEIPT] = { PREFIX_RECEIPT, "receipt", "receipt", KEY_USE_LEDGER },
};

static const char *const verdict_names[] = {
        [INSPECT_VALID] = "valid",
        [INSPECT_EXPIRED] = "expired",
        [INSPECT_EARLY] = "early",
        [INSPECT_REFUSED] = "refused",
        [INSPECT_UNCHECKED] = "unchecked",
};

static const char *verdict_name(enum inspect_verdict verdict) {
        return verdict_names[verdict];
}

static enum inspect_kind kind_of(const char *text, size_t len) {
        for (unsigned i = INSPECT_CODE; i < ARRAY_LEN(kinds); i++)
                if (len >= TOKEN_PREFIX_LEN && memcmp(text, kinds[i].prefix, TOKEN_PREFIX_LEN) == 0)
                        return (enum inspect_kind)i;
        return INSPECT_UNKNOWN;
}

static void note(struct inspection *inspection, const uint8_t *kid, const char *aud, uint32_t nbf, uint32_t exp,
                 const uint8_t *cti) {
        inspection->has_kid = inspection->has_times = inspection->has_cti = true;
        memcpy(inspection->kid, kid, KEY_ID_LEN);
        memcpy(inspection->cti, cti, CTI_LEN);
        inspection->nbf = nbf;
        inspection->exp = exp;
        inspection->has_aud = aud != NULL;
        if (aud)
                memcpy(inspection->aud, aud, sizeof(inspection->aud));
}

/* What the text says, without judging it. 0 or a refusal. */
static int read_text(const char *text, size_t len, struct inspection *inspection) {
        struct receipt receipt;
        struct ticket ticket;
        struct badge badge;
        struct code code;
        int r;

        switch (inspection->kind) {
        case INSPECT_CODE:
                r = code_parse(text, len, &code);
                if (r == 0)
                        note(inspection, code.kid, code.aud, code.nbf, code.exp, code.cti);
                return r;
        case INSPECT_TICKET:
                r = ticket_parse(text, len, &ticket);
                if (r == 0)
                        note(inspection, ticket.kid, ticket.aud, ticket.nbf, ticket.exp, ticket.cti);
                return r;
        case INSPECT_BADGE:
                r = badge_parse(text, len, &badge);
                if (r == 0) {
                        note(inspection, badge.kid, NULL, badge.nbf, badge.exp, badge.cti);
                        inspection->has_sub = true;
                        memcpy(inspection->sub, badge.sub, sizeof(inspection->sub));
                }
                return r;
        case INSPECT_RECEIPT:
                return receipt_parse(text, len, &receipt);
        case INSPECT_UNKNOWN:
                break;
        }
        return REFUSAL_MALFORMED;
}

static int judge_text(const char *text, size_t len, enum inspect_kind kind, const struct bundle *bundle,
                      const struct inspect_by *by) {
        const struct bundle_staff *staff;
        struct ticket ticket;
        struct badge badge;
        struct code code;
        bool is_signed;

        switch (kind) {
        case INSPECT_CODE:
                return code_judge(text, len, bundle, by->box_id, by->now_s, &code, &is_signed);
        case INSPECT_TICKET:
                return ticket_judge(text, len, bundle, by->box_id, by->now_s, NULL, &ticket, &is_signed);
        case INSPECT_BADGE:
                return badge_judge(text, len, bundle, by->now_s, &badge, &staff, &is_signed);
        case INSPECT_RECEIPT:
        case INSPECT_UNKNOWN:
                break;
        }
        return -EINVAL;
}

/* Judges as if the office had a single key, always valid, and the person of the badge on its list. */
static int judge_by_key(const char *text, size_t len, const struct inspect_by *by, const struct inspection *inspection) {
        struct bundle_key key = { .key = *by->key, .use = kinds[inspection->kind].use, .exp = UINT32_MAX };
        struct bundle_staff person = { .role = ROLE_LOADER };
        struct bundle bundle = { .keys = &key, .key_count = 1, .staff = &person, .staff_count = 1 };

        key_id(&key.key, key.kid);
        memcpy(person.sub, inspection->sub, sizeof(person.sub));
        memcpy(person.badge_cti, inspection->cti, sizeof(person.badge_cti));
        return judge_text(text, len, inspection->kind, &bundle, by);
}

static int judge_by_bundle(const char *text, size_t len, const struct inspect_by *by, struct inspection *inspection) {
        const struct bundle_key *key;

        if (bundle_find_key(by->bundle, inspection->kid, kinds[inspection->kind].use, &key) == 0) {
                inspection->has_key = true;
                inspection->key = key->key;
        }
        return judge_text(text, len, inspection->kind, by->bundle, by);
}

static enum inspect_verdict verdict_of(int outcome) {
        switch (outcome) {
        case 0:
                return INSPECT_VALID;
        case REFUSAL_EXPIRED:
                return INSPECT_EXPIRED;
        case REFUSAL_NOT_YET:
                return INSPECT_EARLY;
        default:
                return INSPECT_REFUSED;
        }
}

int inspect(const char *text, size_t len, const struct inspect_by *by, struct inspection *ret_inspection) {
        struct inspection inspection = { .kind = kind_of(text, len) };
        int r;

        r = read_text(text, len, &inspection);
        if (r == 0) {
                /* A receipt's signature covers the ledger's name as well: ledger verify and ledger prove judge it. */
                if (inspection.kind == INSPECT_RECEIPT || (!by->key && !by->bundle)) {
                        inspection.verdict = INSPECT_UNCHECKED;
                        *ret_inspection = inspection;
                        return 0;
                }
                if (by->key) {
                        inspection.has_key = true;
                        inspection.key = *by->key;
                        r = judge_by_key(text, len, by, &inspection);
                } else {
                        r = judge_by_bundle(text, len, by, &inspection);
                }
        }
        if (r < 0)
                return r;
        inspection.verdict = verdict_of(r);
        inspection.reason = (enum refusal)r;
        *ret_inspection = inspection;
        return 0;
}

static const char *hex_or_null(bool known, const uint8_t *bytes, size_t len, char *text) {
        if (!known)
                return NULL;
        hex_encode(bytes, len, text);
        return text;
}

int inspection_format_json(const struct inspection *inspection, struct buffer *ret_text) {
        char kid[2 * KEY_ID_LEN + 1], key[2 * KEY_PUBLIC_LEN + 1], cti[2 * CTI_LEN + 1];
        json_t *json;
        char *text;
        int r;

        json = json_pack("{s:s?, s:s?, s:s?, s:s?, s:o, s:o, s:s?, s:s, s:s?}",
                         "kind", kinds[inspection->kind].json,
                         "kid", hex_or_null(inspection->has_kid, inspection->kid, KEY_ID_LEN, kid),
                         "key", hex_or_null(inspection->has_key, inspection->key.x, KEY_PUBLIC_LEN, key),
                         "aud", inspection->has_aud ? inspection->aud : NULL,
                         "nbf", inspection->has_times ? json_integer(inspection->nbf) : json_null(),
                         "exp", inspection->has_times ? json_integer(inspection->exp) : json_null(),
                         "cti", hex_or_null(inspection->has_cti, inspection->cti, CTI_LEN, cti),
                         "verdict", verdict_name(inspection->verdict),
                         "reason", refusal_name(inspection->reason));
        if (!json)
                return -ENOMEM;
        text = json_dumps(json, JSON_COMPACT);
        json_decref(json);
        if (!text)
                return -ENOMEM;
        r = buffer_printf(ret_text, "%s\n", text);
        free(text);
        return r;
}

static int append_line(struct buffer *text, const char *label, const char *value) {
        return value ? buffer_printf(text, "  %-12s %s\n", label, value) : 0;
}

static const char *time_or_null(bool known, uint32_t seconds, char *text) {
        if (!known)
                return NULL;
        moment_format((int64_t)seconds * 1000, false, text);
        return text;
}

int inspection_format_text(const struct inspection *inspection, struct buffer *ret_text) {
        char kid[2 * KEY_ID_LEN + 1], key[2 * KEY_PUBLIC_LEN + 1], cti[2 * CTI_LEN + 1];
        char nbf[MOMENT_TEXT_SIZE], exp[MOMENT_TEXT_SIZE];
        const struct {
                const char *label, *value;
        } lines[] = {
                { "box", inspection->has_aud ? inspection->aud : NULL },
                { "person", inspection->has_sub ? inspection->sub : NULL },
                { "valid from", time_or_null(inspection->has_times, inspection->nbf, nbf) },
                { "valid until", time_or_null(inspection->has_times, inspection->exp, exp) },
                { inspection->kind == INSPECT_BADGE ? "badge id" : "consignment",
                  hex_or_null(inspection->has_cti, inspection->cti, CTI_LEN, cti) },
                { "key id", hex_or_null(inspection->has_kid, inspection->kid, KEY_ID_LEN, kid) },
                { "key", hex_or_null(inspection->has_key, inspection->key.x, KEY_PUBLIC_LEN, key) },
                { "verdict", verdict_name(inspection->verdict) },
                { "reason", refusal_name(inspection->reason) },
        };
        int r;

        r = buffer_printf(ret_text, "%s\n", kinds[inspection->kind].people);
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(lines); i++)
                r = append_line(ret_text, lines[i].label, lines[i].value);
        return r;
}

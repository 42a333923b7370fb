/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/answer.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

static int64_t steady_now(const struct works *works) {
        return clock_watch_steady(&works->upkeep.clock, works->recorder.now);
}

/* What the store said. */
static void answered(struct verdict *verdict, const struct outcome *outcome) {
        static const enum refusal refusals[] = {
                [JUDGEMENT_NONE] = REFUSAL_WRONG_ANSWER, [JUDGEMENT_RIGHT] = REFUSAL_NONE, [JUDGEMENT_WRONG] = REFUSAL_WRONG_ANSWER,
                [JUDGEMENT_LOCKED] = REFUSAL_LOCKED,     [JUDGEMENT_VOID] = REFUSAL_VOID,
        };

        verdict->refusal = refusals[outcome->judgement];
        verdict->tries_left = outcome->tries_left;
        verdict->is_last = outcome->is_last;
        verdict->locked_until_ms = outcome->locked_until_ms;
}

struct birth_tag_context {
        const struct tag_key *tags;
        const char *birth;
};

static void birth_tag_of(void *context, const uint8_t cti[CTI_LEN], uint8_t ret_tag[TAG_LEN]) {
        const struct birth_tag_context *birth = context;

        tag_birth(birth->tags, cti, birth->birth, ret_tag);
}

/* The consignment whose answer was right, and the others of its group whose birth date it was as well. */
static int collect_offers(struct works *works, const struct answer *answer, const struct consignment *consignment, struct verdict *verdict) {
        struct birth_tag_context birth = { .tags = works->trust.tags, .birth = answer->birth };
        struct consignment members[OFFERS_MAX - 1];
        size_t count = 0;
        int r = 0;

        verdict->offers[0] = offer_of(consignment);
        verdict->offer_count = 1;
        if (consignment->has_group)
                r = store_group(works->recorder.store, works->recorder.now.wall_ms, consignment->cti, birth_tag_of, &birth, members, OFFERS_MAX - 1, &count);
        for (size_t i = 0; r == 0 && i < count; i++)
                if (!bundle_revokes(works->trust.bundle, members[i].cti, members[i].nbf))
                        verdict->offers[verdict->offer_count++] = offer_of(&members[i]);
        return r;
}

/* On the typed way the rest is judged only after a right answer, so that it tells nobody anything. */
static enum refusal judge_typed_rest(struct works *works, const struct consignment *consignment) {
        if (bundle_revokes(works->trust.bundle, consignment->cti, consignment->nbf))
                return REFUSAL_REVOKED;
        if (consignment->state == CONSIGNMENT_EXPIRED || consignment_overdue(consignment, works->recorder.now.wall_ms))
                return REFUSAL_EXPIRED;
        return REFUSAL_NONE;
}

static int answer_known(struct works *works, const struct answer *answer, const struct consignment *consignment, struct verdict *verdict) {
        bool is_refused = consignment->wrong >= STORE_WRONG_VOID || steady_now(works) < consignment->locked_until_ms;
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN];
        struct outcome outcome;
        bool is_right;
        int r;

        tag_birth(works->trust.tags, consignment->cti, answer->birth, birth_tag);
        tag_pin(works->trust.tags, consignment->cti, answer->typed ? answer->pin : "000000", pin_tag);
        r = store_do(works->recorder.store, works->recorder.now.wall_ms,
                     DEED(DEED_JUDGE, .cti = consignment->cti, .pin_tag = answer->typed ? pin_tag : NULL, .birth_tag = birth_tag),
                     &outcome);
        explicit_bzero(pin_tag, sizeof(pin_tag));
        explicit_bzero(birth_tag, sizeof(birth_tag));
        if (r != 0)
                return r;
        answered(verdict, &outcome);
        is_right = outcome.judgement == JUDGEMENT_RIGHT;
        if (!is_right && answer->typed)
                slowdown_count(&works->slowdown, works->recorder.now);
        if (is_right && answer->typed)
                verdict->refusal = judge_typed_rest(works, consignment);
        verdict->deadline_ms = consignment->deadline_ms;
        /* The store writes wrong answers down itself. */
        if (verdict->refusal != REFUSAL_NONE && (is_right || is_refused))
                return store_do(works->recorder.store, works->recorder.now.wall_ms,
                                DEED(DEED_REFUSED, .refusal = verdict->refusal, .cti = consignment->cti), NULL);
        if (verdict->refusal != REFUSAL_NONE)
                return 0;
        verdict->suspect = consignment->state != CONSIGNMENT_STORED;
        return collect_offers(works, answer, consignment, verdict);
}

/* A code was judged when it was scanned; what is typed is judged only now, and no deadline can be under a clock in doubt. */
static int answer_in_doubt(struct works *works, struct verdict *verdict) {
        verdict->refusal = REFUSAL_CLOCK;
        return store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_REFUSED, .refusal = verdict->refusal), NULL);
}

/* Its door opened late while the answer was being typed. */
static int answer_issued(struct works *works, const struct consignment *consignment, struct verdict *verdict) {
        verdict->refusal = REFUSAL_ALREADY_ISSUED;
        return store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_REFUSED, .refusal = verdict->refusal, .cti = consignment->cti),
                        NULL);
}

static int answer_unknown(struct works *works, const struct answer *answer, struct verdict *verdict) {
        static const uint8_t nobody[CTI_LEN];
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN], unknown[TAG_LEN];
        struct outcome outcome;
        int r;

        tag_birth(works->trust.tags, nobody, answer->birth, birth_tag);
        tag_pin(works->trust.tags, nobody, answer->pin, pin_tag);
        explicit_bzero(pin_tag, sizeof(pin_tag));
        explicit_bzero(birth_tag, sizeof(birth_tag));
        tag_unknown(works->trust.tags, answer->number, unknown);
        r = store_do(works->recorder.store, works->recorder.now.wall_ms, DEED(DEED_JUDGE_UNKNOWN, .unknown_tag = unknown), &outcome);
        explicit_bzero(unknown, sizeof(unknown));
        if (r != 0)
                return r;
        slowdown_count(&works->slowdown, works->recorder.now);
        answered(verdict, &outcome);
        return 0;
}

int answer_judge(struct works *works, const struct answer *answer, struct verdict *verdict) {
        bool in_doubt = answer->typed && works->upkeep.clock.doubt;
        struct consignment consignment;
        uint8_t reference[TAG_LEN] = { 0 };
        int r;

        if (answer->typed && answer->number) {
                tag_reference(works->trust.tags, answer->number, reference);
                r = store_consignment_by_reference(works->recorder.store, reference, &consignment);
        } else {
                r = store_consignment(works->recorder.store, answer->cti, &consignment);
        }
        if (in_doubt && (r == 0 || r == -ENOENT))
                r = answer_in_doubt(works, verdict);
        else if (r == 0 && consignment.state == CONSIGNMENT_ISSUED)
                r = answer_issued(works, &consignment, verdict);
        else if (r == 0)
                r = answer_known(works, answer, &consignment, verdict);
        else if (r == -ENOENT && answer->typed && answer->number)
                r = answer_unknown(works, answer, verdict);
        explicit_bzero(reference, sizeof(reference));
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Judges what a citizen typed: birth date after a code; reference, PIN and birth
 * date together on the typed way. An unknown reference takes the same steps as a
 * known one: tags are made, something durable is written, a counter counts.
 */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"

/* The answer as an event, from what store_answer() or slowdown_unknown() said. */
static void answered(struct event *event, int answer, unsigned left, int64_t locked_until_ms) {
        static const enum refusal refusals[] = {
                [0] = REFUSAL_NONE,
                [STORE_ANSWER_WRONG] = REFUSAL_WRONG_ANSWER,
                [STORE_ANSWER_LOCKED] = REFUSAL_LOCKED,
                [STORE_ANSWER_VOID] = REFUSAL_VOID,
        };

        event->refusal = refusals[answer];
        event->tries_left = left;
        event->locked_until_ms = locked_until_ms;
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
static int collect_offers(struct box *box, const struct consignment *consignment, struct event *event) {
        struct birth_tag_context birth = { .tags = box->tags, .birth = box->citizen.birth };
        struct consignment members[OFFERS_MAX - 1];
        size_t count = 0;
        int r = 0;

        event->offers[0] = offer_of(consignment);
        event->offer_count = 1;
        if (consignment->has_group)
                r = store_group(box->store, box->now.wall_ms, consignment->cti, birth_tag_of, &birth, members, OFFERS_MAX - 1, &count);
        for (size_t i = 0; r == 0 && i < count; i++)
                if (!bundle_revokes(box->bundle, members[i].cti, members[i].nbf))
                        event->offers[event->offer_count++] = offer_of(&members[i]);
        return r;
}

/* On the typed way the rest is judged only after a right answer, so that it tells nobody anything. */
static enum refusal judge_typed_rest(struct box *box, const struct consignment *consignment) {
        if (bundle_revokes(box->bundle, consignment->cti, consignment->nbf))
                return REFUSAL_REVOKED;
        if (consignment->state == CONSIGNMENT_EXPIRED || consignment_overdue(consignment, box->now.wall_ms))
                return REFUSAL_EXPIRED;
        return REFUSAL_NONE;
}

static int answer_known(struct box *box, const struct consignment *consignment, struct event *event) {
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN];
        const struct citizen *citizen = &box->citizen;
        int64_t locked_until_ms = 0;
        unsigned left = 0;
        bool is_refused;
        int answer, r;

        tag_birth(box->tags, consignment->cti, citizen->birth, birth_tag);
        tag_pin(box->tags, consignment->cti, citizen->typed ? citizen->pin : "000000", pin_tag);
        is_refused = consignment->wrong >= STORE_WRONG_VOID || box->now.wall_ms < consignment->locked_until_ms;
        answer = store_answer(box->store, box->now.wall_ms, consignment->cti, citizen->typed ? pin_tag : NULL, birth_tag, &left,
                              &locked_until_ms);
        explicit_bzero(pin_tag, sizeof(pin_tag));
        explicit_bzero(birth_tag, sizeof(birth_tag));
        if (answer < 0)
                return answer;
        answered(event, answer, left, locked_until_ms);
        if (answer != 0 && citizen->typed)
                slowdown_count(&box->slowdown, box->now);
        if (answer == 0 && citizen->typed)
                event->refusal = judge_typed_rest(box, consignment);
        /* The store writes wrong answers down itself. */
        if (event->refusal != REFUSAL_NONE && (answer == 0 || is_refused)) {
                r = store_refused(box->store, box->now.wall_ms, event->refusal, consignment->cti);
                return r;
        }
        if (event->refusal != REFUSAL_NONE)
                return 0;
        event->suspect = consignment->state != CONSIGNMENT_STORED;
        return collect_offers(box, consignment, event);
}

/* A code was judged when it was scanned; what is typed is judged only now, and no deadline can be under a clock in doubt. */
static int answer_in_doubt(struct box *box, struct event *event) {
        event->refusal = REFUSAL_CLOCK;
        return store_refused(box->store, box->now.wall_ms, event->refusal, NULL);
}

/* Its door opened late while the answer was being typed. */
static int answer_issued(struct box *box, const struct consignment *consignment, struct event *event) {
        event->refusal = REFUSAL_ALREADY_ISSUED;
        return store_refused(box->store, box->now.wall_ms, event->refusal, consignment->cti);
}

static int answer_unknown(struct box *box, const uint8_t reference[TAG_LEN], struct event *event) {
        static const uint8_t nobody[CTI_LEN];
        uint8_t pin_tag[TAG_LEN], birth_tag[TAG_LEN];
        int64_t locked_until_ms;
        unsigned left;
        int answer;

        tag_birth(box->tags, nobody, box->citizen.birth, birth_tag);
        tag_pin(box->tags, nobody, box->citizen.pin, pin_tag);
        explicit_bzero(pin_tag, sizeof(pin_tag));
        explicit_bzero(birth_tag, sizeof(birth_tag));
        answer = slowdown_unknown(&box->slowdown, reference, box->now, &left, &locked_until_ms);
        answered(event, answer, left, locked_until_ms);
        return store_refused(box->store, box->now.wall_ms, REFUSAL_NOT_HERE, NULL);
}

void box_judge(struct box *box) {
        struct event event = { .type = EVENT_ANSWER };
        struct consignment consignment;
        uint8_t reference[TAG_LEN] = { 0 };
        bool in_doubt = box->citizen.typed && box->clock.doubt;
        int r;

        if (box->citizen.typed) {
                tag_reference(box->tags, box->citizen.number, reference);
                r = store_consignment_by_reference(box->store, reference, &consignment);
        } else {
                r = store_consignment(box->store, box->citizen.offers[0].cti, &consignment);
        }
        if (in_doubt && (r == 0 || r == -ENOENT))
                r = answer_in_doubt(box, &event);
        else if (r == 0 && consignment.state == CONSIGNMENT_ISSUED)
                r = answer_issued(box, &consignment, &event);
        else if (r == 0)
                r = answer_known(box, &consignment, &event);
        else if (r == -ENOENT && box->citizen.typed)
                r = answer_unknown(box, reference, &event);
        citizen_forget_typed(&box->citizen);
        explicit_bzero(reference, sizeof(reference));
        if (r != 0)
                box_fault(box, "judging an answer", r);
        else
                box_tell(box, &event);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/slowdown.h"

#include <string.h>

static int64_t newest(const struct slowdown *slowdown) {
        return slowdown->unknown_ms[(slowdown->unknown_count - 1) % SLOWDOWN_UNKNOWN];
}

int64_t slowdown_delay(const struct slowdown *slowdown, struct moment now) {
        if (slowdown->delay_ms == 0 || now.mono_ms - newest(slowdown) >= SLOWDOWN_WITHIN_MS)
                return 0;
        return slowdown->delay_ms;
}

void slowdown_count(struct slowdown *slowdown, struct moment now) {
        int64_t delay_ms = slowdown_delay(slowdown, now);
        unsigned oldest;

        slowdown->unknown_ms[slowdown->unknown_count++ % SLOWDOWN_UNKNOWN] = now.mono_ms;
        oldest = slowdown->unknown_count % SLOWDOWN_UNKNOWN;
        if (delay_ms > 0)
                slowdown->delay_ms = delay_ms * 2 < SLOWDOWN_MAX_MS ? delay_ms * 2 : SLOWDOWN_MAX_MS;
        else if (slowdown->unknown_count >= SLOWDOWN_UNKNOWN && now.mono_ms - slowdown->unknown_ms[oldest] < SLOWDOWN_WITHIN_MS)
                slowdown->delay_ms = SLOWDOWN_FIRST_MS;
        else
                slowdown->delay_ms = 0;
}

static struct slowdown_pretend *pretend_of(struct slowdown *slowdown, const uint8_t tag[TAG_LEN]) {
        struct slowdown_pretend *oldest = &slowdown->pretends[0];

        for (unsigned i = 0; i < SLOWDOWN_PRETEND_MAX; i++) {
                struct slowdown_pretend *pretend = &slowdown->pretends[i];

                if (pretend->wrong > 0 && tag_equal(pretend->tag, tag))
                        return pretend;
                if (pretend->wrong == 0 || (oldest->wrong > 0 && pretend->used_ms < oldest->used_ms))
                        oldest = oldest->wrong == 0 ? oldest : pretend;
        }
        *oldest = (struct slowdown_pretend){ 0 };
        memcpy(oldest->tag, tag, TAG_LEN);
        return oldest;
}

void slowdown_unknown(struct slowdown *slowdown, const uint8_t tag[TAG_LEN], struct moment now, struct outcome *ret_outcome) {
        struct slowdown_pretend *pretend;
        struct outcome outcome = { .judgement = JUDGEMENT_VOID };

        slowdown_count(slowdown, now);
        pretend = pretend_of(slowdown, tag);
        pretend->used_ms = now.mono_ms;
        if (pretend->wrong < STORE_WRONG_VOID && now.mono_ms < pretend->locked_until_ms) {
                outcome.judgement = JUDGEMENT_LOCKED;
        } else if (pretend->wrong < STORE_WRONG_VOID && ++pretend->wrong < STORE_WRONG_VOID) {
                outcome.judgement = pretend->wrong % STORE_WRONG_LOCK == 0 ? JUDGEMENT_LOCKED : JUDGEMENT_WRONG;
                if (outcome.judgement == JUDGEMENT_LOCKED)
                        pretend->locked_until_ms = now.mono_ms + STORE_LOCK_MS;
                else
                        outcome.tries_left = STORE_WRONG_LOCK - pretend->wrong % STORE_WRONG_LOCK;
        }
        if (outcome.judgement == JUDGEMENT_LOCKED)
                outcome.locked_until_ms = pretend->locked_until_ms;
        *ret_outcome = outcome;
}

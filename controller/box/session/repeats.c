/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/repeats.h"

#include <string.h>

void repeats_init(struct repeats *repeats, unsigned reread_ms) {
        *repeats = (struct repeats){ .gap_ms = (int64_t)reread_ms + REPEATS_MORE_MS };
        recall_key_random(repeats->key);
}

bool repeats_read(struct repeats *repeats, const char *text, size_t len, struct moment now) {
        uint8_t of[RECALL_LEN];
        unsigned at = 0;
        bool again;

        recall_of(repeats->key, text, len, of);
        for (unsigned i = 0; i < REPEATS_MAX; i++) {
                if (repeats->readings[i].seen_ms != 0 && memcmp(repeats->readings[i].of, of, RECALL_LEN) == 0) {
                        at = i;
                        break;
                }
                if (repeats->readings[i].seen_ms < repeats->readings[at].seen_ms)
                        at = i;
        }
        again = repeats->readings[at].seen_ms != 0 && memcmp(repeats->readings[at].of, of, RECALL_LEN) == 0 &&
                now.mono_ms - repeats->readings[at].seen_ms < repeats->gap_ms;
        memcpy(repeats->readings[at].of, of, RECALL_LEN);
        repeats->readings[at].seen_ms = now.mono_ms;
        return again;
}

void repeats_follow(struct repeats *repeats, const uint8_t *cti, struct moment now) {
        if (cti)
                recall_of(repeats->key, cti, CTI_LEN, repeats->own);
        else if (repeats->runs)
                repeats->over_ms = now.mono_ms;
        repeats->runs = cti != NULL;
}

bool repeats_own(const struct repeats *repeats, const uint8_t cti[CTI_LEN], struct moment now) {
        uint8_t of[RECALL_LEN];

        recall_of(repeats->key, cti, CTI_LEN, of);
        return memcmp(of, repeats->own, RECALL_LEN) == 0 &&
               (repeats->runs || (repeats->over_ms != 0 && now.mono_ms - repeats->over_ms < REPEATS_MORE_MS));
}

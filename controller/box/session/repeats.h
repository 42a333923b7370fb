/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What lies before a reader is read again and again: the one rule for that.
 *
 * A reading is a repeat when the same text was read less than the reader's re-read delay + 2 s ago; each repeat counts anew, so
 * that it ends only when the reader has not seen the text for so long, whatever session ends meanwhile. Badges and tickets that are
 * repeats are ignored, and no tone is heard twice for one. A pickup code is ignored while its own session runs and for 2 s
 * after, whichever text of it.
 *
 * Nothing is kept but hashes under a key of this process. Plain data, no clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/moment.h"
#include "crypto/recall.h"
#include "crypto/ticket.h"

enum {
        REPEATS_MORE_MS = 2000,         /* beyond the re-read delay, and after a session */
        REPEATS_MAX = 8,                /* readings remembered; the one not seen for longest makes room */
};

struct repeats {
        uint8_t key[RECALL_KEY_LEN];
        int64_t gap_ms;
        struct {
                uint8_t of[RECALL_LEN];
                int64_t seen_ms;        /* mono; 0: none */
        } readings[REPEATS_MAX];
        uint8_t own[RECALL_LEN];        /* the cti of the code whose session runs or ran last */
        bool runs;
        int64_t over_ms;                /* mono, when it ended; 0: there was none */
};

/* reread_ms: how long the reader takes a code that does not move for one. */
void repeats_init(struct repeats *repeats, unsigned reread_ms);
/* This text was read now. Whether it is a repeat. */
bool repeats_read(struct repeats *repeats, const char *text, size_t len, struct moment now);
/* The code whose session runs now, or NULL: none does. To be told whenever that may have changed. */
void repeats_follow(struct repeats *repeats, const uint8_t *cti, struct moment now);
/* Whether the session of this code runs, or ended less than 2 s ago. */
bool repeats_own(const struct repeats *repeats, const uint8_t cti[CTI_LEN], struct moment now);

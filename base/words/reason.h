/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Why staff have to look into a compartment: the ledger's `why` of a quarantine, and
 * what staff lists say of a compartment that is in use.
 */
#pragma once

#include "base/words/word.h"

#define REASON_LIST(X) \
        /* quarantined */ \
        X(REASON_NOT_OPENED, "not_opened")              /* pulsed, and the switch never said open */ \
        X(REASON_NOT_LATCHED, "not_latched")            /* shut three times, and open again each time */ \
        X(REASON_NOT_SEEN, "not_seen")                  /* open by the citizen's word, not by the switch */ \
        X(REASON_NOT_EMPTY, "not_empty")                /* to be loaded, and something lay there */ \
        X(REASON_NOT_ANSWERED, "not_answered")          /* opened by staff, who did not say what they found */ \
        X(REASON_LATE, "late")                          /* opened after the opening was given up */ \
        X(REASON_FORCED_OPEN, "forced_open")            /* opened without a release */ \
        X(REASON_SWITCH_FAULTY, "switch_faulty")        /* its switch contradicts itself, or does not come to rest */ \
        X(REASON_CONTENTS, "contents")                  /* something else than expected lay there */ \
        X(REASON_LOAD_CUT_SHORT, "load_cut_short")      /* the power went while it was loaded */ \
        X(REASON_FOUND_OPEN, "found_open")              /* open when the box started, and nothing explains it */ \
        X(REASON_LEFT_OPEN, "left_open")                /* open for five minutes */ \
        X(REASON_COIL_LOST, "coil_lost")                /* its lock's chip went while the coil was on, for the second time */ \
        X(REASON_RESTORED, "restored")                  /* the store was put back: what lies there is known only when somebody has looked */ \
        X(REASON_BY_HAND, "by_hand")                    /* a manager took it out of use */ \
        /* in use */ \
        X(REASON_REVOKED, "revoked")                    /* the office took it back */ \
        X(REASON_VOID, "void")                          /* too many wrong answers: its code opens nothing any more */ \
        X(REASON_UNSURE, "unsure")                      /* the power went during a release */ \
        X(REASON_OLD_PAPERS, "old_papers")              /* a citizen laid old papers in */ \
        X(REASON_OLD_UNSAID, "old_unsaid")              /* nobody said whether old papers were laid in */

WORDS_DECLARE(reason, REASON, REASON_LIST)

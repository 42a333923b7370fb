/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A checkpoint that somebody brings back to where its ledger is, with a witness's countersignature below it: whose it is, and whether the
 * ledger is still what was signed. Values only.
 */
#pragma once

#include "controller/ledger/source.h"
#include "crypto/note.h"

enum {
        WITNESSED_KEYS_MAX = 4,          /* witnesses that a box trusts */
        WITNESSED_FUTURE_MAX_S = 86400,  /* a countersignature from later than that counts for nothing */
};

/* What is known where the ledger is. */
struct witnessing {
        const char *origin;              /* of the ledger */
        const struct public_key *own;    /* its key */
        const struct vkey *witnesses;    /* of type NOTE_TYPE_COSIGNATURE */
        size_t count;
        const struct ledger_source *source;
        uint64_t now_s;                  /* seconds since 1970 */
};

struct witnessed {
        uint64_t size;
        struct hash root;
        const struct vkey *witness;      /* one of those given: whose countersignature is the latest; NULL: none of theirs */
        uint64_t time_s;                 /* its own time */
};

enum {
        WITNESSED_E_MALFORMED = 1,       /* no checkpoint, or the line of a key that is known is wrong */
        WITNESSED_E_OTHER_LEDGER,
        WITNESSED_E_NOBODY,              /* no witness that is known has signed it */
        WITNESSED_E_ARCHIVED,            /* older than what is here: that tree cannot be told any more */
        WITNESSED_E_CONTRADICTS,         /* signed by a witness that is known, or by the ledger's own key, and not of the ledger as it is here */
};

/* Whether the bytes are a signed checkpoint of anything, at most NOTE_MAX_LEN of them. */
bool witnessed_is_note(const void *bytes, size_t len);
/*
 * 0: a witness that is known has signed a tree that this ledger begins with. Or one of the above, *ret_witnessed filled with
 * WITNESSED_E_CONTRADICTS too; or a negative errno of the source.
 */
MUST_CHECK int witnessed_judge(const struct witnessing *witnessing, const void *bytes, size_t len, struct witnessed *ret_witnessed);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The add-checkpoint call of a witness (C2SP tlog-witness,
 * https://c2sp.org/tlog-witness): its request's body, and the answer to it.
 * Knows HTTP's status codes and nothing else of HTTP.
 */
#pragma once

#include "controller/ledger/witness.h"

enum {
        WITNESS_PROOF_MAX = 63,     /* "MUST NOT send more than 63 consistency proof lines" */
        WITNESS_REQUEST_MAX_LEN = 32 + WITNESS_PROOF_MAX * 45 + CHECKPOINT_MAX_LEN,
};

struct witness_request {
        uint64_t old_size;
        struct hash proof[WITNESS_PROOF_MAX];
        size_t count;
        const char *note;           /* a signed note, into the request's bytes */
        size_t note_len;
};

enum { WITNESS_REQUEST_E_MALFORMED = 1 };
/* Reads the form strictly; judges neither note nor proof. 0 or WITNESS_REQUEST_E_MALFORMED. */
MUST_CHECK int witness_request_parse(const char *bytes, size_t len, struct witness_request *ret_request);

struct witness_answer {
        unsigned status;            /* of HTTP: 200, 400, 403, 404, 409, 422 */
        const char *type;           /* Content-Type; static */
        struct buffer body;         /* owned by the caller */
        struct witness_news news;   /* with 422: what it keeps against the log */
};

/*
 * Answers a request about a log for which one of these keys speaks (controller/ledger/origin.h; an origin may have several). 0, whatever is answered; a negative errno when nothing could be, and then nothing was signed. Blocks
 * until the disk has what is remembered.
 */
MUST_CHECK int witness_request_answer(struct witness *witness, const struct vkey *logs, size_t count, const char *bytes, size_t len,
                                      uint64_t now_s, struct witness_answer *ret_answer);

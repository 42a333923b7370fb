/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Asking an outside witness: the log's side of C2SP tlog-witness
 * (https://c2sp.org/tlog-witness), from an export. Knows HTTP's status codes and
 * leaves sending to its caller. Blocks as long as that does.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { SUBMISSION_ANSWER_MAX_LEN = NOTE_MAX_LEN };

struct submission_answer {
        unsigned status;            /* of HTTP */
        char type[64];              /* Content-Type, cut */
        struct buffer body;         /* at most SUBMISSION_ANSWER_MAX_LEN; submission frees it */
};

/* Sends a request's body. 0; LEDGER_E_INVALID with the finding when nobody answers; a negative errno. */
typedef int submission_ask_fn(void *context, const struct buffer *body, struct submission_answer *ret_answer, struct finding *ret_finding);

struct submitted {
        char origin[NOTE_NAME_MAX + 1];
        uint64_t old_size, size;    /* what the witness knew before; of the export */
        size_t kept;                /* lines that now stand in the export's checkpoint */
        uint64_t time_s;            /* of the cosignature; 0 when no witness's key was given, and nothing was verified */
};

/*
 * Has the checkpoint of the export in `out` countersigned, and writes what came back into it. With the witness's key only a
 * line that verifies under it is kept; without, all lines by others than have signed already. The checkpoint is judged as
 * exported_open() does. 0; LEDGER_E_INVALID with the finding; a negative errno.
 */
MUST_CHECK int ledger_submit(const char *out, const struct vkey *vkeys, size_t count, const struct vkey *witness, uint64_t now_s,
                             submission_ask_fn *ask, void *context, struct submitted *ret_done, struct finding *ret_finding);

/* SPDX-License-Identifier: EUPL-1.2 */
/* The words in quotation marks are the specification's. */
#include "controller/ledger/witness_request.h"

#include <string.h>

#include "controller/ledger/origin.h"

int witness_request_parse(const char *bytes, size_t len, struct witness_request *ret_request) {
        struct reader reader = reader_over(bytes, len);
        struct witness_request request = { .count = 0 };
        const char *line;
        size_t line_len;

        if (len > WITNESS_REQUEST_MAX_LEN || !reader_text(&reader, "old ") || !reader_decimal(&reader, MERKLE_SIZE_MAX, &request.old_size) ||
            !reader_text(&reader, "\n"))
                return WITNESS_REQUEST_E_MALFORMED;
        for (;;) {
                if (!reader_line(&reader, &line, &line_len))
                        return WITNESS_REQUEST_E_MALFORMED;
                if (line_len == 0)
                        break;
                if (request.count == WITNESS_PROOF_MAX || !hash_parse(line, line_len, &request.proof[request.count++]))
                        return WITNESS_REQUEST_E_MALFORMED;
        }
        request.note = (const char *)reader.data;
        request.note_len = reader.len;
        *ret_request = request;
        return 0;
}

static int say(struct witness_answer *answer, unsigned status, const char *text) {
        answer->status = status;
        answer->type = "text/plain; charset=utf-8";
        return buffer_append_text(&answer->body, text);
}

/* "409 Conflict": the size that is remembered, so that the log can ask again. */
static int say_size(struct witness_answer *answer, uint64_t size) {
        answer->status = 409;
        answer->type = "text/x.tlog.size";
        return buffer_printf(&answer->body, "%llu\n", (unsigned long long)size);
}

/*
 * NULL: the origin is unknown, or (*ret_status 403) "no signature from a trusted key for the origin is present", or one is
 * wrong. An origin that is remembered under a key is not taken over by one that is for it by its set's leave only.
 */
static const struct vkey *find_signer(const struct witness *witness, const struct note *note, const char *origin, const struct vkey *logs,
                                      size_t count, unsigned *ret_status) {
        const struct witness_log *known = witness_find(witness, origin);
        bool named = origin_is_known(origin, logs, count);
        const struct vkey *signer = NULL;
        int r = origin_judge(note, origin, logs, count, &signer);

        *ret_status = named || r == 0 || r == NOTE_E_BAD_SIGNATURE ? 403 : 404;
        if (r != 0 || (!named && known && memcmp(known->vkey.id, signer->id, NOTE_KEY_ID_LEN) != 0))
                return NULL;
        return signer;
}

static int answer_signed(struct witness *witness, const struct witness_request *request, const struct note *note,
                         const struct checkpoint *checkpoint, const struct vkey *signer, uint64_t now_s, struct witness_answer *answer) {
        const struct witness_log *known = witness_find(witness, checkpoint->origin);
        uint64_t known_size = known ? known->size : 0;
        struct witness_case asked = { .note = note, .signer = signer, .old_size = request->old_size, .proof = request->proof,
                                      .count = request->count };
        int r = witness_add(witness, &asked, now_s, &answer->body, &answer->news);

        switch (r) {
        case 0:
                answer->status = 200;
                answer->type = "text/plain; charset=utf-8";
                return 0;
        case WITNESS_E_OLD_SIZE:
                return say(answer, 400, "the old size is larger than the checkpoint's\n");
        case WITNESS_E_STALE:
                return say_size(answer, known_size);
        case WITNESS_E_INCONSISTENT:
                return say(answer, 422, "the checkpoint does not continue the one remembered by this proof\n");
        default:
                return r;
        }
}

static int answer(struct witness *witness, const struct vkey *logs, size_t count, const char *bytes, size_t len, uint64_t now_s,
                  struct witness_answer *answer) {
        struct witness_request request;
        struct checkpoint checkpoint;
        const struct vkey *signer;
        struct note note;
        unsigned status;

        if (witness_request_parse(bytes, len, &request) != 0)
                return say(answer, 400, "not a request: old size, proof lines, empty line, checkpoint\n");
        if (note_parse(request.note, request.note_len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &checkpoint) != 0)
                return say(answer, 400, "not a signed checkpoint\n");
        signer = find_signer(witness, &note, checkpoint.origin, logs, count, &status);
        if (!signer)
                return say(answer, status, status == 404 ? "this log is not known here\n" : "not signed by a key of this log\n");
        return answer_signed(witness, &request, &note, &checkpoint, signer, now_s, answer);
}

int witness_request_answer(struct witness *witness, const struct vkey *logs, size_t count, const char *bytes, size_t len, uint64_t now_s,
                           struct witness_answer *ret_answer) {
        struct witness_answer made = { .body = BUFFER_INIT };
        int r = answer(witness, logs, count, bytes, len, now_s, &made);

        if (r == 0)
                *ret_answer = made;
        else
                buffer_deinit(&made.body);
        return r;
}

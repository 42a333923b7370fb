/* SPDX-License-Identifier: EUPL-1.2 */
/* The words in quotation marks are the specification's. */
#include "controller/ledger/submission.h"

#include <errno.h>
#include <string.h>

#include "controller/ledger/countersigned.h"
#include "controller/ledger/policy.h"
#include "crypto/cosignature.h"

enum { TRIES_MAX = 4 }; /* others may have shown the witness a newer checkpoint in between */

static int prove(const struct exported *exported, uint64_t old_size, struct buffer *body, struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count = 0;
        int r = 0;

        if (old_size > 0 && old_size < exported->checkpoint.size)
                r = merkle_prove_consistency(old_size, exported->checkpoint.size, exported_node, &nodes, proof, &count);
        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        for (size_t i = 0; r == 0 && i < count; i++) {
                r = hash_format(&proof[i], body);
                if (r == 0)
                        r = buffer_append_text(body, "\n");
        }
        return r;
}

static int make_request(const struct exported *exported, uint64_t old_size, struct buffer *body, struct finding *finding) {
        int r = buffer_printf(body, "old %llu\n", (unsigned long long)old_size);

        if (r == 0)
                r = prove(exported, old_size, body, finding);
        if (r == 0)
                r = buffer_append_text(body, "\n");
        return r == 0 ? buffer_append(body, exported->note.data, exported->note.len) : r;
}

/* "409 Conflict": "the tree size of the latest cosigned checkpoint in decimal, followed by a newline". */
static int take_size(const struct exported *exported, const struct submission_answer *answer, uint64_t *old_size, struct finding *finding) {
        struct reader reader = reader_over(answer->body.data, answer->body.len);
        uint64_t size;

        if (strcmp(answer->type, "text/x.tlog.size") != 0 || !reader_decimal(&reader, MERKLE_SIZE_MAX, &size) || !reader_text(&reader, "\n") ||
            reader.len > 0)
                return finding_set(finding, "the witness says that it knows another size, but not which");
        if (size > exported->checkpoint.size)
                return finding_set(finding, "it has %llu entries, but the witness has countersigned %llu: it is an older export, or entries are gone. "
                                   "Export anew; if it stays so, keep both", (unsigned long long)exported->checkpoint.size, (unsigned long long)size);
        *old_size = size;
        return 0;
}

static int refused(const struct submission_answer *answer, struct finding *finding) {
        static const struct {
                unsigned status;
                const char *means;
        } known[] = { { 400, "the request is malformed" }, { 403, "it knows no key that has signed this checkpoint" },
                      { 404, "it does not know this ledger (its operator must give it origin and key), or the URL is not its submission prefix" },
                      { 422, "the ledger does not continue what it has countersigned before: keep this export, and ask it for its evidence" } };

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (answer->status == known[i].status)
                        return finding_set(finding, "the witness answers %u: %s", answer->status, known[i].means);
        return finding_set(finding, "the witness answers %u: %.200s", answer->status, buffer_text(&answer->body));
}

/* The size that it knows is asked for with the first request: "it MAY initially make a request with a old size of zero to obtain it". */
static int ask_until_signed(const struct exported *exported, submission_ask_fn *ask, void *context, uint64_t *old_size, struct buffer *lines,
                            struct finding *finding) {
        for (unsigned i = 0; i < TRIES_MAX; i++) {
                CLEANUP(buffer_deinit) struct buffer body = BUFFER_INIT;
                struct submission_answer answer = { .body = BUFFER_INIT_MAX(SUBMISSION_ANSWER_MAX_LEN) };
                int r = make_request(exported, *old_size, &body, finding);

                if (r == 0)
                        r = ask(context, &body, &answer, finding);
                if (r == 0 && answer.status == 200) {
                        *lines = answer.body;
                        return 0;
                }
                if (r == 0)
                        r = answer.status == 409 ? take_size(exported, &answer, old_size, finding) : refused(&answer, finding);
                buffer_deinit(&answer.body);
                if (r != 0)
                        return r;
        }
        return finding_set(finding, "the witness has known another size each time; submit again later");
}

/* Of what came back, the lines that may stand in the checkpoint. */
static int choose(const struct exported *exported, const struct vkey *witness, const struct note *answered, struct buffer *ret_lines,
                  size_t *ret_count) {
        struct note own;
        int r = 0;

        if (note_parse(buffer_text(&exported->note), exported->note.len, &own) != 0)
                return -EBADMSG;
        for (size_t i = 0; r == 0 && i < answered->signature_count; i++) {
                const struct note_signature *line = &answered->signatures[i];
                bool keep = witness && note_signature_is_by(line, witness);

                if (!witness) {
                        keep = true;
                        for (size_t k = 0; keep && k < own.signature_count; k++)
                                keep = !note_signature_same_key(line, &own.signatures[k]);
                }
                if (keep) {
                        r = note_append_signature(line, ret_lines);
                        *ret_count += 1;
                }
        }
        return r;
}

/* "To parse the response, the client MAY concatenate it to the checkpoint". */
static int keep(const struct exported *exported, const struct vkey *witness, uint64_t now_s, const struct buffer *lines, struct submitted *done,
                struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(2 * NOTE_MAX_LEN), kept = BUFFER_INIT;
        struct demand demand = { .witnesses = witness, .count = 1, .now_s = now_s };
        struct note own, answered;
        int r;

        if (note_parse(buffer_text(&exported->note), exported->note.len, &own) != 0)
                return -EBADMSG;
        r = buffer_append(&bytes, own.text, own.text_len);
        if (r == 0)
                r = buffer_append_text(&bytes, "\n");
        if (r == 0)
                r = buffer_append(&bytes, lines->data, lines->len);
        if (r == 0 && note_parse(buffer_text(&bytes), bytes.len, &answered) != 0)
                return finding_set(finding, "what the witness answers is no signature lines");
        if (r == 0 && witness)
                r = demand_check(&demand, &answered, &done->time_s, finding);
        if (r == 0)
                r = choose(exported, witness, &answered, &kept, &done->kept);
        if (r == 0 && done->kept == 0)
                return finding_set(finding, "the witness answers with no signature but those that stand there already; give its key with --witness");
        return r == 0 ? exported_add_signatures(exported, &kept, finding) : r;
}

int ledger_submit(const char *out, const struct vkey *vkeys, size_t count, const struct vkey *witness, uint64_t now_s, submission_ask_fn *ask,
                  void *context, struct submitted *ret_done, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        CLEANUP(buffer_deinit) struct buffer lines = BUFFER_INIT;
        struct submitted done = { .old_size = 0 };
        int r;

        r = exported_open(out, vkeys, count, &exported, ret_finding);
        if (r == 0)
                r = ask_until_signed(exported, ask, context, &done.old_size, &lines, ret_finding);
        if (r == 0)
                r = keep(exported, witness, now_s, &lines, &done, ret_finding);
        if (r != 0)
                return r;
        memcpy(done.origin, exported->checkpoint.origin, sizeof(done.origin));
        done.size = exported->checkpoint.size;
        *ret_done = done;
        return 0;
}

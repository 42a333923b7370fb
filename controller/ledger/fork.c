/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/fork.h"

#include <string.h>

#define HEADER "pickupbox fork 1\n"

static bool take_note(struct reader *reader, const char *word, const char **ret_note, size_t *ret_len) {
        const uint8_t *bytes;
        uint64_t len;

        if (!reader_text(reader, word) || !reader_decimal(reader, NOTE_MAX_LEN, &len) || !reader_text(reader, "\n") ||
            !reader_take(reader, (size_t)len, &bytes))
                return false;
        *ret_note = (const char *)bytes;
        *ret_len = (size_t)len;
        return true;
}

static bool take_proof(struct reader *reader, struct fork *fork) {
        const char *line;
        size_t len;

        fork->proven_larger = reader->len > 0;
        if (!fork->proven_larger)
                return true;
        if (!reader_text(reader, "began ") || !reader_line(reader, &line, &len) || !hash_parse(line, len, &fork->began))
                return false;
        while (reader_line(reader, &line, &len))
                if (fork->count == MERKLE_PROOF_MAX || !hash_parse(line, len, &fork->proof[fork->count++]))
                        return false;
        return reader->len == 0;
}

int fork_parse(const char *bytes, size_t len, struct fork *ret_fork) {
        struct reader reader = reader_over(bytes, len);
        struct fork fork = { .first = NULL };

        if (len > FORK_MAX_LEN || !reader_text(&reader, HEADER) || !take_note(&reader, "first ", &fork.first, &fork.first_len) ||
            !take_note(&reader, "second ", &fork.second, &fork.second_len) || !take_proof(&reader, &fork))
                return FORK_E_MALFORMED;
        *ret_fork = fork;
        return 0;
}

static int format_note(const char *word, const char *note, size_t len, struct buffer *bytes) {
        int r = buffer_printf(bytes, "%s%zu\n", word, len);

        return r < 0 ? r : buffer_append(bytes, note, len);
}

static int format_hash(const char *word, const struct hash *hash, struct buffer *bytes) {
        int r = buffer_append_text(bytes, word);

        if (r == 0)
                r = hash_format(hash, bytes);
        return r < 0 ? r : buffer_append_text(bytes, "\n");
}

int fork_format(const struct fork *fork, struct buffer *ret_bytes) {
        int r = buffer_append_text(ret_bytes, HEADER);

        if (r == 0)
                r = format_note("first ", fork->first, fork->first_len, ret_bytes);
        if (r == 0)
                r = format_note("second ", fork->second, fork->second_len, ret_bytes);
        if (r == 0 && fork->proven_larger)
                r = format_hash("began ", &fork->began, ret_bytes);
        for (size_t i = 0; r == 0 && i < (fork->proven_larger ? fork->count : 0); i++)
                r = format_hash("", &fork->proof[i], ret_bytes);
        return r;
}

static int open_note(const char *which, const char *bytes, size_t len, const struct vkey *vkeys, size_t count,
                     struct checkpoint *ret_checkpoint, struct finding *finding) {
        const struct vkey *signer;
        struct note note;

        if (note_parse(bytes, len, &note) != 0 || checkpoint_parse(note.text, note.text_len, ret_checkpoint) != 0)
                return finding_set(finding, "%s: not a signed checkpoint", which);
        switch (origin_judge(&note, ret_checkpoint->origin, vkeys, count, &signer)) {
        case 0:
                return 0;
        case NOTE_E_BAD_SIGNATURE:
                return finding_set(finding, "%s: the signature is wrong", which);
        case ORIGIN_E_OTHER:
                return finding_set(finding, "%s: the given key has signed it, but the ledger is %.120s and the key is for %.120s. If that is meant, "
                                   "give the key as ORIGIN=KEY", which, ret_checkpoint->origin, signer->origin[0] ? signer->origin : signer->name);
        default:
                return finding_set(finding, "%s: no given key has signed it", which);
        }
}

static int judge(const struct fork *fork, const struct checkpoint *first, const struct checkpoint *second, struct finding *finding) {
        if (strcmp(first->origin, second->origin) != 0)
                return finding_set(finding, "the two checkpoints are of two ledgers");
        if (first->size > second->size)
                return finding_set(finding, "the first checkpoint is the larger one");
        if (first->size == second->size)
                return hash_equal(&first->root, &second->root) ? finding_set(finding, "both checkpoints are of the same tree") : 0;
        if (!fork->proven_larger)
                return finding_set(finding, "no proof in it: both are signed, and nobody has shown that the larger continues the smaller one, nor "
                                   "that it does not. Ask the ledger's owner for the proof from %llu to %llu entries, or for an export",
                                   (unsigned long long)first->size, (unsigned long long)second->size);
        if (!merkle_check_consistency(first->size, second->size, &fork->began, &second->root, fork->proof, fork->count))
                return finding_set(finding, "its proof does not lead to the second checkpoint");
        if (hash_equal(&fork->began, &first->root))
                return finding_set(finding, "its proof shows that the second checkpoint continues the first");
        return 0;
}

bool fork_proves(const struct fork *fork) {
        struct checkpoint first, second;
        struct finding finding;
        struct note note;

        if (note_parse(fork->first, fork->first_len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &first) != 0 ||
            note_parse(fork->second, fork->second_len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &second) != 0)
                return false;
        return judge(fork, &first, &second, &finding) == 0;
}

int fork_check(const struct fork *fork, const struct vkey *vkeys, size_t count, struct fork_verdict *ret_verdict, struct finding *ret_finding) {
        struct checkpoint first, second;
        int r;

        if (fork->first_len == 0)
                return finding_set(ret_finding, "it has one signed checkpoint only: of the first, an earlier version remembered no more than the root");
        r = open_note("first", fork->first, fork->first_len, vkeys, count, &first, ret_finding);
        if (r == 0)
                r = open_note("second", fork->second, fork->second_len, vkeys, count, &second, ret_finding);
        if (r == 0)
                r = judge(fork, &first, &second, ret_finding);
        if (r != 0)
                return r;
        *ret_verdict = (struct fork_verdict){ .first_size = first.size, .second_size = second.size };
        memcpy(ret_verdict->origin, first.origin, sizeof(ret_verdict->origin));
        return 0;
}

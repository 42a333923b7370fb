/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/proof.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "controller/ledger/rotation.h"

static const char head[] = "c2sp.org/tlog-proof@v1\n";

static bool parse_extra(struct reader *reader, struct proof *proof) {
        const char *line;
        size_t len;

        proof->has_entry = reader_text(reader, "extra ");
        if (!proof->has_entry)
                return true;
        return reader_line(reader, &line, &len) &&
               base64_decode(line, len, (uint8_t *)proof->entry, sizeof(proof->entry), &proof->entry_len);
}

static bool parse_index(struct reader *reader, struct proof *proof) {
        return reader_text(reader, "index ") && reader_decimal(reader, MERKLE_SIZE_MAX - 1, &proof->index) && reader_text(reader, "\n");
}

/* Up to and with the empty line. */
static bool parse_hashes(struct reader *reader, struct proof *proof) {
        const char *line;
        size_t len;

        while (reader_line(reader, &line, &len)) {
                if (len == 0)
                        return true;
                if (proof->count == MERKLE_LEVELS || !hash_parse(line, len, &proof->hashes[proof->count++]))
                        return false;
        }
        return false;
}

int proof_parse(const char *bytes, size_t len, struct proof *ret_proof, struct finding *ret_finding) {
        struct reader reader = reader_over(bytes, len);
        struct proof proof = { 0 };

        if (len > PROOF_MAX_LEN)
                return finding_set(ret_finding, "longer than a proof can be");
        if (!reader_text(&reader, head))
                return finding_set(ret_finding, "not a tlog-proof: its first line is another");
        if (!parse_extra(&reader, &proof))
                return finding_set(ret_finding, "the line \"extra\" is not the base64 of an entry");
        if (!parse_index(&reader, &proof))
                return finding_set(ret_finding, "no readable line \"index\"");
        if (!parse_hashes(&reader, &proof))
                return finding_set(ret_finding, "a line of the inclusion proof is not the base64 of 32 bytes");
        proof.checkpoint = (const char *)reader.data;
        proof.checkpoint_len = reader.len;
        *ret_proof = proof;
        return 0;
}

static int format_hashes(const struct proof *proof, struct buffer *text) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < proof->count; i++) {
                r = hash_format(&proof->hashes[i], text);
                if (r == 0)
                        r = buffer_append_text(text, "\n");
        }
        return r;
}

int proof_format(const struct proof *proof, struct buffer *ret_text) {
        struct buffer text = BUFFER_INIT_MAX(PROOF_MAX_LEN);
        int r;

        if (proof->entry_len > BUNDLE_ENTRY_MAX_LEN || proof->count > MERKLE_LEVELS || proof->index >= MERKLE_SIZE_MAX)
                return -EINVAL;
        r = buffer_append_text(&text, head);
        if (r == 0 && proof->has_entry)
                r = buffer_append_text(&text, "extra ");
        if (r == 0 && proof->has_entry)
                r = base64_encode((const uint8_t *)proof->entry, proof->entry_len, &text);
        if (r == 0 && proof->has_entry)
                r = buffer_append_text(&text, "\n");
        if (r == 0)
                r = buffer_printf(&text, "index %llu\n", (unsigned long long)proof->index);
        if (r == 0)
                r = format_hashes(proof, &text);
        if (r == 0)
                r = buffer_append_text(&text, "\n");
        if (r == 0)
                r = buffer_append(&text, proof->checkpoint, proof->checkpoint_len);
        if (r == 0)
                r = buffer_append(ret_text, text.data, text.len);
        buffer_deinit(&text);
        return r;
}

static int read_checkpoint(const struct proof *proof, struct note *note, struct checkpoint *ret_checkpoint, struct finding *finding) {
        if (note_parse(proof->checkpoint, proof->checkpoint_len, note) != 0 ||
            checkpoint_parse(note->text, note->text_len, ret_checkpoint) != 0)
                return finding_set(finding, "there is no readable checkpoint in it");
        return 0;
}

static int open_checkpoint(const struct proof *proof, const struct vkey *vkeys, size_t count, struct checkpoint *ret_checkpoint,
                           struct finding *finding) {
        const struct vkey *signer;
        struct note note;
        int r = read_checkpoint(proof, &note, ret_checkpoint, finding);

        if (r != 0)
                return r;
        switch (origin_judge(&note, ret_checkpoint->origin, vkeys, count, &signer)) {
        case 0:
                return 0;
        case NOTE_E_BAD_SIGNATURE:
                return finding_set(finding, "the checkpoint's signature is wrong");
        case ORIGIN_E_OTHER:
                return finding_set(finding, "the given key has signed the checkpoint, but the ledger is %.120s and the key is for %.120s. If that is "
                                   "meant, give the key as ORIGIN=KEY", ret_checkpoint->origin, signer->origin[0] ? signer->origin : signer->name);
        default:
                return finding_set(finding, "the checkpoint is not signed by the given key");
        }
}

static int check_entry(const struct proof *proof, const struct checkpoint *checkpoint, struct entry *ret_entry, struct finding *finding) {
        struct entry entry = { 0 };
        struct hash leaf;

        merkle_leaf(proof->entry, proof->entry_len, &leaf);
        if (!merkle_check_inclusion(&leaf, proof->index, checkpoint->size, proof->hashes, proof->count, &checkpoint->root))
                return finding_set(finding, "the entry is not in the tree of the checkpoint at index %llu", (unsigned long long)proof->index);
        if (origin_is_box(checkpoint->origin) && (entry_parse(proof->entry, proof->entry_len, &entry) != 0 || entry.n != proof->index ||
                                                  strcmp(entry.box, origin_box(checkpoint->origin, (char[ORIGIN_BOX_SIZE]){ 0 })) != 0))
                return finding_set(finding, "what the ledger has at index %llu is not an entry of this box",
                                   (unsigned long long)proof->index);
        *ret_entry = entry;
        return 0;
}

static const char no_entry[] = "the entry is not in it; give it with --entry FILE";

int proof_check(const struct proof *proof, const struct vkey *vkeys, size_t count, struct entry *ret_entry,
                struct checkpoint *ret_checkpoint, struct finding *ret_finding) {
        struct checkpoint checkpoint;
        int r;

        if (!proof->has_entry)
                return finding_set(ret_finding, no_entry);
        r = open_checkpoint(proof, vkeys, count, &checkpoint, ret_finding);
        if (r == 0)
                r = check_entry(proof, &checkpoint, ret_entry, ret_finding);
        if (r == 0)
                *ret_checkpoint = checkpoint;
        return r;
}

int proof_checkpoint(const struct proof *proof, struct checkpoint *ret_checkpoint, struct finding *ret_finding) {
        struct note note;

        return read_checkpoint(proof, &note, ret_checkpoint, ret_finding);
}

int proof_check_vouched(const struct proof *proof, const struct checkpoint *vouched, const struct vkey *vkeys, size_t count,
                        struct entry *ret_entry, struct finding *ret_finding) {
        const struct vkey *signer;
        struct note note;

        if (!proof->has_entry)
                return finding_set(ret_finding, no_entry);
        if (note_parse(proof->checkpoint, proof->checkpoint_len, &note) != 0)
                return finding_set(ret_finding, "there is no readable checkpoint in it");
        if (origin_judge(&note, vouched->origin, vkeys, count, &signer) == NOTE_E_BAD_SIGNATURE)
                return finding_set(ret_finding, "the checkpoint's signature is wrong");
        return check_entry(proof, vouched, ret_entry, ret_finding);
}

static int make_proof(const struct exported *exported, uint64_t index, struct proof *proof, struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        struct buffer line = BUFFER_INIT_MAX(BUNDLE_ENTRY_MAX_LEN);
        struct hash hashes[MERKLE_PROOF_MAX];
        int r;

        r = exported_entry(exported, index, &line, finding);
        if (r == 0) {
                memcpy(proof->entry, line.data, line.len);
                proof->entry_len = line.len;
                proof->has_entry = true;
                r = merkle_prove_inclusion(index, exported->checkpoint.size, exported_node, &nodes, hashes, &proof->count);
        }
        buffer_deinit(&line);
        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r != 0)
                return r;
        memcpy(proof->hashes, hashes, proof->count * sizeof(*hashes));
        proof->index = index;
        proof->checkpoint = buffer_text(&exported->note);
        proof->checkpoint_len = exported->note.len;
        return 0;
}

static int prove(const struct exported *exported, uint64_t index, struct proof *proof, struct buffer *ret_proof, struct finding *finding) {
        struct entry entry;
        int r;

        r = make_proof(exported, index, proof, finding);
        if (r == 0)
                r = check_entry(proof, &exported->checkpoint, &entry, finding);
        return r != 0 ? r : proof_format(proof, ret_proof);
}

int ledger_prove(const struct exported *exported, uint64_t index, struct buffer *ret_proof, struct finding *ret_finding) {
        struct proof *proof;
        int r;

        if (index >= exported->checkpoint.size)
                return finding_set(ret_finding, "there is no entry %llu: the export has %llu", (unsigned long long)index,
                                   (unsigned long long)exported->checkpoint.size);
        proof = calloc(1, sizeof(*proof));
        if (!proof)
                return -ENOMEM;
        r = prove(exported, index, proof, ret_proof, ret_finding);
        free(proof);
        return r;
}

static int prove_source(const struct ledger_source *source, struct proof *proof, struct buffer *ret_proof, struct finding *finding) {
        struct buffer line = BUFFER_INIT_MAX(BUNDLE_ENTRY_MAX_LEN);
        struct hash hashes[MERKLE_PROOF_MAX];
        struct checkpoint checkpoint;
        struct entry entry;
        int r = proof_checkpoint(proof, &checkpoint, finding);

        if (r != 0)
                return r;
        if (proof->index >= checkpoint.size || checkpoint.size > source->size)
                return finding_set(finding, "a checkpoint of %llu does not prove entry %llu of %llu", (unsigned long long)checkpoint.size,
                                   (unsigned long long)proof->index, (unsigned long long)source->size);
        r = source->entry(source->context, proof->index, &line);
        if (r == 0) {
                memcpy(proof->entry, line.data, line.len);
                proof->entry_len = line.len;
                proof->has_entry = true;
                r = merkle_prove_inclusion(proof->index, checkpoint.size, source->node, source->context, hashes, &proof->count);
        }
        buffer_deinit(&line);
        if (r != 0)
                return r;
        memcpy(proof->hashes, hashes, proof->count * sizeof(*hashes));
        r = check_entry(proof, &checkpoint, &entry, finding);
        return r != 0 ? r : proof_format(proof, ret_proof);
}

int ledger_prove_source(const struct ledger_source *source, uint64_t index, const char *note, size_t note_len, struct buffer *ret_proof,
                        struct finding *ret_finding) {
        struct proof *proof = calloc(1, sizeof(*proof));
        int r;

        if (!proof)
                return -ENOMEM;
        proof->index = index;
        proof->checkpoint = note;
        proof->checkpoint_len = note_len;
        r = prove_source(source, proof, ret_proof, ret_finding);
        free(proof);
        return r;
}

/* The entry that the receipt names: its hash and its time. */
static int check_leaf(const struct exported *exported, const struct receipt *receipt, struct finding *finding) {
        struct buffer line = BUFFER_INIT;
        struct entry entry;
        struct hash leaf;
        int r;

        r = exported_entry(exported, receipt->index, &line, finding);
        if (r != 0)
                return r;
        merkle_leaf(line.data, line.len, &leaf);
        if (!hash_equal(&leaf, &receipt->leaf))
                r = finding_set(finding, "the receipt is of another entry than number %llu of the export", (unsigned long long)receipt->index);
        else if (entry_parse(buffer_text(&line), line.len, &entry) != 0 || (uint64_t)entry_time(&entry) != receipt->t_ms)
                r = finding_set(finding, "the receipt has another time than entry %llu", (unsigned long long)receipt->index);
        buffer_deinit(&line);
        return r;
}

static bool is_signed_by(const struct receipt *receipt, const struct vkey *vkeys, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (receipt_verify(receipt, &vkeys[i]))
                        return true;
        return false;
}

/* Also by a key that the ledger had before or after these. */
static int check_signature(const struct exported *exported, const struct receipt *receipt, const struct vkey *vkeys, size_t count,
                           bool *ret_signed) {
        struct rotation_keys keys;
        int r;

        *ret_signed = is_signed_by(receipt, vkeys, count);
        if (*ret_signed)
                return 0;
        r = rotation_follow(exported, receipt->size, vkeys, count, &keys);
        if (r == 0)
                *ret_signed = is_signed_by(receipt, keys.vkeys, keys.count);
        return r;
}

int ledger_check_receipt(const struct exported *exported, const struct receipt *receipt, const struct vkey *vkeys, size_t count,
                         struct finding *ret_finding) {
        bool is_signed;
        struct hash root;
        int r;

        r = count > 0 ? check_signature(exported, receipt, vkeys, count, &is_signed)
                      : check_signature(exported, receipt, &exported->vkey, exported->has_vkey, &is_signed);
        if (r < 0)
                return r;
        if (!is_signed)
                return finding_set(ret_finding, "the receipt is not signed by the key of this ledger");
        if (receipt->size > exported->checkpoint.size)
                return finding_set(ret_finding, "the receipt is newer than the export: make a new export");
        r = exported_former_root(exported, receipt->size, &root, ret_finding);
        if (r != 0)
                return r;
        if (!hash_equal(&root, &receipt->root))
                return finding_set(ret_finding, "the box signed another ledger of %llu entries than the one exported: keep both",
                                   (unsigned long long)receipt->size);
        return check_leaf(exported, receipt, ret_finding);
}

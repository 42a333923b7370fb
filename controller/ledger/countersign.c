/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/countersign.h"

#include <errno.h>
#include <string.h>

#include "controller/ledger/countersigned.h"
#include "controller/ledger/rotation.h"

/* ---- consistency with something older ---- */

/* The proof, from the tiles, that the export continues its own first old_size entries. */
static int prove(const struct exported *exported, uint64_t old_size, struct hash proof[MERKLE_PROOF_MAX], size_t *ret_count,
                 struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        int r = merkle_prove_consistency(old_size, exported->checkpoint.size, exported_node, &nodes, proof, ret_count);

        if (r != -EBADMSG)
                return r;
        *finding = nodes.finding;
        return LEDGER_E_INVALID;
}

/*
 * Whether the tiles lead to the signed root at all. Only then is a tree that they do not continue another tree, and not
 * a damaged export: the root of the whole is made anew from them.
 */
static int check_own_root(const struct exported *exported, struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        struct hash root;
        int r = merkle_root(exported->checkpoint.size, exported_node, &nodes, &root);

        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r == 0 && !hash_equal(&root, &exported->checkpoint.root))
                return finding_set(finding, "the tiles do not lead to the root hash that is signed; `pickupbox ledger verify` says where");
        return r;
}

/* ---- countersigning ---- */

/* On first sight there is nobody to ask but the export itself. */
static int open_for(const char *out, const struct witness *witness, const struct vkey *vkeys, size_t count, struct exported **ret_exported,
                    bool *ret_pinned, struct finding *finding) {
        CLEANUP(exported_cleanup) struct exported *own = NULL;
        const struct witness_log *known;
        struct vkey seen;
        int r;

        if (count == 0) {
                r = exported_open(out, NULL, 0, &own, finding);
                if (r != 0)
                        return r;
                known = witness_find(witness, own->checkpoint.origin);
                if (known) {
                        seen = known->vkey;
                        vkeys = &seen;
                        count = 1;
                }
        }
        r = exported_open(out, vkeys, count, ret_exported, finding);
        if (r == 0)
                *ret_pinned = count > 0;
        return r;
}

static bool find_signer(const struct exported *exported, const struct vkey *vkeys, size_t count, struct vkey *ret_signer) {
        const struct vkey *signer;
        struct note note;

        if (note_parse(buffer_text(&exported->note), exported->note.len, &note) != 0 ||
            origin_judge(&note, exported->checkpoint.origin, vkeys, count, &signer) != 0)
                return false;
        *ret_signer = *signer;
        return true;
}

/* Which key signed: a given one, one that those were changed to, or the export's own. */
static int signer_of(const struct exported *exported, const struct vkey *vkeys, size_t count, struct vkey *ret_signer, struct finding *finding) {
        struct rotation_keys keys;
        int r;

        if (find_signer(exported, vkeys, count, ret_signer))
                return 0;
        r = rotation_follow(exported, exported->checkpoint.size, vkeys, count, &keys);
        if (r < 0)
                return r;
        if (find_signer(exported, keys.vkeys, keys.count, ret_signer) ||
            (exported->has_vkey && find_signer(exported, &exported->vkey, 1, ret_signer)))
                return 0;
        return finding_set(finding, "checkpoint: it is not signed by a key that is for its origin; give the key with --vkey");
}

/*
 * What the tiles say of the entries that the witness saw: *ret_began is the root of so many of them, and the proof leads on
 * from there. When they do not fit what is remembered, the tiles must first lead to the signed root: a damaged export is
 * no other ledger.
 */
static int look_back(const struct exported *exported, const struct witness_log *known, struct hash *ret_began,
                     struct hash proof[MERKLE_PROOF_MAX], size_t *ret_count, struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        int r = merkle_root(known->size, exported_node, &nodes, ret_began);

        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r == 0 && known->size > 0 && known->size < exported->checkpoint.size)
                r = prove(exported, known->size, proof, ret_count, finding);
        if (r == 0 && !hash_equal(ret_began, &known->root))
                r = check_own_root(exported, finding);
        return r;
}

static int refuse(const struct exported *exported, const struct witness_log *known, int verdict, const struct witness_news *news,
                  struct finding *finding) {
        if (verdict == WITNESS_E_OLD_SIZE)
                return finding_set(finding, "it has %llu entries, but this witness has seen %llu: it is an older export, or entries are gone. "
                                   "Export anew; if it stays so, keep both", (unsigned long long)exported->checkpoint.size,
                                   (unsigned long long)known->size);
        if (news->fork == WITNESS_FORK_NONE || news->fork == WITNESS_FORK_UNKEPT)
                return finding_set(finding, "it does not continue the ledger that this witness saw with %llu entries: the box has signed two "
                                   "ledgers. Keep this export, and the witness's state", (unsigned long long)(known ? known->size : 0));
        return finding_set(finding, "it does not continue the ledger that this witness saw with %llu entries: the box has signed two ledgers. "
                           "Keep this export; what both were signed with is in %s", (unsigned long long)known->size, news->path);
}

/* Whether one more line leaves a note that can be read. */
static int check_room(const struct exported *exported, const struct note *note, const struct vkey *witness, struct finding *finding) {
        size_t others = 0;

        for (size_t i = 0; i < note->signature_count; i++)
                others += !note_signature_is_by(&note->signatures[i], witness);
        if (others >= NOTE_SIGNATURES_MAX || exported->note.len + NOTE_LINE_MAX > NOTE_MAX_LEN)
                return finding_set(finding, "checkpoint: it has so many signatures that there is no room for one more");
        return 0;
}

static int countersign(const struct exported *exported, struct witness *witness, uint64_t now_s, struct countersigning *done,
                       struct finding *finding) {
        const struct witness_log *known = witness_find(witness, done->origin);
        struct buffer line = BUFFER_INIT;
        struct hash proof[MERKLE_PROOF_MAX], began;
        struct note parsed;
        struct witness_case asked = { .note = &parsed, .signer = &done->vkey, .proof = proof };
        struct witness_news news;
        int r = 0, verdict = 0;

        done->first = !known;
        done->old_size = known ? known->size : 0;
        if (note_parse(buffer_text(&exported->note), exported->note.len, &parsed) != 0)
                return -EBADMSG;
        r = check_room(exported, &parsed, witness_vkey(witness), finding);
        if (r == 0 && known && known->size <= done->size) {
                r = look_back(exported, known, &began, proof, &asked.count, finding);
                asked.began = &began;
        }
        asked.old_size = done->old_size;
        if (r == 0)
                verdict = witness_add(witness, &asked, now_s, &line, &news);
        if (verdict != 0)
                r = verdict > 0 ? refuse(exported, known, verdict, &news, finding) : verdict;
        if (r == 0)
                r = exported_add_signatures(exported, &line, finding);
        buffer_deinit(&line);
        return r;
}

int ledger_countersign(const char *out, struct witness *witness, const struct vkey *vkeys, size_t count, uint64_t now_s,
                       struct countersigning *ret_done, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        const struct witness_log *known;
        struct countersigning done = { 0 };
        int r;

        r = open_for(out, witness, vkeys, count, &exported, &done.pinned, ret_finding);
        if (r != 0)
                return r;
        memcpy(done.origin, exported->checkpoint.origin, sizeof(done.origin));
        done.size = exported->checkpoint.size;
        known = witness_find(witness, done.origin);
        r = count == 0 && known ? signer_of(exported, &known->vkey, 1, &done.vkey, ret_finding)
                                : signer_of(exported, vkeys, count, &done.vkey, ret_finding);
        if (r == 0)
                r = countersign(exported, witness, now_s, &done, ret_finding);
        if (r == 0)
                *ret_done = done;
        return r;
}

/* ---- seen ---- */

/* *ret_good: one of the keys has signed. */
static int judge_seen(const struct note *note, const char *origin, const struct vkey *vkeys, size_t count, bool *ret_good, struct finding *finding) {
        const struct vkey *signer;
        int r = origin_judge(note, origin, vkeys, count, &signer);

        *ret_good = r == 0;
        if (r == NOTE_E_BAD_SIGNATURE)
                return finding_set(finding, "what was seen: the signature of the ledger's key is wrong");
        return 0;
}

static int open_seen(const struct exported *exported, const char *bytes, size_t len, const struct vkey *vkeys, size_t count,
                     struct checkpoint *ret_seen, struct finding *finding) {
        struct rotation_keys keys;
        struct note note;
        bool good;
        int r;

        if (note_parse(bytes, len, &note) != 0 || checkpoint_parse(note.text, note.text_len, ret_seen) != 0)
                return finding_set(finding, "what was seen is not a signed checkpoint");
        if (strcmp(ret_seen->origin, exported->checkpoint.origin) != 0)
                return finding_set(finding, "what was seen is of another ledger: %.200s", ret_seen->origin);
        r = judge_seen(&note, ret_seen->origin, vkeys, count, &good, finding);
        /* It may have been signed before the key was changed, or after. */
        if (r == 0 && !good)
                r = rotation_follow(exported, ret_seen->size, vkeys, count, &keys);
        if (r == 0 && !good)
                r = judge_seen(&note, ret_seen->origin, keys.vkeys, keys.count, &good, finding);
        if (r != 0 || good)
                return r;
        return finding_set(finding, "what was seen is not signed by a key of this ledger that is known");
}

static int check_continues(const struct exported *exported, const struct checkpoint *seen, struct finding *finding) {
        struct hash proof[MERKLE_PROOF_MAX], empty;
        size_t count = 0;
        bool good;
        int r = 0;

        if (seen->size > exported->checkpoint.size)
                return finding_set(finding, "it has %llu entries, but %llu were signed when the checkpoint was seen: it is older than that, or "
                                   "entries are gone. Export anew; if it stays so, keep both", (unsigned long long)exported->checkpoint.size,
                                   (unsigned long long)seen->size);
        if (seen->size > 0 && seen->size < exported->checkpoint.size)
                r = prove(exported, seen->size, proof, &count, finding);
        if (r != 0)
                return r;
        sha256("", 0, &empty);
        good = seen->size == 0 ? hash_equal(&seen->root, &empty)
                               : merkle_check_consistency(seen->size, exported->checkpoint.size, &seen->root, &exported->checkpoint.root, proof, count);
        if (good)
                return 0;
        r = check_own_root(exported, finding);
        return r != 0 ? r
                      : finding_set(finding, "it does not continue the ledger that was seen with %llu entries: the box has signed two ledgers. "
                                    "Keep this export and what was seen", (unsigned long long)seen->size);
}

int ledger_check_seen(const struct exported *exported, const char *note, size_t len, const struct vkey *vkeys, size_t count,
                      struct checkpoint *ret_seen, struct finding *ret_finding) {
        struct checkpoint seen;
        int r;

        r = count > 0 ? open_seen(exported, note, len, vkeys, count, &seen, ret_finding)
                      : open_seen(exported, note, len, &exported->vkey, exported->has_vkey, &seen, ret_finding);
        if (r == 0)
                r = check_continues(exported, &seen, ret_finding);
        if (r == 0)
                *ret_seen = seen;
        return r;
}

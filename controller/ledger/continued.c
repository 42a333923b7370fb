/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/continued.h"

#include <errno.h>
#include <string.h>

#include "controller/ledger/entry.h"
#include "controller/ledger/exported.h"
#include "controller/ledger/origin.h"
#include "crypto/cosignature.h"

/* The origin without a generation is that of the first ledger, and has one '/' less. */
static bool has_generation(const char *origin) {
        char box[ORIGIN_BOX_SIZE];
        size_t len = strlen(origin), box_len = strlen(origin_box(origin, box));

        return origin_is_box(origin) && (len < box_len || strcmp(origin + len - box_len, box) != 0);
}

/* That the entry is the tree's first, by the tiles. */
static int check_first(const struct exported *exported, const struct buffer *line, struct finding *finding) {
        struct exported_nodes nodes = { .exported = exported };
        const struct checkpoint *checkpoint = &exported->checkpoint;
        struct hash proof[MERKLE_PROOF_MAX], leaf;
        size_t count;
        int r = merkle_prove_inclusion(0, checkpoint->size, exported_node, &nodes, proof, &count);

        if (r == -EBADMSG) {
                *finding = nodes.finding;
                return LEDGER_E_INVALID;
        }
        if (r < 0)
                return r;
        merkle_leaf(line->data, line->len, &leaf);
        return merkle_check_inclusion(&leaf, 0, checkpoint->size, proof, count, &checkpoint->root)
                       ? 0
                       : finding_set(finding, "entry 0 is not in the tree that is signed");
}

static int read_first(const struct exported *exported, struct entry *ret_entry, struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        int r = exported_entry(exported, 0, &line, finding);

        if (r == 0)
                r = check_first(exported, &line, finding);
        if (r != 0)
                return r;
        return entry_parse(buffer_text(&line), line.len, ret_entry) == 0 ? 0 : finding_set(finding, "entry 0 is not an entry of a box");
}

int continued_first(const struct exported *exported, struct continued *ret_continued, struct finding *ret_finding) {
        struct continued continued = { .continues = false };
        struct entry entry;
        int r;

        if (exported->of_box && exported->checkpoint.size > 0) {
                r = read_first(exported, &entry, ret_finding);
                if (r != 0)
                        return r;
                continued.continues = entry.event == ENTRY_CONTINUED;
                if (continued.continues != has_generation(exported->checkpoint.origin))
                        return finding_set(ret_finding, "entry 0 and the origin %.255s do not agree on whether it goes on for another ledger",
                                           exported->checkpoint.origin);
                memcpy(continued.former.origin, entry.origin, sizeof(continued.former.origin));
                continued.former.size = entry.size;
                continued.former.root = entry.root;
        }
        *ret_continued = continued;
        return 0;
}

int continued_read(const char *path, const struct vkey *vkeys, size_t count, struct continued *ret_continued, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        int r = exported_open(path, vkeys, count, &exported, ret_finding);

        return r == 0 ? continued_first(exported, ret_continued, ret_finding) : r;
}

/* What is known to be signed of it must be within what was known. */
static int check_within(const struct checkpoint *known, uint64_t size, const struct hash *root, struct finding *finding) {
        if (size > known->size)
                return finding_set(finding, "it goes on for the first %llu entries of %.120s, but %llu were signed: what came after was left out",
                                   (unsigned long long)known->size, known->origin, (unsigned long long)size);
        if (size == known->size && !hash_equal(root, &known->root))
                return finding_set(finding, "the former ledger had other entries than it says");
        return 0;
}

int continued_check(const struct continued *continued, const struct ledger_verdict *former, struct finding *ret_finding) {
        const struct checkpoint *known = &continued->former;

        if (!continued->continues)
                return finding_set(ret_finding, "it does not go on for another ledger");
        if (strcmp(former->origin, known->origin) != 0)
                return finding_set(ret_finding, "it goes on for %.120s, not for %.120s", known->origin, former->origin);
        return check_within(known, former->size, &former->root, ret_finding);
}

/* ---- notes alone ---- */

/* What is wrong is a finding; otherwise whether anybody known has signed. */
static int judge_note(const struct note *note, const char *origin, const struct continued_judges *judges, bool *ret_good, struct finding *finding) {
        const struct vkey *signer;
        uint64_t time_s;
        int r = origin_judge(note, origin, judges->vkeys, judges->count, &signer);
        bool good = r == 0;

        if (r == NOTE_E_BAD_SIGNATURE)
                return finding_set(finding, "a checkpoint of %.120s: the signature of the ledger's key is wrong", origin);
        for (size_t i = 0; i < judges->witness_count; i++) {
                r = cosignature_verify(note, &judges->witnesses[i], &time_s);
                if (r == NOTE_E_BAD_SIGNATURE)
                        return finding_set(finding, "a checkpoint of %.120s: the countersignature of %.120s is wrong", origin, judges->witnesses[i].name);
                good = good || r == 0;
        }
        *ret_good = good;
        return 0;
}

bool continued_is_about(const struct continued *continued, const char *bytes, size_t len) {
        struct checkpoint checkpoint;
        struct note note;

        return continued->continues && note_parse(bytes, len, &note) == 0 && checkpoint_parse(note.text, note.text_len, &checkpoint) == 0 &&
               strcmp(checkpoint.origin, continued->former.origin) == 0;
}

int continued_check_note(const struct continued *continued, const char *bytes, size_t len, const struct continued_judges *judges,
                         struct checkpoint *ret_checkpoint, struct finding *ret_finding) {
        struct checkpoint checkpoint;
        struct note note;
        bool good = false;
        int r;

        if (!continued->continues)
                return finding_set(ret_finding, "it does not go on for another ledger");
        if (note_parse(bytes, len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &checkpoint) != 0)
                return finding_set(ret_finding, "what was given of the former ledger is not a signed checkpoint");
        if (strcmp(checkpoint.origin, continued->former.origin) != 0)
                return finding_set(ret_finding, "it goes on for %.120s, not for %.120s", continued->former.origin, checkpoint.origin);
        r = judge_note(&note, checkpoint.origin, judges, &good, ret_finding);
        if (r == 0 && !good)
                r = finding_set(ret_finding, "a checkpoint of %.120s with %llu entries is not signed by a key that was given: give the former "
                                "ledger's with --vkey, or a witness's", checkpoint.origin, (unsigned long long)checkpoint.size);
        if (r == 0)
                r = check_within(&continued->former, checkpoint.size, &checkpoint.root, ret_finding);
        if (r == 0)
                *ret_checkpoint = checkpoint;
        return r;
}

/* ---- vouching ---- */

/* The export of exactly the tree that is known; NULL when none of them is. One whose checkpoint cannot be read is none. */
static int find_known(const struct checkpoint *known, const char *const *folders, size_t count, struct exported **ret_exported) {
        struct finding finding;

        for (size_t i = 0; i < count; i++) {
                CLEANUP(exported_cleanup) struct exported *exported = NULL;
                int r = exported_open(folders[i], NULL, 0, &exported, &finding);

                if (r < 0)
                        return r;
                if (r != 0 || strcmp(exported->checkpoint.origin, known->origin) != 0 || exported->checkpoint.size != known->size ||
                    !hash_equal(&exported->checkpoint.root, &known->root))
                        continue;
                *ret_exported = exported;
                exported = NULL;
                return 0;
        }
        return 0;
}

/* A checkpoint of the very ledger that is gone on for. */
static int vouch(const struct checkpoint *known, const struct exported *former, const struct checkpoint *claimed, bool *ret_vouched,
                 struct finding *finding) {
        struct hash root = known->root;
        int r = check_within(known, claimed->size, &claimed->root, finding);

        if (r != 0 || (claimed->size < known->size && !former))
                return r;
        if (claimed->size < known->size)
                r = exported_former_root(former, claimed->size, &root, finding);
        if (r == 0 && !hash_equal(&root, &claimed->root))
                return finding_set(finding, "%.120s had other entries among its first %llu: two ledgers were signed, keep both", known->origin,
                                   (unsigned long long)claimed->size);
        *ret_vouched = r == 0;
        return r;
}

int continued_vouch(const struct exported *newest, const char *const *formers, size_t count, const struct checkpoint *claimed,
                    struct continued_proof *ret_proof, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *current = NULL;
        const struct exported *at = newest;

        for (size_t generation = 0; generation <= count; generation++) {
                struct exported *former = NULL;
                struct continued continued;
                int r = continued_first(at, &continued, ret_finding);

                if (r == 0 && !continued.continues)
                        return finding_set(ret_finding, "it is of another ledger than the export");
                if (r == 0)
                        r = find_known(&continued.former, formers, count, &former);
                exported_close(current);
                current = former;
                at = former;
                if (r != 0)
                        return r;
                if (strcmp(continued.former.origin, claimed->origin) == 0) {
                        ret_proof->known = continued.former;
                        return vouch(&continued.former, former, claimed, &ret_proof->vouched, ret_finding);
                }
                if (!former)
                        return finding_set(ret_finding, "it is of another ledger than the export, which goes on for %llu entries of %.120s; give "
                                           "the export of these with --former", (unsigned long long)continued.former.size,
                                           continued.former.origin);
        }
        return finding_set(ret_finding, "it is of another ledger than the export");
}

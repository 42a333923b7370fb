/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/continued.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/exported.h"
#include "controller/ledger/origin.h"
#include "crypto/cosignature.h"

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

/* Up to the next quotation mark, which is consumed. */
static bool take_text(struct reader *reader, char *ret_text, size_t size) {
        const uint8_t *end = reader->len > 0 ? memchr(reader->data, '"', reader->len) : NULL;
        size_t len = end ? (size_t)(end - reader->data) : size;

        if (len >= size)
                return false;
        memcpy(ret_text, reader->data, len);
        ret_text[len] = '\0';
        reader->data += len + 1;
        reader->len -= len + 1;
        return true;
}

static bool take_hash(struct reader *reader, struct hash *ret_hash) {
        char digits[2 * HASH_LEN + 1];

        return take_text(reader, digits, sizeof(digits)) && strspn(digits, "0123456789abcdef") == 2 * HASH_LEN &&
               hex_decode(digits, 2 * HASH_LEN, ret_hash->bytes, HASH_LEN);
}

/* The first entry of an office's log (docs/formats.md, "The office's log"): any but `continued` says that it goes on for none. */
static int parse_office(const struct buffer *line, struct continued *ret_continued, struct finding *finding) {
        struct reader reader = reader_over(line->data, line->len);
        struct continued continued = { .continues = true };
        struct hash office;
        uint64_t time;
        char by[64];

        if (!memmem(line->data, line->len, ",\"e\":\"continued\",", 17)) {
                *ret_continued = (struct continued){ .continues = false };
                return 0;
        }
        if (!reader_text(&reader, "{\"v\":1,\"n\":0,\"t\":") || !reader_decimal(&reader, INT64_MAX, &time) ||
            !reader_text(&reader, ",\"e\":\"continued\",\"by\":\"") || !take_text(&reader, by, sizeof(by)) ||
            !reader_text(&reader, ",\"origin\":\"") || !take_text(&reader, continued.former.origin, sizeof(continued.former.origin)) ||
            !reader_text(&reader, ",\"size\":") || !reader_decimal(&reader, INT64_MAX, &continued.former.size) ||
            !reader_text(&reader, ",\"root\":\"") || !take_hash(&reader, &continued.former.root) || !reader_text(&reader, ",\"office\":\"") ||
            !take_hash(&reader, &office) || !reader_text(&reader, "}") || reader.len > 0)
                return finding_set(finding, "entry 0 is not an entry of an office");
        *ret_continued = continued;
        return 0;
}

static int parse_box(const struct buffer *line, struct continued *ret_continued, struct finding *finding) {
        struct continued continued = { .continues = false };
        struct entry entry;

        if (entry_parse(buffer_text(line), line->len, &entry) != 0)
                return finding_set(finding, "entry 0 is not an entry of a box");
        continued.continues = entry.event == ENTRY_CONTINUED;
        memcpy(continued.former.origin, entry.origin, sizeof(continued.former.origin));
        continued.former.size = entry.size;
        continued.former.root = entry.root;
        *ret_continued = continued;
        return 0;
}

int continued_first(const struct exported *exported, struct continued *ret_continued, struct finding *ret_finding) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        const char *origin = exported->checkpoint.origin;
        struct continued continued = { .continues = false };
        int r = 0;

        if ((exported->of_box || origin_is_office(origin)) && exported->checkpoint.size > 0) {
                r = exported_entry(exported, 0, &line, ret_finding);
                if (r == 0)
                        r = check_first(exported, &line, ret_finding);
                if (r == 0)
                        r = exported->of_box ? parse_box(&line, &continued, ret_finding) : parse_office(&line, &continued, ret_finding);
                if (r == 0 && continued.continues != origin_has_generation(origin))
                        return finding_set(ret_finding, "entry 0 and the origin %.255s do not agree on whether it goes on for another ledger", origin);
        }
        if (r == 0)
                *ret_continued = continued;
        return r;
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

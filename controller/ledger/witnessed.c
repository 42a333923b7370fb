/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/witnessed.h"

#include <errno.h>
#include <string.h>

#include "crypto/cosignature.h"

static int parse(const void *bytes, size_t len, struct note *ret_note, struct checkpoint *ret_checkpoint) {
        struct note note;
        int r = len > NOTE_MAX_LEN ? NOTE_E_MALFORMED : note_parse(bytes, len, &note);

        if (r == 0)
                r = checkpoint_parse(note.text, note.text_len, ret_checkpoint);
        if (r == 0)
                *ret_note = note;
        return r;
}

bool witnessed_is_note(const void *bytes, size_t len) {
        struct checkpoint checkpoint;
        struct note note;

        return parse(bytes, len, &note, &checkpoint) == 0;
}

/* Whose countersignature is the latest. A wrong one condemns the note. */
static int find_witness(const struct witnessing *witnessing, const struct note *note, struct witnessed *witnessed) {
        for (size_t i = 0; i < witnessing->count; i++) {
                uint64_t time_s;
                int r = cosignature_verify(note, &witnessing->witnesses[i], &time_s);

                if (r == NOTE_E_UNKNOWN_KEY)
                        continue;
                if (r != 0)
                        return WITNESSED_E_MALFORMED;
                if (time_s > witnessed->time_s && time_s <= witnessing->now_s + WITNESSED_FUTURE_MAX_S) {
                        witnessed->witness = &witnessing->witnesses[i];
                        witnessed->time_s = time_s;
                }
        }
        return 0;
}

/* Before a change of the key another one signed, which is no fault. */
static int check_own(const struct witnessing *witnessing, const struct note *note, bool *ret_own) {
        struct vkey vkey;
        int r;

        vkey_init(&vkey, witnessing->origin, NOTE_TYPE_ED25519, witnessing->own);
        r = note_verify(note, &vkey);
        *ret_own = r == 0;
        return r == NOTE_E_BAD_SIGNATURE ? WITNESSED_E_MALFORMED : 0;
}

/* Whether the ledger begins with this tree. */
static int compare(const struct witnessing *witnessing, const struct witnessed *witnessed, bool *ret_fits) {
        const struct ledger_source *source = witnessing->source;
        struct hash root;
        int r;

        *ret_fits = false;
        if (witnessed->size > source->size)
                return 0;
        r = merkle_root(witnessed->size, source->node, source->context, &root);
        if (r == -ENOENT)
                return WITNESSED_E_ARCHIVED;
        if (r == 0)
                *ret_fits = hash_equal(&root, &witnessed->root);
        return r;
}

int witnessed_judge(const struct witnessing *witnessing, const void *bytes, size_t len, struct witnessed *ret_witnessed) {
        struct witnessed witnessed = { .witness = NULL };
        struct checkpoint checkpoint;
        struct note note;
        bool own, fits;
        int r;

        if (parse(bytes, len, &note, &checkpoint) != 0)
                return WITNESSED_E_MALFORMED;
        if (strcmp(checkpoint.origin, witnessing->origin) != 0)
                return WITNESSED_E_OTHER_LEDGER;
        witnessed.size = checkpoint.size;
        witnessed.root = checkpoint.root;
        r = find_witness(witnessing, &note, &witnessed);
        if (r == 0)
                r = check_own(witnessing, &note, &own);
        if (r == 0 && !own && !witnessed.witness)
                r = WITNESSED_E_NOBODY;
        if (r == 0)
                r = compare(witnessing, &witnessed, &fits);
        if (r != 0)
                return r;
        *ret_witnessed = witnessed;
        if (!fits)
                return WITNESSED_E_CONTRADICTS;
        return witnessed.witness ? 0 : WITNESSED_E_NOBODY;
}

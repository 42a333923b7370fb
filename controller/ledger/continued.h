/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A ledger that goes on for another one (docs/ledger.md, "Generations"): its first entry names the newest checkpoint that was
 * known of the former one.
 */
#pragma once

#include "controller/ledger/verify.h"

struct continued {
        bool continues;                 /* the first entry is `continued` */
        struct checkpoint former;       /* that it names */
};

/*
 * What the first entry says. A box's origin with a generation whose first entry is another one, or the reverse, is a finding.
 * An export without its first entry says nothing. 0, LEDGER_E_INVALID or a negative errno.
 */
MUST_CHECK int continued_read(const char *path, const struct vkey *vkeys, size_t count, struct continued *ret_continued,
                              struct finding *ret_finding);

/* The same of an export that is open; its first entry is proved to be the signed tree's. */
MUST_CHECK int continued_first(const struct exported *exported, struct continued *ret_continued, struct finding *ret_finding);

/*
 * Judges an export of the former ledger, which the caller has verified, against it: of the same origin, no larger than what
 * was known, and with the same root at that size. 0 or LEDGER_E_INVALID.
 */
MUST_CHECK int continued_check(const struct continued *continued, const struct ledger_verdict *former, struct finding *ret_finding);

/* Signed checkpoints of a former ledger that somebody else holds: photographs, files of witnesses. */
struct continued_judges {
        const struct vkey *vkeys;       /* that the former ledger's signature is judged by */
        size_t count;
        const struct vkey *witnesses;   /* whose countersignature alone is enough as well */
        size_t witness_count;
};

/* Whether the bytes are a note of the ledger that it goes on for, unjudged. */
MUST_CHECK bool continued_is_about(const struct continued *continued, const char *note, size_t len);
/*
 * Judges such a note: signed by the ledger or countersigned by a witness, no larger than what was known, and with the same root at that
 * size. A smaller one says nothing more without an export. 0 or LEDGER_E_INVALID.
 */
MUST_CHECK int continued_check_note(const struct continued *continued, const char *note, size_t len, const struct continued_judges *judges,
                                    struct checkpoint *ret_checkpoint, struct finding *ret_finding);

struct continued_proof {
        bool vouched;                   /* the checkpoint is a state of what the newer ledger goes on for: its key says so */
        struct checkpoint known;        /* of the former ledger, as the one that goes on for it names it */
};

/*
 * What an export says of a checkpoint of a ledger that it goes on for, itself or through others in between. `formers` are
 * exports of those, as large as what is known of each; no key is needed for them, their root is known. Without that of the
 * claimed checkpoint's ledger only one of the known size is vouched for. A larger one than is known, or one with other
 * entries, is a finding. The signature of the claimed one is not looked at. 0, LEDGER_E_INVALID or a negative errno.
 */
MUST_CHECK int continued_vouch(const struct exported *newest, const char *const *formers, size_t count, const struct checkpoint *claimed,
                               struct continued_proof *ret_proof, struct finding *ret_finding);

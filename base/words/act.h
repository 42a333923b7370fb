/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office does: the `e` of an entry of its own log. Behind each the members that it has, in their order;
 * controller/office/registry/act.c writes and reads them.
 */
#pragma once

#include "base/words/word.h"

#define ACT_LIST(X) \
        X(ACT_BEGUN, "begun")                   /* office: the log's first entry */ \
        X(ACT_CONTINUED, "continued")           /* origin, size, root, office: the first entry of a log that goes on for another one */ \
        X(ACT_CARRIED_OVER, "carried_over")     /* cti, box, version, nbf, ticket_exp, code_exp, last_exp, void_before, is_void, sha: as the former log left it */ \
        X(ACT_TAKEN_OVER, "taken_over")         /* cti, box, nbf, ticket_exp, code_exp, last_exp, void_before, is_void, sha: as an office of the first version left it */ \
        X(ACT_TAKEN_IN, "taken_in")             /* count, sha: of its consignments, and of the file they stood in */ \
        X(ACT_BATCH, "batch")                   /* count: of the entries `issued` behind it, of one list */ \
        X(ACT_MADE, "issued")                   /* cti, box, nbf, ticket_exp, code_exp, sha */ \
        X(ACT_MADE_ANEW, "reissued")            /* cti, box, nbf, ticket_exp, code_exp, sha */ \
        X(ACT_VOIDED, "revoked")                /* cti, void_before */ \
        X(ACT_PACKED, "packed")                 /* cti: its label and its letter were read one after the other */ \
        X(ACT_LOADED, "loaded")                 /* cti, box, at, deadline: its box has told so; deadline 0: not known */ \
        X(ACT_COLLECTED, "collected")           /* cti, box, at: the same */ \
        X(ACT_TAKEN_OUT, "taken_out")           /* cti, box, at: by staff; the same */ \
        X(ACT_STATEMENT_THERE, "adopted")       /* box, sha: the box has taken this statement of revocation */ \
        X(ACT_SYNCED, "synced")                 /* box, key, origin, size, root, sha: how far its log was taken in, in the entries before this one */ \
        X(ACT_PRINTED, "printed")               /* cti: letter and label were made once more */ \
        X(ACT_LOOKED_UP, "looked_up")           /* sha: of the line that says whom */ \
        X(ACT_FORGOTTEN, "forgotten")           /* size: those lines of entries before this one are gone */ \
        X(ACT_BOX, "box_added")                 /* box, office */ \
        X(ACT_PERSON, "person_added")           /* sub, office */ \
        X(ACT_PERSON_GONE, "person_removed")    /* sub, office */ \
        X(ACT_KEYS, "keys_changed")             /* office */ \
        X(ACT_LOG_KEY_NAMED, "log_key_named")   /* old, new, from: another key signs this log from then on */ \
        X(ACT_LOG_KEY_AGREED, "log_key_agreed") /* by_old, by_new: both have signed the tree that ends in the entry before */ \
        X(ACT_LOG_KEY, "log_key")               /* new: it signs from here on */ \
        X(ACT_SETTINGS, "settings_changed")     /* sha */ \
        X(ACT_MOVED, "moved")                   /* sha: of the address of the server to which the database goes; where it was, nothing is written any more */ \
        X(ACT_PASSPHRASE, "passphrase_changed") /* of the key files */ \
        X(ACT_ERASED, "erased")                 /* before, count: the values of what had ended or was void then */ \
        X(ACT_OWN_KEPT, "reference_kept")       /* cti, sha: of what is kept of it when its other values are erased behind this */ \
        X(ACT_OWN_ERASED, "references_erased")  /* before, count: that, of what had ended or was void then */ \
        X(ACT_STATED, "statement")              /* box, sha */ \
        X(ACT_SIGNED, "bundle")                 /* version, sha, office */

WORDS_DECLARE(act_event, ACT, ACT_LIST)

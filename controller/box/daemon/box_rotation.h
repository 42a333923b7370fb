/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Changing the key that signs a box's ledger. The new key is written beside the
 * old one (ledger.key.new), then the store commits the change, then the new one
 * takes the old one's place, then the enrolment is made anew: whenever it is
 * cut, the store says which of the two is the ledger's, and whoever opens the
 * ledger next puts that one in its place.
 */
#pragma once

#include "controller/box/daemon/box_folder.h"

/*
 * The key that signs this store's ledger, a change that was cut being finished. 0, BOX_KEY_E_*, or a negative errno; see
 * box_keys_message(). The caller owns the key.
 */
MUST_CHECK int box_rotation_open_ledger(const char *keys, struct store *store, struct secret_key **ret_key);

enum { BOX_ROTATION_MESSAGE_SIZE = 2 * PATH_MAX + 512 };

enum { BOX_ROTATION_E_REFUSED = 1, BOX_ROTATION_E_FAULT };

struct box_rotation {
        char enrolment[PATH_MAX];                        /* written anew */
        char fingerprint[ENROLMENT_FINGERPRINT_SIZE];
        bool finished;                                   /* a change that was cut earlier was finished, and no other made */
};

/*
 * Changes the key, or finishes a change that was cut. The daemon must be stopped. `lost`: the old key is gone, and the
 * ledger goes on without its signature. 0, or BOX_ROTATION_E_* and a message for people.
 */
MUST_CHECK int box_rotation_make(const struct box_folder *folder, bool lost, int64_t now_ms, struct box_rotation *ret_rotation,
                                 char ret_message[BOX_ROTATION_MESSAGE_SIZE]);

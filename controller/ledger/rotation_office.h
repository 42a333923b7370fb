/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The change of the key of an office's log, as its entries tell it (docs/formats.md, "The office's log"): `log_key_named`, behind it `log_key_agreed`, and
 * `log_key` where the new one begins to sign. Lines as they stand in the tree; what they are worth, the signatures in them say. Values only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"
#include "crypto/key.h"

/* What makes a line worth looking at. */
extern const char ROTATION_OFFICE_AGREED[], ROTATION_OFFICE_BEGINS[];

MUST_CHECK bool rotation_office_named(const char *line, size_t len, struct public_key *ret_old, struct public_key *ret_new);
/* *ret_has_old: whether the old one has signed; it has not when it had ended. */
MUST_CHECK bool rotation_office_agreed(const char *line, size_t len, bool *ret_has_old, uint8_t ret_by_old[KEY_SIGNATURE_LEN],
                                       uint8_t ret_by_new[KEY_SIGNATURE_LEN]);
MUST_CHECK bool rotation_office_begins(const char *line, size_t len, struct public_key *ret_new);

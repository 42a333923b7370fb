/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A witness's countersignature with ML-DSA-44 (FIPS 204): C2SP tlog-cosignature
 * (https://c2sp.org/tlog-cosignature), type 0x06. It is verified where the OpenSSL
 * that this was built with has ML-DSA (3.5 or later); nothing here signs with it.
 * Of what such a key may also sign, parts of trees, none is read.
 */
#pragma once

#include "crypto/checkpoint.h"

enum {
        MLDSA_KEY_LEN = 1312,
        MLDSA_SIGNATURE_LEN = 2420,
        NOTE_TYPE_MLDSA = 0x06,
        MLDSA_VKEY_MAX = NOTE_NAME_MAX + 1 + 2 * NOTE_KEY_ID_LEN + 1 + (1 + MLDSA_KEY_LEN + 2) / 3 * 4 + 1,
};

/* "<name>+<hex key id>+<base64(0x06 ‖ public key)>" */
struct mldsa_vkey {
        char name[NOTE_NAME_MAX + 1];
        uint8_t id[NOTE_KEY_ID_LEN];
        uint8_t key[MLDSA_KEY_LEN];
};

/* Whether it can be verified here. */
bool mldsa_known(void);
/* 0 or NOTE_E_MALFORMED; the key id must be the right one. One final LF is dropped. */
MUST_CHECK int mldsa_vkey_parse(const char *text, size_t len, struct mldsa_vkey *ret_vkey);
/* Whether it is this key's signature (of the message alone, without a context). False also where it cannot be verified. */
MUST_CHECK bool mldsa_verify(const uint8_t key[MLDSA_KEY_LEN], const void *message, size_t len, const uint8_t signature[MLDSA_SIGNATURE_LEN]);
/*
 * Judges the lines by this witness over a whole tree: 0 with the latest time; NOTE_E_UNKNOWN_KEY when there is none, or where
 * none can be verified; NOTE_E_BAD_SIGNATURE when one is wrong, without a time or not of this form; NOTE_E_MALFORMED when the note's
 * text is no checkpoint.
 */
MUST_CHECK int mldsa_cosignature_verify(const struct note *note, const struct mldsa_vkey *witness, uint64_t *ret_time_s);

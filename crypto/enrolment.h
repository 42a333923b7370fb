/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A box's enrolment: the file by which it introduces its keys to the office
 * (docs/formats.md section 5).
 */
#pragma once

#include "crypto/code.h"
#include "crypto/sealing.h"

enum {
        ENROLMENT_MAX_LEN = 512,
        ENROLMENT_FINGERPRINT_SIZE = 8 * 5 + 7 + 1, /* "01234 56789 …", eight groups */
};

struct enrolment {
        char box_id[BOX_ID_MAX + 1];
        struct public_key enrol, ledger;
        struct sealing_public sealing;
};

/*
 * Verifies the self-signature. 0 or REFUSAL_MALFORMED (also when the kid is not the
 * enrol key's, or enrol and ledger key are one), REFUSAL_TOO_LONG,
 * REFUSAL_BAD_SIGNATURE. That the file came from the box is for people to say, by
 * comparing the fingerprint.
 */
MUST_CHECK int enrolment_open(const uint8_t *bytes, size_t len, struct enrolment *ret_enrolment);
/* 0; -EINVAL on a bad box id or when enrol is not the public half of enrol_key; -ENOMEM. */
MUST_CHECK int enrolment_sign(const struct enrolment *enrolment, const struct secret_key *enrol_key, struct buffer *ret_bytes);
/* First 16 bytes of SHA-256 of the file as eight u16 in decimal, five digits each, separated by blanks. */
void enrolment_fingerprint(const uint8_t *bytes, size_t len, char ret_text[ENROLMENT_FINGERPRINT_SIZE]);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The CWT claims (RFC 8392) that our payloads share, each a key and a value of
 * its one form.
 */
#pragma once

#include "crypto/cbor.h"
#include "crypto/code.h"

enum claim {
        CLAIM_ISS = 1,
        CLAIM_SUB = 2,
        CLAIM_AUD = 3,
        CLAIM_EXP = 4,
        CLAIM_NBF = 5,
        CLAIM_IAT = 6,
        CLAIM_CTI = 7,
};

/* Times take five bytes always: what would fit into fewer is before 1970-01-02 and refused. */
enum { CLAIM_TIME_MIN = 65536 };

/* Each takes key and value; the value is checked for its range. */
MUST_CHECK bool claim_take_aud(struct reader *reader, char ret_aud[BOX_ID_MAX + 1]);
MUST_CHECK bool claim_take_time(struct reader *reader, enum claim claim, uint32_t *ret_seconds);
MUST_CHECK bool claim_take_cti(struct reader *reader, uint8_t ret_cti[CTI_LEN]);
/* A value alone. */
MUST_CHECK bool claim_take_box_id(struct reader *reader, char ret_id[BOX_ID_MAX + 1]);
MUST_CHECK bool claim_take_seconds(struct reader *reader, uint32_t *ret_seconds);

void claim_put_aud(struct cbor_writer *writer, const char *aud);
void claim_put_time(struct cbor_writer *writer, enum claim claim, uint32_t seconds);
void claim_put_cti(struct cbor_writer *writer, const uint8_t cti[CTI_LEN]);

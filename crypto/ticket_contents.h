/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The sealed part of a load ticket, as deterministic CBOR. Only crypto/ticket.c
 * uses this.
 */
#pragma once

#include "crypto/cbor.h"
#include "crypto/ticket.h"

/* The longest encoding: each field's key, head and value in order. */
enum {
        TICKET_CONTENTS_MAX_LEN = 1 + (1 + 1 + CTI_LEN) + (1 + 1 + BOX_ID_MAX) + (1 + 1 + TICKET_ITEMS_MAX) +
                                  (1 + 1 + REFERENCE_LEN) + (1 + 1 + PIN_LEN) + (1 + 1 + BIRTH_LEN) + (1 + 2) + (1 + 1) +
                                  (1 + 1 + GROUP_LEN),
};

MUST_CHECK bool ticket_contents_valid(const struct ticket_contents *contents);
/* Reads exactly one in its only form, and valid. The caller wipes *ret_contents in every case. */
MUST_CHECK bool ticket_contents_parse(const uint8_t *bytes, size_t len, struct ticket_contents *ret_contents);
void ticket_contents_write(const struct ticket_contents *contents, struct cbor_writer *writer);

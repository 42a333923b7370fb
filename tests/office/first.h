/* SPDX-License-Identifier: EUPL-1.2 */
/* What the first version of the office wrote: lines of consignments.jsonl, day files, and a whole folder. */
#pragma once

#include "controller/office/record.h"
#include "controller/office/secrets.h"
#include "tests/office/fixture.h"

/* Appends the line and its line feed. */
void first_append(const struct first_record *record, struct buffer *text);
/* Seals an order as the first version did. */
void first_seal(const struct order *order, const uint8_t cti[CTI_LEN], const struct sealing_public *to, uint8_t ret_sealed[ORDER_FIRST_LEN]);
/* Day files as earlier versions had them. */
enum { FIRST_DAY_LEN = 160, SECOND_DAY_LEN = 192 };
void first_shorten_day(struct fixture *fixture, size_t len);
/* Takes the key of this name out of office.json, where it is there. */
void first_forget_key(const struct fixture *fixture, const char *name);
/* Makes the fixture's office, which has issued nothing, one of the first version with this consignments.jsonl. */
void first_make(struct fixture *fixture, const struct buffer *journal);

/* SPDX-License-Identifier: EUPL-1.2 */
/* An office with one key of each use and a box, for tests. All of it comes from fixed seeds. */
#pragma once

#include "crypto/badge.h"
#include "crypto/bundle.h"
#include "crypto/ticket.h"

enum { OFFICE_NOW = 1790337600 /* 2026-09-25T12:00:00Z */, OFFICE_DAY = 86400 };

struct office {
        struct secret_key *root, *code, *ticket, *badge, *stranger;
        struct sealing_key *box;
        struct bundle *bundle; /* signed by root and opened again */
};

/* A bundle that may be changed and signed: three keys, two people, box K017. Owned by the caller. */
struct bundle *office_draft(const struct office *office);
/* Each adds one to the end. Keys are valid for a hundred days around OFFICE_NOW, for all boxes. */
void office_add_key(struct bundle *bundle, const struct public_key *key, enum key_use use);
void office_add_person(struct bundle *bundle, const char *sub, enum role role, uint8_t first_of_cti);
void office_add_box(struct bundle *bundle, const char *id);
/* Only a bundle of form 2, as drafts are, can hold these. The address is that of box K017. */
void office_add_closed(struct bundle *bundle, uint32_t date);
void office_add_exception(struct bundle *bundle, uint32_t date, uint16_t from_min, uint16_t to_min);
void office_add_wording(struct bundle *bundle, const char *language, const char *contact, const char *address);
void office_revoke(struct bundle *bundle, const uint8_t cti[CTI_LEN], uint32_t t);
/* Replaces the office's bundle by the draft, signed and opened. Frees the draft. */
void office_adopt(struct office *office, struct bundle *draft);

int office_set_up(struct office *office);
void office_tear_down(struct office *office);

/* The key whose seed is this byte again and again; the caller's. */
struct secret_key *office_seeded_key(uint8_t seed_byte);

/* Valid from an hour before OFFICE_NOW. */
struct ticket office_ticket(void);
struct badge office_badge(void);

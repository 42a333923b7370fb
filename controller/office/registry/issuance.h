/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office has issued, as the records of its log come to: in memory, found by cti. Values only; nothing blocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "crypto/merkle.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "crypto/ticket.h"
#include "crypto/value.h"

enum {
        /* version, cti, box, item count and items, birth date, days, wishes, has_group, group: a fixed length tells nothing */
        ORDER_PLAIN_LEN = 1 + CTI_LEN + BOX_ID_MAX + 1 + TICKET_ITEMS_MAX + BIRTH_LEN + 1 + 1 + 1 + GROUP_LEN,
        ORDER_SEALED_LEN = ORDER_PLAIN_LEN + VALUE_OVERHEAD,
};

/* Keyed hashes by which consignments are found that have the same (crypto/value.h); zeros where there is none. */
struct blinds {
        uint8_t born[BLIND_LEN];        /* birth date */
        uint8_t own[BLIND_LEN];         /* the office's own reference */
};

bool blind_is_none(const uint8_t blind[BLIND_LEN]);

enum record_event { RECORD_ISSUE = 1, RECORD_REISSUE, RECORD_REVOKE };

struct record {
        enum record_event event;
        uint32_t t;                  /* when, seconds since 1970 */
        uint8_t cti[CTI_LEN];
        /* the rest only of issue and reissue */
        char box[BOX_ID_MAX + 1];
        uint32_t nbf, ticket_exp, code_exp;
        uint8_t reference_tag[TAG_LEN];
        uint8_t sealed[ORDER_SEALED_LEN];       /* under version `version` of the row */
        uint32_t version;                       /* 1 of an issue, one more of each reissue */
        struct blinds blinds;
};

/* Where it is, as its box told last. */
enum stage { STAGE_NONE /* no box told */, STAGE_LOADED, STAGE_COLLECTED, STAGE_TAKEN_OUT, STAGES };

/* What the records of one consignment come to. */
struct issuance {
        uint8_t cti[CTI_LEN];
        char box[BOX_ID_MAX + 1];
        uint32_t version;
        uint32_t nbf, ticket_exp, code_exp; /* of the newest ticket and code */
        uint32_t last_exp;                  /* when the last of all its codes and tickets ends */
        uint32_t void_before;               /* codes and tickets with an earlier nbf are void; 0: none is */
        bool revoked;                       /* and none has been issued again since */
        uint32_t stage;                     /* enum stage */
        uint32_t stage_at;                  /* since when, seconds; 0 at STAGE_NONE */
        uint32_t deadline;                  /* at STAGE_LOADED; 0: not known */
        uint8_t reference_tag[TAG_LEN];
        uint8_t sealed[ORDER_SEALED_LEN];
        struct blinds blinds;
        struct hash sha;                    /* of what the log does not hold: reference_tag, sealed, blinds */
        bool erased;                        /* those are zeros for good, but for blinds.own where that is kept */
        bool own_kept;                      /* it outlives the others, */
        uint8_t own_salt[BLIND_LEN];        /* with this random beside it; else zeros */
        struct hash own_sha;                /* of both */
        bool there;                         /* its row was read, and is what the log says */
        unsigned listed;                    /* so are leaves of what it is found by: a bit each */
};

struct issuances {
        struct issuance *consignments;      /* owned, in the order of issue */
        size_t count, capacity;
        uint32_t *index;                    /* owned; hash table over cti: position + 1, or 0 */
        size_t index_size;                  /* a power of two, or 0 */
};

void issuances_deinit(struct issuances *issuances);

/* NULL when it was never issued. Valid until the next change. */
struct issuance *issuances_find(const struct issuances *issuances, const uint8_t cti[CTI_LEN]);
/* Makes room for `more`. 0 or -ENOMEM. */
MUST_CHECK int issuances_reserve(struct issuances *issuances, size_t more);
/* Adds one of a cti that is not there; there is room. */
struct issuance *issuances_add(struct issuances *issuances, const uint8_t cti[CTI_LEN]);
/* The newest that has this number, or NULL. */
const struct issuance *issuances_find_number(const struct issuances *issuances, const uint8_t tag[TAG_LEN]);
/* Whether it can still be collected at now_s, so that nothing else may have its number. */
bool issuance_open(const struct issuance *issuance, uint32_t now_s);

/* Whether a record can follow what is known of its consignment, which may be NULL. */
enum issuance_contradiction { ISSUANCE_FITS, ISSUANCE_ISSUED_BEFORE, ISSUANCE_NEVER_ISSUED, ISSUANCE_NOT_LATER };
enum issuance_contradiction issuance_contradiction(const struct issuance *known, const struct record *record);
/* What a revocation at t makes void. */
uint32_t issuance_void(const struct issuance *issuance, uint32_t t);
/* What comes of it with this record, which fits. */
void issuance_follow(struct issuance *issuance, const struct record *record);
/* The record fits and there is room. */
void issuances_apply(struct issuances *issuances, const struct record *record);
/*
 * Whether the values that the log does not hold are to be erased: its last code ended, or it was revoked, collected or taken out, at `before` or earlier, and they
 * are there still.
 */
bool issuance_erasable(const struct issuance *issuance, uint32_t before);
/* Keeps the own reference, which there is, when the others go; the salt is random and not zeros. */
void issuance_keep_own(struct issuance *issuance, const uint8_t salt[BLIND_LEN]);
/* Whether one that was kept is to be erased: as above, at `before` or earlier. What comes of it; of all of those, and how many there were. */
bool issuance_own_forgettable(const struct issuance *issuance, uint32_t before);
void issuance_forget_own(struct issuance *issuance);
uint32_t issuances_forget_own(struct issuances *issuances, uint32_t before);
/* Whether it had ended, by its codes, a revocation or what its box told, at `before` or earlier. */
bool issuance_had_ended(const struct issuance *issuance, uint32_t before);
/* Nothing of it is needed any more: it was collected or taken out. */
bool issuance_is_over(const struct issuance *issuance);
/* What comes of it then: zeros in their places. */
void issuance_erase(struct issuance *issuance);
/* Erases all of those. Returns how many there were. */
uint32_t issuances_erase(struct issuances *issuances, uint32_t before);
/* Whether the hash is of what was erased. */
bool issuance_sha_is_erased(const struct hash *sha);
/* What the log names of the row's values that it does not hold. */
void issuance_hash(const struct issuance *issuance, struct hash *ret_hash);

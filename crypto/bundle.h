/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The bundle: the one file by which the office tells a box its keys, staff,
 * revocations and policy (docs/formats.md section 5).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/words/refusal.h"
#include "base/words/role.h"
#include "crypto/badge.h"
#include "crypto/code.h"
#include "crypto/key.h"
#include "crypto/sealing.h"

enum {
        BUNDLE_MAX_LEN = 1 << 20,
        BUNDLE_KEYS_MAX = 64,
        BUNDLE_STAFF_MAX = 1024,
        BUNDLE_BOXES_MAX = 256,
        BUNDLE_REVOCATIONS_MAX = 32768,
        BUNDLE_KEY_BOXES_MAX = 32,      /* 0 boxes in a key: it may sign for all */
        BUNDLE_NAME_MAX = 80,           /* bytes of UTF-8 */
        BUNDLE_DOMAIN_MAX = 120,
        BUNDLE_ZONE_MAX = 40,
        BUNDLE_LINE_MAX = 120,
        BUNDLE_CONTACT_LINES_MAX = 6,
        BUNDLE_OPENING_MAX = 21,
        BUNDLE_LANGUAGES_MAX = 16,
        BUNDLE_LANGUAGE_MAX = 15,
        BUNDLE_LANGUAGE_1_MAX = 7,      /* in form 1 */
        BUNDLE_LANGUAGE_SIZE = BUNDLE_LANGUAGE_MAX + 1,
        BUNDLE_PINS_SEALED_MAX = 160 * 1024, /* a verifier for each of BUNDLE_STAFF_MAX people */
        BUNDLE_CLOSED_MAX = 366,
        BUNDLE_EXCEPTIONS_MAX = 128,
        BUNDLE_DATE_MAX = 99991231,
        BUNDLE_REVOCATION_KEEP_S = 70 * 86400, /* twice the longest life of a code */
};

/* Form 1 is what boxes of the first version read. Form 2 adds the backup key, keys of use revoke, days and wordings. */
enum bundle_form { BUNDLE_FORM_1 = 1, BUNDLE_FORM_2 };

struct bundle_key {
        struct public_key key;
        uint8_t kid[KEY_ID_LEN];   /* derived when opened */
        enum key_use use;
        uint32_t nbf, exp;
        uint8_t box_count;
        char boxes[BUNDLE_KEY_BOXES_MAX][BOX_ID_MAX + 1];
};

struct bundle_staff {
        char sub[SUB_MAX + 1];
        enum role role;
        uint8_t badge_cti[CTI_LEN];
};

/* One-time PIN verifiers of staff, sealed to one box. Opens to deterministic CBOR {sub: crypto_pwhash string}. */
struct bundle_pins {
        char box_id[BOX_ID_MAX + 1];
        uint8_t *sealed;           /* owned */
        size_t sealed_len;
};

struct bundle_box {
        char id[BOX_ID_MAX + 1];
        char address[BUNDLE_LINE_MAX + 1];
};

struct bundle_revocation {
        uint8_t cti[CTI_LEN];
        uint32_t t;                /* codes and tickets with nbf < t are void; UINT32_MAX: all */
};

struct bundle_opening {
        uint8_t weekday;           /* 0 Monday to 6 Sunday */
        uint16_t from_min, to_min; /* minutes after local midnight */
};

/* On this day these hours hold and not those of its weekday; several make a day with a break. */
struct bundle_exception {
        uint32_t date;             /* YYYYMMDD */
        uint16_t from_min, to_min;
};

/* What stands in place of contact lines and addresses where somebody reads this language. */
struct bundle_wording {
        char language[BUNDLE_LANGUAGE_SIZE];
        char contact[BUNDLE_CONTACT_LINES_MAX][BUNDLE_LINE_MAX + 1];
        size_t contact_count;      /* 0: those of the policy */
        struct bundle_box *boxes;  /* owned; only the boxes whose address is worded otherwise */
        size_t box_count;
};

struct bundle {
        enum bundle_form form;
        uint32_t version;
        uint32_t issued, expires;
        char office[BUNDLE_NAME_MAX + 1];
        char domain[BUNDLE_DOMAIN_MAX + 1];
        char zone[BUNDLE_ZONE_MAX + 1];
        struct bundle_key *keys;
        size_t key_count;
        struct bundle_staff *staff;
        size_t staff_count;
        struct bundle_pins *pins;
        size_t pins_count;
        struct bundle_revocation *revocations; /* sorted by cti */
        size_t revocation_count;
        uint8_t deadline_days;
        bool four_eyes;
        struct bundle_opening opening[BUNDLE_OPENING_MAX];
        size_t opening_count;      /* 0: always open */
        char languages[BUNDLE_LANGUAGES_MAX][BUNDLE_LANGUAGE_SIZE]; /* tags such as "de" */
        size_t language_count;
        struct bundle_box *boxes;
        size_t box_count;
        char contact[BUNDLE_CONTACT_LINES_MAX][BUNDLE_LINE_MAX + 1];
        size_t contact_count;
        uint32_t *closed;          /* dates YYYYMMDD, ascending; form 2, as the next two */
        size_t closed_count;
        struct bundle_exception *exceptions; /* ascending; none on a closed day */
        size_t exception_count;
        struct bundle_wording *wordings;
        size_t wording_count;
        struct sealing_public backup; /* what a box's backup is sealed to; form 2 */
        bool has_next_root;
        struct public_key next_root;
        struct public_key root;    /* that it was opened under; bundle_sign() does not look at it */
};

void bundle_free(struct bundle *bundle);
DEFINE_CLEANUP(struct bundle, bundle_free, bundle_cleanup)

/*
 * Opens a bundle under a pinned root key; nothing of the payload is read before
 * its signature is known to be good. 0; REFUSAL_MALFORMED, REFUSAL_TOO_LONG,
 * REFUSAL_UNKNOWN_KEY (another root), REFUSAL_BAD_SIGNATURE; -ENOMEM. Whether the
 * version is new and the time is right is for the caller. The caller owns it.
 */
MUST_CHECK int bundle_open(const uint8_t *bytes, size_t len, const struct public_key *root, struct bundle **ret_bundle);
/*
 * Opens a bundle that is to follow `current`: under the root that one was opened
 * under or, where it announces a next root, under that; ret_bundle's `root` says
 * which. Otherwise as bundle_open().
 */
MUST_CHECK int bundle_open_next(const uint8_t *bytes, size_t len, const struct bundle *current, struct bundle **ret_bundle);

/*
 * Reads the form only. Whoever made the file may have written anything into it: for showing and inspecting, never for
 * deciding what a lock does. 0, REFUSAL_MALFORMED, REFUSAL_TOO_LONG, -ENOMEM. The caller owns it; its root is all zero.
 */
MUST_CHECK int bundle_read_unverified(const uint8_t *bytes, size_t len, struct bundle **ret_bundle);

/*
 * Appends the signed file, in the bundle's form. 0; -EMSGSIZE over 1 MiB; -ENOMEM; -EINVAL when a field is out of its range, a key or the next
 * root doubles another or the root, a sub, badge cti or box id is doubled, or the revocations are not sorted and unique
 * by cti. Keys need no kid: it is derived when the bundle is opened.
 */
MUST_CHECK int bundle_sign(const struct bundle *bundle, const struct secret_key *root, struct buffer *ret_bytes);

/*
 * The key a token's kid names. 0; REFUSAL_UNKNOWN_KEY; REFUSAL_WRONG_USE, also when it is the root key or the next one.
 * *ret_key points into bundle. Whether it was allowed to sign this token is bundle_key_may_sign()'s to say, once the
 * signature is known to be good.
 */
MUST_CHECK int bundle_find_key(const struct bundle *bundle, const uint8_t kid[KEY_ID_LEN], enum key_use use,
                               const struct bundle_key **ret_key);
/* Whether the key may sign at nbf, and for this box unless box_id is NULL; else it is REFUSAL_VALIDITY. */
MUST_CHECK bool bundle_key_may_sign(const struct bundle_key *key, const char *box_id, uint32_t nbf);
/* Whether tokens of this cti with this nbf are revoked. */
MUST_CHECK bool bundle_revokes(const struct bundle *bundle, const uint8_t cti[CTI_LEN], uint32_t nbf);
/* NULL when there is none. */
const struct bundle_staff *bundle_find_staff(const struct bundle *bundle, const char *sub);
const struct bundle_box *bundle_find_box(const struct bundle *bundle, const char *box_id);

/* Whether the number YYYYMMDD is a day of the calendar, from 2000 on. */
MUST_CHECK bool bundle_date_valid(uint32_t date);
/* Whether the day YYYYMMDD is listed as closed; its weekday is not looked at. */
MUST_CHECK bool bundle_is_closed(const struct bundle *bundle, uint32_t date);

/* What is said in one language; strings and lines are the bundle's own. Where it has no wording of its own: the policy's. */
struct bundle_contact {
        const char (*lines)[BUNDLE_LINE_MAX + 1];
        size_t count;
};
struct bundle_contact bundle_contact_in(const struct bundle *bundle, const char *language);
/* NULL when the box is not in the bundle. */
const char *bundle_address_in(const struct bundle *bundle, const char *box_id, const char *language);

enum { PIN_VERIFIER_SIZE = 128 };

/*
 * The verifier of one person's one-time PIN, unsealed with the box's key. 0; -ENOENT when there is none for this box and
 * person; -EBADMSG when the sealed part does not open or is not of its strict form; -ENOMEM.
 */
MUST_CHECK int bundle_pin_verifier(const struct bundle *bundle, const char *box_id, const struct sealing_key *key,
                                   const char *sub, char ret_verifier[PIN_VERIFIER_SIZE]);
/*
 * Adds a box's sealed verifiers; verifiers[i] belongs to staff[i], an empty text means none. 0, -EINVAL when the box id
 * or its public key is none or there are too many boxes or people, -ENOMEM.
 */
MUST_CHECK int bundle_add_pins(struct bundle *bundle, const char *box_id, const struct sealing_public *box,
                               const char (*verifiers)[PIN_VERIFIER_SIZE]);

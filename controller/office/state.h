/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office knows about itself, its boxes and its staff: DIR/office.json.
 *
 * The file is read strictly and kept as it was read, so that what people wrote
 * into it by hand (the policy, the name, a removed member of staff) survives the
 * next command. Changes are made in memory by the state_… functions, which keep
 * the typed fields and the file's text in step; state_text() gives what to write.
 * Nothing here reads a clock or a file, and nothing blocks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macro.h"
#include "controller/office/policy.h"
#include "controller/office/problems.h"
#include "crypto/badge.h"
#include "crypto/bundle.h"
#include "crypto/enrolment.h"
#include "crypto/key.h"
#include "crypto/merkle.h"
#include "crypto/note.h"
#include "crypto/sealing.h"

enum {
        STATE_MAX_LEN = 4 << 20,
        STATE_SEALED_PIN_LEN = PIN_VERIFIER_SIZE + SEALING_OVERHEAD,
};

/* The office's own signing keys, in the order of the file. An office begins with the first STATE_KEY_COUNT of them. */
enum state_key {
        STATE_KEY_ROOT, STATE_KEY_CODE, STATE_KEY_TICKET, STATE_KEY_BADGE, STATE_KEY_COUNT,
        STATE_KEY_REVOKE = STATE_KEY_COUNT, STATE_KEY_LOG, STATE_KEY_KINDS,
};
enum { STATE_FORMER_MAX = 48 };         /* with the newest ones a bundle has room for them */

struct state_validity {
        struct public_key public;
        uint32_t from, until;   /* seconds since 1970 */
};

/* A key that was renewed. It signed until the new one's `from`, which is its `until`; boxes have to know it while what it signed is good. */
struct state_former {
        enum state_key key;
        struct state_validity validity;
};

struct state_box {
        char id[BOX_ID_MAX + 1];
        char address[BUNDLE_LINE_MAX + 1]; /* may be empty */
        struct public_key enrol, ledger;
        struct sealing_public sealing;
        char fingerprint[ENROLMENT_FINGERPRINT_SIZE];
        uint32_t added;
};

struct state_staff {
        char sub[SUB_MAX + 1];
        enum role role;
        uint8_t badge_cti[CTI_LEN];
        uint32_t from, until;   /* of the badge */
        uint8_t sealed_pin[STATE_SEALED_PIN_LEN]; /* verifier of the one-time PIN, sealed to the office itself */
};

struct state {
        struct json_t *json;    /* owned; the file as a tree */
        char name[BUNDLE_NAME_MAX + 1];
        char domain[BUNDLE_DOMAIN_MAX + 1];
        char zone[BUNDLE_ZONE_MAX + 1];
        struct policy policy;
        uint32_t bundle_version; /* of the newest bundle made; 0: none yet */
        struct state_validity keys[STATE_KEY_KINDS];    /* the newest of each */
        bool has_revoke;                        /* false: no bundle was made since there are statements of revocation */
        bool has_log;                           /* false: of an earlier version, and no bundle or renewal since; the key of its log has no end */
        struct state_former former[STATE_FORMER_MAX];   /* oldest first */
        size_t former_count;
        struct sealing_public sealing; /* the office's own */
        bool has_backup;               /* false: a folder of the first version that has made no bundle since */
        struct sealing_public backup;
        struct state_box boxes[BUNDLE_BOXES_MAX];
        size_t box_count;
        struct state_staff *staff; /* owned; room for BUNDLE_STAFF_MAX */
        size_t staff_count;
};

/* Lower-case letters, digits, dots and hyphens, with a dot inside: a DNS name. */
MUST_CHECK bool domain_valid(const char *domain);

/*
 * A new office without boxes and staff, default policy. 0; OFFICE_E_REFUSED with
 * problems when name, domain or zone cannot be; -ENOMEM. The caller owns it.
 */
MUST_CHECK int state_new(const char *name, const char *domain, const char *zone,
                         const struct state_validity keys[STATE_KEY_COUNT], const struct sealing_public *sealing,
                         const struct sealing_public *backup, struct problems *problems, struct state **ret_state);

/* Reads the file. 0; OFFICE_E_REFUSED with every problem found; -ENOMEM. The caller owns the state. */
MUST_CHECK int state_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct state **ret_state);
void state_free(struct state *state);
DEFINE_CLEANUP(struct state, state_free, state_cleanup)

/* The file's text, indented, ended by LF. 0 or -ENOMEM. */
MUST_CHECK int state_text(const struct state *state, struct buffer *ret_text);

/*
 * What only commands may change (domain, bundle_version, keys, boxes, staff): one text, the same for the same content. 0 or
 * -ENOMEM.
 */
MUST_CHECK int state_machine(const struct state *state, struct buffer *ret_text);
/* Which of those differs from such a text first; never NULL. */
const char *state_machine_difference(const struct state *state, const char *text, size_t len);
/* The hash of all else, which people edit. 0 or -ENOMEM. */
MUST_CHECK int state_settings(const struct state *state, struct hash *ret_hash);
/* A new state: the settings of this one, the rest from the text. 0; OFFICE_E_REFUSED; -ENOMEM. The caller owns it. */
MUST_CHECK int state_adopt(const struct state *state, const char *text, size_t len, struct problems *problems, struct state **ret_state);

/* "<domain>/pickupbox/office": the name of the office's log, before anything goes on for it. */
void state_log_origin(const struct state *state, char ret_origin[NOTE_NAME_MAX + 1]);

const struct state_box *state_find_box(const struct state *state, const char *id);
const struct state_staff *state_find_staff(const struct state *state, const char *sub);

/* Adds a box or puts it in the place of the one with its id. 0; OFFICE_E_REFUSED when there is no room; -ENOMEM. */
MUST_CHECK int state_put_box(struct state *state, const struct state_box *box, struct problems *problems);
/* The sub must be new. 0; OFFICE_E_REFUSED when there is no room; -ENOMEM. */
MUST_CHECK int state_add_staff(struct state *state, const struct state_staff *staff, struct problems *problems);
/* The sub must be there. 0 or -ENOMEM. */
MUST_CHECK int state_remove_staff(struct state *state, const char *sub);
/* 0 or -ENOMEM. Keys: state_keys.h. */
MUST_CHECK int state_set_bundle_version(struct state *state, uint32_t version);

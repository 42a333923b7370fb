/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One office: a folder with its keys, what it knows and what it has issued.
 *
 *   office.json           state.h; name, policy, boxes, staff
 *   root.pub              the root key's public half, 64 hexadecimal digits, for `box adopt --root`
 *   keys/                 secrets.h; encrypted files
 *   office.db             registry/registry.h; or `database`, which names a server. DIR.anchor beside the folder belongs to it
 *   log.vkey              the key of the office's log, its public half; log.vkey.next while the log goes over to another one
 *   badges/<sub>/         badge.txt, badge.png, badge.pdf
 *   out/<cti>/            parcel.h; letter, code, ticket, message
 *   lock                  held while one command works
 *
 * Every function that changes something blocks until it is on the disk, and
 * leaves the folder as it was when it cannot. An outcome of OFFICE_E_REFUSED comes
 * with problems; so does most of what goes wrong with files. Times are handed in.
 */
#pragma once

#include <limits.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "controller/office/secrets.h"
#include "controller/office/state.h"
#include "controller/office/registry/registry.h"
#include "crypto/pin.h"

enum {
        OFFICE_DIR_MAX = 3000,      /* leaves room for the names inside */
        OFFICE_PATH_SIZE = PATH_MAX,
        OFFICE_KEY_DAYS = 5 * 365,  /* validity of the keys made by office_init() */
        OFFICE_BADGE_DAYS = 2 * 365,
        OFFICE_CARD_NAME_MAX = 80,
        OFFICE_KEY_WARNING_DAYS = 90, /* before its end a key is spoken of */
};

struct office {
        char dir[OFFICE_DIR_MAX + 1];
        int lock_fd;
        struct state *state;
        struct public_key logs[STATE_FORMER_MAX + 3]; /* that may have signed the checkpoints of the office's log, the oldest first (log_key.h) */
        size_t log_count;
        const struct secret_key *lent[SECRETS_SETS_MAX]; /* those of them that were lent */
        size_t lent_count;
        struct registry *registry;
        char database[OFFICE_PATH_SIZE];        /* a file, or a server's address */
        char anchor[OFFICE_DIR_MAX + 16];
        char origin[NOTE_NAME_MAX + 1];         /* of the log */
        bool settings_due;                      /* the log does not say yet that they are as they are */
        struct hash settings;
        struct problems notices;    /* what the command tells besides: a repaired file */
};

/*
 * Makes the folder `dir`, which must not exist, with everything in it or not at
 * all. `address`: of a server that has its database; NULL: a file. 0; OFFICE_E_REFUSED (dir exists, bad name, domain or zone, a passphrase of
 * fewer than PASSPHRASE_MIN characters); a negative errno.
 */
MUST_CHECK int office_init(const char *dir, const char *name, const char *domain, const char *zone, const char *address,
                           const char *passphrase, int64_t now_s, struct problems *problems);

/*
 * Opens the folder for one command, sets the process's time zone to the office's
 * and finishes what a cut command left behind. 0; OFFICE_E_REFUSED when a file of
 * it cannot be read; -EBUSY when another command works on it; a negative errno.
 * Nothing can be changed before office_lend().
 */
MUST_CHECK int office_open(const char *dir, struct problems *problems, struct office **ret_office);
/*
 * The same for a folder of the first version, which has no store: OFFICE_E_REFUSED for any other. What has none is only to be
 * looked at, and taken in.
 */
MUST_CHECK int office_open_first(const char *dir, struct problems *problems, struct office **ret_office);
/*
 * The same for one whose database is older than its anchor, or has none: it is looked at, and gone on for (office_continue()). Boxes, staff and
 * keys are as the database has them.
 */
MUST_CHECK int office_open_older(const char *dir, struct problems *problems, struct office **ret_office);
/* The same for one that is to be moved to a server, or was and the move was cut off (office_migrate()). */
MUST_CHECK int office_open_moving(const char *dir, struct problems *problems, struct office **ret_office);
/*
 * Lends the office the keys of its log, of secrets that were opened with SECRETS_DAY and live until the office is closed or nothing is
 * changed any more. 0; OFFICE_E_REFUSED when there is none or another one.
 */
MUST_CHECK int office_lend(struct office *office, const struct secrets *secrets, struct problems *problems);
/* After others were lent: these again, where they have the key that signs now; else none. */
void office_lend_back(struct office *office, const struct secrets *secrets);
/* A note for each key that ends within OFFICE_KEY_WARNING_DAYS, or has ended. */
void office_note_keys(const struct office *office, int64_t now_s, struct problems *notes);
void office_close(struct office *office);
DEFINE_CLEANUP(struct office, office_close, office_cleanup)

/* "dir/<format>". The names inside are short, so it always fits. */
void office_path(const struct office *office, char ret_path[OFFICE_PATH_SIZE], const char *format, ...) PRINTF_LIKE(3, 4);

/* "folder/name", or "" when that is longer than a path may be; using it then fails as a missing file does. */
void path_inside(char ret_path[OFFICE_PATH_SIZE], const char *folder, const char *name);

/* Writes office.json. 0 or a negative errno with a problem; the old file stands then. */
MUST_CHECK int office_save(struct office *office, struct problems *problems);

/*
 * Takes a box in from its enrolment file, or, with `replace`, new keys for one
 * that is there. address may be NULL: none, or unchanged. *ret_box points into
 * the state. 0; OFFICE_E_REFUSED (not an enrolment, id taken, no room).
 */
MUST_CHECK int office_add_box(struct office *office, const uint8_t *enrolment, size_t len, const char *address, bool replace,
                              int64_t now_s, struct problems *problems, const struct state_box **ret_box);

/*
 * Takes in a member of staff: writes the badge and makes the one-time PIN, which
 * is known to the caller alone afterwards and wiped by it. `name`, one line or "",
 * is on the card and kept nowhere else. Needs SECRETS_DAY.
 * 0; OFFICE_E_REFUSED (bad or taken sub, bad name).
 */
MUST_CHECK int office_add_staff(struct office *office, const struct secrets *secrets, const char *sub, const char *name, enum role role,
                                int64_t now_s, struct problems *problems, char ret_pin[STAFF_PIN_LEN + 1]);

/* Takes somebody off the staff, with the next bundle. 0; OFFICE_E_REFUSED when there is nobody of that id. */
MUST_CHECK int office_remove_staff(struct office *office, const char *sub, int64_t now_s, struct problems *problems);

/*
 * Makes the key that boxes seal their backups to, where a folder of the first version has none. 0; OFFICE_E_REFUSED; a
 * negative errno with a problem.
 */
MUST_CHECK int office_provide_backup(struct office *office, const char *passphrase, int64_t now_s, struct problems *problems);

/*
 * Signs the next bundle into `path`. Needs SECRETS_ROOT and SECRETS_DAY, and for form 2 a backup key. Form 1 leaves out
 * what it cannot say. A version number is never used twice, also when writing the file fails. 0; OFFICE_E_REFUSED when
 * something does not fit into a bundle.
 */
MUST_CHECK int office_make_bundle(struct office *office, const struct secrets *secrets, enum bundle_form form, const char *path,
                                  int64_t now_s, struct problems *problems);

/*
 * Voids every ticket and code made of a consignment so far, with the next bundle, and removes its folder of out/; a reissue makes good ones again. 0;
 * OFFICE_E_REFUSED when it was never issued or is revoked already; a negative errno with a problem, also when it is revoked and the folder stays.
 */
MUST_CHECK int office_revoke(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems);

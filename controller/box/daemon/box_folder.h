/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The folder of one box, as `pickupbox box init` makes it:
 *
 *      DIR/pickupboxd.conf     configuration of the daemon
 *      DIR/box.db              the store, and DIR/box.db-reserve, room that it gives up on a full disk
 *      DIR/keys/NAME.key       enrol, ledger, sealing, tags: 32 secret bytes each, mode 0600
 *      DIR/keys/ledger.key.new while the ledger's key is being changed (controller/box/daemon/box_rotation.h)
 *      DIR/keys/sealing.key.old of the controller before, in a box that was restored from a backup
 *      DIR/ID.enrol            what the office is given
 *      DIR/readers             how code readers were set up (controller/box/daemon/readers.h)
 *      DIR/control.sock        the daemon's control socket
 *      DIR/sim.world           the simulated cabinet
 *      DIR.anchor              beside the folder, unless the configuration names another place: how far the ledger has come;
 *      DIR.anchor.facts        beside it, while the store does not answer: what was seen meanwhile
 *
 * Blocking, for start-up and commands. Nothing is kept open.
 */
#pragma once

#include <limits.h>

#include "base/macro.h"
#include "crypto/backup.h"
#include "crypto/enrolment.h"
#include "crypto/key.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"

struct store;

struct box_folder {
        char dir[PATH_MAX];
        char config[PATH_MAX];
        char database[PATH_MAX];
        char anchor[PATH_MAX];
        char keys[PATH_MAX];
        char socket[PATH_MAX];
        char world[PATH_MAX];
};

/* The paths of the folder where its configuration says nothing else (config_folder.h). Touches no file. 0, -EINVAL on an empty name, or -ENAMETOOLONG. */
MUST_CHECK int box_folder_at(const char *dir, struct box_folder *ret_folder);

/* Where the anchor of a box in this folder is by default: beside the folder as it is really called. 0 or -ENAMETOOLONG. */
MUST_CHECK int box_folder_anchor(const char *dir, char ret_path[PATH_MAX]);

/* The secrets of a box. Each is NULL until loaded. */
struct box_keys {
        struct secret_key *enrol;
        struct secret_key *ledger;
        struct sealing_key *sealing;
        struct tag_key *tags;
        struct sealing_key *former_sealing; /* of the controller before this one; NULL: there was none */
};

void box_keys_deinit(struct box_keys *keys);

enum {
        BOX_KEY_E_MISSING = 1,  /* there is no such file */
        BOX_KEY_E_EXPOSED,      /* others than its owner may read or change it */
        BOX_KEY_E_DAMAGED,      /* not 32 bytes */
        BOX_KEY_E_FOREIGN,      /* not the one that signed this box's ledger */
};

/*
 * Loads all four from the folder `keys`. 0, BOX_KEY_E_*, or a negative errno; on
 * failure nothing is loaded and *ret_name is the key at fault ("ledger"; static).
 */
MUST_CHECK int box_keys_load(const char *keys, struct box_keys *ret_keys, const char **ret_name);

/* Only the one that signs checkpoints. 0, BOX_KEY_E_*, or a negative errno. The caller owns it. */
MUST_CHECK int box_keys_load_ledger(const char *keys, struct secret_key **ret_key);

/* All but that one, which stays NULL. As box_keys_load(). */
MUST_CHECK int box_keys_load_others(const char *keys, struct box_keys *ret_keys, const char **ret_name);
/* Writes a new one beside it, as ledger.key.new, in place of one that was never used. 0 or a negative errno. The caller owns it. */
MUST_CHECK int box_keys_make_new_ledger(const char *keys, struct secret_key **ret_key);
/* Reads that one. As box_keys_load_ledger(). */
MUST_CHECK int box_keys_load_new_ledger(const char *keys, struct secret_key **ret_key);

/*
 * Whether the ledger key has signed the newest checkpoint in the store; without a checkpoint there is nothing to say
 * against it. Another key would sign what no auditor's vkey checks. 0, BOX_KEY_E_FOREIGN, or a negative errno.
 */
MUST_CHECK int box_keys_check_ledger(const struct secret_key *ledger, struct store *store);

/* What a backup takes along: tags and sealing are filled in. 0, BOX_KEY_E_*, or a negative errno. */
MUST_CHECK int box_keys_give_backup(const char *keys, struct backup *ret_backup);
/* Puts the secrets of another controller into the folder: its tags in place of these, its sealing key beside. 0 or a negative errno. */
MUST_CHECK int box_keys_take_backup(const char *keys, const struct backup *backup);

/* One sentence for a result of the three above: what is wrong with the key `name` in `keys`, and what to do. */
enum { BOX_KEYS_MESSAGE_SIZE = PATH_MAX + 256 };
void box_keys_message(int result, const char *keys, const char *name, char ret_text[BOX_KEYS_MESSAGE_SIZE]);

/*
 * Makes new keys in the folder `keys`, which must not exist, and the enrolment
 * of the box. 0, -EEXIST, another negative errno; what was begun is removed.
 */
MUST_CHECK int box_keys_create(const char *keys, const char *box_id, struct buffer *ret_enrolment);

/*
 * Makes the folder of a new box: keys, store, configuration and enrolment. `dir`
 * must not exist. 0; -EEXIST; -ENOTEMPTY when the anchor of another box is beside it; -EINVAL for an id that is none or a count that is
 * not 1 to STORE_COMPARTMENTS_MAX; another negative errno. On failure nothing is left.
 */
MUST_CHECK int box_folder_create(const char *dir, const char *box_id, unsigned compartments,
                                 char ret_fingerprint[ENROLMENT_FINGERPRINT_SIZE]);
/* "DIR/<ID>.enrol". 0 or -ENAMETOOLONG. */
MUST_CHECK int box_folder_enrolment(const struct box_folder *folder, const char *box_id, char ret_path[PATH_MAX]);

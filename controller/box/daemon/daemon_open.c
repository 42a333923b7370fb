/* SPDX-License-Identifier: EUPL-1.2 */
/* What the daemon needs from its folder: the store and the keys. */
#include <errno.h>
#include <string.h>

#include "base/words/alarm.h"
#include "controller/box/daemon/box_rotation.h"
#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"

static const char *open_keys(const struct config *config, struct box_keys *ret_keys) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        const char *name;
        int r;

        r = box_keys_load(config->keys, ret_keys, &name);
        if (r == 0)
                return NULL;
        box_keys_message(r, config->keys, name, message);
        journal_log(LOG_CRIT, "%s", message);
        return "keys";
}

/* A change of the ledger's key that was cut is finished: then its key is another one than was loaded. */
static const char *check_keys(const struct config *config, struct store *store, struct box_keys *keys) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        struct secret_key *ledger;
        int r = box_rotation_open_ledger(config->keys, store, &ledger);

        if (r == 0) {
                secret_key_free(keys->ledger);
                keys->ledger = ledger;
                return NULL;
        }
        box_keys_message(r, config->keys, "ledger", message);
        journal_log(LOG_CRIT, "%s", message);
        return "keys";
}

/* NULL: all is well. *ret_refused: this daemon must not run here at all. *ret_curable: what a new start may find gone. */
static const char *open_store(const struct config *config, enum store_mode mode, struct store **ret_store, bool *ret_curable,
                              bool *ret_refused) {
        char message[ROLLBACK_MESSAGE_SIZE];
        const char *path = config->database;
        enum rollback rollback;
        int r = store_open_anchored(path, config->anchor, mode, ret_store, &rollback);

        switch (r) {
        case 0:
                break;
        case STORE_E_MODE:
                journal_log(LOG_ERR, "%s belongs to %s hardware; entries of the two are never mixed", path,
                            hardware_name(mode == STORE_MODE_SIMULATED ? HARDWARE_REAL : HARDWARE_SIMULATED));
                *ret_refused = true;
                return "mode";
        case -EBUSY:
                journal_log(LOG_ERR, "%s is used by another pickupboxd or command; stop it first", path);
                *ret_refused = true;
                return "busy";
        case STORE_E_NEWER:
                journal_log(LOG_CRIT, "%s was written by a newer pickupbox; install that again", path);
                return "newer";
        case STORE_E_OLDER:
                journal_log(LOG_CRIT, "%s was written by an older pickupbox and is brought up to date when the daemon starts", path);
                return "older";
        case STORE_E_ROLLED_BACK:
                rollback_message(rollback, path, message);
                journal_log(LOG_CRIT, "%s", message);
                return DAEMON_ROLLED_BACK;
        case STORE_E_DAMAGED:
                journal_log(LOG_CRIT, "%s is damaged and was left as it is; keep a copy and restore the backup", path);
                return "database";
        default:
                *ret_curable = true;
                journal_log(LOG_CRIT, "%s cannot be opened: %s", path, strerror(r < 0 ? -r : EIO));
                return r == -ENOSPC ? alarm_name(ALARM_DISK) : "database";
        }
        if (strcmp(store_config(*ret_store)->box_id, config->box_id) == 0 &&
            store_config(*ret_store)->compartments == config->compartments)
                return NULL;
        journal_log(LOG_ERR, "%s is of box %s with %u compartments, but the configuration says %s and %u", path,
                    store_config(*ret_store)->box_id, store_config(*ret_store)->compartments, config->box_id, config->compartments);
        store_close(*ret_store);
        *ret_store = NULL;
        *ret_refused = true;
        return "other_box";
}

bool daemon_open_box(const struct config *config, enum store_mode mode, struct store **ret_store, struct box_keys *ret_keys,
                     const char **ret_trouble, bool *ret_curable, bool *ret_refused) {
        const char *of_keys = open_keys(config, ret_keys);
        /* Without its keys a box can do nothing with its store: it is looked at and left as it is. */
        const char *of_store = open_store(config, of_keys ? 0 : mode, ret_store, ret_curable, ret_refused);

        if (!of_keys && !of_store) {
                of_keys = check_keys(config, *ret_store, ret_keys);
                if (of_keys)
                        box_keys_deinit(ret_keys);
        }
        if (of_keys && !of_store) {
                store_close(*ret_store);
                *ret_store = NULL;
        }
        if (of_store && !of_keys)
                box_keys_deinit(ret_keys);
        *ret_trouble = of_store ? of_store : of_keys;
        return !*ret_trouble;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/exporting.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/command/auditing.h"
#include "controller/command/command.h"
#include "controller/box/daemon/box_rotation.h"
#include "controller/box/daemon/config_folder.h"

static int open_store(const struct box_folder *folder, enum store_mode mode, struct store **ret_store) {
        char message[ROLLBACK_MESSAGE_SIZE];
        enum rollback rollback;
        int r = store_open_anchored(folder->database, folder->anchor, mode, ret_store, &rollback);

        if (r == 0)
                return COMMAND_DONE;
        if (r == STORE_E_ROLLED_BACK) {
                rollback_message(rollback, folder->database, message);
                command_error("%s", message);
                return COMMAND_REFUSED;
        }
        command_error("cannot open %s: %s", folder->database,
                      r == STORE_E_NEWER ? "it was written by a newer version of this program; use that"
                      : r == STORE_E_OLDER ? "it was written by an older version of this program; start pickupboxd once"
                      : r == -EBUSY ? "the box is running; stop pickupboxd first"
                      : r == STORE_E_DAMAGED ? "it is damaged; keep it as it is and restore a backup beside it"
                                             : strerror(-r));
        return COMMAND_FAULT;
}

/* What is going to be signed: the anchor names it before anybody sees it. */
static int raise_anchor(struct store *store, const char *anchor, const struct secret_key *key) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = store_size(store) };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(store));
        store_root(store, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, key, &note);
        if (r == 0)
                r = store_raise_anchor(store, buffer_text(&note), note.len);
        if (r == 0)
                return COMMAND_DONE;
        command_error("the anchor %s cannot be written: %s; nothing was signed", anchor, strerror(-r));
        return COMMAND_FAULT;
}

int exporting_open(const char *dir, enum store_mode mode, struct store **ret_store, struct secret_key **ret_key) {
        char message[CONFIG_MESSAGE_SIZE], of_keys[BOX_KEYS_MESSAGE_SIZE];
        struct box_folder folder;
        int r;

        if (config_folder(dir, &folder, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        r = open_store(&folder, mode, ret_store);
        if (r != COMMAND_DONE)
                return r;
        if (!store_origin(*ret_store)) {
                command_error("%s has no ledger yet: it begins when a bundle is adopted (pickupbox box adopt)", dir);
                return COMMAND_FAULT;
        }
        r = box_rotation_open_ledger(folder.keys, *ret_store, ret_key);
        if (r != 0) {
                box_keys_message(r, folder.keys, "ledger", of_keys);
                command_error("%s", of_keys);
                return COMMAND_FAULT;
        }
        return raise_anchor(*ret_store, folder.anchor, *ret_key);
}

int exporting_report(int r, const char *dir, const char *out, const struct finding *finding) {
        if (r == -EUCLEAN)
                command_error("%s: the ledger's entries and its tree contradict each other; nothing was signed, keep the database", dir);
        else if (r == -EBUSY)
                command_error("%s: another export into it is running", out);
        else if (r == -EINVAL)
                command_error("%s is not a name for an export; give a folder of its own", out);
        else
                return auditing_report(r, out, finding);
        return COMMAND_FAULT;
}

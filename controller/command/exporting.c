/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/exporting.h"

#include <errno.h>
#include <string.h>

#include "controller/command/auditing.h"
#include "controller/command/command.h"
#include "controller/box/daemon/box_rotation.h"

int exporting_open(const char *dir, enum store_mode mode, struct store **ret_store, struct secret_key **ret_key) {
        char message[BOX_KEYS_MESSAGE_SIZE];
        struct box_folder folder;
        int r;

        r = box_folder_at(dir, &folder);
        if (r < 0) {
                command_error("%s is not the name of a box's folder", dir);
                return COMMAND_FAULT;
        }
        r = store_open(folder.database, mode, ret_store);
        if (r != 0) {
                command_error("cannot open %s: %s", folder.database,
                              r == STORE_E_NEWER ? "it was written by a newer version of this program; use that"
                              : r == -EBUSY ? "the box is running; stop pickupboxd first"
                              : r == STORE_E_DAMAGED ? "it is damaged; keep it as it is and restore a backup beside it"
                                                     : strerror(-r));
                return COMMAND_FAULT;
        }
        if (!store_origin(*ret_store)) {
                command_error("%s has no ledger yet: it begins when a bundle is adopted (pickupbox box adopt)", dir);
                return COMMAND_FAULT;
        }
        r = box_rotation_open_ledger(folder.keys, *ret_store, ret_key);
        if (r != 0) {
                box_keys_message(r, folder.keys, "ledger", message);
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        return COMMAND_DONE;
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

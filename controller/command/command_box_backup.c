/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box backup DIR FILE`: what another controller needs, sealed to the office; also while the box runs.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/config_folder.h"
#include "controller/command/command_box.h"
#include "controller/command/member.h"

static int open_store(const struct box_folder *folder, struct store **ret_store) {
        char message[ADOPT_MESSAGE_SIZE];
        enum rollback rollback;
        int r = store_open_anchored(folder->database, folder->anchor, 0, ret_store, &rollback);

        if (r == 0)
                return COMMAND_DONE;
        if (r == STORE_E_ROLLED_BACK)
                rollback_message(rollback, folder->database, message);
        else
                adopt_store_message(r, folder->database, message);
        command_error("%s", message);
        return r == STORE_E_ROLLED_BACK ? COMMAND_REFUSED : COMMAND_FAULT;
}

static int find_key(struct store *store, struct sealing_public *ret_key) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        char message[ADOPT_MESSAGE_SIZE];

        if (adopt_current(store, &bundle, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        if (!bundle || bundle->form != BUNDLE_FORM_2) {
                command_error("the box's bundle has no backup key of the office, to which a backup is sealed; let the box adopt the office's next "
                              "bundle (pickupbox office bundle), which has one");
                return COMMAND_REFUSED;
        }
        *ret_key = bundle->backup;
        return COMMAND_DONE;
}

/* The bytes of the file, in memory. 0, BOX_KEY_E_* or a negative errno. */
static int seal(struct store *store, const struct box_folder *folder, const struct sealing_public *to, struct buffer *file) {
        struct buffer database = BUFFER_INIT_MAX(BACKUP_DATABASE_MAX);
        struct backup backup = { 0 };
        int r = store_snapshot(store, BACKUP_DATABASE_MAX, &database);

        snprintf(backup.box_id, sizeof(backup.box_id), "%s", store_config(store)->box_id);
        if (r == 0)
                r = box_keys_give_backup(folder->keys, &backup);
        backup.database = database.data;
        backup.database_len = database.len;
        if (r == 0)
                r = backup_seal(&backup, to, file);
        buffer_wipe(&database);
        backup_wipe(&backup);
        return r;
}

static int make(struct store *store, const struct box_folder *folder, const char *path) {
        struct buffer file = BUFFER_INIT_MAX(BACKUP_MAX_LEN);
        char message[BOX_KEYS_MESSAGE_SIZE];
        struct sealing_public key;
        int r = find_key(store, &key);

        if (r != COMMAND_DONE)
                return r;
        r = seal(store, folder, &key, &file);
        if (r > 0) {
                box_keys_message(r, folder->keys, "tags", message);
                command_error("%s", message);
        } else if (r == 0) {
                r = file_replace(path, file.data, file.len, 0600);
        }
        if (r < 0)
                command_error("the backup %s cannot be written: %s; what was there stands", path, strerror(-r));
        if (r == 0)
                printf("%s: backup of box %s, %zu bytes, sealed to the office. It opens with `pickupbox office unseal`; delete it after 35 days.\n", path,
                       store_config(store)->box_id, file.len);
        buffer_deinit(&file);
        return r == 0 ? COMMAND_DONE : COMMAND_FAULT;
}

int box_run_backup(int argc, char **argv) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        char message[CONFIG_MESSAGE_SIZE];
        struct box_folder folder;
        int r = command_options(argc, argv, NULL, 0, 2, 2, &argc);

        if (r != COMMAND_DONE)
                return r;
        if (config_folder(argv[1], &folder, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        r = open_store(&folder, &store);
        return r == COMMAND_DONE ? make(store, &folder, argv[2]) : r;
}

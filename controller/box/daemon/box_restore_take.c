/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A backup into the folder of a new controller: first the secrets, then the store by one rename, so that a power cut leaves an
 * empty store, into which it is taken again, or the whole one.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/box_restore.h"

static int say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);

static int say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, BOX_RESTORE_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

/* Nothing of a box that has worked is ever overwritten. */
static int check_empty(const struct box_folder *folder, const struct backup *backup, char *ret_message) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        char message[ADOPT_MESSAGE_SIZE];
        int r = store_open(folder->database, STORE_MODE_ANY, &store);

        if (r != 0) {
                adopt_store_message(r, folder->database, message);
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
        }
        if (store_origin(store))
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s has a ledger already; a backup goes into a new folder (pickupbox box init)", folder->dir);
        if (strcmp(store_config(store)->box_id, backup->box_id) != 0)
                return say(ret_message, BOX_RESTORE_E_REFUSED, "the backup is of box %s, and %s of %s", backup->box_id, folder->dir,
                           store_config(store)->box_id);
        return 0;
}

static int put(const struct box_folder *folder, const struct backup *backup, char *ret_message) {
        int r = box_keys_take_backup(folder->keys, backup);

        if (r == 0)
                r = file_replace(folder->database, backup->database, backup->database_len, 0600);
        return r == 0 ? 0 : say(ret_message, BOX_RESTORE_E_FAULT, "%s cannot be written: %s; do it again", folder->dir, strerror(-r));
}

static int take(const struct box_folder *folder, const char *file, const struct buffer *bytes, const struct sealing_key *key, char *ret_message) {
        struct buffer contents = BUFFER_INIT;
        struct backup backup = { 0 };
        int r = backup_open(bytes->data, bytes->len, key, &contents, &backup);

        if (r > 0)
                return say(ret_message, BOX_RESTORE_E_REFUSED, "%s is no backup that the office has sealed to this controller (pickupbox office unseal)", file);
        if (r < 0)
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s: %s", file, strerror(-r));
        r = check_empty(folder, &backup, ret_message);
        if (r == 0)
                r = put(folder, &backup, ret_message);
        backup_wipe(&backup);
        buffer_wipe(&contents);
        return r;
}

int box_restore_take(const struct box_folder *folder, const char *file, char ret_message[BOX_RESTORE_MESSAGE_SIZE]) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        char message[BOX_KEYS_MESSAGE_SIZE];
        struct box_keys keys = { 0 };
        const char *name = "sealing";
        int r = box_keys_load(folder->keys, &keys, &name);

        if (r != 0) {
                box_keys_message(r, folder->keys, name, message);
                return say(ret_message, BOX_RESTORE_E_FAULT, "%s", message);
        }
        r = file_read(file, BACKUP_MAX_LEN, &bytes);
        r = r == 0 ? take(folder, file, &bytes, keys.sealing, ret_message)
                   : say(ret_message, BOX_RESTORE_E_FAULT, "cannot read %s: %s", file, strerror(-r));
        box_keys_deinit(&keys);
        return r;
}

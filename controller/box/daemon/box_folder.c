/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/box_folder.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/store/store.h"
#include "crypto/checkpoint.h"

enum { SECRET_LEN = 32 };

static_assert((int)SECRET_LEN == KEY_SEED_LEN && (int)SECRET_LEN == SEALING_KEY_LEN && (int)SECRET_LEN == TAG_SECRET_LEN,
              "all four key files have one length");

enum key_kind { KEY_ENROL, KEY_LEDGER, KEY_SEALING, KEY_TAGS, KEY_COUNT, KEY_NEW_LEDGER = KEY_COUNT, KEY_FORMER_SEALING, KEY_FILES };

static const char *const key_names[KEY_FILES] = {
        [KEY_ENROL] = "enrol",
        [KEY_LEDGER] = "ledger",
        [KEY_SEALING] = "sealing",
        [KEY_TAGS] = "tags",
        [KEY_NEW_LEDGER] = "ledger",
        [KEY_FORMER_SEALING] = "sealing",
};

static int path_join(const char *dir, const char *name, char ret_path[PATH_MAX]) {
        char path[PATH_MAX];
        int len = snprintf(path, sizeof(path), "%s/%s", dir, name);

        if (len < 0 || len >= PATH_MAX)
                return -ENAMETOOLONG;
        memcpy(ret_path, path, (size_t)len + 1);
        return 0;
}

int box_folder_anchor(const char *dir, char ret_path[PATH_MAX]) {
        char real[PATH_MAX], path[PATH_MAX];

        /* A folder that is not there yet has the name that it is given. */
        if (snprintf(path, sizeof(path), "%s.anchor", realpath(dir, real) ? real : dir) >= PATH_MAX)
                return -ENAMETOOLONG;
        strcpy(ret_path, path);
        return 0;
}

int box_folder_at(const char *dir, struct box_folder *ret_folder) {
        struct box_folder folder = { 0 };
        size_t len = strlen(dir);
        int r;

        if (len == 0)
                return -EINVAL;
        while (len > 1 && dir[len - 1] == '/')
                len--;
        if (len >= sizeof(folder.dir))
                return -ENAMETOOLONG;
        memcpy(folder.dir, dir, len);
        if ((r = path_join(folder.dir, "pickupboxd.conf", folder.config)) < 0 ||
            (r = path_join(folder.dir, "box.db", folder.database)) < 0 ||
            (r = box_folder_anchor(folder.dir, folder.anchor)) < 0 ||
            (r = path_join(folder.dir, "keys", folder.keys)) < 0 ||
            (r = path_join(folder.dir, "control.sock", folder.socket)) < 0 ||
            (r = path_join(folder.dir, "sim.world", folder.world)) < 0)
                return r;
        *ret_folder = folder;
        return 0;
}

void box_keys_deinit(struct box_keys *keys) {
        secret_key_free(keys->enrol);
        secret_key_free(keys->ledger);
        sealing_key_free(keys->sealing);
        sealing_key_free(keys->former_sealing);
        tag_key_free(keys->tags);
        *keys = (struct box_keys){ 0 };
}

static int key_path(const char *keys, enum key_kind kind, char ret_path[PATH_MAX]) {
        char name[24];

        snprintf(name, sizeof(name), "%s.key%s", key_names[kind], kind == KEY_NEW_LEDGER ? ".new" : kind == KEY_FORMER_SEALING ? ".old" : "");
        return path_join(keys, name, ret_path);
}

static int secret_read(const char *keys, enum key_kind kind, uint8_t ret_secret[SECRET_LEN]) {
        uint8_t bytes[SECRET_LEN + 1];
        char path[PATH_MAX];
        struct stat status;
        ssize_t len;
        int fd, r;

        r = key_path(keys, kind, path);
        if (r < 0)
                return r;
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
                return errno == ENOENT ? BOX_KEY_E_MISSING : -errno;
        if (fstat(fd, &status) < 0)
                r = -errno;
        else if (!S_ISREG(status.st_mode))
                r = BOX_KEY_E_DAMAGED;
        else if ((status.st_mode & 077) || (status.st_uid != geteuid() && status.st_uid != 0))
                r = BOX_KEY_E_EXPOSED;
        else {
                len = read(fd, bytes, sizeof(bytes));
                r = len < 0 ? -errno : len == SECRET_LEN ? 0 : BOX_KEY_E_DAMAGED;
                if (r == 0)
                        memcpy(ret_secret, bytes, SECRET_LEN);
                explicit_bzero(bytes, sizeof(bytes));
        }
        close(fd);
        return r;
}

static int key_load(const char *keys, enum key_kind kind, struct box_keys *into) {
        uint8_t secret[SECRET_LEN];
        int r = secret_read(keys, kind, secret);

        if (r != 0)
                return r;
        switch (kind) {
        case KEY_ENROL:
                r = secret_key_from_seed(secret, &into->enrol);
                break;
        case KEY_LEDGER:
        case KEY_NEW_LEDGER:
                r = secret_key_from_seed(secret, &into->ledger);
                break;
        case KEY_SEALING:
                r = sealing_key_from_secret(secret, &into->sealing);
                break;
        case KEY_TAGS:
                r = tag_key_new(secret, &into->tags);
                break;
        case KEY_FORMER_SEALING:
                r = sealing_key_from_secret(secret, &into->former_sealing);
                break;
        case KEY_FILES:
                break;
        }
        explicit_bzero(secret, sizeof(secret));
        return r;
}

/* Only a box that was restored has one. */
static int load_former(const char *keys, struct box_keys *loaded, struct box_keys *ret_keys, const char **ret_name) {
        int r = key_load(keys, KEY_FORMER_SEALING, loaded);

        if (r == 0 || r == BOX_KEY_E_MISSING) {
                *ret_keys = *loaded;
                return 0;
        }
        *ret_name = key_names[KEY_FORMER_SEALING];
        box_keys_deinit(loaded);
        return r;
}

static int load_all_but(const char *keys, enum key_kind without, struct box_keys *ret_keys, const char **ret_name) {
        struct box_keys loaded = { 0 };

        for (enum key_kind kind = 0; kind < KEY_COUNT; kind++) {
                int r = kind == without ? 0 : key_load(keys, kind, &loaded);

                if (r != 0) {
                        *ret_name = key_names[kind];
                        box_keys_deinit(&loaded);
                        return r;
                }
        }
        return load_former(keys, &loaded, ret_keys, ret_name);
}

int box_keys_load(const char *keys, struct box_keys *ret_keys, const char **ret_name) {
        return load_all_but(keys, KEY_FILES, ret_keys, ret_name);
}

int box_keys_load_others(const char *keys, struct box_keys *ret_keys, const char **ret_name) {
        return load_all_but(keys, KEY_LEDGER, ret_keys, ret_name);
}

static int load_ledger(const char *keys, enum key_kind kind, struct secret_key **ret_key) {
        struct box_keys loaded = { 0 };
        int r = key_load(keys, kind, &loaded);

        if (r == 0)
                *ret_key = loaded.ledger;
        return r;
}

int box_keys_load_ledger(const char *keys, struct secret_key **ret_key) {
        return load_ledger(keys, KEY_LEDGER, ret_key);
}

int box_keys_load_new_ledger(const char *keys, struct secret_key **ret_key) {
        return load_ledger(keys, KEY_NEW_LEDGER, ret_key);
}

int box_keys_check_ledger(const struct secret_key *ledger, struct store *store) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct vkey vkey;
        uint64_t size;
        int r;

        r = store_checkpoint(store, &size, &note);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        vkey_init(&vkey, store_origin(store), NOTE_TYPE_ED25519, secret_key_public(ledger));
        return checkpoint_open(buffer_text(&note), note.len, &vkey, &checkpoint) == 0 ? 0 : BOX_KEY_E_FOREIGN;
}

void box_keys_message(int result, const char *keys, const char *name, char ret_text[BOX_KEYS_MESSAGE_SIZE]) {
        const char *what;

        switch (result) {
        case BOX_KEY_E_MISSING:
                what = "is missing; put it back from the backup, without it this box cannot work (a ledger key that is lost for good: "
                       "pickupbox box rotate --lost)";
                break;
        case BOX_KEY_E_EXPOSED:
                what = "can be read or changed by others; make it its owner's alone (chmod 600, chown) and ask who had it";
                break;
        case BOX_KEY_E_DAMAGED:
                what = "is damaged: it must be a file of 32 bytes; put it back from the backup";
                break;
        case BOX_KEY_E_FOREIGN:
                what = "is not the one that signed this box's ledger; put the right one back from the backup";
                break;
        default:
                what = strerror(result < 0 ? -result : EIO);
        }
        snprintf(ret_text, BOX_KEYS_MESSAGE_SIZE, "the key %s/%s.key %s%s", keys, name, result < 0 ? "cannot be read: " : "", what);
}

static int key_write(const char *keys, enum key_kind kind, struct box_keys *into) {
        uint8_t secret[SECRET_LEN];
        char path[PATH_MAX];
        int r = key_path(keys, kind, path);

        if (r < 0)
                return r;
        if (getrandom(secret, sizeof(secret), 0) != sizeof(secret))
                return -EIO;
        r = file_replace(path, secret, sizeof(secret), 0600);
        explicit_bzero(secret, sizeof(secret));
        return r < 0 ? r : key_load(keys, kind, into);
}

int box_keys_make_new_ledger(const char *keys, struct secret_key **ret_key) {
        struct box_keys made = { 0 };
        int r = key_write(keys, KEY_NEW_LEDGER, &made);

        if (r > 0)
                return -EIO; /* what was just written could not be read back */
        if (r == 0)
                *ret_key = made.ledger;
        return r;
}

static void keys_remove(const char *keys) {
        char path[PATH_MAX];

        for (enum key_kind kind = 0; kind < KEY_COUNT; kind++)
                if (key_path(keys, kind, path) == 0)
                        unlink(path);
        rmdir(keys);
}

static int enrolment_make(const struct box_keys *keys, const char *box_id, struct buffer *ret_enrolment) {
        struct enrolment enrolment = {
                .enrol = *secret_key_public(keys->enrol),
                .ledger = *secret_key_public(keys->ledger),
                .sealing = *sealing_key_public(keys->sealing),
        };

        snprintf(enrolment.box_id, sizeof(enrolment.box_id), "%s", box_id);
        return enrolment_sign(&enrolment, keys->enrol, ret_enrolment);
}

int box_keys_create(const char *keys, const char *box_id, struct buffer *ret_enrolment) {
        struct box_keys made = { 0 };
        int r = 0;

        if (mkdir(keys, 0700) < 0)
                return -errno;
        for (enum key_kind kind = 0; kind < KEY_COUNT && r == 0; kind++)
                r = key_write(keys, kind, &made);
        if (r == 0)
                r = enrolment_make(&made, box_id, ret_enrolment);
        if (r > 0)
                r = -EIO; /* what was just written could not be read back */
        if (r < 0)
                keys_remove(keys);
        box_keys_deinit(&made);
        return r;
}

/* ---- backup ---- */

int box_keys_give_backup(const char *keys, struct backup *ret_backup) {
        int r = secret_read(keys, KEY_TAGS, ret_backup->tags);

        return r == 0 ? secret_read(keys, KEY_SEALING, ret_backup->sealing) : r;
}

int box_keys_take_backup(const char *keys, const struct backup *backup) {
        char path[PATH_MAX];
        int r = key_path(keys, KEY_FORMER_SEALING, path);

        if (r == 0)
                r = file_replace(path, backup->sealing, sizeof(backup->sealing), 0600);
        if (r == 0)
                r = key_path(keys, KEY_TAGS, path);
        return r == 0 ? file_replace(path, backup->tags, sizeof(backup->tags), 0600) : r;
}

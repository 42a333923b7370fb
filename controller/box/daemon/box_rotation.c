/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/box_rotation.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/store/store.h"

static int say(char *ret_message, int result, const char *format, ...) PRINTF_LIKE(3, 4);

static int say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, BOX_ROTATION_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

static int say_key(char *ret_message, int r, const struct box_folder *folder, const char *name) {
        char text[BOX_KEYS_MESSAGE_SIZE];

        box_keys_message(r, folder->keys, name, text);
        return say(ret_message, BOX_ROTATION_E_FAULT, "%s", text);
}

/* ---- which key is the ledger's ---- */

/* Unlike box_keys_check_ledger(): no checkpoint speaks for no key. */
static bool signed_newest(const struct public_key *key, struct store *store) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct vkey vkey;
        uint64_t size;

        if (!store_origin(store) || store_checkpoint(store, &size, &note) != 0)
                return false;
        vkey_init(&vkey, store_origin(store), NOTE_TYPE_ED25519, key);
        return checkpoint_open(buffer_text(&note), note.len, &vkey, &checkpoint) == 0;
}

/* Twice the same is no harm: an export may do it beside the daemon. */
static int put_in_place(const char *keys) {
        char from[PATH_MAX], to[PATH_MAX];

        if (snprintf(from, sizeof(from), "%s/ledger.key.new", keys) >= PATH_MAX || snprintf(to, sizeof(to), "%s/ledger.key", keys) >= PATH_MAX)
                return -ENAMETOOLONG;
        if (rename(from, to) < 0 && errno != ENOENT)
                return -errno;
        return file_sync_parent(to);
}

/* BOX_KEY_E_FOREIGN when the new key is not the ledger's either: then nothing was committed under it. */
static int settle(const char *keys, struct store *store) {
        CLEANUP(secret_key_cleanup) struct secret_key *new = NULL;
        int r = box_keys_load_new_ledger(keys, &new);

        if (r != 0)
                return BOX_KEY_E_FOREIGN;
        return signed_newest(secret_key_public(new), store) ? put_in_place(keys) : BOX_KEY_E_FOREIGN;
}

static int load_checked(const char *keys, struct store *store, struct secret_key **ret_key) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        int r = box_keys_load_ledger(keys, &key);

        if (r == 0)
                r = box_keys_check_ledger(key, store);
        if (r != 0)
                return r;
        *ret_key = key;
        key = NULL;
        return 0;
}

/* *ret_settled: a change that was cut was finished. */
static int open_ledger(const char *keys, struct store *store, struct secret_key **ret_key, bool *ret_settled) {
        int r = load_checked(keys, store, ret_key);

        *ret_settled = r > 0 && settle(keys, store) == 0;
        return *ret_settled ? load_checked(keys, store, ret_key) : r;
}

int box_rotation_open_ledger(const char *keys, struct store *store, struct secret_key **ret_key) {
        bool settled;

        return open_ledger(keys, store, ret_key, &settled);
}

/* ---- changing it ---- */

struct job {
        const struct box_folder *folder;
        struct store *store;
        struct box_keys *keys;          /* the ledger's is NULL when it was lost */
        int64_t now_ms;
        char *message;
};

static int open_store(struct job *job) {
        char message[ROLLBACK_MESSAGE_SIZE];
        enum rollback rollback;
        int r = store_open_anchored(job->folder->database, job->folder->anchor, STORE_MODE_ANY, &job->store, &rollback);

        if (r == STORE_E_ROLLED_BACK) {
                rollback_message(rollback, job->folder->database, message);
                return say(job->message, BOX_ROTATION_E_REFUSED, "%s", message);
        }
        if (r == -EBUSY)
                return say(job->message, BOX_ROTATION_E_FAULT, "%s is in use; stop the daemon first", job->folder->database);
        if (r != 0)
                return say(job->message, BOX_ROTATION_E_FAULT, "%s cannot be opened: %s", job->folder->database,
                           r == STORE_E_DAMAGED ? "it is damaged and was left as it is" : r > 0 ? "another version wrote it" : strerror(-r));
        if (!store_origin(job->store))
                return say(job->message, BOX_ROTATION_E_REFUSED, "%s has no ledger yet; make the box anew (pickupbox box init)", job->folder->dir);
        return 0;
}

static int read_enrolment(const struct job *job, struct box_rotation *rotation, struct enrolment *ret_enrolment) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r = box_folder_enrolment(job->folder, store_config(job->store)->box_id, rotation->enrolment);

        if (r == 0)
                r = file_read(rotation->enrolment, ENROLMENT_MAX_LEN, &bytes);
        return r == 0 ? enrolment_open(bytes.data, bytes.len, ret_enrolment) : r;
}

static int write_enrolment(struct job *job, const struct public_key *ledger, struct box_rotation *rotation) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = { .enrol = *secret_key_public(job->keys->enrol), .ledger = *ledger,
                                       .sealing = *sealing_key_public(job->keys->sealing) };
        int r;

        memcpy(enrolment.box_id, store_config(job->store)->box_id, sizeof(enrolment.box_id));
        r = enrolment_sign(&enrolment, job->keys->enrol, &bytes);
        if (r == 0)
                r = file_replace(rotation->enrolment, bytes.data, bytes.len, 0644);
        if (r < 0)
                return say(job->message, BOX_ROTATION_E_FAULT, "the key was changed, but %s cannot be written: %s; do it again", rotation->enrolment,
                           strerror(-r));
        enrolment_fingerprint(bytes.data, bytes.len, rotation->fingerprint);
        return 0;
}

static int change(struct job *job, const struct secret_key *old, const struct public_key *old_public, struct box_rotation *rotation) {
        CLEANUP(secret_key_cleanup) struct secret_key *new = NULL;
        int r = box_keys_make_new_ledger(job->folder->keys, &new);

        if (r == 0)
                r = store_do(
                        job->store, job->now_ms,
                        DEED(DEED_ROTATE, .rotation = &(struct store_rotation){ .old = old, .old_public = old_public, .new = new }),
                        NULL);
        if (r < 0)
                return say(job->message, BOX_ROTATION_E_FAULT, "the key was not changed: %s", strerror(-r));
        r = put_in_place(job->folder->keys);
        if (r < 0)
                return say(job->message, BOX_ROTATION_E_FAULT, "the key was changed, but ledger.key.new is not in its place yet: %s; do it again",
                           strerror(-r));
        return write_enrolment(job, secret_key_public(new), rotation);
}

static int change_lost(struct job *job, int r, const struct enrolment *enrolment, struct box_rotation *rotation) {
        if (r < 0 || r == BOX_KEY_E_EXPOSED)
                return say_key(job->message, r, job->folder, "ledger");
        return change(job, NULL, enrolment && signed_newest(&enrolment->ledger, job->store) ? &enrolment->ledger : NULL, rotation);
}

static int rotate(struct job *job, bool lost, struct box_rotation *rotation) {
        CLEANUP(secret_key_cleanup) struct secret_key *old = NULL;
        struct enrolment enrolment;
        bool enrolled, settled;
        int r;

        rotation->finished = false;
        r = read_enrolment(job, rotation, &enrolment);
        if (r == -ENAMETOOLONG)
                return say(job->message, BOX_ROTATION_E_FAULT, "%s is too long a name", job->folder->dir);
        enrolled = r == 0;
        r = open_ledger(job->folder->keys, job->store, &old, &settled);
        if (r == 0 && (settled || (enrolled && memcmp(enrolment.ledger.x, secret_key_public(old)->x, KEY_PUBLIC_LEN) != 0))) {
                rotation->finished = true;
                return write_enrolment(job, secret_key_public(old), rotation);
        }
        if (r == 0 && lost)
                return say(job->message, BOX_ROTATION_E_REFUSED, "the key %s/ledger.key is there and right; leave --lost out", job->folder->keys);
        if (r == 0)
                return change(job, old, secret_key_public(old), rotation);
        return lost ? change_lost(job, r, enrolled ? &enrolment : NULL, rotation) : say_key(job->message, r, job->folder, "ledger");
}

int box_rotation_make(const struct box_folder *folder, bool lost, int64_t now_ms, struct box_rotation *ret_rotation,
                      char ret_message[BOX_ROTATION_MESSAGE_SIZE]) {
        struct box_keys keys = { 0 };
        struct job job = { .folder = folder, .keys = &keys, .now_ms = now_ms, .message = ret_message };
        struct box_rotation rotation;
        const char *name;
        int r;

        r = box_keys_load_others(folder->keys, &keys, &name);
        if (r != 0)
                return say_key(ret_message, r, folder, name);
        r = open_store(&job);
        if (r == 0)
                r = rotate(&job, lost, &rotation);
        store_close(job.store);
        box_keys_deinit(&keys);
        if (r == 0)
                *ret_rotation = rotation;
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

enum { STATE_MODE = 0600 };

struct witness {
        char state_path[PATH_MAX];
        struct witness_key key;
        struct witness_state state;
        int lock;
};

static int save(const struct witness_state *state, const char *path) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r = witness_state_format(state, &bytes);

        return r < 0 ? r : file_replace(path, bytes.data, bytes.len, STATE_MODE);
}

int witness_create(const char *state_path, const char *key_path, const char *name) {
        struct witness_state nothing = { 0 };
        struct witness_key key;
        int r;

        if (access(state_path, F_OK) == 0)
                return -EEXIST;
        r = witness_key_create(key_path, name, &key);
        if (r < 0)
                return r;
        witness_key_deinit(&key);
        r = save(&nothing, state_path);
        if (r < 0)
                unlink(key_path);
        return r;
}

/* The state file itself is replaced at each change, so that a lock on it would get lost. The kernel lifts this one when we die. */
static int lock(struct witness *witness) {
        char path[PATH_MAX];

        if (snprintf(path, sizeof(path), "%s-lock", witness->state_path) >= (int)sizeof(path))
                return -ENAMETOOLONG;
        witness->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, STATE_MODE);
        if (witness->lock < 0)
                return -errno;
        if (flock(witness->lock, LOCK_EX | LOCK_NB) < 0)
                return errno == EWOULDBLOCK ? -EBUSY : -errno;
        return 0;
}

static int load_key(const char *path, struct witness_key *ret_key) {
        int r = witness_key_load(path, ret_key);

        switch (r) {
        case WITNESS_KEY_E_MALFORMED:
                return WITNESS_E_KEY_MALFORMED;
        case WITNESS_KEY_E_EXPOSED:
                return WITNESS_E_KEY_EXPOSED;
        default:
                return r == -ENOENT ? WITNESS_E_KEY_MISSING : r;
        }
}

static int load_state(struct witness *witness) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r;

        r = file_read(witness->state_path, WITNESS_STATE_MAX_LEN, &bytes);
        if (r < 0)
                return r == -ENOENT ? WITNESS_E_STATE_MISSING : r == -EFBIG ? WITNESS_E_STATE_MALFORMED : r;
        r = witness_state_parse(buffer_text(&bytes), bytes.len, &witness->state);
        return r == WITNESS_STATE_E_MALFORMED ? WITNESS_E_STATE_MALFORMED : r;
}

int witness_open(const char *state_path, const char *key_path, struct witness **ret_witness) {
        CLEANUP(witness_cleanup) struct witness *witness = calloc(1, sizeof(*witness));
        int r;

        if (!witness)
                return -ENOMEM;
        witness->lock = -1;
        if (snprintf(witness->state_path, sizeof(witness->state_path), "%s", state_path) >= (int)sizeof(witness->state_path))
                return -ENAMETOOLONG;
        r = load_key(key_path, &witness->key);
        /* Nothing is made beside a state that is not there. */
        if (r == 0 && access(state_path, F_OK) < 0 && errno == ENOENT)
                r = WITNESS_E_STATE_MISSING;
        if (r == 0)
                r = lock(witness);
        if (r == 0)
                r = load_state(witness);
        if (r != 0)
                return r;
        *ret_witness = witness;
        witness = NULL;
        return 0;
}

void witness_close(struct witness *witness) {
        if (!witness)
                return;
        witness_state_deinit(&witness->state);
        witness_key_deinit(&witness->key);
        if (witness->lock >= 0)
                close(witness->lock);
        free(witness);
}

const struct vkey *witness_vkey(const struct witness *witness) {
        return &witness->key.vkey;
}

const struct witness_log *witness_find(const struct witness *witness, const char *origin) {
        return witness_state_find(&witness->state, origin);
}

/* C2SP tlog-witness, add-checkpoint, in its order. */
static int judge(const struct witness_log *known, const struct checkpoint *checkpoint, uint64_t old_size, const struct hash *proof,
                 size_t count) {
        struct hash empty;

        if (old_size > checkpoint->size)
                return WITNESS_E_OLD_SIZE;
        if (old_size != (known ? known->size : 0))
                return WITNESS_E_STALE;
        sha256("", 0, &empty);
        if (checkpoint->size == 0 && !hash_equal(&checkpoint->root, &empty))
                return WITNESS_E_INCONSISTENT;
        if (old_size == 0)
                return count == 0 ? 0 : WITNESS_E_INCONSISTENT;
        return merkle_check_consistency(old_size, checkpoint->size, &known->root, &checkpoint->root, proof, count) ? 0
                                                                                                                   : WITNESS_E_INCONSISTENT;
}

/* What cannot be made durable is forgotten again. */
static int remember(struct witness *witness, const struct witness_log *known, const struct witness_log *log) {
        struct witness_log before;
        bool was_known = known;
        int r, undone;

        if (known)
                before = *known;
        if (known && known->size == log->size && memcmp(known->vkey.id, log->vkey.id, NOTE_KEY_ID_LEN) == 0)
                return 0;
        r = witness_state_put(&witness->state, log);
        if (r < 0)
                return r;
        r = save(&witness->state, witness->state_path);
        if (r == 0)
                return 0;
        undone = 0;
        if (was_known)
                undone = witness_state_put(&witness->state, &before);
        else
                witness_state_remove(&witness->state, log->vkey.name);
        return undone < 0 ? undone : r;
}

int witness_add(struct witness *witness, const char *text, size_t len, const struct vkey *signer, uint64_t old_size,
                const struct hash *proof, size_t count, uint64_t now_s, struct buffer *ret_line) {
        const struct witness_log *known = witness_find(witness, signer->name);
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct witness_log log;
        int r;

        if (checkpoint_parse(text, len, &checkpoint) != 0 || strcmp(checkpoint.origin, signer->name) != 0)
                return -EINVAL;
        r = judge(known, &checkpoint, old_size, proof, count);
        if (r != 0)
                return r;
        log = (struct witness_log){ .size = checkpoint.size, .root = checkpoint.root, .vkey = *signer };
        r = cosignature_sign(text, len, witness->key.vkey.name, witness->key.secret, now_s, &line);
        if (r == 0)
                r = remember(witness, known, &log);
        return r < 0 ? r : buffer_append(ret_line, line.data, line.len);
}

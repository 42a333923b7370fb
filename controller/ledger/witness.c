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
#include "base/hex.h"
#include "controller/ledger/fork.h"

enum { STATE_MODE = 0600 };

struct witness {
        char state_path[PATH_MAX];
        struct witness_key key;
        struct witness_state state;
        int lock;
};

static int save(const struct witness_state *state, const char *path) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(WITNESS_STATE_MAX_LEN);
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
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(WITNESS_STATE_MAX_LEN);
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

/* ---- remembering ---- */

/* The checkpoint as this log signed it and as we countersign it: what others wrote below it proves nothing here. */
static int keep_note(const struct note *note, const struct vkey *signer, const struct buffer *line, struct buffer *ret_note) {
        int r = buffer_append(ret_note, note->text, note->text_len);

        if (r == 0)
                r = buffer_append_text(ret_note, "\n");
        for (size_t i = 0; r == 0 && i < note->signature_count; i++)
                if (note_signature_is_by(&note->signatures[i], signer))
                        r = note_append_signature(&note->signatures[i], ret_note);
        return r < 0 ? r : buffer_append(ret_note, line->data, line->len);
}

/* The very checkpoint that is remembered, under the same key: nothing to be made durable. */
static bool is_remembered(const struct witness_log *known, const struct witness_log *log) {
        return known && known->size == log->size && known->note.len > 0 && memcmp(known->vkey.id, log->vkey.id, NOTE_KEY_ID_LEN) == 0;
}

/* What cannot be made durable is forgotten again. Takes what *log owns. */
static int remember(struct witness *witness, struct witness_log *log) {
        const struct witness_log *known = witness_find(witness, log->origin);
        bool was_known = known;
        char origin[NOTE_NAME_MAX + 1];
        int r;

        if (is_remembered(known, log))
                return 0;
        memcpy(origin, log->origin, sizeof(origin));
        r = witness_state_put(&witness->state, log);
        if (r < 0)
                return r;
        r = save(&witness->state, witness->state_path);
        if (r == 0)
                return 0;
        if (!was_known)
                witness_state_remove(&witness->state, origin);
        else if (witness_state_put(&witness->state, log) < 0)
                abort(); /* the put of a known origin does not fail */
        return r;
}

/* ---- evidence ---- */

/* Whether the proof tells what the larger tree had where ours ended. Where ours is a power of two, only who has seen it can tell. */
static bool find_began(const struct witness_log *known, const struct witness_case *asked, const struct checkpoint *checkpoint,
                       struct hash *ret_began) {
        bool power_of_two = (known->size & (known->size - 1)) == 0;
        struct hash root;

        if (!asked->began && power_of_two)
                return false;
        return merkle_consistency_roots(known->size, checkpoint->size, asked->began ? asked->began : &known->root, asked->proof, asked->count,
                                        ret_began, &root) &&
               hash_equal(&root, &checkpoint->root) && !hash_equal(ret_began, &known->root);
}

/* The first evidence of a kind stays; a proof takes a suspicion's place. */
static bool is_kept(const char *path, bool proven) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(FORK_MAX_LEN);
        struct fork fork;

        if (file_read(path, FORK_MAX_LEN, &bytes) < 0)
                return access(path, F_OK) == 0;
        return !proven || fork_parse(buffer_text(&bytes), bytes.len, &fork) != 0 || fork_proves(&fork);
}

static enum witness_fork keep_fork(const struct fork *fork, const char *path) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(FORK_MAX_LEN);
        bool proven = fork_proves(fork);

        if (is_kept(path, proven))
                return WITNESS_FORK_KNOWN;
        if (fork_format(fork, &bytes) < 0 || file_replace(path, bytes.data, bytes.len, STATE_MODE) < 0)
                return WITNESS_FORK_UNKEPT;
        return proven ? WITNESS_FORK_PROVEN : WITNESS_FORK_SUSPECTED;
}

static void origin_hex(const char *origin, char ret_hex[2 * HASH_LEN + 1]) {
        struct hash hash;

        sha256(origin, strlen(origin), &hash);
        hex_encode(hash.bytes, HASH_LEN, ret_hex);
}

/* Of a checkpoint that is signed and does not continue ours. */
static void report_fork(const struct witness *witness, const struct witness_log *known, const struct witness_case *asked,
                        const struct checkpoint *checkpoint, struct witness_news *ret_news) {
        CLEANUP(buffer_deinit) struct buffer second = BUFFER_INIT_MAX(NOTE_MAX_LEN);
        struct fork fork = { .first = buffer_text(&known->note), .first_len = known->note.len };
        struct buffer no_line = BUFFER_INIT;
        char hex[2 * HASH_LEN + 1];

        origin_hex(known->origin, hex);
        if (snprintf(ret_news->path, sizeof(ret_news->path), "%s-fork-%s", witness->state_path, hex) >= (int)sizeof(ret_news->path) ||
            keep_note(asked->note, asked->signer, &no_line, &second) < 0) {
                ret_news->fork = WITNESS_FORK_UNKEPT;
                return;
        }
        fork.second = buffer_text(&second);
        fork.second_len = second.len;
        fork.proven_larger = checkpoint->size > known->size && find_began(known, asked, checkpoint, &fork.began);
        if (fork.proven_larger) {
                memcpy(fork.proof, asked->proof, asked->count * sizeof(*asked->proof));
                fork.count = asked->count;
        }
        ret_news->fork = keep_fork(&fork, ret_news->path);
}

/* ---- asking ---- */

static int sign(struct witness *witness, const struct witness_case *asked, const struct checkpoint *checkpoint, uint64_t now_s,
                struct buffer *line) {
        struct witness_log log = { .size = checkpoint->size, .root = checkpoint->root, .vkey = *asked->signer,
                                   .note = BUFFER_INIT_MAX(NOTE_MAX_LEN) };
        int r;

        memcpy(log.origin, checkpoint->origin, sizeof(log.origin));
        memcpy(log.vkey.origin, checkpoint->origin, sizeof(log.vkey.origin));
        r = cosignature_sign(asked->note->text, asked->note->text_len, witness->key.vkey.name, witness->key.secret, now_s, line);
        if (r == 0)
                r = keep_note(asked->note, asked->signer, line, &log.note);
        if (r == 0)
                r = remember(witness, &log);
        witness_log_deinit(&log);
        return r;
}

int witness_add(struct witness *witness, const struct witness_case *asked, uint64_t now_s, struct buffer *ret_line,
                struct witness_news *ret_news) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        const struct witness_log *known;
        struct checkpoint checkpoint;
        int r;

        *ret_news = (struct witness_news){ .fork = WITNESS_FORK_NONE };
        if (checkpoint_parse(asked->note->text, asked->note->text_len, &checkpoint) != 0 ||
            !origin_speaks(checkpoint.origin, asked->signer, 1, 0) || note_verify(asked->note, asked->signer) != 0)
                return -EINVAL;
        known = witness_find(witness, checkpoint.origin);
        r = judge(known, &checkpoint, asked->old_size, asked->proof, asked->count);
        if (r == WITNESS_E_INCONSISTENT && known && known->size > 0 &&
            (checkpoint.size > known->size || !hash_equal(&checkpoint.root, &known->root)))
                report_fork(witness, known, asked, &checkpoint, ret_news);
        if (r == 0)
                r = sign(witness, asked, &checkpoint, now_s, &line);
        return r != 0 ? r : buffer_append(ret_line, line.data, line.len);
}

const struct witness_log *witness_find_hash(const struct witness *witness, const char *hex) {
        char own[2 * HASH_LEN + 1];

        for (size_t i = 0; i < witness->state.count; i++) {
                origin_hex(witness->state.logs[i].origin, own);
                if (strcmp(own, hex) == 0)
                        return &witness->state.logs[i];
        }
        return NULL;
}

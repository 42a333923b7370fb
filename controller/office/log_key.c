/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/log_key.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static const char VKEY[] = "log.vkey", VKEY_NEXT[] = "log.vkey.next";

static bool same(const struct public_key *a, const struct public_key *b) {
        return memcmp(a->x, b->x, KEY_PUBLIC_LEN) == 0;
}

/* ---- files ---- */

static int write_as(const char *folder, const char *name, const char *origin, const struct public_key *key) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        struct vkey vkey;
        int r;

        vkey_init(&vkey, origin, NOTE_TYPE_ED25519, key);
        r = vkey_format(&vkey, &line);
        if (r == 0)
                r = buffer_append_text(&line, "\n");
        path_inside(path, folder, name);
        return r == 0 ? file_replace(path, line.data, line.len, 0644) : r;
}

int log_key_write(const char *folder, const char *origin, const struct public_key *key) {
        return write_as(folder, VKEY, origin, key);
}

static int read_vkey(const struct office *office, const char *name, struct public_key *ret_key) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        struct vkey vkey;
        int r;

        path_inside(path, office->dir, name);
        r = file_read(path, NOTE_VKEY_MAX, &line);
        if (r == 0 && vkey_parse(buffer_text(&line), line.len, &vkey) != 0)
                r = -EBADMSG;
        if (r == 0)
                *ret_key = vkey.key;
        return r;
}

/* ---- all that may have signed ---- */

static void add(struct office *office, const struct public_key *key) {
        for (size_t i = 0; i < office->log_count; i++)
                if (same(&office->logs[i], key))
                        return;
        office->logs[office->log_count++] = *key;
}

int log_key_read(struct office *office, struct problems *problems) {
        const struct state *state = office->state;
        char path[OFFICE_PATH_SIZE];
        struct public_key key;
        int r;

        office->log_count = 0;
        for (size_t i = 0; i < state->former_count; i++)
                if (state->former[i].key == STATE_KEY_LOG)
                        add(office, &state->former[i].validity.public);
        if (state->has_log)
                add(office, &state->keys[STATE_KEY_LOG].public);
        path_inside(path, office->dir, VKEY);
        r = read_vkey(office, VKEY, &key);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        add(office, &key);
        /* Of an act that was cut off. */
        path_inside(path, office->dir, VKEY_NEXT);
        r = read_vkey(office, VKEY_NEXT, &key);
        if (r == 0)
                add(office, &key);
        return r == 0 || r == -ENOENT ? 0 : problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
}

int log_key_take(const struct office *office, const struct public_key *key, struct problems *problems) {
        char path[OFFICE_PATH_SIZE], first[NOTE_NAME_MAX + 1];
        struct public_key named;
        int r = read_vkey(office, VKEY, &named);

        path_inside(path, office->dir, VKEY);
        state_log_origin(office->state, first);
        if (r == 0 && !same(&named, key))
                r = log_key_write(office->dir, first, key);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", path, NULL);
        path_inside(path, office->dir, VKEY_NEXT);
        return unlink(path) < 0 && errno != ENOENT ? problems_add_fault(problems, -errno, TEXT_PROBLEM_WRITE_STORE, "path", path, NULL) : 0;
}

int log_key_follow(const struct office *office, struct problems *problems) {
        return log_key_take(office, registry_log(office->registry), problems);
}

/* When it ends the copy does not know: not before the one that it has. */
int log_key_adopt(struct office *office, int64_t now_s) {
        struct state *state = office->state;
        struct state_validity fresh = { .from = (uint32_t)now_s, .until = (uint32_t)(now_s + (int64_t)OFFICE_KEY_WARNING_DAYS * 86400) };
        int r = read_vkey(office, VKEY, &fresh.public);

        if (r < 0 || !state->has_log || same(&fresh.public, &state->keys[STATE_KEY_LOG].public))
                return r;
        for (size_t i = 0; i < state->former_count; i++)
                if (state->former[i].key == STATE_KEY_LOG && same(&fresh.public, &state->former[i].validity.public))
                        return 0;
        if (fresh.until < state->keys[STATE_KEY_LOG].until)
                fresh.until = state->keys[STATE_KEY_LOG].until;
        return state->former_count < STATE_FORMER_MAX ? state_renew_key(state, STATE_KEY_LOG, &fresh) : -ENOSPC;
}

/* ---- the one that signs ---- */

const struct secret_key *log_key_lent(const struct office *office, const struct public_key *key) {
        for (size_t i = 0; i < office->lent_count; i++)
                if (same(secret_key_public(office->lent[i]), key))
                        return office->lent[i];
        return NULL;
}

/* The one that is to sign at that time: never one before `current`, which has signed. NULL: that has ended. */
static const struct state_validity *due(const struct state *state, const struct public_key *current, int64_t now_s) {
        const struct state_validity *newest = &state->keys[STATE_KEY_LOG], *named = state_key_at(state, STATE_KEY_LOG, now_s);

        return same(current, &newest->public) ? (newest->until > now_s ? newest : NULL) : named;
}

bool log_key_is_ours(const struct office *office) {
        const struct public_key *current = registry_log(office->registry);
        const struct state *state = office->state;
        bool ours = state->has_log && same(current, &state->keys[STATE_KEY_LOG].public);

        for (size_t i = 0; i < state->former_count; i++)
                ours = ours || (state->former[i].key == STATE_KEY_LOG && same(current, &state->former[i].validity.public));
        return ours;
}

bool log_key_has_ended(const struct office *office, int64_t now_s) {
        return office->state->has_log && !due(office->state, registry_log(office->registry), now_s);
}

int log_key_choose(const struct office *office, int64_t now_s, struct problems *problems, const struct secret_key **ret_signer) {
        const struct public_key *current = registry_log(office->registry);
        const struct state_validity *key = office->state->has_log ? due(office->state, current, now_s) : NULL;
        char first[NOTE_NAME_MAX + 1], path[OFFICE_PATH_SIZE];
        int r;

        *ret_signer = NULL;
        if (office->state->has_log && !key)
                return problems_add(problems, TEXT_PROBLEM_LOG_KEY_ENDED, "dir", office->dir, NULL);
        if (!key || same(&key->public, current))
                return 0;
        *ret_signer = log_key_lent(office, &key->public);
        if (!*ret_signer)
                return problems_add(problems, TEXT_PROBLEM_LOG_OTHER_KEY, "path", office->dir, NULL);
        state_log_origin(office->state, first);
        path_inside(path, office->dir, VKEY_NEXT);
        r = write_as(office->dir, VKEY_NEXT, first, &key->public);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", path, NULL) : 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/export.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/export_writer.h"
#include "controller/ledger/folder.h"
#include "controller/ledger/surplus.h"

enum { OUT_NAME_MAX = NAME_MAX - 16 };

struct job {
        const struct ledger_source *source;
        const char *origin;
        const struct secret_key *key;
        struct finding *finding;
        int parent, staging, old;                /* descriptors; old is -1 when there is nothing to replace */
        bool replace_empty;                      /* OUT is there, with nothing in it */
        char name[OUT_NAME_MAX + 1];             /* of OUT in parent */
        char staging_name[NAME_MAX + 1];         /* ".NAME.export" */
};

static void close_if_open(int fd) {
        if (fd >= 0)
                close(fd);
}

/* Splits OUT and opens the folder it is or will be in. */
static int open_parent(struct job *job, const char *out) {
        char path[PATH_MAX];
        size_t len = strlen(out);
        char *slash;

        while (len > 1 && out[len - 1] == '/')
                len--;
        if (len >= sizeof(path))
                return -ENAMETOOLONG;
        memcpy(path, out, len);
        path[len] = 0;
        slash = strrchr(path, '/');
        if (snprintf(job->name, sizeof(job->name), "%s", slash ? slash + 1 : path) >= (int)sizeof(job->name))
                return -ENAMETOOLONG;
        if (job->name[0] == 0 || strcmp(job->name, ".") == 0 || strcmp(job->name, "..") == 0)
                return -EINVAL;
        snprintf(job->staging_name, sizeof(job->staging_name), ".%s.export", job->name);
        if (slash)
                slash[slash == path] = 0;
        job->parent = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return job->parent < 0 ? -errno : 0;
}

struct contents {
        struct finding *finding;
        bool any;
};

static int visit_old(void *context, const char *path, bool regular) {
        struct contents *contents = context;

        contents->any = true;
        if (!regular || !ledger_path_known(path))
                return finding_set(contents->finding, "holds %.400s, which is no part of an export; choose another folder", path);
        return 0;
}

/* Whether the old checkpoint is one that this ledger had: then its root is still in the tree. Who signed it does not matter. */
static int judge_old_checkpoint(struct job *job) {
        struct buffer bytes = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct hash root;
        struct note note;
        int r;

        r = folder_read(job->old, "checkpoint", CHECKPOINT_MAX_LEN, &bytes);
        if (r < 0)
                return finding_set(job->finding, "holds no readable checkpoint; choose another folder");
        if (note_parse(buffer_text(&bytes), bytes.len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &checkpoint) != 0)
                r = finding_set(job->finding, "holds a damaged checkpoint; move it away");
        else if (strcmp(checkpoint.origin, job->origin) != 0)
                r = finding_set(job->finding, "holds an export of another ledger: %s", checkpoint.origin);
        else if (checkpoint.size > job->source->size)
                r = finding_set(job->finding, "holds %llu entries, the ledger only %llu: was the box set back? Keep that export",
                                (unsigned long long)checkpoint.size, (unsigned long long)job->source->size);
        else
                r = merkle_root(checkpoint.size, job->source->node, job->source->context, &root);
        if (r == 0 && !hash_equal(&root, &checkpoint.root))
                r = finding_set(job->finding, "holds other entries than the ledger had at %llu: one of them was changed. Keep that export",
                                (unsigned long long)checkpoint.size);
        buffer_deinit(&bytes);
        return r;
}

/*
 * Both folders are locked, because at the swap they change names: an export that starts then finds one of them. A file
 * system that knows no locks is used without.
 */
static int lock(int fd) {
        return flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK ? -EBUSY : 0;
}

static int judge_old(struct job *job) {
        struct contents contents = { .finding = job->finding };
        struct stat stat;
        int r;

        if (fstatat(job->parent, job->name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
                return errno == ENOENT ? 0 : -errno;
        if (!S_ISDIR(stat.st_mode))
                return finding_set(job->finding, "is there and is no folder; choose another name");
        job->old = openat(job->parent, job->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (job->old < 0)
                return -errno;
        r = lock(job->old);
        if (r < 0)
                return r;
        r = folder_walk(job->old, visit_old, &contents);
        job->replace_empty = !contents.any;
        return r == 0 && contents.any ? judge_old_checkpoint(job) : r;
}

/* What a killed export left there is cleared away; the lock tells it from one that is running. */
static int open_staging(struct job *job) {
        int r;

        if (mkdirat(job->parent, job->staging_name, 0755) < 0 && errno != EEXIST)
                return -errno;
        job->staging = openat(job->parent, job->staging_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (job->staging < 0)
                return -errno;
        r = lock(job->staging);
        return r < 0 ? r : folder_clear(job->staging);
}

static int write_entries(struct job *job, ledger_progress_fn *progress, void *context, struct hash *ret_root) {
        CLEANUP(export_writer_cleanup) struct export_writer *writer = NULL;
        struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        uint64_t size = job->source->size;
        int r;

        r = export_writer_new(job->staging, job->old, job->origin, &writer);
        for (uint64_t i = 0; r == 0 && i < size; i++) {
                buffer_clear(&line);
                r = job->source->entry(job->source->context, i, &line);
                if (r == 0)
                        r = export_writer_entry(writer, buffer_text(&line), line.len);
                if (r == 0 && progress && ((i + 1) % LEDGER_PROGRESS_STEP == 0 || i + 1 == size))
                        progress(context, i + 1, size);
        }
        buffer_deinit(&line);
        return r < 0 ? r : export_writer_finish(writer, ret_root);
}

static int write_vkey(struct job *job) {
        struct buffer text = BUFFER_INIT;
        struct vkey vkey;
        int r;

        vkey_init(&vkey, job->origin, NOTE_TYPE_ED25519, secret_key_public(job->key));
        r = vkey_format(&vkey, &text);
        if (r == 0)
                r = buffer_append_text(&text, "\n");
        if (r == 0)
                r = folder_write(job->staging, "vkey", text.data, text.len);
        buffer_deinit(&text);
        return r;
}

static int sync_checkpoint(struct job *job, const struct buffer *note) {
        int fd, r;

        /* All else is on the disk before there is a checkpoint that speaks of it. */
        if (syncfs(job->staging) < 0)
                return -errno;
        r = folder_create(job->staging, "checkpoint", &fd);
        if (r < 0)
                return r;
        r = folder_write_all(fd, note->data, note->len);
        if (r == 0 && fsync(fd) < 0)
                r = -errno;
        close(fd);
        if (r == 0 && fsync(job->staging) < 0 && errno != EINVAL)
                r = -errno;
        return r;
}

static int write_staging(struct job *job, ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint) {
        struct checkpoint checkpoint = { .size = job->source->size };
        struct buffer note = BUFFER_INIT;
        struct hash root;
        int r;

        if (strlen(job->origin) > NOTE_NAME_MAX)
                return -EINVAL;
        memcpy(checkpoint.origin, job->origin, strlen(job->origin) + 1);
        r = write_entries(job, progress, context, &checkpoint.root);
        if (r == 0)
                r = merkle_root(checkpoint.size, job->source->node, job->source->context, &root);
        /* The tree that the box signed at each handover must be the one of these entries. */
        if (r == 0 && !hash_equal(&root, &checkpoint.root))
                r = -EUCLEAN;
        if (r == 0)
                r = write_vkey(job);
        if (r == 0)
                r = checkpoint_sign(&checkpoint, job->key, &note);
        if (r == 0)
                r = sync_checkpoint(job, &note);
        buffer_deinit(&note);
        if (r == 0)
                *ret_checkpoint = checkpoint;
        return r;
}

/* For file systems that cannot exchange two names: there is a moment without OUT, but never one with half of it. */
static int swap_in_two_steps(struct job *job) {
        char aside[NAME_MAX + 1];
        int r;

        if (snprintf(aside, sizeof(aside), ".%s.old", job->name) >= (int)sizeof(aside))
                return -ENAMETOOLONG;
        r = folder_remove(job->parent, aside);
        if (r < 0)
                return r;
        if (renameat(job->parent, job->name, job->parent, aside) < 0)
                return -errno;
        if (renameat(job->parent, job->staging_name, job->parent, job->name) < 0) {
                r = -errno;
                return renameat(job->parent, aside, job->parent, job->name) < 0 ? -errno : r;
        }
        return folder_remove(job->parent, aside);
}

static int swap(struct job *job) {
        int r = 0;

        if (job->old < 0 || job->replace_empty) {
                if (renameat(job->parent, job->staging_name, job->parent, job->name) < 0)
                        r = -errno;
        } else if (renameat2(job->parent, job->staging_name, job->parent, job->name, RENAME_EXCHANGE) < 0) {
                r = errno == EINVAL || errno == ENOSYS ? swap_in_two_steps(job) : -errno;
        }
        if (r == 0 && fsync(job->parent) < 0 && errno != EINVAL)
                r = -errno;
        return r;
}

static int run(struct job *job, const char *out, ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint) {
        struct checkpoint checkpoint;
        int r, removed;

        r = open_parent(job, out);
        if (r == 0)
                r = judge_old(job);
        if (r == 0)
                r = open_staging(job);
        if (r != 0)
                return r;
        r = write_staging(job, progress, context, &checkpoint);
        if (r == 0)
                r = swap(job);
        /* Now the staging name is nothing, the replaced export, or what a failure left. */
        removed = folder_remove(job->parent, job->staging_name);
        if (r == 0)
                *ret_checkpoint = checkpoint;
        return r != 0 ? r : removed;
}

int ledger_export(const struct ledger_source *source, const char *origin, const struct secret_key *key, const char *out,
                  ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint, struct finding *ret_finding) {
        struct job job = { .source = source, .origin = origin, .key = key, .finding = ret_finding, .parent = -1, .staging = -1, .old = -1 };
        int r;

        r = run(&job, out, progress, context, ret_checkpoint);
        close_if_open(job.parent);
        close_if_open(job.staging);
        close_if_open(job.old);
        return r;
}

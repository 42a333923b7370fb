/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/export.h"

#include <dirent.h>
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

struct job {
        const struct ledger_source *source;
        const char *origin;
        const struct secret_key *key;
        struct finding *finding;
        ledger_progress_fn *progress;
        void *context;
        int parent, out;                         /* descriptors */
        char name[NAME_MAX + 1];                 /* of OUT in parent */
        bool made;                               /* OUT was not there */
        bool empty;                              /* it holds nothing that counts */
        bool has_mark;                           /* an export into it was cut off */
        struct export_mark mark;
        bool has_checkpoint;
        struct checkpoint published;             /* the folder's; of size 0 when there is none */
};

static void close_if_open(int fd) {
        if (fd >= 0)
                close(fd);
}

/* ---- opening ---- */

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
        if (slash)
                slash[slash == path] = 0;
        job->parent = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return job->parent < 0 ? -errno : 0;
}

/* Whoever exports holds the folder's lock. A file system that knows no locks is used without. */
static int open_out(struct job *job) {
        struct stat stat;

        if (mkdirat(job->parent, job->name, 0755) == 0)
                job->made = true;
        else if (errno != EEXIST)
                return -errno;
        if (fstatat(job->parent, job->name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        if (!S_ISDIR(stat.st_mode))
                return finding_set(job->finding, "is there and is no folder; choose another name");
        job->out = openat(job->parent, job->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (job->out < 0)
                return -errno;
        if (flock(job->out, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
                return -EBUSY;
        return job->made ? folder_sync(job->parent) : 0;
}

/* Only the names at the top: that the rest is in order is for `ledger verify`, whose work grows with the ledger. */
static int judge_names(struct job *job) {
        int fd = openat(job->out, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), r = 0;
        DIR *folder = fd < 0 ? NULL : fdopendir(fd);
        struct dirent *item;

        if (!folder) {
                r = -errno;
                close_if_open(fd);
                return r;
        }
        job->empty = true;
        while (r == 0 && (errno = 0, item = readdir(folder))) {
                if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
                        continue;
                /* One cut off before it wrote anything else leaves only this; a desktop leaves its own in any folder. */
                if (strcmp(item->d_name, EXPORTED_UNFINISHED_NEW) != 0 && !surplus_litter(item->d_name))
                        job->empty = false;
                if (strcmp(item->d_name, "tile") != 0 && !ledger_path_known(item->d_name) && !surplus_litter(item->d_name))
                        r = finding_set(job->finding, "holds %.400s, which is no part of an export; choose another folder", item->d_name);
        }
        if (r == 0 && errno != 0)
                r = -errno;
        closedir(folder);
        return r;
}

static int read_checkpoint(struct job *job) {
        struct buffer bytes = BUFFER_INIT;
        struct note note;
        int r;

        r = folder_read(job->out, "checkpoint", CHECKPOINT_MAX_LEN, &bytes);
        if (r == -ENOENT && (job->empty || (job->has_mark && job->mark.size == 0)))
                return 0;
        if (r < 0)
                r = finding_set(job->finding, "holds no readable checkpoint; choose another folder");
        else if (note_parse(buffer_text(&bytes), bytes.len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &job->published) != 0)
                r = finding_set(job->finding, "holds a damaged checkpoint; move it away");
        job->has_checkpoint = r == 0;
        buffer_deinit(&bytes);
        return r;
}

/* Whether the folder's checkpoint is one that this ledger had: then its root is still in the tree. Who signed it does not matter. */
static int judge_checkpoint(struct job *job) {
        const struct ledger_source *source = job->source;
        unsigned long long size = job->published.size;
        struct hash root;
        int r;

        if (strcmp(job->published.origin, job->origin) != 0)
                return finding_set(job->finding, "holds an export of another ledger: %s", job->published.origin);
        if (size > source->size)
                return finding_set(job->finding, "holds %llu entries, the ledger only %llu: was the box set back? Keep that export", size,
                                   (unsigned long long)source->size);
        if (size < source->first)
                return 0;
        r = merkle_root(size, source->node, source->context, &root);
        if (r == 0 && !hash_equal(&root, &job->published.root))
                r = finding_set(job->finding, "holds other entries than the ledger had at %llu: one of them was changed. Keep that export", size);
        return r;
}

static int judge_out(struct job *job) {
        int r;

        r = judge_names(job);
        if (r == 0) {
                r = export_mark_read(job->out, &job->mark, job->finding);
                job->has_mark = r == 0;
                r = r == -ENOENT ? 0 : r;
        }
        if (r == 0)
                r = read_checkpoint(job);
        if (r == 0 && job->has_checkpoint)
                r = judge_checkpoint(job);
        if (r == 0 && job->published.size < job->source->first)
                r = finding_set(job->finding, "holds %llu entries, and the box keeps those from %llu on only: copy the newest archive there "
                                "and export again", (unsigned long long)job->published.size, (unsigned long long)job->source->first);
        return r;
}

/* ---- writing ---- */

static int write_vkey(struct job *job) {
        struct buffer text = BUFFER_INIT, old = BUFFER_INIT;
        struct vkey vkey;
        int r;

        vkey_init(&vkey, job->origin, NOTE_TYPE_ED25519, secret_key_public(job->key));
        r = vkey_format(&vkey, &text);
        if (r == 0)
                r = buffer_append_text(&text, "\n");
        if (r == 0 && (folder_read(job->out, "vkey", NOTE_VKEY_MAX, &old) < 0 || old.len != text.len || memcmp(old.data, text.data, old.len) != 0))
                r = folder_replace(job->out, "vkey", text.data, text.len);
        buffer_deinit(&text);
        buffer_deinit(&old);
        return r;
}

static int write_entries(struct job *job, struct export_writer *writer, uint64_t begin, uint64_t end) {
        const struct ledger_source *source = job->source;
        struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        int r = 0;

        for (uint64_t i = begin; r == 0 && i < end; i++) {
                buffer_clear(&line);
                r = source->entry(source->context, i, &line);
                if (r == 0)
                        r = export_writer_entry(writer, buffer_text(&line), line.len);
                if (r == 0 && job->progress && ((i + 1) % LEDGER_PROGRESS_STEP == 0 || i + 1 == source->size))
                        job->progress(job->context, i + 1, source->size);
        }
        buffer_deinit(&line);
        return r;
}

/* All else is on the disk before there is a checkpoint that speaks of it. */
static int publish(struct job *job, const struct checkpoint *checkpoint) {
        struct buffer note = BUFFER_INIT;
        int r;

        r = checkpoint_sign(checkpoint, job->key, &note);
        if (r == 0 && syncfs(job->out) < 0)
                r = -errno;
        if (r == 0)
                r = folder_replace(job->out, "checkpoint", note.data, note.len);
        buffer_deinit(&note);
        if (r == 0) {
                job->published = *checkpoint;
                job->has_checkpoint = true;
        }
        return r;
}

/* Up to the entry before `end`. The tree that the box signed at each handover must be the one of these entries. */
static int write_step(struct job *job, struct export_writer *writer, uint64_t end) {
        struct checkpoint checkpoint = job->published;
        struct hash root;
        int r;

        r = write_entries(job, writer, checkpoint.size, end);
        if (r == 0)
                r = export_writer_flush(writer, &checkpoint.root);
        if (r == 0)
                r = merkle_root(end, job->source->node, job->source->context, &root);
        if (r == 0 && !hash_equal(&root, &checkpoint.root))
                r = -EUCLEAN;
        checkpoint.size = end;
        return r == 0 ? publish(job, &checkpoint) : r;
}

static int set_mark(struct job *job, const struct export_writer *writer) {
        export_writer_mark(writer, &job->mark);
        return export_mark_write(job->out, &job->mark);
}

static int write_steps(struct job *job, struct export_writer *writer) {
        uint64_t size = job->source->size;
        int r;

        r = set_mark(job, writer);
        if (r == 0)
                r = write_vkey(job);
        if (r == 0)
                r = export_writer_begin(writer);
        while (r == 0 && (!job->has_checkpoint || job->published.size < size)) {
                uint64_t end = (job->published.size / EXPORT_STEP + 1) * EXPORT_STEP;

                r = write_step(job, writer, end < size ? end : size);
                if (r == 0 && end < size)
                        r = set_mark(job, writer);
        }
        return r;
}

/* Without a mark of an earlier one the folder is again as it was; otherwise it stays marked. */
static int take_back(struct job *job, struct export_writer *writer, int fault) {
        int r = job->has_mark ? -EEXIST : export_writer_undo(writer, &job->mark);

        if (r == 0 && !job->has_checkpoint)
                r = folder_clear(job->out);
        if (r == 0)
                r = export_mark_remove(job->out);
        return fault;
}

/* What former sizes had at the right edge of the tree goes, and at last the mark. */
static int finish(struct job *job, uint64_t from_size) {
        uint64_t size = job->published.size;
        int r;

        r = export_tidy(job->out, size, from_size, size);
        if (r == 0)
                r = folder_unlink(job->out, "checkpoint.new");
        if (r == 0)
                r = folder_unlink(job->out, "vkey.new");
        if (r == 0 && syncfs(job->out) < 0)
                r = -errno;
        return r == 0 ? export_mark_remove(job->out) : r;
}

static int bring_up_to_date(struct job *job) {
        CLEANUP(export_writer_cleanup) struct export_writer *writer = NULL;
        uint64_t from_size = job->published.size;
        /* A mark of another size is of a step whose checkpoint was published: its files are whole. */
        bool cut = job->has_mark && job->mark.size == job->published.size;
        int r;

        if (job->has_mark && job->mark.size < from_size)
                from_size = job->mark.size;
        r = export_writer_new(job->out, &job->published, cut ? &job->mark : NULL, &writer, job->finding);
        if (r != 0)
                return r;
        r = write_steps(job, writer);
        return r == 0 ? finish(job, from_size) : take_back(job, writer, r);
}

static bool is_up_to_date(const struct job *job) {
        return job->has_checkpoint && !job->has_mark && job->published.size == job->source->size;
}

static int run(struct job *job, const char *out) {
        int r;

        if (strlen(job->origin) > NOTE_NAME_MAX)
                return -EINVAL;
        memcpy(job->published.origin, job->origin, strlen(job->origin) + 1);
        r = open_parent(job, out);
        if (r == 0)
                r = open_out(job);
        if (r == 0)
                r = judge_out(job);
        if (r == 0)
                r = is_up_to_date(job) ? folder_unlink(job->out, EXPORTED_UNFINISHED_NEW) : bring_up_to_date(job);
        if (r != 0 && job->made)
                unlinkat(job->parent, job->name, AT_REMOVEDIR);
        return r;
}

int ledger_export(const struct ledger_source *source, const char *origin, const struct secret_key *key, const char *out,
                  ledger_progress_fn *progress, void *context, struct checkpoint *ret_checkpoint, struct finding *ret_finding) {
        struct job job = {
                .source = source, .origin = origin, .key = key, .finding = ret_finding, .progress = progress, .context = context,
                .parent = -1, .out = -1,
        };
        int r;

        r = run(&job, out);
        close_if_open(job.parent);
        close_if_open(job.out);
        if (r == 0)
                *ret_checkpoint = job.published;
        return r;
}

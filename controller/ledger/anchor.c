/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/anchor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

enum { FILE_MODE = 0644 };

static const char head[] = "anchor/v1\nbundle ";

/* ---- its form ---- */

/* The note's text is exactly what a checkpoint of ours is signed over. */
static int parse_note(const char *bytes, size_t len, struct checkpoint *ret_checkpoint) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct note note;

        if (len > CHECKPOINT_MAX_LEN || note_parse(bytes, len, &note) != 0 || checkpoint_parse(note.text, note.text_len, &checkpoint) != 0 ||
            checkpoint_format(&checkpoint, &text) != 0 || text.len != note.text_len || memcmp(text.data, note.text, text.len) != 0)
                return ANCHOR_E_MALFORMED;
        *ret_checkpoint = checkpoint;
        return 0;
}

int anchor_parse(const char *bytes, size_t len, struct anchor *ret_anchor) {
        struct reader reader = reader_over(bytes, len);
        struct anchor anchor;
        uint64_t version;

        if (!reader_text(&reader, head) || !reader_decimal(&reader, UINT32_MAX, &version) || !reader_text(&reader, "\n"))
                return ANCHOR_E_MALFORMED;
        anchor = (struct anchor){ .bundle_version = (uint32_t)version, .note = (const char *)reader.data, .note_len = reader.len };
        if (parse_note(anchor.note, anchor.note_len, &anchor.checkpoint) != 0)
                return ANCHOR_E_MALFORMED;
        *ret_anchor = anchor;
        return 0;
}

int anchor_format(uint32_t bundle_version, const char *note, size_t len, struct buffer *ret_text) {
        int r = buffer_printf(ret_text, "%s%lu\n", head, (unsigned long)bundle_version);

        return r < 0 ? r : buffer_append(ret_text, note, len);
}

/* ---- its file ---- */

int anchor_read(const char *path, struct buffer *ret_bytes, struct anchor *ret_anchor) {
        int r = file_read(path, ANCHOR_MAX_LEN, ret_bytes);

        if (r == -EFBIG)
                return ANCHOR_E_MALFORMED;
        return r < 0 ? r : anchor_parse(buffer_text(ret_bytes), ret_bytes->len, ret_anchor);
}

static int take_lock(const char *path, int *ret_fd) {
        char name[PATH_MAX];
        int fd, r;

        if (snprintf(name, sizeof(name), "%s-lock", path) >= PATH_MAX)
                return -ENAMETOOLONG;
        /* Only read: whichever user's process made it, the others' can lock it. */
        fd = open(name, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
        if (fd < 0)
                return -errno;
        while (flock(fd, LOCK_EX) < 0) {
                if (errno == EINTR)
                        continue;
                r = -errno;
                close(fd);
                return r;
        }
        *ret_fd = fd;
        return 0;
}

/* Which of two notes stays, and under which version. 0, or -ESTALE. */
static int choose(const struct anchor *there, enum anchor_step step, struct anchor *next) {
        bool same = strcmp(there->checkpoint.origin, next->checkpoint.origin) == 0;

        if (!same && step != ANCHOR_CONTINUE)
                return -ESTALE;
        if (there->bundle_version > next->bundle_version)
                next->bundle_version = there->bundle_version;
        if (same && there->checkpoint.size > next->checkpoint.size) {
                next->note = there->note;
                next->note_len = there->note_len;
        }
        return 0;
}

static int raise_locked(const char *path, enum anchor_step step, struct anchor *next) {
        CLEANUP(buffer_deinit) struct buffer old = BUFFER_INIT, new = BUFFER_INIT;
        struct anchor there;
        int r = anchor_read(path, &old, &there);

        if (r == ANCHOR_E_MALFORMED)
                return -EBADMSG;
        if (r == 0)
                r = choose(&there, step, next);
        if (r < 0 && r != -ENOENT)
                return r;
        r = anchor_format(next->bundle_version, next->note, next->note_len, &new);
        if (r < 0 || (new.len == old.len && memcmp(new.data, old.data, new.len) == 0))
                return r;
        return file_replace(path, new.data, new.len, FILE_MODE);
}

int anchor_raise(const char *path, enum anchor_step step, uint32_t bundle_version, const char *note, size_t len) {
        struct anchor next = { .bundle_version = bundle_version, .note = note, .note_len = len };
        int lock, r;

        if (parse_note(note, len, &next.checkpoint) != 0)
                return -EBADMSG;
        r = take_lock(path, &lock);
        if (r < 0)
                return r;
        r = raise_locked(path, step, &next);
        close(lock);
        return r;
}

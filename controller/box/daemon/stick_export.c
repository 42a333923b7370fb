/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/stick_export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/box/daemon/stick.h"
#include "controller/box/store/store.h"
#include "controller/ledger/export.h"
#include "controller/ledger/folder.h"
#include "controller/ledger/verify.h"

void stick_export_name(const char *origin, char ret_name[SCREEN_EXPORT_NAME_SIZE]) {
        static const char middle[] = "/pickupbox/";
        const char *last = strstr(origin, middle);

        snprintf(ret_name, SCREEN_EXPORT_NAME_SIZE, "pickupbox-%s", last ? last + sizeof(middle) - 1 : "box");
        for (char *c = ret_name; *c; c++)
                if (*c == '/')
                        *c = '-';
}

void stick_export_deinit(struct stick_export *export) {
        buffer_deinit(&export->list);
        buffer_deinit(&export->proof);
}

/* ---- progress ---- */

void stick_export_tell(struct stick_export *export, enum screen_export_state state, unsigned percent) {
        atomic_store(&export->state, state);
        atomic_store(&export->percent, percent);
        if (export->tell)
                export->tell(export->context);
}

static void progress(void *context, uint64_t done, uint64_t size) {
        struct stick_export *export = context;

        stick_export_tell(export, (enum screen_export_state)atomic_load(&export->state), size > 0 ? (unsigned)(done * 100 / size) : 100);
}

/* The store's source, which ends when the daemon does. */
struct giving {
        const struct stick_export *export;
        struct ledger_source source;
};

static int give_entry(void *context, uint64_t index, struct buffer *ret_line) {
        const struct giving *giving = context;

        if (giving->export->ends && giving->export->ends(giving->export->context))
                return -ECANCELED;
        return giving->source.entry(giving->source.context, index, ret_line);
}

static int give_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        const struct giving *giving = context;

        return giving->source.node(giving->source.context, level, index, ret_hash);
}

/* ---- writing ---- */

enum screen_export_state stick_export_failed(struct stick_export *export, int r, const char *why) {
        snprintf(export->message, sizeof(export->message), "%s", why ? why : strerror(-r));
        if (r == -ENOSPC || r == -EDQUOT || r == -EFBIG)
                return SCREEN_EXPORT_FULL;
        if (r == -EUCLEAN || r == -EINVAL || r == -ENOMEM)
                return SCREEN_EXPORT_FAULT;
        return SCREEN_EXPORT_PULLED;
}

static enum screen_export_state write_out(struct stick_export *export, struct store *store, const char *out) {
        struct giving giving = { .export = export };
        struct ledger_source source;
        struct checkpoint checkpoint;
        struct finding finding;
        int r;

        store_source(store, &giving.source);
        if (giving.source.size < export->size)
                return stick_export_failed(export, -EUCLEAN, "the store holds fewer entries than were signed");
        source = (struct ledger_source){ .context = &giving, .first = giving.source.first, .size = export->size, .entry = give_entry, .node = give_node };
        r = ledger_export(&source, export->origin, export->key, out, progress, export, &checkpoint, &finding);
        if (r == LEDGER_E_INVALID)
                snprintf(export->message, sizeof(export->message), "%s %.400s", export->name, finding.text);
        return r == 0 ? SCREEN_EXPORT_DONE : r == LEDGER_E_INVALID ? SCREEN_EXPORT_OTHER : stick_export_failed(export, r, NULL);
}

/* ---- reading it again ---- */

static int drop(void *context, const char *path, bool regular) {
        const int *folder = context;
        int fd, r;

        if (!regular)
                return 0;
        r = folder_open_file(*folder, path, &fd);
        if (r < 0)
                return r;
        r = fdatasync(fd) < 0 ? -errno : -posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
        return r;
}

int stick_forget(const char *path) {
        int fd, r = folder_open(path, &fd);

        if (r < 0)
                return r;
        r = syncfs(fd) < 0 ? -errno : folder_walk(fd, drop, &fd);
        close(fd);
        return r;
}

/* Nobody takes it for an export any more; the next one begins anew. */
static void put_aside(const char *out) {
        char aside[PATH_MAX + 16], checkpoint[PATH_MAX + 16];

        snprintf(aside, sizeof(aside), "%s.damaged", out);
        snprintf(checkpoint, sizeof(checkpoint), "%s/checkpoint", out);
        if (rename(out, aside) < 0)
                (void)unlink(checkpoint);
}

static enum screen_export_state read_again(struct stick_export *export, const char *out) {
        struct ledger_verdict verdict;
        struct vkey vkey;
        int r;

        stick_export_tell(export, SCREEN_EXPORT_READING, 0);
        r = stick_forget(out);
        if (r < 0)
                return stick_export_failed(export, r, NULL);
        vkey_init(&vkey, export->origin, NOTE_TYPE_ED25519, secret_key_public(export->key));
        r = ledger_verify(out, &vkey, 1, progress, export, &verdict);
        if (r < 0)
                return stick_export_failed(export, r, NULL);
        if (r == 0 && verdict.pinned && !verdict.unfinished && verdict.size == export->size)
                return SCREEN_EXPORT_DONE;
        snprintf(export->message, sizeof(export->message), "read again from the stick it %.400s",
                 r == LEDGER_E_INVALID ? verdict.finding.text : "is of another size");
        put_aside(out);
        return SCREEN_EXPORT_DIFFERS;
}

static enum screen_export_state run(struct stick_export *export) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        enum screen_export_state state;
        char out[PATH_MAX];
        int r;

        if (!stick_is_there(export->folder))
                return SCREEN_EXPORT_NO_STICK;
        if (access(export->folder, W_OK) < 0)
                return errno == EROFS ? SCREEN_EXPORT_READ_ONLY : stick_export_failed(export, -errno, NULL);
        if (snprintf(out, sizeof(out), "%s/%s", export->folder, export->name) >= (int)sizeof(out))
                return stick_export_failed(export, -EINVAL, NULL);
        r = store_open(export->database, 0, &store);
        if (r != 0)
                return stick_export_failed(export, -EUCLEAN, "the store cannot be opened to be read");
        state = write_out(export, store, out);
        return state == SCREEN_EXPORT_DONE ? read_again(export, out) : state;
}

enum screen_export_state stick_export_run(struct stick_export *export) {
        export->message[0] = 0;
        stick_export_name(export->origin, export->name);
        stick_export_tell(export, SCREEN_EXPORT_WRITING, 0);
        return run(export);
}

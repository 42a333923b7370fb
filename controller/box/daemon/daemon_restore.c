/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_restore.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"
#include "crypto/bundle.h"

enum { CANDIDATES_MAX = 64 };

/* ---- the bundle ---- */

/* Of a file that claims to be a bundle; 0: it is none. */
static uint32_t version_of(const char *path) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;

        if (file_read(path, BUNDLE_MAX_LEN, &bytes) < 0 || bundle_read_unverified(bytes.data, bytes.len, &bundle) != 0)
                return 0;
        return bundle->version;
}

/* The newest below `below` that lies in the drop folder. False: there is none. */
static bool find_bundle(const char *incoming, uint32_t below, char ret_path[PATH_MAX], uint32_t *ret_version) {
        DIR *folder = opendir(incoming);
        const struct dirent *file;
        uint32_t newest = 0;

        if (!folder)
                return false;
        for (unsigned i = 0; i < CANDIDATES_MAX && (file = readdir(folder)); i++) {
                char path[PATH_MAX];
                uint32_t version;

                if (file->d_name[0] == '.' || snprintf(path, sizeof(path), "%s/%s", incoming, file->d_name) >= (int)sizeof(path))
                        continue;
                version = version_of(path);
                if (version > newest && version < below) {
                        newest = version;
                        memcpy(ret_path, path, sizeof(path));
                }
        }
        closedir(folder);
        *ret_version = newest;
        return newest > 0;
}

/* With the newest bundle that the box trusts, else with none. 0 or BOX_RESTORE_E_*. */
static int open_with_newest(struct daemon *daemon, char *message) {
        struct daemon_restore *restore = &daemon->restore;
        int64_t now_ms = clock_now(daemon->devices.clock).wall_ms;
        const struct box_restore_sources none = { .bundle = NULL };
        uint32_t version = UINT32_MAX;
        char path[PATH_MAX];

        while (find_bundle(daemon->config->incoming, version, path, &version)) {
                const struct box_restore_sources sources = { .bundle = path };

                if (box_restore_open(&restore->folder, &sources, now_ms, &restore->restore, message) == 0)
                        return 0;
                journal_log(LOG_NOTICE, "%s", message);
        }
        return box_restore_open(&restore->folder, &none, now_ms, &restore->restore, message);
}

/* ---- what the box asks ---- */

static void leave(void *context) {
        struct daemon *daemon = context;

        box_restore_free(daemon->restore.restore);
        daemon->restore.restore = NULL;
}

static enum screen_restore said_of(int r) {
        switch (r) {
        case 0:
                return SCREEN_RESTORE_NONE;
        case BOX_RESTORE_E_BUNDLE:
                return SCREEN_RESTORE_BUNDLE;
        case BOX_RESTORE_E_CLOCK:
                return SCREEN_RESTORE_CLOCK;
        case BOX_RESTORE_E_BADGE:
                return SCREEN_RESTORE_BADGE;
        case BOX_RESTORE_E_MANAGER:
                return SCREEN_RESTORE_MANAGER;
        case BOX_RESTORE_E_OTHER_PERSON:
                return SCREEN_RESTORE_OTHER;
        default:
                return SCREEN_RESTORE_FAULT;
        }
}

static void judge(void *context, const char *text, size_t len, unsigned number, struct restoring_verdict *ret_verdict) {
        struct daemon *daemon = context;
        char message[BOX_RESTORE_MESSAGE_SIZE];
        struct box_restore_badge badge = { .refusal = REFUSAL_NONE };
        int r = 0;

        if (number == 0) {
                leave(daemon);
                r = open_with_newest(daemon, message);
        }
        if (r == 0)
                r = daemon->restore.restore ? box_restore_badge(daemon->restore.restore, text, len, &badge, message) : BOX_RESTORE_E_FAULT;
        if (r != 0 && r != BOX_RESTORE_E_FAULT)
                journal_log(LOG_WARNING, "the way on at the screen: %s", message);
        else if (r != 0)
                journal_log(LOG_ERR, "the way on at the screen: %s", daemon->restore.restore || number == 0 ? message : "it was given up");
        ret_verdict->said = said_of(r);
        ret_verdict->refusal = badge.refusal;
        memcpy(ret_verdict->sub, badge.sub, sizeof(ret_verdict->sub));
        memcpy(ret_verdict->verifier, badge.verifier, sizeof(ret_verdict->verifier));
        explicit_bzero(&badge, sizeof(badge));
}

static void known(void *context) {
        struct daemon *daemon = context;

        box_restore_known(daemon->restore.restore);
}

static bool finish(void *context) {
        struct daemon *daemon = context;
        char message[BOX_RESTORE_MESSAGE_SIZE];
        struct box_restored restored;
        CLEANUP(buffer_deinit) struct buffer vkey = BUFFER_INIT;
        int r = box_restore_finish(daemon->restore.restore, &restored, message);

        leave(daemon);
        if (r != 0) {
                journal_log(LOG_ERR, "the way on at the screen: %s", message);
                return false;
        }
        if (vkey_format(&restored.vkey, &vkey) == 0)
                journal_log(LOG_NOTICE, "the ledger goes on as %s, for %s of %llu entries. Its verifier key, for the office and the auditors: %s",
                            restored.vkey.name, restored.former.origin, (unsigned long long)restored.former.size, buffer_text(&vkey));
        return true;
}

void daemon_restore_init(struct daemon *daemon) {
        struct daemon_restore *restore = &daemon->restore;
        const struct config *config = daemon->config;

        snprintf(restore->folder.dir, sizeof(restore->folder.dir), "%s", config->database);
        snprintf(restore->folder.database, sizeof(restore->folder.database), "%s", config->database);
        snprintf(restore->folder.anchor, sizeof(restore->folder.anchor), "%s", config->anchor);
        snprintf(restore->folder.keys, sizeof(restore->folder.keys), "%s", config->keys);
        restore->ports = (struct restoring_ports){ .context = daemon, .judge = judge, .known = known, .finish = finish, .leave = leave };
}

void daemon_restore_deinit(struct daemon_restore *restore) {
        box_restore_free(restore->restore);
        restore->restore = NULL;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/incoming.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/journal.h"
#include "controller/box/session/box.h"
#include "crypto/bundle.h"

enum { RETRY_US = 1000 * 1000 };

static const char refused_ending[] = ".refused";

struct incoming {
        char folder[PATH_MAX];
        incoming_take_fn *take;
        void *context;
        const struct clock *clock;
        sd_event_source *watch, *retry;
        struct waiting {
                char name[NAME_MAX + 1];
                int64_t since_ms;     /* monotonic, when it was first seen */
                bool seen;            /* in this look */
        } waiting[INCOMING_FILES_MAX];
};

static int64_t mono_ms(const struct incoming *incoming) {
        return clock_now(incoming->clock).mono_ms;
}

static bool is_named(const char *name) {
        size_t len = strlen(name), ending = sizeof(refused_ending) - 1;

        return name[0] != '.' && len <= NAME_MAX - ending && (len < ending || strcmp(name + len - ending, refused_ending) != 0);
}

/* Its place in the list, a new one where it has none; NULL when there is no room. */
static struct waiting *place_of(struct incoming *incoming, const char *name) {
        struct waiting *room = NULL;

        for (size_t i = 0; i < INCOMING_FILES_MAX; i++) {
                struct waiting *waiting = &incoming->waiting[i];

                if (strcmp(waiting->name, name) == 0)
                        return waiting;
                if (!waiting->name[0] && !room)
                        room = waiting;
        }
        if (room) {
                snprintf(room->name, sizeof(room->name), "%s", name);
                room->since_ms = mono_ms(incoming);
        }
        return room;
}

static void join(const struct incoming *incoming, const char *name, const char *ending, char ret_path[2 * PATH_MAX]) {
        snprintf(ret_path, 2 * PATH_MAX, "%s/%s%s", incoming->folder, name, ending);
}

static void put_aside(const struct incoming *incoming, const char *name) {
        char path[2 * PATH_MAX], aside[2 * PATH_MAX];

        join(incoming, name, "", path);
        join(incoming, name, refused_ending, aside);
        if (rename(path, aside) < 0 && unlink(path) < 0)
                journal_log(LOG_ERR, "what was refused cannot be moved away: %s", strerror(errno));
}

/* A file that may still be growing is not judged for good. */
static bool rests(const struct stat *st) {
        time_t now = time(NULL);

        return now - st->st_mtime >= INCOMING_REST_S || st->st_mtime - now > INCOMING_REST_S;
}

/* Whether it is done with. */
static bool look_at(struct incoming *incoming, const struct waiting *waiting, bool last) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        enum incoming_verdict verdict = INCOMING_REFUSED;
        char path[2 * PATH_MAX];
        struct stat st;

        join(incoming, waiting->name, "", path);
        if (lstat(path, &st) < 0)
                return true;
        if (S_ISREG(st.st_mode) && st.st_size <= BUNDLE_MAX_LEN) {
                if (file_read(path, BUNDLE_MAX_LEN, &bytes) < 0)
                        return false;
                verdict = incoming->take(incoming->context, waiting->name, bytes.data, bytes.len,
                                         mono_ms(incoming) - waiting->since_ms >= BOX_ADOPT_MS);
        }
        if (verdict == INCOMING_WAITS || (verdict == INCOMING_REFUSED && (!last || !rests(&st))))
                return false;
        if (verdict == INCOMING_REFUSED)
                put_aside(incoming, waiting->name);
        else if (unlink(path) < 0)
                journal_log(LOG_ERR, "what was taken cannot be removed from the drop folder: %s", strerror(errno));
        return true;
}

static int note_files(struct incoming *incoming) {
        DIR *folder = opendir(incoming->folder);
        const struct dirent *file;

        if (!folder)
                return -errno;
        for (size_t i = 0; i < INCOMING_FILES_MAX; i++)
                incoming->waiting[i].seen = false;
        while ((file = readdir(folder))) {
                struct waiting *waiting = is_named(file->d_name) ? place_of(incoming, file->d_name) : NULL;

                if (waiting)
                        waiting->seen = true;
        }
        closedir(folder);
        for (size_t i = 0; i < INCOMING_FILES_MAX; i++)
                if (!incoming->waiting[i].seen)
                        incoming->waiting[i].name[0] = '\0';
        return 0;
}

/* Twice: a statement may be signed by a key that comes with a bundle beside it. */
static void look(struct incoming *incoming) {
        bool waits = false;

        if (note_files(incoming) < 0)
                return;
        for (int round = 0; round < 2; round++)
                for (size_t i = 0; i < INCOMING_FILES_MAX; i++)
                        if (incoming->waiting[i].name[0] && look_at(incoming, &incoming->waiting[i], round == 1))
                                incoming->waiting[i].name[0] = '\0';
        for (size_t i = 0; i < INCOMING_FILES_MAX; i++)
                waits |= incoming->waiting[i].name[0] != '\0';
        if (waits)
                (void)sd_event_source_set_time_relative(incoming->retry, RETRY_US);
        (void)sd_event_source_set_enabled(incoming->retry, waits ? SD_EVENT_ONESHOT : SD_EVENT_OFF);
}

static int on_change(sd_event_source *source, const struct inotify_event *change, void *context) {
        look(context);
        return 0;
}

static int on_retry(sd_event_source *source, uint64_t usec, void *context) {
        look(context);
        return 0;
}

int incoming_new(sd_event *event, const struct clock *clock, const char *folder, incoming_take_fn *take, void *context,
                 struct incoming **ret_incoming) {
        struct incoming *incoming = calloc(1, sizeof(*incoming));
        int r;

        if (!incoming)
                return -ENOMEM;
        snprintf(incoming->folder, sizeof(incoming->folder), "%s", folder);
        incoming->take = take;
        incoming->context = context;
        incoming->clock = clock;
        r = mkdir(folder, 0770) < 0 && errno != EEXIST ? -errno : 0;
        if (r == 0)
                r = sd_event_add_inotify(event, &incoming->watch, folder, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR, on_change, incoming);
        if (r >= 0)
                r = sd_event_add_time_relative(event, &incoming->retry, CLOCK_MONOTONIC, 0, 0, on_retry, incoming); /* the first look */
        if (r < 0) {
                incoming_free(incoming);
                return r;
        }
        *ret_incoming = incoming;
        return 0;
}

void incoming_free(struct incoming *incoming) {
        if (!incoming)
                return;
        sd_event_source_disable_unref(incoming->watch);
        sd_event_source_disable_unref(incoming->retry);
        free(incoming);
}

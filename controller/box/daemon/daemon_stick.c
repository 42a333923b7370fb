/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_stick.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/daemon_adopt.h"
#include "controller/box/daemon/journal.h"
#include "controller/box/daemon/stick_list.h"

/* ---- what the office sent, and what a witness signed ---- */

static enum screen_sent sent_of(int r) {
        static const enum screen_sent sent[] = {
                [0] = SCREEN_SENT_TAKEN,
                [BOX_E_BUSY] = SCREEN_SENT_BUSY,
                [BOX_E_NO_ROOT] = SCREEN_SENT_FOREIGN,
                [BOX_E_REFUSED] = SCREEN_SENT_FOREIGN,
                [BOX_E_OTHER_BOX] = SCREEN_SENT_OTHER_BOX,
                [BOX_E_OLD_VERSION] = SCREEN_SENT_OLD,
                [BOX_E_LACKS_REVOCATIONS] = SCREEN_SENT_LACKS,
                [BOX_E_NOTHING_NEW] = SCREEN_SENT_KNOWN,
                [BOX_E_DAMAGED] = SCREEN_SENT_DAMAGED,
                [BOX_E_ENROLMENT] = SCREEN_SENT_ENROLMENT,
                [BOX_E_NO_WITNESS] = SCREEN_SENT_NO_WITNESS,
                [BOX_E_CONTRADICTS] = SCREEN_SENT_CONTRADICTS,
        };

        return r >= 0 && (size_t)r < ARRAY_LEN(sent) ? sent[r] : SCREEN_SENT_FAULT;
}

/* Whoever asked is signed in, so it is taken between two steps of theirs. */
static enum screen_sent take(struct daemon *daemon, const struct stick_file *file) {
        char message[ADOPT_MESSAGE_SIZE];
        int r;

        if (file->too_long)
                return SCREEN_SENT_TOO_LONG;
        if (daemon->stick.part == STICK_WITNESSED)
                r = daemon_witnessed(daemon, file->bytes.data, file->bytes.len, true, message);
        else
                r = daemon_adopt(daemon, file->bytes.data, file->bytes.len, true, message);
        journal_log(r == 0 || r == BOX_E_OLD_VERSION || r == BOX_E_NOTHING_NEW ? LOG_INFO : LOG_WARNING, "%s from a stick: %s", file->name, message);
        return sent_of(r);
}

/* Twice: a statement may be signed by a key that comes with a bundle beside it. */
static void take_all(struct daemon *daemon, const struct stick *found, struct screen_stick *told) {
        for (int round = 0; round < 2; round++)
                for (unsigned i = 0; i < found->count; i++)
                        if (round == 0 || told->files[i].sent == SCREEN_SENT_FOREIGN)
                                told->files[i].sent = take(daemon, &found->files[i]);
}

static void run_read(void *context, struct errand *errand) {
        struct daemon *daemon = context;

        stick_read(daemon->config->stick, daemon->stick.part, daemon->stick.export_name, &daemon->stick.found);
}

static void read_is_over(void *context) {
        struct daemon *daemon = context;
        struct stick *found = &daemon->stick.found;
        struct screen_stick told = { .state = found->state, .unread = found->unread, .crowded = found->crowded };

        if (found->state == SCREEN_STICK_READ) {
                told.count = found->count;
                for (unsigned i = 0; i < found->count; i++)
                        memcpy(told.files[i].name, found->files[i].name, sizeof(told.files[i].name));
                take_all(daemon, found, &told);
        }
        stick_deinit(found);
        box_stick_read(daemon->box, clock_now(daemon->devices.clock), &told);
}

int daemon_read_stick(void *context, enum stick_part part) {
        const struct errand_ways ways = { .run = run_read, .over = read_is_over, .context = context };
        struct daemon *daemon = context;
        struct daemon_stick *stick = &daemon->stick;

        if (!stick->errand)
                return -ENOMEM;
        if (errand_is_under_way(stick->errand))
                return -EBUSY;
        stick->part = part;
        stick_export_name(daemon->store ? store_origin(daemon->store) : "", stick->export_name);
        return errand_start(stick->errand, &ways);
}

/* ---- an export, or a list of contents ---- */

static void show(struct daemon *daemon, enum screen_export_state state, unsigned percent) {
        const struct stick_export *export = &daemon->stick.export;
        struct screen_export told = { .state = state, .percent = percent, .size = export->size };

        (daemon->stick.lists ? stick_list_name : stick_export_name)(daemon->stick.origin, told.name);
        box_stick_exported(daemon->box, clock_now(daemon->devices.clock), &told);
}

static void tell(void *context) {
        errand_tell(context);
}

static bool ends(void *context) {
        return errand_ends(context);
}

static void run_export(void *context, struct errand *errand) {
        struct daemon *daemon = context;
        struct stick_export *export = &daemon->stick.export;

        daemon->stick.ended = daemon->stick.lists ? stick_list_run(export) : stick_export_run(export);
}

static void export_goes_on(void *context) {
        struct daemon *daemon = context;

        show(daemon, (enum screen_export_state)atomic_load(&daemon->stick.export.state), atomic_load(&daemon->stick.export.percent));
}

static void export_is_over(void *context) {
        struct daemon *daemon = context;
        struct stick_export *export = &daemon->stick.export;
        bool lists = daemon->stick.lists;
        const char *what = lists ? "a list of contents" : "an export", *of = lists ? "compartments" : "entries";

        if (export->message[0])
                journal_log(LOG_WARNING, "%s to a stick: %s", what, export->message);
        else if (daemon->stick.ended == SCREEN_EXPORT_DONE)
                journal_log(LOG_INFO, "%s to a stick: %llu %s, read again and right", what, (unsigned long long)export->size, of);
        show(daemon, daemon->stick.ended, 100);
        stick_export_deinit(export);
}

/* For a list nothing is made before a stick is there. */
static void run_look(void *context, struct errand *errand) {
        struct daemon *daemon = context;

        daemon->stick.ended = stick_list_look(&daemon->stick.export);
}

static void look_is_over(void *context) {
        struct daemon *daemon = context;

        if (daemon->stick.ended == SCREEN_EXPORT_WRITING)
                box_stick_there(daemon->box, clock_now(daemon->devices.clock));
        else
                export_is_over(context);
}

/* With no list yet. 0, or why it cannot be now. */
static int prepare(struct daemon *daemon, bool lists, uint64_t size) {
        struct daemon_stick *stick = &daemon->stick;

        if (!stick->errand || !daemon->store || !daemon->keys.ledger)
                return -ENOENT;
        if (errand_is_under_way(stick->errand))
                return -EBUSY;
        snprintf(stick->origin, sizeof(stick->origin), "%s", store_origin(daemon->store));
        stick_export_deinit(&stick->export);
        stick->lists = lists;
        stick->export = (struct stick_export){
                .folder = daemon->config->stick, .database = daemon->config->database, .origin = stick->origin, .key = daemon->keys.ledger,
                .size = size, .tell = tell, .ends = ends, .context = stick->errand,
                .state = SCREEN_EXPORT_WRITING,
        };
        return 0;
}

static int begin(struct daemon *daemon) {
        const struct errand_ways ways = { .run = run_export, .over = export_is_over, .progress = export_goes_on, .context = daemon };

        return errand_start(daemon->stick.errand, &ways);
}

int daemon_export_stick(void *context, uint64_t size) {
        int r = prepare(context, false, size);

        return r == 0 ? begin(context) : r;
}

int daemon_look_stick(void *context) {
        const struct errand_ways ways = { .run = run_look, .over = look_is_over, .context = context };
        struct daemon *daemon = context;
        int r = prepare(daemon, true, 0);

        return r == 0 ? errand_start(daemon->stick.errand, &ways) : r;
}

int daemon_list_stick(void *context, const struct buffer *list, const struct buffer *proof, unsigned count) {
        struct daemon *daemon = context;
        struct stick_export *export = &daemon->stick.export;
        int r = prepare(daemon, true, count);

        if (r == 0)
                r = buffer_append(&export->list, list->data, list->len);
        if (r == 0)
                r = buffer_append(&export->proof, proof->data, proof->len);
        return r == 0 ? begin(daemon) : r;
}

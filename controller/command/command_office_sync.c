/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office sync`: takes in what boxes exported.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/command/member.h"
#include "controller/office/sync.h"

enum { EXPORTS_MAX = 256 };

static void show(void *context, uint64_t done, uint64_t size) {
        office_show_progress(context, (size_t)done, (size_t)size);
}

static void say(const char *path, const struct synced *synced) {
        if (synced->fresh == 0)
                command_say(TEXT_OFFICE_SYNCED_NOTHING, "path", path, "box", synced->box, "size", NUMERAL(synced->size), NULL);
        else
                command_say(TEXT_OFFICE_SYNCED, "path", path, "box", synced->box, "size", NUMERAL(synced->size), "n", NUMERAL(synced->fresh), "loaded",
                            NUMERAL(synced->loaded), "collected", NUMERAL(synced->collected), "taken_out", NUMERAL(synced->taken_out), NULL);
}

/* One that was refused has its path and nothing else. */
static json_t *object_of(const char *path, const struct synced *synced) {
        if (!synced)
                return json_pack("{s:s, s:b, s:n, s:n, s:n, s:n, s:n, s:n, s:n}", "export", path, "taken", 0, "box", "size", "new", "loaded", "collected",
                                 "taken_out", "unknown");
        return json_pack("{s:s, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "export", path, "taken", 1, "box", synced->box, "size", (json_int_t)synced->size,
                         "new", (json_int_t)synced->fresh, "loaded", (json_int_t)synced->loaded, "collected", (json_int_t)synced->collected, "taken_out",
                         (json_int_t)synced->taken_out, "unknown", (json_int_t)synced->unknown);
}

struct sync_request {
        char **exports;
        int count;
        bool json;
};

/* Each by itself: one that is refused does not keep the others out. The outcome is the worst of them. */
static int sync_each(struct office *office, const struct sync_request *request, json_t *list, struct problems *problems) {
        struct problems notes = PROBLEMS_INIT;
        int outcome = 0;

        for (int i = 0; i < request->count; i++) {
                const char *path = request->exports[i];
                struct synced synced;
                int r = office_sync(office, path, isatty(STDERR_FILENO) ? show : NULL, NULL, office_now(), problems, &notes, &synced);

                if (list)
                        json_array_append_new(list, object_of(path, r == 0 ? &synced : NULL));
                else if (r == 0)
                        say(path, &synced);
                if (r < 0 || outcome == 0)
                        outcome = r;
        }
        office_say_notes(&notes);
        problems_deinit(&notes);
        return outcome;
}

static int print(json_t *list) {
        json_t *whole = json_pack("{s:O}", "exports", list);
        int r = whole && json_dumpf(whole, stdout, JSON_COMPACT) == 0 ? 0 : -ENOMEM;

        json_decref(whole);
        putchar('\n');
        return r;
}

static int sync_all(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct sync_request *request = context;
        json_t *list = request->json ? json_array() : NULL;
        int r = sync_each(office, request, list, problems);

        if (list && print(list) < 0)
                r = -ENOMEM;
        json_decref(list);
        return r;
}

static int run_sync(int argc, char **argv) {
        struct sync_request request = { .exports = argv + 2 };
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "json", .flag = &request.json },
                { .name = "passphrase-file", .value = &file },
        };
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 1 + EXPORTS_MAX, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        request.count = count - 1;
        return office_with_keys(argv[1], SECRETS_DAY, file, sync_all, &request);
}

const struct member_command office_sync_commands[] = {
        { COMMAND_OFFICE_SYNC, run_sync },
        { .run = NULL },
};

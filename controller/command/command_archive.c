/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox ledger archive DIR YEAR OUT`: the entries up to the end of a year
 * leave the box for an export folder.
 *
 * Each step is durable before the next: the export of the year's end is written
 * and synced; it is read again from the disk, not from memory, and verified under
 * the box's own key; the ledger says so in an entry; only then are entries
 * deleted. Cut off anywhere, the same command goes on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/moment.h"
#include "controller/command/auditing.h"
#include "controller/command/exporting.h"
#include "controller/command/member.h"
#include "controller/ledger/export.h"
#include "controller/ledger/folder.h"
#include "controller/ledger/verify.h"

struct archiving {
        struct store *store;
        struct secret_key *key;
        const char *dir, *out;
        uint64_t size;             /* at the year's end */
};

/* The end of a year that is over, in UTC, as all times of the ledger. */
static int year_end(const char *year, int64_t now_ms, int64_t *ret_ms) {
        struct reader reader = reader_over(year, strlen(year));
        char date[16];
        uint64_t value;

        if (!reader_decimal(&reader, 9998, &value) || reader.len > 0 || value < 1970) {
                command_error("%s is not a year", year);
                return COMMAND_FAULT;
        }
        snprintf(date, sizeof(date), "%04u-01-01", (unsigned)value + 1);
        if (!moment_parse(date, ret_ms))
                return COMMAND_FAULT;
        if (now_ms < *ret_ms) {
                command_error("%s is not over; the running year stays in the box", year);
                return COMMAND_REFUSED;
        }
        return COMMAND_DONE;
}

/* An OUT that has more already, because it was brought up to date in between, keeps what it has. */
static uint64_t size_to_export(const struct archiving *archiving, const struct vkey *vkey) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct finding finding;

        if (exported_open(archiving->out, vkey, 1, &exported, &finding) == 0 && exported->checkpoint.size > archiving->size)
                return store_size(archiving->store);
        return archiving->size;
}

static int export(const struct archiving *archiving, const struct vkey *vkey, struct checkpoint *ret_checkpoint) {
        struct ledger_source source;
        struct finding finding;
        int r;

        store_source(archiving->store, &source);
        source.size = size_to_export(archiving, vkey);
        r = ledger_export(&source, vkey->name, archiving->key, archiving->out, auditing_progress, (char[]){ "exporting" }, ret_checkpoint,
                          &finding);
        return r == 0 ? COMMAND_DONE : exporting_report(r, archiving->dir, archiving->out, &finding);
}

static int drop_from_memory(void *context, const char *path, bool regular) {
        int fd, r;

        if (!regular || folder_open_file(*(const int *)context, path, &fd) < 0)
                return 0;
        r = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        close(fd);
        return -r;
}

/* What was written is read from the disk, where the system lets go of its copies. */
static int drop_out_from_memory(const char *out) {
        int folder, r;

        r = folder_open(out, &folder);
        if (r < 0)
                return r;
        r = folder_walk(folder, drop_from_memory, &folder);
        close(folder);
        return r;
}

static int verify(const struct archiving *archiving, const struct vkey *vkey, const struct checkpoint *checkpoint) {
        struct ledger_verdict verdict = { 0 };
        int r;

        r = drop_out_from_memory(archiving->out);
        if (r == 0)
                r = ledger_verify(archiving->out, vkey, 1, auditing_progress, (char[]){ "verifying" }, &verdict);
        if (r == 0 && (!verdict.pinned || verdict.unfinished || verdict.size != checkpoint->size || !hash_equal(&verdict.root, &checkpoint->root)))
                r = finding_set(&verdict.finding, "is not the export that was just written");
        return auditing_report(r, archiving->out, &verdict.finding);
}

static int report_store(const struct archiving *archiving, int r) {
        if (r == 0)
                return COMMAND_DONE;
        command_error("%s: %s", archiving->dir, strerror(-r));
        return COMMAND_FAULT;
}

/* Also of an archive that was cut off here. */
static int forget(const struct archiving *archiving) {
        struct outcome outcome = { .left = 1 };
        uint64_t all = store_archived(archiving->store);
        int r = 0;

        while (r == 0 && outcome.left > 0) {
                r = store_do(archiving->store, 0, DEED(DEED_FORGET_ARCHIVED), &outcome);
                if (r == 0)
                        auditing_progress((char[]){ "deleting" }, all - outcome.left, all);
        }
        if (r == 0)
                r = store_scrub(archiving->store);
        /* A reader at work only delays that the log is emptied. */
        return report_store(archiving, r == -EBUSY ? 0 : r);
}

static int archive(const struct archiving *archiving, int64_t now_ms) {
        struct checkpoint checkpoint;
        struct vkey vkey;
        int r;

        vkey_init(&vkey, store_origin(archiving->store), NOTE_TYPE_ED25519, secret_key_public(archiving->key));
        r = export(archiving, &vkey, &checkpoint);
        if (r == COMMAND_DONE)
                r = verify(archiving, &vkey, &checkpoint);
        if (r == COMMAND_DONE)
                r = report_store(archiving, store_do(archiving->store, now_ms, DEED(DEED_ARCHIVE, .size = archiving->size), NULL));
        return r;
}

static int tell(const struct archiving *archiving, const char *year, uint64_t first, bool json) {
        unsigned long long archived = store_archived(archiving->store), kept = store_size(archiving->store) - archived;

        if (json)
                return auditing_print_json(json_pack("{s:I,s:I,s:s}", "archived", (json_int_t)archived, "kept", (json_int_t)kept, "out",
                                                     archiving->out));
        if (archived == first)
                printf("%s: up to the end of %s everything is in the archive already; %llu entries kept\n", archiving->dir, year, kept);
        else
                printf("%s: the %llu entries up to the end of %s, verified; %s keeps the %llu after them\n", archiving->out, archived, year,
                       archiving->dir, kept);
        return COMMAND_DONE;
}

static int archive_year(struct archiving *archiving, const char *year, int64_t end_ms, int64_t now_ms, bool json) {
        uint64_t first = store_archived(archiving->store);
        int r;

        r = report_store(archiving, store_size_before(archiving->store, end_ms, &archiving->size));
        if (r != COMMAND_DONE)
                return r;
        if (archiving->size == 0) {
                command_error("%s has no entry of %s or before", archiving->dir, year);
                return COMMAND_REFUSED;
        }
        if (archiving->size > first)
                r = archive(archiving, now_ms);
        if (r == COMMAND_DONE)
                r = forget(archiving);
        return r == COMMAND_DONE ? tell(archiving, year, first, json) : r;
}

static int run_archive(int argc, char **argv) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        int64_t now_ms = command_now_ms(), end_ms;
        bool json = false;
        struct command_option options[] = { { .name = "json", .flag = &json } };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 3, 3, &count);
        if (r == COMMAND_DONE)
                r = year_end(argv[2], now_ms, &end_ms);
        if (r == COMMAND_DONE)
                r = exporting_open(argv[1], STORE_MODE_ANY, &store, &key);
        if (r != COMMAND_DONE)
                return r;
        return archive_year(&(struct archiving){ .store = store, .key = key, .dir = argv[1], .out = argv[3] }, argv[2], end_ms, now_ms, json);
}

const struct member_command ledger_archive_commands[] = {
        { COMMAND_LEDGER_ARCHIVE, run_archive },
        { .run = NULL },
};

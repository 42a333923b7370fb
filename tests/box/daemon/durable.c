/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/daemon/durable.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/support/cmocka.h"

void durable_deinit(struct durable *durable) {
        for (size_t i = 0; i < durable->count; i++)
                free(durable->lines[i]);
        *durable = (struct durable){ 0 };
}

static void add_line(struct durable *durable, struct buffer *line) {
        assert_true(durable->count < DURABLE_LINES_MAX);
        assert_int_equal(entry_parse(buffer_text(line), line->len, &durable->entries[durable->count]), 0);
        durable->lines[durable->count] = strdup(buffer_text(line));
        assert_non_null(durable->lines[durable->count]);
        durable->count++;
}

static void read_store(const struct place *place, const char *path, struct durable *durable) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        CLEANUP(store_cleanup) struct store *store = NULL;
        char verifier[PIN_VERIFIER_SIZE];
        struct ledger_source source;
        unsigned wrong;
        bool given;
        int r;

        assert_int_equal(store_open(path, 0, &store), 0);
        store_source(store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                add_line(durable, &line);
        }
        r = store_consignment(store, place->issued.cti, &durable->consignment);
        durable->there = r == 0;
        if (r == 0)
                assert_int_equal(store_compartment(store, durable->consignment.c, &durable->compartment), 0);
        else
                assert_int_equal(r, -ENOENT);
        assert_int_equal(store_staff_pin(store, PLACE_STAFF, verifier, &given, &wrong), 0);
        durable->own_pin = !given && *verifier != '\0';
}

void durable_read(const struct place *place, struct durable *ret_durable) {
        static const char *const names[] = { "box.db", "box.db-wal" };
        char copy[PATH_MAX], from[PATH_MAX + 16], to[PATH_MAX + 16];

        place_path(place, copy, "cut");
        place_run("rm", "-rf", "--", copy);
        assert_int_equal(mkdir(copy, 0700), 0);
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                snprintf(from, sizeof(from), "%s/%s", place->box.dir, names[i]);
                snprintf(to, sizeof(to), "%s/%s", copy, names[i]);
                if (access(from, F_OK) == 0)
                        place_run("cp", "--", from, to);
        }
        *ret_durable = (struct durable){ 0 };
        snprintf(to, sizeof(to), "%s/%s", copy, names[0]);
        read_store(place, to, ret_durable);
}

void durable_export(const struct place *place, struct durable *ret_durable) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct finding finding = { "" };
        struct ledger_verdict verdict;
        struct checkpoint checkpoint;
        struct ledger_source source;
        char out[PATH_MAX];
        struct vkey vkey;

        place_path(place, out, "export");
        place_run("rm", "-rf", "--", out);
        assert_int_equal(store_open(place->box.database, 0, &store), 0);
        assert_int_equal(box_keys_load_ledger(place->box.keys, &key), 0);
        store_source(store, &source);
        vkey_init(&vkey, store_origin(store), NOTE_TYPE_ED25519, &place->ledger);
        if (ledger_export(&source, store_origin(store), key, out, NULL, NULL, &checkpoint, &finding) != 0)
                fail_msg("the export fails: %s", finding.text);
        if (ledger_verify(out, &vkey, 1, NULL, NULL, &verdict) != 0)
                fail_msg("the export does not verify: %s", verdict.finding.text);
        assert_true(verdict.pinned);
        *ret_durable = (struct durable){ 0 };
        read_store(place, place->box.database, ret_durable);
        assert_int_equal(verdict.size, ret_durable->count);
}

unsigned durable_count(const struct durable *durable, size_t from, enum entry_event event) {
        unsigned count = 0;

        for (size_t i = from; i < durable->count; i++)
                count += durable->entries[i].event == event;
        return count;
}

size_t durable_find(const struct durable *durable, size_t from, enum entry_event event) {
        for (size_t i = from; i < durable->count; i++)
                if (durable->entries[i].event == event)
                        return i;
        return SIZE_MAX;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The life of a whole box: its folder and store, its start, its end, and its start once more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/folder.h"
#include "tests/box/session/fixture_inner.h"
#include "tests/box/store/calls.h"
#include "tests/box/store/fresh.h"
#include "tests/support/cmocka.h"

/* A failed test tears nothing down; its folder goes when the process ends. */
static char made_folder[64];

static void remove_made_folder(void) {
        if (made_folder[0])
                (void)!folder_remove(AT_FDCWD, made_folder);
        made_folder[0] = 0;
}

static void make_folder(struct fixture *fixture) {
        static bool registered;

        /* In memory where there is one: these tests cut processes, not disks. */
        snprintf(fixture->folder, sizeof(fixture->folder), "%s/pickupbox-session-XXXXXX",
                 !fixture->options.on_disk && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/var/tmp");
        assert_non_null(mkdtemp(fixture->folder));
        snprintf(fixture->path, sizeof(fixture->path), "%s/box.db", fixture->folder);
        snprintf(fixture->facts, sizeof(fixture->facts), "%s/K017.facts", fixture->folder);
        snprintf(fixture->anchor, sizeof(fixture->anchor), "%s/K017.anchor", fixture->folder);
        memcpy(made_folder, fixture->folder, sizeof(made_folder));
        if (!registered)
                atexit(remove_made_folder);
        registered = true;
}

static void make_store(struct fixture *fixture) {
        struct store_config config = { .box_id = "K017", .compartments = fixture->options.compartments };
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct store *store;

        make_folder(fixture);
        assert_int_equal(fresh_store(fixture->path, &config), 0);
        fixture_sign_first(fixture, &bytes);
        if (fixture->options.no_bundle)
                return;
        assert_int_equal(store_open(fixture->path, STORE_MODE_SIMULATED, &store), 0);
        assert_int_equal(store_adopt(store, FIXTURE_START_MS, bytes.data, bytes.len, fixture->bundle, secret_key_public(fixture->root)), 0);
        fixture_set_own_pins(store);
        store_close(store);
}

static void open_store(struct fixture *fixture) {
        enum rollback rollback;

        if (fixture->options.anchored)
                assert_int_equal(store_open_anchored(fixture->path, fixture->anchor, STORE_MODE_SIMULATED, &fixture->store, &rollback), 0);
        else
                assert_int_equal(store_open(fixture->path, STORE_MODE_SIMULATED, &fixture->store), 0);
}

/* With the store as it is, or without one. */
static void begin_box(struct fixture *fixture, struct box_config *config) {
        const struct box_ports ports = fixture_ports(fixture);

        plan_default(fixture->options.compartments, &config->plan);
        fixture->queued_count = 0;
        fixture->check_waits = fixture->hash_waits = false;
        assert_int_equal(box_new(fixture->store, config, &ports, fixture->sealing, fixture->tags, fixture->ledger, fixture->now,
                                 &fixture->box), 0);
        fixture_check_screen(fixture);
}

void fixture_start_put_back(struct fixture *fixture, const struct restoring_ports *folder) {
        begin_box(fixture, &(struct box_config){ .version = "test", .mode = STORE_MODE_SIMULATED, .language = LANGUAGE_DE, .rolled_back = true,
                                                 .restoring = folder });
}

void fixture_start(struct fixture *fixture) {
        open_store(fixture);
        for (unsigned c = 1; c <= fixture->options.compartments; c++)
                store_set_absent(fixture->store, c, fixture->absent[c - 1]);
        fixture->returning = 0;
        memset(fixture->dying, 0, sizeof(fixture->dying));
        for (unsigned i = 0; i < STORE_COMPARTMENTS_MAX; i++)
                fixture->told[i] = fixture->absent[i] ? DOOR_UNKNOWN : fixture->doors[i];
        begin_box(fixture, &(struct box_config){ .version = "test", .mode = STORE_MODE_SIMULATED, .language = LANGUAGE_DE,
                                                 .unusable = fixture->unusable, .facts = fixture->facts, .reread_ms = FIXTURE_REREAD_MS,
                                                 .witnesses = &fixture->witness, .witness_count = 1 });
}

void fixture_cut_with(struct fixture *fixture, unsigned c, enum door_state door) {
        fixture_stop(fixture);
        fixture->doors[c - 1] = door;
        fixture_start(fixture);
}

void fixture_stop(struct fixture *fixture) {
        box_free(fixture->box);
        store_close(fixture->store);
        fixture->box = NULL;
        fixture->store = NULL;
}

void fixture_restart(struct fixture *fixture) {
        fixture_stop(fixture);
        fixture_start(fixture);
}

void fixture_set_up(struct fixture *fixture, const struct fixture_options *options) {
        memset(fixture, 0, sizeof(*fixture));
        if (options)
                fixture->options = *options;
        if (fixture->options.compartments == 0)
                fixture->options.compartments = FIXTURE_COMPARTMENTS;
        assert_int_equal(crypto_init(), 0);
        fixture_make_keys(fixture);
        fixture->now = (struct moment){
                .wall_ms = fixture->options.wall_ms ? fixture->options.wall_ms : FIXTURE_START_MS,
                .mono_ms = 1000000,
        };
        for (unsigned i = 0; i < STORE_COMPARTMENTS_MAX; i++)
                fixture->doors[i] = DOOR_CLOSED;
        make_store(fixture);
        fixture_start(fixture);
}

void fixture_tear_down(struct fixture *fixture) {
        fixture_stop(fixture);
        remove_made_folder();
        bundle_free(fixture->bundle);
        fixture_free_keys(fixture);
}

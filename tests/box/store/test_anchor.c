/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static const uint8_t seed[KEY_SEED_LEN] = { 7 };

static void anchor_path(const struct box_fixture *f, char ret_path[128]) {
        snprintf(ret_path, 128, "%s/anchor", f->files.folder);
}

static void sign_as(const char *origin, uint64_t size, const struct hash *root, struct buffer *ret_note) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        struct checkpoint checkpoint = { .size = size, .root = *root };

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", origin);
        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        assert_int_equal(checkpoint_sign(&checkpoint, key, ret_note), 0);
}

/* A checkpoint of the whole ledger, kept by the store as the box does it. */
static void sign(struct store *store) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct hash root;

        store_root(store, &root);
        sign_as(store_origin(store), store_size(store), &root, &note);
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_SET_CHECKPOINT, .size = store_size(store), .bytes = buffer_text(&note), .len = note.len),
                                  NULL), 0);
        assert_int_equal(store_anchor_fault(store), 0);
}

static int reopen(struct box_fixture *f, enum rollback *ret_rollback) {
        char path[128];
        int r;

        anchor_path(f, path);
        store_close(f->store);
        f->store = NULL;
        r = store_open_anchored(f->files.path, path, STORE_MODE_SIMULATED, &f->store, ret_rollback);
        return r;
}

static struct anchor read_anchor(const struct box_fixture *f) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct anchor anchor;
        char path[128];

        anchor_path(f, path);
        assert_int_equal(anchor_read(path, &bytes, &anchor), 0);
        anchor.note = NULL; /* goes with the bytes */
        return anchor;
}

static void a_store_without_an_anchor_makes_one_with_its_first_checkpoint(void **state) {
        struct box_fixture *f = *state;
        enum rollback rollback;
        char path[128];

        anchor_path(f, path);
        assert_int_equal(reopen(f, &rollback), 0);
        assert_int_equal(access(path, F_OK), -1);
        sign(f->store);
        assert_int_equal(read_anchor(f).checkpoint.size, store_size(f->store));
        assert_int_equal(read_anchor(f).bundle_version, 1);
        assert_int_equal(reopen(f, &rollback), 0);
}

/* As a folder of an earlier version is: a checkpoint is there, an anchor was never thought of. */
static void a_store_that_has_signed_already_gets_one_when_it_is_opened(void **state) {
        struct box_fixture *f = *state;
        enum rollback rollback;

        sign(f->store);
        assert_int_equal(reopen(f, &rollback), 0);
        assert_int_equal(read_anchor(f).checkpoint.size, store_size(f->store));
}

static void a_missing_anchor_is_missed_once_it_was_recorded(void **state) {
        struct box_fixture *f = *state;
        enum rollback rollback;
        char path[128];

        anchor_path(f, path);
        sign(f->store);
        assert_int_equal(reopen(f, &rollback), 0);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(reopen(f, &rollback), STORE_E_ROLLED_BACK);
        assert_int_equal(rollback, ROLLBACK_MISSING);
}

static void the_anchor_follows_every_checkpoint_and_every_bundle(void **state) {
        struct box_fixture *f = *state;
        enum rollback rollback;

        sign(f->store);
        assert_int_equal(reopen(f, &rollback), 0);
        box_store_one(f->store, 1, BOX_T);
        sign(f->store);
        assert_int_equal(read_anchor(f).checkpoint.size, store_size(f->store));
        assert_int_equal(box_adopt_version(f->store, 5, NULL, 0), 0);
        assert_int_equal(read_anchor(f).bundle_version, 5);
        assert_int_equal(reopen(f, &rollback), 0);
}

static void expect(struct box_fixture *f, enum rollback wanted, const char *origin, uint64_t size, const struct hash *root, uint32_t version) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT, text = BUFFER_INIT;
        enum rollback rollback = ROLLBACK_NONE;
        char path[128];

        anchor_path(f, path);
        sign_as(origin, size, root, &note);
        assert_int_equal(anchor_format(version, buffer_text(&note), note.len, &text), 0);
        assert_int_equal(file_replace(path, text.data, text.len, 0644), 0);
        assert_int_equal(store_compare_anchor(f->store, path, &rollback), 0);
        assert_int_equal(rollback, wanted);
}

static void it_is_compared_by_ledger_size_root_and_bundle(void **state) {
        struct box_fixture *f = *state;
        struct hash before, root, other = { { 1 } };
        uint64_t size = store_size(f->store);
        const char *origin = store_origin(f->store);

        store_root(f->store, &before);
        box_store_one(f->store, 1, BOX_T);
        store_root(f->store, &root);
        expect(f, ROLLBACK_NONE, origin, store_size(f->store), &root, 1);
        expect(f, ROLLBACK_NONE, origin, size, &before, 1);
        expect(f, ROLLBACK_OTHER, origin, size, &root, 1);
        expect(f, ROLLBACK_OTHER, origin, store_size(f->store), &other, 1);
        expect(f, ROLLBACK_OLDER, origin, store_size(f->store) + 1, &root, 1);
        expect(f, ROLLBACK_OTHER, "musterstadt.example/pickupbox/K018", size, &before, 1);
        expect(f, ROLLBACK_BUNDLE, origin, size, &before, 2);
}

static void what_is_no_anchor_is_damaged_and_stays_as_it_is(void **state) {
        CLEANUP(buffer_deinit) struct buffer there = BUFFER_INIT;
        struct box_fixture *f = *state;
        enum rollback rollback;
        char path[128];

        anchor_path(f, path);
        assert_int_equal(file_replace(path, "anchor/v1\n", 10, 0644), 0);
        sign(f->store);
        assert_int_equal(reopen(f, &rollback), STORE_E_ROLLED_BACK);
        assert_int_equal(rollback, ROLLBACK_DAMAGED);
        assert_int_equal(file_read(path, 100, &there), 0);
        assert_int_equal(there.len, 10);
}

static void the_file_never_goes_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer seven = BUFFER_INIT, eight = BUFFER_INIT, foreign = BUFFER_INIT;
        const struct box_fixture *f = *state;
        struct hash root = { { 1 } };
        char path[128];

        anchor_path(f, path);
        sign_as("a", 7, &root, &seven);
        sign_as("a", 8, &root, &eight);
        sign_as("b", 1, &root, &foreign);
        assert_int_equal(anchor_raise(path, ANCHOR_FOLLOW, 2, buffer_text(&eight), eight.len), 0);
        assert_int_equal(anchor_raise(path, ANCHOR_FOLLOW, 3, buffer_text(&seven), seven.len), 0);
        assert_int_equal(anchor_raise(path, ANCHOR_FOLLOW, 1, buffer_text(&seven), seven.len), 0);
        assert_int_equal(read_anchor(f).checkpoint.size, 8);
        assert_int_equal(read_anchor(f).bundle_version, 3);
        assert_int_equal(anchor_raise(path, ANCHOR_FOLLOW, 4, buffer_text(&foreign), foreign.len), -ESTALE);
        assert_int_equal(anchor_raise(path, ANCHOR_CONTINUE, 1, buffer_text(&foreign), foreign.len), 0);
        assert_int_equal(read_anchor(f).checkpoint.size, 1);
        assert_int_equal(read_anchor(f).bundle_version, 3);
        assert_int_equal(anchor_raise(path, ANCHOR_FOLLOW, 1, "b\n", 2), -EBADMSG);
}

/* The power goes after the commit that begins the new ledger, before its anchor is written. */
static void a_store_that_goes_on_is_not_held_against_its_former_anchor(void **state) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        struct box_fixture *f = *state;
        struct checkpoint known = { .size = 1000 };
        struct store_continuation continuation = { .generation = "0123456789abcdef", .known = &known };
        enum rollback rollback;
        struct hash root = { { 3 } };

        snprintf(known.origin, sizeof(known.origin), "%s", store_origin(f->store));
        known.root = root;
        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        continuation.key = key;
        expect(f, ROLLBACK_OLDER, known.origin, 1000, &root, 1);
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_CONTINUE, .by = "anna", .continuation = &continuation), NULL), 0);
        expect(f, ROLLBACK_OLDER, known.origin, 1001, &root, 1);
        expect(f, ROLLBACK_NONE, known.origin, 1000, &root, 1);
        assert_int_equal(reopen(f, &rollback), 0);
        assert_string_equal(read_anchor(f).checkpoint.origin, store_origin(f->store));
        assert_int_equal(read_anchor(f).checkpoint.size, store_size(f->store));
        assert_int_equal(box_entry(f->store, store_size(f->store) - 1).size, 1000);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(a_store_without_an_anchor_makes_one_with_its_first_checkpoint),
                BOX_TEST(a_store_that_has_signed_already_gets_one_when_it_is_opened),
                BOX_TEST(a_missing_anchor_is_missed_once_it_was_recorded),
                BOX_TEST(the_anchor_follows_every_checkpoint_and_every_bundle),
                BOX_TEST(it_is_compared_by_ledger_size_root_and_bundle),
                BOX_TEST(what_is_no_anchor_is_damaged_and_stays_as_it_is),
                BOX_TEST(the_file_never_goes_back),
                BOX_TEST(a_store_that_goes_on_is_not_held_against_its_former_anchor),
        };

        assert_int_equal(crypto_init(), 0);
        return cmocka_run_group_tests(tests, NULL, NULL);
}

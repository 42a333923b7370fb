/* SPDX-License-Identifier: EUPL-1.2 */
/* What a change of the ledger's key makes others trust, and what it does not. */
#include <stdio.h>
#include <string.h>

#include "controller/ledger/export.h"
#include "controller/ledger/proof.h"
#include "controller/ledger/rotation.h"
#include "controller/box/store/store.h"
#include "tests/box/store/calls.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { KEYS = 24, CHANGES = 20 };

static const int64_t t_ms = INT64_C(1790000000000);

static struct {
        struct store *store;
        struct secret_key *keys[KEYS];
} box;

static int setup(void **state) {
        const struct store_config config = { .box_id = "K017", .compartments = 4 };
        const struct bundle bundle = { .version = 1, .issued = (uint32_t)(t_ms / 1000) - 86400, .domain = "example.org" };
        const struct public_key root = { { 7 } };
        const char *path;

        assert_int_equal(crypto_init(), 0);
        scratch_make();
        path = scratch_path("box.db", NULL);
        assert_int_equal(store_create(path, &config), 0);
        assert_int_equal(store_open(path, STORE_MODE_SIMULATED, &box.store), 0);
        assert_int_equal(store_adopt(box.store, t_ms, (const uint8_t *)"bundle", 6, &bundle, &root), 0);
        for (unsigned i = 0; i < KEYS; i++)
                assert_int_equal(secret_key_generate(&box.keys[i]), 0);
        return 0;
}

static int teardown(void **state) {
        for (unsigned i = 0; i < KEYS; i++)
                secret_key_free(box.keys[i]);
        store_close(box.store);
        scratch_remove();
        return 0;
}

static void append(unsigned count) {
        struct entry entry = { .event = ENTRY_ALARM, .what = "disk nearly full" };

        for (unsigned i = 0; i < count; i++)
                assert_int_equal(store_append(box.store, t_ms, &entry), 0);
}

static void rotate(unsigned from, unsigned to, bool lost) {
        struct store_rotation rotation = { .old = lost ? NULL : box.keys[from], .old_public = secret_key_public(box.keys[from]),
                                           .new = box.keys[to] };

        assert_int_equal(store_rotate(box.store, t_ms, &rotation), 0);
}

static void export_by(unsigned key) {
        struct ledger_source source;
        struct checkpoint checkpoint;
        struct finding finding;

        store_source(box.store, &source);
        scratch_clear("out");
        assert_int_equal(ledger_export(&source, store_origin(box.store), box.keys[key], scratch_path("out", NULL), NULL, NULL, &checkpoint,
                                       &finding), 0);
}

static struct vkey vkey_of(unsigned key) {
        struct vkey vkey;

        vkey_init(&vkey, store_origin(box.store), NOTE_TYPE_ED25519, secret_key_public(box.keys[key]));
        return vkey;
}

/* Whether who trusts this key takes the export. */
static bool trusts(unsigned key) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct vkey vkey = vkey_of(key);
        struct finding finding;
        int r = exported_open(scratch_path("out", NULL), &vkey, 1, &exported, &finding);

        assert_true(r == 0 || r == LEDGER_E_INVALID);
        assert_true(r != 0 || exported->pinned);
        return r == 0;
}

static void the_old_key_leads_over_two_changes_and_the_new_one_back(void **state) {
        append(5);
        rotate(0, 1, false);
        append(300);
        rotate(1, 2, false);
        append(3);
        export_by(2);
        assert_true(trusts(0));
        assert_true(trusts(1));
        assert_true(trusts(2));
}

/* At even and odd sizes, and on both sides of a tile's edge. */
static void a_change_is_followed_wherever_it_stands(void **state) {
        for (unsigned i = 0; i < CHANGES; i++) {
                append(i == 3 ? 250 - (unsigned)store_size(box.store) : i % 3);
                rotate(i, i + 1, false);
                export_by(i + 1);
                assert_true(trusts(0));
                assert_true(trusts(i));
                assert_true(trusts(i + 1));
                assert_false(trusts(i + 2));
        }
}

static void a_key_that_was_changed_never_comes_back(void **state) {
        rotate(0, 1, false);
        rotate(1, 0, false);
        export_by(0);
        assert_false(trusts(1));
}

static void a_key_that_was_changed_is_good_for_nothing_larger(void **state) {
        append(5);
        rotate(0, 1, false);
        append(5);
        export_by(0); /* as who has stolen it since then would */
        assert_false(trusts(1));
        assert_true(trusts(0)); /* at its word */
}

static void nobody_follows_a_lost_key(void **state) {
        append(5);
        rotate(0, 1, true);
        append(5);
        export_by(1);
        assert_false(trusts(0));
        assert_true(trusts(1));
        rotate(1, 2, false);
        export_by(2);
        assert_false(trusts(0));
        assert_true(trusts(1));
}

static int judge(const struct receipt *receipt, unsigned trusted) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct vkey vkey = vkey_of(trusted);
        struct finding finding;

        assert_int_equal(exported_open(scratch_path("out", NULL), &vkey, 1, &exported, &finding), 0);
        return ledger_check_receipt(exported, receipt, &vkey, 1, &finding);
}

/* The newest entry's, as the box would give it. */
static struct receipt make_receipt(unsigned key) {
        struct checkpoint checkpoint = { .size = store_size(box.store) };
        struct receipt receipt = { .index = checkpoint.size - 1, .t_ms = (uint64_t)t_ms, .size = checkpoint.size };
        struct buffer line = BUFFER_INIT, text = BUFFER_INIT;
        struct ledger_source source;

        store_source(box.store, &source);
        store_root(box.store, &checkpoint.root);
        receipt.root = checkpoint.root;
        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(box.store));
        assert_int_equal(source.entry(source.context, receipt.index, &line), 0);
        merkle_leaf(line.data, line.len, &receipt.leaf);
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        secret_key_sign(box.keys[key], text.data, text.len, receipt.signature);
        buffer_deinit(&line);
        buffer_deinit(&text);
        return receipt;
}

static void receipts_of_either_time_are_good_under_either_key(void **state) {
        struct receipt before, after, stolen;

        append(5);
        before = make_receipt(0);
        rotate(0, 1, false);
        append(5);
        after = make_receipt(1);
        stolen = make_receipt(0);
        export_by(1);
        for (unsigned key = 0; key < 2; key++) {
                assert_int_equal(judge(&before, key), 0);
                assert_int_equal(judge(&after, key), 0);
        }
        assert_int_equal(judge(&stolen, 1), LEDGER_E_INVALID);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(the_old_key_leads_over_two_changes_and_the_new_one_back, setup, teardown),
                cmocka_unit_test_setup_teardown(a_change_is_followed_wherever_it_stands, setup, teardown),
                cmocka_unit_test_setup_teardown(a_key_that_was_changed_never_comes_back, setup, teardown),
                cmocka_unit_test_setup_teardown(a_key_that_was_changed_is_good_for_nothing_larger, setup, teardown),
                cmocka_unit_test_setup_teardown(nobody_follows_a_lost_key, setup, teardown),
                cmocka_unit_test_setup_teardown(receipts_of_either_time_are_good_under_either_key, setup, teardown),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

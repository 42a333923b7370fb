/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static void append_many(struct store *store, unsigned count) {
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = 3 };

        for (unsigned i = 0; i < count; i++)
                assert_int_equal(store_append(store, BOX_T + i, &entry), 0);
}

/* The tree over lines [start, start + width) by RFC 6962's definition. */
static void by_definition(const struct ledger_source *source, uint64_t start, uint64_t width, struct hash *ret_hash) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct hash left, right;
        uint64_t split = 1;

        if (width == 1) {
                assert_int_equal(source->entry(source->context, start, &line), 0);
                merkle_leaf(line.data, line.len, ret_hash);
                return;
        }
        while (split * 2 < width)
                split *= 2;
        by_definition(source, start, split, &left);
        by_definition(source, start + split, width - split, &right);
        merkle_node(&left, &right, ret_hash);
}

static void root_and_every_node_follow_from_the_lines(void **state) {
        struct box_fixture *f = *state;
        struct ledger_source source;
        struct hash computed, told;

        for (unsigned size = 2; size < 40; size++) {
                append_many(f->store, 1);
                store_source(f->store, &source);
                assert_int_equal(source.size, size);
                by_definition(&source, 0, size, &computed);
                store_root(f->store, &told);
                assert_true(hash_equal(&computed, &told));
                for (unsigned level = 0; level < 7; level++)
                        for (uint64_t index = 0; index < (uint64_t)size >> level; index++) {
                                assert_int_equal(source.node(source.context, level, index, &told), 0);
                                by_definition(&source, index << level, (uint64_t)1 << level, &computed);
                                assert_true(hash_equal(&computed, &told));
                        }
        }
}

static void nothing_is_told_beyond_the_size(void **state) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct box_fixture *f = *state;
        struct ledger_source source;
        struct hash hash;

        append_many(f->store, 4);
        store_source(f->store, &source);
        assert_int_equal(source.size, 5);
        assert_int_equal(source.entry(source.context, 5, &line), -ENOENT);
        assert_int_equal(source.node(source.context, 0, 5, &hash), -ENOENT);
        assert_int_equal(source.node(source.context, 2, 1, &hash), -ENOENT);
        assert_int_equal(source.node(source.context, 3, 0, &hash), -ENOENT);
        assert_int_equal(source.node(source.context, 63, 0, &hash), -ENOENT);
        assert_int_equal(source.node(source.context, 200, 0, &hash), -ENOENT);
        assert_int_equal(line.len, 0);
}

static void every_entry_can_be_proved(void **state) {
        struct hash proof[MERKLE_PROOF_MAX], root, leaf;
        struct box_fixture *f = *state;
        struct ledger_source source;
        size_t count;

        append_many(f->store, 300);
        store_source(f->store, &source);
        store_root(f->store, &root);
        for (uint64_t index = 0; index < source.size; index += 7) {
                assert_int_equal(merkle_prove_inclusion(index, source.size, source.node, source.context, proof, &count), 0);
                assert_int_equal(source.node(source.context, 0, index, &leaf), 0);
                assert_true(merkle_check_inclusion(&leaf, index, source.size, proof, count, &root));
        }
}

static void entries_are_numbered_and_named_by_the_store(void **state) {
        struct box_fixture *f = *state;
        struct entry entry = { .event = ENTRY_FORCED_OPEN, .c = 7, .box = "X", .n = 99, .t_ms = 5 };

        assert_int_equal(store_append(f->store, BOX_T, &entry), 0);
        entry = box_entry(f->store, 0);
        assert_int_equal(entry.n, 1);
        assert_int_equal(entry.t_ms, BOX_T);
        assert_string_equal(entry.box, "K017");
        assert_int_equal(entry.c, 7);
}

static void events_with_a_state_are_not_appended_alone(void **state) {
        static const enum entry_event events[] = {
                ENTRY_BUNDLE, ENTRY_PIN_GIVEN, ENTRY_LOAD_BEGIN, ENTRY_LOADED, ENTRY_LOAD_CANCELLED, ENTRY_REISSUED, ENTRY_RELEASE, ENTRY_ISSUED,
                ENTRY_REOPENED, ENTRY_CLOSED, ENTRY_UNSURE, ENTRY_OLD_RETURNED, ENTRY_OLD_MISSING, ENTRY_OPEN_FAILED, ENTRY_REFUSED, ENTRY_REFUSED_MANY,
                ENTRY_LOCKED_OUT, ENTRY_EXPIRED, ENTRY_REMOVED, ENTRY_QUARANTINED, ENTRY_RETURNED_TO_SERVICE, ENTRY_SERVICE_OPEN,
        };
        struct box_fixture *f = *state;

        for (size_t i = 0; i < ARRAY_LEN(events); i++)
                assert_int_equal(store_append(f->store, BOX_T, &(struct entry){ .event = events[i] }), -EPROTO);
        assert_int_equal(store_size(f->store), 1);
}

static void an_entry_that_cannot_be_written_changes_nothing(void **state) {
        struct box_fixture *f = *state;
        struct hash root, same;

        store_root(f->store, &root);
        assert_int_equal(store_append(f->store, BOX_T, &(struct entry){ .event = ENTRY_ALARM, .what = "caf\xc3\xa9" }), -EINVAL);
        store_root(f->store, &same);
        assert_true(hash_equal(&root, &same));
        append_many(f->store, 1);
        assert_int_equal(store_size(f->store), 2);
}

static void there_is_no_ledger_before_the_first_bundle(void **state) {
        const struct store_config config = { .box_id = "B1", .compartments = 2 };
        struct store *store = NULL;
        struct box_files files;
        uint8_t cti[CTI_LEN];
        struct hash root, empty;

        box_folder_make(&files);
        box_cti(1, cti);
        assert_int_equal(store_create(files.path, &config), 0);
        assert_int_equal(store_open(files.path, STORE_MODE_SIMULATED, &store), 0);
        assert_int_equal(store_append(store, BOX_T, &(struct entry){ .event = ENTRY_SHUTDOWN }), -EPROTO);
        assert_int_equal(store_refused(store, BOX_T, REFUSAL_MALFORMED, NULL), -EPROTO);
        assert_int_equal(store_load_begin(store, BOX_T, cti, 1, "anna"), -EPROTO);
        assert_int_equal(box_compartment(store, 1), COMPARTMENT_FREE);
        assert_int_equal(store_size(store), 0);
        store_root(store, &root);
        sha256("", 0, &empty);
        assert_true(hash_equal(&root, &empty));
        store_close(store);
        box_folder_remove(&files);
}

/* ---- time ---- */

static void the_floor_follows_entries_under_a_trusted_clock_only(void **state) {
        struct box_fixture *f = *state;

        assert_int_equal(store_time_floor(f->store), BOX_T);
        store_trust_clock(f->store, false);
        assert_int_equal(store_append(f->store, BOX_T + 9000, &(struct entry){ .event = ENTRY_SHUTDOWN }), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T);
        store_trust_clock(f->store, true);
        assert_int_equal(store_append(f->store, BOX_T + 8000, &(struct entry){ .event = ENTRY_SHUTDOWN }), 0);
        assert_int_equal(store_append(f->store, BOX_T + 7000, &(struct entry){ .event = ENTRY_SHUTDOWN }), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T + 8000);
        store_close(f->store);
        f->store = NULL;
        assert_int_equal(store_open(f->files.path, STORE_MODE_SIMULATED, &f->store), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T + 8000);
        assert_int_equal(store_append(f->store, BOX_T + 99000, &(struct entry){ .event = ENTRY_SHUTDOWN }), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T + 8000);
}

static void a_confirmed_time_moves_the_floor_both_ways_but_not_below_the_bundle(void **state) {
        struct box_fixture *f = *state;
        int64_t issued = BOX_T - 86400 * 1000;

        assert_int_equal(store_confirm_time(f->store, BOX_T + 1000000), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T + 1000000);
        assert_int_equal(store_confirm_time(f->store, BOX_T - 5000), 0);
        assert_int_equal(store_time_floor(f->store), BOX_T - 5000);
        assert_int_equal(store_confirm_time(f->store, 0), 0);
        assert_int_equal(store_time_floor(f->store), issued);
        assert_int_equal(store_size(f->store), 1);
}

/* ---- checkpoints ---- */

static void what_the_last_auditor_saw_is_kept(void **state) {
        struct box_fixture *f = *state;
        uint64_t size = 77;
        int64_t t_ms = 78;

        assert_int_equal(store_audited(f->store, &size, &t_ms), -ENOENT);
        assert_int_equal(size, 77);
        assert_int_equal(store_do(f->store, BOX_T, DEED(DEED_AUDITED, .size = 0), NULL), 0);
        assert_int_equal(store_do(f->store, BOX_T + 1, DEED(DEED_AUDITED, .size = 1), NULL), 0);
        assert_int_equal(store_do(f->store, BOX_T + 2, DEED(DEED_AUDITED, .size = 2), NULL), -EPROTO);
        assert_int_equal(store_audited(f->store, &size, &t_ms), 0);
        assert_int_equal(size, 1);
        assert_int_equal(t_ms, BOX_T + 1);
        assert_int_equal(store_size(f->store), 1);
}

static void the_newest_checkpoint_is_kept(void **state) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct box_fixture *f = *state;
        uint64_t size = 77;

        assert_int_equal(store_checkpoint(f->store, &size, &note), -ENOENT);
        assert_int_equal(size, 77);
        assert_int_equal(store_set_checkpoint(f->store, 1, "first", 5), 0);
        assert_int_equal(store_set_checkpoint(f->store, 1, "second\n", 7), 0);
        assert_int_equal(store_checkpoint(f->store, &size, &note), 0);
        assert_int_equal(size, 1);
        assert_string_equal(buffer_text(&note), "second\n");
        assert_int_equal(store_set_checkpoint(f->store, 2, "beyond", 6), -EPROTO);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(root_and_every_node_follow_from_the_lines),
                BOX_TEST(nothing_is_told_beyond_the_size),
                BOX_TEST(every_entry_can_be_proved),
                BOX_TEST(entries_are_numbered_and_named_by_the_store),
                BOX_TEST(events_with_a_state_are_not_appended_alone),
                BOX_TEST(an_entry_that_cannot_be_written_changes_nothing),
                cmocka_unit_test(there_is_no_ledger_before_the_first_bundle),
                BOX_TEST(the_floor_follows_entries_under_a_trusted_clock_only),
                BOX_TEST(a_confirmed_time_moves_the_floor_both_ways_but_not_below_the_bundle),
                BOX_TEST(what_the_last_auditor_saw_is_kept),
                BOX_TEST(the_newest_checkpoint_is_kept),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

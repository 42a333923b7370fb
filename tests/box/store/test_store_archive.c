/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

static void append_many(struct store *store, unsigned count) {
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = 3 };

        for (unsigned i = 0; i < count; i++)
                assert_int_equal(store_append(store, BOX_T + (int64_t)store_size(store) * 1000, &entry), 0);
}

static void fill_up_to(struct store *store, uint64_t size) {
        append_many(store, (unsigned)(size - store_size(store)));
}

static void forget_all(struct store *store) {
        uint64_t left;

        do
                assert_int_equal(store_forget_archived(store, &left), 0);
        while (left > 0);
}

static void reopen(struct box_fixture *f) {
        store_close(f->store);
        f->store = box_store_open(&f->files);
}

/* A twin that never archives tells what the tree must be; `archived` entries it has from the other. */
static void the_tree_is_the_same_with_its_beginning_gone(void **state) {
        struct box_fixture *f = *state;
        struct merkle_edge edge = { 0 };
        struct hash former[64];
        struct ledger_source source;

        for (uint64_t size = 0; size < 40; size++) {
                struct buffer line = BUFFER_INIT;
                struct hash leaf;

                fill_up_to(f->store, size + 1);
                store_source(f->store, &source);
                merkle_edge_root(&edge, &former[size]);
                assert_int_equal(source.entry(source.context, size, &line), 0);
                merkle_leaf(line.data, line.len, &leaf);
                merkle_edge_append(&edge, &leaf, NULL, NULL);
                buffer_deinit(&line);
                if (size < 3 || size % 5 != 0)
                        continue;
                assert_int_equal(store_archive(f->store, BOX_T, size - 2), 0);
                assert_int_equal(store_archived(f->store), size - 2);
                forget_all(f->store);
                reopen(f);
                assert_int_equal(store_archived(f->store), size - 2);
                store_source(f->store, &source);
                assert_int_equal(source.first, size - 2);
                for (uint64_t n = 0; n < source.size; n++) {
                        struct buffer kept = BUFFER_INIT;

                        assert_int_equal(source.entry(source.context, n, &kept), n < size - 2 ? -ENOENT : 0);
                        buffer_deinit(&kept);
                }
                for (uint64_t former_size = size - 2; former_size <= size; former_size++) {
                        struct hash root;

                        assert_int_equal(merkle_root(former_size, source.node, source.context, &root), 0);
                        assert_true(hash_equal(&root, &former[former_size]));
                }
        }
        {
                struct hash root, computed;

                store_root(f->store, &root);
                assert_int_equal(store_size(f->store), 40);
                merkle_edge_root(&edge, &computed);
                assert_true(hash_equal(&root, &computed));
        }
}

static void the_archive_is_an_entry_of_the_ledger(void **state) {
        struct box_fixture *f = *state;
        struct entry entry;
        struct hash root;

        fill_up_to(f->store, 20);
        store_root(f->store, &root);
        append_many(f->store, 5);
        assert_int_equal(store_archive(f->store, BOX_T + 77, 20), 0);
        entry = box_entry(f->store, 0);
        assert_int_equal(entry.event, ENTRY_ARCHIVED);
        assert_int_equal(entry.n, 25);
        assert_int_equal(entry.t_ms, BOX_T + 77);
        assert_int_equal(entry.size, 20);
        assert_true(hash_equal(&entry.sha, &root));
}

static void only_what_grows_within_the_ledger_is_archived(void **state) {
        struct box_fixture *f = *state;
        struct entry entry = { .event = ENTRY_ARCHIVED, .size = 3 };

        fill_up_to(f->store, 20);
        assert_int_equal(store_archive(f->store, BOX_T, 0), -EPROTO);
        assert_int_equal(store_archive(f->store, BOX_T, 21), -EPROTO);
        assert_int_equal(store_append(f->store, BOX_T, &entry), -EPROTO);
        assert_int_equal(store_archive(f->store, BOX_T, 20), 0);
        assert_int_equal(store_archive(f->store, BOX_T, 20), -EPROTO);
        assert_int_equal(store_archive(f->store, BOX_T, 19), -EPROTO);
        assert_int_equal(store_archive(f->store, BOX_T, 21), 0);
}

static int run_by_hand(const struct box_fixture *f, const char *sql) {
        sqlite3 *handle;
        int r;

        assert_int_equal(sqlite3_open(f->files.path, &handle), SQLITE_OK);
        r = sqlite3_exec(handle, sql, NULL, NULL, NULL);
        assert_int_equal(sqlite3_close(handle), SQLITE_OK);
        return r;
}

static void only_archived_entries_can_be_deleted(void **state) {
        static const char *const refused[] = {
                "DELETE FROM entries WHERE n = 10",
                "DELETE FROM entries",
                "INSERT INTO archives (size, root, edge) VALUES (15, zeroblob(32), zeroblob(128))",
                "UPDATE archives SET size = 15",
                "DELETE FROM archives",
        };
        struct box_fixture *f = *state;

        fill_up_to(f->store, 20);
        assert_int_equal(store_archive(f->store, BOX_T, 10), 0);
        store_close(f->store);
        f->store = NULL;
        for (size_t i = 0; i < ARRAY_LEN(refused); i++)
                if (run_by_hand(f, refused[i]) == SQLITE_OK)
                        fail_msg("not refused: %s", refused[i]);
        assert_int_equal(run_by_hand(f, "DELETE FROM entries WHERE n = 9"), SQLITE_OK);
        f->store = box_store_open(&f->files);
        forget_all(f->store);
}

static void an_edge_that_was_changed_is_damage(void **state) {
        struct box_fixture *f = *state;

        fill_up_to(f->store, 20);
        assert_int_equal(store_archive(f->store, BOX_T, 10), 0);
        forget_all(f->store);
        store_close(f->store);
        f->store = NULL;
        assert_int_equal(run_by_hand(f, "DROP TRIGGER archives_are_not_changed; UPDATE archives SET edge = zeroblob(64)"), SQLITE_OK);
        assert_int_equal(store_open(f->files.path, STORE_MODE_SIMULATED, &f->store), STORE_E_DAMAGED);
        f->store = NULL;
}

static void what_is_left_to_forget_is_forgotten_after_a_restart(void **state) {
        struct box_fixture *f = *state;
        uint64_t left = 1;

        fill_up_to(f->store, STORE_FORGET_STEP + 100);
        assert_int_equal(store_archive(f->store, BOX_T, STORE_FORGET_STEP + 50), 0);
        assert_int_equal(store_forget_archived(f->store, &left), 0);
        assert_int_equal(left, 50);
        reopen(f);
        assert_int_equal(store_forget_archived(f->store, &left), 0);
        assert_int_equal(left, 0);
        assert_int_equal(store_forget_archived(f->store, &left), 0);
        assert_int_equal(left, 0);
        append_many(f->store, 3);
}

static void a_year_ends_with_its_last_entry_even_under_a_clock_that_jumped(void **state) {
        struct box_fixture *f = *state;
        struct entry entry = { .event = ENTRY_LEFT_OPEN, .c = 3 };
        static const int64_t times[] = { 10, 20, 500, 30, 100, 101, 90, 200 };
        uint64_t size, first = store_size(f->store);

        for (size_t i = 0; i < ARRAY_LEN(times); i++)
                assert_int_equal(store_append(f->store, BOX_T + 1000 + times[i], &entry), 0);
        assert_int_equal(store_size_before(f->store, BOX_T + 1000 + 100, &size), 0);
        assert_int_equal(size, first + 7);
        assert_int_equal(store_size_before(f->store, BOX_T + 1000 + 20, &size), 0);
        assert_int_equal(size, first + 1);
        assert_int_equal(store_size_before(f->store, INT64_MAX, &size), 0);
        assert_int_equal(size, first + 8);
        assert_int_equal(store_size_before(f->store, 0, &size), 0);
        assert_int_equal(size, 0);
        assert_int_equal(store_archive(f->store, BOX_T, 3), 0);
        assert_int_equal(store_size_before(f->store, 0, &size), 0);
        assert_int_equal(size, 3);
}

static off_t file_size(const struct box_fixture *f) {
        struct stat stat_of;

        assert_int_equal(stat(f->files.path, &stat_of), 0);
        return stat_of.st_size;
}

/* As many new entries as old ones left find room in the same file. */
static void the_file_does_not_grow_from_year_to_year(void **state) {
        struct box_fixture *f = *state;
        off_t after_first = 0;

        for (unsigned year = 0; year < 4; year++) {
                uint64_t size;

                append_many(f->store, 3000);
                size = store_size(f->store);
                assert_int_equal(store_archive(f->store, BOX_T, size), 0);
                forget_all(f->store);
                assert_int_equal(store_scrub(f->store), 0);
                if (year == 0)
                        after_first = file_size(f);
                else if (file_size(f) > after_first + after_first / 8)
                        fail_msg("year %u: %lld bytes, after the first %lld", year, (long long)file_size(f), (long long)after_first);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(the_tree_is_the_same_with_its_beginning_gone),
                BOX_TEST(the_archive_is_an_entry_of_the_ledger),
                BOX_TEST(only_what_grows_within_the_ledger_is_archived),
                BOX_TEST(only_archived_entries_can_be_deleted),
                BOX_TEST(an_edge_that_was_changed_is_damage),
                BOX_TEST(what_is_left_to_forget_is_forgotten_after_a_restart),
                BOX_TEST(a_year_ends_with_its_last_entry_even_under_a_clock_that_jumped),
                BOX_TEST(the_file_does_not_grow_from_year_to_year),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

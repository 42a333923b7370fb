/* SPDX-License-Identifier: EUPL-1.2 */
/* Logs of others: any origin, any bytes as entries, folders as a log's server or a mirror has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/proof.h"
#include "controller/ledger/verify.h"
#include "tests/ledger/foreign_log.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

static struct ledger_verdict verdict;

/* All lengths come up, also none and the longest; all bytes, also line ends. */
static void any_bytes(uint64_t i, struct buffer *ret_entry) {
        size_t len = i == 7 ? 0 : i == 8 ? BUNDLE_ENTRY_MAX_LEN : (size_t)(i * 37 % 200);

        for (size_t k = 0; k < len; k++)
                assert_int_equal(buffer_append_u8(ret_entry, (uint8_t)(i + k)), 0);
}

static const struct foreign_log log_300 = {
        .origin = "log.example.org/2026", .key_name = "log.example.org/2026", .size = 300, .entry = any_bytes,
};

static int setup(void **state) {
        scratch_make();
        return 0;
}

static int teardown(void **state) {
        scratch_remove();
        return 0;
}

static int verify(const struct foreign_log *log) {
        struct vkey vkey = foreign_log_vkey(log);

        return ledger_verify(scratch_path("out", NULL), &vkey, 1, NULL, NULL, &verdict);
}

static void assert_valid(const struct foreign_log *log) {
        if (verify(log) != 0)
                fail_msg("size %u: %s", (unsigned)log->size, verdict.finding.text);
        assert_true(verdict.pinned);
        assert_int_equal(verdict.size, log->size);
        assert_string_equal(verdict.origin, log->origin);
}

static void assert_invalid(const struct foreign_log *log, const char *words) {
        assert_int_equal(verify(log), LEDGER_E_INVALID);
        if (!strstr(verdict.finding.text, words))
                fail_msg("\"%s\" does not say \"%s\"", verdict.finding.text, words);
}

static void logs_of_every_kind_of_size_verify(void **state) {
        static const uint64_t sizes[] = { 0, 1, 255, 256, 257, 1023, 1024, 1025, 65536, 65537, 66000 };

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                struct foreign_log log = log_300;

                log.size = sizes[i];
                log.keep_partials = i % 2 == 0;
                foreign_log_write(&log, scratch_path("out", NULL));
                assert_valid(&log);
                assert_int_equal(ledger_verify(scratch_path("out", NULL), NULL, 0, NULL, NULL, &verdict), 0);
                assert_false(verdict.pinned);
                scratch_clear("out");
        }
}

static void the_key_may_have_another_name_than_the_log(void **state) {
        struct foreign_log log = log_300;

        log.key_name = "sum.example.org";
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_valid(&log);
}

/* So that nobody passes a box's ledger off under a key that they have. */
static void a_key_of_another_name_does_not_sign_for_a_box(void **state) {
        struct foreign_log log = log_300;

        log.origin = "example.org/pickupbox/K017";
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_invalid(&log, "the given key has signed it, but");
        scratch_clear("out");
        log.origin = log_300.origin;
        log.key_name = "example.org/pickupbox/K017";
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_invalid(&log, "the given key has signed it, but");
}

static void a_box_s_ledger_has_entries_in_their_form_only(void **state) {
        struct foreign_log log = log_300;

        log.origin = log.key_name = "example.org/pickupbox/K017";
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_invalid(&log, "tile/entries/000: entry 0 is not in the form");
}

/* A log's server may have thrown a partial tile away when the full one was there, and be ahead of its checkpoint. */
static void a_full_tile_serves_where_the_partial_one_is_gone(void **state) {
        static const char *const full[] = { "tile/0/001", "tile/entries/001" }, *const partial[] = { "tile/0/001.p/44", "tile/entries/001.p/44" };
        struct foreign_log later = log_300;

        later.size = 600;
        foreign_log_write(&log_300, scratch_path("out", NULL));
        foreign_log_write(&later, scratch_path("later", NULL));
        for (size_t i = 0; i < ARRAY_LEN(full); i++) {
                assert_int_equal(rename(scratch_path("later", full[i]), scratch_path("out", full[i])), 0);
                assert_valid(&log_300);
                assert_int_equal(unlink(scratch_path("out", partial[i])), 0);
                assert_valid(&log_300);
        }
        assert_int_equal(rename(scratch_path("later", "tile/entries/002.p/88"), scratch_path("out", "tile/entries/002")), 0);
        assert_valid(&log_300);
        scratch_write(scratch_path("out", "tile/0/001"), "", 0);
        assert_invalid(&log_300, "tile/0/001");
}

static void a_former_partial_tile_that_differs_betrays_another_tree(void **state) {
        struct foreign_log log = log_300;
        struct buffer bytes;

        log.keep_partials = true;
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_valid(&log);
        bytes = scratch_read(scratch_path("out", "tile/0/000.p/99"));
        bytes.data[98 * HASH_LEN] ^= 1;
        scratch_write(scratch_path("out", "tile/0/000.p/99"), bytes.data, bytes.len);
        assert_invalid(&log, "tile/0/000.p/99 holds something else than tile/0/000: the tree was another one");
        buffer_deinit(&bytes);
}

static void lines_for_people_are_checked_and_a_table_is_set_aside(void **state) {
        struct foreign_log log = log_300;
        struct buffer lines = BUFFER_INIT;

        foreign_log_write(&log, scratch_path("out", NULL));
        for (uint64_t i = 0; i < log.size; i++) {
                any_bytes(i, &lines);
                assert_int_equal(buffer_append(&lines, "\n", 1), 0);
        }
        scratch_write(scratch_path("out", "entries.jsonl"), lines.data, lines.len);
        assert_valid(&log);
        lines.data[lines.len - 2] ^= 1;
        scratch_write(scratch_path("out", "entries.jsonl"), lines.data, lines.len);
        assert_invalid(&log, "entries.jsonl");
        assert_int_equal(unlink(scratch_path("out", "entries.jsonl")), 0);
        scratch_write(scratch_path("out", "entries.csv"), "n\r\n", 3);
        assert_valid(&log);
        assert_int_equal(verdict.aside.count, 1);
        buffer_deinit(&lines);
}

static void entries_are_proved_whatever_they_hold(void **state) {
        static const uint64_t indexes[] = { 0, 7, 8, 255, 256, 299 };
        struct vkey vkey = foreign_log_vkey(&log_300);
        static struct proof proof;
        struct exported *exported;
        struct finding finding;

        foreign_log_write(&log_300, scratch_path("out", NULL));
        assert_int_equal(exported_open(scratch_path("out", NULL), &vkey, 1, &exported, &finding), 0);
        for (size_t i = 0; i < ARRAY_LEN(indexes); i++) {
                struct buffer text = BUFFER_INIT, entry = BUFFER_INIT;
                struct checkpoint checkpoint;
                struct entry parsed;

                assert_int_equal(ledger_prove(exported, indexes[i], &text, &finding), 0);
                assert_int_equal(proof_parse(buffer_text(&text), text.len, &proof, &finding), 0);
                assert_int_equal(proof_check(&proof, &vkey, 1, &parsed, &checkpoint, &finding), 0);
                any_bytes(indexes[i], &entry);
                assert_int_equal(proof.entry_len, entry.len);
                assert_true(entry.len == 0 || memcmp(proof.entry, entry.data, entry.len) == 0);
                proof.index ^= 1;
                assert_int_equal(proof_check(&proof, &vkey, 1, &parsed, &checkpoint, &finding), LEDGER_E_INVALID);
                buffer_deinit(&text);
                buffer_deinit(&entry);
        }
        exported_close(exported);
}

static void a_later_folder_continues_an_earlier_one(void **state) {
        struct vkey vkey = foreign_log_vkey(&log_300);
        struct foreign_log later = log_300;
        struct ledger_verdict old;

        later.size = 70000;
        foreign_log_write(&log_300, scratch_path("out", NULL));
        foreign_log_write(&later, scratch_path("later", NULL));
        assert_int_equal(ledger_compare(scratch_path("out", NULL), scratch_path("later", NULL), &vkey, 1, NULL, NULL, &old, &verdict), 0);
        assert_int_equal(ledger_compare(scratch_path("later", NULL), scratch_path("out", NULL), &vkey, 1, NULL, NULL, &old, &verdict),
                         LEDGER_E_INVALID);
}

/* ---- folders as they are found ---- */

static void put(const char *name, const char *text) {
        char path[512];

        snprintf(path, sizeof(path), "%s", scratch_path("out", name));
        for (char *slash = path + strlen(scratch_path("out", "")); (slash = strchr(slash, '/')); *slash++ = '/') {
                *slash = 0;
                (void)mkdir(path, 0700);
        }
        scratch_write(path, text, strlen(text));
}

/* What servers keep beside the log: their own state, former checkpoints, an index, links to the newest. */
static void what_a_server_keeps_beside_is_set_aside(void **state) {
        static const char *const files[] = { ".state/treeState", ".state/version", ".state/garbage/a/b", "checkpoint.256",
                                             "index.html", "tile/data/000", "log.v3.json", "entries.csv", "tile/0/000.gz" };

        foreign_log_write(&log_300, scratch_path("out", NULL));
        assert_valid(&log_300);
        assert_int_equal(verdict.aside.count, 0);
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                put(files[i], "x");
                assert_valid(&log_300);
                assert_int_equal(verdict.aside.count, i + 1);
        }
        assert_int_equal(symlink("tile", scratch_path("out", "latest")), 0);
        assert_valid(&log_300);
        assert_int_equal(verdict.aside.count, ARRAY_LEN(files) + 1);
        assert_non_null(strstr(verdict.aside.first.text, "no part of a tlog-tiles log"));
        assert_int_equal(unlink(scratch_path("out", "tile/1/000.p/1")), 0);
        assert_int_equal(symlink("../../../checkpoint", scratch_path("out", "tile/1/000.p/1")), 0);
        assert_invalid(&log_300, "tile/1/000.p/1 is not a plain file");
}

static void drop(int level, uint64_t n) {
        struct tile tile = { .level = level, .n = n, .width = TILE_WIDTH };
        char path[TILE_PATH_SIZE];

        tile_path(&tile, path);
        if (unlink(scratch_path("out", path)) < 0)
                fail_msg("%s is not there", path);
}

/* All that a log may refuse to serve: every full tile and bundle that ends at the minimum or before it. */
static void prune(uint64_t minimum) {
        for (int level = TILE_ENTRIES; level < 3; level++) {
                unsigned shift = TILE_HEIGHT * (unsigned)(level == TILE_ENTRIES ? 1 : level + 1);

                for (uint64_t n = 0; n < minimum >> shift; n++)
                        drop(level, n);
        }
}

static void a_pruned_log_verifies_from_what_is_left(void **state) {
        static const struct {
                uint64_t size, minimum;
        } cases[] = { { 300, 256 }, { 1025, 256 }, { 1025, 300 }, { 1025, 768 }, { 1024, 768 }, { 66000, 65280 }, { 66000, 65536 },
                      { 66000, 65792 }, { 140000, 65535 }, { 140000, 131072 }, { 140000, 139776 } };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct foreign_log log = log_300;
                char path[TILE_PATH_SIZE];
                struct tile bundle = { .level = TILE_ENTRIES, .n = cases[i].minimum / TILE_WIDTH };
                struct buffer bytes;

                log.size = cases[i].size;
                log.keep_partials = i % 2 == 0 && log.size < 2000;
                foreign_log_write(&log, scratch_path("out", NULL));
                prune(cases[i].minimum);
                assert_valid(&log);
                assert_int_equal(verdict.minimum, cases[i].minimum / TILE_WIDTH * TILE_WIDTH);
                bundle.width = tile_width(TILE_ENTRIES, bundle.n, log.size);
                tile_path(&bundle, path);
                bytes = scratch_read(scratch_path("out", path));
                bytes.data[bytes.len - 1] ^= 1;
                scratch_write(scratch_path("out", path), bytes.data, bytes.len);
                assert_invalid(&log, "tile/");
                buffer_deinit(&bytes);
                scratch_clear("out");
        }
}

/* Every single bit of one file of the folder, put right again after each. */
static void assert_every_bit_counts(const struct foreign_log *log, const char *name) {
        struct buffer bytes = scratch_read(scratch_path("out", name));

        for (size_t bit = 0; bit < bytes.len * 8; bit++) {
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                scratch_write(scratch_path("out", name), bytes.data, bytes.len);
                if (verify(log) != LEDGER_E_INVALID)
                        fail_msg("bit %zu of %s", bit, name);
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        scratch_write(scratch_path("out", name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
        assert_valid(log);
}

static void of_a_small_log_every_bit_counts(void **state) {
        struct foreign_log log = log_300;

        log.size = 3;
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_every_bit_counts(&log, "checkpoint");
        assert_every_bit_counts(&log, "tile/0/000.p/3");
        assert_every_bit_counts(&log, "tile/entries/000.p/3");
}

/* The hashes of what is gone lead to the signed root: none of them can be another. */
static void of_a_pruned_log_every_bit_that_is_left_counts(void **state) {
        static const char *const tiles[] = { "tile/1/001.p/1", "tile/2/000.p/1", "tile/0/257.p/208" };
        struct foreign_log log = log_300;

        log.size = 66000;
        foreign_log_write(&log, scratch_path("out", NULL));
        prune(65536);
        for (size_t t = 0; t < ARRAY_LEN(tiles); t++) {
                struct buffer bytes = scratch_read(scratch_path("out", tiles[t]));

                for (size_t bit = 0; bit < bytes.len * 8; bit += 41) {
                        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                        scratch_write(scratch_path("out", tiles[t]), bytes.data, bytes.len);
                        assert_int_equal(verify(&log), LEDGER_E_INVALID);
                        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                }
                scratch_write(scratch_path("out", tiles[t]), bytes.data, bytes.len);
                buffer_deinit(&bytes);
        }
        assert_valid(&log);
}

static void what_is_missing_further_on_is_no_pruning(void **state) {
        struct foreign_log log = log_300;

        log.size = 1025;
        foreign_log_write(&log, scratch_path("out", NULL));
        drop(TILE_ENTRIES, 1);
        assert_invalid(&log, "tile/entries/001 is missing");
        drop(TILE_ENTRIES, 0);
        assert_valid(&log);
        drop(TILE_ENTRIES, 3);
        assert_int_equal(verify(&log), LEDGER_E_INVALID);
        assert_int_equal(unlink(scratch_path("out", "tile/entries/004.p/1")), 0);
        assert_invalid(&log, "tile/entries/000 is missing");
}

static void a_box_s_export_is_never_pruned(void **state) {
        struct foreign_log log = log_300;

        log.origin = log.key_name = "example.org/pickupbox/K017";
        foreign_log_write(&log, scratch_path("out", NULL));
        prune(256);
        assert_invalid(&log, "tile/0/000 is missing");
}

static void compress(const char *name) {
        char command[2048], path[512];

        snprintf(path, sizeof(path), "%s", scratch_path("out", name));
        snprintf(command, sizeof(command), "gzip -n '%s' && mv '%s.gz' '%s'", path, path, path);
        assert_int_equal(system(command), 0);
}

static void compressed_bundles_are_read_and_judged(void **state) {
        struct foreign_log log = log_300;
        struct buffer bytes;

        foreign_log_write(&log, scratch_path("out", NULL));
        compress("tile/entries/000");
        compress("tile/entries/001.p/44");
        assert_valid(&log);
        bytes = scratch_read(scratch_path("out", "tile/entries/001.p/44"));
        for (size_t i = 10; i < bytes.len; i++) { /* behind the head, which has only a time and a system */
                bytes.data[i] ^= 1;
                scratch_write(scratch_path("out", "tile/entries/001.p/44"), bytes.data, bytes.len);
                assert_int_equal(verify(&log), LEDGER_E_INVALID);
                bytes.data[i] ^= 1;
        }
        scratch_write(scratch_path("out", "tile/entries/001.p/44"), bytes.data, bytes.len);
        assert_valid(&log);
        compress("tile/0/000"); /* hashes are never compressed */
        assert_invalid(&log, "tile/0/000");
        buffer_deinit(&bytes);
}

/* 8,075 bytes: the bundle begins with the two bytes that gzip begins with. */
static void like_gzip(uint64_t i, struct buffer *ret_entry) {
        for (unsigned k = 0; k < 0x1f8b; k++)
                assert_int_equal(buffer_append_u8(ret_entry, k == 0 ? 8 : (uint8_t)(i + k)), 0);
}

static void what_only_looks_compressed_is_read_as_it_is(void **state) {
        struct foreign_log log = log_300;

        log.entry = like_gzip;
        foreign_log_write(&log, scratch_path("out", NULL));
        assert_valid(&log);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(logs_of_every_kind_of_size_verify),
                CASE(the_key_may_have_another_name_than_the_log),
                CASE(a_key_of_another_name_does_not_sign_for_a_box),
                CASE(a_box_s_ledger_has_entries_in_their_form_only),
                CASE(a_full_tile_serves_where_the_partial_one_is_gone),
                CASE(a_former_partial_tile_that_differs_betrays_another_tree),
                CASE(lines_for_people_are_checked_and_a_table_is_set_aside),
                CASE(what_a_server_keeps_beside_is_set_aside),
                CASE(a_pruned_log_verifies_from_what_is_left),
                CASE(of_a_small_log_every_bit_counts),
                CASE(of_a_pruned_log_every_bit_that_is_left_counts),
                CASE(what_is_missing_further_on_is_no_pruning),
                CASE(a_box_s_export_is_never_pruned),
                CASE(compressed_bundles_are_read_and_judged),
                CASE(what_only_looks_compressed_is_read_as_it_is),
                CASE(entries_are_proved_whatever_they_hold),
                CASE(a_later_folder_continues_an_earlier_one),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

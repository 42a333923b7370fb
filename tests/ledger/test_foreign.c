/* SPDX-License-Identifier: EUPL-1.2 */
/* Logs of others: any origin, any bytes as entries, folders as a log's server or a mirror has them. */
#include <stdio.h>
#include <string.h>
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

static void lines_for_people_are_checked_and_a_table_cannot_be(void **state) {
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
        assert_invalid(&log, "entries.csv");
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(logs_of_every_kind_of_size_verify),
                CASE(the_key_may_have_another_name_than_the_log),
                CASE(a_key_of_another_name_does_not_sign_for_a_box),
                CASE(a_box_s_ledger_has_entries_in_their_form_only),
                CASE(a_full_tile_serves_where_the_partial_one_is_gone),
                CASE(a_former_partial_tile_that_differs_betrays_another_tree),
                CASE(lines_for_people_are_checked_and_a_table_cannot_be),
                CASE(entries_are_proved_whatever_they_hold),
                CASE(a_later_folder_continues_an_earlier_one),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

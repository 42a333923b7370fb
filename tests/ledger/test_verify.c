/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { SIZE = 300, FILES_MAX = 16, FLIPS_PER_FILE = 64 };

static struct ledger_verdict verdict;

static void export_sample(struct sample_ledger *ledger, uint64_t size, const char *name) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint;
        struct finding finding;

        assert_int_equal(ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(ledger), scratch_path(name, NULL), NULL, NULL, &checkpoint,
                                       &finding), 0);
}

static int verify(struct sample_ledger *ledger, const char *name) {
        struct vkey vkey = sample_ledger_vkey(ledger);

        return ledger_verify(scratch_path(name, NULL), &vkey, 1, NULL, NULL, &verdict);
}

static void assert_invalid(struct sample_ledger *ledger, const char *words) {
        assert_int_equal(verify(ledger, "out"), LEDGER_E_INVALID);
        if (!strstr(verdict.finding.text, words))
                fail_msg("\"%s\" does not name \"%s\"", verdict.finding.text, words);
}

static int setup(void **state) {
        scratch_make();
        *state = sample_ledger_new(600, 1);
        export_sample(*state, SIZE, "out");
        return 0;
}

static int teardown(void **state) {
        scratch_remove();
        sample_ledger_free(*state);
        return 0;
}

/* xorshift: the same flips in every run. */
static uint32_t next_random(uint32_t *state) {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        return *state;
}

static void flip_and_verify(struct sample_ledger *ledger, const char *name, struct buffer *bytes, size_t bit) {
        bytes->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        scratch_write(scratch_path("out", name), bytes->data, bytes->len);
        if (verify(ledger, "out") != LEDGER_E_INVALID)
                fail_msg("%s: bit %zu turned, and nobody saw it", name, bit);
        assert_true(verdict.finding.text[0]);
        bytes->data[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

static void no_bit_of_any_file_can_be_turned(void **state) {
        char *names[FILES_MAX];
        size_t count = scratch_list(scratch_path("out", NULL), names, FILES_MAX);
        uint32_t random = 20260925;

        for (size_t i = 0; i < count; i++) {
                struct buffer bytes = scratch_read(scratch_path("out", names[i]));
                bool all = strcmp(names[i], "checkpoint") == 0 || strcmp(names[i], "vkey") == 0;

                for (size_t k = 0; k < (all ? 8 * bytes.len : FLIPS_PER_FILE); k++)
                        flip_and_verify(*state, names[i], &bytes, all ? k : next_random(&random) % (8 * bytes.len));
                scratch_write(scratch_path("out", names[i]), bytes.data, bytes.len);
                assert_int_equal(verify(*state, "out"), 0);
                buffer_deinit(&bytes);
                free(names[i]);
        }
}

static void files_cut_or_lengthened_are_seen(void **state) {
        char *names[FILES_MAX];
        size_t count = scratch_list(scratch_path("out", NULL), names, FILES_MAX);

        for (size_t i = 0; i < count; i++) {
                struct buffer bytes = scratch_read(scratch_path("out", names[i]));

                scratch_write(scratch_path("out", names[i]), bytes.data, bytes.len - 1);
                assert_int_equal(verify(*state, "out"), LEDGER_E_INVALID);
                scratch_write(scratch_path("out", names[i]), "", 0);
                assert_int_equal(verify(*state, "out"), LEDGER_E_INVALID);
                assert_int_equal(buffer_append_u8(&bytes, '\n'), 0);
                scratch_write(scratch_path("out", names[i]), bytes.data, bytes.len);
                assert_int_equal(verify(*state, "out"), LEDGER_E_INVALID);
                scratch_write(scratch_path("out", names[i]), bytes.data, bytes.len - 1);
                buffer_deinit(&bytes);
                free(names[i]);
        }
        assert_int_equal(verify(*state, "out"), 0);
}

/* An export may lack what is there for people; nothing may be there in its place. */
static void missing_files_links_and_strange_files_are_named(void **state) {
        char *names[FILES_MAX];
        size_t count = scratch_list(scratch_path("out", NULL), names, FILES_MAX);

        for (size_t i = 0; i < count; i++) {
                const char *path = scratch_path("out", names[i]), *aside = scratch_path("aside", NULL);

                assert_int_equal(rename(path, aside), 0);
                if (strchr(names[i], '/') || strcmp(names[i], "checkpoint") == 0)
                        assert_invalid(*state, names[i]);
                else
                        assert_int_equal(verify(*state, "out"), 0);
                assert_int_equal(symlink(aside, path), 0);
                assert_invalid(*state, names[i]);
                assert_int_equal(unlink(path), 0);
                assert_int_equal(mkfifo(path, 0600), 0);
                assert_invalid(*state, names[i]);
                assert_int_equal(unlink(path), 0);
                assert_int_equal(mkdir(path, 0700), 0);
                assert_int_equal(verify(*state, "out"), LEDGER_E_INVALID);
                assert_int_equal(rmdir(path), 0);
                assert_int_equal(rename(aside, path), 0);
                free(names[i]);
        }
        assert_int_equal(verify(*state, "out"), 0);
}

static void a_folder_that_is_a_link_is_refused(void **state) {
        assert_int_equal(rename(scratch_path("out", "tile"), scratch_path("elsewhere", NULL)), 0);
        assert_int_equal(symlink(scratch_path("elsewhere", NULL), scratch_path("out", "tile")), 0);
        assert_invalid(*state, "tile/0/000");
}

static void what_does_not_belong_is_named(void **state) {
        static const char *const names[] = { "notes.txt", ".hidden", "tile/0/001.p/43", "tile/0/002", "tile/entries/001", "tile/7/000" };

        assert_int_equal(mkdir(scratch_path("out", "tile/7"), 0700), 0);
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                scratch_write(scratch_path("out", names[i]), "x", 1);
                assert_invalid(*state, names[i]);
                assert_int_equal(unlink(scratch_path("out", names[i])), 0);
        }
        assert_int_equal(verify(*state, "out"), 0);
}

static void enormous_sizes_end_at_the_first_missing_file(void **state) {
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = MERKLE_SIZE_MAX };
        struct buffer note = BUFFER_INIT;

        assert_int_equal(checkpoint_sign(&checkpoint, sample_ledger_key(*state), &note), 0);
        scratch_write(scratch_path("out", "checkpoint"), note.data, note.len);
        assert_invalid(*state, "tile/0/001 is missing");
        buffer_clear(&note);
        checkpoint.size = SIZE;
        assert_int_equal(checkpoint_sign(&checkpoint, sample_ledger_key(*state), &note), 0);
        scratch_write(scratch_path("out", "checkpoint"), note.data, note.len);
        assert_invalid(*state, "root hash");
        buffer_deinit(&note);
}

static void without_a_key_only_consistency_is_claimed(void **state) {
        assert_int_equal(ledger_verify(scratch_path("out", NULL), NULL, 0, NULL, NULL, &verdict), 0);
        assert_false(verdict.pinned);
        assert_int_equal(verdict.size, SIZE);
        assert_int_equal(verify(*state, "out"), 0);
        assert_true(verdict.pinned);
}

static void another_key_does_not_do_and_one_of_many_does(void **state) {
        struct sample_ledger *other = sample_ledger_new(0, 2);
        struct vkey vkeys[2] = { sample_ledger_vkey(other), sample_ledger_vkey(*state) };

        assert_int_equal(verify(other, "out"), LEDGER_E_INVALID);
        assert_non_null(strstr(verdict.finding.text, "no given key"));
        assert_int_equal(ledger_verify(scratch_path("out", NULL), vkeys, 2, NULL, NULL, &verdict), 0);
        assert_true(verdict.pinned);
        sample_ledger_free(other);
}

/* A fraud with a key of their own can make a consistent export; only the pinned key tells. */
static void a_forged_export_is_consistent_and_not_ours(void **state) {
        struct sample_ledger *forger = sample_ledger_new(SIZE, 9);

        export_sample(forger, SIZE, "forged");
        assert_int_equal(ledger_verify(scratch_path("forged", NULL), NULL, 0, NULL, NULL, &verdict), 0);
        assert_int_equal(verify(*state, "forged"), LEDGER_E_INVALID);
        sample_ledger_free(forger);
}

static void a_folder_that_is_not_there_is_a_fault_and_not_a_verdict(void **state) {
        assert_int_equal(verify(*state, "nowhere"), -ENOENT);
}

static int compare(struct sample_ledger *ledger, const char *old, const char *new) {
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct ledger_verdict old_verdict;

        return ledger_compare(scratch_path(old, NULL), scratch_path(new, NULL), &vkey, 1, NULL, NULL, &old_verdict, &verdict);
}

static void a_later_export_continues_an_earlier_one(void **state) {
        static const uint64_t sizes[] = { 0, 1, 255, 256, 257, 599, 600 };

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                char name[] = "size0";

                name[4] = (char)('0' + i);
                export_sample(*state, sizes[i], name);
                assert_int_equal(compare(*state, name, "out"), sizes[i] <= SIZE ? 0 : LEDGER_E_INVALID);
                assert_int_equal(compare(*state, "out", name), sizes[i] >= SIZE ? 0 : LEDGER_E_INVALID);
        }
}

static void a_rewritten_ledger_does_not_continue_the_old_one(void **state) {
        sample_ledger_falsify(*state, 120, true);
        export_sample(*state, 600, "rewritten");
        assert_int_equal(verify(*state, "rewritten"), 0);
        assert_int_equal(compare(*state, "out", "rewritten"), LEDGER_E_INVALID);
        assert_non_null(strstr(verdict.finding.text, "does not continue"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(no_bit_of_any_file_can_be_turned),
                CASE(files_cut_or_lengthened_are_seen),
                CASE(missing_files_links_and_strange_files_are_named),
                CASE(a_folder_that_is_a_link_is_refused),
                CASE(what_does_not_belong_is_named),
                CASE(enormous_sizes_end_at_the_first_missing_file),
                CASE(without_a_key_only_consistency_is_claimed),
                CASE(another_key_does_not_do_and_one_of_many_does),
                CASE(a_forged_export_is_consistent_and_not_ours),
                CASE(a_folder_that_is_not_there_is_a_fault_and_not_a_verdict),
                CASE(a_later_export_continues_an_earlier_one),
                CASE(a_rewritten_ledger_does_not_continue_the_old_one),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

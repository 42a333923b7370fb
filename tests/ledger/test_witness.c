/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/witness.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { SIZE = 300, NOW = 1790000000 };

#define NAME "witness.example/w1"

static struct sample_ledger *ledger;

static int setup(void **state) {
        scratch_make();
        ledger = sample_ledger_new(SIZE, 1);
        assert_int_equal(witness_create(scratch_path("state", NULL), scratch_path("key", NULL), NAME), 0);
        return 0;
}

static int teardown(void **state) {
        sample_ledger_free(ledger);
        scratch_remove();
        return 0;
}

static struct witness *open_it(void) {
        struct witness *witness;

        assert_int_equal(witness_open(scratch_path("state", NULL), scratch_path("key", NULL), &witness), 0);
        return witness;
}

static void text_at(uint64_t size, struct buffer *ret_text) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = size };

        assert_int_equal(merkle_root(size, source.node, source.context, &checkpoint.root), 0);
        assert_int_equal(checkpoint_format(&checkpoint, ret_text), 0);
}

/* As an honest log asks; `spoil` changes one hash of the proof. */
static int add(struct witness *witness, uint64_t old_size, uint64_t size, bool spoil, struct buffer *ret_line) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct hash proof[MERKLE_PROOF_MAX] = { 0 };
        struct ledger_source source;
        size_t count = 0;

        text_at(size, &text);
        source = sample_ledger_source(ledger, size);
        if (old_size > 0 && old_size <= size)
                assert_int_equal(merkle_prove_consistency(old_size, size, source.node, source.context, proof, &count), 0);
        if (spoil)
                proof[count == 0 ? count++ : 0].bytes[7] ^= 1;
        return witness_add(witness, buffer_text(&text), text.len, &vkey, old_size, proof, count, NOW, ret_line);
}

static int add_quietly(struct witness *witness, uint64_t old_size, uint64_t size, bool spoil) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        int r = add(witness, old_size, size, spoil, &line);

        assert_int_equal(r == 0, line.len > 0);
        return r;
}

static void it_signs_what_continues_and_nothing_else(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();

        assert_int_equal(add_quietly(witness, 1, 10, false), WITNESS_E_STALE);
        assert_int_equal(add_quietly(witness, 0, 10, true), WITNESS_E_INCONSISTENT);
        assert_int_equal(add_quietly(witness, 0, 10, false), 0);
        assert_int_equal(add_quietly(witness, 0, 20, false), WITNESS_E_STALE);
        assert_int_equal(add_quietly(witness, 10, 10, false), 0);
        assert_int_equal(add_quietly(witness, 10, 10, true), WITNESS_E_INCONSISTENT);
        assert_int_equal(add_quietly(witness, 10, 20, true), WITNESS_E_INCONSISTENT);
        assert_int_equal(add_quietly(witness, 11, 10, false), WITNESS_E_OLD_SIZE);
        assert_int_equal(add_quietly(witness, 10, 300, false), 0);
        assert_int_equal(witness_find(witness, SAMPLE_ORIGIN)->size, 300);
        sample_ledger_falsify(ledger, 40, true);
        assert_int_equal(add_quietly(witness, 300, 300, false), WITNESS_E_INCONSISTENT);
}

static void each_size_continues_each_smaller_one(void **state) {
        for (uint64_t size = 0; size <= 40; size++) {
                CLEANUP(witness_cleanup) struct witness *witness = open_it();

                assert_int_equal(add_quietly(witness, size == 0 ? 0 : size - 1, size, false), 0);
                assert_int_equal(add_quietly(witness, size, size, false), 0);
        }
}

static void the_empty_log_has_the_root_of_nothing(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        static const char wrong[] = SAMPLE_ORIGIN "\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct vkey vkey = sample_ledger_vkey(ledger);

        assert_int_equal(witness_add(witness, wrong, strlen(wrong), &vkey, 0, NULL, 0, NOW, &line), WITNESS_E_INCONSISTENT);
        assert_int_equal(line.len, 0);
        assert_int_equal(add_quietly(witness, 0, 0, false), 0);
        assert_int_equal(add_quietly(witness, 0, 5, false), 0);
}

static void what_it_signed_it_still_knows_when_opened_again(void **state) {
        struct witness *witness = open_it();
        CLEANUP(buffer_deinit) struct buffer first = BUFFER_INIT, again = BUFFER_INIT;

        assert_int_equal(add(witness, 0, 17, false, &first), 0);
        witness_close(witness);
        witness = open_it();
        assert_int_equal(witness_find(witness, SAMPLE_ORIGIN)->size, 17);
        assert_int_equal(add(witness, 17, 17, false, &again), 0);
        assert_string_equal(buffer_text(&first), buffer_text(&again));
        witness_close(witness);
}

/* A disk that takes no more: nothing is signed, and the smaller tree is still what counts. */
static void nothing_is_signed_that_is_not_durable(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        const char *folder = scratch_path("", NULL);

        assert_int_equal(add_quietly(witness, 0, 10, false), 0);
        if (geteuid() == 0) {
                /* root writes anywhere; a folder in the state's place cannot be replaced by a file. */
                assert_int_equal(unlink(scratch_path("state", NULL)), 0);
                assert_int_equal(mkdir(scratch_path("state", NULL), 0700), 0);
        } else {
                assert_int_equal(chmod(folder, 0500), 0);
        }
        assert_true(add_quietly(witness, 10, 20, false) < 0);
        assert_int_equal(witness_find(witness, SAMPLE_ORIGIN)->size, 10);
        if (geteuid() == 0)
                assert_int_equal(rmdir(scratch_path("state", NULL)), 0);
        else
                assert_int_equal(chmod(folder, 0700), 0);
        assert_int_equal(add_quietly(witness, 10, 20, false), 0);
}

static void there_is_one_witness_only(void **state) {
        struct witness *witness = open_it(), *second;

        assert_int_equal(witness_open(scratch_path("state", NULL), scratch_path("key", NULL), &second), -EBUSY);
        witness_close(witness);
        witness = open_it();
        witness_close(witness);
}

static int parse(const char *text) {
        struct witness_state state;
        int r = witness_state_parse(text, strlen(text), &state);

        if (r == 0)
                witness_state_deinit(&state);
        return r;
}

#define HEAD "pickupbox witness 1\n"
#define LOG_A "10 CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"

static void its_memory_is_read_strictly(void **state) {
        assert_int_equal(parse(HEAD), 0);
        assert_int_equal(parse(HEAD LOG_A), 0);
        assert_int_equal(parse(""), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse("pickupbox witness 2\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD LOG_A LOG_A), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD "\n" LOG_A), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD LOG_A "1"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD "0" LOG_A), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD " " LOG_A), WITNESS_STATE_E_MALFORMED);
}

static void the_logs_stand_in_order(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct witness_state memory = { 0 }, again;
        struct public_key key = { { 9 } };

        for (unsigned i = 0; i < WITNESS_LOGS_MAX; i++) {
                struct witness_log log = { .size = i };
                char name[32];

                snprintf(name, sizeof(name), "log-%u.example", i * 7919 % WITNESS_LOGS_MAX);
                vkey_init(&log.vkey, name, NOTE_TYPE_ED25519, &key);
                assert_int_equal(witness_state_put(&memory, &log), 0);
                assert_int_equal(witness_state_put(&memory, &log), 0);
        }
        assert_int_equal(memory.count, WITNESS_LOGS_MAX);
        assert_int_equal(witness_state_put(&memory, &(struct witness_log){ .vkey = { .name = "one.more" } }), -ENOSPC);
        assert_int_equal(witness_state_format(&memory, &bytes), 0);
        assert_int_equal(witness_state_parse(buffer_text(&bytes), bytes.len, &again), 0);
        assert_int_equal(again.count, WITNESS_LOGS_MAX);
        witness_state_remove(&again, "log-5.example");
        assert_null(witness_state_find(&again, "log-5.example"));
        assert_non_null(witness_state_find(&again, "log-6.example"));
        witness_state_deinit(&memory);
        witness_state_deinit(&again);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(it_signs_what_continues_and_nothing_else, setup, teardown),
                cmocka_unit_test_setup_teardown(each_size_continues_each_smaller_one, setup, teardown),
                cmocka_unit_test_setup_teardown(the_empty_log_has_the_root_of_nothing, setup, teardown),
                cmocka_unit_test_setup_teardown(what_it_signed_it_still_knows_when_opened_again, setup, teardown),
                cmocka_unit_test_setup_teardown(nothing_is_signed_that_is_not_durable, setup, teardown),
                cmocka_unit_test_setup_teardown(there_is_one_witness_only, setup, teardown),
                cmocka_unit_test(its_memory_is_read_strictly),
                cmocka_unit_test(the_logs_stand_in_order),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

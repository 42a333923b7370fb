/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/fork.h"
#include "controller/ledger/witness.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { SIZE = 300, NOW = 1790000000 };

#define NAME "witness.example/w1"
#define SAMPLE_ORIGIN_SHA256 "bfe74299438f38bf0cec55a2f335da303d80f66bfb39341683c6ffa2b27ee753"

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

static void note_at(uint64_t size, struct buffer *ret_note) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = size };

        assert_int_equal(merkle_root(size, source.node, source.context, &checkpoint.root), 0);
        assert_int_equal(checkpoint_sign(&checkpoint, sample_ledger_key(ledger), ret_note), 0);
}

static struct witness_news news;

/* As an honest log asks; `spoil` changes one hash of the proof. began: as somebody asks who has the tiles. */
static int add_seen(struct witness *witness, uint64_t old_size, uint64_t size, bool spoil, const struct hash *began, struct buffer *ret_line) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct hash proof[MERKLE_PROOF_MAX] = { 0 };
        struct ledger_source source;
        struct note note;
        struct witness_case asked = { .note = &note, .signer = &vkey, .old_size = old_size, .proof = proof, .began = began };

        note_at(size, &bytes);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        source = sample_ledger_source(ledger, size);
        if (old_size > 0 && old_size <= size)
                assert_int_equal(merkle_prove_consistency(old_size, size, source.node, source.context, proof, &asked.count), 0);
        if (spoil)
                proof[asked.count == 0 ? asked.count++ : 0].bytes[7] ^= 1;
        return witness_add(witness, &asked, NOW, ret_line, &news);
}

static int add(struct witness *witness, uint64_t old_size, uint64_t size, bool spoil, struct buffer *ret_line) {
        return add_seen(witness, old_size, size, spoil, NULL, ret_line);
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
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT, wrong = BUFFER_INIT;
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN };
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct note note;

        assert_int_equal(checkpoint_sign(&checkpoint, sample_ledger_key(ledger), &wrong), 0);
        assert_int_equal(note_parse(buffer_text(&wrong), wrong.len, &note), 0);
        assert_int_equal(witness_add(witness, &(struct witness_case){ .note = &note, .signer = &vkey }, NOW, &line, &news), WITNESS_E_INCONSISTENT);
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

static void what_is_not_signed_by_that_key_is_not_judged(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, line = BUFFER_INIT;
        struct public_key other = { { 9 } };
        struct vkey vkey;
        struct note note;

        note_at(5, &bytes);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        vkey_init(&vkey, SAMPLE_ORIGIN, NOTE_TYPE_ED25519, &other);
        assert_int_equal(witness_add(witness, &(struct witness_case){ .note = &note, .signer = &vkey }, NOW, &line, &news), -EINVAL);
        assert_null(witness_find(witness, SAMPLE_ORIGIN));
}

/* ---- evidence ---- */

/* The remembered checkpoint as anybody can check it: the log's line and ours, none else. */
static void it_keeps_what_was_signed(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        struct vkey vkey = sample_ledger_vkey(ledger);
        const struct witness_log *log;
        struct checkpoint checkpoint;
        uint64_t time_s;
        struct note note;

        assert_int_equal(add_quietly(witness, 0, 17, false), 0);
        assert_int_equal(add_quietly(witness, 17, 30, false), 0);
        witness_close(witness);
        witness = open_it();
        log = witness_find(witness, SAMPLE_ORIGIN);
        assert_int_equal(checkpoint_open(buffer_text(&log->note), log->note.len, &vkey, &checkpoint), 0);
        assert_int_equal(checkpoint.size, 30);
        assert_int_equal(note_parse(buffer_text(&log->note), log->note.len, &note), 0);
        assert_int_equal(note.signature_count, 2);
        assert_int_equal(cosignature_verify(&note, witness_vkey(witness), &time_s), 0);
        assert_int_equal(time_s, NOW);
        assert_ptr_equal(witness_find_hash(witness, SAMPLE_ORIGIN_SHA256), log);
        assert_null(witness_find_hash(witness, "00"));
}

static int check_evidence(struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct fork_verdict verdict;
        struct fork fork;

        assert_int_equal(file_read(scratch_path("state-fork-" SAMPLE_ORIGIN_SHA256, NULL), FORK_MAX_LEN, &bytes), 0);
        assert_int_equal(fork_parse(buffer_text(&bytes), bytes.len, &fork), 0);
        return fork_check(&fork, &vkey, 1, &verdict, finding);
}

static void two_trees_of_one_size_convict(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        struct finding finding;

        assert_int_equal(add_quietly(witness, 0, 64, false), 0);
        sample_ledger_falsify(ledger, 40, true);
        assert_int_equal(add_quietly(witness, 64, 64, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_PROVEN);
        assert_int_equal(check_evidence(&finding), 0);
        assert_int_equal(add_quietly(witness, 64, 64, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_KNOWN);
}

/* The other ledger's own proof shows what it had at the remembered size. */
static void a_larger_tree_that_began_otherwise_convicts(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        struct finding finding;

        assert_int_equal(add_quietly(witness, 0, 63, false), 0);
        sample_ledger_falsify(ledger, 40, true);
        assert_int_equal(add_quietly(witness, 63, 200, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_PROVEN);
        assert_int_equal(check_evidence(&finding), 0);
}

/* At a power of two a proof says nothing of what was before; who has the tiles can tell. */
static void a_proof_takes_the_place_of_a_suspicion(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct finding finding;
        struct hash began;

        assert_int_equal(add_quietly(witness, 0, 64, false), 0);
        sample_ledger_falsify(ledger, 40, true);
        assert_int_equal(add_quietly(witness, 64, 200, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_SUSPECTED);
        assert_int_equal(check_evidence(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "no proof in it"));
        source = sample_ledger_source(ledger, 200);
        assert_int_equal(merkle_root(64, source.node, source.context, &began), 0);
        assert_int_equal(add_seen(witness, 64, 200, false, &began, &line), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_PROVEN);
        assert_int_equal(check_evidence(&finding), 0);
        assert_int_equal(add_quietly(witness, 64, 200, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_KNOWN);
}

/* A wrong proof of an honest log convicts nobody. */
static void a_wrong_proof_is_no_conviction(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        struct finding finding;

        assert_int_equal(add_quietly(witness, 0, 63, false), 0);
        assert_int_equal(add_quietly(witness, 63, 200, true), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_SUSPECTED);
        assert_int_equal(check_evidence(&finding), LEDGER_E_INVALID);
        assert_int_equal(add_quietly(witness, 63, 200, false), 0);
}

static void spoiled_evidence_convicts_nobody(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = open_it();
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct fork_verdict verdict;
        struct finding finding;
        struct fork fork;

        assert_int_equal(add_quietly(witness, 0, 63, false), 0);
        sample_ledger_falsify(ledger, 40, true);
        assert_int_equal(add_quietly(witness, 63, 200, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(file_read(scratch_path("state-fork-" SAMPLE_ORIGIN_SHA256, NULL), FORK_MAX_LEN, &bytes), 0);
        for (size_t i = 0; i < bytes.len * 8; i++) {
                bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
                /* The witness's own line below the first note may be anything. */
                if (fork_parse(buffer_text(&bytes), bytes.len, &fork) == 0 && fork_check(&fork, &vkey, 1, &verdict, &finding) == 0) {
                        size_t at = i / 8, first = (size_t)(fork.first - buffer_text(&bytes));

                        assert_true(at > first && at < first + fork.first_len);
                        assert_non_null(memmem(fork.first, at - first, "\n\n", 2));
                }
                bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
        }
}

/* ---- the state of earlier versions ---- */

static void write_former(uint64_t size) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct hash root;

        assert_int_equal(merkle_root(size, source.node, source.context, &root), 0);
        assert_int_equal(buffer_printf(&bytes, "pickupbox witness 1\n%llu ", (unsigned long long)size), 0);
        assert_int_equal(hash_format(&root, &bytes), 0);
        assert_int_equal(buffer_append_text(&bytes, " "), 0);
        assert_int_equal(vkey_format(&vkey, &bytes), 0);
        assert_int_equal(buffer_append_text(&bytes, "\n"), 0);
        assert_int_equal(file_replace(scratch_path("state", NULL), bytes.data, bytes.len, 0600), 0);
}

static void a_former_state_is_taken_over(void **state) {
        struct witness *witness;
        struct finding finding;

        write_former(20);
        witness = open_it();
        assert_int_equal(witness_find(witness, SAMPLE_ORIGIN)->size, 20);
        assert_int_equal(witness_find(witness, SAMPLE_ORIGIN)->note.len, 0);
        assert_int_equal(add_quietly(witness, 20, 20, false), 0);
        assert_true(witness_find(witness, SAMPLE_ORIGIN)->note.len > 0);
        witness_close(witness);
        witness = open_it();
        assert_true(witness_find(witness, SAMPLE_ORIGIN)->note.len > 0);
        sample_ledger_falsify(ledger, 4, true);
        assert_int_equal(add_quietly(witness, 20, 30, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(check_evidence(&finding), 0);
        witness_close(witness);
}

static void against_a_former_root_there_is_one_checkpoint_only(void **state) {
        CLEANUP(witness_cleanup) struct witness *witness = NULL;
        struct finding finding;

        write_former(20);
        witness = open_it();
        sample_ledger_falsify(ledger, 4, true);
        assert_int_equal(add_quietly(witness, 20, 20, false), WITNESS_E_INCONSISTENT);
        assert_int_equal(news.fork, WITNESS_FORK_SUSPECTED);
        assert_int_equal(check_evidence(&finding), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "one signed checkpoint only"));
}

static int parse(const char *text) {
        struct witness_state state;
        int r = witness_state_parse(text, strlen(text), &state);

        if (r == 0)
                witness_state_deinit(&state);
        return r;
}

#define HEAD "pickupbox witness 1\n"
#define HEAD_2 "pickupbox witness 2\n"
#define LOG_A "10 CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I= example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"

static void its_memory_is_read_strictly(void **state) {
        assert_int_equal(parse(HEAD), 0);
        assert_int_equal(parse(HEAD LOG_A), 0);
        assert_int_equal(parse(HEAD_2), 0);
        assert_int_equal(parse(HEAD_2 LOG_A "example.com/foo\n0\n"), 0);
        assert_int_equal(parse(HEAD_2 LOG_A "another origin\n0\n"), 0);
        assert_int_equal(parse(HEAD_2 LOG_A), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD_2 LOG_A "\n0\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD_2 LOG_A "example.com/foo\n00\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD_2 LOG_A "example.com/foo\n1\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD_2 LOG_A "example.com/foo\n1\n\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(HEAD_2 LOG_A "example.com/foo\n0\n" LOG_A "example.com/foo\n0\n"), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse(""), WITNESS_STATE_E_MALFORMED);
        assert_int_equal(parse("pickupbox witness 3\n"), WITNESS_STATE_E_MALFORMED);
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
                snprintf(log.origin, sizeof(log.origin), "%s", name);
                assert_int_equal(witness_state_put(&memory, &log), 0);
                assert_int_equal(log.origin[0], 0);
                log = *witness_state_find(&memory, name);
                assert_int_equal(witness_state_put(&memory, &log), 0);
                assert_string_equal(log.origin, name);
        }
        assert_int_equal(memory.count, WITNESS_LOGS_MAX);
        assert_int_equal(witness_state_put(&memory, &(struct witness_log){ .origin = "one.more" }), -ENOSPC);
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
                cmocka_unit_test_setup_teardown(what_is_not_signed_by_that_key_is_not_judged, setup, teardown),
                cmocka_unit_test_setup_teardown(it_keeps_what_was_signed, setup, teardown),
                cmocka_unit_test_setup_teardown(two_trees_of_one_size_convict, setup, teardown),
                cmocka_unit_test_setup_teardown(a_larger_tree_that_began_otherwise_convicts, setup, teardown),
                cmocka_unit_test_setup_teardown(a_proof_takes_the_place_of_a_suspicion, setup, teardown),
                cmocka_unit_test_setup_teardown(a_wrong_proof_is_no_conviction, setup, teardown),
                cmocka_unit_test_setup_teardown(spoiled_evidence_convicts_nobody, setup, teardown),
                cmocka_unit_test_setup_teardown(a_former_state_is_taken_over, setup, teardown),
                cmocka_unit_test_setup_teardown(against_a_former_root_there_is_one_checkpoint_only, setup, teardown),
                cmocka_unit_test(its_memory_is_read_strictly),
                cmocka_unit_test(the_logs_stand_in_order),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

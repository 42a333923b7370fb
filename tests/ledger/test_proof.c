/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/export.h"
#include "controller/ledger/proof.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { SIZE = 300 };

struct fixture {
        struct sample_ledger *ledger;
        struct exported *exported;
        struct vkey vkey;
        struct finding finding;
};

static struct exported *export_and_open(struct fixture *fixture, uint64_t size, const char *name) {
        struct ledger_source source = sample_ledger_source(fixture->ledger, size);
        struct checkpoint checkpoint;
        struct exported *exported;

        assert_int_equal(ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(fixture->ledger), scratch_path(name, NULL), NULL, NULL,
                                       &checkpoint, &fixture->finding), 0);
        assert_int_equal(exported_open(scratch_path(name, NULL), &fixture->vkey, 1, &exported, &fixture->finding), 0);
        return exported;
}

static int setup(void **state) {
        struct fixture *fixture = calloc(1, sizeof(*fixture));

        assert_non_null(fixture);
        scratch_make();
        fixture->ledger = sample_ledger_new(600, 1);
        fixture->vkey = sample_ledger_vkey(fixture->ledger);
        fixture->exported = export_and_open(fixture, SIZE, "out");
        *state = fixture;
        return 0;
}

static int teardown(void **state) {
        struct fixture *fixture = *state;

        exported_close(fixture->exported);
        sample_ledger_free(fixture->ledger);
        scratch_remove();
        free(fixture);
        return 0;
}

static int check(struct fixture *fixture, const void *bytes, size_t len, const struct vkey *vkey) {
        static struct proof proof;
        struct checkpoint checkpoint;
        struct entry entry;
        int r;

        r = proof_parse(bytes, len, &proof, &fixture->finding);
        return r ? r : proof_check(&proof, vkey, 1, &entry, &checkpoint, &fixture->finding);
}

static void every_entry_can_be_proved(void **state) {
        struct fixture *fixture = *state;

        for (uint64_t index = 0; index < SIZE; index++) {
                struct buffer text = BUFFER_INIT;

                if (ledger_prove(fixture->exported, index, &text, &fixture->finding) != 0)
                        fail_msg("%s", fixture->finding.text);
                assert_int_equal(check(fixture, text.data, text.len, &fixture->vkey), 0);
                buffer_deinit(&text);
        }
}

static void no_bit_of_a_proof_can_be_turned(void **state) {
        struct fixture *fixture = *state;
        struct buffer text = BUFFER_INIT;

        assert_int_equal(ledger_prove(fixture->exported, 123, &text, &fixture->finding), 0);
        for (size_t bit = 0; bit < 8 * text.len; bit++) {
                text.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                if (check(fixture, text.data, text.len, &fixture->vkey) != LEDGER_E_INVALID)
                        fail_msg("bit %zu turned, and nobody saw it", bit);
                text.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t cut = 0; cut < text.len; cut++)
                assert_int_equal(check(fixture, text.data, cut, &fixture->vkey), LEDGER_E_INVALID);
        buffer_deinit(&text);
}

static void a_proof_is_written_as_it_is_read(void **state) {
        struct fixture *fixture = *state;
        struct buffer text = BUFFER_INIT, again = BUFFER_INIT;
        static struct proof proof;

        assert_int_equal(ledger_prove(fixture->exported, 0, &text, &fixture->finding), 0);
        assert_int_equal(proof_parse(buffer_text(&text), text.len, &proof, &fixture->finding), 0);
        assert_int_equal(proof.index, 0);
        assert_int_equal(proof_format(&proof, &again), 0);
        assert_string_equal(buffer_text(&again), buffer_text(&text));
        assert_memory_equal(buffer_text(&text), "c2sp.org/tlog-proof@v1\nextra ", 29);
        buffer_deinit(&text);
        buffer_deinit(&again);
}

#define HEAD "c2sp.org/tlog-proof@v1\n"
#define HASH "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

static void other_forms_of_proofs_are_refused(void **state) {
        static const char *const wrong[] = {
                "", HEAD, "c2sp.org/tlog-proof@v2\nextra e30=\nindex 0\n\n", HEAD "extra \nindex 0\n", HEAD "extra\nindex 0\n\n", HEAD "extra e30\nindex 0\n\n",
                HEAD "extra e31=\nindex 0\n\n", HEAD "extra e30=\nindex 00\n\n", HEAD "extra e30=\nindex -1\n\n", HEAD "extra e30=\nindex 0",
                HEAD "extra e30=\nindex 9223372036854775807\n\n", HEAD "extra e30=\nindex 0 \n\n", HEAD "extra e30=\nindex 0\n" HASH,
                HEAD "extra e30=\nindex 0\nAAAA\n\n", HEAD "extra e30=\nindex 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n",
                HEAD "extra e30=\nextra e30=\nindex 0\n\n",
        };
        struct fixture *fixture = *state;
        static struct proof proof;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                if (proof_parse(wrong[i], strlen(wrong[i]), &proof, &fixture->finding) != LEDGER_E_INVALID)
                        fail_msg("accepted: %s", wrong[i]);
}

static void too_many_hashes_are_refused(void **state) {
        struct fixture *fixture = *state;
        struct buffer text = BUFFER_INIT;
        static struct proof proof;

        assert_int_equal(buffer_append_text(&text, HEAD "extra e30=\nindex 0\n"), 0);
        for (unsigned i = 0; i <= MERKLE_LEVELS; i++)
                assert_int_equal(buffer_append_text(&text, HASH), 0);
        assert_int_equal(buffer_append_text(&text, "\n"), 0);
        assert_int_equal(proof_parse(buffer_text(&text), text.len, &proof, &fixture->finding), LEDGER_E_INVALID);
        buffer_deinit(&text);
}

static void an_entry_that_is_not_there_is_not_proved(void **state) {
        struct fixture *fixture = *state;
        struct exported *empty = export_and_open(fixture, 0, "empty");
        struct buffer text = BUFFER_INIT;

        assert_int_equal(ledger_prove(fixture->exported, SIZE, &text, &fixture->finding), LEDGER_E_INVALID);
        assert_int_equal(ledger_prove(fixture->exported, UINT64_MAX, &text, &fixture->finding), LEDGER_E_INVALID);
        assert_int_equal(ledger_prove(empty, 0, &text, &fixture->finding), LEDGER_E_INVALID);
        assert_int_equal(text.len, 0);
        exported_close(empty);
}

static void a_damaged_export_proves_nothing_false(void **state) {
        struct fixture *fixture = *state;
        struct buffer text = BUFFER_INIT, tile = scratch_read(scratch_path("out", "tile/0/000"));

        tile.data[5 * HASH_LEN] ^= 1;
        scratch_write(scratch_path("out", "tile/0/000"), tile.data, tile.len);
        assert_int_equal(ledger_prove(fixture->exported, 4, &text, &fixture->finding), LEDGER_E_INVALID);
        assert_int_equal(ledger_prove(fixture->exported, 6, &text, &fixture->finding), LEDGER_E_INVALID);
        assert_int_equal(text.len, 0);
        buffer_deinit(&tile);
}

static void another_key_is_refused(void **state) {
        struct fixture *fixture = *state;
        struct sample_ledger *other = sample_ledger_new(0, 2);
        struct vkey vkey = sample_ledger_vkey(other);
        struct buffer text = BUFFER_INIT;

        assert_int_equal(ledger_prove(fixture->exported, 7, &text, &fixture->finding), 0);
        assert_int_equal(check(fixture, text.data, text.len, &vkey), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "not signed"));
        buffer_deinit(&text);
        sample_ledger_free(other);
}

/* What the box shows after handing out entry `index` when it had `size` entries. */
static struct receipt make_receipt(struct fixture *fixture, uint64_t index, uint64_t size) {
        struct ledger_source source = sample_ledger_source(fixture->ledger, size);
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = size };
        struct receipt receipt = { .index = index, .size = size };
        struct buffer line = BUFFER_INIT, text = BUFFER_INIT;
        struct entry entry;

        assert_int_equal(source.entry(source.context, index, &line), 0);
        assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
        receipt.t_ms = (uint64_t)entry.t_ms;
        merkle_leaf(line.data, line.len, &receipt.leaf);
        assert_int_equal(merkle_root(size, source.node, source.context, &checkpoint.root), 0);
        receipt.root = checkpoint.root;
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        secret_key_sign(sample_ledger_key(fixture->ledger), text.data, text.len, receipt.signature);
        buffer_deinit(&line);
        buffer_deinit(&text);
        return receipt;
}

static int check_receipt(struct fixture *fixture, const struct receipt *receipt) {
        return ledger_check_receipt(fixture->exported, receipt, &fixture->vkey, 1, &fixture->finding);
}

static void a_receipt_is_confirmed_by_every_later_export(void **state) {
        struct fixture *fixture = *state;
        static const uint64_t sizes[] = { 1, 2, 255, 256, 257, 300 };

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                struct receipt receipt = make_receipt(fixture, sizes[i] - 1, sizes[i]);

                if (check_receipt(fixture, &receipt) != 0)
                        fail_msg("%s", fixture->finding.text);
        }
}

static void false_receipts_are_refused_with_their_reason(void **state) {
        struct fixture *fixture = *state;
        struct receipt good = make_receipt(fixture, 41, 42), receipt;

        receipt = good;
        receipt.signature[5] ^= 1;
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "not signed"));
        receipt = good;
        receipt.index = 40;
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "another entry"));
        receipt = good;
        receipt.t_ms++;
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "another time"));
        receipt = make_receipt(fixture, 41, 301);
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "newer"));
        sample_ledger_falsify(fixture->ledger, 3, true);
        receipt = make_receipt(fixture, 41, 42);
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "another ledger"));
}

/*
 * Of 600 entries the way from entry 5 to the root does not touch the hashes of 256 to 511. An export that has those of another
 * ledger there, for which the receipt was signed, is no later state of it.
 */
static void a_receipt_of_another_ledger_is_not_passed_off_by_its_hashes(void **state) {
        struct fixture *fixture = *state;
        struct exported *honest = export_and_open(fixture, 600, "honest");
        struct exported *other;
        struct receipt receipt;
        struct buffer tile, proof = BUFFER_INIT;

        sample_ledger_falsify(fixture->ledger, 290, true);
        other = export_and_open(fixture, 600, "other");
        receipt = make_receipt(fixture, 5, 300);
        tile = scratch_read(scratch_path("other", "tile/0/001"));
        scratch_write(scratch_path("honest", "tile/0/001"), tile.data, tile.len);
        exported_close(fixture->exported);
        fixture->exported = honest;
        assert_int_equal(ledger_prove(honest, 5, &proof, &fixture->finding), 0);
        assert_int_equal(check_receipt(fixture, &receipt), LEDGER_E_INVALID);
        assert_non_null(strstr(fixture->finding.text, "tiles do not lead"));
        buffer_deinit(&tile);
        buffer_deinit(&proof);
        exported_close(other);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(every_entry_can_be_proved),
                CASE(no_bit_of_a_proof_can_be_turned),
                CASE(a_proof_is_written_as_it_is_read),
                CASE(other_forms_of_proofs_are_refused),
                CASE(too_many_hashes_are_refused),
                CASE(an_entry_that_is_not_there_is_not_proved),
                CASE(a_damaged_export_proves_nothing_false),
                CASE(another_key_is_refused),
                CASE(a_receipt_is_confirmed_by_every_later_export),
                CASE(false_receipts_are_refused_with_their_reason),
                CASE(a_receipt_of_another_ledger_is_not_passed_off_by_its_hashes),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

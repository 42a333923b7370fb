/* SPDX-License-Identifier: EUPL-1.2 */
/* A checkpoint that is brought back with a countersignature, against a ledger of twelve entries. */
#include <errno.h>
#include <string.h>

#include "controller/ledger/witnessed.h"
#include "crypto/cosignature.h"
#include "tests/support/cmocka.h"

enum { SIZE = 12, NOW_S = 1790000000 };
#define ORIGIN "stadt.example/pickupbox/K017"

static struct secret_key *own, *first, *second, *stranger;
static struct vkey witnesses[2];
static unsigned archived; /* entries that are not here any more */
static uint8_t other;     /* another ledger where it is not 0 */

static void leaf(unsigned n, struct hash *ret_hash) {
        uint8_t bytes[2] = { (uint8_t)n, n >= 5 ? other : 0 };

        merkle_leaf(bytes, sizeof(bytes), ret_hash);
}

static int node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct hash left, right;

        if ((index + 1) << level > SIZE + 4 || (index + 1) << level <= archived)
                return -ENOENT;
        if (level == 0) {
                leaf((unsigned)index, ret_hash);
                return 0;
        }
        assert_int_equal(node(context, level - 1, 2 * index, &left), 0);
        assert_int_equal(node(context, level - 1, 2 * index + 1, &right), 0);
        merkle_node(&left, &right, ret_hash);
        return 0;
}

static struct secret_key *key_from(uint8_t number) {
        uint8_t seed[KEY_SEED_LEN] = { number };
        struct secret_key *key;

        assert_int_equal(secret_key_from_seed(seed, &key), 0);
        return key;
}

static int set_up(void **state) {
        assert_int_equal(crypto_init(), 0);
        own = key_from(1);
        first = key_from(2);
        second = key_from(3);
        stranger = key_from(4);
        vkey_init(&witnesses[0], "w.example/1", NOTE_TYPE_COSIGNATURE, secret_key_public(first));
        vkey_init(&witnesses[1], "w.example/2", NOTE_TYPE_COSIGNATURE, secret_key_public(second));
        archived = 0;
        other = 0;
        return 0;
}

static int tear_down(void **state) {
        secret_key_free(own);
        secret_key_free(first);
        secret_key_free(second);
        secret_key_free(stranger);
        return 0;
}

struct signer {
        const struct secret_key *key;
        const char *name;
        uint64_t time_s;
};

/* Signed by the ledger's key or another under its name, then by these. */
static void sign(const char *origin, uint64_t size, const struct secret_key *key, const struct signer *signers, size_t count, struct buffer *note) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = size };

        strcpy(checkpoint.origin, origin);
        assert_int_equal(merkle_root(size, node, NULL, &checkpoint.root), 0);
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        assert_int_equal(note_sign(buffer_text(&text), text.len, origin, key, note), 0);
        for (size_t i = 0; i < count; i++)
                assert_int_equal(cosignature_sign(buffer_text(&text), text.len, signers[i].name, signers[i].key, signers[i].time_s, note), 0);
}

static int judge(const struct buffer *note, struct witnessed *ret_witnessed) {
        const struct ledger_source source = { .size = SIZE, .node = node };
        const struct witnessing witnessing = { .origin = ORIGIN, .own = secret_key_public(own), .witnesses = witnesses, .count = 2, .source = &source, .now_s = NOW_S };
        uint8_t kept = other;
        int r;

        other = 0;
        r = witnessed_judge(&witnessing, note->data, note->len, ret_witnessed);
        other = kept;
        return r;
}

static int judge_one(const char *origin, uint64_t size, const struct secret_key *key, const struct signer *signers, size_t count, struct witnessed *ret_witnessed) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;

        sign(origin, size, key, signers, count, &note);
        return judge(&note, ret_witnessed);
}

static void what_a_known_witness_signed_of_this_ledger_is_good(void **state) {
        const struct signer both[] = { { first, "w.example/1", NOW_S - 5 }, { second, "w.example/2", NOW_S - 3 } };
        struct witnessed witnessed;

        for (uint64_t size = 0; size <= SIZE; size++) {
                assert_int_equal(judge_one(ORIGIN, size, own, both, 2, &witnessed), 0);
                assert_int_equal(witnessed.size, size);
                assert_ptr_equal(witnessed.witness, &witnesses[1]);
                assert_int_equal(witnessed.time_s, NOW_S - 3);
        }
        /* The key was changed since: the tree is this ledger's all the same. */
        assert_int_equal(judge_one(ORIGIN, 7, stranger, both, 1, &witnessed), 0);
        assert_ptr_equal(witnessed.witness, &witnesses[0]);
}

static void nobody_known_is_nobody(void **state) {
        const struct signer foreign = { stranger, "w.example/9", NOW_S }, late = { first, "w.example/1", NOW_S + WITNESSED_FUTURE_MAX_S + 1 };
        struct witnessed witnessed;

        assert_int_equal(judge_one(ORIGIN, 7, own, NULL, 0, &witnessed), WITNESSED_E_NOBODY);
        assert_int_equal(judge_one(ORIGIN, 7, own, &foreign, 1, &witnessed), WITNESSED_E_NOBODY);
        assert_int_equal(judge_one(ORIGIN, 7, own, &late, 1, &witnessed), WITNESSED_E_NOBODY);
        other = 1;
        assert_int_equal(judge_one(ORIGIN, 7, stranger, &foreign, 1, &witnessed), WITNESSED_E_NOBODY);
}

static void another_tree_that_was_signed_contradicts(void **state) {
        const struct signer known = { first, "w.example/1", NOW_S };
        struct witnessed witnessed;

        assert_int_equal(judge_one(ORIGIN, SIZE + 1, own, &known, 1, &witnessed), WITNESSED_E_CONTRADICTS);
        assert_int_equal(witnessed.size, SIZE + 1);
        other = 1;
        assert_int_equal(judge_one(ORIGIN, 5, own, &known, 1, &witnessed), 0); /* it differs from the sixth entry on */
        for (uint64_t size = 6; size <= SIZE; size++) {
                assert_int_equal(judge_one(ORIGIN, size, own, &known, 1, &witnessed), WITNESSED_E_CONTRADICTS);
                assert_ptr_equal(witnessed.witness, &witnesses[0]);
                assert_int_equal(judge_one(ORIGIN, size, stranger, &known, 1, &witnessed), WITNESSED_E_CONTRADICTS);
                /* What the ledger's own key signed is enough. */
                assert_int_equal(judge_one(ORIGIN, size, own, NULL, 0, &witnessed), WITNESSED_E_CONTRADICTS);
                assert_null(witnessed.witness);
        }
}

static void another_ledgers_is_another_ledgers(void **state) {
        const struct signer known = { first, "w.example/1", NOW_S };
        struct witnessed witnessed;

        assert_int_equal(judge_one("stadt.example/pickupbox/K018", 7, own, &known, 1, &witnessed), WITNESSED_E_OTHER_LEDGER);
        assert_int_equal(judge_one(ORIGIN "/0123456789abcdef", 7, own, &known, 1, &witnessed), WITNESSED_E_OTHER_LEDGER);
}

static void what_is_archived_cannot_be_told(void **state) {
        const struct signer known = { first, "w.example/1", NOW_S };
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct witnessed witnessed;

        sign(ORIGIN, 5, own, &known, 1, &note);
        archived = 6;
        assert_int_equal(judge(&note, &witnessed), WITNESSED_E_ARCHIVED);
}

/* Of a whole one every beginning, and every byte changed: never good, and never an alarm but by a signature that is right. */
static void what_is_cut_or_changed_is_not_taken(void **state) {
        const struct signer known = { first, "w.example/1", NOW_S };
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct witnessed witnessed;

        sign(ORIGIN, 7, own, &known, 1, &note);
        assert_true(witnessed_is_note(note.data, note.len));
        assert_int_equal(judge(&note, &witnessed), 0);
        for (size_t len = 0; len < note.len; len++) {
                const struct buffer cut = { .data = note.data, .len = len };
                int r = judge(&cut, &witnessed);

                if (r != WITNESSED_E_MALFORMED && r != WITNESSED_E_NOBODY)
                        fail_msg("cut at %zu: %d", len, r);
        }
        for (size_t i = 0; i < note.len; i++) {
                int r;

                note.data[i] ^= 1;
                r = judge(&note, &witnessed);
                note.data[i] ^= 1;
                /* With another key's name or id a line is nobody's, and the other still stands. */
                if (r == WITNESSED_E_CONTRADICTS || (r == 0 && witnessed.time_s != NOW_S))
                        fail_msg("byte %zu: %d", i, r);
        }
}

static void what_is_too_long_is_not_read(void **state) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct witnessed witnessed;

        sign(ORIGIN, 7, own, NULL, 0, &note);
        while (note.len <= NOTE_MAX_LEN)
                assert_int_equal(buffer_append_text(&note, "\xe2\x80\x94 x.example AAAAAAAA\n"), 0);
        assert_false(witnessed_is_note(note.data, note.len));
        assert_int_equal(judge(&note, &witnessed), WITNESSED_E_MALFORMED);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(what_a_known_witness_signed_of_this_ledger_is_good, set_up, tear_down),
                cmocka_unit_test_setup_teardown(nobody_known_is_nobody, set_up, tear_down),
                cmocka_unit_test_setup_teardown(another_tree_that_was_signed_contradicts, set_up, tear_down),
                cmocka_unit_test_setup_teardown(another_ledgers_is_another_ledgers, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_archived_cannot_be_told, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_cut_or_changed_is_not_taken, set_up, tear_down),
                cmocka_unit_test_setup_teardown(what_is_too_long_is_not_read, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

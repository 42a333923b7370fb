/* SPDX-License-Identifier: EUPL-1.2 */
/* C2SP tlog-policy files, and what a note is worth by them. */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "controller/ledger/policy.h"
#include "controller/ledger/witness_key.h"
#include "crypto/cosignature.h"
#include "tests/ledger/known_mldsa.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"

enum { WITNESSES = 4, NOW = 1790000000 };

static struct sample_ledger *ledger;
static struct witness_key witnesses[WITNESSES];
static struct policy policy;
static struct finding finding;
static char keys[WITNESSES][NOTE_VKEY_MAX + 1], log_key[NOTE_VKEY_MAX + 1];

static void key_text(const struct vkey *vkey, char ret_text[NOTE_VKEY_MAX + 1]) {
        struct buffer text = BUFFER_INIT;

        assert_int_equal(vkey_format(vkey, &text), 0);
        snprintf(ret_text, NOTE_VKEY_MAX + 1, "%s", buffer_text(&text));
        buffer_deinit(&text);
}

static int setup(void **state) {
        struct vkey vkey;

        scratch_make();
        ledger = sample_ledger_new(10, 1);
        vkey = sample_ledger_vkey(ledger);
        key_text(&vkey, log_key);
        for (unsigned i = 0; i < WITNESSES; i++) {
                char name[16];

                snprintf(name, sizeof(name), "w%u.example", i);
                assert_int_equal(witness_key_create(scratch_path(name, NULL), name, &witnesses[i]), 0);
                key_text(&witnesses[i].vkey, keys[i]);
        }
        return 0;
}

static int teardown(void **state) {
        for (unsigned i = 0; i < WITNESSES; i++)
                witness_key_deinit(&witnesses[i]);
        sample_ledger_free(ledger);
        scratch_remove();
        return 0;
}

/* $0 to $3 stand for the witnesses' keys, $L for the log's. */
static int parse(const char *template) {
        struct buffer text = BUFFER_INIT;
        int r;

        for (const char *c = template; *c; c++) {
                const char *with = NULL;

                if (*c == '$')
                        with = *++c == 'L' ? log_key : keys[*c - '0'];
                assert_int_equal(with ? buffer_append_text(&text, with) : buffer_append(&text, c, 1), 0);
        }
        r = policy_parse(buffer_text(&text), text.len, &policy, &finding);
        buffer_deinit(&text);
        return r;
}

/* The note of the ledger, countersigned by the witnesses whose bits are set, `age_s` seconds ago. */
static void note_by(unsigned signers, int64_t age_s, struct buffer *ret_note) {
        struct ledger_source source = sample_ledger_source(ledger, 10);
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = 10 };
        struct buffer text = BUFFER_INIT;

        assert_int_equal(merkle_root(10, source.node, source.context, &checkpoint.root), 0);
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        assert_int_equal(checkpoint_sign(&checkpoint, sample_ledger_key(ledger), ret_note), 0);
        for (unsigned i = 0; i < WITNESSES; i++)
                if (signers >> i & 1)
                        assert_int_equal(cosignature_sign(buffer_text(&text), text.len, witnesses[i].vkey.name, witnesses[i].secret,
                                                          (uint64_t)(NOW - age_s), ret_note), 0);
        buffer_deinit(&text);
}

static int demand(const struct vkey *wanted, size_t count, unsigned signers, int64_t age_s, uint64_t *ret_oldest_s) {
        struct demand demand = { .witnesses = wanted, .count = count, .policy = &policy, .now_s = NOW };
        struct buffer bytes = BUFFER_INIT;
        struct note note;
        int r;

        note_by(signers, age_s, &bytes);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        r = demand_check(&demand, &note, ret_oldest_s, &finding);
        buffer_deinit(&bytes);
        return r;
}

#define ALL "log $L\nwitness a $0\nwitness b $1\nwitness c $2\nwitness d $3\n"

/* Every set of signers against what the quorum says. */
static void a_quorum_is_what_its_groups_say(void **state) {
        static const struct {
                const char *policy;
                uint16_t good;           /* bit s: the signers s are enough */
        } cases[] = {
                { ALL "quorum none\n", 0xffff },
                { ALL "quorum a\n", 0xaaaa },
                { ALL "quorum d\n", 0xff00 },
                { ALL "group g any a b\nquorum g\n", 0xeeee },
                { ALL "group g all a b\nquorum g\n", 0x8888 },
                { ALL "group g 2 a b c d\nquorum g\n", 0xfee8 },
                { ALL "group g 3 a b c\nquorum g\n", 0x8080 },
                { ALL "group x any a b\ngroup y any c d\ngroup z all x y\nquorum z\n", 0xeee0 },
                { "# first\n \t\n" ALL "\tgroup  x\tall a b  \ngroup y 1 x c\n  # a comment\nquorum y \n", 0xf8f8 },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                if (parse(cases[i].policy) != 0)
                        fail_msg("%zu: %s", i, finding.text);
                assert_int_equal(policy.log_count, 1);
                assert_string_equal(policy.logs[0].origin, SAMPLE_ORIGIN);
                for (unsigned signers = 0; signers < 1 << WITNESSES; signers++) {
                        uint64_t oldest_s;
                        int r = demand(NULL, 0, signers, 60, &oldest_s);

                        if ((r == 0) != (cases[i].good >> signers & 1))
                                fail_msg("case %zu, signers %x: %d", i, signers, r);
                        if (r == 0)
                                assert_int_equal(oldest_s, signers ? NOW - 60 : 0);
                }
        }
}

static void what_is_no_policy_names_its_line(void **state) {
        static const struct {
                const char *policy, *says;
        } cases[] = {
                { "", "no line \"quorum\"" },
                { ALL, "no line \"quorum\"" },
                { "quorum none", "does not end" },
                { "quorum none\r\n", "line 1: a control character" },
                { "quorum none\n\x7f\n", "line 2: a control character" },
                { "quorum none\nquorum none\n", "line 2: there is a quorum already" },
                { "quorum a\nwitness a $0\n", "line 1: the quorum is neither" },
                { "quorum\n", "line 1: \"quorum\" is followed" },
                { "quorum none none\n", "line 1: \"quorum\" is followed" },
                { "Quorum none\n", "line 1: it begins with none of" },
                { "log $L\nlog $L https://x/\n", "line 2: this key stands in an earlier line" },
                { "log $0\n", "line 1: not the verifier key of a log" },
                { "log\n", "line 1: \"log\" is followed" },
                { "log $L a b\n", "line 1: \"log\" is followed" },
                { "witness a $L\n", "line 1: not the verifier key of a witness" },
                { "witness a $0\nwitness b $0\n", "line 2: this key stands in an earlier line" },
                { "witness a $0\nwitness a $1\n", "line 2: this name has a meaning" },
                { "witness none $0\n", "line 1: this name has a meaning" },
                { "witness $0\n", "line 1: \"witness\" is followed" },
                { ALL "group a all b\n", "line 6: this name has a meaning" },
                { ALL "group g all\n", "line 6: \"group\" is followed" },
                { ALL "group g 0 a\n", "line 6: how many" },
                { ALL "group g 2 a\n", "line 6: how many" },
                { ALL "group g 01 a\n", "line 6: how many" },
                { ALL "group g 1 a e\n", "line 6: a member is neither" },
                { ALL "group g 1 g\n", "line 6: a member is neither" },
                { ALL "group g 1 none\n", "line 6: a member is neither" },
                { ALL "group g 1 a a\n", "line 6: a member is one already" },
                { ALL "group g 1 a\ngroup h 1 a b\n", "line 7: a member is one already" },
                { ALL "group g 1 a\ngroup h 1 g\ngroup i any g b\n", "line 8: a member is one already" },
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                if (parse(cases[i].policy) != LEDGER_E_INVALID || !strstr(finding.text, cases[i].says))
                        fail_msg("case %zu: \"%s\" does not say \"%s\"", i, finding.text, cases[i].says);
        }
}

static void a_witness_that_is_not_understood_counts_for_nothing_and_is_named(void **state) {
        struct buffer text = BUFFER_INIT, key = BUFFER_INIT;
        uint8_t bytes[1 + 1312] = { 0x06, 1, 2, 3 }, input[12 + sizeof(bytes)] = "mldsa.test!\n";
        struct hash hash;
        uint64_t oldest_s;

        input[10] = 'x';
        memcpy(input + 12, bytes, sizeof(bytes));
        sha256(input, sizeof(input), &hash);
        assert_int_equal(base64_encode(bytes, sizeof(bytes), &key), 0);
        assert_int_equal(buffer_printf(&text, "witness m mldsa.testx+%02x%02x%02x%02x+%s\nquorum m\n", hash.bytes[0], hash.bytes[1], hash.bytes[2],
                                       hash.bytes[3], buffer_text(&key)), 0);
        if (policy_parse(buffer_text(&text), text.len, &policy, &finding) != 0)
                fail_msg("%s", finding.text);
        assert_int_equal(demand(NULL, 0, 0xf, 60, &oldest_s), LEDGER_E_INVALID);
        assert_true(mldsa_known() || strstr(finding.text, "ML-DSA-44"));
        text.data[20] ^= 1;
        assert_int_equal(policy_parse(buffer_text(&text), text.len, &policy, &finding), LEDGER_E_INVALID);
        buffer_deinit(&text);
        buffer_deinit(&key);
}

/* The known note under a policy that wants its witness. */
static int demand_known(const char *text, const char *blob, int64_t later_s, uint64_t *ret_oldest_s) {
        struct demand demand = { .policy = &policy, .now_s = (uint64_t)(KNOWN_MLDSA_TIME_S + later_s) };
        struct buffer bytes = BUFFER_INIT;
        struct note note;
        int r;

        assert_int_equal(buffer_printf(&bytes, "%s\n\xe2\x80\x94 %s %s\n", text, KNOWN_MLDSA_NAME, blob), 0);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        r = demand_check(&demand, &note, ret_oldest_s, &finding);
        buffer_deinit(&bytes);
        return r;
}

/* Where OpenSSL has ML-DSA: else it counts for nothing, and the finding says so. */
static void a_countersignature_with_mldsa_counts_where_it_can_be_verified(void **state) {
        static const char policy_text[] = "witness m " KNOWN_MLDSA_VKEY "\nquorum m\n";
        char blob[] = KNOWN_MLDSA_BLOB, text[] = KNOWN_MLDSA_TEXT;
        uint64_t oldest_s = 0;

        if (policy_parse(policy_text, strlen(policy_text), &policy, &finding) != 0)
                fail_msg("%s", finding.text);
        if (!mldsa_known()) {
                print_message("built without ML-DSA (OpenSSL 3.5)\n");
                assert_int_equal(demand_known(text, blob, 60, &oldest_s), LEDGER_E_INVALID);
                assert_non_null(strstr(finding.text, "ML-DSA-44"));
                return;
        }
        if (demand_known(text, blob, 60, &oldest_s) != 0)
                fail_msg("%s", finding.text);
        assert_int_equal(oldest_s, KNOWN_MLDSA_TIME_S);
        assert_int_equal(demand_known(text, blob, -86401, &oldest_s), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "from the future"));
        for (size_t i = 8; i < sizeof(blob) - 5; i += 13) { /* behind the key id */
                char good = blob[i];

                blob[i] = good == 'A' ? 'B' : 'A';
                assert_int_equal(demand_known(text, blob, 60, &oldest_s), LEDGER_E_INVALID);
                assert_non_null(strstr(finding.text, "is wrong"));
                blob[i] = good;
        }
        text[strlen("example.org/pickupbox/K017\n")] = '4';
        assert_int_equal(demand_known(text, blob, 60, &oldest_s), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "is wrong"));
        text[strlen("example.org/pickupbox/K017\n")] = '3';
        text[0] = 'f';
        assert_int_equal(demand_known(text, blob, 60, &oldest_s), LEDGER_E_INVALID);
        blob[strlen(blob) - 8] = 0; /* too short, and still base64 */
        text[0] = 'e';
        assert_int_equal(demand_known(text, blob, 60, &oldest_s), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "is wrong"));
}

static void nobody_signs_in_the_future(void **state) {
        uint64_t oldest_s;

        assert_int_equal(parse(ALL "quorum a\n"), 0);
        assert_int_equal(demand(NULL, 0, 1, -86400, &oldest_s), 0);
        assert_int_equal(demand(NULL, 0, 1, -86401, &oldest_s), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "from the future"));
        assert_int_equal(parse(ALL "quorum none\n"), 0);
        assert_int_equal(demand(&witnesses[2].vkey, 1, 4, -86400, &oldest_s), 0);
        assert_int_equal(demand(&witnesses[2].vkey, 1, 4, -86401, &oldest_s), LEDGER_E_INVALID);
        assert_int_equal(demand(&witnesses[2].vkey, 1, 3, 0, &oldest_s), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "has not countersigned"));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_quorum_is_what_its_groups_say),
                cmocka_unit_test(what_is_no_policy_names_its_line),
                cmocka_unit_test(a_witness_that_is_not_understood_counts_for_nothing_and_is_named),
                cmocka_unit_test(a_countersignature_with_mldsa_counts_where_it_can_be_verified),
                cmocka_unit_test(nobody_signs_in_the_future),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}

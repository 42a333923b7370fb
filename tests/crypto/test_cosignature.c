/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "crypto/cosignature.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

#define TEXT "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define WITNESS "witness.example/w1"
#define TIME 1679315147u

static struct vkey test_vkey(uint8_t seed_byte) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = office_seeded_key(seed_byte);
        struct vkey vkey;

        vkey_init(&vkey, WITNESS, NOTE_TYPE_COSIGNATURE, secret_key_public(key));
        return vkey;
}

static void add_line(uint8_t seed_byte, uint64_t time_s, struct buffer *note) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = office_seeded_key(seed_byte);

        if (note->len == 0)
                assert_int_equal(buffer_append_text(note, TEXT "\n"), 0);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT), WITNESS, key, time_s, note), 0);
}

static int verdict(const struct buffer *bytes, const struct vkey *witness, uint64_t *ret_time_s) {
        struct note note;
        int r = note_parse(buffer_text(bytes), bytes->len, &note);

        return r ? r : cosignature_verify(&note, witness, ret_time_s);
}

static void what_is_signed_is_the_specifications_message(void **state) {
        static const char message[] = "cosignature/v1\ntime 1679315147\n" TEXT;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = test_vkey(1);
        uint8_t blob[COSIGNATURE_LEN];
        struct note note;

        add_line(1, TIME, &bytes);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        assert_int_equal(note.signature_count, 1);
        assert_true(note_signature_blob(&note.signatures[0], sizeof(blob), blob));
        assert_memory_equal(blob, "\0\0\0\0\x64\x18\x50\xcb", 8);
        assert_true(public_key_verify(&vkey.key, message, strlen(message), blob + 8));
}

static void the_key_id_is_that_of_type_4(void **state) {
        struct vkey plain = test_vkey(1), vkey = test_vkey(1);
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct vkey read;

        vkey_init(&plain, WITNESS, NOTE_TYPE_ED25519, &vkey.key);
        assert_memory_not_equal(plain.id, vkey.id, NOTE_KEY_ID_LEN);
        assert_int_equal(vkey_format(&vkey, &text), 0);
        assert_int_equal(vkey_parse_type(buffer_text(&text), text.len, NOTE_TYPE_COSIGNATURE, &read), 0);
        assert_memory_equal(&read, &vkey, sizeof(read));
        assert_int_equal(vkey_parse(buffer_text(&text), text.len, &read), NOTE_E_MALFORMED);
}

static void a_cosignature_verifies_and_tells_the_latest_time(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = test_vkey(1);
        uint64_t time_s = 0;

        add_line(1, TIME, &bytes);
        assert_int_equal(verdict(&bytes, &vkey, &time_s), 0);
        assert_int_equal(time_s, TIME);
        add_line(1, TIME + 60, &bytes);
        add_line(1, TIME - 60, &bytes);
        assert_int_equal(verdict(&bytes, &vkey, &time_s), 0);
        assert_int_equal(time_s, TIME + 60);
}

static void every_bit_of_a_cosigned_note_matters(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct vkey vkey = test_vkey(1);
        uint64_t time_s;

        add_line(1, TIME, &bytes);
        for (size_t i = 0; i < 8 * bytes.len; i++) {
                bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
                assert_int_not_equal(verdict(&bytes, &vkey, &time_s), 0);
                bytes.data[i / 8] ^= (uint8_t)(1 << i % 8);
        }
        assert_int_equal(verdict(&bytes, &vkey, &time_s), 0);
}

static void another_witness_or_a_plain_signature_is_none(void **state) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = office_seeded_key(1);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, plain = BUFFER_INIT;
        struct vkey vkey = test_vkey(1), other = test_vkey(2);
        uint64_t time_s;

        add_line(2, TIME, &bytes);
        assert_int_equal(verdict(&bytes, &vkey, &time_s), NOTE_E_UNKNOWN_KEY);
        assert_int_equal(verdict(&bytes, &other, &time_s), 0);
        assert_int_equal(note_sign(TEXT, strlen(TEXT), WITNESS, key, &plain), 0);
        assert_int_equal(verdict(&plain, &vkey, &time_s), NOTE_E_UNKNOWN_KEY);
}

/* One good line does not heal a wrong one of the same witness: without the time, with time 0, over another text. */
static void a_wrong_line_of_the_witness_condemns_the_note(void **state) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = office_seeded_key(1);
        struct vkey vkey = test_vkey(1);
        uint8_t blobs[3][COSIGNATURE_LEN] = { 0 };
        uint64_t time_s;

        secret_key_sign(key, "cosignature/v1\ntime 0\n" TEXT, strlen("cosignature/v1\ntime 0\n" TEXT), blobs[0] + 8);
        secret_key_sign(key, TEXT, strlen(TEXT), blobs[1]);
        blobs[2][7] = 1;
        for (size_t i = 0; i < ARRAY_LEN(blobs); i++) {
                CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

                add_line(1, TIME, &bytes);
                assert_int_equal(note_append_line(&vkey, blobs[i], i == 1 ? KEY_SIGNATURE_LEN : COSIGNATURE_LEN, &bytes), 0);
                assert_int_equal(verdict(&bytes, &vkey, &time_s), NOTE_E_BAD_SIGNATURE);
        }
}

static void only_checkpoints_are_cosigned(void **state) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = office_seeded_key(1);
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

        assert_int_equal(cosignature_sign("hello\n", 6, WITNESS, key, TIME, &line), -EINVAL);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT) - 1, WITNESS, key, TIME, &line), -EINVAL);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT), WITNESS, key, 0, &line), -EINVAL);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT), WITNESS, key, COSIGNATURE_TIME_MAX + 1, &line), -EINVAL);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT), "a b", key, TIME, &line), -EINVAL);
        assert_int_equal(line.len, 0);
        assert_int_equal(cosignature_sign(TEXT, strlen(TEXT), WITNESS, key, COSIGNATURE_TIME_MAX, &line), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_signed_is_the_specifications_message),
                cmocka_unit_test(the_key_id_is_that_of_type_4),
                cmocka_unit_test(a_cosignature_verifies_and_tells_the_latest_time),
                cmocka_unit_test(every_bit_of_a_cosigned_note_matters),
                cmocka_unit_test(another_witness_or_a_plain_signature_is_none),
                cmocka_unit_test(a_wrong_line_of_the_witness_condemns_the_note),
                cmocka_unit_test(only_checkpoints_are_cosigned),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

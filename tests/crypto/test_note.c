/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "crypto/checkpoint.h"
#include "crypto/receipt.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

/* The example of https://c2sp.org/signed-note, which the folder of vectors has as files too. */
#define EXAMPLE_TEXT "This is an example message.\n"
#define EXAMPLE_LINE \
        "\xe2\x80\x94 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
#define EXAMPLE EXAMPLE_TEXT "\n" EXAMPLE_LINE
#define OTHER_LINE "\xe2\x80\x94 example.com/bar AAAAAAE=\n"
#define EXAMPLE_VKEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

static int verdict(const char *note_bytes, const char *vkey_text) {
        struct vkey vkey;
        struct note note;
        int r;

        assert_int_equal(vkey_parse(vkey_text, strlen(vkey_text), &vkey), 0);
        r = note_parse(note_bytes, strlen(note_bytes), &note);
        return r ? r : note_verify(&note, &vkey);
}

static void the_published_example_verifies(void **state) {
        assert_int_equal(verdict(EXAMPLE, EXAMPLE_VKEY), 0);
        assert_int_equal(verdict(EXAMPLE, EXAMPLE_VKEY "\n"), 0);
}

static void the_published_files_verify(void **state) {
        const char *vectors = getenv("PICKUPBOX_VECTORS");
        struct buffer note = BUFFER_INIT, vkey = BUFFER_INIT;
        char path[4096];

        snprintf(path, sizeof(path), "%s/c2sp-signed-note/example.note", vectors ? vectors : "");
        if (file_read(path, NOTE_MAX_LEN, &note) < 0) {
                print_message("published note not found at %s\n", path);
                skip();
        }
        snprintf(path, sizeof(path), "%s/c2sp-signed-note/example.vkey", vectors);
        assert_int_equal(file_read(path, NOTE_VKEY_MAX, &vkey), 0);
        assert_int_equal(verdict(buffer_text(&note), buffer_text(&vkey)), 0);
        note.data[3] ^= 1;
        assert_int_equal(verdict(buffer_text(&note), buffer_text(&vkey)), NOTE_E_BAD_SIGNATURE);
        buffer_deinit(&note);
        buffer_deinit(&vkey);
}

static void every_bit_of_text_and_signature_matters(void **state) {
        for (size_t i = 0; i < 8 * strlen(EXAMPLE); i++) {
                char note[] = EXAMPLE;

                note[i / 8] = (char)(note[i / 8] ^ (1 << i % 8));
                if (memchr(note, 0, sizeof(note) - 1))
                        continue;
                assert_int_not_equal(verdict(note, EXAMPLE_VKEY), 0);
        }
}

static void unknown_signatures_are_ignored_and_wrong_ones_of_a_known_key_are_not(void **state) {
        assert_int_equal(verdict(EXAMPLE OTHER_LINE, EXAMPLE_VKEY), 0);
        assert_int_equal(verdict(EXAMPLE_TEXT "\n" OTHER_LINE EXAMPLE_LINE, EXAMPLE_VKEY), 0);
        assert_int_equal(verdict(EXAMPLE_TEXT "\n" OTHER_LINE, EXAMPLE_VKEY), NOTE_E_UNKNOWN_KEY);
        assert_int_equal(verdict("Other message.\n\n" EXAMPLE_LINE, EXAMPLE_VKEY), NOTE_E_BAD_SIGNATURE);
        assert_int_equal(verdict(EXAMPLE "\xe2\x80\x94 example.com/foo Uw2QOgE=\n", EXAMPLE_VKEY), NOTE_E_BAD_SIGNATURE);
}

static void the_text_ends_at_the_last_empty_line(void **state) {
        static const char bytes[] = "a\n\nb\n\n" OTHER_LINE;
        struct note note;

        assert_int_equal(note_parse(bytes, strlen(bytes), &note), 0);
        assert_int_equal(note.text_len, 5);
        assert_int_equal(note.signature_count, 1);
        assert_int_equal(note.signatures[0].name_len, strlen("example.com/bar"));
        assert_int_equal(note.signatures[0].id[3], 0);
}

static void malformed_notes_are_refused(void **state) {
        static const char *const wrong[] = {
                "", "\n", "\n\n", "text\n", "text\n\n", "text\n" OTHER_LINE, OTHER_LINE, "text\n\n" OTHER_LINE "\n", "text\n\n" OTHER_LINE "x\n",
                "t\x01\n\n" OTHER_LINE, "t\r\n\n" OTHER_LINE, "t\t\n\n" OTHER_LINE, "t\xff\n\n" OTHER_LINE, "t\n\n- a AAAAAAE=\n",
                "t\n\n\xe2\x80\x94 a AAAAAAE=", "t\n\n\xe2\x80\x94 a AAAAAA==\n", "t\n\n\xe2\x80\x94 a AAAAAAF=\n", "t\n\n\xe2\x80\x94 a AAAAAAE\n",
                "t\n\n\xe2\x80\x94 a  AAAAAAE=\n", "t\n\n\xe2\x80\x94  AAAAAAE=\n", "t\n\n\xe2\x80\x94 a+b AAAAAAE=\n", "t\n\n\xe2\x80\x94 AAAAAAE=\n",
                "t\n\n\xe2\x80\x94 a\xc2\xa0" "b AAAAAAE=\n", "t\n\n\xe2\x80\x94 a AAAAAAE= \n", "t\n\n\xe2\x80\x94 a b AAAAAAE=\n",
        };
        struct note note;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                if (note_parse(wrong[i], strlen(wrong[i]), &note) != NOTE_E_MALFORMED)
                        fail_msg("accepted: %s", wrong[i]);
}

static void a_note_of_too_many_signatures_or_bytes_is_refused(void **state) {
        struct buffer bytes = BUFFER_INIT;
        struct note note;

        assert_int_equal(buffer_append_text(&bytes, "t\n\n"), 0);
        for (unsigned i = 0; i < NOTE_SIGNATURES_MAX; i++)
                assert_int_equal(buffer_append_text(&bytes, OTHER_LINE), 0);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        assert_int_equal(buffer_append_text(&bytes, OTHER_LINE), 0);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), NOTE_E_MALFORMED);
        buffer_clear(&bytes);
        while (bytes.len <= NOTE_MAX_LEN)
                assert_int_equal(buffer_append_text(&bytes, "line\n"), 0);
        assert_int_equal(buffer_append_text(&bytes, "\n" OTHER_LINE), 0);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), NOTE_E_MALFORMED);
        buffer_deinit(&bytes);
}

/* Signatures of 5 kB are what a post-quantum key of tomorrow may make. */
static void sixteen_signatures_of_five_kilobytes_are_read(void **state) {
        static uint8_t blob[5000];
        struct buffer bytes = BUFFER_INIT;
        struct vkey vkey;
        struct note note;

        assert_int_equal(buffer_append_text(&bytes, EXAMPLE), 0);
        for (unsigned i = 0; i < 16; i++) {
                blob[0] = (uint8_t)i;
                assert_int_equal(buffer_append_text(&bytes, "\xe2\x80\x94 example.com/large "), 0);
                assert_int_equal(base64_encode(blob, sizeof(blob), &bytes), 0);
                assert_int_equal(buffer_append_text(&bytes, "\n"), 0);
        }
        assert_true(bytes.len > 100000);
        assert_int_equal(note_parse(buffer_text(&bytes), bytes.len, &note), 0);
        assert_int_equal(note.signature_count, 17);
        assert_int_equal(note.signatures[16].id[0], 15);
        assert_int_equal(vkey_parse(EXAMPLE_VKEY, strlen(EXAMPLE_VKEY), &vkey), 0);
        assert_int_equal(note_verify(&note, &vkey), 0);
        buffer_deinit(&bytes);
}

static void what_follows_the_key_id_is_read_of_known_keys_only(void **state) {
        assert_int_equal(verdict(EXAMPLE "\xe2\x80\x94 example.com/bar AAAAAAEx!!\n", EXAMPLE_VKEY), 0);
        assert_int_equal(verdict(EXAMPLE "\xe2\x80\x94 example.com/bar AAAAAAExAB==\n", EXAMPLE_VKEY), 0);
        assert_int_equal(verdict(EXAMPLE "\xe2\x80\x94 example.com/foo Uw2QOgEx!!\n", EXAMPLE_VKEY), NOTE_E_BAD_SIGNATURE);
        assert_int_equal(verdict(EXAMPLE "\xe2\x80\x94 example.com/foo Uw2QOgExAB==\n", EXAMPLE_VKEY), NOTE_E_BAD_SIGNATURE);
}

static void malformed_vkeys_are_refused(void **state) {
        static const char *const wrong[] = {
                "", "+", "++", "example.com/foo", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U", "example.com foo+530d903a+AekyeRrm",
                EXAMPLE_VKEY "\n\n", EXAMPLE_VKEY "\r\n", EXAMPLE_VKEY " ", " " EXAMPLE_VKEY,
        };
        struct vkey vkey;

        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_int_equal(vkey_parse(wrong[i], strlen(wrong[i]), &vkey), NOTE_E_MALFORMED);
}

static void a_vkey_is_written_as_it_is_read(void **state) {
        struct buffer text = BUFFER_INIT;
        struct vkey vkey, again;

        assert_int_equal(vkey_parse(EXAMPLE_VKEY, strlen(EXAMPLE_VKEY), &vkey), 0);
        assert_int_equal(vkey_format(&vkey, &text), 0);
        assert_string_equal(buffer_text(&text), EXAMPLE_VKEY);
        vkey_init(&again, "example.com/foo", NOTE_TYPE_ED25519, &vkey.key);
        assert_memory_equal(again.id, vkey.id, NOTE_KEY_ID_LEN);
        buffer_deinit(&text);
}

static void what_cannot_be_a_note_is_not_signed(void **state) {
        struct secret_key *key = office_seeded_key(1);
        struct buffer note = BUFFER_INIT;

        assert_int_equal(note_sign("no newline", 10, "a", key, &note), -EINVAL);
        assert_int_equal(note_sign("control\x02\n", 9, "a", key, &note), -EINVAL);
        assert_int_equal(note_sign("text\n", 5, "a b", key, &note), -EINVAL);
        assert_int_equal(note_sign("text\n", 5, "a+b", key, &note), -EINVAL);
        assert_int_equal(note_sign("text\n", 5, "", key, &note), -EINVAL);
        assert_int_equal(note.len, 0);
        buffer_deinit(&note);
        secret_key_free(key);
}

static struct checkpoint sample(void) {
        struct checkpoint checkpoint = { .origin = "example.org/pickupbox/K017", .size = 42 };

        sha256("root", 4, &checkpoint.root);
        return checkpoint;
}

static void a_signed_checkpoint_opens_under_its_key_alone(void **state) {
        struct secret_key *key = office_seeded_key(1), *other_key = office_seeded_key(2);
        struct checkpoint checkpoint = sample(), opened;
        struct buffer note = BUFFER_INIT;
        struct vkey vkey, other, renamed;

        vkey_init(&vkey, checkpoint.origin, NOTE_TYPE_ED25519, secret_key_public(key));
        vkey_init(&other, checkpoint.origin, NOTE_TYPE_ED25519, secret_key_public(other_key));
        vkey_init(&renamed, "example.org/pickupbox/K018", NOTE_TYPE_ED25519, secret_key_public(key));
        assert_int_equal(checkpoint_sign(&checkpoint, key, &note), 0);
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &vkey, &opened), 0);
        assert_string_equal(opened.origin, checkpoint.origin);
        assert_int_equal(opened.size, 42);
        assert_true(hash_equal(&opened.root, &checkpoint.root));
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &other, &opened), NOTE_E_UNKNOWN_KEY);
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &renamed, &opened), NOTE_E_UNKNOWN_KEY);
        note.data[strlen(checkpoint.origin) + 1] ^= 1;
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &vkey, &opened), NOTE_E_BAD_SIGNATURE);
        buffer_deinit(&note);
        secret_key_free(key);
        secret_key_free(other_key);
}

static void both_keys_of_a_rotation_open_the_checkpoint(void **state) {
        struct secret_key *key = office_seeded_key(1), *next_key = office_seeded_key(2);
        struct checkpoint checkpoint = sample(), opened;
        struct buffer text = BUFFER_INIT, note = BUFFER_INIT;
        struct vkey vkey, next;

        vkey_init(&vkey, checkpoint.origin, NOTE_TYPE_ED25519, secret_key_public(key));
        vkey_init(&next, checkpoint.origin, NOTE_TYPE_ED25519, secret_key_public(next_key));
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        assert_int_equal(note_sign(buffer_text(&text), text.len, checkpoint.origin, key, &note), 0);
        assert_int_equal(note_add_signature(buffer_text(&text), text.len, checkpoint.origin, next_key, &note), 0);
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &vkey, &opened), 0);
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &next, &opened), 0);
        buffer_deinit(&text);
        buffer_deinit(&note);
        secret_key_free(key);
        secret_key_free(next_key);
}

#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void checkpoint_texts_are_read_strictly(void **state) {
        static const char *const right[] = {
                "a\n0\n" ROOT "\n", "a b+c\n9223372036854775807\n" ROOT "\n", "a\n1\n" ROOT "\nextension\nanother\n",
        };
        static const char *const wrong[] = {
                "", "\n0\n" ROOT "\n", "a\n\n" ROOT "\n", "a\n00\n" ROOT "\n", "a\n01\n" ROOT "\n", "a\n-1\n" ROOT "\n", "a\n1 \n" ROOT "\n",
                "a\n9223372036854775808\n" ROOT "\n", "a\n18446744073709551617\n" ROOT "\n", "a\n1\nAAAA\n", "a\n1\n" ROOT, "a\n1\n" ROOT "=\n",
                "a\n1\n" ROOT "\n\n", "a\n1\n" ROOT "\n\nx\n", "a\n1\n", "a\x7f\n1\n\x80\n", "a\r\n1\n" ROOT "\n",
        };
        struct checkpoint checkpoint;

        for (size_t i = 0; i < ARRAY_LEN(right); i++)
                assert_int_equal(checkpoint_parse(right[i], strlen(right[i]), &checkpoint), 0);
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_int_equal(checkpoint_parse(wrong[i], strlen(wrong[i]), &checkpoint), NOTE_E_MALFORMED);
}

static struct receipt make_receipt(const struct secret_key *key) {
        struct checkpoint checkpoint = sample();
        struct receipt receipt = { .index = 41, .t_ms = 1790000000123, .size = 42, .root = checkpoint.root };
        struct buffer text = BUFFER_INIT;

        merkle_leaf("entry", 5, &receipt.leaf);
        assert_int_equal(checkpoint_format(&checkpoint, &text), 0);
        secret_key_sign(key, text.data, text.len, receipt.signature);
        buffer_deinit(&text);
        return receipt;
}

static void a_receipt_goes_round_and_verifies(void **state) {
        struct secret_key *key = office_seeded_key(1);
        struct receipt receipt = make_receipt(key), read;
        struct buffer text = BUFFER_INIT;
        struct vkey vkey, renamed;

        vkey_init(&vkey, sample().origin, NOTE_TYPE_ED25519, secret_key_public(key));
        vkey_init(&renamed, "example.org/pickupbox/K018", NOTE_TYPE_ED25519, secret_key_public(key));
        assert_int_equal(receipt_format(&receipt, &text), 0);
        assert_int_equal(text.len, 4 + RECEIPT_LEN / 2 * 3);
        assert_int_equal(receipt_parse(buffer_text(&text), text.len, &read), 0);
        assert_memory_equal(&read, &receipt, sizeof(read));
        assert_true(receipt_verify(&read, &vkey));
        assert_false(receipt_verify(&read, &renamed));
        read.size++;
        assert_false(receipt_verify(&read, &vkey));
        read = receipt;
        read.root.bytes[0] ^= 1;
        assert_false(receipt_verify(&read, &vkey));
        buffer_deinit(&text);
        secret_key_free(key);
}

static void impossible_receipts_are_neither_written_nor_read(void **state) {
        struct secret_key *key = office_seeded_key(1);
        struct receipt receipt = make_receipt(key), read;
        struct buffer text = BUFFER_INIT;

        receipt.index = receipt.size;
        assert_int_equal(receipt_format(&receipt, &text), -EINVAL);
        receipt.index = 0;
        receipt.size = MERKLE_SIZE_MAX + 1;
        assert_int_equal(receipt_format(&receipt, &text), -EINVAL);
        receipt = make_receipt(key);
        assert_int_equal(receipt_format(&receipt, &text), 0);
        for (size_t cut = 0; cut < text.len; cut++)
                assert_int_equal(receipt_parse(buffer_text(&text), cut, &read), REFUSAL_MALFORMED);
        assert_int_equal(buffer_append_text(&text, "\r\n"), 0);
        assert_int_equal(receipt_parse(buffer_text(&text), text.len, &read), 0);
        assert_int_equal(buffer_append_text(&text, "\n"), 0);
        assert_int_equal(receipt_parse(buffer_text(&text), text.len, &read), REFUSAL_MALFORMED);
        while (text.len <= RECEIPT_TEXT_MAX)
                assert_int_equal(buffer_append_text(&text, "0"), 0);
        assert_int_equal(receipt_parse(buffer_text(&text), text.len, &read), REFUSAL_TOO_LONG);
        buffer_deinit(&text);
        secret_key_free(key);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_published_example_verifies),
                cmocka_unit_test(the_published_files_verify),
                cmocka_unit_test(every_bit_of_text_and_signature_matters),
                cmocka_unit_test(unknown_signatures_are_ignored_and_wrong_ones_of_a_known_key_are_not),
                cmocka_unit_test(the_text_ends_at_the_last_empty_line),
                cmocka_unit_test(malformed_notes_are_refused),
                cmocka_unit_test(a_note_of_too_many_signatures_or_bytes_is_refused),
                cmocka_unit_test(sixteen_signatures_of_five_kilobytes_are_read),
                cmocka_unit_test(what_follows_the_key_id_is_read_of_known_keys_only),
                cmocka_unit_test(malformed_vkeys_are_refused),
                cmocka_unit_test(a_vkey_is_written_as_it_is_read),
                cmocka_unit_test(what_cannot_be_a_note_is_not_signed),
                cmocka_unit_test(a_signed_checkpoint_opens_under_its_key_alone),
                cmocka_unit_test(both_keys_of_a_rotation_open_the_checkpoint),
                cmocka_unit_test(checkpoint_texts_are_read_strictly),
                cmocka_unit_test(a_receipt_goes_round_and_verifies),
                cmocka_unit_test(impossible_receipts_are_neither_written_nor_read),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

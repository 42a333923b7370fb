/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Vectors that others published (docs/formats.md section 8): Wycheproof's Ed25519,
 * RFC 9285's base45 and the COSE working group's COSE_Sign1 examples. The verdict
 * is the published one. Without the folder the program exits 77.
 */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "crypto/base45.h"
#include "crypto/envelope.h"
#include "tests/support/cmocka.h"

enum { BYTES_MAX = 4096 };

static const char *folder;

struct bytes {
        uint8_t data[BYTES_MAX];
        size_t len;
};

static json_t *load(const char *subfolder, const char *name) {
        json_error_t error;
        json_t *json;
        char *path;

        assert_true(asprintf(&path, "%s/%s/%s", folder, subfolder, name) > 0);
        json = json_load_file(path, 0, &error);
        if (!json)
                fail_msg("%s: %s", path, error.text);
        free(path);
        return json;
}

static const char *text_of(const json_t *object, const char *key) {
        const char *text = json_string_value(json_object_get(object, key));

        if (!text)
                fail_msg("no text \"%s\"", key);
        return text;
}

static void bytes_of(const char *hex, struct bytes *ret_bytes) {
        ret_bytes->len = strlen(hex) / 2;
        assert_true(ret_bytes->len <= BYTES_MAX);
        assert_true(hex_decode(hex, strlen(hex), ret_bytes->data, ret_bytes->len));
}

static bool verifies(const char *key, const char *message, const char *signature) {
        struct public_key public;
        struct bytes x, text, sig;

        bytes_of(key, &x);
        bytes_of(message, &text);
        bytes_of(signature, &sig);
        if (x.len != KEY_PUBLIC_LEN || sig.len != KEY_SIGNATURE_LEN)
                return false; /* our signatures are arrays of this length: another is refused by the envelope's form */
        memcpy(public.x, x.data, KEY_PUBLIC_LEN);
        return public_key_verify(&public, text.data, text.len, sig.data);
}

static void every_wycheproof_ed25519_vector_has_its_verdict(void **state) {
        json_t *file = load("wycheproof/testvectors_v1", "ed25519_test.json"), *group, *test;
        json_int_t count = 0;
        size_t i, j;

        json_array_foreach(json_object_get(file, "testGroups"), i, group)
        {
                const char *key = text_of(json_object_get(group, "publicKey"), "pk");

                json_array_foreach(json_object_get(group, "tests"), j, test)
                {
                        bool valid = strcmp(text_of(test, "result"), "valid") == 0;

                        if (verifies(key, text_of(test, "msg"), text_of(test, "sig")) != valid)
                                fail_msg("tcId %d is published as %s", (int)json_integer_value(json_object_get(test, "tcId")), text_of(test, "result"));
                        count++;
                }
        }
        assert_true(count > 0);
        assert_int_equal(count, json_integer_value(json_object_get(file, "numberOfTests")));
        json_decref(file);
}

static void every_rfc9285_example_goes_there_and_back(void **state) {
        json_t *file = load("rfc9285", "base45.json"), *test;
        size_t i;

        assert_true(json_array_size(json_object_get(file, "valid")) > 0 && json_array_size(json_object_get(file, "invalid")) > 0);
        json_array_foreach(json_object_get(file, "valid"), i, test)
        {
                const char *text = text_of(test, "text");
                char written[BYTES_MAX] = "";
                struct bytes bytes;
                uint8_t back[BYTES_MAX];
                size_t len;

                bytes_of(text_of(test, "hex"), &bytes);
                base45_encode(bytes.data, bytes.len, written);
                assert_string_equal(written, text);
                assert_true(base45_decode(text, strlen(text), back, sizeof(back), &len));
                assert_int_equal(len, bytes.len);
                assert_memory_equal(back, bytes.data, len);
        }
        json_array_foreach(json_object_get(file, "invalid"), i, test)
        {
                const char *text = text_of(test, "text");
                uint8_t back[BYTES_MAX];
                size_t len;

                assert_false(base45_decode(text, strlen(text), back, sizeof(back), &len));
        }
        json_decref(file);
}

/* The Sig_structure that we build from the message's own protected header and the plain text. */
static void our_sig_structure(const struct bytes *cose, const json_t *input, struct bytes *ret_structure) {
        struct cbor_writer writer = cbor_writer_over(ret_structure->data, BYTES_MAX);
        struct reader reader = reader_over(cose->data, cose->len);
        struct bytes plain;
        const uint8_t *protected;
        size_t protected_len;
        uint8_t tag;

        assert_true(cose->data[0] != 0xd2 || reader_u8(&reader, &tag)); /* one example goes without */
        assert_true(cbor_expect_array(&reader, 4));
        assert_true(cbor_take_bytes(&reader, BYTES_MAX, &protected, &protected_len));
        if (protected_len == 1 && protected[0] == 0xa0)
                protected_len = 0; /* an empty header is signed as no bytes (RFC 9052 section 4.4); ours never is */
        if (json_object_get(input, "plaintext_hex")) {
                bytes_of(text_of(input, "plaintext_hex"), &plain);
        } else {
                plain.len = strlen(text_of(input, "plaintext"));
                memcpy(plain.data, text_of(input, "plaintext"), plain.len);
        }
        envelope_put_sig_structure(&writer, protected, protected_len, plain.data, plain.len);
        assert_false(writer.overflow);
        ret_structure->len = writer.len;
}

/* Counts what applies to us: COSE_Sign1, no external data, not one that is meant to fail. */
static void check_example(const char *subfolder, const char *name, unsigned *structures, unsigned *signatures) {
        json_t *file = load(subfolder, name), *input = json_object_get(file, "input"), *sign = json_object_get(input, "sign0"), *key;
        struct envelope envelope;
        struct bytes cose, structure, published;

        bytes_of(text_of(json_object_get(file, "output"), "cbor"), &cose);
        assert_false(envelope_parse(cose.data, cose.len, &envelope)); /* none has our header */
        if (sign && !json_object_get(sign, "external") && !json_is_true(json_object_get(file, "fail"))) {
                our_sig_structure(&cose, input, &structure);
                bytes_of(text_of(json_object_get(file, "intermediates"), "ToBeSign_hex"), &published);
                assert_int_equal(structure.len, published.len);
                assert_memory_equal(structure.data, published.data, published.len);
                (*structures)++;
                key = json_object_get(sign, "key");
                if (json_object_get(key, "crv") && strcmp(text_of(key, "crv"), "Ed25519") == 0) {
                        const uint8_t *signature = cose.data + cose.len - KEY_SIGNATURE_LEN;
                        struct public_key public;

                        assert_true(public_key_parse(text_of(key, "x_hex"), 2 * KEY_PUBLIC_LEN, &public));
                        assert_true(public_key_verify(&public, structure.data, structure.len, signature));
                        structure.data[0] ^= 1;
                        assert_false(public_key_verify(&public, structure.data, structure.len, signature));
                        (*signatures)++;
                }
        }
        json_decref(file);
}

static void every_cose_example_that_applies_is_built_and_verified(void **state) {
        static const char *const subfolders[] = { "cose-wg/sign1-tests", "cose-wg/eddsa-examples", "cose-wg/CWT", "cose-wg/RFC8152" };
        unsigned structures = 0, signatures = 0;

        for (size_t i = 0; i < ARRAY_LEN(subfolders); i++) {
                struct dirent *entry;
                char *path;
                DIR *dir;

                assert_true(asprintf(&path, "%s/%s", folder, subfolders[i]) > 0);
                dir = opendir(path);
                assert_non_null(dir);
                while ((entry = readdir(dir)))
                        if (strstr(entry->d_name, ".json"))
                                check_example(subfolders[i], entry->d_name, &structures, &signatures);
                closedir(dir);
                free(path);
        }
        assert_true(structures >= 5);
        assert_int_equal(signatures, 1);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_wycheproof_ed25519_vector_has_its_verdict),
                cmocka_unit_test(every_rfc9285_example_goes_there_and_back),
                cmocka_unit_test(every_cose_example_that_applies_is_built_and_verified),
        };

        folder = getenv("PICKUPBOX_VECTORS");
        if (!folder || access(folder, R_OK) != 0) {
                printf("no published vectors in %s\n", folder ? folder : "PICKUPBOX_VECTORS");
                return 77;
        }
        if (crypto_init() < 0)
                return 1;
        return cmocka_run_group_tests(tests, NULL, NULL);
}

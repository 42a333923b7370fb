/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the text of a scanned pickup code to the verdict, beside one bare
 * verification of the same signature by libsodium.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/bundle.h"
#include "crypto/code.h"
#include "tests/bench/bench.h"

enum { NOW = 1790337600, KEYS = 8 };

struct context {
        struct bundle bundle;
        struct buffer text;
        uint8_t message[200];
        uint8_t signature[KEY_SIGNATURE_LEN];
        struct public_key key;
};

static void must(int r) {
        if (r != 0) {
                fprintf(stderr, "the benchmark could not be set up (%d)\n", r);
                exit(1);
        }
}

static void judge(void *data) {
        struct context *context = data;
        struct code code;
        bool signed_by_us;

        must(code_judge((const char *)context->text.data, context->text.len, &context->bundle, "K017", NOW, &code, &signed_by_us));
}

static void verify(void *data) {
        struct context *context = data;

        must(crypto_sign_verify_detached(context->signature, context->message, sizeof(context->message), context->key.x));
}

int main(void) {
        static struct bundle_key keys[KEYS];
        struct context context = { .text = BUFFER_INIT };
        struct code code = { .aud = "K017", .exp = NOW + 86400, .nbf = NOW - 86400, .cti = { 1, 2, 3 } };
        const struct bench bench = {
                .name = "code text to verdict", .run = judge, .yardstick_name = "one Ed25519 verification", .yardstick = verify,
                .context = &context, .rounds = 200, .repeat = 20, .yardstick_repeat = 20, .target = 1.25,
        };

        must(crypto_init());
        for (unsigned i = 0; i < KEYS; i++) {
                struct secret_key *secret;

                must(secret_key_generate(&secret));
                keys[i] = (struct bundle_key){ .key = *secret_key_public(secret), .use = KEY_USE_CODE, .nbf = NOW - 864000, .exp = NOW + 864000 };
                key_id(&keys[i].key, keys[i].kid);
                if (i == KEYS - 1) {
                        must(code_sign(&code, secret, &context.text));
                        context.key = keys[i].key;
                        secret_key_sign(secret, context.message, sizeof(context.message), context.signature);
                }
                secret_key_free(secret);
        }
        context.bundle = (struct bundle){ .version = 1, .keys = keys, .key_count = KEYS };
        bench_head();
        bench_run(&bench);
        buffer_deinit(&context.text);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_code PNG: signs a pickup code with a fresh key, writes its QR code and
 * prints its text and, on the next line, the public key.
 */
#include <stdio.h>

#include "base/hex.h"
#include "crypto/code.h"
#include "ui/draw/qr.h"

enum { SCALE_PX = 6, NBF = 1790000000 };

int main(int argc, char **argv) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        CLEANUP(qr_deinit) struct qr qr = { 0 };
        struct code code = { .aud = "K017", .nbf = NBF, .exp = NBF + 14 * 86400 };
        char hex[2 * KEY_PUBLIC_LEN + 1];

        if (argc != 2 || crypto_init() < 0 || secret_key_generate(&key) < 0)
                return 1;
        crypto_random(code.cti, sizeof(code.cti));
        if (code_sign(&code, key, &text) < 0 || qr_encode(buffer_text(&text), QR_LEVEL_M, &qr) < 0 || qr_write_png(&qr, SCALE_PX, argv[1]) < 0)
                return 1;
        hex_encode(secret_key_public(key)->x, KEY_PUBLIC_LEN, hex);
        printf("%s\n%s\n", buffer_text(&text), hex);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The words in quotation marks are the specification's. */
#include "crypto/mldsa_cosignature.h"

#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "crypto/cosignature.h"

#ifdef PICKUPBOX_MLDSA
#include <openssl/evp.h>

bool mldsa_known(void) {
        return true;
}

bool mldsa_verify(const uint8_t key[MLDSA_KEY_LEN], const void *message, size_t len, const uint8_t signature[MLDSA_SIGNATURE_LEN]) {
        EVP_PKEY *public = EVP_PKEY_new_raw_public_key_ex(NULL, "ML-DSA-44", NULL, key, MLDSA_KEY_LEN);
        EVP_PKEY_CTX *context = public ? EVP_PKEY_CTX_new_from_pkey(NULL, public, NULL) : NULL;
        EVP_SIGNATURE *algorithm = EVP_SIGNATURE_fetch(NULL, "ML-DSA-44", NULL);
        bool good = context && algorithm && EVP_PKEY_verify_message_init(context, algorithm, NULL) == 1 &&
                    EVP_PKEY_verify(context, signature, MLDSA_SIGNATURE_LEN, message, len) == 1;

        EVP_SIGNATURE_free(algorithm);
        EVP_PKEY_CTX_free(context);
        EVP_PKEY_free(public);
        return good;
}
#else
bool mldsa_known(void) {
        return false;
}

bool mldsa_verify(const uint8_t key[MLDSA_KEY_LEN], const void *message, size_t len, const uint8_t signature[MLDSA_SIGNATURE_LEN]) {
        (void)key;
        (void)message;
        (void)len;
        (void)signature;
        return false;
}
#endif

/* "SHA-256(<name> || "\n" || 0x06 || 1312-byte ML-DSA-44 cosigner public key)[:4]" */
static void make_id(const struct mldsa_vkey *vkey, uint8_t ret_id[NOTE_KEY_ID_LEN]) {
        uint8_t bytes[NOTE_NAME_MAX + 2 + MLDSA_KEY_LEN];
        size_t len = strlen(vkey->name);
        struct hash hash;

        memcpy(bytes, vkey->name, len);
        bytes[len++] = '\n';
        bytes[len++] = NOTE_TYPE_MLDSA;
        memcpy(bytes + len, vkey->key, MLDSA_KEY_LEN);
        sha256(bytes, len + MLDSA_KEY_LEN, &hash);
        memcpy(ret_id, hash.bytes, NOTE_KEY_ID_LEN);
}

int mldsa_vkey_parse(const char *text, size_t len, struct mldsa_vkey *ret_vkey) {
        size_t text_len = len > 0 && text[len - 1] == '\n' ? len - 1 : len, name_len, head_len, key_len;
        const char *plus = memchr(text, '+', text_len);
        uint8_t bytes[1 + MLDSA_KEY_LEN];
        char id[2 * NOTE_KEY_ID_LEN + 1];
        struct mldsa_vkey vkey = { .name = "" };

        if (len > MLDSA_VKEY_MAX || !plus)
                return NOTE_E_MALFORMED;
        name_len = (size_t)(plus - text);
        head_len = name_len + 1 + 2 * NOTE_KEY_ID_LEN + 1;
        if (!vkey_name_valid(text, name_len) || text_len < head_len || text[head_len - 1] != '+' ||
            !base64_decode(text + head_len, text_len - head_len, bytes, sizeof(bytes), &key_len) || key_len != sizeof(bytes) ||
            bytes[0] != NOTE_TYPE_MLDSA)
                return NOTE_E_MALFORMED;
        memcpy(vkey.name, text, name_len);
        memcpy(vkey.key, bytes + 1, MLDSA_KEY_LEN);
        make_id(&vkey, vkey.id);
        hex_encode(vkey.id, NOTE_KEY_ID_LEN, id);
        if (memcmp(plus + 1, id, strlen(id)) != 0)
                return NOTE_E_MALFORMED;
        *ret_vkey = vkey;
        return 0;
}

/* The structure `cosigned_message`, for a whole tree. "opaque cosigner_name<1..2^8-1>" has its length in a byte before it. */
static int message(const struct checkpoint *checkpoint, const char *witness, uint64_t time_s, struct buffer *ret_message) {
        static const char label[12] = "subtree/v1\n";
        int r = buffer_append(ret_message, label, sizeof(label));

        if (r == 0)
                r = buffer_append_u8(ret_message, (uint8_t)strlen(witness));
        if (r == 0)
                r = buffer_append_text(ret_message, witness);
        if (r == 0)
                r = buffer_append_u64(ret_message, time_s);
        if (r == 0)
                r = buffer_append_u8(ret_message, (uint8_t)strlen(checkpoint->origin));
        if (r == 0)
                r = buffer_append_text(ret_message, checkpoint->origin);
        if (r == 0)
                r = buffer_append_u64(ret_message, 0);
        if (r == 0)
                r = buffer_append_u64(ret_message, checkpoint->size);
        return r < 0 ? r : buffer_append(ret_message, checkpoint->root.bytes, HASH_LEN);
}

/* False also when memory is short: then nothing was verified. */
static bool verify_line(const struct checkpoint *checkpoint, const struct note_signature *line, const struct mldsa_vkey *witness,
                        uint64_t *ret_time_s) {
        CLEANUP(buffer_deinit) struct buffer signed_bytes = BUFFER_INIT;
        uint8_t blob[NOTE_KEY_ID_LEN + 8 + MLDSA_SIGNATURE_LEN];
        struct reader reader = reader_over(blob + NOTE_KEY_ID_LEN, sizeof(blob) - NOTE_KEY_ID_LEN);
        uint64_t time_s;
        size_t len;

        if (!base64_decode(line->base64, line->base64_len, blob, sizeof(blob), &len) || len != sizeof(blob) || !reader_u64(&reader, &time_s) ||
            time_s == 0 || time_s > COSIGNATURE_TIME_MAX)
                return false;
        if (message(checkpoint, witness->name, time_s, &signed_bytes) < 0 ||
            !mldsa_verify(witness->key, signed_bytes.data, signed_bytes.len, reader.data))
                return false;
        *ret_time_s = time_s;
        return true;
}

static bool is_by(const struct note_signature *line, const struct mldsa_vkey *witness) {
        return line->name_len == strlen(witness->name) && memcmp(line->name, witness->name, line->name_len) == 0 &&
               memcmp(line->id, witness->id, NOTE_KEY_ID_LEN) == 0;
}

int mldsa_cosignature_verify(const struct note *note, const struct mldsa_vkey *witness, uint64_t *ret_time_s) {
        struct checkpoint checkpoint;
        uint64_t latest = 0, time_s;

        if (checkpoint_parse(note->text, note->text_len, &checkpoint) != 0)
                return NOTE_E_MALFORMED;
        for (size_t i = 0; mldsa_known() && i < note->signature_count; i++) {
                if (!is_by(&note->signatures[i], witness))
                        continue;
                if (!verify_line(&checkpoint, &note->signatures[i], witness, &time_s))
                        return NOTE_E_BAD_SIGNATURE;
                if (time_s > latest)
                        latest = time_s;
        }
        if (latest == 0)
                return NOTE_E_UNKNOWN_KEY;
        *ret_time_s = latest;
        return 0;
}

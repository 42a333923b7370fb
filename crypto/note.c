/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * C2SP signed-note (https://c2sp.org/signed-note@v1.0.0). The words in capitals
 * below are the specification's.
 */
#include "crypto/note.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "base/hex.h"
#include "base/utf8.h"
#include "crypto/key_elsewhere.h"
#include "crypto/merkle.h"

enum { VKEY_BYTES_LEN = 1 + KEY_PUBLIC_LEN };

#define EM_DASH "\xe2\x80\x94"

/* Unicode's White_Space. */
static bool is_space(uint32_t c) {
        return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
               c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

/* "Key names MUST be non-empty and MUST NOT contain any Unicode spaces or plus." */
bool vkey_name_valid(const char *name, size_t len) {
        struct reader reader = reader_over(name, len);
        uint32_t c;

        if (len == 0 || len > NOTE_NAME_MAX)
                return false;
        while (reader.len > 0)
                if (!reader_utf8(&reader, &c) || c < 0x20 || c == '+' || is_space(c))
                        return false;
        return true;
}

bool note_text_valid(const char *text, size_t len) {
        struct reader reader = reader_over(text, len);
        uint32_t c;

        while (reader.len > 0)
                if (!reader_utf8(&reader, &c) || (c < 0x20 && c != '\n'))
                        return false;
        return len > 0 && text[len - 1] == '\n';
}

void vkey_init(struct vkey *vkey, const char *name, uint8_t type, const struct public_key *key) {
        uint8_t input[NOTE_NAME_MAX + 2 + KEY_PUBLIC_LEN];
        struct hash hash;
        size_t len;

        *vkey = (struct vkey){ .type = type, .key = *key };
        len = (size_t)snprintf(vkey->name, sizeof(vkey->name), "%s", name);
        if (len > NOTE_NAME_MAX)
                len = NOTE_NAME_MAX;
        memcpy(input, vkey->name, len);
        input[len++] = '\n';
        input[len++] = type;
        memcpy(input + len, key->x, KEY_PUBLIC_LEN);
        sha256(input, len + KEY_PUBLIC_LEN, &hash);
        memcpy(vkey->id, hash.bytes, NOTE_KEY_ID_LEN);
}

/* Up to the next '+', which is consumed. */
static bool take_part(struct reader *reader, const char **ret_part, size_t *ret_len) {
        const uint8_t *plus = reader->len > 0 ? memchr(reader->data, '+', reader->len) : NULL;

        if (!plus)
                return false;
        *ret_part = (const char *)reader->data;
        *ret_len = (size_t)(plus - reader->data);
        return reader_take(reader, *ret_len + 1, &plus);
}

int vkey_parse_type(const char *text, size_t len, uint8_t type, struct vkey *ret_vkey) {
        struct reader reader = reader_over(text, len > 0 && text[len - 1] == '\n' ? len - 1 : len);
        char name_text[NOTE_NAME_MAX + 1], id_text[2 * NOTE_KEY_ID_LEN + 1];
        uint8_t bytes[VKEY_BYTES_LEN];
        const char *name, *id;
        size_t name_len, id_len, bytes_len;
        struct public_key key;
        struct vkey vkey;

        if (len > NOTE_VKEY_MAX || !take_part(&reader, &name, &name_len) || !take_part(&reader, &id, &id_len))
                return NOTE_E_MALFORMED;
        if (!vkey_name_valid(name, name_len))
                return NOTE_E_MALFORMED;
        if (!base64_decode((const char *)reader.data, reader.len, bytes, sizeof(bytes), &bytes_len) || bytes_len != sizeof(bytes) ||
            bytes[0] != type)
                return NOTE_E_MALFORMED;
        memcpy(name_text, name, name_len);
        name_text[name_len] = 0;
        memcpy(key.x, bytes + 1, KEY_PUBLIC_LEN);
        vkey_init(&vkey, name_text, bytes[0], &key);
        hex_encode(vkey.id, NOTE_KEY_ID_LEN, id_text);
        if (id_len != strlen(id_text) || memcmp(id, id_text, id_len) != 0)
                return NOTE_E_MALFORMED;
        *ret_vkey = vkey;
        return 0;
}

int vkey_parse(const char *text, size_t len, struct vkey *ret_vkey) {
        return vkey_parse_type(text, len, NOTE_TYPE_ED25519, ret_vkey);
}

int vkey_format(const struct vkey *vkey, struct buffer *ret_text) {
        char id[2 * NOTE_KEY_ID_LEN + 1];
        uint8_t bytes[VKEY_BYTES_LEN];
        int r;

        hex_encode(vkey->id, NOTE_KEY_ID_LEN, id);
        bytes[0] = vkey->type;
        memcpy(bytes + 1, vkey->key.x, KEY_PUBLIC_LEN);
        r = buffer_printf(ret_text, "%s+%s+", vkey->name, id);
        return r < 0 ? r : base64_encode(bytes, sizeof(bytes), ret_text);
}

/*
 * "— <name> <base64>", without its newline. Of the base64 only what holds the key id: what follows is for whoever knows the
 * key, and lines of others are to be ignored, whatever is in them.
 */
static bool parse_signature(const char *line, size_t len, struct note_signature *ret_signature) {
        enum { HEAD_TEXT_LEN = 8, HEAD_LEN = HEAD_TEXT_LEN / 4 * 3 };
        uint8_t bytes[HEAD_LEN];
        struct reader reader = reader_over(line, len);
        struct note_signature signature;
        const char *blank;
        size_t bytes_len;

        if (!reader_text(&reader, EM_DASH " "))
                return false;
        signature.name = (const char *)reader.data;
        blank = memchr(signature.name, ' ', reader.len);
        if (!blank)
                return false;
        signature.name_len = (size_t)(blank - signature.name);
        signature.base64 = blank + 1;
        signature.base64_len = reader.len - signature.name_len - 1;
        if (!vkey_name_valid(signature.name, signature.name_len))
                return false;
        if (signature.base64_len < HEAD_TEXT_LEN || memchr(signature.base64, ' ', signature.base64_len) ||
            !base64_decode(signature.base64, HEAD_TEXT_LEN, bytes, sizeof(bytes), &bytes_len) || bytes_len <= NOTE_KEY_ID_LEN)
                return false;
        memcpy(signature.id, bytes, NOTE_KEY_ID_LEN);
        *ret_signature = signature;
        return true;
}

/* The length of the text: up to the last empty line. 0 when there is none. */
static size_t find_text_len(const char *bytes, size_t len) {
        for (size_t i = len; i >= 2; i--)
                if (bytes[i - 2] == '\n' && bytes[i - 1] == '\n')
                        return i - 1;
        return 0;
}

int note_parse(const char *bytes, size_t len, struct note *ret_note) {
        struct note note = { .text = bytes };
        struct reader reader;
        const char *line;
        size_t line_len;

        if (len > NOTE_MAX_LEN || !note_text_valid(bytes, len))
                return NOTE_E_MALFORMED;
        note.text_len = find_text_len(bytes, len);
        if (note.text_len == 0)
                return NOTE_E_MALFORMED;
        reader = reader_over(bytes + note.text_len + 1, len - note.text_len - 1);
        while (reader_line(&reader, &line, &line_len))
                if (note.signature_count == NOTE_SIGNATURES_MAX ||
                    !parse_signature(line, line_len, &note.signatures[note.signature_count++]))
                        return NOTE_E_MALFORMED;
        if (note.signature_count == 0)
                return NOTE_E_MALFORMED;
        *ret_note = note;
        return 0;
}

bool note_signature_is_by(const struct note_signature *signature, const struct vkey *vkey) {
        return signature->name_len == strlen(vkey->name) && memcmp(signature->name, vkey->name, signature->name_len) == 0 &&
               memcmp(signature->id, vkey->id, NOTE_KEY_ID_LEN) == 0;
}

bool note_signature_same_key(const struct note_signature *a, const struct note_signature *b) {
        return a->name_len == b->name_len && memcmp(a->name, b->name, a->name_len) == 0 && memcmp(a->id, b->id, NOTE_KEY_ID_LEN) == 0;
}

int note_append_signature(const struct note_signature *signature, struct buffer *note) {
        return buffer_printf(note, EM_DASH " %.*s %.*s\n", (int)signature->name_len, signature->name, (int)signature->base64_len,
                             signature->base64);
}

bool note_signature_blob(const struct note_signature *signature, size_t len, uint8_t *ret_bytes) {
        uint8_t bytes[NOTE_KEY_ID_LEN + NOTE_BLOB_MAX];
        size_t bytes_len;

        if (!base64_decode(signature->base64, signature->base64_len, bytes, sizeof(bytes), &bytes_len) || bytes_len != NOTE_KEY_ID_LEN + len)
                return false;
        memcpy(ret_bytes, bytes + NOTE_KEY_ID_LEN, len);
        return true;
}

bool note_signature_bytes(const struct note_signature *signature, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        return note_signature_blob(signature, KEY_SIGNATURE_LEN, ret_signature);
}

/* "Verifiers MUST ignore signatures from unknown keys"; a known key's signature that fails condemns the whole note. */
int note_verify(const struct note *note, const struct vkey *vkey) {
        uint8_t bytes[KEY_SIGNATURE_LEN];
        bool verified = false;

        for (size_t i = 0; i < note->signature_count; i++) {
                if (!note_signature_is_by(&note->signatures[i], vkey))
                        continue;
                if (!note_signature_bytes(&note->signatures[i], bytes) || !public_key_verify(&vkey->key, note->text, note->text_len, bytes))
                        return NOTE_E_BAD_SIGNATURE;
                verified = true;
        }
        return verified ? 0 : NOTE_E_UNKNOWN_KEY;
}

int note_append_line(const struct vkey *vkey, const uint8_t *blob, size_t len, struct buffer *note) {
        uint8_t bytes[NOTE_KEY_ID_LEN + NOTE_BLOB_MAX];
        struct buffer line = BUFFER_INIT_MAX(NOTE_LINE_MAX);
        int r;

        if (len > NOTE_BLOB_MAX || !vkey_name_valid(vkey->name, strlen(vkey->name)))
                return -EINVAL;
        memcpy(bytes, vkey->id, NOTE_KEY_ID_LEN);
        memcpy(bytes + NOTE_KEY_ID_LEN, blob, len);
        r = buffer_printf(&line, EM_DASH " %s ", vkey->name);
        if (r == 0)
                r = base64_encode(bytes, NOTE_KEY_ID_LEN + len, &line);
        if (r == 0)
                r = buffer_append_text(&line, "\n");
        if (r == 0)
                r = buffer_append(note, line.data, line.len);
        buffer_deinit(&line);
        return r;
}

int note_add_signature(const char *text, size_t len, const char *name, const struct secret_key *key, struct buffer *note) {
        uint8_t signature[KEY_SIGNATURE_LEN];
        struct vkey vkey;
        int r;

        if (!note_text_valid(text, len) || !vkey_name_valid(name, strlen(name)))
                return -EINVAL;
        vkey_init(&vkey, name, NOTE_TYPE_ED25519, secret_key_public(key));
        r = secret_key_ask(key, text, len, signature);
        return r < 0 ? r : note_append_line(&vkey, signature, sizeof(signature), note);
}

int note_sign(const char *text, size_t len, const char *name, const struct secret_key *key, struct buffer *ret_note) {
        struct buffer note = BUFFER_INIT_MAX(NOTE_MAX_LEN);
        int r;

        r = buffer_append(&note, text, len);
        if (r == 0)
                r = buffer_append_text(&note, "\n");
        if (r == 0)
                r = note_add_signature(text, len, name, key, &note);
        if (r == 0)
                r = buffer_append(ret_note, note.data, note.len);
        buffer_deinit(&note);
        return r;
}

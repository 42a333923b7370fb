/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * C2SP signed-note: text, a blank line, signature lines "— <name> <base64>".
 */
#pragma once

#include "base/bytes.h"
#include "crypto/key.h"

enum {
        NOTE_MAX_LEN = 128 * 1024,    /* 16 signatures of 5 kB in base64, and room: signed-note wants at least 16 read */
        NOTE_SIGNATURES_MAX = 64,
        NOTE_NAME_MAX = 255,
        NOTE_KEY_ID_LEN = 4,
        NOTE_VKEY_MAX = NOTE_NAME_MAX + 80,
        NOTE_BLOB_MAX = 128,          /* of a signature that is made or judged here, without the key id */
        NOTE_LINE_MAX = 4 + NOTE_NAME_MAX + 1 + (NOTE_KEY_ID_LEN + NOTE_BLOB_MAX + 2) / 3 * 4 + 1,
        NOTE_TYPE_ED25519 = 0x01,
        NOTE_TYPE_COSIGNATURE = 0x04, /* timestamped, Ed25519: crypto/cosignature.h */
};

/* A verifier key: "<name>+<hex key id>+<base64(type ‖ public key)>". */
struct vkey {
        char name[NOTE_NAME_MAX + 1];
        char origin[NOTE_NAME_MAX + 1]; /* of the one log it is trusted for, where somebody said so; else "". Not part of the text form */
        uint8_t type;             /* NOTE_TYPE_* */
        uint8_t id[NOTE_KEY_ID_LEN];
        struct public_key key;
};

struct note_signature {
        const char *name;         /* into the note's bytes */
        size_t name_len;
        uint8_t id[NOTE_KEY_ID_LEN];
        const char *base64;       /* the whole blob, key id included; beyond the key id unread until a key is known for it */
        size_t base64_len;
};

struct note {
        const char *text;         /* signed text, its last LF included; into the caller's bytes */
        size_t text_len;
        struct note_signature signatures[NOTE_SIGNATURES_MAX];
        size_t signature_count;
};

enum { NOTE_E_MALFORMED = 1, NOTE_E_UNKNOWN_KEY, NOTE_E_BAD_SIGNATURE };

/* Makes the key id: SHA-256(name ‖ 0x0A ‖ type ‖ public key), first 4 bytes. A name over NOTE_NAME_MAX bytes is cut. */
void vkey_init(struct vkey *vkey, const char *name, uint8_t type, const struct public_key *key);
/* 0 or NOTE_E_MALFORMED; the key id must be the right one and the type Ed25519. One final LF is dropped. */
MUST_CHECK int vkey_parse(const char *text, size_t len, struct vkey *ret_vkey);
/* The same for a key of this type. */
MUST_CHECK int vkey_parse_type(const char *text, size_t len, uint8_t type, struct vkey *ret_vkey);
/* Whether a key may have this name: UTF-8, not empty, no blank, no '+', at most NOTE_NAME_MAX bytes. */
MUST_CHECK bool vkey_name_valid(const char *name, size_t len);
/* Appends the line without a newline. 0 or the errors of buffer_append(). */
MUST_CHECK int vkey_format(const struct vkey *vkey, struct buffer *ret_text);

/* Whether it is UTF-8 without control characters other than LF, and ends in LF. */
MUST_CHECK bool note_text_valid(const char *text, size_t len);

/* Reads the form strictly without judging signatures. 0 or NOTE_E_MALFORMED. *ret_note points into bytes. */
MUST_CHECK int note_parse(const char *bytes, size_t len, struct note *ret_note);
/* 0; NOTE_E_UNKNOWN_KEY when no line is by this key; NOTE_E_BAD_SIGNATURE when one is and does not verify. */
MUST_CHECK int note_verify(const struct note *note, const struct vkey *vkey);
/* Whether the line names this key: name and key id. */
MUST_CHECK bool note_signature_is_by(const struct note_signature *signature, const struct vkey *vkey);
/* Whether both name the same key: name and key id. */
MUST_CHECK bool note_signature_same_key(const struct note_signature *a, const struct note_signature *b);
/* Appends the line as it stands in its note. 0 or the errors of buffer_append(). */
MUST_CHECK int note_append_signature(const struct note_signature *signature, struct buffer *note);
/* What follows the key id, unjudged; false when the line holds another number of bytes than len (<= NOTE_BLOB_MAX). */
MUST_CHECK bool note_signature_blob(const struct note_signature *signature, size_t len, uint8_t *ret_bytes);
/* The 64 bytes of an Ed25519 signature line, unjudged; false when the line holds another number of them. */
MUST_CHECK bool note_signature_bytes(const struct note_signature *signature, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

/*
 * Appends a whole note: text, blank line, one signature line. 0; -EINVAL when the text is not valid (it must end in LF)
 * or the name cannot be a key's; -ENOMEM; -EMSGSIZE. On error nothing is appended.
 */
MUST_CHECK int note_sign(const char *text, size_t len, const char *name, const struct secret_key *key, struct buffer *ret_note);
/* Appends one more signature line for the text to an existing note. Errors as note_sign(). */
MUST_CHECK int note_add_signature(const char *text, size_t len, const char *name, const struct secret_key *key, struct buffer *note);
/* Appends a signature line of this key. 0; -EINVAL when the name cannot be a key's or len > NOTE_BLOB_MAX; the errors of buffer_append(). */
MUST_CHECK int note_append_line(const struct vkey *vkey, const uint8_t *blob, size_t len, struct buffer *note);

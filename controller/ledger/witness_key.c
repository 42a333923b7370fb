/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/witness_key.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "controller/ledger/folder.h"

#define PREFIX "PRIVATE+KEY+"

enum { SECRET_BYTES_LEN = 1 + KEY_SEED_LEN, ID_TEXT_LEN = 2 * NOTE_KEY_ID_LEN };

/* Up to the next '+', which is consumed. */
static bool take_part(struct reader *reader, const char **ret_part, size_t *ret_len) {
        const uint8_t *plus = reader->len > 0 ? memchr(reader->data, '+', reader->len) : NULL;

        if (!plus)
                return false;
        *ret_part = (const char *)reader->data;
        *ret_len = (size_t)(plus - reader->data);
        return reader_take(reader, *ret_len + 1, &plus);
}

/* The secret part: base64(0x04 ‖ seed). */
static int secret_from_text(const char *text, size_t len, struct secret_key **ret_secret) {
        uint8_t bytes[SECRET_BYTES_LEN];
        size_t bytes_len;
        int r = WITNESS_KEY_E_MALFORMED;

        if (base64_decode(text, len, bytes, sizeof(bytes), &bytes_len) && bytes_len == sizeof(bytes) && bytes[0] == NOTE_TYPE_COSIGNATURE)
                r = secret_key_from_seed(bytes + 1, ret_secret);
        explicit_bzero(bytes, sizeof(bytes));
        return r;
}

int witness_key_parse(const char *bytes, size_t len, struct witness_key *ret_key) {
        struct reader reader = reader_over(bytes, len);
        char name_text[NOTE_NAME_MAX + 1], id_text[ID_TEXT_LEN + 1];
        struct witness_key key = { 0 };
        const char *name, *id;
        size_t name_len, id_len;
        int r;

        if (len > WITNESS_KEY_MAX_LEN || !reader_text(&reader, PREFIX) || !take_part(&reader, &name, &name_len) ||
            !take_part(&reader, &id, &id_len) || reader.len == 0 || reader.data[reader.len - 1] != '\n' || !vkey_name_valid(name, name_len))
                return WITNESS_KEY_E_MALFORMED;
        r = secret_from_text((const char *)reader.data, reader.len - 1, &key.secret);
        if (r != 0)
                return r;
        memcpy(name_text, name, name_len);
        name_text[name_len] = 0;
        vkey_init(&key.vkey, name_text, NOTE_TYPE_COSIGNATURE, secret_key_public(key.secret));
        hex_encode(key.vkey.id, NOTE_KEY_ID_LEN, id_text);
        if (id_len != ID_TEXT_LEN || memcmp(id, id_text, ID_TEXT_LEN) != 0) {
                witness_key_deinit(&key);
                return WITNESS_KEY_E_MALFORMED;
        }
        *ret_key = key;
        return 0;
}

static int format(const struct witness_key *key, struct buffer *ret_line) {
        uint8_t bytes[SECRET_BYTES_LEN] = { NOTE_TYPE_COSIGNATURE };
        char id_text[ID_TEXT_LEN + 1];
        int r;

        hex_encode(key->vkey.id, NOTE_KEY_ID_LEN, id_text);
        secret_key_seed(key->secret, bytes + 1);
        r = buffer_printf(ret_line, PREFIX "%s+%s+", key->vkey.name, id_text);
        if (r == 0)
                r = base64_encode(bytes, sizeof(bytes), ret_line);
        if (r == 0)
                r = buffer_append_text(ret_line, "\n");
        explicit_bzero(bytes, sizeof(bytes));
        return r;
}

static int write_new(const char *path, const struct buffer *line) {
        int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), r;

        if (fd < 0)
                return -errno;
        r = folder_write_all(fd, line->data, line->len);
        if (r == 0 && fsync(fd) < 0)
                r = -errno;
        close(fd);
        if (r == 0)
                r = file_sync_parent(path);
        if (r < 0)
                unlink(path);
        return r;
}

int witness_key_create(const char *path, const char *name, struct witness_key *ret_key) {
        CLEANUP(buffer_wipe) struct buffer line = BUFFER_INIT_MAX(WITNESS_KEY_MAX_LEN);
        struct witness_key key = { 0 };
        int r;

        if (!vkey_name_valid(name, strlen(name)))
                return -EINVAL;
        r = secret_key_generate(&key.secret);
        if (r < 0)
                return r;
        vkey_init(&key.vkey, name, NOTE_TYPE_COSIGNATURE, secret_key_public(key.secret));
        r = format(&key, &line);
        if (r == 0)
                r = write_new(path, &line);
        if (r < 0)
                witness_key_deinit(&key);
        else
                *ret_key = key;
        return r;
}

int witness_key_load(const char *path, struct witness_key *ret_key) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT;
        struct stat status;
        int r;

        if (stat(path, &status) < 0)
                return -errno;
        if (status.st_mode & 077)
                return WITNESS_KEY_E_EXPOSED;
        r = file_read(path, WITNESS_KEY_MAX_LEN, &bytes);
        if (r < 0)
                return r == -EFBIG ? WITNESS_KEY_E_MALFORMED : r;
        return witness_key_parse(buffer_text(&bytes), bytes.len, ret_key);
}

void witness_key_deinit(struct witness_key *key) {
        secret_key_free(key->secret);
        *key = (struct witness_key){ 0 };
}

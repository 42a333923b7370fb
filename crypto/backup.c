/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/backup.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>

#include "crypto/cbor.h"
#include "crypto/claim.h"

enum {
        CLAIM_TAGS = -65550,
        CLAIM_SEALING = -65551,
        CLAIM_DATABASE = -65552,
        HEAD_MAX = 1 + (2 + BOX_ID_MAX) + 3 * (5 + 5) + TAG_SECRET_LEN + SEALING_KEY_LEN,
};

static const char magic[] = "pickupbox-backup/v1\n";
enum { MAGIC_LEN = sizeof(magic) - 1 };

void backup_wipe(struct backup *backup) {
        explicit_bzero(backup, sizeof(*backup));
}

/* All but the database's bytes, which come last. */
static void put_head(struct cbor_writer *writer, const struct backup *backup) {
        cbor_put_map(writer, 4);
        claim_put_aud(writer, backup->box_id);
        cbor_put_int(writer, CLAIM_TAGS);
        cbor_put_bytes(writer, backup->tags, sizeof(backup->tags));
        cbor_put_int(writer, CLAIM_SEALING);
        cbor_put_bytes(writer, backup->sealing, sizeof(backup->sealing));
        cbor_put_int(writer, CLAIM_DATABASE);
        cbor_put_bytes_head(writer, backup->database_len);
}

int backup_format(const struct backup *backup, struct buffer *ret_contents) {
        uint8_t head[HEAD_MAX];
        struct cbor_writer writer = cbor_writer_over(head, sizeof(head));
        int r;

        if (!box_id_valid(backup->box_id) || backup->database_len > BACKUP_DATABASE_MAX)
                return -EINVAL;
        put_head(&writer, backup);
        r = buffer_append(ret_contents, head, writer.len);
        explicit_bzero(head, sizeof(head));
        return r < 0 ? r : buffer_append(ret_contents, backup->database, backup->database_len);
}

int backup_seal(const struct backup *backup, const struct sealing_public *to, struct buffer *ret_file) {
        struct buffer contents = BUFFER_INIT_MAX(BACKUP_MAX_LEN), file = BUFFER_INIT_MAX(BACKUP_MAX_LEN);
        int r = backup_format(backup, &contents);

        if (r == 0)
                r = buffer_append(&file, magic, MAGIC_LEN);
        if (r == 0)
                r = sealing_seal(to, contents.data, contents.len, &file);
        if (r == 0)
                r = buffer_append(ret_file, file.data, file.len);
        buffer_wipe(&contents);
        buffer_deinit(&file);
        return r;
}

/* Written again, the head must be what was read. */
static bool same_head(const struct backup *backup, const uint8_t *contents) {
        uint8_t head[HEAD_MAX];
        struct cbor_writer again = cbor_writer_over(head, sizeof(head));
        bool same;

        put_head(&again, backup);
        same = cbor_writer_equals(&again, contents, (size_t)(backup->database - contents));
        explicit_bzero(head, sizeof(head));
        return same;
}

int backup_parse(const uint8_t *contents, size_t len, struct backup *ret_backup) {
        struct reader reader = reader_over(contents, len);
        struct backup backup = { 0 };
        bool good = cbor_expect_map(&reader, 4) && claim_take_aud(&reader, backup.box_id) && cbor_expect_int(&reader, CLAIM_TAGS) &&
                    cbor_copy_bytes(&reader, backup.tags, sizeof(backup.tags)) && cbor_expect_int(&reader, CLAIM_SEALING) &&
                    cbor_copy_bytes(&reader, backup.sealing, sizeof(backup.sealing)) && cbor_expect_int(&reader, CLAIM_DATABASE) &&
                    cbor_take_bytes(&reader, BACKUP_DATABASE_MAX, &backup.database, &backup.database_len) && reader.len == 0 &&
                    box_id_valid(backup.box_id) && same_head(&backup, contents);

        if (good)
                *ret_backup = backup;
        backup_wipe(&backup);
        return good ? 0 : BACKUP_E_MALFORMED;
}

int backup_open(const uint8_t *file, size_t len, const struct sealing_key *key, struct buffer *ret_contents, struct backup *ret_backup) {
        struct buffer contents = BUFFER_INIT_MAX(BACKUP_MAX_LEN);
        int r;

        if (len < MAGIC_LEN + SEALING_OVERHEAD || len > BACKUP_MAX_LEN || memcmp(file, magic, MAGIC_LEN) != 0)
                return BACKUP_E_MALFORMED;
        /* Room of the right size, to be written over. */
        r = buffer_append(&contents, file + MAGIC_LEN + SEALING_OVERHEAD, len - MAGIC_LEN - SEALING_OVERHEAD);
        if (r < 0)
                return r;
        r = sealing_open(key, file + MAGIC_LEN, len - MAGIC_LEN, contents.data) == 0 ? 0 : BACKUP_E_OTHER_KEY;
        if (r == 0)
                r = backup_parse(contents.data, contents.len, ret_backup);
        if (r == 0)
                *ret_contents = contents;
        else
                buffer_wipe(&contents);
        return r;
}

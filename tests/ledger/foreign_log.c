/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ledger/foreign_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "controller/ledger/folder.h"
#include "controller/ledger/tile.h"
#include "crypto/checkpoint.h"

static void must(bool ok) {
        if (!ok) {
                fputs("foreign_log: failed\n", stderr);
                abort();
        }
}

static struct secret_key *make_key(void) {
        uint8_t seed[KEY_SEED_LEN] = { 77 };
        struct secret_key *key;

        must(crypto_init() == 0 && secret_key_from_seed(seed, &key) == 0);
        return key;
}

struct vkey foreign_log_vkey(const struct foreign_log *log) {
        struct secret_key *key = make_key();
        struct vkey vkey;

        vkey_init(&vkey, log->key_name, NOTE_TYPE_ED25519, secret_key_public(key));
        secret_key_free(key);
        return vkey;
}

static void write_file(int folder, const struct tile *tile, const void *bytes, size_t len) {
        char path[TILE_PATH_SIZE];

        tile_path(tile, path);
        must(folder_write(folder, path, bytes, len) == 0);
}

static void write_bundle(const struct foreign_log *log, int folder, uint64_t n, struct hash *leaves) {
        struct tile tile = { .level = TILE_ENTRIES, .n = n, .width = tile_width(TILE_ENTRIES, n, log->size) };
        struct buffer bundle = BUFFER_INIT_MAX(BUNDLE_FILE_MAX_LEN), entry = BUFFER_INIT;

        for (unsigned i = 0; i < tile.width; i++) {
                buffer_clear(&entry);
                log->entry(n * TILE_WIDTH + i, &entry);
                must(bundle_append(&bundle, entry.data, entry.len) == 0);
                merkle_leaf(entry.data, entry.len, &leaves[n * TILE_WIDTH + i]);
        }
        write_file(folder, &tile, bundle.data, bundle.len);
        buffer_deinit(&bundle);
        buffer_deinit(&entry);
}

static void write_tiles(const struct foreign_log *log, int folder, int level, const struct hash *hashes, uint64_t count) {
        for (uint64_t n = 0; n * TILE_WIDTH < count; n++) {
                struct tile tile = { .level = level, .n = n, .width = tile_width(level, n, log->size) };

                write_file(folder, &tile, hashes + n * TILE_WIDTH, tile.width * sizeof(*hashes));
                if (!log->keep_partials || tile.width < 100)
                        continue;
                tile.width = 99;
                write_file(folder, &tile, hashes + n * TILE_WIDTH, tile.width * sizeof(*hashes));
        }
}

/* RFC 6962 section 2.1, as it stands there. */
static void tree_hash(const struct hash *leaves, uint64_t count, struct hash *ret_hash) {
        struct hash left, right;
        uint64_t k = 1;

        if (count == 0) {
                sha256("", 0, ret_hash);
                return;
        }
        if (count == 1) {
                *ret_hash = leaves[0];
                return;
        }
        while (2 * k < count)
                k *= 2;
        tree_hash(leaves, k, &left);
        tree_hash(leaves + k, count - k, &right);
        merkle_node(&left, &right, ret_hash);
}

static void write_checkpoint(const struct foreign_log *log, int folder, const struct hash *root) {
        struct secret_key *key = make_key();
        struct buffer text = BUFFER_INIT, note = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = log->size, .root = *root };

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", log->origin);
        must(checkpoint_format(&checkpoint, &text) == 0);
        must(note_sign(buffer_text(&text), text.len, log->key_name, key, &note) == 0);
        must(folder_write(folder, "checkpoint", note.data, note.len) == 0);
        buffer_deinit(&text);
        buffer_deinit(&note);
        secret_key_free(key);
}

void foreign_log_write(const struct foreign_log *log, const char *out) {
        struct hash *hashes = calloc(log->size + 1, sizeof(*hashes)), root;
        uint64_t count = log->size;
        int folder;

        must(hashes && mkdir(out, 0755) == 0 && folder_open(out, &folder) == 0);
        for (uint64_t n = 0; n * TILE_WIDTH < count; n++)
                write_bundle(log, folder, n, hashes);
        tree_hash(hashes, count, &root);
        for (int level = 0; count > 0; level++) {
                write_tiles(log, folder, level, hashes, count);
                count /= TILE_WIDTH;
                for (uint64_t i = 0; i < count; i++)
                        tree_hash(hashes + i * TILE_WIDTH, TILE_WIDTH, &hashes[i]);
        }
        write_checkpoint(log, folder, &root);
        close(folder);
        free(hashes);
}

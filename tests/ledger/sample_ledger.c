/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ledger/sample_ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/entry.h"

enum { LEVELS = 20 };

struct sample_ledger {
        uint64_t size, die_at, source_size, first;
        struct buffer *lines;
        struct hash *nodes[LEVELS];
        struct secret_key *key;
};

static void must(bool ok) {
        if (!ok) {
                fputs("sample_ledger: failed\n", stderr);
                abort();
        }
}

/* Each event comes up in turn. */
static struct entry make_entry(uint64_t n, uint8_t seed) {
        struct entry entry = {
                .box = "K017", .n = n, .t_ms = INT64_C(1790000000000) + (int64_t)n * 61007 + seed, .has_cti = n % 2 == 0, .c = (uint32_t)(n % 24) + 1,
                .sub = "anna", .by = "b.weber", .version = "0.1.0", .mode = HARDWARE_SIMULATED, .why = "wrong_box", .way = WAY_TYPED, .how = HOW_SEEN,
                .found = FOUND_THERE, .what = "disk nearly full", .items = { 1, 5 }, .item_count = 2, .deadline_ms = INT64_C(1790900000000),
                .bundle_version = 3, .tries = 3, .count = 17, .size = n, .there = 20, .empty = 4, .was_ms = 1, .now_ms = 2,
        };

        entry.event = (enum entry_event)(n % (ENTRY_COUNT - 1) + 1);
        if (entry.event == ENTRY_ROTATING)
                entry.key_change = KEY_CHANGE_PLANNED;
        if (entry.event == ENTRY_SERVICE_OPEN && (n / ENTRY_COUNT) % 2 == 0) {
                entry.purpose = PURPOSE_DESK;
                snprintf(entry.second, sizeof(entry.second), "carla");
        } else if (entry.event == ENTRY_SERVICE_OPEN) {
                entry.has_cti = false; /* as earlier versions wrote it */
        }
        memset(entry.cti, (int)(n * 7 % 251), sizeof(entry.cti));
        memset(entry.sha.bytes, (int)(n * 3 % 253), sizeof(entry.sha.bytes));
        return entry;
}

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct sample_ledger *ledger = context;

        must(level < LEVELS);
        ledger->nodes[level][index] = *hash;
}

static void build_tree(struct sample_ledger *ledger) {
        struct merkle_edge edge = { 0 };

        for (uint64_t i = 0; i < ledger->size; i++) {
                struct hash leaf;

                merkle_leaf(ledger->lines[i].data, ledger->lines[i].len, &leaf);
                merkle_edge_append(&edge, &leaf, completed, ledger);
        }
}

struct sample_ledger *sample_ledger_new(uint64_t size, uint8_t seed) {
        struct sample_ledger *ledger = calloc(1, sizeof(*ledger));
        uint8_t seed_bytes[KEY_SEED_LEN];

        must(ledger && crypto_init() == 0);
        memset(seed_bytes, seed, sizeof(seed_bytes));
        must(secret_key_from_seed(seed_bytes, &ledger->key) == 0);
        ledger->size = size;
        ledger->die_at = UINT64_MAX;
        ledger->lines = calloc(size + 1, sizeof(*ledger->lines));
        must(ledger->lines);
        for (unsigned level = 0; level < LEVELS; level++) {
                ledger->nodes[level] = calloc((size >> level) + 1, sizeof(struct hash));
                must(ledger->nodes[level]);
        }
        for (uint64_t i = 0; i < size; i++) {
                struct entry entry = make_entry(i, seed);

                must(entry_format(&entry, &ledger->lines[i]) == 0);
        }
        build_tree(ledger);
        return ledger;
}

void sample_ledger_free(struct sample_ledger *ledger) {
        for (uint64_t i = 0; i < ledger->size; i++)
                buffer_deinit(&ledger->lines[i]);
        for (unsigned level = 0; level < LEVELS; level++)
                free(ledger->nodes[level]);
        secret_key_free(ledger->key);
        free(ledger->lines);
        free(ledger);
}

static int read_entry(void *context, uint64_t index, struct buffer *ret_line) {
        struct sample_ledger *ledger = context;

        if (index == ledger->die_at)
                _exit(99);
        if (index < ledger->first || index >= ledger->source_size)
                return -ENOENT;
        return buffer_append(ret_line, ledger->lines[index].data, ledger->lines[index].len);
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct sample_ledger *ledger = context;

        if (level >= LEVELS || index >= ledger->source_size >> level)
                return -ENOENT;
        *ret_hash = ledger->nodes[level][index];
        return 0;
}

struct ledger_source sample_ledger_source(struct sample_ledger *ledger, uint64_t size) {
        must(size <= ledger->size);
        ledger->source_size = size;
        return (struct ledger_source){ .context = ledger, .first = ledger->first, .size = size, .entry = read_entry, .node = read_node };
}

const struct secret_key *sample_ledger_key(const struct sample_ledger *ledger) {
        return ledger->key;
}

struct vkey sample_ledger_vkey(const struct sample_ledger *ledger) {
        struct vkey vkey;

        vkey_init(&vkey, SAMPLE_ORIGIN, NOTE_TYPE_ED25519, secret_key_public(ledger->key));
        return vkey;
}

void sample_ledger_falsify(struct sample_ledger *ledger, uint64_t index, bool also_tree) {
        struct entry entry = make_entry(index, 200);

        must(index < ledger->size);
        buffer_clear(&ledger->lines[index]);
        must(entry_format(&entry, &ledger->lines[index]) == 0);
        if (also_tree)
                build_tree(ledger);
}

void sample_ledger_die_at(struct sample_ledger *ledger, uint64_t index) {
        ledger->die_at = index;
}

void sample_ledger_forget(struct sample_ledger *ledger, uint64_t first) {
        ledger->first = first;
}

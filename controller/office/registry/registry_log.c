/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of a registry: its tree, its anchor, and how it is read. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/registry/registry_internal.h"

static_assert((int)REGISTRY_ERROR_SIZE == (int)TABLES_ERROR_SIZE, "what it said has room");

int registry_blame(const struct registry *registry, int r, struct registry_fault *fault) {
        if (r < 0 && registry->database)
                snprintf(fault->error, sizeof(fault->error), "%s", tables_error(registry->database));
        return r;
}

void registry_follow_anchor(struct registry *registry, uint32_t bundle_version) {
        registry->anchor_fault = anchor_raise(registry->place.anchor, registry->step ? registry->step : ANCHOR_FOLLOW, bundle_version, buffer_text(&registry->note), registry->note.len);
}

static int read_entry(void *context, uint64_t n, struct buffer *ret_line) {
        struct registry *registry = context;
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *line;
        size_t len;
        int r;

        if (n >= registry->edge.size)
                return -ENOENT;
        r = tables_query(registry->database, "SELECT line FROM entries WHERE n = $1", VALUES(INTEGER(n)), &rows);
        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : -EUCLEAN;
        rows_bytes(rows, 0, &line, &len);
        return buffer_append(ret_line, line, len);
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct registry *registry = context;
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const uint8_t *nodes;
        const void *bytes;
        size_t len;
        int r;

        if (level >= MERKLE_LEVELS || index >= registry->edge.size >> level)
                return -ENOENT;
        if (level == 0) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

                r = read_entry(registry, index, &line);
                if (r == 0)
                        merkle_leaf(line.data, line.len, ret_hash);
                return r;
        }
        r = tables_query(registry->database, "SELECT nodes FROM entries WHERE n = $1", VALUES(INTEGER(((index + 1) << level) - 1)), &rows);
        if (r == 0)
                r = rows_next(rows);
        if (r < 0)
                return r;
        if (r == 0)
                return -EUCLEAN;
        rows_bytes(rows, 0, &bytes, &len);
        nodes = bytes;
        if (len < level * (size_t)HASH_LEN)
                return -EUCLEAN;
        memcpy(ret_hash->bytes, nodes + (level - 1) * (size_t)HASH_LEN, HASH_LEN);
        return 0;
}

void registry_source(struct registry *registry, struct ledger_source *ret_source) {
        *ret_source = (struct ledger_source){ .context = registry, .size = registry->edge.size, .entry = read_entry, .node = read_node };
}

int registry_read_checkpoint(struct registry *registry, struct checkpoint *ret_checkpoint) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *bytes;
        size_t len;
        int r = tables_query(registry->database, "SELECT note FROM log", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r < 0 ? r : REGISTRY_E_CHECKPOINT;
        rows_bytes(rows, 0, &bytes, &len);
        if (len > CHECKPOINT_MAX_LEN || log_keys_open(registry, registry->origin, bytes, len, &registry->log, ret_checkpoint) != 0)
                return REGISTRY_E_CHECKPOINT;
        registry->current = registry->place.logs[registry->log];
        registry_set_origin(registry, ret_checkpoint->origin);
        registry->note.len = 0;
        r = buffer_append(&registry->note, bytes, len);
        return r == 0 ? registry_only_row(rows, REGISTRY_E_CHECKPOINT) : r;
}

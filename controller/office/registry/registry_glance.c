/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening by the signed summary: that it belongs to the newest entry, and that to the anchor. */
#include <errno.h>

#include "controller/office/registry/registry_internal.h"

/* The largest complete subtrees of the first `size` entries, from the left on. */
int registry_edge_at(struct registry *registry, uint64_t size, struct merkle_edge *ret_edge) {
        struct merkle_edge edge = { .size = size };
        struct ledger_source source;
        uint64_t begin = 0;
        int r = 0;

        registry_source(registry, &source);
        for (unsigned level = MERKLE_LEVELS; r == 0 && level-- > 0;) {
                if (!(size >> level & 1))
                        continue;
                r = source.node(source.context, level, begin >> level, &edge.nodes[edge.count++]);
                begin += UINT64_C(1) << level;
        }
        if (r < 0)
                return r == -EUCLEAN ? REGISTRY_E_LOG : r;
        *ret_edge = edge;
        return 0;
}

/* Their root is the checkpoint's, or the database is not what was signed. */
static int read_edge(struct registry *registry, const struct checkpoint *checkpoint) {
        struct hash root;
        int r;

        registry->edge.size = checkpoint->size;
        r = registry_edge_at(registry, checkpoint->size, &registry->edge);
        if (r != 0)
                return r;
        merkle_edge_root(&registry->edge, &root);
        return hash_equal(&root, &checkpoint->root) ? 0 : REGISTRY_E_LOG;
}

/* No entry stands behind the newest. */
static int check_end(const struct registry *registry) {
        int64_t newest;
        int r = tables_integer(registry->database, "SELECT max(n) FROM entries", NO_VALUES, &newest);

        return r != 0 ? r : newest + 1 == (int64_t)registry->edge.size ? 0 : REGISTRY_E_LOG;
}

static int check_anchor(struct registry *registry, const struct checkpoint *checkpoint, const struct checkpoint *known) {
        struct hash proof[MERKLE_PROOF_MAX];
        struct ledger_source source;
        size_t count = 0;
        int r;

        if (known->size == 0) /* it goes on for a former generation */
                return 0;
        if (checkpoint->size < known->size)
                return REGISTRY_E_ROLLED_BACK;
        if (checkpoint->size == known->size)
                return hash_equal(&checkpoint->root, &known->root) ? 0 : REGISTRY_E_FORKED;
        registry_source(registry, &source);
        r = merkle_prove_consistency(known->size, checkpoint->size, source.node, source.context, proof, &count);
        if (r < 0)
                return r == -EUCLEAN ? REGISTRY_E_LOG : r;
        return merkle_check_consistency(known->size, checkpoint->size, &known->root, &checkpoint->root, proof, count) ? 0 : REGISTRY_E_FORKED;
}

int registry_glance(struct registry *registry, struct registry_fault *fault) {
        struct checkpoint known = { .size = 0 }, checkpoint;
        int r = registry_read_anchor(registry, &known);

        if (r == 0)
                r = registry_read_checkpoint(registry, &checkpoint);
        if (r == 0)
                r = log_keys_check(registry);
        if (r == 0)
                r = read_edge(registry, &checkpoint);
        if (r == 0)
                r = check_end(registry);
        if (r == 0)
                r = check_anchor(registry, &checkpoint, &known);
        if (r == 0)
                r = summary_read(registry, &registry->edge, &registry->summary);
        if (r == 0)
                r = registry_read_machine(registry, &registry->summary.office, &registry->machine);
        return registry_blame(registry, r, fault);
}

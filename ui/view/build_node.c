/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/build_node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int build_mirror(const struct build *build, int x, int w) {
        return build->fixed ? x + build->shift : build->rtl ? build->width - x - w : x;
}

void build_fix(struct build *build, struct view_rect block) {
        build->shift = build_mirror(build, block.x, block.w) - block.x;
        build->fixed = true;
}

void build_unfix(struct build *build) {
        build->fixed = false;
        build->shift = 0;
}

void *build_grow(struct build *build, void *array, size_t count, size_t *capacity, size_t size) {
        size_t wanted = *capacity ? *capacity * 2 : 64;
        void *larger;

        if (count < *capacity)
                return array;
        larger = realloc(array, wanted * size);
        if (!larger) {
                build->error = -ENOMEM;
                return NULL;
        }
        *capacity = wanted;
        return larger;
}

struct node *build_node(struct build *build, enum node_kind kind, struct view_rect rect) {
        struct view *view = build->view;
        struct node *nodes, *node;

        if (build->error < 0)
                return NULL;
        nodes = build_grow(build, view->nodes, view->node_count, &view->node_capacity, sizeof(*nodes));
        if (!nodes)
                return NULL;
        view->nodes = nodes;
        node = &nodes[view->node_count++];
        memset(node, 0, sizeof(*node));
        rect.x = build_mirror(build, rect.x, rect.w);
        node->kind = kind;
        node->rect = node->ink = rect;
        return node;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Between the parts of build: how marks get into the view. */
#pragma once

#include "ui/view/build.h"

/* x of what is w wide, mirrored where the language is written right to left. */
int build_mirror(const struct build *build, int x, int w);
/* The array with room for one more of `size`; NULL after an error, which is kept in build. */
void *build_grow(struct build *build, void *array, size_t count, size_t *capacity, size_t size);
/* A zeroed node of that kind at rect, mirrored; NULL after an error. */
struct node *build_node(struct build *build, enum node_kind kind, struct view_rect rect);

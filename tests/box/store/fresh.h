/* SPDX-License-Identifier: EUPL-1.2 */
/* New stores for tests that want many: half of what a short test costs is the making of its store. */
#pragma once

#include "controller/box/store/store.h"

/*
 * As store_create, for a path at which nothing is. Only the first of this process with these settings is made by it; each
 * further one is that file's copy, in which nothing is another's: a new store holds its settings alone.
 */
int fresh_store(const char *path, const struct store_config *config);

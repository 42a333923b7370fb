/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The shape of an office's database and how it grows. A migration, once released, is never changed: later ones are added
 * behind it.
 */
#pragma once

#include <stdint.h>

#include "controller/office/registry/tables.h"

/* Whether there is such a table. 0, or a negative errno. */
MUST_CHECK int registry_schema_has(struct tables *database, const char *table, bool *ret_has);
/* Whether that table has such a column; it need not be there. 0, or a negative errno. */
MUST_CHECK int registry_schema_has_column(struct tables *database, const char *table, const char *column, bool *ret_has);
/* How many migrations the database has had: 0 when there is no registry in it. 0, or a negative errno. */
MUST_CHECK int registry_schema_version(struct tables *database, int64_t *ret_version);
/* Within a transaction: those that are missing after `version`, up to `to`, at most REGISTRY_SCHEMA. 0 or a negative errno. */
MUST_CHECK int registry_schema_migrate(struct tables *database, int64_t version, int64_t to);

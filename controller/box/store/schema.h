/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The shape of box.db and how it grows.
 *
 * PRAGMA user_version counts the migrations a file has had; a migration, once
 * released, is never changed: later ones are added behind it. PRAGMA
 * application_id tells our files from others.
 */
#pragma once

#include <stdint.h>

#include "controller/box/store/database.h"

enum { SCHEMA_APPLICATION_ID = 0x50424f58 }; /* "PBOX" */

struct schema {
        const char *const *migrations;
        unsigned count;
};

/* What this program writes: STORE_SCHEMA migrations. */
extern const struct schema store_schema;

/* Brings a file from `version` migrations to all of them, in one transaction. 0 or a negative errno. */
MUST_CHECK int schema_migrate(struct database *database, const struct schema *schema, unsigned version);

/* How many migrations the file has had. 0; -EUCLEAN when it is not a database or not one of ours. */
MUST_CHECK int schema_version(struct database *database, int64_t *ret_version);

/* PRAGMA quick_check and foreign_key_check. 0, or -EUCLEAN with the first complaint in database->error. */
MUST_CHECK int schema_check(struct database *database);

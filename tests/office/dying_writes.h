/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What every command of an office writes, as steps at which it dies: the database, files, the anchor. For one file of a test each, which is
 * linked with these four wrapped.
 */
#pragma once

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/registry/tables.h"
#include "tests/office/dying.h"

DYING(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING(int, file_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
      (path, follow, bundle_version, note, len))

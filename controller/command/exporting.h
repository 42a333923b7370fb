/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the commands share that export a box's ledger: opening the box, and telling why an export failed.
 */
#pragma once

#include "controller/ledger/exported.h"
#include "controller/box/store/store.h"
#include "crypto/key.h"

/*
 * Opens the store of the box in `dir` in this mode (0: read only, beside a daemon) and its ledger key. The caller closes
 * and frees both, also after a failure. The anchor names the ledger as it is now. COMMAND_DONE; COMMAND_REFUSED for a store
 * that is rolled back, or COMMAND_FAULT, after saying why.
 */
MUST_CHECK int exporting_open(const char *dir, enum store_mode mode, struct store **ret_store, struct secret_key **ret_key);
/* The exit status of what ledger_export() gave, told. */
MUST_CHECK int exporting_report(int r, const char *dir, const char *out, const struct finding *finding);

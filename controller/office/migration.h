/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office's database moved from its file to a server.
 */
#pragma once

#include "controller/office/office.h"

/*
 * Copies the database to the empty one at `address` and works there from then on; the file stays as office.db.moved, its newest entry is
 * `moved`, and nothing is written to it any more. Each table has the same digest on both sides, and the copy verifies under the same checkpoint.
 * Cut off anywhere it is finished by the same command. *ret_copied: the tables. 0; OFFICE_E_REFUSED (wrong passphrase, an address with a
 * password, a database that is a server's already, something else in the one at the address); a negative errno with a problem.
 */
MUST_CHECK int office_migrate(const char *dir, const char *address, const char *passphrase, int64_t now_s, struct problems *problems,
                              struct registry_copied *ret_copied);

/* SPDX-License-Identifier: EUPL-1.2 */
/* Statements of revocations: what a box is to take back at once, without a bundle and without the root key. */
#pragma once

#include "controller/office/office.h"

/*
 * Signs everything of the box that is void and could still be used, and writes it into `path`. Needs SECRETS_DAY. 0;
 * OFFICE_E_REFUSED (no bundle has named the key yet, the key has ended, there is nothing, or more than a statement holds); a
 * negative errno with a problem.
 */
MUST_CHECK int office_make_statement(struct office *office, const struct secrets *secrets, const char *box, const char *path, int64_t now_s,
                                     struct problems *problems);

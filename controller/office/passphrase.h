/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Another passphrase for the office's key files.
 */
#pragma once

#include <stdint.h>

#include "base/macro.h"
#include "controller/office/office.h"

/*
 * Seals keys/day.key, and root.key and backup.key where they are there, under another passphrase: all of them or none, an entry before.
 * The old copies are overwritten. `which`: SECRETS_… of the files; 0: all that are there. *ret_changed: those that were. Copies elsewhere
 * still open under the old passphrase. Without SECRETS_DAY the new one is that of day.key. 0; OFFICE_E_REFUSED (one of the passphrases cannot be, a file is a link); a negative errno with a
 * problem; then every file is as it was.
 */
MUST_CHECK int office_change_passphrase(struct office *office, unsigned which, const char *old, const char *new, int64_t now_s,
                                        struct problems *problems, unsigned *ret_changed);

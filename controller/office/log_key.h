/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which key signs an office's log: DIR/log.vkey has its public half, for auditors; office.json its end, and the ones before and after it. The first act at or
 * behind the moment from which the next one signs says so in the log, and is signed by that one alone.
 */
#pragma once

#include "controller/office/office.h"

/* Writes folder/log.vkey, for a log of this origin. 0 or a negative errno. */
MUST_CHECK int log_key_write(const char *folder, const char *origin, const struct public_key *key);
/* Fills office->logs: all that may have signed. 0, or a negative errno with a problem. */
MUST_CHECK int log_key_read(struct office *office, struct problems *problems);
/* Lets log.vkey name this key, which signs the log; nothing lies beside it then. The same. */
MUST_CHECK int log_key_take(const struct office *office, const struct public_key *key, struct problems *problems);
/* Lets log.vkey follow the log that was opened, where an act was cut off behind its commit. The same. */
MUST_CHECK int log_key_follow(const struct office *office, struct problems *problems);
/*
 * The key for an act at this time. *ret_signer is NULL: it is the one that was lent; else it is the next one, whose public half lies beside from then on. 0;
 * OFFICE_E_REFUSED: it has ended, or is none of those that were lent; a negative errno with a problem.
 */
MUST_CHECK int log_key_choose(const struct office *office, int64_t now_s, struct problems *problems, const struct secret_key **ret_signer);
/* An older copy of an office whose log.vkey names a key that the copy does not know: one that was renewed since, and signs from now on. 0, -ENOSPC or -ENOMEM. */
MUST_CHECK int log_key_adopt(struct office *office, int64_t now_s);
/* Whether office.json names the key that has signed the log's newest checkpoint: as the one of now, or one before. */
bool log_key_is_ours(const struct office *office);
/* Whether there is none that signs at this time. */
bool log_key_has_ended(const struct office *office, int64_t now_s);
/* The one that was lent with this public half. NULL: none. */
const struct secret_key *log_key_lent(const struct office *office, const struct public_key *key);

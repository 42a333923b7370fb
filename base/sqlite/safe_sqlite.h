/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What every database of ours asks of SQLite, whoever keeps it: what its results mean, and how a file that somebody may have
 * edited is opened (sqlite.org, "Defense Against The Dark Arts"). A library of its own, so that base needs no database.
 */
#pragma once

#include <sqlite3.h>

#include "base/macro.h"

/*
 * A result as a negative errno; 0 for SQLITE_OK, SQLITE_ROW, SQLITE_DONE. -ENOSPC: no room, whoever says so; -EUCLEAN: no sound
 * database; -EBUSY, -EROFS, -EACCES, -ENOMEM; -EPROTO: a value that the schema does not allow; -EMSGSIZE; else -EIO.
 *
 * SQLite calls only ENOSPC "full"; a quota or a file size limit is the same to us. It keeps the system's error of a failed
 * commit nowhere: `system_error` is the errno that its last call left; callers set that to 0 before.
 */
int safe_sqlite_errno(int result, int system_error);
/*
 * What is done to every connection before its first statement: extended results, a wait for who holds it, and nothing believed of the schema
 * that could run code. SQLITE_OK, or a result.
 */
MUST_CHECK int safe_sqlite_set_up(sqlite3 *handle, int wait_ms);

/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sqlite/safe_sqlite.h"

#include <errno.h>
#include <stdbool.h>

static bool is_full(int error) {
        return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

int safe_sqlite_errno(int result, int system_error) {
        switch (result & 0xff) {
        case SQLITE_OK:
        case SQLITE_ROW:
        case SQLITE_DONE:
                return 0;
        case SQLITE_FULL:
                return -ENOSPC;
        case SQLITE_IOERR:
                return is_full(system_error) ? -ENOSPC : result == SQLITE_IOERR_NOMEM ? -ENOMEM : -EIO;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
                return -EUCLEAN;
        case SQLITE_NOMEM:
                return -ENOMEM;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
                return -EBUSY;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
                return -EPROTO;
        case SQLITE_READONLY:
                return -EROFS;
        case SQLITE_PERM:
        case SQLITE_AUTH:
                return -EACCES;
        case SQLITE_CANTOPEN:
                return system_error > 0 ? -system_error : -EIO;
        case SQLITE_TOOBIG:
                return -EMSGSIZE;
        default:
                return -EIO;
        }
}

int safe_sqlite_set_up(sqlite3 *handle, int wait_ms) {
        static const struct {
                int option, value;
        } options[] = {
                { SQLITE_DBCONFIG_DEFENSIVE, 1 },
                { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
                { SQLITE_DBCONFIG_DQS_DML, 0 },
                { SQLITE_DBCONFIG_DQS_DDL, 0 },
                { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
        };
        int r = sqlite3_extended_result_codes(handle, 1);

        if (r == SQLITE_OK)
                r = sqlite3_busy_timeout(handle, wait_ms);
        for (size_t i = 0; i < ARRAY_LEN(options) && r == SQLITE_OK; i++)
                r = sqlite3_db_config(handle, options[i].option, options[i].value, NULL);
        return r;
}

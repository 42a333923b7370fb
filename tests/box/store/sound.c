/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/store/sound.h"

#include <stdint.h>

#include <sqlite3.h>

#include "tests/support/cmocka.h"

void sound_check(const char *path) {
        sqlite3_stmt *check;
        sqlite3 *handle;

        assert_int_equal(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
        /* Closing must leave the log to the store. */
        assert_int_equal(sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_prepare_v2(handle, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(check), SQLITE_ROW);
        assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
        sqlite3_finalize(check);
        assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

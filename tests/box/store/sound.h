/* SPDX-License-Identifier: EUPL-1.2 */
/* Whether SQLite itself finds a database file sound: all of PRAGMA integrity_check, its log included. */
#pragma once

/* Fails the test with SQLite's first complaint. The file and its log stay as they are; nobody has them open. */
void sound_check(const char *path);

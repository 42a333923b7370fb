/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A renewal of keys that is killed at any of its steps: what it writes, in the key files, the log and the anchor. For one file of a test
 * each, which is linked with renewal_link_args.
 */
#pragma once

#include <stdio.h>
#include <sys/wait.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/registry/tables.h"
#include "tests/office/dying.h"
#include "tests/office/fixture.h"

enum { DYING_STEPS_MAX = 400 };

DYING(int, file_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING(int, link, (const char *from, const char *to), (from, to))
DYING(int, renameat2, (int from_fd, const char *from, int to_fd, const char *to, unsigned flags), (from_fd, from, to_fd, to, flags))
DYING(int, unlink, (const char *path), (path))
DYING(ssize_t, pwrite64, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at))
DYING(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
      (path, follow, bundle_version, note, len))

typedef int renewal_fn(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                       int64_t *ret_from);

/* By a process that dies after n steps. False: it did; true: it had come to its end. */
static bool dying_renewal(struct fixture *fixture, renewal_fn *renew, unsigned which, int64_t now_s, int n) {
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                struct office *office = fixture_open(fixture);
                struct secrets secrets = fixture_secrets(fixture, office, which);
                int64_t from;

                die_at(n);
                _exit(renew(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, &from) == 0 ? 0 : 98);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
                return false;
        assert_int_equal(status, 0);
        return true;
}

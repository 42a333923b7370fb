/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A renewal of keys that is killed at any of its steps: what it writes, in the key files, the log and the anchor. For one file of a test
 * each, which is linked with renewal_link_args.
 */
#pragma once

#include <stdio.h>

#include "tests/office/dying_writes.h"
#include "tests/office/fixture.h"

enum { DYING_STEPS_MAX = 400 };

DYING(int, link, (const char *from, const char *to), (from, to))
DYING(int, renameat2, (int from_fd, const char *from, int to_fd, const char *to, unsigned flags), (from_fd, from, to_fd, to, flags))
DYING(int, unlink, (const char *path), (path))
DYING(ssize_t, pwrite64, (int fd, const void *bytes, size_t len, off_t at), (fd, bytes, len, at))

typedef int renewal_fn(struct office *office, const struct secrets *secrets, const char *passphrase, int64_t now_s, struct problems *problems,
                       int64_t *ret_from);

/* By a process that dies after n steps. False: it did; true: it had come to its end. */
static bool dying_renewal(struct fixture *fixture, renewal_fn *renew, unsigned which, int64_t now_s, int n) {
        pid_t pid = fork();

        if (pid == 0) {
                struct office *office = fixture_open(fixture);
                struct secrets secrets = fixture_secrets(fixture, office, which);
                int64_t from;

                die_at(n);
                _exit(renew(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, &from) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
}

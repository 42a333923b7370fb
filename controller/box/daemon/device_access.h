/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which group a user lacks for the devices of a box: from owner, group and mode of
 * their nodes, so that it can be said for the daemon's user by whoever asks, also by root.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"

enum { DEVICE_USER_GROUPS_MAX = 256, DEVICE_USER_NAME_SIZE = 64, DEVICE_ACCESS_SENTENCE_SIZE = 384 };

struct device_user {
        uid_t uid;
        char name[DEVICE_USER_NAME_SIZE];
        gid_t groups[DEVICE_USER_GROUPS_MAX];
        int count;
};

/* The user with its groups: those of the system's lists and, for the process's own user, those that it has. 0, -ENOENT, -E2BIG or another negative errno. */
MUST_CHECK int device_user_init(struct device_user *user, uid_t uid);

/*
 * The first device of the pattern (glob(7)) that this user may not open for reading and writing, in a sentence that names the
 * group that is missing and what to do. False: there is none; one that is not there is nobody's fault here.
 */
MUST_CHECK bool device_access_missing(const struct device_user *user, const char *pattern, char ret_sentence[DEVICE_ACCESS_SENTENCE_SIZE]);

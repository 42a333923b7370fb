/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/device_access.h"

#include <errno.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OTHERS = S_IROTH | S_IWOTH, GROUP = S_IRGRP | S_IWGRP, OWNER = S_IRUSR | S_IWUSR };

/* What the process has may be more than the system's lists say (SupplementaryGroups=), or less, before the next login. */
static int own_groups(struct device_user *user) {
        int count = getgroups(DEVICE_USER_GROUPS_MAX - 1, user->groups);

        if (count < 0)
                return errno == EINVAL ? -E2BIG : -errno;
        user->groups[count] = getegid();
        user->count = count + 1;
        return 0;
}

int device_user_init(struct device_user *user, uid_t uid) {
        const struct passwd *entry;

        *user = (struct device_user){ .uid = uid };
        errno = 0;
        entry = getpwuid(uid);
        if (!entry && uid != geteuid())
                return errno ? -errno : -ENOENT;
        if (entry)
                snprintf(user->name, sizeof(user->name), "%s", entry->pw_name);
        else
                snprintf(user->name, sizeof(user->name), "%u", uid);
        if (uid == geteuid())
                return own_groups(user);
        user->count = DEVICE_USER_GROUPS_MAX;
        return getgrouplist(entry->pw_name, entry->pw_gid, user->groups, &user->count) < 0 ? -E2BIG : 0;
}

static bool is_member(const struct device_user *user, gid_t group) {
        for (int i = 0; i < user->count; i++)
                if (user->groups[i] == group)
                        return true;
        return false;
}

/* As the kernel judges: the first that applies of owner, group and others decides. */
static bool may_open(const struct device_user *user, const struct stat *node) {
        mode_t wanted = node->st_uid == user->uid ? OWNER : is_member(user, node->st_gid) ? GROUP : OTHERS;

        return user->uid == 0 || (node->st_mode & wanted) == wanted;
}

static void say(const struct device_user *user, const char *path, const struct stat *node, char *ret_sentence) {
        const struct group *group = getgrgid(node->st_gid);

        if (group && (node->st_mode & GROUP) == GROUP && node->st_gid != 0 && !is_member(user, node->st_gid))
                snprintf(ret_sentence, DEVICE_ACCESS_SENTENCE_SIZE, "%.100s belongs to the group %.40s, which the user %.40s is not in: `adduser %.40s %.40s`, then start anew",
                         path, group->gr_name, user->name, user->name, group->gr_name);
        else
                snprintf(ret_sentence, DEVICE_ACCESS_SENTENCE_SIZE, "%.100s (group %.40s, mode %04o) is closed to the user %.40s: a udev rule must give it to one of that user's groups",
                         path, group ? group->gr_name : "without a name", node->st_mode & 07777, user->name);
}

bool device_access_missing(const struct device_user *user, const char *pattern, char ret_sentence[DEVICE_ACCESS_SENTENCE_SIZE]) {
        bool missing = false;
        glob_t found;

        if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
                return false;
        for (size_t i = 0; i < found.gl_pathc && !missing; i++) {
                struct stat node;

                if (stat(found.gl_pathv[i], &node) < 0 || may_open(user, &node))
                        continue;
                say(user, found.gl_pathv[i], &node, ret_sentence);
                missing = true;
        }
        globfree(&found);
        return missing;
}

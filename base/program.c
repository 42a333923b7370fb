/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/program.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char program_folder[] = PICKUPBOX_LIBEXEC;

/* The folder of the running program, without its last slash. */
static int own_folder(char ret_folder[PATH_MAX]) {
        ssize_t len = readlink("/proc/self/exe", ret_folder, PATH_MAX - 1);

        if (len < 0)
                return -errno;
        ret_folder[len] = '\0';
        *strrchr(ret_folder, '/') = '\0';
        return 0;
}

static bool is_program(char ret_path[PATH_MAX], const char *folder, const char *place, const char *name) {
        struct stat status;

        return snprintf(ret_path, PATH_MAX, "%s%s/%s", folder, place, name) < PATH_MAX && stat(ret_path, &status) == 0 &&
               S_ISREG(status.st_mode) && access(ret_path, X_OK) == 0;
}

int program_find(const char *name, const char *elsewhere, char ret_path[PATH_MAX]) {
        char own[PATH_MAX], path[PATH_MAX], other[PATH_MAX];
        int r = own_folder(own);

        if (r < 0)
                return r;
        snprintf(other, sizeof(other), "/%s", elsewhere ? elsewhere : "");
        if (!is_program(path, own, "", name) && !(elsewhere && is_program(path, own, other, name)) &&
            !is_program(path, own, "/../libexec/pickupbox", name) && !is_program(path, program_folder, "", name))
                return -ENOENT;
        memcpy(ret_path, path, strlen(path) + 1);
        return 0;
}

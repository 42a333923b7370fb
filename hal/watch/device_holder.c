/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/watch/device_holder.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROC_PATH_SIZE = 64 };

static bool holds(pid_t pid, dev_t device) {
        char path[PROC_PATH_SIZE];
        bool found = false;
        struct dirent *entry;
        DIR *files;

        snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
        files = opendir(path);
        while (files && !found && (entry = readdir(files))) {
                struct stat status;

                found = fstatat(dirfd(files), entry->d_name, &status, 0) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == device;
        }
        if (files)
                closedir(files);
        return found;
}

static void name_of(pid_t pid, char ret_name[DEVICE_HOLDER_NAME_SIZE]) {
        char path[PROC_PATH_SIZE];
        FILE *file;

        snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
        file = fopen(path, "re");
        if (!file || !fgets(ret_name, DEVICE_HOLDER_NAME_SIZE, file))
                ret_name[0] = '\0';
        ret_name[strcspn(ret_name, "\n")] = '\0';
        if (file)
                fclose(file);
}

int device_holders(const char *path, device_holder_fn *holder, void *context) {
        struct stat status;
        struct dirent *entry;
        int count = 0;
        DIR *processes;

        if (stat(path, &status) < 0)
                return -errno;
        if (!S_ISCHR(status.st_mode))
                return -ENODEV;
        processes = opendir("/proc");
        if (!processes)
                return -errno;
        while ((entry = readdir(processes))) {
                char name[DEVICE_HOLDER_NAME_SIZE];
                pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

                if (pid <= 0 || pid == getpid() || !holds(pid, status.st_rdev))
                        continue;
                name_of(pid, name);
                holder(context, pid, name);
                count++;
        }
        closedir(processes);
        return count;
}

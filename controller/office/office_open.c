/* SPDX-License-Identifier: EUPL-1.2 */
/* Opening an office for one command. */
#include "controller/office/office.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/office/key_folder.h"
#include "controller/office/office_store.h"
#include "controller/office/parcel.h"

static int take_lock(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];

        office_path(office, path, "office.json");
        if (access(path, F_OK) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_NO_OFFICE, "path", office->dir, NULL);
        office_path(office, path, "lock");
        office->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (office->lock_fd < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_OPEN, "path", path, NULL);
        if (flock(office->lock_fd, LOCK_EX | LOCK_NB) < 0) {
                if (errno != EWOULDBLOCK)
                        return problems_add_fault(problems, -errno, TEXT_PROBLEM_OPEN, "path", path, NULL);
                /* What the system says of it is no help. */
                (void)problems_add(problems, TEXT_PROBLEM_BUSY, "path", office->dir, NULL);
                return -EBUSY;
        }
        return 0;
}

static int read_state(struct office *office, struct problems *problems) {
        struct buffer bytes = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "office.json");
        r = file_read(path, STATE_MAX_LEN, &bytes);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        problems_at(problems, TEXT_PROBLEM_AT_STATE, NULL);
        r = state_parse(bytes.data, bytes.len, problems, &office->state);
        problems_at(problems, TEXT_NONE, NULL);
        buffer_deinit(&bytes);
        if (r != 0)
                return r;
        if (moment_use_zone(office->state->zone) < 0)
                return problems_add(problems, TEXT_PROBLEM_STATE_ZONE, "zone", office->state->zone, NULL);
        return 0;
}

static int open_folder(const char *dir, struct problems *problems, struct office *office) {
        int r;

        office->lock_fd = -1;
        office->notices = (struct problems)PROBLEMS_INIT;
        if (strlen(dir) > OFFICE_DIR_MAX)
                return problems_add_fault(problems, -ENAMETOOLONG, TEXT_PROBLEM_PATH_LONG, NULL);
        snprintf(office->dir, sizeof(office->dir), "%s", dir);
        if ((r = crypto_init()) != 0 || (r = take_lock(office, problems)) != 0 || (r = key_folder_tidy(dir, problems)) != 0)
                return r;
        return read_state(office, problems);
}

typedef int open_store_fn(struct office *office, struct problems *problems);

static int open_with(const char *dir, open_store_fn *open_store, struct problems *problems, struct office **ret_office) {
        struct office *office CLEANUP(office_cleanup) = calloc(1, sizeof(*office));
        int r;

        if (!office)
                return -ENOMEM;
        r = open_folder(dir, problems, office);
        if (r == 0)
                r = open_store(office, problems);
        if (r != 0)
                return r;
        *ret_office = office;
        office = NULL;
        return 0;
}

int office_open(const char *dir, struct problems *problems, struct office **ret_office) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        int r = open_with(dir, office_store_open, problems, &office);

        if (r == 0)
                r = parcel_recover(office, problems);
        if (r != 0)
                return r;
        *ret_office = office;
        office = NULL;
        return 0;
}

int office_open_older(const char *dir, struct problems *problems, struct office **ret_office) {
        return open_with(dir, office_store_open_older, problems, ret_office);
}

int office_open_moving(const char *dir, struct problems *problems, struct office **ret_office) {
        return open_with(dir, office_store_open_moving, problems, ret_office);
}

int office_open_first(const char *dir, struct problems *problems, struct office **ret_office) {
        struct office *office CLEANUP(office_cleanup) = calloc(1, sizeof(*office));
        int r;

        if (!office)
                return -ENOMEM;
        r = open_folder(dir, problems, office);
        if (r == 0 && !office_is_first(dir))
                r = problems_add(problems, TEXT_PROBLEM_TAKEN_IN_ALREADY, "path", dir, NULL);
        if (r != 0)
                return r;
        *ret_office = office;
        office = NULL;
        return 0;
}

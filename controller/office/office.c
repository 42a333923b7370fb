/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/office.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/office/parcel.h"

void office_path(const struct office *office, char ret_path[OFFICE_PATH_SIZE], const char *format, ...) {
        va_list args;
        int len;

        len = snprintf(ret_path, OFFICE_PATH_SIZE, "%s/", office->dir);
        va_start(args, format);
        vsnprintf(ret_path + len, (size_t)(OFFICE_PATH_SIZE - len), format, args);
        va_end(args);
}

void path_inside(char ret_path[OFFICE_PATH_SIZE], const char *folder, const char *name) {
        if (snprintf(ret_path, OFFICE_PATH_SIZE, "%s/%s", folder, name) >= OFFICE_PATH_SIZE)
                ret_path[0] = '\0';
}

int office_save(struct office *office, struct problems *problems) {
        struct buffer text = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        r = state_text(office->state, &text);
        if (r < 0)
                return r;
        office_path(office, path, "office.json");
        r = file_replace(path, text.data, text.len, 0600);
        buffer_deinit(&text);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_OLD_STANDS, "path", path, NULL) : 0;
}

static int take_lock(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "office.json");
        if (access(path, F_OK) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_NO_OFFICE, "path", office->dir, NULL);
        office_path(office, path, "lock");
        office->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (office->lock_fd < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_OPEN, "path", path, NULL);
        if (flock(office->lock_fd, LOCK_EX | LOCK_NB) < 0) {
                r = errno == EWOULDBLOCK ? -EBUSY : -errno;
                return problems_add_fault(problems, r, TEXT_PROBLEM_BUSY, "path", office->dir, NULL);
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

static int read_journal(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "consignments.jsonl");
        r = journal_read(path, problems, &office->journal);
        if (r > 0)
                problems_add(problems, TEXT_PROBLEM_JOURNAL_DAMAGED, "path", path, NULL);
        if (r < 0)
                problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        if (r == 0 && office->journal->torn_len > 0)
                problems_add(&office->notices, TEXT_PROBLEM_JOURNAL_TORN, "path", path, NULL);
        return r;
}

int office_open(const char *dir, struct problems *problems, struct office **ret_office) {
        struct office *office CLEANUP(office_cleanup) = calloc(1, sizeof(*office));
        int r;

        if (!office)
                return -ENOMEM;
        office->lock_fd = -1;
        office->notices = (struct problems)PROBLEMS_INIT;
        if (strlen(dir) > OFFICE_DIR_MAX)
                return problems_add_fault(problems, -ENAMETOOLONG, TEXT_PROBLEM_PATH_LONG, NULL);
        snprintf(office->dir, sizeof(office->dir), "%s", dir);
        if ((r = crypto_init()) != 0 || (r = take_lock(office, problems)) != 0 || (r = read_state(office, problems)) != 0 ||
            (r = read_journal(office, problems)) != 0 || (r = parcel_recover(office, problems)) != 0)
                return r;
        *ret_office = office;
        office = NULL;
        return 0;
}

void office_close(struct office *office) {
        if (!office)
                return;
        state_free(office->state);
        journal_free(office->journal);
        problems_deinit(&office->notices);
        if (office->lock_fd >= 0)
                close(office->lock_fd);
        free(office);
}

int office_revoke(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems) {
        const struct issuance *consignment = journal_find(office->journal, cti);
        struct record record = { .event = RECORD_REVOKE, .t = (uint32_t)now_s };
        char path[OFFICE_PATH_SIZE];
        int r;

        if (!consignment)
                return problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL);
        if (consignment->revoked)
                return problems_add(problems, TEXT_PROBLEM_REVOKED_ALREADY, NULL);
        memcpy(record.cti, cti, CTI_LEN);
        office_path(office, path, "consignments.jsonl");
        r = journal_append(office->journal, path, &record, 1);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_NOT_REVOKED, "path", path, NULL) : 0;
}

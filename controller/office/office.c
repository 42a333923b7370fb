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
        return r < 0 ? problems_add_fault(problems, r, "cannot write %s; the old one stands", path) : 0;
}

static int take_lock(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "office.json");
        if (access(path, F_OK) < 0)
                return problems_add_fault(problems, -errno, "%s is not an office (`pickupbox office init` makes one)", office->dir);
        office_path(office, path, "lock");
        office->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (office->lock_fd < 0)
                return problems_add_fault(problems, -errno, "cannot open %s", path);
        if (flock(office->lock_fd, LOCK_EX | LOCK_NB) < 0) {
                r = errno == EWOULDBLOCK ? -EBUSY : -errno;
                return problems_add_fault(problems, r, "another office command works on %s; try again when it has ended", office->dir);
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
                return problems_add_fault(problems, r, "cannot read %s", path);
        problems_at(problems, "office.json: ");
        r = state_parse(bytes.data, bytes.len, problems, &office->state);
        problems_at(problems, "%s", "");
        buffer_deinit(&bytes);
        if (r != 0)
                return r;
        if (moment_use_zone(office->state->zone) < 0)
                return problems_add(problems, "office.json: this system does not know the time zone \"%s\"", office->state->zone);
        return 0;
}

static int read_journal(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "consignments.jsonl");
        r = journal_read(path, problems, &office->journal);
        if (r > 0)
                problems_add(problems, "%s was changed or damaged; put it back from a backup", path);
        if (r < 0)
                problems_add_fault(problems, r, "cannot read %s", path);
        if (r == 0 && office->journal->torn_len > 0)
                problems_add(&office->notices,
                             "the last line of %s was cut short by a crash or a full disk and never took effect; "
                             "it is stepped over and will be moved to consignments.jsonl.torn", path);
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
                return problems_add_fault(problems, -ENAMETOOLONG, "the path of the office");
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
        const struct consignment *consignment = journal_find(office->journal, cti);
        struct record record = { .event = RECORD_REVOKE, .t = (uint32_t)now_s };
        char path[OFFICE_PATH_SIZE];
        int r;

        if (!consignment)
                return problems_add(problems, "this office never issued a consignment of that id");
        if (consignment->revoked)
                return problems_add(problems, "this consignment is revoked already");
        memcpy(record.cti, cti, CTI_LEN);
        office_path(office, path, "consignments.jsonl");
        r = journal_append(office->journal, path, &record, 1);
        return r < 0 ? problems_add_fault(problems, r, "cannot write %s; nothing was revoked", path) : 0;
}

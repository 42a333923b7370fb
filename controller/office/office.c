/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/office.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

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

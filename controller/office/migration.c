/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/migration.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"

static int note_move(struct office *office, const char *address, int64_t now_s, struct problems *problems) {
        struct act act = { .event = ACT_MOVED };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        bool noted = false;
        int r = registry_moves_to(office->registry, address, &noted);

        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", office->database, NULL);
        registry_address_hash(address, &act.sha);
        return noted ? 0 : office_write(office, &change, false, now_s, problems);
}

/* The file goes out of the way last; it would be refused in its place, too. */
static int leave_file(const struct office *office, struct problems *problems) {
        char moved[OFFICE_PATH_SIZE];

        office_path(office, moved, "office.db.moved");
        if (rename(office->database, moved) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MOVE_PARCEL, "from", office->database, "to", moved, NULL);
        return 0;
}

int office_migrate(const char *dir, const char *address, const char *passphrase, int64_t now_s, struct problems *problems,
                   struct registry_copied *ret_copied) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct registry_copied copied = { .count = 0 };
        struct secrets secrets = { 0 };
        int r = office_store_check_address(address, problems);

        if (r == 0)
                r = office_open_moving(dir, problems, &office);
        if (r == 0 && tables_is_server(office->database))
                r = problems_add(problems, TEXT_PROBLEM_MIGRATED_ALREADY, "path", dir, NULL);
        if (r == 0)
                r = secrets_open(office->dir, office->state, SECRETS_DAY, passphrase, problems, &secrets);
        if (r == 0)
                r = office_lend(office, &secrets, problems);
        if (r == 0)
                r = office_store_reach(office, address, problems);
        if (r == 0)
                r = note_move(office, address, now_s, problems);
        if (r == 0)
                r = office_store_move(office, address, problems, &copied);
        if (r == 0)
                r = leave_file(office, problems);
        if (r == 0)
                *ret_copied = copied;
        secrets_deinit(&secrets);
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The store of an office where there is none yet: made, or moved to a server. */
#include "controller/office/office_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/log_key.h"
#include "controller/office/made_already.h"
#include "controller/office/registry/tables.h"
#include "controller/office/store_fault.h"

/* ---- making ---- */

static int write_address(const char *folder, const char *address) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r = buffer_printf(&line, "%s\n", address);

        path_inside(path, folder, "database");
        return r == 0 ? file_replace(path, line.data, line.len, 0600) : r;
}

int office_store_create(const char *folder, const char *dir, const struct state *state, const struct secret_key *log, const char *address,
                        struct registry_change *change, int64_t now_s, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        char origin[NOTE_NAME_MAX + 1], by[ACT_BY_MAX + 1], file[OFFICE_PATH_SIZE], anchor[OFFICE_PATH_SIZE];
        struct registry_place place = {
                .database = address ? address : file, .anchor = anchor, .origin = origin, .logs = secret_key_public(log), .log_count = 1, .key = log,
        };
        struct registry_fault fault;
        int r;

        if (address && (r = office_store_check_address(address, problems)) != 0)
                return r;
        path_inside(file, folder, "office.db");
        snprintf(anchor, sizeof(anchor), "%s.anchor", dir);
        state_log_origin(state, origin);
        office_store_author(by);
        if ((address && (r = write_address(folder, address)) < 0) ||
            (r = state_machine(state, &machine)) < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", folder, NULL);
        /* What an office of this name left behind, whose folder is gone, or an attempt that was cut off. */
        unlink(anchor);
        unlink(file);
        *change = (struct registry_change){
                .t_ms = now_s * 1000, .by = by, .machine = machine.data, .machine_len = machine.len,
                .found = change->found, .found_count = change->found_count, .acts = change->acts, .act_count = change->act_count,
        };
        r = registry_create(&place, change, &fault);
        if (r == REGISTRY_E_THERE_ALREADY)
                r = made_already(&place, change, &fault);
        if (r != 0)
                return store_fault_tell(r, &fault, place.database, anchor, problems);
        /* There is a store when there is its key's public half. */
        r = log_key_write(folder, origin, secret_key_public(log));
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", folder, NULL) : 0;
}

/* ---- moving ---- */

int office_store_reach(const struct office *office, const char *address, struct problems *problems) {
        struct tables *tables CLEANUP(tables_cleanup) = NULL;
        struct registry_fault fault = { 0 };
        int r = tables_open(address, false, fault.error, &tables);

        return r == 0 ? 0 : store_fault_tell(r < 0 ? r : -EPROTO, &fault, address, office->anchor, problems);
}

/* Verified in its new place, under the very checkpoint. */
static int open_copy(const struct office *office, const char *address, struct problems *problems) {
        char first[NOTE_NAME_MAX + 1];
        struct registry_place place = { .database = address, .anchor = office->anchor, .origin = first, .logs = office->logs, .log_count = office->log_count };
        const struct buffer *before = registry_note(office->registry), *after;
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        struct registry_fault fault;
        int r;

        state_log_origin(office->state, first);
        r = registry_open(&place, &fault, &registry);
        if (r == 0)
                r = registry_load(registry, &fault);
        if (r != 0)
                return store_fault_tell(r, &fault, address, office->anchor, problems);
        after = registry_note(registry);
        return before->len == after->len && memcmp(before->data, after->data, after->len) == 0
                       ? 0 : problems_add(problems, TEXT_PROBLEM_STORE_CHECKPOINT, "path", address, NULL);
}

int office_store_move(struct office *office, const char *address, struct problems *problems, struct registry_copied *ret_copied) {
        struct registry_fault fault;
        int r = registry_copy(office->registry, address, &fault, ret_copied);

        if (r != 0)
                return store_fault_tell(r, &fault, address, office->anchor, problems);
        r = open_copy(office, address, problems);
        if (r == 0)
                r = write_address(office->dir, address);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", office->dir, NULL) : r;
}

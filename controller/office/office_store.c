/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/office_store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/registry/tables.h"
#include "controller/office/store_fault.h"

enum { ACTS_MAX = 2 /* of one change, besides the settings */ };

bool office_is_first(const char *dir) {
        char path[OFFICE_PATH_SIZE];

        path_inside(path, dir, "log.vkey");
        return access(path, F_OK) < 0 && errno == ENOENT;
}

void office_store_author(char ret_by[ACT_BY_MAX + 1]) {
        snprintf(ret_by, ACT_BY_MAX + 1, "uid-%lu", (unsigned long)getuid());
}

/* ---- opening ---- */

static int read_key(struct office *office, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        struct vkey vkey;
        int r;

        office_path(office, path, "log.vkey");
        r = file_read(path, NOTE_VKEY_MAX, &line);
        if (r == 0 && vkey_parse(buffer_text(&line), line.len, &vkey) != 0)
                r = -EBADMSG;
        if (r == 0)
                office->log = vkey.key;
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL) : 0;
}

int office_store_check_address(const char *address, struct problems *problems) {
        if (!tables_is_server(address) || strlen(address) >= TABLES_PLACE_MAX)
                return problems_add(problems, TEXT_PROBLEM_DATABASE_ADDRESS, NULL);
        if (tables_has_password(address))
                return problems_add(problems, TEXT_PROBLEM_DATABASE_PASSWORD, NULL);
        return 0;
}

/* The server's address, or the file beside the keys. */
static int read_place(struct office *office, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "database");
        r = file_read(path, TABLES_PLACE_MAX, &line);
        if (r == -ENOENT) {
                office_path(office, office->database, "office.db");
                return 0;
        }
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL);
        snprintf(office->database, sizeof(office->database), "%.*s", (int)strcspn(buffer_text(&line), "\n"), buffer_text(&line));
        return office_store_check_address(office->database, problems);
}

/* A command that was cut between the commit and office.json left the file as it was before. */
static int mend_state(struct office *office, struct problems *problems) {
        const struct buffer *machine = registry_machine(office->registry);
        struct state *state;
        int r;

        r = state_adopt(office->state, buffer_text(machine), machine->len, problems, &state);
        if (r != 0)
                return r;
        state_free(office->state);
        office->state = state;
        r = office_save(office, problems);
        if (r == 0)
                problems_add(&office->notices, TEXT_PROBLEM_STATE_MENDED, NULL);
        return r;
}

static int compare_machine(struct office *office, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        const struct buffer *kept = registry_machine(office->registry);
        struct hash before, sha;
        const char *part;
        int r = state_machine(office->state, &machine);

        if (r < 0)
                return r;
        if (machine.len == kept->len && memcmp(machine.data, kept->data, kept->len) == 0)
                return 0;
        sha256(machine.data, machine.len, &sha);
        if (registry_office_before(office->registry, &before) && hash_equal(&before, &sha))
                return mend_state(office, problems);
        part = state_machine_difference(office->state, buffer_text(kept), kept->len);
        return problems_add(problems, TEXT_PROBLEM_STATE_EDITED, "part", part, NULL);
}

static int compare_settings(struct office *office) {
        struct hash known;
        int r = state_settings(office->state, &office->settings);

        if (r < 0)
                return r;
        if (!registry_settings(office->registry, &known)) {
                office->settings_due = true;
        } else if (!hash_equal(&known, &office->settings)) {
                office->settings_due = true;
                problems_add(&office->notices, TEXT_PROBLEM_SETTINGS_EDITED, NULL);
        }
        return 0;
}

static void note_anchor(struct office *office) {
        int fault = registry_anchor_fault(office->registry);

        if (fault != 0)
                problems_add_fault(&office->notices, fault < 0 ? fault : -EBADMSG, TEXT_PROBLEM_ANCHOR_LATE, "anchor", office->anchor, NULL);
}

static int open_registry(struct office *office, struct registry_place place, struct problems *problems) {
        char first[NOTE_NAME_MAX + 1];
        struct registry_fault fault;
        int r;

        if (office_is_first(office->dir))
                return problems_add(problems, TEXT_PROBLEM_FIRST_VERSION, "path", office->dir, NULL);
        snprintf(office->anchor, sizeof(office->anchor), "%s.anchor", office->dir);
        state_log_origin(office->state, first);
        place.database = office->database;
        place.anchor = office->anchor;
        if ((r = read_key(office, problems)) != 0 || (r = read_place(office, problems)) != 0)
                return r;
        place.log = &office->log;
        place.origin = first;
        r = registry_open(&place, &fault, &office->registry);
        if (r != 0)
                return store_fault_tell(r, &fault, office->database, office->anchor, problems);
        snprintf(office->origin, sizeof(office->origin), "%s", registry_origin(office->registry));
        return 0;
}

int office_store_open_older(struct office *office, struct problems *problems) {
        const struct buffer *machine;
        struct state *state;
        int r = open_registry(office, (struct registry_place){ .older = true }, problems);

        if (r != 0)
                return r;
        machine = registry_machine(office->registry);
        r = state_adopt(office->state, buffer_text(machine), machine->len, problems, &state);
        if (r != 0)
                return r;
        state_free(office->state);
        office->state = state;
        return 0;
}

static int open_as(struct office *office, struct registry_place place, struct problems *problems) {
        int r = open_registry(office, place, problems);

        if (r != 0)
                return r;
        note_anchor(office);
        r = compare_machine(office, problems);
        return r == 0 ? compare_settings(office) : r;
}

/* ---- looking ---- */

/* What became of it, but for REGISTRY_ABSENT. */
static int conclude(const struct office *office, int r, const struct registry_fault *fault, struct problems *problems) {
        return r == 0 || r == REGISTRY_ABSENT ? 0 : store_fault_tell(r, fault, office->database, office->anchor, problems);
}

int office_store_load(const struct office *office, struct problems *problems) {
        struct registry_fault fault;

        return conclude(office, registry_load(office->registry, &fault), &fault, problems);
}

int office_look_up(const struct office *office, const uint8_t cti[CTI_LEN], struct problems *problems, bool *ret_there,
                   struct issuance *ret_issuance) {
        struct registry_fault fault;
        int r = registry_find(office->registry, cti, &fault, ret_issuance);

        *ret_there = r == 0;
        return conclude(office, r, &fault, problems);
}

int office_look_up_number(const struct office *office, const uint8_t reference_tag[TAG_LEN], struct problems *problems, bool *ret_there,
                          struct issuance *ret_issuance) {
        struct registry_fault fault;
        int r = registry_find_number(office->registry, reference_tag, &fault, ret_issuance);

        *ret_there = r == 0;
        return conclude(office, r, &fault, problems);
}

int office_look_up_prefix(const struct office *office, const uint8_t *cti, unsigned half_bytes, struct problems *problems,
                          struct issuance **ret_found, size_t *ret_count) {
        struct registry_fault fault;

        return conclude(office, registry_find_prefix(office->registry, cti, half_bytes, &fault, ret_found, ret_count), &fault, problems);
}

int office_look_up_blind(const struct office *office, enum blind_column column, const uint8_t blind[BLIND_LEN], struct problems *problems,
                         struct issuance **ret_found, size_t *ret_count) {
        struct registry_fault fault;

        return conclude(office, registry_find_blind(office->registry, column, blind, &fault, ret_found, ret_count), &fault, problems);
}

int office_store_accesses(const struct office *office, registry_access_fn *hear, void *context, struct problems *problems) {
        struct registry_fault fault;

        return conclude(office, registry_accesses(office->registry, &fault, hear, context), &fault, problems);
}

int office_store_open(struct office *office, struct problems *problems) {
        return open_as(office, (struct registry_place){ .older = false }, problems);
}

int office_store_open_moving(struct office *office, struct problems *problems) {
        return open_as(office, (struct registry_place){ .moving = true }, problems);
}

/* ---- changing ---- */

int office_lend(struct office *office, const struct secrets *secrets, struct problems *problems) {
        if (!secrets->log)
                return problems_add(problems, TEXT_PROBLEM_DAY_OLDER, "path", office->dir, NULL);
        if (!registry_lend(office->registry, secrets->log))
                return problems_add(problems, TEXT_PROBLEM_LOG_OTHER_KEY, "path", office->dir, NULL);
        return 0;
}

static int write_change(struct office *office, struct registry_change *change, struct problems *problems) {
        struct act acts[ACTS_MAX + 1] = { { .event = ACT_SETTINGS, .sha = office->settings } };
        char by[ACT_BY_MAX + 1];
        struct registry_fault fault;
        int r;

        office_store_author(by);
        change->by = by;
        if (office->settings_due) {
                assert(change->act_count <= ACTS_MAX);
                if (change->act_count > 0)
                        memcpy(&acts[1], change->acts, change->act_count * sizeof(acts[0]));
                change->acts = acts;
                change->act_count++;
        }
        r = registry_write(office->registry, change, &fault);
        if (r != 0)
                return store_fault_tell(r, &fault, office->database, office->anchor, problems);
        office->settings_due = false;
        note_anchor(office);
        return 0;
}

int office_write(struct office *office, struct registry_change *change, bool of_office, int64_t now_s, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        int r = of_office ? state_machine(office->state, &machine) : 0;

        if (r < 0)
                return r;
        change->t_ms = now_s * 1000;
        change->bundle_version = office->state->bundle_version;
        if (of_office) {
                change->machine = machine.data;
                change->machine_len = machine.len;
        }
        r = write_change(office, change, problems);
        return r == 0 && of_office ? office_save(office, problems) : r;
}

int office_store_continue(struct office *office, const char *generation, struct registry_change *change, int64_t now_s, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        char by[ACT_BY_MAX + 1];
        struct registry_fault fault;
        int r = state_machine(office->state, &machine);

        if (r < 0)
                return r;
        office_store_author(by);
        change->by = by;
        change->t_ms = now_s * 1000;
        change->bundle_version = office->state->bundle_version;
        change->machine = machine.data;
        change->machine_len = machine.len;
        r = registry_continue(office->registry, generation, change, &fault);
        return r == 0 ? 0 : store_fault_tell(r, &fault, office->database, office->anchor, problems);
}

int office_store_compact(struct office *office, struct problems *problems) {
        struct registry_fault fault;
        int r = registry_compact(office->registry, &fault);

        return r == 0 ? 0 : store_fault_tell(r, &fault, office->database, office->anchor, problems);
}

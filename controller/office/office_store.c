/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/office_store.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/log_key.h"
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
        if ((r = log_key_read(office, problems)) != 0 || (r = read_place(office, problems)) != 0)
                return r;
        place.logs = office->logs;
        place.log_count = office->log_count;
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
        r = log_key_follow(office, problems);
        if (r == 0)
                r = compare_machine(office, problems);
        return r == 0 ? compare_settings(office) : r;
}

int office_store_open(struct office *office, struct problems *problems) {
        return open_as(office, (struct registry_place){ .older = false }, problems);
}

int office_store_open_moving(struct office *office, struct problems *problems) {
        return open_as(office, (struct registry_place){ .moving = true }, problems);
}

/* ---- changing ---- */

/* Whether the one that has signed last is among them. */
static bool lend(struct office *office, const struct secrets *secrets) {
        bool good = false;

        office->lent_count = 0;
        for (size_t i = 0; i < secrets->set_count; i++)
                if (secrets->sets[i].keys[STATE_KEY_LOG])
                        office->lent[office->lent_count++] = secrets->sets[i].keys[STATE_KEY_LOG];
        for (size_t i = 0; i < office->lent_count; i++)
                good = good || registry_lend(office->registry, office->lent[i]);
        return good;
}

int office_lend(struct office *office, const struct secrets *secrets, struct problems *problems) {
        bool good = lend(office, secrets);

        if (office->lent_count == 0)
                return problems_add(problems, TEXT_PROBLEM_DAY_OLDER, "path", office->dir, NULL);
        /* One that has signed its last may be gone, where the next one is there. */
        if (!good && !(log_key_is_ours(office) && log_key_lent(office, &office->state->keys[STATE_KEY_LOG].public)))
                return problems_add(problems, TEXT_PROBLEM_LOG_OTHER_KEY, "path", office->dir, NULL);
        return 0;
}

void office_lend_back(struct office *office, const struct secrets *secrets) {
        registry_lend_nothing(office->registry);
        if (!lend(office, secrets))
                office->lent_count = 0;
}

static int write_change(struct office *office, struct registry_change *change, int64_t now_s, struct problems *problems) {
        struct act acts[ACTS_MAX + 1] = { { .event = ACT_SETTINGS, .sha = office->settings } };
        char by[ACT_BY_MAX + 1];
        struct registry_fault fault;
        int r = log_key_choose(office, now_s, problems, &change->signer);

        if (r != 0)
                return r;
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
        return change->signer ? log_key_follow(office, problems) : 0;
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
        r = write_change(office, change, now_s, problems);
        return r == 0 && of_office ? office_save(office, problems) : r;
}

int office_settle_log(struct office *office, int64_t now_s, struct problems *problems, const struct secret_key **ret_signer) {
        struct registry_change nothing = { .t_ms = 0 };
        const struct secret_key *next;
        int r = log_key_choose(office, now_s, problems, &next);

        if (r == 0 && next)
                r = office_write(office, &nothing, false, now_s, problems);
        if (r == 0)
                *ret_signer = log_key_lent(office, registry_log(office->registry));
        return r == 0 && !*ret_signer ? problems_add(problems, TEXT_PROBLEM_LOG_OTHER_KEY, "path", office->dir, NULL) : r;
}

int office_store_continue(struct office *office, const char *generation, struct registry_change *change, int64_t now_s, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer machine = BUFFER_INIT_MAX(REGISTRY_MACHINE_MAX);
        char by[ACT_BY_MAX + 1];
        struct registry_fault fault;
        int r = state_machine(office->state, &machine);

        if (r == 0)
                r = log_key_choose(office, now_s, problems, &change->signer);
        if (r != 0)
                return r;
        office_store_author(by);
        change->by = by;
        change->t_ms = now_s * 1000;
        change->bundle_version = office->state->bundle_version;
        change->machine = machine.data;
        change->machine_len = machine.len;
        r = registry_continue(office->registry, generation, change, &fault);
        if (r != 0)
                return store_fault_tell(r, &fault, office->database, office->anchor, problems);
        return change->signer ? log_key_take(office, secret_key_public(change->signer), problems) : 0;
}

int office_store_compact(struct office *office, struct problems *problems) {
        struct registry_fault fault;
        int r = registry_compact(office->registry, &fault);

        return r == 0 ? 0 : store_fault_tell(r, &fault, office->database, office->anchor, problems);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/registry.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/registry/registry_schema.h"
#include "controller/office/registry/registry_internal.h"

/* ---- opening ---- */

static int new_registry(const struct registry_place *place, bool create, struct registry_fault *fault, struct registry **ret_registry) {
        struct registry *registry CLEANUP(registry_cleanup) = calloc(1, sizeof(*registry));
        int r;

        if (!registry)
                return -ENOMEM;
        registry->place = *place;
        registry->machine.max_len = REGISTRY_MACHINE_MAX;
        registry->current = place->logs[place->log_count - 1];
        registry_set_origin(registry, place->origin);
        r = tables_open(place->database, create, fault->error, &registry->database);
        if (r != 0)
                return r == TABLES_E_NO_LOCKS ? REGISTRY_E_NO_LOCKS : r;
        *ret_registry = registry;
        registry = NULL;
        return 0;
}

/* One that is called older has not what came later. */
static int check_older(struct registry *registry, struct registry_fault *fault) {
        bool has;
        int r = registry->version < SCHEMA_OF_TREES      ? registry_schema_has(registry->database, "summary", &has)
                : registry->version < SCHEMA_OF_BLINDS   ? registry_schema_has_column(registry->database, "consignments", "born", &has)
                : registry->version < SCHEMA_OF_ACCESSES ? registry_schema_has(registry->database, "accesses", &has)
                : registry->version < SCHEMA_OF_STAGES   ? registry_schema_has(registry->database, "boxes", &has)
                                                         : registry_schema_has_column(registry->database, "consignments", "own_salt", &has);

        return r < 0 ? registry_blame(registry, r, fault) : has ? REGISTRY_E_SUMMARY : 0;
}

static int check_version(struct registry *registry, struct registry_fault *fault) {
        int64_t version;
        int r = registry_schema_version(registry->database, &version);

        if (r < 0)
                return r == -ENOENT ? REGISTRY_E_NOT_OURS : registry_blame(registry, r, fault);
        registry->version = version;
        if (version == 0)
                return REGISTRY_E_NOT_OURS;
        if (version > REGISTRY_SCHEMA) {
                fault->number = (uint64_t)version;
                return REGISTRY_E_NEWER;
        }
        return version < 1 ? REGISTRY_E_NOT_OURS : version < REGISTRY_SCHEMA ? check_older(registry, fault) : 0;
}

/* What a glance finds is named by following the log. */
static int open_verified(struct registry *registry, struct registry_fault *fault) {
        int r, named;

        if (registry->version < SCHEMA_OF_TREES || registry->place.older)
                return registry_verify(registry, fault);
        r = registry_glance(registry, fault);
        if (r <= 0)
                return r;
        named = registry_verify(registry, fault);
        return named != 0 ? named : r;
}

int registry_open(const struct registry_place *place, struct registry_fault *ret_fault, struct registry **ret_registry) {
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        r = new_registry(place, false, ret_fault, &registry);
        if (r == 0)
                r = check_version(registry, ret_fault);
        if (r == 0)
                r = registry_blame(registry, registry_adopt_origin(registry), ret_fault);
        if (r == 0)
                r = open_verified(registry, ret_fault);
        if (r == 0)
                r = registry_blame(registry, registry_check_moved(registry), ret_fault);
        if (r != 0)
                return r;
        if (!registry->older)
                registry_follow_anchor(registry, 0);
        *ret_registry = registry;
        registry = NULL;
        return 0;
}

int registry_create(const struct registry_place *place, const struct registry_change *change, struct registry_fault *ret_fault) {
        struct registry *registry CLEANUP(registry_cleanup) = NULL;
        int r;

        *ret_fault = (struct registry_fault){ 0 };
        r = new_registry(place, true, ret_fault, &registry);
        if (r != 0)
                return r;
        r = tables_begin(registry->database);
        if (r == 0) {
                r = registry_fill(registry, change, &registry->note);
                if (r == 0)
                        r = tables_commit(registry->database);
                else
                        tables_roll_back(registry->database);
        }
        if (r != 0)
                return registry_blame(registry, r, ret_fault);
        registry_follow_anchor(registry, 0);
        return registry->anchor_fault;
}

void registry_close(struct registry *registry) {
        if (!registry)
                return;
        tables_close(registry->database);
        issuances_deinit(&registry->issuances);
        accesses_deinit(&registry->accesses);
        free(registry->boxes);
        buffer_deinit(&registry->note);
        buffer_deinit(&registry->machine);
        free(registry);
}

bool registry_lend(struct registry *registry, const struct secret_key *key) {
        if (memcmp(secret_key_public(key)->x, registry->current.x, KEY_PUBLIC_LEN) != 0)
                return false;
        registry->place.key = key;
        return true;
}

void registry_lend_nothing(struct registry *registry) {
        registry->place.key = NULL;
}

const struct public_key *registry_log(const struct registry *registry) {
        return &registry->current;
}

/* Pages that SQLite splits or joins keep copies of rows that moved, which secure_delete does not wipe when the rows are erased where they lie now. */
static const char written_anew[] = "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY";

int registry_compact(struct registry *registry, struct registry_fault *ret_fault) {
        int r = tables_define_each(registry->database, written_anew, "VACUUM FULL consignments");

        *ret_fault = (struct registry_fault){ 0 };
        if (r == 0)
                r = tables_define_each(registry->database, NULL, "VACUUM FULL office");
        if (r == 0 && registry->version >= SCHEMA_OF_TREES)
                r = tables_define_each(registry->database, NULL, "VACUUM FULL pages");
        if (r == 0 && registry->version >= SCHEMA_OF_ACCESSES)
                r = tables_define_each(registry->database, NULL, "VACUUM FULL accesses");
        return registry_blame(registry, r, ret_fault);
}

/* ---- looking ---- */

const struct issuances *registry_issuances(const struct registry *registry) {
        assert(registry->complete);
        return &registry->issuances;
}

const struct buffer *registry_machine(const struct registry *registry) {
        return &registry->machine;
}

bool registry_office_before(const struct registry *registry, struct hash *ret_hash) {
        if (registry->summary.has_before)
                *ret_hash = registry->summary.before;
        return registry->summary.has_before;
}

bool registry_settings(const struct registry *registry, struct hash *ret_hash) {
        if (registry->summary.has_settings)
                *ret_hash = registry->summary.settings;
        return registry->summary.has_settings;
}

uint64_t registry_size(const struct registry *registry) {
        return registry->edge.size;
}

const struct buffer *registry_note(const struct registry *registry) {
        return &registry->note;
}

int registry_anchor_fault(const struct registry *registry) {
        return registry->anchor_fault;
}

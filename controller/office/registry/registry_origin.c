/* SPDX-License-Identifier: EUPL-1.2 */
/* Whose log a registry's is: that of its office, or one of its generations (registry_generation.c). */
#include <stdio.h>
#include <string.h>

#include "controller/ledger/origin.h"
#include "controller/office/registry/registry_internal.h"

bool registry_is_generation(const char *origin, const char *of) {
        size_t len = strlen(of);

        return strcmp(origin, of) == 0 || (strncmp(origin, of, len) == 0 && origin[len] == '/' && strlen(origin) == len + 1 + ORIGIN_GENERATION_LEN &&
                                           origin_has_generation(origin));
}

const char *registry_first_origin(const struct registry *registry, char ret_origin[NOTE_NAME_MAX + 1]) {
        size_t len = strlen(registry->origin);

        if (origin_has_generation(registry->origin))
                len -= 1 + ORIGIN_GENERATION_LEN;
        snprintf(ret_origin, NOTE_NAME_MAX + 1, "%.*s", (int)len, registry->origin);
        return ret_origin;
}

void registry_set_origin(struct registry *registry, const char *origin) {
        char name[NOTE_NAME_MAX + 1];

        if (origin != registry->origin)
                snprintf(registry->origin, sizeof(registry->origin), "%s", origin);
        registry->place.origin = registry->origin;
        vkey_init(&registry->vkey, registry->origin, NOTE_TYPE_ED25519, &registry->current);
        snprintf(name, sizeof(name), "%.240s/summary", registry->origin);
        vkey_init(&registry->summary_vkey, name, NOTE_TYPE_ED25519, &registry->current);
}

int registry_adopt_origin(struct registry *registry) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        char origin[NOTE_NAME_MAX + 1] = "";
        const void *bytes, *end;
        size_t len;
        int r = tables_query(registry->database, "SELECT note FROM log", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r <= 0)
                return r; /* what is missing is found when it is verified */
        rows_bytes(rows, 0, &bytes, &len);
        end = len > 0 ? memchr(bytes, '\n', len) : NULL;
        if (end)
                snprintf(origin, sizeof(origin), "%.*s", (int)((const char *)end - (const char *)bytes), (const char *)bytes);
        if (registry_is_generation(origin, registry->place.origin))
                registry_set_origin(registry, origin);
        return 0;
}

int registry_continues(struct registry *registry, const struct checkpoint *former, bool *ret_continues) {
        struct rows *rows CLEANUP(rows_cleanup) = NULL;
        const void *line;
        struct act act;
        size_t len;
        int r = tables_query(registry->database, "SELECT line FROM entries WHERE n = 0", NO_VALUES, &rows);

        if (r == 0)
                r = rows_next(rows);
        if (r < 0)
                return r;
        *ret_continues = false;
        if (r == 0)
                return 0;
        rows_bytes(rows, 0, &line, &len);
        *ret_continues = act_parse(line, len, &act) == 0 && act.event == ACT_CONTINUED && strcmp(act.origin, former->origin) == 0 &&
                         act.size == former->size && hash_equal(&act.root, &former->root);
        return 0;
}

bool registry_is_older(const struct registry *registry, struct checkpoint *ret_known, uint32_t *ret_bundle) {
        if (registry->older) {
                *ret_known = registry->newest;
                *ret_bundle = registry->newest_bundle;
        }
        return registry->older;
}

const char *registry_origin(const struct registry *registry) {
        return registry->origin;
}

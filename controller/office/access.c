/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/access.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/hex.h"
#include "controller/office/office_store.h"

enum { SALT_LEN = 16 };

/* The salt keeps the hash in the log from telling a line that is forgotten. */
static int format_line(enum sought what, const struct issuance *found, size_t count, struct buffer *line) {
        char hex[2 * CTI_LEN + 1];
        uint8_t salt[SALT_LEN];
        int r = buffer_printf(line, "{\"what\":\"%s\",\"found\":[", sought_name(what));

        for (size_t i = 0; r == 0 && i < count; i++) {
                hex_encode(found[i].cti, CTI_LEN, hex);
                r = buffer_printf(line, "%s\"%s\"", i > 0 ? "," : "", hex);
        }
        crypto_random(salt, sizeof(salt));
        hex_encode(salt, sizeof(salt), hex);
        return r == 0 ? buffer_printf(line, "],\"salt\":\"%s\"}", hex) : r;
}

int office_note_access(struct office *office, enum sought what, const struct issuance *found, size_t count, int64_t now_s, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACCESS_LINE_MAX);
        const struct act act = { .event = ACT_LOOKED_UP };
        struct registry_change change = { .acts = &act, .act_count = 1, .access = &line };
        int r = format_line(what, found, count, &line);

        return r == 0 ? office_write(office, &change, false, now_s, problems) : problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", office->dir, NULL);
}

struct telling {
        access_tell_fn *tell;
        void *context;
};

static int tell_line(void *context, const struct access *access, const void *line, size_t len) {
        const struct telling *telling = context;
        json_t *object = json_loadb(line, len, 0, NULL), *found = json_object_get(object, "found");
        struct access_told told = { .t_ms = access->t_ms, .by = access->by, .what = SOUGHT_NONE };
        const char *what = json_string_value(json_object_get(object, "what"));
        const char **ctis = calloc(json_array_size(found) + 1, sizeof(*ctis));
        int r = ctis ? 0 : -ENOMEM;

        for (; r == 0 && told.count < json_array_size(found); told.count++) {
                ctis[told.count] = json_string_value(json_array_get(found, told.count));
                if (!ctis[told.count])
                        r = -EUCLEAN;
        }
        told.what = what ? sought_from_name(what) : SOUGHT_NONE;
        if (r == 0 && told.what == SOUGHT_NONE)
                r = -EUCLEAN;
        told.ctis = ctis;
        if (r == 0)
                r = telling->tell(telling->context, &told);
        free(ctis);
        json_decref(object);
        return r;
}

int office_accesses(struct office *office, struct problems *problems, access_tell_fn *tell, void *context) {
        struct telling telling = { .tell = tell, .context = context };

        return office_store_accesses(office, tell_line, &telling, problems);
}

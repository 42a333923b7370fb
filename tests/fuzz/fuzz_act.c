/* SPDX-License-Identifier: EUPL-1.2 */
/* An entry of an office's log: what is read is written again as the same bytes; and who follows its key reads the same of it. */
#include <string.h>

#include "controller/ledger/rotation_office.h"
#include "controller/office/registry/act.h"
#include "tests/fuzz/fuzz.h"

static bool same(const struct public_key *a, const struct public_key *b) {
        return memcmp(a->x, b->x, KEY_PUBLIC_LEN) == 0;
}

/* Whatever it is; `act` NULL: no entry. */
static void follow(const char *line, size_t len, const struct act *act) {
        uint8_t by_old[KEY_SIGNATURE_LEN], by_new[KEY_SIGNATURE_LEN];
        struct public_key old, new;
        bool has_old, read;

        read = rotation_office_named(line, len, &old, &new);
        MUST_HOLD(!act || act->event != ACT_LOG_KEY_NAMED || (read && same(&old, &act->old_key) && same(&new, &act->new_key)));
        read = rotation_office_agreed(line, len, &has_old, by_old, by_new);
        MUST_HOLD(!act || act->event != ACT_LOG_KEY_AGREED || (read && memcmp(by_new, act->by_new, sizeof(by_new)) == 0));
        read = rotation_office_begins(line, len, &new);
        MUST_HOLD(!act || act->event != ACT_LOG_KEY || (read && same(&new, &act->new_key)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct buffer line = BUFFER_INIT;
        struct act act;

        if (act_parse((const char *)data, size, &act) != 0) {
                follow((const char *)data, size, NULL);
                return 0;
        }
        follow((const char *)data, size, &act);
        MUST_HOLD(act_format(&act, &line) == 0);
        MUST_HOLD(line.len == size && memcmp(line.data, data, size) == 0);
        buffer_deinit(&line);
        return 0;
}

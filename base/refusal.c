/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/refusal.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

static const char *const names[] = {
        [REFUSAL_NONE] = NULL,
        [REFUSAL_MALFORMED] = "malformed",
        [REFUSAL_TOO_LONG] = "too_long",
        [REFUSAL_UNKNOWN_KEY] = "unknown_key",
        [REFUSAL_WRONG_USE] = "wrong_use",
        [REFUSAL_BAD_SIGNATURE] = "bad_signature",
        [REFUSAL_WRONG_BOX] = "wrong_box",
        [REFUSAL_EXPIRED] = "expired",
        [REFUSAL_NOT_YET] = "not_yet",
        [REFUSAL_VALIDITY] = "validity",
        [REFUSAL_REVOKED] = "revoked",
        [REFUSAL_NOT_HERE] = "not_here",
        [REFUSAL_ALREADY_ISSUED] = "already_issued",
        [REFUSAL_WRONG_ANSWER] = "wrong_answer",
        [REFUSAL_LOCKED] = "locked",
        [REFUSAL_VOID] = "void",
        [REFUSAL_CLOCK] = "clock",
};
static_assert(sizeof(names) / sizeof(names[0]) == REFUSAL_COUNT, "every refusal has a name");

const char *refusal_name(enum refusal refusal) {
        return (unsigned)refusal < REFUSAL_COUNT ? names[refusal] : NULL;
}

enum refusal refusal_from_name(const char *name) {
        for (unsigned i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++)
                if (strcmp(names[i], name) == 0)
                        return (enum refusal)i;
        return REFUSAL_NONE;
}

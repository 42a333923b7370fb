/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/badge.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct badge badge;

        if (badge_parse((const char *)data, size, &badge) == 0)
                MUST_HOLD(sub_valid(badge.sub));
        return 0;
}

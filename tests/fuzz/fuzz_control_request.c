/* SPDX-License-Identifier: EUPL-1.2 */
/* Any line on the control socket is a request within its limits or is refused with a sentence. */
#include "controller/box/daemon/control_request.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct control_request request;
        const char *why = NULL;
        int r;

        r = control_request_parse((const char *)data, size, &request, &why);
        if (r != 0) {
                MUST_HOLD(r == CONTROL_E_MALFORMED && why && *why);
                return 0;
        }
        MUST_HOLD(request.kind >= CONTROL_STATUS && request.kind < CONTROL_KIND_COUNT);
        MUST_HOLD(request.len <= BUNDLE_MAX_LEN);
        MUST_HOLD(request.kind != CONTROL_DOOR || (request.c >= 1 && request.c <= STORE_COMPARTMENTS_MAX));
        MUST_HOLD(request.kind != CONTROL_WAIT || (request.screen < SCREEN_COUNT && request.ms <= CONTROL_WAIT_MAX_MS));
        control_request_deinit(&request);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/trust.h"

#include <stdlib.h>
#include <syslog.h>

#include "controller/box/session/box.h"
#include "crypto/calendar.h"

void trust_deinit(struct trust *trust) {
        bundle_free(trust->bundle);
}

int64_t trust_deadline(const struct trust *trust, int64_t wall_ms, unsigned days, uint32_t ticket_exp) {
        const struct calendar calendar = calendar_of(trust->bundle);

        return calendar_deadline(&calendar, wall_ms, days, ticket_exp);
}

static int add_stated(struct recorder *recorder, struct bundle *bundle) {
        struct revocation *items = NULL;
        size_t count = 0;
        int r = store_stated(recorder->store, recorder->now.wall_ms, &items, &count);

        if (r == 0)
                r = bundle_add_revocations(bundle, items, count);
        free(items);
        return r;
}

int trust_load(struct trust *trust, struct recorder *recorder) {
        struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        struct bundle *bundle = NULL;
        struct public_key root;
        int r;

        r = store_bundle(recorder->store, &root, &bytes);
        if (r == 0) {
                r = bundle_open(bytes.data, bytes.len, &root, &bundle);
                if (r > 0)
                        r = BOX_E_REFUSED;
        } else if (r == STORE_E_NO_BUNDLE) {
                r = BOX_E_NO_ROOT;
        }
        buffer_deinit(&bytes);
        if (r == 0)
                r = add_stated(recorder, bundle);
        if (r != 0) {
                bundle_free(bundle);
                return r;
        }
        bundle_free(trust->bundle);
        trust->bundle = bundle;
        recorder->has_ledger = true;
        if (moment_use_zone(bundle->zone) != 0)
                recorder_log(recorder, LOG_ERR, "the system does not know the time zone %s; deadlines end at midnight UTC", bundle->zone);
        return 0;
}

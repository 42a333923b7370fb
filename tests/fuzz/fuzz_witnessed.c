/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "controller/ledger/witnessed.h"
#include "tests/fuzz/fuzz.h"

/* A ledger of nothing but zeros. */
static int node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        if (level > 40)
                return -ENOENT;
        memset(ret_hash, 0, sizeof(*ret_hash));
        return 0;
}

/* Nobody has the keys: nothing is ever good or an alarm, and what is judged has the form that it is asked for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const struct public_key keys[2] = { { { 1 } }, { { 2 } } };
        const struct ledger_source source = { .size = 1000, .node = node };
        struct witnessing witnessing = { .origin = "stadt.example/pickupbox/K017", .own = &keys[0], .count = 1, .source = &source, .now_s = 1790000000 };
        struct witnessed witnessed;
        struct vkey witness;
        int r;

        vkey_init(&witness, "w.example/witness", NOTE_TYPE_COSIGNATURE, &keys[1]);
        witnessing.witnesses = &witness;
        r = witnessed_judge(&witnessing, data, size, &witnessed);
        MUST_HOLD(r == WITNESSED_E_MALFORMED || r == WITNESSED_E_OTHER_LEDGER || r == WITNESSED_E_NOBODY);
        MUST_HOLD(r == WITNESSED_E_MALFORMED || witnessed_is_note(data, size));
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A batch is complete orders for known boxes, or a problem is said. */
#include "controller/office/batch.h"
#include "tests/fuzz/fuzz.h"

static const struct state office = {
        .boxes = { { .id = "K017" } }, .box_count = 1, .policy = { .deadline_days = 10 },
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct problems problems = PROBLEMS_INIT, notes = PROBLEMS_INIT;
        struct batch batch = { 0 };
        int r;

        r = batch_parse(data, size, &office, 1795000000, &problems, &notes, &batch);
        MUST_HOLD((r == 0) == (problems.count == 0));
        MUST_HOLD((r == 0) == (batch.count > 0));
        for (size_t i = 0; i < batch.count; i++) {
                MUST_HOLD(state_find_box(&office, batch.orders[i].box));
                MUST_HOLD(batch.orders[i].item_count >= 1 && batch.orders[i].days >= 1 && batch.orders[i].birth[7]);
        }
        batch_deinit(&batch);
        problems_deinit(&problems);
        problems_deinit(&notes);
        return 0;
}

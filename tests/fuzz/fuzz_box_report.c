/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "controller/ledger/tile.h"
#include "controller/office/box_report.h"
#include "tests/fuzz/fuzz.h"

/* The bytes as a bundle of entries of one box: what comes of them is one fact a consignment at most, and none that no entry tells. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct box_report report = { .box = "K017", .from = size % 2 };
        struct reader reader = reader_over(data, size);
        const char *line;
        size_t len;

        while (bundle_take(&reader, &line, &len)) {
                uint64_t before = report.edge.size;
                int r = box_report_take(&report, line, len);

                MUST_HOLD(r == 0 || r == BOX_REPORT_E_MALFORMED);
                MUST_HOLD(report.edge.size == before + (r == 0));
                if (r != 0)
                        break;
        }
        MUST_HOLD(report.fact_count + report.statement_count <= report.edge.size);
        for (size_t i = 0; i < report.fact_count; i++)
                for (size_t j = 0; j < i; j++)
                        MUST_HOLD(memcmp(report.facts[i].cti, report.facts[j].cti, CTI_LEN) != 0);
        box_report_deinit(&report);
        return 0;
}

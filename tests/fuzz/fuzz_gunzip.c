/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/gunzip.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        enum { MAX_LEN = 100000 };
        struct buffer bytes = BUFFER_INIT;
        int r = gunzip(data, size, MAX_LEN, &bytes);

        MUST_HOLD(r == 0 || bytes.len == 0);
        MUST_HOLD(bytes.len <= MAX_LEN);
        MUST_HOLD(r != 0 || gunzip_looks_so(data, size));
        buffer_deinit(&bytes);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * entries.jsonl and entries.csv of an export, compared from front to back with
 * what the entries make of them. An export may lack either.
 */
#pragma once

#include "controller/ledger/exported.h"

enum { READABLE_WINDOW = 65536 };

struct readable {
        const char *path;          /* static */
        bool there;
        int fd;
        uint64_t line;             /* lines that agree so far */
        uint8_t window[READABLE_WINDOW];
        size_t len, used;
};

/* A file that is missing is no fault: `there` is false, and nothing is compared. 0, LEDGER_E_INVALID, negative errno. */
MUST_CHECK int readable_open(const struct exported *exported, const char *path, struct readable *readable, struct finding *ret_finding);
void readable_close(struct readable *readable);

/* Whether exactly these `count` whole lines come next. 0; LEDGER_E_INVALID with `line` at the first that does not agree; negative errno. */
MUST_CHECK int readable_expect(struct readable *readable, const struct buffer *lines, uint64_t count);
/* Nothing more may come. */
MUST_CHECK int readable_expect_end(struct readable *readable, struct finding *ret_finding);

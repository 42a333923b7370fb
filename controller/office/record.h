/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One line of consignments.jsonl of the first version, without its line feed.
 */
#pragma once

#include "controller/office/journal.h"

struct first_record {
        struct record record;                   /* version, born and sealed are not in it */
        uint8_t sealed[ORDER_FIRST_LEN];
};

/* 0; OFFICE_E_REFUSED with a problem; nothing else. */
MUST_CHECK int record_parse(const char *line, size_t len, struct problems *problems, struct first_record *ret_record);

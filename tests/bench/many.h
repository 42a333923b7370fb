/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * An office with as many consignments as one likes, each known again from its number: ids, boxes, contents, birth dates, own references and numbers are made of
 * it, sealed, and found by keyed hashes, all as an office does it. Written by the product's own transactions, a million to one.
 */
#pragma once

#include "controller/office/order.h"
#include "tests/office/registry/place.h"

struct many {
        struct value_key *values;
        struct tag_key *tags;
};

void many_init(struct many *many);
void many_deinit(struct many *many);
/* No two have the same own reference or number; about 170 of 5,000,000 have one birth date. */
struct order many_order(uint32_t number);
struct record many_record(const struct many *many, uint32_t number);
/* Makes the registry, with the first `count` of them. */
void many_fill(const struct many *many, const struct registry_place *at, uint32_t count);

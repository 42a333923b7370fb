/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is on a box's disk: its ledger, and what its store knows of the place's
 * one consignment.
 */
#pragma once

#include "controller/box/store/store.h"
#include "tests/box/daemon/place.h"

enum { DURABLE_LINES_MAX = 256 };

struct durable {
        size_t count;
        char *lines[DURABLE_LINES_MAX];   /* owned */
        struct entry entries[DURABLE_LINES_MAX];
        bool there;                     /* whether the store knows the consignment */
        struct consignment consignment;
        struct store_compartment compartment;
        bool own_pin;                   /* the manager has chosen a PIN of their own */
};

void durable_deinit(struct durable *durable);
/* Of the store while nobody has it open. */
void durable_read(const struct place *place, struct durable *ret_durable);
/* Through an export, which must verify under the box's key. */
void durable_export(const struct place *place, struct durable *ret_durable);

unsigned durable_count(const struct durable *durable, size_t from, enum entry_event event);
/* The index of the first such entry from `from` on, or SIZE_MAX. */
size_t durable_find(const struct durable *durable, size_t from, enum entry_event event);

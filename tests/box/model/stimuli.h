/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All that can happen to a box, as one list: what people touch, type and show, what doors and locks do, time, what comes and goes. Each
 * in a box whose contents are known (stock.h). Where one cannot happen it says why.
 */
#pragma once

#include "tests/box/session/stock.h"

struct stimulus {
        const char *name;
        void (*apply)(struct fixture *fixture, unsigned number);
        unsigned number;
        /* NULL: it can always happen. */
        bool (*may)(const struct fixture *fixture);
        const char *why_not;
};

enum { MODEL_COMPARTMENTS = 12 };

extern const struct stimulus stimuli[];
extern const unsigned stimulus_count;

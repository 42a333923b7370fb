/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * All that can happen to a box, as one list: what people touch, type and show, what doors and locks do, time, what comes and goes. Each
 * on a base of known consignments (model.h). Where one cannot happen it says why.
 */
#pragma once

#include "tests/box/session/fixture.h"

struct stimulus {
        const char *name;
        void (*apply)(struct fixture *fixture, unsigned number);
        unsigned number;
        /* NULL: it can always happen. */
        bool (*may)(const struct fixture *fixture);
        const char *why_not;
};

/* The base: what lies where. */
enum {
        MODEL_PLAIN = 1, MODEL_GROUP = 2, /* and 3 */ MODEL_OLD = 4, MODEL_EXPIRED = 5, MODEL_ISSUED = 6, MODEL_DOUBTED = 7, MODEL_REVOKED = 8,
        MODEL_NEW = 20, /* and the next: not loaded yet */
        MODEL_COMPARTMENTS = 12,
};

extern const struct stimulus stimuli[];
extern const unsigned stimulus_count;

/* Ticket and code as the base has them. */
void model_show_ticket(struct fixture *fixture, unsigned n);
/* A newer bundle, which revokes MODEL_REVOKED. 0 or BOX_E_*. */
int model_adopt(struct fixture *fixture);

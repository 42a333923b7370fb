/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What lies in a box before somebody wanders about or everything is tried there: a consignment of each kind, in compartments 1 to 7, and
 * a bundle that revokes one. Of the numbers of consignments each ten is alike: …2 and …3 are two of one holder, …4 and …9 want old
 * papers back.
 */
#pragma once

#include "tests/box/session/fixture.h"

enum {
        STOCK_PLAIN = 1,
        STOCK_GROUP = 2,        /* and 3 */
        STOCK_OLD = 4,
        STOCK_EXPIRED = 5,
        STOCK_ISSUED = 6,
        STOCK_DOUBTED = 7,
        STOCK_REVOKED = 8,
        STOCK_LAST = STOCK_REVOKED,
        STOCK_NEW = 20,         /* and more: not loaded yet */
};

/* The first number of who holds this one too. */
unsigned stock_holder(unsigned n);
bool stock_is_grouped(unsigned n);
/* As it is typed, DDMMYYYY. */
void stock_birth(unsigned n, char ret_typed[BIRTH_LEN + 1]);
void stock_show_ticket(struct fixture *fixture, unsigned n);
/* A newer bundle, which revokes STOCK_REVOKED. 0 or BOX_E_*. */
int stock_adopt(struct fixture *fixture);
/* From an empty box to an idle one, eleven days later. At least 8 compartments. */
void stock_fill(struct fixture *fixture);

/* SPDX-License-Identifier: EUPL-1.2 */
/* Somebody who stands before the box, and what they mean to do wrong. */
#pragma once

#include "tests/box/day/world.h"

struct at {
        struct world *world;
        struct fixture *fixture;
        unsigned d, holder;             /* shown; whose */
        unsigned opened;                /* what lay behind the last door */
        enum mistake mistake;
        bool typed, gone, reopened, twice;
        unsigned wrong;                 /* answers that will be wrong still */
};

enum screen_id at_screen(const struct at *at);
bool at_makes(const struct at *at, enum mistake mistake);
void at_count(const struct at *at, enum mistake mistake);
/* … and makes it once only. */
void at_count_once(struct at *at);

/* What the keypad asks for. */
void at_type_number(struct at *at);
void at_type_pin(struct at *at);
void at_type_birth(struct at *at);

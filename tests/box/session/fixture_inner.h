/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of the fixture share; whoever tests needs fixture.h alone.
 */
#pragma once

#include "tests/box/session/fixture.h"

/* ---- fixture_ports.c ---- */

struct box_ports fixture_ports(struct fixture *fixture);

/* ---- fixture_cabinet.c ---- */

/* What the hardware does by itself after a call: pulses end, doors spring open, PINs are computed. */
void fixture_settle(struct fixture *fixture);
/* A person's next move; what is due meanwhile comes before it. */
void fixture_moment_later(struct fixture *fixture);
/* Those who cut the power do it here. */
void fixture_step(struct fixture *fixture, const char *what);

/* ---- fixture_office.c ---- */

void fixture_make_keys(struct fixture *fixture);
void fixture_free_keys(struct fixture *fixture);
/* The first bundle, which is then the one of the fixture, signed. */
void fixture_sign_first(struct fixture *fixture, struct buffer *bytes);
/* The PINs that staff chose; "mike" still has that of his letter. */
void fixture_set_own_pins(struct store *store);
const char *fixture_own_pin(const char *sub);
void fixture_sign_badge(const struct fixture *fixture, const char *sub, struct buffer *text);

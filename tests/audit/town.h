/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A made-up town whose box is loaded every working morning and from which people collect when they find the time: the
 * ledger of so many days, for reports. The same seed gives the same ledger.
 */
#pragma once

#include "controller/ledger/source.h"
#include "crypto/note.h"

struct town;

/* Aborts the program when memory is missing. box: its id; days from 2026-01-05, a Monday. */
struct town *town_new(const char *box, unsigned days, unsigned seed);
void town_free(struct town *town);
struct ledger_source town_source(struct town *town);
/* "example.org/pickupbox/BOX" */
const char *town_origin(const struct town *town);
const struct secret_key *town_key(const struct town *town);

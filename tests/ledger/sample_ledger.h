/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A ledger of made-up entries in memory, for whatever reads one: its source, its
 * key, and folders to export into.
 */
#pragma once

#include "controller/ledger/source.h"
#include "crypto/note.h"

#define SAMPLE_ORIGIN "example.org/pickupbox/K017"

struct sample_ledger;

/* Aborts the program when memory is missing. `seed` makes another ledger with another key. */
struct sample_ledger *sample_ledger_new(uint64_t size, uint8_t seed);
void sample_ledger_free(struct sample_ledger *ledger);
/* The first `size` entries of it. */
struct ledger_source sample_ledger_source(struct sample_ledger *ledger, uint64_t size);
const struct secret_key *sample_ledger_key(const struct sample_ledger *ledger);
struct vkey sample_ledger_vkey(const struct sample_ledger *ledger);
/* Puts another entry in the place of one, as a fraud with the key would; the tree follows when `also_tree`. */
void sample_ledger_falsify(struct sample_ledger *ledger, uint64_t index, bool also_tree);
/* Reading this entry ends the process at once, as a power cut would. */
void sample_ledger_die_at(struct sample_ledger *ledger, uint64_t index);
/* Entries before `first` are archived: its source has them no more. */
void sample_ledger_forget(struct sample_ledger *ledger, uint64_t first);

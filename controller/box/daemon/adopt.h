/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Adopting a bundle while no daemon runs: directly in the store.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>

#include "controller/box/daemon/config.h"
#include "controller/box/store/store.h"
#include "crypto/bundle.h"

/*
 * Whether the one-time PINs that the bundle seals to this box open under its
 * key; true when it holds none. False: the office knows another enrolment of
 * this box id, and nothing sealed for it would be readable here.
 */
bool adopt_fits_box(const struct bundle *bundle, const char *box_id, const struct sealing_key *key);

#define ADOPT_OTHER_ENROLMENT \
        "the office took in another enrolment of box %s: give it this box's %s.enrol with `pickupbox office add-box --replace`, " \
        "compare the fingerprint, and take its next bundle"

enum { ADOPT_MESSAGE_SIZE = ROLLBACK_MESSAGE_SIZE };
enum { ADOPT_E_REFUSED = 1, ADOPT_E_FAULT };

/* The bundle in force, which the caller owns; *ret_current stays NULL before the first. 0, or ADOPT_E_FAULT with a message. */
MUST_CHECK int adopt_current(struct store *store, struct bundle **ret_current, char ret_message[ADOPT_MESSAGE_SIZE]);

/* Why the store at `path` could not be opened, for people: a result of store_open() other than 0. */
void adopt_store_message(int r, const char *path, char ret_message[ADOPT_MESSAGE_SIZE]);

struct lacking;
/* The revocations that a bundle takes back, for people. */
void adopt_lacking(const struct lacking *lacking, char ret_message[ADOPT_MESSAGE_SIZE]);
/* What became of it, for people: a result of box_adopt(). */
void adopt_verdict(int r, const char *box_id, const struct lacking *lacking, char ret_message[ADOPT_MESSAGE_SIZE]);

/* The same for a checkpoint with a countersignature: a result of box_witnessed(). */
void adopt_witnessed_verdict(int r, char ret_message[ADOPT_MESSAGE_SIZE]);

/*
 * Opens the bundle under the pinned root, or, the first time, under `root`
 * (NULL: none given), which is pinned by it. What is no bundle but a statement of
 * revocations for this box is taken as one; *ret_version is 0 then. 0; ADOPT_E_REFUSED or ADOPT_E_FAULT
 * with a message for people, and nothing has changed. Blocks.
 */
MUST_CHECK int adopt_directly(const struct config *config, const uint8_t *bytes, size_t len, const struct public_key *root,
                              int64_t t_ms, uint32_t *ret_version, char ret_message[ADOPT_MESSAGE_SIZE]);

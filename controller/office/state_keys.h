/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The keys in what an office knows about itself (state.h): the newest of each use, and the former ones that boxes still have to
 * know. Values only; nothing blocks.
 */
#pragma once

#include "controller/office/state.h"

/* As the file and sentences name it. */
const char *state_key_name(enum state_key key);

/* The member `keys` of the file. False after adding what is wrong. */
MUST_CHECK bool state_keys_read(const struct json_t *object, struct problems *problems, struct state *state);
/* The same of a new office; NULL without memory. The caller owns it. */
struct json_t *state_keys_value(const struct state_validity keys[STATE_KEY_COUNT], const struct sealing_public *sealing,
                                const struct sealing_public *backup);

/* What a bundle says that a key of this kind signs; 0: no bundle names it. And the other way round; false: no key of the office signs such a thing. */
enum key_use state_key_use(enum state_key key);
MUST_CHECK bool state_key_of_use(enum key_use use, enum state_key *ret_key);

/* The one that signs at t, in seconds: the newest that is valid then. NULL: none. Valid until the next change. */
const struct state_validity *state_key_at(const struct state *state, enum state_key key, int64_t t);

/* Each 0 or -ENOMEM. */
MUST_CHECK int state_set_backup(struct state *state, const struct sealing_public *backup);
MUST_CHECK int state_set_revoke(struct state *state, const struct state_validity *revoke);
MUST_CHECK int state_set_log(struct state *state, const struct state_validity *log);
/* Whether there is one of this kind: an office has not all from the beginning. */
bool state_has_key(const struct state *state, enum state_key key);
/* Puts a new key in the place of the newest, which is a former one from then on and ends where it begins, if not before. There is room for it. */
MUST_CHECK int state_renew_key(struct state *state, enum state_key key, const struct state_validity *fresh);
/* Forgets former key i. */
MUST_CHECK int state_forget_former(struct state *state, size_t i);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Staff PINs: 8 digits, Argon2id (RFC 9106) with m = 19 MiB, t = 2. Both
 * functions take tens of milliseconds and 19 MiB: call them off the main loop.
 */
#pragma once

#include <stdbool.h>

#include "base/macro.h"
#include "crypto/bundle.h"

enum { STAFF_PIN_LEN = 8 };

/* 0 or -ENOMEM. */
MUST_CHECK int pin_hash(const char *pin, char ret_verifier[PIN_VERIFIER_SIZE]);
/* True only when it matches. */
MUST_CHECK bool pin_matches(const char *pin, const char *verifier);
/*
 * Whether whoever tries a few would try this one: all digits alike, counting up or down (9 and 0 are neighbours), or the first, the
 * first two or the first four digits over and over.
 */
bool pin_guessable(const char *pin);
/* A random PIN of `len` decimal digits, NUL-terminated; uniform. */
void pin_random(unsigned len, char *ret_pin);

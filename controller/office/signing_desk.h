/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The signer's own half: it has the secret keys, judges what it is asked to sign (signing_rules.h), and answers (signer.h says how). It serves one stream in
 * a cage and ends when that does, or at the first thing that is no ask.
 */
#pragma once

#include "controller/office/signer.h"
#include "controller/office/signing_rules.h"

/* The answer to one ask: public half of the key, and the message. Anything else than what may be signed is answered by a verdict and zeros. */
void signing_answer(struct signing_rules *rules, const struct secrets *secrets, const uint8_t *ask, size_t len, uint8_t ret_answer[SIGNER_ANSWER_LEN]);

/* Serves until the stream ends, in a cage that the caller has shut. Never anything to tell: whoever is at the other end is not trusted with more. */
void signing_serve(struct signing_rules *rules, const struct secrets *secrets, int fd);

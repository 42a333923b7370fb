/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Judges what a citizen typed: birth date after a code; reference, PIN and birth
 * date together on the typed way. An unknown reference takes the same steps as a
 * known one: tags are made, something durable is written, a counter counts.
 */
#pragma once

#include "controller/box/session/deeds.h"
#include "controller/box/session/works.h"

/* A wrong answer is durable before it is told. 0 or the errors of the store. */
MUST_CHECK int answer_judge(struct works *works, const struct answer *answer, struct verdict *verdict);

/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes on at a box in the order of a citizen's session, and how far one has come; inside the virtual kiosk. Everything asserts. */
#pragma once

#include "tests/kiosk/visitor.h"

enum stage { STAGE_CODE, STAGE_BIRTH, STAGE_OPENING, STAGE_COIL, STAGE_OPEN, STAGE_SHUT, STAGE_DONE, STAGES };

const char *stage_name(enum stage stage);
/* A session up to a random moment of `target`; what that has become by then. False: the box refuses the code. */
bool stage_session(struct visitor *visitor, enum stage target, enum stage *ret_struck);
/* Lets that much time go by; a door springs open when its coil is on. */
void stage_let_pass(struct visitor *visitor, unsigned ms);

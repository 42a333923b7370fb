/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What staff do with a compartment: it is opened for them, and what they say of it decides what becomes of it.
 */
#pragma once

#include "controller/box/session/deeds.h"

/* Adds these deeds; the context is the works. */
void deeds_init_staff_look(struct deeds *deeds);

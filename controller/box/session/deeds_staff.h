/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The staff's deeds on the store of a box.
 */
#pragma once

#include "controller/box/session/deeds.h"

/* Adds them; the context is the works. */
void deeds_init_staff(struct deeds *deeds);

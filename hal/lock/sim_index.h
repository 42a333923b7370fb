/* SPDX-License-Identifier: EUPL-1.2 */
/* Which line of the simulated cabinet a name means, and what is seen of lines without holding them. */
#pragma once

#include "hal/lock/lines.h"

enum { SIM_INDEX_ABSENT = -1 };

/* The compartment that a name such as "lock12" belongs to, of so many; SIM_WORLD_SENSE_INDEX for the line that senses the coils; or SIM_INDEX_ABSENT. */
int sim_index(const struct line_config *config, enum lines_direction direction, unsigned count);
/* As lines_survey(), for lines_backend_simulated. */
int sim_index_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys);

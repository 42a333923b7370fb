/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/sim_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "hal/sim/sim_world.h"

int sim_index(const struct line_config *config, enum lines_direction direction, unsigned count) {
        const char *prefix = direction == LINES_OUTPUT ? "lock" : "door";
        const char *digits = config->name + strlen(prefix);
        unsigned long index;
        char *end;

        if (direction == LINES_INPUT && strcmp(config->chip, SIM_WORLD_CHIP) == 0 && strcmp(config->name, SIM_WORLD_SENSE) == 0)
                return SIM_WORLD_SENSE_INDEX;
        if (strcmp(config->chip, SIM_WORLD_CHIP) != 0 || strncmp(config->name, prefix, strlen(prefix)) != 0)
                return SIM_INDEX_ABSENT;
        if (digits[0] < '0' || digits[0] > '9' || (digits[0] == '0' && digits[1]))
                return SIM_INDEX_ABSENT;
        errno = 0;
        index = strtoul(digits, &end, 10);
        return *end || errno || index >= count ? SIM_INDEX_ABSENT : (int)index;
}

int sim_index_survey(const char *place, const struct lines_config *config, struct line_survey *ret_surveys) {
        enum sim_line kind = config->direction == LINES_OUTPUT ? SIM_LINE_LOCK : SIM_LINE_DOOR;
        CLEANUP(sim_world_cleanup) struct sim_world *world = NULL;
        int r = sim_world_open(place, 0, &world);

        if (r != 0)
                return r < 0 ? r : -EBADMSG;
        for (unsigned i = 0; i < config->count; i++) {
                int index = sim_index(&config->lines[i], config->direction, sim_world_count(world));
                struct line_survey *survey = &ret_surveys[i];

                *survey = (struct line_survey){ .finding = LINE_NO_CHIP };
                if (index == SIM_INDEX_ABSENT) {
                        if (strcmp(config->lines[i].chip, SIM_WORLD_CHIP) == 0)
                                survey->finding = LINE_NO_NAME;
                        continue;
                }
                if (!sim_world_plugged(world, (unsigned)index))
                        continue;
                survey->finding = sim_world_held(world, kind, (unsigned)index) ? LINE_BUSY : LINE_FREE;
                strcpy(survey->device, SIM_WORLD_CHIP);
                survey->offset = (unsigned)index;
                survey->output = config->direction == LINES_OUTPUT;
        }
        return 0;
}

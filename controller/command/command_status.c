/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/command.h"

const struct command status_commands[] = {
        { .name = NULL },
};

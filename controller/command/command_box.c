/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/command.h"

const struct command box_commands[] = {
        { .name = NULL },
};

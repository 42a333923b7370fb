/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/command.h"

const struct command ledger_commands[] = {
        { .name = NULL },
};

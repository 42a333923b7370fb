/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * main() of the programs behind `pickupbox`: runs what their tables hold.
 */
#pragma once

#include "controller/command/command.h"
#include "controller/command/family.h"

/* One of a program's own commands. */
struct member_command {
        enum family_command command;
        int (*run)(int argc, char **argv); /* argv[0] is the command's last word; returns COMMAND_*. NULL ends a table */
};

/* Lists of commands, ended by NULL. Each command of the program stands in exactly one. Returns the exit status. */
MUST_CHECK int member_main(enum family_program program, const struct member_command *const *lists, int argc, char **argv);

/* command_GROUP.c */
extern const struct member_command office_commands[], office_issue_commands[], office_print_commands[], office_pack_commands[], office_store_commands[], office_sync_commands[], office_access_commands[], office_unseal_commands[], office_care_commands[], box_commands[], status_commands[], sim_commands[], code_commands[],
        ledger_commands[], ledger_archive_commands[], ledger_proof_commands[], ledger_witness_commands[], witness_commands[], submit_commands[], report_commands[];

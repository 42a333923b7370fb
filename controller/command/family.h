/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The family of programs behind `pickupbox`, and all their commands: the one table
 * that the dispatcher and the programs read. Each program knows which of the
 * commands are its own and how their options are read; what a command is called
 * and what its help says stands in family.c alone.
 *
 *      pickupbox ledger verify OUT ──▶ pickupbox ──exec, same words──▶ pickupbox-ledger ledger verify OUT
 *
 * A new command is a name here, a row in family.c, and a row in its program's table.
 */
#pragma once

#include "base/macro.h"

enum family_program {
        PROGRAM_OFFICE,
        PROGRAM_BOX,
        PROGRAM_LEDGER,
        PROGRAM_WITNESS,
        PROGRAM_REPORT,
        PROGRAM_DEMO,
        PROGRAM_COUNT,
        PROGRAM_ANY = PROGRAM_COUNT, /* the dispatcher's */
};

/* In the order in which help lists them. */
enum family_command {
        COMMAND_OFFICE_INIT,
        COMMAND_OFFICE_ADD_BOX,
        COMMAND_OFFICE_ADD_STAFF,
        COMMAND_OFFICE_REMOVE_STAFF,
        COMMAND_OFFICE_BUNDLE,
        COMMAND_OFFICE_ISSUE,
        COMMAND_OFFICE_REISSUE,
        COMMAND_OFFICE_PRINT,
        COMMAND_OFFICE_PACK,
        COMMAND_OFFICE_REVOKE,
        COMMAND_OFFICE_LIST,
        COMMAND_OFFICE_FIND,
        COMMAND_OFFICE_ACCESSES,
        COMMAND_OFFICE_SYNC,
        COMMAND_OFFICE_EXPORT,
        COMMAND_OFFICE_TAKE_IN,
        COMMAND_OFFICE_CONTINUE,
        COMMAND_OFFICE_MIGRATE,
        COMMAND_OFFICE_UNSEAL,
        COMMAND_OFFICE_PASSPHRASE,
        COMMAND_OFFICE_RENEW_KEYS,
        COMMAND_OFFICE_CLEAN,
        COMMAND_OFFICE_CHECK,
        COMMAND_BOX_INIT,
        COMMAND_BOX_ADOPT,
        COMMAND_BOX_WIRING,
        COMMAND_BOX_SCANNER,
        COMMAND_BOX_ROTATE,
        COMMAND_BOX_RESTORE,
        COMMAND_BOX_BACKUP,
        COMMAND_BOX_INCIDENTS,
        COMMAND_CODE_INSPECT,
        COMMAND_LEDGER_EXPORT,
        COMMAND_LEDGER_VERIFY,
        COMMAND_LEDGER_PROVE,
        COMMAND_LEDGER_CHECK_PROOF,
        COMMAND_LEDGER_COMPARE,
        COMMAND_LEDGER_ARCHIVE,
        COMMAND_LEDGER_WITNESS,
        COMMAND_LEDGER_CHECK_FORK,
        COMMAND_LEDGER_SUBMIT,
        COMMAND_WITNESS_SERVE,
        COMMAND_REPORT,
        COMMAND_STATUS,
        COMMAND_SIM,
        COMMAND_DEMO,
        COMMAND_COUNT,
};

/* "pickupbox-ledger", and what it is for. */
const char *family_program_name(enum family_program program);
const char *family_program_summary(enum family_program program);

/* What is called: argv[words] is the last word of its name. Returns COMMAND_*. */
typedef int family_run_fn(const void *context, enum family_program program, enum family_command command, int argc, char **argv, int words);

/*
 * main() of a program of the family: answers --help and --version, says what is no command, and gives the others to `run`.
 * `program` limits it to that program's own. Returns the exit status; what was printed has arrived, or it is COMMAND_FAULT.
 */
MUST_CHECK int family_main(enum family_program program, family_run_fn *run, const void *context, int argc, char **argv);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox`: finds the subcommand and runs it.
 */
#include <stdio.h>
#include <string.h>

#include "controller/command/command.h"
#include "crypto/key.h"

static const struct command *const groups[] = {
        office_commands,
        box_commands,
        code_commands,
        ledger_commands,
        ledger_archive_commands,
        ledger_witness_commands,
        report_commands,
        status_commands,
        sim_commands,
        demo_commands,
};

static void print_command(const struct command *command) {
        printf("  pickupbox %s%s%s%s%s\n", command->group ? command->group : "", command->group ? " " : "", command->name,
               *command->usage ? " " : "", command->usage);
        printf("      %s\n", command->help);
}

/* group NULL: all. */
static void print_commands(const char *group) {
        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                for (const struct command *command = groups[i]; command->name; command++)
                        if (!group || (command->group && strcmp(command->group, group) == 0))
                                print_command(command);
}

static void print_help(void) {
        puts("pickupbox - the software of a document pickup box\n");
        print_commands(NULL);
        puts("\n  pickupbox --help, pickupbox COMMAND --help, pickupbox --version\n");
        puts("Exit status: 0 done or valid, 1 refused or invalid, 2 usage, environment or fault.");
}

/* *ret_words: how many arguments its name takes. */
static const struct command *find_command(int argc, char **argv, int *ret_words) {
        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                for (const struct command *command = groups[i]; command->name; command++) {
                        int words = command->group ? 2 : 1;

                        if (argc > words && strcmp(argv[words], command->name) == 0 &&
                            (!command->group || strcmp(argv[1], command->group) == 0)) {
                                *ret_words = words;
                                return command;
                        }
                }
        return NULL;
}

static bool is_help(const char *word) {
        return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool is_group(const char *name) {
        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                for (const struct command *command = groups[i]; command->name; command++)
                        if (command->group && strcmp(command->group, name) == 0)
                                return true;
        return false;
}

static int no_such_command(int argc, char **argv) {
        if (!is_group(argv[1]))
                command_error("there is no command %s; `pickupbox --help` lists them", argv[1]);
        else if (argc > 2)
                command_error("there is no command %s %s; `pickupbox %s --help` lists those of %s", argv[1], argv[2], argv[1], argv[1]);
        else
                command_error("%s: a command is missing; `pickupbox %s --help` lists them", argv[1], argv[1]);
        return COMMAND_FAULT;
}

/* Help is shown wherever --help stands, except behind "--" and among the words of a simulated action. */
static bool wants_help(const struct command *command, int argc, char **argv) {
        if (argc > 1 && is_help(argv[1]))
                return true;
        for (int i = 1; i < argc && strcmp(argv[i], "--") != 0 && command->run != sim_commands->run; i++)
                if (strcmp(argv[i], "--help") == 0)
                        return true;
        return false;
}

/* What was printed must have arrived: a full disk is no success. */
static int finish(int status) {
        if (fflush(stdout) == 0 && !ferror(stdout))
                return status;
        command_error("cannot write to standard output");
        return COMMAND_FAULT;
}

/* Commands that have all their sentences in ui/po. */
static bool speaks_locale(const struct command *command) {
        return strcmp(command->group ? command->group : command->name, "office") == 0 || command->run == report_commands->run;
}

static int run(const struct command *command, int argc, char **argv) {
        if (speaks_locale(command))
                command_use_locale();
        if (wants_help(command, argc, argv)) {
                print_command(command);
                return COMMAND_DONE;
        }
        if (crypto_init() < 0) {
                command_error("the system gives no random numbers");
                return COMMAND_FAULT;
        }
        return command->run(argc, argv);
}

int main(int argc, char **argv) {
        const struct command *command;
        int words;

        if (argc < 2) {
                command_error("a command is missing; `pickupbox --help` lists them");
                return COMMAND_FAULT;
        }
        if (is_help(argv[1])) {
                print_help();
                return finish(COMMAND_DONE);
        }
        if (strcmp(argv[1], "--version") == 0) {
                puts("pickupbox " PICKUPBOX_VERSION);
                return finish(COMMAND_DONE);
        }
        command = find_command(argc, argv, &words);
        if (command)
                return finish(run(command, argc - words, argv + words));
        if (argc == 3 && is_group(argv[1]) && is_help(argv[2])) {
                print_commands(argv[1]);
                return finish(COMMAND_DONE);
        }
        return no_such_command(argc, argv);
}

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
        status_commands,
        sim_commands,
        demo_commands,
};

static void print_command(FILE *to, const struct command *command) {
        fprintf(to, "  pickupbox %s%s%s%s%s\n", command->group ? command->group : "", command->group ? " " : "", command->name,
                *command->usage ? " " : "", command->usage);
        fprintf(to, "      %s\n", command->help);
}

/* group NULL: all. How many it printed. */
static size_t print_commands(FILE *to, const char *group) {
        size_t count = 0;

        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                for (const struct command *command = groups[i]; command->name; command++)
                        if (!group || (command->group && strcmp(command->group, group) == 0)) {
                                print_command(to, command);
                                count++;
                        }
        return count;
}

static void print_help(void) {
        puts("pickupbox - the software of a document pickup box\n");
        print_commands(stdout, NULL);
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

static int no_such_command(int argc, char **argv) {
        if (print_commands(stderr, argv[1]) > 0)
                command_error(argc > 2 ? "%s has no command of that name" : "%s what? Its commands are above", argv[1]);
        else
                command_error("there is no command %s; `pickupbox --help` lists them", argv[1]);
        return COMMAND_FAULT;
}

int main(int argc, char **argv) {
        const struct command *command;
        int words, r;

        if (argc < 2) {
                command_error("a command is missing; `pickupbox --help` lists them");
                return COMMAND_FAULT;
        }
        if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
                print_help();
                return COMMAND_DONE;
        }
        if (strcmp(argv[1], "--version") == 0) {
                puts("pickupbox " PICKUPBOX_VERSION);
                return COMMAND_DONE;
        }
        command = find_command(argc, argv, &words);
        if (!command && argc == 3 && strcmp(argv[2], "--help") == 0 && print_commands(stdout, argv[1]) > 0)
                return COMMAND_DONE;
        if (!command)
                return no_such_command(argc, argv);
        if (argc == words + 2 && (strcmp(argv[words + 1], "--help") == 0 || strcmp(argv[words + 1], "-h") == 0)) {
                print_command(stdout, command);
                return COMMAND_DONE;
        }
        if (crypto_init() < 0) {
                command_error("the system gives no random numbers");
                return COMMAND_FAULT;
        }
        r = command->run(argc - words, argv + words);
        if (fflush(stdout) != 0 || ferror(stdout)) {
                command_error("cannot write to standard output");
                return COMMAND_FAULT;
        }
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/member.h"

#include <assert.h>

#include "crypto/key.h"

static int run(const void *context, enum family_program program, enum family_command command, int argc, char **argv, int words) {
        if (crypto_init() < 0) {
                command_error("the system gives no random numbers");
                return COMMAND_FAULT;
        }
        for (const struct member_command *const *list = context; *list; list++)
                for (const struct member_command *own = *list; own->run; own++)
                        if (own->command == command)
                                return own->run(argc - words, argv + words);
        assert(!"every command of a program stands in its tables");
        return COMMAND_FAULT;
}

int member_main(enum family_program program, const struct member_command *const *lists, int argc, char **argv) {
        return family_main(program, run, lists, argc, argv);
}

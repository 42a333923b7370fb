/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox`: finds the program that has the command, and becomes it.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/program.h"
#include "controller/command/command.h"
#include "controller/command/family.h"

static int become(const void *context, enum family_program program, enum family_command command, int argc, char **argv, int words) {
        const char *name = family_program_name(program);
        char path[PATH_MAX];
        int r = program_find(name, NULL, path);

        if (r == 0) {
                execv(path, argv);
                r = -errno;
        }
        if (r == -ENOENT)
                command_error("%s is not installed, which has the command %s (%s); install it beside this program or in %s", name,
                              argv[words], family_program_summary(program), program_folder);
        else
                command_error("%s cannot be started: %s", name, strerror(-r));
        return COMMAND_FAULT;
}

int main(int argc, char **argv) {
        return family_main(PROGRAM_ANY, become, NULL, argc, argv);
}

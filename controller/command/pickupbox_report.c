/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-report`: what exports say in numbers. */
#include "controller/command/member.h"

int main(int argc, char **argv) {
        static const struct member_command *const lists[] = { report_commands, NULL };

        return member_main(PROGRAM_REPORT, lists, argc, argv);
}

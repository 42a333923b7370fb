/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-box`: making, wiring and asking a box. */
#include "controller/command/member.h"

int main(int argc, char **argv) {
        static const struct member_command *const lists[] = { box_commands, status_commands, sim_commands, NULL };

        return member_main(PROGRAM_BOX, lists, argc, argv);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-witness`: a witness over HTTP, and asking others. */
#include "controller/command/member.h"

int main(int argc, char **argv) {
        static const struct member_command *const lists[] = { submit_commands, witness_commands, NULL };

        return member_main(PROGRAM_WITNESS, lists, argc, argv);
}

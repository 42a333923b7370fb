/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-ledger`: codes and the verifiable log. Neither a device nor a picture is linked with it. */
#include "controller/command/member.h"

int main(int argc, char **argv) {
        static const struct member_command *const lists[] = { code_commands, ledger_commands, ledger_archive_commands, ledger_proof_commands,
                                                             ledger_witness_commands, NULL };

        return member_main(PROGRAM_LEDGER, lists, argc, argv);
}

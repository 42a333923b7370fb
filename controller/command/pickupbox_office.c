/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-office`: the office's side. */
#include "controller/command/member.h"

int main(int argc, char **argv) {
        static const struct member_command *const lists[] = { office_commands, office_issue_commands, office_print_commands, office_pack_commands, office_store_commands, office_access_commands, office_sync_commands, office_unseal_commands,
                                                             office_care_commands, NULL };

        return member_main(PROGRAM_OFFICE, lists, argc, argv);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/session/box.h"

void adopt_lacking(const struct lacking *lacking, char ret_message[ADOPT_MESSAGE_SIZE]) {
        char names[LACKING_NAMED_MAX * (2 * CTI_LEN + 2) + 1] = "";

        for (size_t i = 0; i < lacking->count && i < LACKING_NAMED_MAX; i++) {
                char hex[2 * CTI_LEN + 1];

                hex_encode(lacking->ctis[i], CTI_LEN, hex);
                snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", i > 0 ? ", " : "", hex);
        }
        snprintf(ret_message, ADOPT_MESSAGE_SIZE,
                 "this bundle takes back %zu revocation%s of the one in force: %s%s; the office must sign one that names them",
                 lacking->count, lacking->count == 1 ? "" : "s", names, lacking->count > LACKING_NAMED_MAX ? ", …" : "");
}

void adopt_verdict(int r, const char *box_id, const struct lacking *lacking, char ret_message[ADOPT_MESSAGE_SIZE]) {
        static const char *const texts[] = {
                [0] = "taken",
                [BOX_E_BUSY] = "somebody is at the box or a door is open; try again when it is idle, or move the file into the folder "
                               "incoming, from which it is taken within a minute",
                [BOX_E_NO_ROOT] = "this box trusts no office yet; stop the daemon and adopt with --root",
                [BOX_E_REFUSED] = "not signed by the office that this box trusts, neither a bundle nor a statement of revocations",
                [BOX_E_DAMAGED] = "not signed by the office that this box trusts, or damaged: neither a bundle nor a statement of revocations",
                [BOX_E_OLD_VERSION] = "the box has this version of the bundle or a newer one already",
                [BOX_E_NOTHING_NEW] = "the box knows these revocations already",
        };

        if (r == BOX_E_LACKS_REVOCATIONS)
                adopt_lacking(lacking, ret_message);
        else if (r == BOX_E_OTHER_BOX)
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "this is not for box %s; for a bundle `pickupbox office add-box` comes first", box_id);
        else if (r < 0)
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "it could not be stored: %s", strerror(-r));
        else
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "%s", (size_t)r < ARRAY_LEN(texts) && texts[r] ? texts[r] : "it is refused");
}

void adopt_witnessed_verdict(int r, char ret_message[ADOPT_MESSAGE_SIZE]) {
        static const char *const texts[] = {
                [0] = "countersigned: taken",
                [BOX_E_BUSY] = "the store does not answer; try again",
                [BOX_E_NO_ROOT] = "this box has no ledger yet",
                [BOX_E_DAMAGED] = "no checkpoint, or damaged; have it countersigned again",
                [BOX_E_OTHER_BOX] = "a checkpoint of another ledger",
                [BOX_E_NO_WITNESS] = "signed by no witness that this box trusts (`witness` in [box])",
                [BOX_E_NOTHING_NEW] = "the box knows this countersignature, or a newer one",
                [BOX_E_CONTRADICTS] = "what was signed is not the ledger of this box as it is now: another one was signed in its name, or entries are gone. Keep this "
                                      "file, the box's disk and every export, and call whoever sees to incidents",
        };

        if (r < 0)
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "it could not be judged: %s", strerror(-r));
        else
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, "%s", (size_t)r < ARRAY_LEN(texts) && texts[r] ? texts[r] : "it is refused");
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* Consignments as `pickupbox office` lists them: a line each, or JSON. */
#include "controller/command/command_office.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/moment.h"

static json_t *row_object(const struct issuance *issuance, enum standing standing) {
        char cti[2 * CTI_LEN + 1], nbf[MOMENT_TEXT_SIZE], ticket[MOMENT_TEXT_SIZE], code[MOMENT_TEXT_SIZE];

        hex_encode(issuance->cti, CTI_LEN, cti);
        moment_format((int64_t)issuance->nbf * 1000, false, nbf);
        moment_format((int64_t)issuance->ticket_exp * 1000, false, ticket);
        moment_format((int64_t)issuance->code_exp * 1000, false, code);
        return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "cti", cti, "box", issuance->box, "state", standing_name(standing), "nbf", nbf,
                         "ticket_exp", ticket, "code_exp", code, "times_issued", (int)issuance->version);
}

void office_say_row(const struct issuance *issuance) {
        enum standing standing = issuance_standing(issuance, office_now());
        char cti[2 * CTI_LEN + 1], nbf[MOMENT_TEXT_SIZE], code[MOMENT_TEXT_SIZE];

        hex_encode(issuance->cti, CTI_LEN, cti);
        moment_format((int64_t)issuance->nbf * 1000, false, nbf);
        moment_format((int64_t)issuance->code_exp * 1000, false, code);
        command_say(TEXT_OFFICE_ROW, "cti", cti, "box", issuance->box, "state", command_word(TEXT_OFFICE_STANDING_1 + (standing - 1)), "since",
                    CUT(nbf, 10), "until", CUT(code, 10), NULL);
}

int office_say_rows(const struct office_selection *selection, const struct issuance *rows, size_t count) {
        json_t *list = selection->json ? json_array() : NULL;
        int r = 0;

        for (size_t i = 0; i < count; i++) {
                enum standing standing = issuance_standing(&rows[i], office_now());

                if ((selection->state != STANDING_NONE && selection->state != standing) || (selection->box && strcmp(selection->box, rows[i].box) != 0))
                        continue;
                if (selection->json)
                        json_array_append_new(list, row_object(&rows[i], standing));
                else
                        office_say_row(&rows[i]);
        }
        if (selection->json) {
                json_t *whole = json_pack("{s:o}", "consignments", list);

                r = whole && json_dumpf(whole, stdout, JSON_COMPACT) == 0 ? 0 : -ENOMEM;
                json_decref(whole);
                putchar('\n');
        }
        return r;
}

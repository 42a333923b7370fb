/* SPDX-License-Identifier: EUPL-1.2 */
/* make_town OUT BOX DAYS SEED: exports the ledger of a made-up town (tests/audit/town.h). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/export.h"
#include "tests/audit/town.h"

int main(int argc, char **argv) {
        struct town *town;
        struct ledger_source source;
        struct checkpoint checkpoint;
        struct finding finding = { 0 };
        int r;

        if (argc != 5 || strlen(argv[2]) > BOX_ID_MAX)
                return 2;
        town = town_new(argv[2], (unsigned)strtoul(argv[3], NULL, 10), (unsigned)strtoul(argv[4], NULL, 10));
        source = town_source(town);
        r = ledger_export(&source, town_origin(town), town_key(town), argv[1], NULL, NULL, &checkpoint, &finding);
        if (r != 0)
                fprintf(stderr, "make_town: %s %s\n", finding.text, r < 0 ? strerror(-r) : "");
        town_free(town);
        return r == 0 ? 0 : 1;
}

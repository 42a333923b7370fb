/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/losing.h"

#include <stdio.h>
#include <stdlib.h>

/* How many of a hundred get lost now. */
static unsigned percent(void) {
        unsigned wish = 0;
        FILE *file = fopen(LOSING_FILE, "re");

        if (!file)
                return 0;
        if (fscanf(file, "%u", &wish) != 1)
                wish = 0;
        fclose(file);
        return wish;
}

uint64_t losing_edges(uint64_t slots) {
        static unsigned seed = 1;
        unsigned lost = percent();

        for (unsigned slot = 0; slot < 64; slot++) {
                uint64_t bit = UINT64_C(1) << slot;

                if (!(slots & bit) || (unsigned)rand_r(&seed) % 100 >= lost)
                        continue;
                slots &= ~bit;
                fprintf(stderr, LOSING_SAID "\n");
        }
        return slots;
}

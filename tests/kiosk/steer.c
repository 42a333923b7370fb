/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a daemon that keeps the time tells the kernel, inside the virtual kiosk: that the clock is right, or that nobody says so (adjtimex(2)).
 *
 *      kiosk_steer synchronised|alone
 */
#include <err.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>

enum { NOBODY_US = 16 * 1000 * 1000 }; /* an error beyond which the kernel's clock counts as alone */

int main(int argc, char **argv) {
        bool right = argc == 2 && strcmp(argv[1], "synchronised") == 0;
        struct timex timex = { .modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR, .status = right ? STA_PLL : STA_UNSYNC,
                               .maxerror = right ? 1000 : NOBODY_US, .esterror = right ? 1000 : NOBODY_US };

        if (!right && (argc != 2 || strcmp(argv[1], "alone") != 0))
                errx(EXIT_FAILURE, "usage: kiosk_steer synchronised|alone");
        if (adjtimex(&timex) < 0)
                err(EXIT_FAILURE, "adjtimex");
        return 0;
}

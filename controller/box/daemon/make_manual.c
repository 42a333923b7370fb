/* SPDX-License-Identifier: EUPL-1.2 */
/* Writes pickupboxd.conf(5) to standard output, when the project is built. */
#include <stdio.h>
#include <stdlib.h>

#include "controller/box/daemon/config_key.h"

int main(void) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (config_manual(&text) < 0 || fwrite(text.data, 1, text.len, stdout) != text.len || fflush(stdout) != 0)
                return EXIT_FAILURE;
        return EXIT_SUCCESS;
}

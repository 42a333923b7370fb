/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/interruption.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "base/macro.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
static struct sigaction before[ARRAY_LEN(signals)];
static volatile sig_atomic_t came;
static bool watching;

static void remember(int number) {
        came = number;
}

void interruption_watch(void) {
        const struct sigaction watch = { .sa_handler = remember, .sa_flags = SA_RESTART };

        for (size_t i = 0; i < ARRAY_LEN(signals); i++)
                if (sigaction(signals[i], NULL, &before[i]) == 0 && before[i].sa_handler != SIG_IGN)
                        (void)sigaction(signals[i], &watch, NULL);
        watching = true;
}

bool interruption_came(void) {
        return came != 0;
}

void interruption_end(void) {
        int number = came;

        for (size_t i = 0; watching && i < ARRAY_LEN(signals); i++)
                (void)sigaction(signals[i], &before[i], NULL);
        watching = false;
        came = 0;
        if (number == 0)
                return;
        (void)fflush(stdout);
        (void)raise(number);
}

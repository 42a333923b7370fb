/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/journal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <systemd/sd-journal.h>

#include "base/printable.h"

static const char *priority_name(int priority) {
        if (priority <= LOG_CRIT)
                return "out of order: ";
        if (priority == LOG_ERR)
                return "error: ";
        if (priority == LOG_WARNING)
                return "warning: ";
        return "";
}

void journal_log(int priority, const char *format, ...) {
        char line[1024];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        printable(line, false);
        /* systemd sets it for services whose standard error is the journal (systemd.exec(5)). */
        if (getenv("JOURNAL_STREAM") && sd_journal_print(priority, "%s", line) == 0)
                return;
        fprintf(stderr, "pickupboxd: %s%s\n", priority_name(priority), line);
}

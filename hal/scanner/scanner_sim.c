/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_sim.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/scanner/scanner_backend.h"
#include "hal/scanner/scanner_framing.h"

struct reading {
        char text[SCANNER_TEXT_MAX + 1];
        size_t len;
};

struct scanner_sim {
        struct scanner base;
        bool plugged; /* base.present is what was reported */
        struct reading readings[SCANNER_SIM_QUEUE_MAX];
        size_t count;
};

static const struct scanner_implementation simulated_scanner;

static struct scanner_sim *sim_from_base(struct scanner *base) {
        assert(base->implementation == &simulated_scanner);
        return (struct scanner_sim *)base;
}

static int sim_dispatch(struct scanner *base) {
        struct scanner_sim *scanner = sim_from_base(base);
        eventfd_t woken;

        (void)eventfd_read(base->fd, &woken);
        scanner_report_present(base, scanner->plugged);
        while (scanner->count > 0) {
                struct reading reading = scanner->readings[0];
                struct scanner_framing framing;

                scanner->count--;
                memmove(&scanner->readings[0], &scanner->readings[1], scanner->count * sizeof(scanner->readings[0]));
                if (scanner_framing_of(reading.text, reading.len, '\r', &framing))
                        scanner_report_framing(base, "simulated reader", &framing);
                scanner_report_reading(base, reading.text, reading.len, '\r');
        }
        return 0;
}

static void sim_free(struct scanner *base) {
        struct scanner_sim *scanner = sim_from_base(base);

        close(base->fd);
        explicit_bzero(scanner->readings, sizeof(scanner->readings));
        free(scanner);
}

static const struct scanner_implementation simulated_scanner = {
        .dispatch = sim_dispatch,
        .free = sim_free,
};

int scanner_new_simulated(struct scanner **ret_scanner) {
        struct scanner_sim *scanner = calloc(1, sizeof(*scanner));

        if (!scanner)
                return -ENOMEM;
        scanner->base.implementation = &simulated_scanner;
        scanner->base.present = scanner->plugged = true;
        scanner->base.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (scanner->base.fd < 0) {
                int r = -errno;

                free(scanner);
                return r;
        }
        *ret_scanner = &scanner->base;
        return 0;
}

int scanner_simulate_text(struct scanner *base, const char *text, size_t len) {
        struct scanner_sim *scanner = sim_from_base(base);
        struct reading *reading;

        if (!scanner->plugged)
                return -ENODEV;
        if (scanner->count == SCANNER_SIM_QUEUE_MAX)
                return -ENOBUFS;
        reading = &scanner->readings[scanner->count++];
        reading->len = len < sizeof(reading->text) ? len : sizeof(reading->text);
        memcpy(reading->text, text, reading->len);
        (void)eventfd_write(base->fd, 1);
        return 0;
}

void scanner_simulate_present(struct scanner *base, bool present) {
        struct scanner_sim *scanner = sim_from_base(base);

        scanner->plugged = present;
        if (!present)
                scanner->count = 0;
        (void)eventfd_write(base->fd, 1);
}

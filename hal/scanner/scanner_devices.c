/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_devices.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/scanner/scanner_backend.h"
#include "hal/scanner/scanner_keyboard.h"

enum {
        KEYBOARD_EVENTS_MAX = 8192,             /* ten times what the fastest USB keyboard can send; the kernel keeps 64 for us meanwhile */
        SERIAL_BYTES_MAX = 4096,                /* nearly twice what the fastest line brings */
        PAUSE_MS = 100,                         /* after so many at once */
        RETRY_FIRST_MS = 250, RETRY_LAST_MS = 32000,
};

struct port {
        bool keyboard;
        int fd;                                 /* -1: free */
        char path[PATH_MAX];                    /* under which it was found */
        dev_t device;
        int64_t paused_ms;                      /* not read before; 0: not paused */
        int64_t began_ms;                       /* of the window that `taken` counts in */
        unsigned taken;
        struct scanner_keys keys;               /* keyboard */
        struct scanner_reading reading;         /* serial */
};

struct scanner_devices {
        struct scanner base;                    /* fd: the epoll */
        struct scanner_config config;
        struct scanner_keymap *keymap;
        struct device_watch *watch;
        int timer;
        int64_t retry_ms;                       /* when to try again what could not be opened; INT64_MAX: all is open */
        int64_t retry_after_ms;                 /* how long that is */
        struct port ports[SCANNER_DEVICES_MAX];
};

static const struct scanner_implementation device_scanner;

static struct scanner_devices *devices_from_base(struct scanner *base) {
        assert(base->implementation == &device_scanner);
        return (struct scanner_devices *)base;
}

/* Whose readings come. */
struct source {
        struct scanner *scanner;
        const struct port *port;
};

static void report_reading(void *context, const char *bytes, size_t len, char end) {
        const struct source *source = context;

        scanner_report_reading(source->scanner, bytes, len, end);
}

static void report_framing(void *context, const struct scanner_framing *framing) {
        const struct source *source = context;

        scanner_report_framing(source->scanner, source->port->path, framing);
}

static void report_odd(void *context, enum scanner_oddity oddity, const char *bytes, size_t len) {
        const struct source *source = context;

        scanner_report_odd(source->scanner, oddity, bytes, len);
}

/* ---- ports ---- */

static int listen_to(struct scanner_devices *scanner, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(scanner->base.fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void port_close(struct port *port) {
        if (port->fd < 0)
                return;
        close(port->fd);
        scanner_keys_deinit(&port->keys);
        explicit_bzero(port, sizeof(*port));
        port->fd = -1;
}

static unsigned count_ports(const struct scanner_devices *scanner) {
        unsigned count = 0;

        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++)
                count += scanner->ports[i].fd >= 0;
        return count;
}

static struct port *free_port(struct scanner_devices *scanner, dev_t device) {
        struct port *found = NULL;

        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++) {
                if (scanner->ports[i].fd < 0)
                        found = &scanner->ports[i];
                else if (scanner->ports[i].device == device)
                        return NULL;
        }
        return found;
}

static int port_open(struct scanner_devices *scanner, struct port *port, const char *path, bool keyboard) {
        dev_t device = 0;
        struct stat status;
        int fd = keyboard ? scanner_keyboard_open(path, &device) : scanner_serial_open(path, scanner->config.baud), r;

        if (fd < 0)
                return fd;
        *port = (struct port){ .keyboard = keyboard, .fd = fd };
        snprintf(port->path, sizeof(port->path), "%s", path);
        r = keyboard ? scanner_keys_init(&port->keys, scanner->keymap) : 0;
        if (r == 0 && fstat(fd, &status) < 0)
                r = -errno;
        if (r == 0)
                r = listen_to(scanner, fd);
        if (r < 0)
                port_close(port);
        else
                port->device = keyboard ? device : status.st_rdev;
        return r;
}

static void try_port(struct scanner_devices *scanner, const char *path, dev_t device, bool keyboard) {
        struct port *port = free_port(scanner, device);

        if (port && port_open(scanner, port, path, keyboard) < 0)
                scanner->retry_ms = 0;
}

static void try_keyboard(void *context, const char *path, dev_t device) {
        try_port(context, path, device, true);
}

static void try_serial(void *context, const char *path, dev_t device) {
        try_port(context, path, device, false);
}

/* Opens what is there and not open yet. */
static void look(struct scanner_devices *scanner) {
        int64_t after_ms = scanner->retry_after_ms;

        device_watch_names(scanner->watch, &scanner->config.keyboards);
        device_watch_names(scanner->watch, &scanner->config.serials);
        scanner->retry_ms = INT64_MAX;
        device_names_each(&scanner->config.keyboards, try_keyboard, scanner);
        device_names_each(&scanner->config.serials, try_serial, scanner);
        if (scanner->retry_ms == INT64_MAX)
                return;
        scanner->retry_ms = deadline_now_ms() + after_ms;
        scanner->retry_after_ms = after_ms * 2 < RETRY_LAST_MS ? after_ms * 2 : RETRY_LAST_MS;
}

/* ---- reading ---- */

/* Whether this much was too much for so short a time; then it rests. */
static void account(struct scanner_devices *scanner, struct port *port, unsigned most, unsigned got, int64_t now_ms) {
        if (now_ms - port->began_ms >= PAUSE_MS) {
                port->began_ms = now_ms;
                port->taken = 0;
        }
        port->taken += got;
        if (port->taken < most)
                return;
        port->paused_ms = now_ms + PAUSE_MS;
        (void)epoll_ctl(scanner->base.fd, EPOLL_CTL_DEL, port->fd, NULL);
}

static int64_t port_deadline(const struct port *port) {
        if (port->fd < 0)
                return INT64_MAX;
        if (port->paused_ms > 0)
                return port->paused_ms;
        /* A keyboard's pauses come as events. */
        return port->keyboard ? INT64_MAX : scanner_reading_deadline(&port->reading);
}

static void port_read(struct scanner_devices *scanner, struct port *port, int64_t now_ms) {
        unsigned most = port->keyboard ? KEYBOARD_EVENTS_MAX : SERIAL_BYTES_MAX;
        struct source source = { .scanner = &scanner->base, .port = port };
        const struct scanner_sink sink = { .reading = report_reading, .odd = report_odd, .framing = report_framing, .context = &source };
        int got;

        if (port->paused_ms > now_ms)
                return;
        if (port->paused_ms > 0 && listen_to(scanner, port->fd) == 0)
                port->paused_ms = 0;
        if (port->keyboard)
                got = scanner_keyboard_read(port->fd, &port->keys, most, &sink);
        else
                got = scanner_serial_read(port->fd, &port->reading, most, now_ms, &sink);
        if (got < 0) {
                port_close(port);
                return;
        }
        account(scanner, port, most, (unsigned)got, now_ms);
        if (port->paused_ms == 0 && !port->keyboard)
                (void)scanner_reading_expire(&port->reading, now_ms, &sink);
}

static void arm(struct scanner_devices *scanner) {
        int64_t deadline_ms = scanner->retry_ms;

        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++)
                if (port_deadline(&scanner->ports[i]) < deadline_ms)
                        deadline_ms = port_deadline(&scanner->ports[i]);
        deadline_timer_set(scanner->timer, deadline_ms);
}

static int devices_dispatch(struct scanner *base) {
        struct scanner_devices *scanner = devices_from_base(base);
        int64_t now_ms = deadline_now_ms();
        unsigned before = count_ports(scanner);
        bool changed;

        deadline_timer_clear(scanner->timer);
        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++)
                if (scanner->ports[i].fd >= 0)
                        port_read(scanner, &scanner->ports[i], now_ms);
        changed = device_watch_dispatch(scanner->watch) || count_ports(scanner) < before;
        if (changed)
                scanner->retry_after_ms = RETRY_FIRST_MS;
        /* An exchange between two looks is told as what it is: gone, and there again. */
        if (count_ports(scanner) == 0)
                scanner_report_present(base, false);
        if (changed || scanner->retry_ms <= now_ms)
                look(scanner);
        scanner_report_present(base, count_ports(scanner) > 0);
        arm(scanner);
        return 0;
}

/* ---- life ---- */

static void devices_free(struct scanner *base) {
        struct scanner_devices *scanner = devices_from_base(base);

        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++)
                port_close(&scanner->ports[i]);
        device_watch_free(scanner->watch);
        scanner_keymap_free(scanner->keymap);
        if (scanner->timer >= 0)
                close(scanner->timer);
        if (base->fd >= 0)
                close(base->fd);
        free(scanner);
}

static const struct scanner_implementation device_scanner = {
        .dispatch = devices_dispatch,
        .free = devices_free,
};

static int start(struct scanner_devices *scanner) {
        int r = device_watch_new(&scanner->watch);

        scanner->timer = deadline_timer_new();
        scanner->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (r == 0 && scanner->base.fd < 0)
                r = -errno;
        if (r == 0 && scanner->timer < 0)
                r = scanner->timer;
        if (r == 0)
                r = listen_to(scanner, scanner->timer);
        if (r == 0)
                r = listen_to(scanner, device_watch_fd(scanner->watch));
        if (r == 0 && scanner->config.keyboards.count > 0)
                r = scanner_keymap_new(scanner->config.layout, &scanner->keymap);
        return r;
}

int scanner_devices_probe(const char *path, unsigned baud, bool *ret_keyboard) {
        int r = scanner_keyboard_probe(path), fd;

        *ret_keyboard = r != -ENOTTY;
        if (*ret_keyboard)
                return r;
        fd = scanner_serial_open(path, baud);
        if (fd < 0)
                return fd;
        close(fd);
        return 0;
}

int scanner_new_devices(const struct scanner_config *config, struct scanner **ret_scanner) {
        struct scanner_devices *scanner;
        int r;

        if (!scanner_baud_valid(config->baud))
                return -EINVAL;
        scanner = calloc(1, sizeof(*scanner));
        if (!scanner)
                return -ENOMEM;
        scanner->base.implementation = &device_scanner;
        scanner->config = *config;
        scanner->retry_after_ms = RETRY_FIRST_MS;
        for (unsigned i = 0; i < SCANNER_DEVICES_MAX; i++)
                scanner->ports[i].fd = -1;
        r = start(scanner);
        if (r < 0) {
                devices_free(&scanner->base);
                return r;
        }
        look(scanner);
        scanner->base.present = count_ports(scanner) > 0;
        arm(scanner);
        *ret_scanner = &scanner->base;
        return 0;
}

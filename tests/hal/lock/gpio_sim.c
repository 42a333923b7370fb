/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/lock/gpio_sim.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIGFS "/sys/kernel/config/gpio-sim"
#define TRACEFS "/sys/kernel/tracing"

enum { LINES_MAX = 64 };

struct gpio_sim {
        char config[128];       /* its folder in configfs */
        char sysfs[128];        /* the chip's in sysfs */
        unsigned count;
        unsigned base;          /* the number of its first line in the kernel's trace */
};

static void failed(const char *what, const char *path) {
        fprintf(stderr, "%s %s: %s\n", what, path, strerror(errno));
}

static bool put(const char *text, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));

static bool put(const char *text, const char *format, ...) {
        char path[PATH_MAX];
        va_list arguments;
        bool good;
        int fd;

        va_start(arguments, format);
        vsnprintf(path, sizeof(path), format, arguments);
        va_end(arguments);
        fd = open(path, O_WRONLY | O_CLOEXEC | O_TRUNC);
        good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
        if (!good)
                failed("writing", path);
        if (fd >= 0)
                close(fd);
        return good;
}

static bool get(char *into, size_t size, const char *format, ...) __attribute__((__format__(__printf__, 3, 4)));

static bool get(char *into, size_t size, const char *format, ...) {
        char path[PATH_MAX];
        va_list arguments;
        ssize_t len;
        int fd;

        va_start(arguments, format);
        vsnprintf(path, sizeof(path), format, arguments);
        va_end(arguments);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        len = fd < 0 ? -1 : read(fd, into, size - 1);
        if (fd >= 0)
                close(fd);
        if (len < 0) {
                failed("reading", path);
                return false;
        }
        into[len] = '\0';
        into[strcspn(into, "\n")] = '\0';
        return true;
}

static bool make_folder(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));

static bool make_folder(const char *format, ...) {
        char path[PATH_MAX];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(path, sizeof(path), format, arguments);
        va_end(arguments);
        if (mkdir(path, 0755) == 0)
                return true;
        failed("making", path);
        return false;
}

static void unmake(const char *config) {
        char path[PATH_MAX];

        if (access(config, F_OK) != 0)
                return;
        put("0", "%s/live", config);
        for (unsigned i = 0; i < LINES_MAX; i++) {
                snprintf(path, sizeof(path), "%s/bank/line%u", config, i);
                rmdir(path);
        }
        snprintf(path, sizeof(path), "%s/bank", config);
        rmdir(path);
        rmdir(config);
}

/* The chip's folder in sysfs holds "gpio/gpiochip<base>". */
static bool find_base(struct gpio_sim *sim, const char *device) {
        char path[PATH_MAX];
        struct dirent *entry;
        bool found = false;
        DIR *folder;

        snprintf(path, sizeof(path), "/sys/devices/platform/%s/gpio", device);
        folder = opendir(path);
        while (folder && (entry = readdir(folder)))
                found = found || sscanf(entry->d_name, "gpiochip%u", &sim->base) == 1;
        if (folder)
                closedir(folder);
        if (!found)
                failed("looking into", path);
        return found;
}

static bool make(struct gpio_sim *sim, const char *label, gpio_sim_name_fn *name_of) {
        char text[32], device[40], chip[40];

        if (!make_folder("%s", sim->config) || !make_folder("%s/bank", sim->config))
                return false;
        snprintf(text, sizeof(text), "%u", sim->count);
        if (!put(text, "%s/bank/num_lines", sim->config) || !put(label, "%s/bank/label", sim->config))
                return false;
        for (unsigned i = 0; i < sim->count; i++) {
                char name[32];

                name_of(i, name);
                if (!make_folder("%s/bank/line%u", sim->config, i) || (*name && !put(name, "%s/bank/line%u/name", sim->config, i)))
                        return false;
        }
        if (!put("1", "%s/live", sim->config) || !get(device, sizeof(device), "%s/dev_name", sim->config) ||
            !get(chip, sizeof(chip), "%s/bank/chip_name", sim->config))
                return false;
        snprintf(sim->sysfs, sizeof(sim->sysfs), "/sys/devices/platform/%s/%s", device, chip);
        return find_base(sim, device);
}

struct gpio_sim *gpio_sim_new(const char *device, const char *label, unsigned count, gpio_sim_name_fn *name_of) {
        struct gpio_sim *sim = calloc(1, sizeof(*sim));

        if (!sim || count > LINES_MAX)
                abort();
        sim->count = count;
        snprintf(sim->config, sizeof(sim->config), CONFIGFS "/%s", device);
        unmake(sim->config);
        if (!make(sim, label, name_of)) {
                gpio_sim_free(sim);
                return NULL;
        }
        return sim;
}

void gpio_sim_free(struct gpio_sim *sim) {
        if (!sim)
                return;
        unmake(sim->config);
        free(sim);
}

void gpio_sim_pull(struct gpio_sim *sim, unsigned offset, bool up) {
        if (!put(up ? "pull-up" : "pull-down", "%s/sim_gpio%u/pull", sim->sysfs, offset))
                abort();
}

void gpio_sim_place(const struct gpio_sim *sim, char ret_place[64]) {
        static const char devices[] = "/sys/devices/";

        snprintf(ret_place, 64, "%.*s", (int)(strrchr(sim->sysfs, '/') - sim->sysfs - (ptrdiff_t)strlen(devices)), sim->sysfs + strlen(devices));
}

bool gpio_sim_level(struct gpio_sim *sim, unsigned offset) {
        char text[8];

        if (!get(text, sizeof(text), "%s/sim_gpio%u/value", sim->sysfs, offset))
                abort();
        return text[0] == '1';
}

/* ---- trace ---- */

void gpio_sim_trace(void) {
        if (access(TRACEFS "/trace", F_OK) != 0 && mount("tracefs", TRACEFS, "tracefs", 0, NULL) < 0)
                failed("mounting", TRACEFS);
        if (!put("mono", TRACEFS "/trace_clock") || !put("1", TRACEFS "/events/gpio/gpio_value/enable") || !put("", TRACEFS "/trace"))
                abort();
        if (system("pidof kiosk_beat >/dev/null || kiosk_beat >/tmp/beat.log 2>&1 &") != 0)
                abort();
}

static FILE *open_trace(void) {
        FILE *trace = fopen(TRACEFS "/trace", "re");

        if (!trace) {
                failed("opening", TRACEFS "/trace");
                abort();
        }
        return trace;
}

/* A line of the trace: "  pickupbox-guard-93  [000] .....  12.345678: gpio_value: 960 set 1". */
static bool read_event(const char *line, unsigned *ret_gpio, bool *ret_on, double *ret_s) {
        const char *event = strstr(line, ": gpio_value: "), *time = event;
        unsigned value;

        if (!event || sscanf(event, ": gpio_value: %u set %u", ret_gpio, &value) != 2)
                return false;
        while (time > line && time[-1] != ' ')
                time--;
        *ret_on = value;
        *ret_s = strtod(time, NULL);
        return true;
}

/* How long the machine stood still between two moments. What beat.c says of it comes when it goes on: after its beginning. */
static double still_between(double from_s, double until_s) {
        FILE *trace = open_trace();
        char line[512];
        double still_s = 0, s;
        unsigned ms;

        while (fgets(line, sizeof(line), trace)) {
                const char *said = strstr(line, ": still ");

                if (said && sscanf(said, ": still %lf %u", &s, &ms) == 2)
                        still_s += fmax(0, fmin(until_s, s + ms / 1000.0) - fmax(from_s, s));
        }
        fclose(trace);
        return still_s;
}

static void count_pulse(struct gpio_sim_pulses *pulses, double from_s, double until_s) {
        double still_s = still_between(from_s, until_s);
        unsigned ms = (unsigned)((until_s - from_s - still_s) * 1000) + 1;

        pulses->still_ms += (unsigned)(still_s * 1000);
        if (ms > pulses->longest_ms)
                pulses->longest_ms = ms;
}

struct gpio_sim_pulses gpio_sim_pulses(struct gpio_sim *sim, unsigned offset) {
        struct gpio_sim_pulses pulses = { 0 };
        FILE *trace = open_trace();
        double since_s = 0, s;
        char line[512];
        unsigned gpio;
        bool on, was_on = false;

        while (fgets(line, sizeof(line), trace)) {
                if (!read_event(line, &gpio, &on, &s) || gpio != sim->base + offset || on == was_on)
                        continue;
                if (on) {
                        pulses.count++;
                        since_s = s;
                } else {
                        count_pulse(&pulses, since_s, s);
                }
                was_on = on;
        }
        pulses.on = was_on;
        fclose(trace);
        return pulses;
}

unsigned gpio_sim_overlaps(struct gpio_sim *sim, unsigned count) {
        FILE *trace = open_trace();
        unsigned gpio, overlaps = 0;
        bool on, line_on[LINES_MAX] = { false };
        char line[512];
        double s;

        while (fgets(line, sizeof(line), trace)) {
                if (!read_event(line, &gpio, &on, &s) || gpio < sim->base || gpio - sim->base >= count)
                        continue;
                for (unsigned i = 0; on && i < count; i++)
                        overlaps += line_on[i] && i != gpio - sim->base;
                line_on[gpio - sim->base] = on;
        }
        fclose(trace);
        return overlaps;
}

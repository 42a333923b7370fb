/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/time_setter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-bus.h>

#include "controller/box/daemon/journal.h"

#define SERVICE "org.freedesktop.timedate1"

struct time_setter {
        sd_event *event;        /* borrowed */
        sd_bus *bus;            /* NULL: nothing is under way */
        time_setter_fn *told;
        void *context;
};

int time_setter_new(sd_event *event, time_setter_fn *told, void *context, struct time_setter **ret_setter) {
        struct time_setter *setter = calloc(1, sizeof(*setter));

        if (!setter)
                return -ENOMEM;
        *setter = (struct time_setter){ .event = event, .told = told, .context = context };
        *ret_setter = setter;
        return 0;
}

void time_setter_free(struct time_setter *setter) {
        if (!setter)
                return;
        sd_bus_close_unref(setter->bus);
        free(setter);
}

/* What the errors of that service, of polkit's answer and of the bus mean here; and what whoever reads the journal can do. */
static const struct refusal {
        const char *name;
        int r;
        const char *todo;
} refusals[] = {
        { "org.freedesktop.timedate1.AutomaticTimeSyncEnabled", -EALREADY, "the time service is on; `timedatectl set-ntp false` lets it be set by hand" },
        { SD_BUS_ERROR_ACCESS_DENIED, -EACCES, "polkit does not allow it: is 50-pickupbox.rules in a rules.d folder of polkit (Debian package polkitd)?" },
        { SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, -EACCES, "polkit does not allow it: is 50-pickupbox.rules in a rules.d folder of polkit (Debian package polkitd)?" },
        { SD_BUS_ERROR_SERVICE_UNKNOWN, -ENOENT, "there is no systemd-timedated" },
        { SD_BUS_ERROR_NAME_HAS_NO_OWNER, -ENOENT, "there is no systemd-timedated" },
};

static int result_of(sd_bus_message *message) {
        const sd_bus_error *error = sd_bus_message_get_error(message);

        if (!error)
                return 0;
        for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
                if (sd_bus_error_has_name(error, refusals[i].name)) {
                        journal_log(LOG_WARNING, "the clock is not set: %s", refusals[i].todo);
                        return refusals[i].r;
                }
        journal_log(LOG_WARNING, "the clock is not set: systemd-timedated says %s (%s)", error->message ? error->message : "nothing", error->name);
        return sd_bus_error_get_errno(error) > 0 ? -sd_bus_error_get_errno(error) : -EIO;
}

static int on_answer(sd_bus_message *message, void *context, sd_bus_error *error) {
        struct time_setter *setter = context;
        int r = result_of(message);

        setter->bus = sd_bus_close_unref(setter->bus);
        setter->told(setter->context, r);
        return 0;
}

int time_setter_set(struct time_setter *setter, int64_t wall_ms) {
        int r;

        if (setter->bus)
                return -EBUSY;
        r = sd_bus_open_system(&setter->bus);
        if (r >= 0)
                r = sd_bus_set_method_call_timeout(setter->bus, (uint64_t)TIME_SETTER_PATIENCE_MS * 1000);
        if (r >= 0)
                r = sd_bus_attach_event(setter->bus, setter->event, SD_EVENT_PRIORITY_NORMAL);
        if (r >= 0)
                r = sd_bus_call_method_async(setter->bus, NULL, SERVICE, "/org/freedesktop/timedate1", SERVICE, "SetTime", on_answer, setter, "xbb",
                                             wall_ms * 1000, 0, 0);
        if (r >= 0)
                return 0;
        setter->bus = sd_bus_close_unref(setter->bus);
        journal_log(LOG_WARNING, "the clock is not set: D-Bus cannot be reached (%s; Debian package dbus)", strerror(-r));
        return r;
}

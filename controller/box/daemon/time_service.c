/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/time_service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-bus.h>

#include "controller/box/daemon/journal.h"

#define SERVICE "org.freedesktop.timedate1"

enum state { IDLE, ASKING, ANSWERED };

struct time_service {
        sd_event *event;        /* borrowed */
        sd_bus *bus;            /* NULL: no connection */
        enum state state;
        int error;              /* of the answer: 0 or a negative errno */
        bool synchronised;
        bool told;              /* that there is no answer */
};

int time_service_new(sd_event *event, struct time_service **ret_service) {
        struct time_service *service = calloc(1, sizeof(*service));

        if (!service)
                return -ENOMEM;
        service->event = event;
        *ret_service = service;
        return 0;
}

void time_service_free(struct time_service *service) {
        if (!service)
                return;
        sd_bus_close_unref(service->bus);
        free(service);
}

static void answer(struct time_service *service, int error, bool synchronised) {
        service->state = ANSWERED;
        service->error = error;
        service->synchronised = synchronised;
        if (error < 0 && !service->told)
                journal_log(LOG_WARNING, "whether the clock is synchronised cannot be asked of systemd-timedated over D-Bus (%s): a doubt of the clock "
                                         "ends by a manager alone (Debian package dbus)", strerror(-error));
        service->told = error < 0;
}

static int on_answer(sd_bus_message *message, void *context, sd_bus_error *error) {
        struct time_service *service = context;
        int r = sd_bus_message_is_method_error(message, NULL) ? -sd_bus_message_get_errno(message) : 0, synchronised = 0;

        if (r == 0)
                r = sd_bus_message_read(message, "v", "b", &synchronised);
        answer(service, r < 0 ? r : 0, synchronised);
        return 0;
}

static int begin(struct time_service *service) {
        int r = sd_bus_open_system(&service->bus);

        if (r >= 0)
                r = sd_bus_set_method_call_timeout(service->bus, (uint64_t)TIME_SERVICE_PATIENCE_MS * 1000);
        if (r >= 0)
                r = sd_bus_attach_event(service->bus, service->event, SD_EVENT_PRIORITY_NORMAL);
        if (r >= 0)
                r = sd_bus_call_method_async(service->bus, NULL, SERVICE, "/org/freedesktop/timedate1", "org.freedesktop.DBus.Properties", "Get", on_answer,
                                             service, "ss", SERVICE, "NTPSynchronized");
        return r < 0 ? r : 0;
}

int time_service_ask(struct time_service *service, bool *ret_synchronised) {
        int r;

        if (service->state == IDLE) {
                r = begin(service);
                service->state = ASKING;
                if (r < 0)
                        answer(service, r, false);
        }
        if (service->state == ASKING)
                return -EAGAIN;
        service->bus = sd_bus_close_unref(service->bus);
        service->state = IDLE;
        if (service->error == 0)
                *ret_synchronised = service->synchronised;
        return service->error;
}

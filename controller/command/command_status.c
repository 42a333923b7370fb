/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words/device.h"
#include "controller/command/member.h"
#include "controller/command/socket.h"
#include "controller/box/daemon/control_client.h"

static const char *text_of(const json_t *object, const char *name) {
        const char *text = json_string_value(json_object_get(object, name));

        return text ? text : "unknown";
}

static long long integer_of(const json_t *object, const char *name) {
        return (long long)json_integer_value(json_object_get(object, name));
}

static void print_people_side(const json_t *status) {
        const json_t *devices = json_object_get(status, "devices");

        for (enum device device = DEVICE_SCANNER; device_for_people(device); device++)
                if (!json_is_true(json_object_get(devices, device_name(device))))
                        printf("%-14s missing\n", device_name(device));
}

static void print_gave_up(json_t *gave_up) {
        const char *screen, *separator = "";
        json_t *count;

        if (json_object_size(gave_up) == 0)
                return;
        printf("%-14s ", "given up");
        json_object_foreach(gave_up, screen, count) {
                printf("%s%s %lld", separator, screen, (long long)json_integer_value(count));
                separator = ", ";
        }
        printf(" (screen and how often a session ended there with nothing handed out)\n");
}

static void print_day(const json_t *day) {
        if (!json_is_object(day))
                return;
        printf("%-14s %lld loaded, %lld handed out, %lld taken out, %lld turned away, %lld incidents\n", "today", integer_of(day, "loaded"),
               integer_of(day, "issued"), integer_of(day, "removed"), integer_of(day, "refused"), integer_of(day, "incidents"));
        if (json_is_integer(json_object_get(day, "pickup_median_s")))
                printf("%-14s %lld s from the right answer to the shut door (median), 95 of 100 at most %lld s\n", "a pickup",
                       integer_of(day, "pickup_median_s"), integer_of(day, "pickup_percentile_95_s"));
        print_gave_up(json_object_get(day, "gave_up"));
}

static void print_reconciliation(const json_t *reconciliation) {
        const char *ended = json_string_value(json_object_get(reconciliation, "ended"));

        if (!json_is_object(reconciliation))
                return;
        printf("%-14s %lld compartments open, found so far: %lld there, %lld empty, %lld something else; last ended %s\n", "reconciliation",
               integer_of(reconciliation, "open"), integer_of(reconciliation, "there"), integer_of(reconciliation, "empty"),
               integer_of(reconciliation, "else"), ended ? ended : "not in the last 31 days");
}

static void print_status(const json_t *status) {
        const json_t *compartments = json_object_get(status, "compartments");
        const json_t *ledger = json_object_get(status, "ledger");
        const json_t *bundle = json_object_get(status, "bundle");

        printf("%-14s %s, pickupbox %s, %s hardware\n", "box", text_of(status, "box"), text_of(status, "version"),
               text_of(status, "mode"));
        printf("%-14s %s\n", "time", text_of(status, "time"));
        printf("%-14s %s (screen %s)\n", "state", json_is_true(json_object_get(status, "working")) ? "working" : "out of order",
               text_of(status, "screen"));
        if (json_is_string(json_object_get(status, "trouble")))
                printf("%-14s %s: the daemon's log says more\n", "trouble", text_of(status, "trouble"));
        if (json_is_object(compartments))
                printf("%-14s %lld free, %lld occupied, %lld with old papers, %lld quarantined, %lld absent\n", "compartments",
                       integer_of(compartments, "free"), integer_of(compartments, "occupied"),
                       integer_of(compartments, "return_inside"), integer_of(compartments, "quarantined"),
                       integer_of(compartments, "absent"));
        if (json_is_object(ledger))
                printf("%-14s %lld entries, root %s\n", "ledger", integer_of(ledger, "size"), text_of(ledger, "root"));
        if (json_is_object(bundle))
                printf("%-14s version %lld, expires %s\n", "bundle", integer_of(bundle, "version"), text_of(bundle, "expires"));
        else
                printf("%-14s none: `pickupbox box adopt` comes first\n", "bundle");
        print_day(json_object_get(status, "today"));
        print_reconciliation(json_object_get(status, "reconciliation"));
        print_people_side(status);
}

static int status(int argc, char **argv) {
        const char *socket = NULL;
        bool json = false;
        const struct command_option options[] = { { .name = "socket", .value = &socket }, { .name = "json", .flag = &json } };
        json_t *request, *answer = NULL;
        struct control_client client;
        int r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 0, &argc);
        if (r != COMMAND_DONE)
                return r;
        r = socket_open(socket ? socket : SOCKET_DEFAULT, &client);
        if (r != COMMAND_DONE)
                return r;
        request = json_pack("{s:s}", "request", "status");
        r = socket_ask(&client, request, &answer);
        control_client_close(&client);
        if (r == COMMAND_DONE) {
                json_object_del(answer, "ok");
                if (json) {
                        json_dumpf(answer, stdout, JSON_COMPACT);
                        putchar('\n');
                } else {
                        print_status(answer);
                }
                r = json_is_true(json_object_get(answer, "working")) ? COMMAND_DONE : COMMAND_REFUSED;
        }
        json_decref(request);
        json_decref(answer);
        return r;
}

const struct member_command status_commands[] = {
        { COMMAND_STATUS, status },
        { .run = NULL },
};

/* SPDX-License-Identifier: EUPL-1.2 */
/* The system bus and systemd-timedated are played in the same loop, by libsystemd's other side. */
#include "tests/support/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "controller/box/daemon/time_service.h"
#include "controller/box/daemon/time_setter.h"

enum answer { SYNCHRONISED, ALONE, NO_SUCH_SERVICE, SOMETHING_ELSE, HANGS_UP, KEEPS_TIME, NOT_ALLOWED, NOT_WITHOUT_ASKING, FAILS };

static struct played {
        sd_event *event;
        sd_event_source *listening;
        sd_bus *bus;
        enum answer answer;
        unsigned questions;
        int64_t set_us;         /* the time that it was set to last */
        char folder[64];
        struct sockaddr_un address;
        int listener;
} played;

static int answer_question(sd_bus_message *question) {
        const char *interface, *property;

        assert_int_equal(sd_bus_message_read(question, "ss", &interface, &property), 1);
        assert_string_equal(sd_bus_message_get_destination(question), "org.freedesktop.timedate1");
        assert_string_equal(interface, "org.freedesktop.timedate1");
        assert_string_equal(property, "NTPSynchronized");
        played.questions++;
        switch (played.answer) {
        case SYNCHRONISED:
        case ALONE:
                return sd_bus_reply_method_return(question, "v", "b", played.answer == SYNCHRONISED);
        case NO_SUCH_SERVICE:
                return sd_bus_reply_method_errorf(question, SD_BUS_ERROR_SERVICE_UNKNOWN, "no such name");
        case SOMETHING_ELSE:
                return sd_bus_reply_method_return(question, "v", "s", "yes");
        default:
                break;
        }
        sd_bus_close(played.bus);
        return 1;
}

/* As systemd-timedated 252 answers SetTime(). */
static int set_time(sd_bus_message *call) {
        int relative, interactive;
        int64_t us;

        assert_int_equal(sd_bus_message_read(call, "xbb", &us, &relative, &interactive), 1);
        assert_false(relative || interactive);
        assert_string_equal(sd_bus_message_get_path(call), "/org/freedesktop/timedate1");
        played.questions++;
        switch (played.answer) {
        case NO_SUCH_SERVICE:
                return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_SERVICE_UNKNOWN, "no such name");
        case KEEPS_TIME:
                return sd_bus_reply_method_errorf(call, "org.freedesktop.timedate1.AutomaticTimeSyncEnabled", "Automatic time synchronization is enabled");
        case NOT_ALLOWED:
                return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_ACCESS_DENIED, "Permission denied");
        case NOT_WITHOUT_ASKING:
                return sd_bus_reply_method_errorf(call, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED, "Interactive authentication required.");
        case FAILS:
                return sd_bus_reply_method_errnof(call, ERANGE, "Failed to set local time");
        case HANGS_UP:
                sd_bus_close(played.bus);
                return 1;
        default:
                played.set_us = us;
                return sd_bus_reply_method_return(call, NULL);
        }
}

static int on_message(sd_bus_message *message, void *context, sd_bus_error *error) {
        if (sd_bus_message_is_method_call(message, "org.freedesktop.DBus", "Hello"))
                return sd_bus_reply_method_return(message, "s", ":1.1");
        if (sd_bus_message_is_method_call(message, "org.freedesktop.timedate1", "SetTime"))
                return set_time(message);
        return sd_bus_message_is_method_call(message, "org.freedesktop.DBus.Properties", "Get") ? answer_question(message) : 0;
}

static int on_connection(sd_event_source *source, int fd, uint32_t events, void *context) {
        sd_id128_t id = { .bytes = { 1 } };
        int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        assert_true(peer >= 0);
        sd_bus_close_unref(played.bus);
        assert_int_equal(sd_bus_new(&played.bus), 0);
        assert_true(sd_bus_set_fd(played.bus, peer, peer) >= 0 && sd_bus_set_server(played.bus, true, id) >= 0 &&
                    sd_bus_set_anonymous(played.bus, true) >= 0);
        assert_true(sd_bus_add_filter(played.bus, NULL, on_message, NULL) >= 0);
        assert_true(sd_bus_start(played.bus) >= 0);
        assert_true(sd_bus_attach_event(played.bus, played.event, SD_EVENT_PRIORITY_NORMAL) >= 0);
        return 0;
}

static int set_up(void **state) {
        char variable[160];

        played = (struct played){ .folder = "/tmp/pickupbox-test-XXXXXX", .address.sun_family = AF_UNIX };
        assert_non_null(mkdtemp(played.folder));
        snprintf(played.address.sun_path, sizeof(played.address.sun_path), "%s/bus", played.folder);
        played.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        assert_int_equal(bind(played.listener, (const struct sockaddr *)&played.address, sizeof(played.address)), 0);
        assert_int_equal(listen(played.listener, 4), 0);
        assert_int_equal(sd_event_new(&played.event), 0);
        assert_true(sd_event_add_io(played.event, &played.listening, played.listener, EPOLLIN, on_connection, NULL) >= 0);
        snprintf(variable, sizeof(variable), "unix:path=%s", played.address.sun_path);
        return setenv("DBUS_SYSTEM_BUS_ADDRESS", variable, 1);
}

static int tear_down(void **state) {
        sd_bus_close_unref(played.bus);
        sd_event_source_unref(played.listening);
        sd_event_unref(played.event);
        close(played.listener);
        unlink(played.address.sun_path);
        return rmdir(played.folder);
}

/* As the box does: it asks again as long as the answer is on its way. */
static int ask(struct time_service *service, bool *ret_synchronised) {
        int r;

        while ((r = time_service_ask(service, ret_synchronised)) == -EAGAIN)
                assert_true(sd_event_run(played.event, UINT64_MAX) >= 0);
        return r;
}

static void each_question_is_asked_anew(void **state) {
        static const enum answer answers[] = { SYNCHRONISED, ALONE, ALONE, SYNCHRONISED, SYNCHRONISED };
        struct time_service *service;

        assert_int_equal(time_service_new(played.event, &service), 0);
        for (unsigned i = 0; i < ARRAY_LEN(answers); i++) {
                bool synchronised = answers[i] != SYNCHRONISED;

                played.answer = answers[i];
                assert_int_equal(ask(service, &synchronised), 0);
                assert_int_equal(synchronised, answers[i] == SYNCHRONISED);
                assert_int_equal(played.questions, i + 1);
        }
        time_service_free(service);
}

static void no_answer_is_no_yes_and_the_next_one_counts(void **state) {
        static const enum answer answers[] = { NO_SUCH_SERVICE, SOMETHING_ELSE, HANGS_UP };
        struct time_service *service;

        assert_int_equal(time_service_new(played.event, &service), 0);
        for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
                bool synchronised = false;

                played.answer = answers[i];
                assert_true(ask(service, &synchronised) < 0);
                assert_false(synchronised);
                played.answer = SYNCHRONISED;
                assert_int_equal(ask(service, &synchronised), 0);
                assert_true(synchronised);
        }
        time_service_free(service);
}

static void without_a_bus_nobody_says_anything(void **state) {
        struct time_service *service;
        bool synchronised = false;

        assert_int_equal(setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", 1), 0);
        assert_int_equal(time_service_new(played.event, &service), 0);
        assert_int_equal(ask(service, &synchronised), -ENOENT);
        assert_int_equal(ask(service, &synchronised), -ENOENT);
        assert_false(synchronised);
        time_service_free(service);
}

static void it_may_go_while_an_answer_is_on_its_way(void **state) {
        struct time_service *service;
        bool synchronised;

        assert_int_equal(time_service_new(played.event, &service), 0);
        assert_int_equal(time_service_ask(service, &synchronised), -EAGAIN);
        time_service_free(service);
        time_service_free(NULL);
}

/* ---- setting it ---- */

static void told(void *context, int r) {
        int *told = context;

        assert_int_equal(*told, 1); /* once a call, and not from within it */
        *told = r;
}

static int set(struct time_setter *setter, int *result, int64_t wall_ms) {
        int r;

        *result = 0;
        r = time_setter_set(setter, wall_ms);
        if (r < 0)
                return r;
        *result = 1;
        while (*result == 1)
                assert_true(sd_event_run(played.event, UINT64_MAX) >= 0);
        return *result;
}

static void the_clock_is_set_or_it_is_told_why_not(void **state) {
        static const struct {
                enum answer answer;
                int r;
        } rows[] = {
                { ALONE, 0 }, { KEEPS_TIME, -EALREADY }, { NOT_ALLOWED, -EACCES }, { NOT_WITHOUT_ASKING, -EACCES }, { NO_SUCH_SERVICE, -ENOENT },
                { FAILS, -ERANGE }, { HANGS_UP, -ECONNRESET }, { ALONE, 0 },
        };
        struct time_setter *setter;
        int result;

        assert_int_equal(time_setter_new(played.event, told, &result, &setter), 0);
        for (unsigned i = 0; i < ARRAY_LEN(rows); i++) {
                int r;

                played.answer = rows[i].answer;
                r = set(setter, &result, INT64_C(1790337600000) + i);
                if (rows[i].answer == HANGS_UP)
                        assert_true(r < 0);
                else
                        assert_int_equal(r, rows[i].r);
                assert_int_equal(played.questions, i + 1);
                if (r == 0)
                        assert_int_equal(played.set_us, (INT64_C(1790337600000) + i) * 1000);
        }
        time_setter_free(setter);
}

static void it_is_set_once_at_a_time_and_not_without_a_bus(void **state) {
        struct time_setter *setter;
        int result = 1;

        assert_int_equal(time_setter_new(played.event, told, &result, &setter), 0);
        assert_int_equal(time_setter_set(setter, 1), 0);
        assert_int_equal(time_setter_set(setter, 2), -EBUSY);
        time_setter_free(setter); /* while an answer is on its way */
        assert_int_equal(setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", 1), 0);
        assert_int_equal(time_setter_new(played.event, told, &result, &setter), 0);
        assert_int_equal(time_setter_set(setter, 1), -ENOENT);
        assert_int_equal(time_setter_set(setter, 1), -ENOENT);
        assert_int_equal(result, 1);
        time_setter_free(setter);
        time_setter_free(NULL);
}

#define SERVICE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SERVICE_TEST(each_question_is_asked_anew),
                SERVICE_TEST(no_answer_is_no_yes_and_the_next_one_counts),
                SERVICE_TEST(without_a_bus_nobody_says_anything),
                SERVICE_TEST(it_may_go_while_an_answer_is_on_its_way),
                SERVICE_TEST(the_clock_is_set_or_it_is_told_why_not),
                SERVICE_TEST(it_is_set_once_at_a_time_and_not_without_a_bus),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

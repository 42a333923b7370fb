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

enum answer { SYNCHRONISED, ALONE, NO_SUCH_SERVICE, SOMETHING_ELSE, HANGS_UP };

static struct played {
        sd_event *event;
        sd_event_source *listening;
        sd_bus *bus;
        enum answer answer;
        unsigned questions;
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
        case HANGS_UP:
                break;
        }
        sd_bus_close(played.bus);
        return 1;
}

static int on_message(sd_bus_message *message, void *context, sd_bus_error *error) {
        if (sd_bus_message_is_method_call(message, "org.freedesktop.DBus", "Hello"))
                return sd_bus_reply_method_return(message, "s", ":1.1");
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

#define SERVICE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                SERVICE_TEST(each_question_is_asked_anew),
                SERVICE_TEST(no_answer_is_no_yes_and_the_next_one_counts),
                SERVICE_TEST(without_a_bus_nobody_says_anything),
                SERVICE_TEST(it_may_go_while_an_answer_is_on_its_way),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/lock/guard_message.h"
#include "hal/lock/guard_timer.h"
#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { LIMIT_MS = 1000 }; /* the rule itself, not our own constant */

static const struct lock_timing timing = { .pulse_ms = 40, .rest_ms = 0, .gap_ms = 0 };

static void ask(int socket, unsigned line, unsigned ms) {
        const struct guard_message message = { .kind = GUARD_PULSE, .line = (uint16_t)line, .value = ms };
        uint8_t bytes[GUARD_MESSAGE_LEN];

        guard_message_write(&message, bytes);
        assert_int_equal(send(socket, bytes, sizeof(bytes), MSG_NOSIGNAL), sizeof(bytes));
}

static struct guard_message answer(int socket) {
        struct guard_message message;
        uint8_t bytes[GUARD_MESSAGE_LEN];

        assert_true(wait_readable(socket));
        assert_int_equal(recv(socket, bytes, sizeof(bytes), 0), sizeof(bytes));
        assert_true(guard_message_read(bytes, sizeof(bytes), &message));
        return message;
}

static bool wait_end(int pidfd) {
        return wait_readable(pidfd);
}

/* A client in a process of its own, that asks for the longest pulse there is and then waits to be killed. */
struct client {
        pid_t pid;
        int guard; /* pidfd */
        pid_t sibling;
};

static void client_main(int report, bool with_sibling) {
        pid_t pids[2] = { 0, 0 };
        struct guard *guard = cabinet_guard(&timing);

        pids[0] = guard_pid(guard);
        if (with_sibling) {
                pids[1] = fork();
                if (pids[1] == 0)
                        for (;;)
                                pause();
        }
        ask(guard_fd(guard), 2, 5000);
        if (write(report, pids, sizeof(pids)) != sizeof(pids))
                _exit(1);
        for (;;)
                pause();
}

static struct client begin_client(bool with_sibling) {
        struct client client;
        pid_t pids[2];
        int report[2];

        assert_int_equal(pipe2(report, O_CLOEXEC), 0);
        client.pid = fork();
        assert_true(client.pid >= 0);
        if (client.pid == 0)
                client_main(report[1], with_sibling);
        assert_int_equal(read(report[0], pids, sizeof(pids)), sizeof(pids));
        close(report[0]);
        close(report[1]);
        client.guard = (int)syscall(SYS_pidfd_open, pids[0], 0);
        assert_true(client.guard >= 0);
        client.sibling = pids[1];
        assert_true(wait_coil(2, true));
        return client;
}

static void end_client(struct client *client) {
        kill(client->pid, SIGKILL);
        assert_int_equal(waitpid(client->pid, NULL, 0), client->pid);
}

/* Off because the guard switched it off: otherwise the pulse would count as cut and not have a length. */
static void assert_switched_off(unsigned index) {
        if (!wait_coil(index, false))
                fail_msg("lock %u is left on", index);
        assert_int_equal(cabinet.pulses(index), 1);
        assert_true(cabinet.longest_ms() > 0);
        if (cabinet.longest_ms() > LIMIT_MS)
                fail_msg("lock %u was on for %u ms", index, cabinet.longest_ms());
}

static void a_killed_client_leaves_its_coil_off_and_no_guard(void **state) {
        struct client client = begin_client(false);

        end_client(&client);
        assert_true(wait_end(client.guard));
        assert_switched_off(2);
        close(client.guard);
}

static void a_killed_client_leaves_its_coil_off_while_a_sibling_has_the_socket(void **state) {
        struct client client = begin_client(true);

        end_client(&client);
        assert_true(wait_end(client.guard));
        kill(client.sibling, SIGKILL);
        assert_switched_off(2);
        close(client.guard);
}

static void a_stopped_client_does_not_make_the_pulse_longer(void **state) {
        struct client client = begin_client(false);

        kill(client.pid, SIGSTOP);
        assert_switched_off(2);
        end_client(&client);
        assert_true(wait_end(client.guard));
        close(client.guard);
}

static void the_cap_holds_whatever_is_asked(void **state) {
        struct guard *guard = cabinet_guard(&timing);
        struct guard_message told;

        ask(guard_fd(guard), 0, 5000);
        assert_true(wait_readable(guard_fd(guard)));
        if (guard_message_receive(guard_fd(guard), &told) == GUARD_PACKET_END)
                fail_msg("the guard did not end the pulse; its supervisor had to end it, after %u ms", cabinet.longest_ms());
        assert_switched_off(0);
        assert_int_equal(told.kind, GUARD_PULSED);
        assert_true(told.value <= LIMIT_MS);
        guard_free(guard);
}

static void a_second_request_while_driving_is_refused(void **state) {
        struct guard *guard = cabinet_guard(&timing);
        struct guard_message told;

        ask(guard_fd(guard), 0, 500);
        ask(guard_fd(guard), 1, 500);
        told = answer(guard_fd(guard));
        assert_int_equal(told.kind, GUARD_REFUSED);
        assert_int_equal(told.line, 1);
        assert_int_equal(told.value, GUARD_E_BUSY);
        assert_int_equal(answer(guard_fd(guard)).kind, GUARD_PULSED);
        assert_int_equal(cabinet.pulses(1), 0);
        guard_free(guard);
}

static void garbage_gives_no_pulse_and_ends_nothing(void **state) {
        static const uint8_t other_kind[GUARD_MESSAGE_LEN] = { GUARD_PULSED, 1, 0, 0, 0, 0, 0, 40 };
        struct guard *guard = cabinet_guard(&timing);
        uint8_t garbage[200];

        for (size_t len = 1; len <= sizeof(garbage); len++) {
                for (size_t i = 0; i < len; i++)
                        garbage[i] = (uint8_t)(i * 7 + len * 13 + 2);
                assert_int_equal(send(guard_fd(guard), garbage, len, MSG_NOSIGNAL), len);
                assert_int_equal(answer(guard_fd(guard)).kind, GUARD_REFUSED);
        }
        assert_int_equal(send(guard_fd(guard), other_kind, sizeof(other_kind), MSG_NOSIGNAL), sizeof(other_kind));
        assert_int_equal(answer(guard_fd(guard)).value, GUARD_E_MESSAGE);
        ask(guard_fd(guard), CABINET_COUNT, 40);
        assert_int_equal(answer(guard_fd(guard)).value, GUARD_E_LINE);
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                assert_int_equal(cabinet.pulses(i), 0);
        ask(guard_fd(guard), 0, 40);
        assert_int_equal(answer(guard_fd(guard)).kind, GUARD_PULSED);
        guard_free(guard);
}

static void an_end_in_order_switches_off(void **state) {
        struct guard *guard = cabinet_guard(&timing);

        ask(guard_fd(guard), 3, 5000);
        assert_true(wait_coil(3, true));
        kill(guard_pid(guard), SIGTERM);
        guard_free(guard);
        assert_switched_off(3);
}

static void freeing_it_switches_off(void **state) {
        struct guard *guard = cabinet_guard(&timing);

        ask(guard_fd(guard), 3, 5000);
        assert_true(wait_coil(3, true));
        guard_free(guard);
        assert_switched_off(3);
}

static void a_client_that_ends_the_conversation_ends_it(void **state) {
        struct guard *guard = cabinet_guard(&timing);
        int pidfd = (int)syscall(SYS_pidfd_open, guard_pid(guard), 0);

        assert_true(pidfd >= 0);
        ask(guard_fd(guard), 3, 5000);
        assert_true(wait_coil(3, true));
        assert_int_equal(shutdown(guard_fd(guard), SHUT_RDWR), 0);
        assert_true(wait_end(pidfd));
        assert_switched_off(3);
        close(pidfd);
        guard_free(guard);
}

static void the_terminals_signals_do_not_concern_it(void **state) {
        struct guard *guard = cabinet_guard(&timing);

        kill(guard_pid(guard), SIGINT);
        kill(guard_pid(guard), SIGHUP);
        kill(guard_pid(guard), SIGTSTP);
        ask(guard_fd(guard), 0, 40);
        assert_int_equal(answer(guard_fd(guard)).kind, GUARD_PULSED);
        guard_free(guard);
}

static void without_a_watching_supervisor_there_is_no_pulse(void **state) {
        struct guard *guard = cabinet_guard(&timing);
        int pidfd = (int)syscall(SYS_pidfd_open, guard_pid(guard), 0);

        assert_true(pidfd >= 0);
        ask(guard_fd(guard), 1, 40);
        assert_int_equal(answer(guard_fd(guard)).kind, GUARD_PULSED);
        kill(guard_supervisor_pid(guard), SIGSTOP);
        ask(guard_fd(guard), 0, 40);
        assert_int_equal(answer(guard_fd(guard)).kind, GUARD_FAULT);
        assert_int_equal(cabinet.pulses(0), 0);
        /* Both end: the guard lets the supervisor go on. */
        assert_true(wait_end(pidfd));
        close(pidfd);
        guard_free(guard);
}

static void the_end_is_seen_only_when_both_have_ended(void **state) {
        struct guard *guard = cabinet_guard(&timing);
        int pidfd = (int)syscall(SYS_pidfd_open, guard_supervisor_pid(guard), 0);
        uint8_t byte;

        assert_true(pidfd >= 0);
        kill(guard_pid(guard), SIGKILL);
        assert_true(wait_readable(guard_fd(guard)));
        assert_int_equal(recv(guard_fd(guard), &byte, sizeof(byte), 0), 0);
        assert_true(wait_end(pidfd));
        close(pidfd);
        guard_free(guard);
}

static void a_second_guard_has_none_of_the_lines(void **state) {
        struct lines_config config;
        struct guard *guard = cabinet_guard(&timing), *second;

        cabinet_config(LINES_OUTPUT, &config);
        assert_int_equal(guard_start(cabinet.backend, cabinet.place, &config, &timing, &second), 0);
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                assert_false(guard_line_present(second, i));
        guard_free(second);
        guard_free(guard);
        assert_int_equal(guard_start(cabinet.backend, cabinet.place, &config, &timing, &second), 0);
        assert_true(guard_line_present(second, 0));
        guard_free(second);
        lines_config_deinit(&config);
}

#define GUARD_TEST(name) cmocka_unit_test_setup_teardown(name, cabinet_set_up, cabinet_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                GUARD_TEST(a_killed_client_leaves_its_coil_off_and_no_guard),
                GUARD_TEST(a_killed_client_leaves_its_coil_off_while_a_sibling_has_the_socket),
                GUARD_TEST(a_stopped_client_does_not_make_the_pulse_longer),
                GUARD_TEST(the_cap_holds_whatever_is_asked),
                GUARD_TEST(a_second_request_while_driving_is_refused),
                GUARD_TEST(garbage_gives_no_pulse_and_ends_nothing),
                GUARD_TEST(an_end_in_order_switches_off),
                GUARD_TEST(freeing_it_switches_off),
                GUARD_TEST(a_client_that_ends_the_conversation_ends_it),
                GUARD_TEST(the_terminals_signals_do_not_concern_it),
                GUARD_TEST(without_a_watching_supervisor_there_is_no_pulse),
                GUARD_TEST(the_end_is_seen_only_when_both_have_ended),
                GUARD_TEST(a_second_guard_has_none_of_the_lines),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

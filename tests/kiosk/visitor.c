/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/visitor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/key.h"
#include "tests/support/cmocka.h"

#define LINKS "/dev/pickupbox"

enum { LOOK_US = 50000, PATIENCE_S = 60, COIL_US = 5000, SPRING_US = 20000, KEY_BACKSPACE = 14, KEY_OK = 96 /* of the numeric block */, KEY_US = 15000, AWAY_S = 7 /* in whole ones, so that 6 are certain */ };

static const int digit_keys[] = { 82, 79, 80, 81, 75, 76, 77, 71, 72, 73 };

const char *const visitor_process_names[VISITOR_PROCESSES] = { "controller", "guard", "supervisor" };

static int64_t now_s(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec;
}

void visitor_line_name(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "%s%u", offset < PLACE_COMPARTMENTS ? "lock" : "door", offset % PLACE_COMPARTMENTS);
}

static void do_hands(struct visitor *visitor, const char *words) {
        char *copy = strdup(words), *answer = NULL;
        size_t len;
        FILE *file = open_memstream(&answer, &len);

        assert_true(copy && file);
        if (hands_do(&visitor->hands, copy, file) != 0) {
                fclose(file);
                fail_msg("the hands cannot: %s", answer);
        }
        fclose(file);
        free(answer);
        free(copy);
}

static void plug_keypad(struct visitor *visitor) {
        char words[512];
        int len = snprintf(words, sizeof(words), "new 0 3 1578 258 Kiosk Keypad\nbit 1 %d\nbit 1 %d\n", KEY_OK, KEY_BACKSPACE);

        for (size_t i = 0; i < ARRAY_LEN(digit_keys); i++)
                len += snprintf(words + len, sizeof(words) - (size_t)len, "bit 1 %d\n", digit_keys[i]);
        snprintf(words + len, sizeof(words) - (size_t)len, "plug\n");
        hands_init(&visitor->hands);
        do_hands(visitor, words);
        place_run("udevadm", "settle", "--timeout=30", NULL);
}

static void make_cabinet(struct visitor *visitor) {
        visitor->cabinet = gpio_sim_new(VISITOR_CHIP, VISITOR_CHIP, 2 * PLACE_COMPARTMENTS, visitor_line_name);
        assert_non_null(visitor->cabinet);
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++)
                gpio_sim_pull(visitor->cabinet, PLACE_COMPARTMENTS + i, i != visitor->open);
}

void visitor_unplug(struct visitor *visitor) {
        gpio_sim_free(visitor->cabinet);
        visitor->cabinet = NULL;
}

void visitor_plug(struct visitor *visitor) {
        if (visitor->daemon)
                visitor_signal(visitor, VISITOR_DAEMON, SIGSTOP);
        make_cabinet(visitor);
        if (visitor->daemon)
                visitor_signal(visitor, VISITOR_DAEMON, SIGCONT);
}

void visitor_init(struct visitor *visitor, const struct place *place, const char *program) {
        *visitor = (struct visitor){ .place = place, .program = program, .client = { .fd = -1, .file = -1 }, .open = PLACE_COMPARTMENTS };
        make_cabinet(visitor);
        assert_true(mkdir(LINKS, 0755) == 0 || errno == EEXIST);
        unlink(LINKS "/scanner-serial-visitor");
        serial_port_plug(&visitor->scanner, LINKS "/scanner-serial-visitor");
        plug_keypad(visitor);
}

/* ---- the place ---- */

int visitor_place_make(const char *settings, unsigned further) {
        struct place place = { .settings = settings, .further_count = further };
        char path[PATH_MAX];

        place_make(&place);
        place_path(&place, path, "place");
        place.settings = NULL;
        /* For this very program, on this very kind of machine. */
        assert_int_equal(file_replace(path, &place, sizeof(place), 0600), 0);
        printf("%s\n", place.dir);
        return EXIT_SUCCESS;
}

void visitor_place_read(const char *dir, struct place *ret_place) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        char path[PATH_MAX];

        assert_int_equal(crypto_init(), 0);
        assert_true(snprintf(path, sizeof(path), "%s/place", dir) < (int)sizeof(path));
        assert_int_equal(file_read(path, sizeof(*ret_place), &bytes), 0);
        assert_int_equal(bytes.len, sizeof(*ret_place));
        memcpy(ret_place, bytes.data, sizeof(*ret_place));
}

/* ---- the daemon ---- */

static pid_t child_named(pid_t parent, const char *name) {
        CLEANUP(buffer_deinit) struct buffer list = BUFFER_INIT;
        char path[64], *rest = NULL;

        snprintf(path, sizeof(path), "/proc/%d/task/%d/children", parent, parent);
        assert_int_equal(file_read(path, 4096, &list), 0);
        assert_int_equal(buffer_append(&list, "", 1), 0);
        for (char *word = strtok_r((char *)list.data, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
                CLEANUP(buffer_deinit) struct buffer comm = BUFFER_INIT;

                snprintf(path, sizeof(path), "/proc/%s/comm", word);
                if (file_read(path, 64, &comm) == 0 && comm.len > 0 && strncmp((char *)comm.data, name, strlen(name)) == 0)
                        return atoi(word);
        }
        fail_msg("no process %s", name);
        return 0;
}

static void connect_client(struct visitor *visitor) {
        for (int64_t end_s = now_s() + PATIENCE_S;;) {
                int r = control_client_open(visitor->place->box.socket, &visitor->client);

                if (r == 0)
                        return;
                visitor->client.fd = -1;
                assert_true(r == -ENOENT || r == -ECONNREFUSED);
                if (now_s() > end_s || waitpid(visitor->daemon, NULL, WNOHANG) != 0)
                        fail_msg("the daemon does not answer; see %s", visitor->place->log);
                usleep(LOOK_US);
        }
}

void visitor_start(struct visitor *visitor) {
        pid_t pids[VISITOR_PROCESSES];

        memset(visitor->shown, 0, sizeof(visitor->shown)); /* another process has read nothing yet */
        fflush(NULL);
        visitor->daemon = fork();
        assert_true(visitor->daemon >= 0);
        if (visitor->daemon == 0) {
                int log = open(visitor->place->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

                dup2(log, STDOUT_FILENO);
                dup2(log, STDERR_FILENO);
                execl(visitor->program, visitor->program, "--config", visitor->place->box.config, (char *)NULL);
                _exit(EXIT_FAILURE);
        }
        connect_client(visitor);
        pids[VISITOR_DAEMON] = visitor->daemon;
        pids[VISITOR_SUPERVISOR] = child_named(visitor->daemon, "pickupbox-super");
        pids[VISITOR_GUARD] = child_named(pids[VISITOR_SUPERVISOR], "pickupbox-guard");
        for (int i = 0; i < VISITOR_PROCESSES; i++) {
                visitor->pidfds[i] = (int)syscall(SYS_pidfd_open, pids[i], 0);
                assert_true(visitor->pidfds[i] >= 0);
        }
}

void visitor_signal(struct visitor *visitor, enum visitor_process process, int signal) {
        (void)syscall(SYS_pidfd_send_signal, visitor->pidfds[process], signal, NULL, 0);
}

static int end_of_all(struct visitor *visitor) {
        int status;

        if (visitor->client.fd >= 0)
                control_client_close(&visitor->client);
        visitor->client.fd = -1;
        for (int i = 0; i < VISITOR_PROCESSES; i++) {
                struct pollfd ended = { .fd = visitor->pidfds[i], .events = POLLIN };

                if (poll(&ended, 1, PATIENCE_S * 1000) != 1)
                        fail_msg("the %s does not end", visitor_process_names[i]);
                close(visitor->pidfds[i]);
        }
        assert_int_equal(waitpid(visitor->daemon, &status, 0), visitor->daemon);
        visitor->daemon = 0;
        return status;
}

void visitor_bury(struct visitor *visitor) {
        (void)end_of_all(visitor);
}

void visitor_stop(struct visitor *visitor) {
        visitor_signal(visitor, VISITOR_DAEMON, SIGTERM);
        assert_int_equal(end_of_all(visitor), 0);
}

/* ---- what they see and do ---- */

unsigned visitor_coil(const struct visitor *visitor) {
        unsigned i = 0;

        while (i < PLACE_COMPARTMENTS && visitor->cabinet && !gpio_sim_level(visitor->cabinet, i))
                i++;
        return visitor->cabinet ? i : PLACE_COMPARTMENTS;
}

void visitor_spring(struct visitor *visitor) {
        unsigned coil = visitor_coil(visitor);

        if (coil == PLACE_COMPARTMENTS || visitor->open == coil)
                return;
        visitor_open_door(visitor, coil);
}

/* While an answer is awaited, who asked: steel does not wait for a busy machine, and a pulse is shorter than some answers take to come. */
struct springing {
        struct visitor *visitor;
        atomic_bool over;
};

static void *spring_meanwhile(void *context) {
        struct springing *springing = context;

        for (; !atomic_load(&springing->over); usleep(SPRING_US))
                visitor_spring(springing->visitor);
        return NULL;
}

bool visitor_look(struct visitor *visitor) {
        json_t *request = json_pack("{s:s}", "request", "status"), *answer;
        struct springing springing = { .visitor = visitor };
        pthread_t thread;
        int r;

        assert_non_null(request);
        assert_int_equal(pthread_create(&thread, NULL, spring_meanwhile, &springing), 0);
        r = control_client_ask(&visitor->client, request, &answer);
        atomic_store(&springing.over, true);
        (void)pthread_join(thread, NULL);
        json_decref(request);
        visitor_spring(visitor);
        if (r != 0)
                return false;
        snprintf(visitor->screen, sizeof(visitor->screen), "%s", json_string_value(json_object_get(answer, "screen")));
        json_decref(answer);
        return true;
}

bool visitor_sees(const struct visitor *visitor, const char *screen) {
        return strcmp(visitor->screen, screen) == 0;
}

void visitor_wait(struct visitor *visitor, const char *screen) {
        int64_t end_s = now_s() + PATIENCE_S;

        while (!visitor_look(visitor) || !visitor_sees(visitor, screen)) {
                if (now_s() > end_s)
                        fail_msg("%s is on the screen, not %s; see %s", visitor->screen, screen, visitor->place->log);
                usleep(LOOK_US);
        }
}

void visitor_wait_coil(struct visitor *visitor, bool on) {
        int64_t end_s = now_s() + PATIENCE_S;

        while ((visitor_coil(visitor) < PLACE_COMPARTMENTS) != on) {
                if (now_s() > end_s)
                        fail_msg("no coil goes %s; see %s", on ? "on" : "off", visitor->place->log);
                usleep(COIL_US);
        }
}

/* The place of what was shown before, or for what is shown for the first time. */
static unsigned place_shown(struct visitor *visitor, const char *text) {
        for (unsigned i = 0; i < VISITOR_SHOWN_MAX; i++)
                if (strcmp(visitor->shown[i].text, text) == 0)
                        return i;
        visitor->shown_next = (visitor->shown_next + 1) % VISITOR_SHOWN_MAX;
        snprintf(visitor->shown[visitor->shown_next].text, sizeof(visitor->shown[0].text), "%s", text);
        visitor->shown[visitor->shown_next].away_s = 0;
        return visitor->shown_next;
}

/* What was shown before is taken away for so long that it is no repeat. */
void visitor_show(struct visitor *visitor, const char *text) {
        unsigned i = place_shown(visitor, text);

        sleep((unsigned)(visitor->shown[i].away_s > now_s() ? visitor->shown[i].away_s - now_s() : 0));
        visitor->shown[i].away_s = now_s() + AWAY_S;
        serial_port_write(&visitor->scanner, text, strlen(text), NULL);
        serial_port_write(&visitor->scanner, "\r", 1, NULL);
}

static void press(struct visitor *visitor, int key) {
        char words[96];

        snprintf(words, sizeof(words), "emit 0 1 %d 1\nsleep %d\nemit 0 1 %d 0\nsleep %d\n", key, KEY_US, key, KEY_US);
        do_hands(visitor, words);
}

void visitor_type(struct visitor *visitor, const char *digits) {
        for (; *digits; digits++)
                press(visitor, digit_keys[*digits - '0']);
        press(visitor, KEY_OK);
}

void visitor_back(struct visitor *visitor) {
        press(visitor, KEY_BACKSPACE);
}

void visitor_open_door(struct visitor *visitor, unsigned compartment) {
        visitor->open = compartment;
        if (visitor->cabinet)
                gpio_sim_pull(visitor->cabinet, PLACE_COMPARTMENTS + compartment, false);
}

void visitor_close_door(struct visitor *visitor) {
        if (visitor->open < PLACE_COMPARTMENTS && visitor->cabinet)
                gpio_sim_pull(visitor->cabinet, PLACE_COMPARTMENTS + visitor->open, true);
        visitor->open = PLACE_COMPARTMENTS;
}

void visitor_leave(struct visitor *visitor) {
        char left[sizeof(visitor->screen)];
        int64_t end_s = now_s() + PATIENCE_S;

        memcpy(left, visitor->screen, sizeof(left));
        visitor_type(visitor, "");
        do {
                assert_true(visitor_look(visitor));
                assert_true(now_s() < end_s);
                usleep(LOOK_US);
        } while (visitor_sees(visitor, left));
}

/* ---- staff ---- */

static void show_badge(struct visitor *visitor) {
        CLEANUP(buffer_deinit) struct buffer badge = BUFFER_INIT;

        assert_int_equal(file_read(visitor->place->badge, 4096, &badge), 0);
        while (badge.len > 0 && badge.data[badge.len - 1] == '\n')
                badge.len--;
        assert_int_equal(buffer_append(&badge, "", 1), 0);
        visitor_show(visitor, (char *)badge.data);
}

void visitor_sign_in(struct visitor *visitor, bool own_pin) {
        visitor_wait(visitor, "idle");
        show_badge(visitor);
        visitor_wait(visitor, "staff_pin");
        visitor_type(visitor, own_pin ? PLACE_OWN_PIN : visitor->place->one_time_pin);
        if (!own_pin) {
                visitor_wait(visitor, "staff_set_pin");
                visitor_type(visitor, PLACE_OWN_PIN);
                visitor_type(visitor, PLACE_OWN_PIN);
        }
        visitor_wait(visitor, "staff_overview");
}

void visitor_put_in(struct visitor *visitor) {
        visitor_wait(visitor, "staff_load");
        for (; visitor->open == PLACE_COMPARTMENTS || visitor_coil(visitor) != PLACE_COMPARTMENTS; usleep(LOOK_US))
                assert_true(visitor_look(visitor));
}

void visitor_sign_out(struct visitor *visitor) {
        visitor_wait(visitor, "staff_scan");
        show_badge(visitor);
        visitor_wait(visitor, "idle");
}

void visitor_load_one(struct visitor *visitor, const char *ticket) {
        visitor_show(visitor, ticket);
        visitor_put_in(visitor);
        visitor_close_door(visitor);
        visitor_wait(visitor, "staff_scan");
}

void visitor_load(struct visitor *visitor, bool own_pin) {
        visitor_sign_in(visitor, own_pin);
        visitor_load_one(visitor, visitor->place->issued.ticket);
        visitor_sign_out(visitor);
}

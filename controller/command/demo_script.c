/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base64.h"
#include "controller/command/demo.h"
#include "controller/command/picture.h"
#include "controller/box/daemon/sim_action.h"

enum { WORDS_MAX = 6, LINE_SIZE = 256, DOOR_TRIES = 1000, DOOR_PAUSE_MS = 10 };

#define WRONG_BIRTH "01011970"

struct act {
        struct demo *demo;
        struct demo_consignment *consignment;
        const struct demo_person *person;
        int count;
        char *words[WORDS_MAX];
};

int demo_ask(struct demo *demo, json_t *request, json_t **ret_answer) {
        const char *message;
        json_t *answer;
        int r;

        r = request ? control_client_ask(&demo->client, request, &answer) : -ENOMEM;
        if (r < 0)
                return demo_failed(demo, "the daemon does not answer: %s", strerror(-r));
        if (!json_is_true(json_object_get(answer, "ok"))) {
                message = json_string_value(json_object_get(answer, "message"));
                demo_failed(demo, "%s", message ? message : "the daemon refused");
                json_decref(answer);
                return -1;
        }
        if (ret_answer)
                *ret_answer = answer;
        else
                json_decref(answer);
        return 0;
}

static int ask_state(struct demo *demo, json_t **ret_answer) {
        json_t *request = json_pack("{s:s}", "request", "state");
        int r = demo_ask(demo, request, ret_answer);

        json_decref(request);
        return r;
}

void demo_screen_name(struct demo *demo, char *ret_name, size_t size) {
        json_t *request = json_pack("{s:s}", "request", "status"), *answer = NULL;
        const char *name = NULL;

        if (request && control_client_ask(&demo->client, request, &answer) == 0)
                name = json_string_value(json_object_get(answer, "screen"));
        snprintf(ret_name, size, "%s", name ? name : "?");
        json_decref(request);
        json_decref(answer);
}

int demo_picture(struct demo *demo, const char *name, char ret_path[PATH_MAX]) {
        json_t *request = json_pack("{s:s}", "request", "screen"), *answer = NULL;
        char path[PATH_MAX];
        int r;

        r = request ? control_client_ask(&demo->client, request, &answer) : -ENOMEM;
        json_decref(request);
        if (r < 0)
                return r;
        if (snprintf(path, sizeof(path), "%s/%02u-%s.png", demo->screens, ++demo->pictures, name) >= PATH_MAX)
                r = -ENAMETOOLONG;
        else
                r = picture_write(control_client_take_file(&demo->client), (int)json_integer_value(json_object_get(answer, "width")),
                                  (int)json_integer_value(json_object_get(answer, "height")), path);
        json_decref(answer);
        if (r == 0 && ret_path)
                strcpy(ret_path, path);
        return r;
}

/* ---- reading what was printed ---- */

int demo_read_code(struct demo *demo, const char *png, struct buffer *ret_text) {
        int ends[2], status;
        char chunk[512];
        ssize_t len;
        pid_t child;

        if (pipe(ends) < 0)
                return demo_failed(demo, "no pipe: %s", strerror(errno));
        child = fork();
        if (child == 0) {
                int silence = open("/dev/null", O_WRONLY);

                /* It complains there about a D-Bus that it does not need. */
                dup2(silence, STDERR_FILENO);
                dup2(ends[1], STDOUT_FILENO);
                close(silence);
                close(ends[0]);
                close(ends[1]);
                execlp("zbarimg", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", png, (char *)NULL);
                _exit(127);
        }
        close(ends[1]);
        while ((len = read(ends[0], chunk, sizeof(chunk))) > 0)
                if (buffer_append(ret_text, chunk, (size_t)len) < 0)
                        break;
        close(ends[0]);
        if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
                return demo_failed(demo, "zbarimg cannot be run: %s", strerror(errno));
        if (WEXITSTATUS(status) == 127)
                return demo_failed(demo, "zbarimg is missing, which reads the printed codes independently; install the package zbar-tools");
        if (WEXITSTATUS(status) != 0 || ret_text->len < 2)
                return demo_failed(demo, "zbarimg reads no code in %s", png);
        ret_text->len--; /* its newline */
        return 0;
}

static int act_show(struct act *act) {
        CLEANUP(buffer_wipe) struct buffer text = BUFFER_INIT, encoded = BUFFER_INIT;
        const char *what = act->words[1];
        char png[PATH_MAX];
        json_t *request;
        int len, r;

        if (strcmp(what, "badge") == 0)
                len = snprintf(png, sizeof(png), "%s/badges/%s/badge.png", act->demo->office_dir, DEMO_STAFF);
        else if (strcmp(what, "old_code") == 0)
                len = snprintf(png, sizeof(png), "%s", act->consignment->old_code_png);
        else
                len = snprintf(png, sizeof(png), "%s/%s.png", act->consignment->parcel, what);
        if (len >= PATH_MAX)
                return demo_failed(act->demo, "the name of the folder %s is too long", act->demo->dir);
        if (demo_read_code(act->demo, png, &text) < 0)
                return -1;
        if (base64_encode(text.data, text.len, &encoded) < 0)
                return demo_failed(act->demo, "there is no memory for a code");
        request = json_pack("{s:s,s:s}", "request", "scan", "text", buffer_text(&encoded));
        r = demo_ask(act->demo, request, NULL);
        json_decref(request);
        return r;
}

/* ---- fingers ---- */

void demo_birth_digits(const char *born, char ret_digits[DEMO_DIGITS_SIZE]) {
        snprintf(ret_digits, DEMO_DIGITS_SIZE, "%.2s%.2s%.4s", born + 8, born + 5, born);
}

static int press_digits(struct demo *demo, const char *digits) {
        for (const char *at = digits; *at; at++) {
                char name[8];
                json_t *request;
                int r;

                snprintf(name, sizeof(name), "key_%c", *at);
                request = json_pack("{s:s,s:s}", "request", "press", "target", name);
                r = demo_ask(demo, request, NULL);
                json_decref(request);
                if (r < 0)
                        return -1;
        }
        return 0;
}

static int act_type(struct act *act) {
        const char *what = act->words[1];
        char digits[DEMO_DIGITS_SIZE];
        int r;

        if (strcmp(what, "one_time_pin") == 0)
                snprintf(digits, sizeof(digits), "%s", act->demo->one_time_pin);
        else if (strcmp(what, "own_pin") == 0)
                snprintf(digits, sizeof(digits), "%s", DEMO_OWN_PIN);
        else if (strcmp(what, "wrong") == 0)
                snprintf(digits, sizeof(digits), "%s", WRONG_BIRTH);
        else if (strcmp(what, "number") == 0)
                snprintf(digits, sizeof(digits), "%s", act->consignment->issued.reference);
        else if (strcmp(what, "pin") == 0)
                snprintf(digits, sizeof(digits), "%s", act->consignment->issued.pin);
        else
                demo_birth_digits(act->person->born, digits);
        r = press_digits(act->demo, digits);
        explicit_bzero(digits, sizeof(digits));
        return r;
}

/* ---- doors ---- */

/* Compartment of the first open door, 0 when all are shut; -1 after a failure. No hand shuts a door while its coil is driven. */
static int open_door(struct demo *demo, bool *ret_driving) {
        json_t *answer, *state, *doors;
        int open = 0;

        *ret_driving = false;
        if (ask_state(demo, &answer) < 0)
                return -1;
        state = json_object_get(answer, "state");
        doors = json_object_get(state, "doors");
        for (size_t i = 0; i < json_array_size(doors) && open == 0; i++)
                if (strcmp(json_string_value(json_array_get(doors, i)), "open") == 0) {
                        const json_t *lock = json_array_get(json_object_get(state, "locks"), i);

                        open = (int)i + 1;
                        *ret_driving = strcmp(json_string_value(json_object_get(lock, "state")), "driving") == 0;
                }
        json_decref(answer);
        return open;
}

static int await_door(struct demo *demo, bool open) {
        const struct timespec pause = { .tv_nsec = DOOR_PAUSE_MS * 1000000 };

        for (unsigned i = 0; i < DOOR_TRIES; i++) {
                bool driving;
                int c = open_door(demo, &driving);

                if (c < 0 || ((c > 0) == open && !driving))
                        return c;
                nanosleep(&pause, NULL);
        }
        return demo_failed(demo, open ? "expected a door to spring open" : "expected the door to be seen closed");
}

static int act_opened(struct act *act) {
        int c = await_door(act->demo, true);

        if (c < 0)
                return -1;
        if (act->consignment->compartment && act->consignment->compartment != (unsigned)c)
                return demo_failed(act->demo, "expected the door of compartment %u to open, but it is %d",
                                   act->consignment->compartment, c);
        act->consignment->compartment = (unsigned)c;
        return 0;
}

static int hand(struct act *act, const char *what) {
        json_t *request = json_pack("{s:s,s:i,s:s}", "request", "door", "c", (int)act->consignment->compartment, "hand", what);
        int r = demo_ask(act->demo, request, NULL);

        json_decref(request);
        return r;
}

static int act_close(struct act *act) {
        return hand(act, "close") < 0 || await_door(act->demo, false) < 0 ? -1 : 0;
}

static int act_jam(struct act *act) {
        return hand(act, "jam");
}

static int act_picture(struct act *act) {
        int r = demo_picture(act->demo, act->words[1], NULL);

        return r < 0 ? demo_failed(act->demo, "the picture %s cannot be kept: %s", act->words[1], strerror(-r)) : 0;
}

static int act_receipt(struct act *act) {
        int r = demo_picture(act->demo, "receipt", act->demo->receipt);

        return r < 0 ? demo_failed(act->demo, "the picture of the receipt cannot be kept: %s", strerror(-r)) : 0;
}

/* ---- scripts ---- */

static int act_sim(struct act *act) {
        char message[SIM_ACTION_MESSAGE_SIZE];
        json_t *request;
        int r;

        if (sim_action_parse(act->count, act->words, &request, message) < 0)
                return demo_failed(act->demo, "%s", message);
        r = demo_ask(act->demo, request, NULL);
        json_decref(request);
        return r;
}

static const struct {
        const char *name;
        int (*perform)(struct act *act);
} acts[] = {
        { "show", act_show }, { "type", act_type }, { "opened", act_opened }, { "close", act_close }, { "jam", act_jam },
        { "picture", act_picture }, { "receipt", act_receipt },
};

static int perform(struct act *act, char *line) {
        char *rest = NULL;

        act->count = 0;
        for (char *word = strtok_r(line, " ", &rest); word && act->count < WORDS_MAX; word = strtok_r(NULL, " ", &rest))
                act->words[act->count++] = word;
        for (size_t i = 0; i < ARRAY_LEN(acts); i++)
                if (strcmp(acts[i].name, act->words[0]) == 0)
                        return acts[i].perform(act);
        return act_sim(act);
}

int demo_act(struct demo *demo, struct demo_consignment *consignment, const struct demo_person *person, const char *script) {
        struct reader reader = reader_over(script, strlen(script));
        const char *line;
        size_t len;

        while (reader_line(&reader, &line, &len)) {
                struct act act = { .demo = demo, .consignment = consignment, .person = person };
                char text[LINE_SIZE];

                snprintf(text, sizeof(text), "%.*s", (int)len, line);
                if (perform(&act, text) < 0)
                        return demo_failed(demo, "expected that this works: %.*s", (int)len, line);
        }
        return 0;
}

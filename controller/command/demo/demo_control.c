/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "controller/command/picture.h"

enum { DOOR_TRIES = 1000, DOOR_PAUSE_MS = 10 };

int demo_ask(struct demo *demo, json_t *request, json_t **ret_answer) {
        const char *message;
        json_t *answer;
        int r;

        r = request ? control_client_ask(&demo->client, request, &answer) : -ENOMEM;
        json_decref(request);
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
        return demo_ask(demo, json_pack("{s:s}", "request", "state"), ret_answer);
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

int demo_await_door(struct demo *demo, bool open) {
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

/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/command/member.h"
#include "controller/command/picture.h"
#include "controller/command/socket.h"
#include "controller/box/daemon/sim_action.h"

static int show(struct control_client *client, const json_t *answer, char **words) {
        const json_t *object = json_object_get(answer, strcmp(words[0], "hear") == 0 ? "heard" : "state");
        int r;

        if (strcmp(words[0], "screen") == 0) {
                r = picture_write(control_client_take_file(client), (int)json_integer_value(json_object_get(answer, "width")),
                                  (int)json_integer_value(json_object_get(answer, "height")), words[1]);
                if (r < 0) {
                        command_error("cannot write %s: %s", words[1], strerror(-r));
                        return COMMAND_FAULT;
                }
        }
        if (object) {
                json_dumpf(object, stdout, JSON_COMPACT);
                putchar('\n');
        }
        return COMMAND_DONE;
}

static int sim(int argc, char **argv) {
        char message[SIM_ACTION_MESSAGE_SIZE];
        json_t *request = NULL, *answer = NULL;
        const char *socket = NULL;
        const struct command_option options[] = { { .name = "socket", .value = &socket } };
        struct control_client client;
        int count, r;

        r = command_options_leading(argc, argv, options, ARRAY_LEN(options), &count);
        if (r != COMMAND_DONE)
                return r;
        if (count == 0) {
                command_error("an action is missing; `pickupbox sim --help` lists them");
                return COMMAND_FAULT;
        }
        if (sim_action_parse(count, argv + 1, &request, message) < 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        r = socket_open(socket ? socket : SOCKET_DEFAULT, &client);
        if (r == COMMAND_DONE) {
                r = socket_ask(&client, request, &answer);
                if (r == COMMAND_DONE)
                        r = show(&client, answer, argv + 1);
                control_client_close(&client);
        }
        json_decref(request);
        json_decref(answer);
        return r;
}

const struct member_command sim_commands[] = {
        { COMMAND_SIM, sim },
        { .run = NULL },
};

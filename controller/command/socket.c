/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/socket.h"

#include <errno.h>
#include <string.h>

#include "controller/command/command.h"

int socket_open(const char *path, struct control_client *ret_client) {
        int r = control_client_open(path, ret_client);

        if (r == 0)
                return COMMAND_DONE;
        if (r == -ENOENT || r == -ECONNREFUSED)
                command_error("no pickupboxd listens at %s; start it, or name its socket with --socket", path);
        else
                command_error("\"%s\" is no socket that can be used: %s; name the daemon's with --socket", path, strerror(-r));
        return COMMAND_FAULT;
}

int socket_ask(struct control_client *client, json_t *request, json_t **ret_answer) {
        const char *error, *message;
        json_t *answer;
        int r;

        r = request ? control_client_ask(client, request, &answer) : -ENOMEM;
        if (r < 0) {
                command_error("the daemon did not answer: %s", strerror(-r));
                return COMMAND_FAULT;
        }
        if (json_is_true(json_object_get(answer, "ok"))) {
                *ret_answer = answer;
                return COMMAND_DONE;
        }
        error = json_string_value(json_object_get(answer, "error"));
        message = json_string_value(json_object_get(answer, "message"));
        command_error("%s", message ? message : "the daemon refused");
        r = error && (strcmp(error, "refused") == 0 || strcmp(error, "busy") == 0 || strcmp(error, "timeout") == 0) ? COMMAND_REFUSED
                                                                                                                  : COMMAND_FAULT;
        json_decref(answer);
        return r;
}

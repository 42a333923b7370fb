/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control_answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "controller/box/daemon/control_peer.h"

void control_answer(struct control_peer *peer, const char *json, int fd) {
        peer->awaits = false;
        if (peer->file >= 0)
                close(peer->file);
        peer->file = fd;
        if (buffer_append_text(&peer->out, json) < 0 || buffer_append_u8(&peer->out, '\n') < 0) {
                peer->dead = true;
                return;
        }
        control_peer_send(peer);
}

void control_answer_ok(struct control_peer *peer) {
        control_answer(peer, "{\"ok\":true}", -1);
}

void control_answer_error(struct control_peer *peer, const char *error, const char *format, ...) {
        char message[512], escaped[2 * sizeof(message)], line[sizeof(escaped) + 128];
        size_t len = 0;
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(message, sizeof(message), format, arguments);
        va_end(arguments);
        for (const char *at = message; *at; at++) {
                if (*at == '"' || *at == '\\')
                        escaped[len++] = '\\';
                escaped[len++] = (unsigned char)*at < 0x20 ? ' ' : *at;
        }
        escaped[len] = '\0';
        snprintf(line, sizeof(line), "{\"ok\":false,\"error\":\"%s\",\"message\":\"%s\"}", error, escaped);
        control_answer(peer, line, -1);
}

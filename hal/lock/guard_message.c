/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/guard_message.h"

#include <errno.h>
#include <sys/socket.h>

#include "base/bytes.h"

enum { MESSAGE_VERSION = 1 };

void guard_message_write(const struct guard_message *message, uint8_t ret_bytes[GUARD_MESSAGE_LEN]) {
        ret_bytes[0] = (uint8_t)message->kind;
        ret_bytes[1] = MESSAGE_VERSION;
        ret_bytes[2] = (uint8_t)(message->line >> 8);
        ret_bytes[3] = (uint8_t)message->line;
        ret_bytes[4] = (uint8_t)(message->value >> 24);
        ret_bytes[5] = (uint8_t)(message->value >> 16);
        ret_bytes[6] = (uint8_t)(message->value >> 8);
        ret_bytes[7] = (uint8_t)message->value;
}

bool guard_message_read(const uint8_t *bytes, size_t len, struct guard_message *ret_message) {
        struct reader reader = reader_over(bytes, len);
        uint8_t kind, version;
        uint16_t line;
        uint32_t value;

        if (!reader_u8(&reader, &kind) || !reader_u8(&reader, &version) || !reader_u16(&reader, &line) ||
            !reader_u32(&reader, &value) || reader.len > 0)
                return false;
        if (version != MESSAGE_VERSION || kind < GUARD_PULSE || kind > GUARD_RENEW)
                return false;
        if (kind == GUARD_PULSE && value == 0)
                return false;
        *ret_message = (struct guard_message){ .kind = (enum guard_message_kind)kind, .line = line, .value = value };
        return true;
}

bool guard_message_send(int socket, enum guard_message_kind kind, unsigned line, unsigned value, int flags) {
        const struct guard_message message = { .kind = kind, .line = (uint16_t)line, .value = value };
        uint8_t bytes[GUARD_MESSAGE_LEN];

        guard_message_write(&message, bytes);
        return send(socket, bytes, sizeof(bytes), MSG_NOSIGNAL | flags) == (ssize_t)sizeof(bytes);
}

enum guard_packet guard_message_receive(int socket, struct guard_message *ret_message) {
        uint8_t bytes[GUARD_MESSAGE_LEN];
        ssize_t len;

        do
                len = recv(socket, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);
        while (len < 0 && errno == EINTR);
        if (len < 0)
                return errno == EAGAIN ? GUARD_PACKET_NONE : GUARD_PACKET_END;
        if (len == 0)
                return GUARD_PACKET_END;
        if ((size_t)len > sizeof(bytes) || !guard_message_read(bytes, (size_t)len, ret_message))
                return GUARD_PACKET_OTHER;
        return GUARD_PACKET_MESSAGE;
}

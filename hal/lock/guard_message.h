/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What passes between the guard, its supervisor and their client: one message a
 * packet on a SOCK_SEQPACKET pair, GUARD_MESSAGE_LEN bytes, integers big-endian:
 *
 *   kind u8 | version u8 (1) | line u16 | value u32
 *
 * Anything of another length, version, kind or range is not a message.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum { GUARD_MESSAGE_LEN = 8 };

enum guard_message_kind {
        GUARD_PULSE = 1, /* client to guard: value is the length in ms, 1 or more */
        GUARD_PROCESS,   /* supervisor to client, before READY: value is the guard's process number */
        GUARD_ABSENT,    /* supervisor to client, before READY: that line is not there */
        GUARD_READY,     /* guard to supervisor, then supervisor to client: lines are held and off; value is their number */
        GUARD_FAILED,    /* supervisor to client, before READY: value is an errno */
        GUARD_PULSED,    /* guard to client: the coil is off again; value is how long it was on, in ms */
        GUARD_FAULT,     /* guard to client: the pulse was not given or not ended as it should; the line is given up */
        GUARD_REFUSED,   /* guard to client: the line was not touched; value is an enum guard_refusal */
        GUARD_BEGIN,     /* guard to supervisor: asks whether it watches; that line is to be switched on */
        GUARD_WATCHED,   /* supervisor to guard: it does, for GUARD_STALL_MS from now */
        GUARD_END,       /* guard to supervisor: that line is off again */
        GUARD_LOST,      /* guard to client: its chip went while that line was on, so that nobody can say that it is off; the guard ends */
        GUARD_RENEW,     /* client to guard, guard to supervisor: take up lines that have come; a new guard answers as at the start */
};

struct guard_message {
        enum guard_message_kind kind;
        uint16_t line;
        uint32_t value;
};

void guard_message_write(const struct guard_message *message, uint8_t ret_bytes[GUARD_MESSAGE_LEN]);
/* True and filled, or false: not a message. */
MUST_CHECK bool guard_message_read(const uint8_t *bytes, size_t len, struct guard_message *ret_message);

/* One packet; flags as of send(2). False: it could not be sent, also for want of room with MSG_DONTWAIT. */
bool guard_message_send(int socket, enum guard_message_kind kind, unsigned line, unsigned value, int flags);
enum guard_packet {
        GUARD_PACKET_NONE,    /* nothing has come */
        GUARD_PACKET_MESSAGE, /* filled */
        GUARD_PACKET_OTHER,   /* something that is no message */
        GUARD_PACKET_END,     /* the other end is closed; an empty packet cannot be told from that and is taken for it */
};
/* Does not wait. */
MUST_CHECK enum guard_packet guard_message_receive(int socket, struct guard_message *ret_message);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What passes between the guard and its client: one message a packet on a
 * SOCK_SEQPACKET pair, GUARD_MESSAGE_LEN bytes, integers big-endian:
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
        GUARD_PULSE = 1, /* to the guard: value is the length in ms, 1 or more */
        GUARD_ABSENT,    /* from the guard, before READY: that line is not there */
        GUARD_READY,     /* from the guard: lines are held and off; value is their number */
        GUARD_FAILED,    /* from the guard, before READY: value is an errno */
        GUARD_PULSED,    /* from the guard: the coil is off again; value is how long it was on, in ms */
        GUARD_FAULT,     /* from the guard: the pulse was not given or not ended as it should; the line is given up */
        GUARD_REFUSED,   /* from the guard: the line was not touched; value is an enum guard_refusal */
};

struct guard_message {
        enum guard_message_kind kind;
        uint16_t line;
        uint32_t value;
};

void guard_message_write(const struct guard_message *message, uint8_t ret_bytes[GUARD_MESSAGE_LEN]);
/* True and filled, or false: not a message. */
MUST_CHECK bool guard_message_read(const uint8_t *bytes, size_t len, struct guard_message *ret_message);

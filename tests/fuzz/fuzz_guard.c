/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A client of the guard that sends anything at any time: what the guard would do
 * with its lines never breaks the rules.
 */
#include <stdbool.h>
#include <string.h>

#include "hal/lock/guard_message.h"
#include "hal/lock/guard_timer.h"
#include "tests/fuzz/fuzz.h"

enum { COUNT = 4, STEP_LEN = 1 + GUARD_MESSAGE_LEN };

static const struct lock_timing timing = { .pulse_ms = 300, .rest_ms = 2000, .gap_ms = 300 };

struct witness {
        int64_t off_ms[COUNT];
        int64_t last_off_ms;
};

static void end_pulse(struct guard_timer *timer, struct witness *witness, int64_t now_ms) {
        unsigned line = timer->line;

        MUST_HOLD(line < COUNT);
        MUST_HOLD(guard_timer_end(timer, now_ms) <= LOCK_PULSE_CAP_MS);
        witness->off_ms[line] = witness->last_off_ms = now_ms;
}

static void request(struct guard_timer *timer, const struct witness *witness, const struct guard_message *message, int64_t now_ms) {
        bool driving = timer->line != GUARD_NONE;

        if (guard_timer_refuses(timer, message->line, now_ms) != 0)
                return;
        MUST_HOLD(!driving);
        MUST_HOLD(message->line < COUNT);
        guard_timer_begin(timer, message->line, message->value, now_ms);
        MUST_HOLD(guard_timer_left_ms(timer, now_ms) > 0);
        MUST_HOLD(now_ms - witness->last_off_ms >= timing.gap_ms);
        MUST_HOLD(now_ms - witness->off_ms[message->line] >= timing.rest_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct witness witness = { .off_ms = { -9999, -9999, -9999, -9999 }, .last_off_ms = -9999 };
        struct guard_message message;
        struct guard_timer timer;
        uint8_t bytes[GUARD_MESSAGE_LEN];
        int64_t now_ms = 0;

        /* Packets of every length. */
        if (guard_message_read(data, size, &message)) {
                guard_message_write(&message, bytes);
                MUST_HOLD(size == sizeof(bytes) && memcmp(bytes, data, size) == 0);
        }
        /* Steps: how long it waits, a packet. */
        if (guard_timer_init(&timer, COUNT, &timing) < 0)
                return 0;
        for (; size >= STEP_LEN; data += STEP_LEN, size -= STEP_LEN) {
                int64_t next_ms = now_ms + data[0] * 10;

                if (timer.line != GUARD_NONE && next_ms >= now_ms + guard_timer_left_ms(&timer, now_ms))
                        end_pulse(&timer, &witness, now_ms + guard_timer_left_ms(&timer, now_ms));
                now_ms = next_ms;
                if (guard_message_read(data + 1, GUARD_MESSAGE_LEN, &message) && message.kind == GUARD_PULSE)
                        request(&timer, &witness, &message, now_ms);
        }
        guard_timer_deinit(&timer);
        return 0;
}

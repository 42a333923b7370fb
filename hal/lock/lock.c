/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/lock.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/lock/guard.h"
#include "hal/lock/guard_message.h"
#include "hal/lock/lock_queue.h"

struct lock_bank {
        struct guard *guard;
        struct lock_queue queue;
        int epoll;
        int timer;
        bool lost; /* the guard, for good */
        bool renewing;
        int64_t renewed_ms; /* while renewing: the guard has failed if it is later than that */
        lock_event_fn *callback;
        void *context;
};

const char *lock_state_name(enum lock_state state) {
        static const char *const names[] = {
                [LOCK_IDLE] = "idle",
                [LOCK_DRIVING] = "driving",
                [LOCK_RESTING] = "resting",
                [LOCK_FAULTY] = "faulty",
        };

        return (unsigned)state < ARRAY_LEN(names) ? names[state] : NULL;
}

static void ignore_event(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
}

static int watch(struct lock_bank *bank, int fd) {
        struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

        return epoll_ctl(bank->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int lock_bank_new(struct guard *guard, const struct lock_timing *timing, struct lock_bank **ret_bank) {
        struct lock_bank *bank = calloc(1, sizeof(*bank));
        int r;

        if (!bank)
                return -ENOMEM;
        bank->callback = ignore_event;
        bank->timer = deadline_timer_new();
        bank->epoll = epoll_create1(EPOLL_CLOEXEC);
        r = bank->epoll < 0 ? -errno : bank->timer < 0 ? bank->timer : lock_queue_init(&bank->queue, guard_count(guard), timing);
        if (r == 0)
                r = watch(bank, bank->timer);
        if (r == 0)
                r = watch(bank, guard_fd(guard));
        if (r < 0) {
                lock_bank_free(bank);
                return r;
        }
        for (unsigned i = 0; i < bank->queue.count; i++)
                if (!guard_line_present(guard, i))
                        lock_queue_set_absent(&bank->queue, i);
        bank->guard = guard;
        *ret_bank = bank;
        return 0;
}

void lock_bank_free(struct lock_bank *bank) {
        if (!bank)
                return;
        if (bank->epoll >= 0)
                close(bank->epoll);
        if (bank->timer >= 0)
                close(bank->timer);
        guard_free(bank->guard);
        lock_queue_deinit(&bank->queue);
        free(bank);
}

unsigned lock_bank_count(const struct lock_bank *bank) {
        return bank->queue.count;
}

int lock_bank_fd(const struct lock_bank *bank) {
        return bank->epoll;
}

void lock_bank_set_callback(struct lock_bank *bank, lock_event_fn *callback, void *context) {
        bank->callback = callback ? callback : ignore_event;
        bank->context = context;
}

static bool ask(const struct lock_bank *bank, unsigned index) {
        return guard_message_send(guard_fd(bank->guard), GUARD_PULSE, index, bank->queue.timing.pulse_ms, MSG_DONTWAIT);
}

/* Asks for the next pulse if there is one due, and sets the timer for what comes after. */
static void advance(struct lock_bank *bank) {
        unsigned index;

        if (bank->renewing) {
                deadline_timer_set(bank->timer, bank->renewed_ms);
                return;
        }
        if (lock_queue_start(&bank->queue, deadline_now_ms(), &index) && !ask(bank, index)) {
                /* Nobody takes requests: the guard is told of as lost where callbacks are allowed. */
                bank->lost = true;
                deadline_timer_set(bank->timer, 0);
                return;
        }
        deadline_timer_set(bank->timer, lock_queue_deadline(&bank->queue));
}

int lock_bank_pulse(struct lock_bank *bank, unsigned index) {
        int r;

        if (bank->lost)
                return LOCK_E_FAULTY;
        r = lock_queue_add(&bank->queue, index);
        if (r == 0)
                advance(bank);
        return r;
}

/* False: the guard speaks nonsense. */
static bool take_answer(struct lock_bank *bank, const struct guard_message *answer) {
        switch (answer->kind) {
        case GUARD_PULSED:
                if (!lock_queue_pulsed(&bank->queue, answer->line, answer->value, deadline_now_ms()))
                        return false;
                bank->callback(bank->context, answer->line, LOCK_EVENT_PULSED, answer->value);
                return true;
        case GUARD_LOST:
        case GUARD_FAULT:
        case GUARD_REFUSED:
                if (!lock_queue_fault(&bank->queue, answer->line, deadline_now_ms()))
                        return false;
                if (answer->kind == GUARD_LOST)
                        bank->callback(bank->context, answer->line, LOCK_EVENT_LOST, 0);
                if (answer->kind != GUARD_REFUSED && answer->value == ENODEV)
                        lock_queue_set_absent(&bank->queue, answer->line);
                bank->callback(bank->context, answer->line, LOCK_EVENT_FAULT, 0);
                return true;
        default:
                return false;
        }
}

static void set_present(struct lock_bank *bank) {
        for (unsigned i = 0; i < bank->queue.count; i++) {
                if (guard_line_present(bank->guard, i))
                        lock_queue_set_present(&bank->queue, i);
                else if (bank->queue.locks[i].phase != LOCK_PHASE_QUEUED)
                        lock_queue_set_absent(&bank->queue, i); /* one that waits finds out when it is driven */
        }
}

/* False: the guard speaks nonsense, or there is none. */
static bool take_renewal(struct lock_bank *bank, const struct guard_message *answer) {
        int r = guard_renewed(bank->guard, answer);

        if (r <= 0)
                return r == 0;
        bank->renewing = false;
        lock_queue_pause(&bank->queue, deadline_now_ms() + bank->queue.timing.rest_ms);
        set_present(bank);
        return true;
}

int lock_bank_renew(struct lock_bank *bank) {
        if (bank->lost)
                return LOCK_E_FAULTY;
        if (bank->renewing || bank->queue.driving != LOCK_NONE || bank->queue.len > 0)
                return LOCK_E_BUSY;
        bank->renewing = true;
        bank->renewed_ms = deadline_now_ms() + GUARD_START_MS;
        /* A guard that takes no requests is told of as lost where callbacks are allowed. */
        bank->lost = guard_renew(bank->guard) < 0;
        deadline_timer_set(bank->timer, bank->lost ? 0 : bank->renewed_ms);
        return 0;
}

bool lock_bank_renewing(const struct lock_bank *bank) {
        return bank->renewing;
}

/* Reads all answers there are. False: the guard has gone or speaks nonsense. */
static bool take_answers(struct lock_bank *bank) {
        for (;;) {
                struct guard_message answer;
                enum guard_packet packet = guard_message_receive(guard_fd(bank->guard), &answer);

                if (packet == GUARD_PACKET_NONE)
                        return true;
                if (packet != GUARD_PACKET_MESSAGE || !(bank->renewing ? take_renewal(bank, &answer) : take_answer(bank, &answer)))
                        return false;
        }
}

/* The guard has gone, or is killed because it can no longer be trusted to time anything. */
static int lose(struct lock_bank *bank) {
        unsigned index;

        bank->lost = true;
        bank->renewing = false;
        guard_kill(bank->guard);
        (void)epoll_ctl(bank->epoll, EPOLL_CTL_DEL, guard_fd(bank->guard), NULL);
        deadline_timer_set(bank->timer, INT64_MAX);
        while (lock_queue_lose(&bank->queue, &index))
                bank->callback(bank->context, index, LOCK_EVENT_FAULT, 0);
        return -EPIPE;
}

static bool is_overdue(const struct lock_bank *bank, int64_t now_ms) {
        return bank->renewing ? now_ms >= bank->renewed_ms : lock_queue_overdue(&bank->queue, now_ms);
}

int lock_bank_dispatch(struct lock_bank *bank) {
        deadline_timer_clear(bank->timer);
        if (bank->lost || !take_answers(bank) || is_overdue(bank, deadline_now_ms()))
                return lose(bank);
        advance(bank);
        return bank->lost ? lose(bank) : 0;
}

void lock_bank_clear(struct lock_bank *bank, unsigned index) {
        if (!bank->lost)
                lock_queue_clear(&bank->queue, index);
}

bool lock_bank_present(const struct lock_bank *bank, unsigned index) {
        assert(index < bank->queue.count);
        return bank->queue.locks[index].phase != LOCK_PHASE_ABSENT;
}

enum lock_state lock_bank_state(const struct lock_bank *bank, unsigned index) {
        return lock_queue_state(&bank->queue, index, deadline_now_ms());
}

unsigned lock_bank_pulses(const struct lock_bank *bank, unsigned index) {
        assert(index < bank->queue.count);
        return bank->queue.locks[index].pulses;
}

unsigned lock_bank_last_ms(const struct lock_bank *bank, unsigned index) {
        assert(index < bank->queue.count);
        return bank->queue.locks[index].last_ms;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/door/door.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/door/door_debounce.h"
#include "hal/lock/lines.h"

/* How many debounce times the first readings may take. */
enum { START_ROUNDS = 5 };

struct door_bank {
        struct lines *lines;
        unsigned debounce_ms;
        int epoll;
        int timer;
        door_event_fn *callback;
        void *context;
        struct door_debounce doors[];
};

const char *door_state_name(enum door_state state) {
        static const char *const names[] = {
                [DOOR_UNKNOWN] = "unknown",
                [DOOR_CLOSED] = "closed",
                [DOOR_OPEN] = "open",
                [DOOR_UNSTEADY] = "unsteady",
        };

        return (unsigned)state < ARRAY_LEN(names) ? names[state] : NULL;
}

static void ignore_event(void *context, unsigned index, enum door_state state) {
}

static enum door_state read_level(struct door_bank *bank, unsigned index) {
        bool active;

        if (lines_get(bank->lines, index, &active) < 0)
                return DOOR_UNKNOWN;
        return active ? DOOR_CLOSED : DOOR_OPEN;
}

static void step(struct door_bank *bank, unsigned index) {
        struct door_debounce *door = &bank->doors[index];

        if (door_debounce_step(door, read_level(bank, index), bank->debounce_ms, deadline_now_ms()))
                bank->callback(bank->context, index, door->known);
}

static void take_edge(void *context, unsigned index) {
        step(context, index);
}

/* When to read a switch again. One whose line is not there, or has gone, is not asked any more. */
static int64_t due(const struct door_bank *bank, unsigned index) {
        return lines_present(bank->lines, index) ? door_debounce_deadline(&bank->doors[index], bank->debounce_ms) : INT64_MAX;
}

static void arm(struct door_bank *bank) {
        int64_t deadline_ms = INT64_MAX;

        for (unsigned i = 0; i < lines_count(bank->lines); i++) {
                int64_t own_ms = due(bank, i);

                if (own_ms < deadline_ms)
                        deadline_ms = own_ms;
        }
        deadline_timer_set(bank->timer, deadline_ms);
}

int door_bank_dispatch(struct door_bank *bank) {
        int64_t now_ms;
        int r;

        deadline_timer_clear(bank->timer);
        r = lines_dispatch(bank->lines);
        now_ms = deadline_now_ms();
        for (unsigned i = 0; i < lines_count(bank->lines); i++)
                if (r < 0 || due(bank, i) <= now_ms)
                        step(bank, i);
        arm(bank);
        return r;
}

static bool settled(const struct door_bank *bank) {
        for (unsigned i = 0; i < lines_count(bank->lines); i++)
                if (bank->doors[i].changing)
                        return false;
        return true;
}

static int settle(struct door_bank *bank) {
        int64_t end_ms = deadline_now_ms() + (int64_t)START_ROUNDS * bank->debounce_ms;
        int r = 0;

        for (unsigned i = 0; i < lines_count(bank->lines); i++)
                step(bank, i);
        arm(bank);
        while (r == 0 && !settled(bank)) {
                struct pollfd fd = { .fd = bank->epoll, .events = POLLIN };
                int64_t left_ms = end_ms - deadline_now_ms();

                if (left_ms <= 0)
                        break;
                if (poll(&fd, 1, (int)left_ms) < 0 && errno != EINTR)
                        return -errno;
                r = door_bank_dispatch(bank);
        }
        return r;
}

static int watch(struct door_bank *bank, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(bank->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int door_bank_new(struct lines *lines, unsigned debounce_ms, struct door_bank **ret_bank) {
        struct door_bank *bank;
        int r;

        if (debounce_ms > DOOR_DEBOUNCE_MAX_MS)
                return -EINVAL;
        bank = calloc(1, sizeof(*bank) + lines_count(lines) * sizeof(bank->doors[0]));
        if (!bank)
                return -ENOMEM;
        bank->debounce_ms = debounce_ms;
        bank->callback = ignore_event;
        bank->timer = deadline_timer_new();
        bank->epoll = epoll_create1(EPOLL_CLOEXEC);
        r = bank->epoll < 0 ? -errno : bank->timer < 0 ? bank->timer : watch(bank, bank->timer);
        if (r == 0)
                r = watch(bank, lines_fd(lines));
        if (r == 0) {
                bank->lines = lines;
                lines_set_callback(lines, take_edge, bank);
                r = settle(bank);
        }
        if (r < 0) {
                lines_set_callback(lines, NULL, NULL);
                bank->lines = NULL;
                door_bank_free(bank);
                return r;
        }
        *ret_bank = bank;
        return 0;
}

void door_bank_free(struct door_bank *bank) {
        if (!bank)
                return;
        if (bank->epoll >= 0)
                close(bank->epoll);
        if (bank->timer >= 0)
                close(bank->timer);
        lines_free(bank->lines);
        free(bank);
}

unsigned door_bank_count(const struct door_bank *bank) {
        return lines_count(bank->lines);
}

int door_bank_fd(const struct door_bank *bank) {
        return bank->epoll;
}

void door_bank_set_callback(struct door_bank *bank, door_event_fn *callback, void *context) {
        bank->callback = callback ? callback : ignore_event;
        bank->context = context;
}

int door_bank_renew(struct door_bank *bank, bool *ret_changed) {
        int r = lines_renew(bank->lines, ret_changed);

        arm(bank);
        return r;
}

bool door_bank_stale(const struct door_bank *bank) {
        return lines_stale(bank->lines);
}

bool door_bank_present(const struct door_bank *bank, unsigned index) {
        return lines_present(bank->lines, index);
}

void door_bank_await(struct door_bank *bank, unsigned index, bool awaited) {
        lines_await(bank->lines, index, awaited);
}

bool door_bank_polled(const struct door_bank *bank, unsigned index) {
        return lines_polled(bank->lines, index);
}

struct line_tally door_bank_tally(const struct door_bank *bank, unsigned index) {
        return lines_tally(bank->lines, index);
}

const char *door_bank_chip(const struct door_bank *bank, unsigned index) {
        return lines_chip(bank->lines, index);
}

enum door_state door_bank_state(const struct door_bank *bank, unsigned index) {
        assert(index < lines_count(bank->lines));
        return bank->doors[index].known;
}

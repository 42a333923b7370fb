/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/wiring.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/wiring_inner.h"
#include "hal/clock/deadline.h"

int wiring_say(char *ret_message, int result, const char *format, ...) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(ret_message, WIRING_MESSAGE_SIZE, format, arguments);
        va_end(arguments);
        return result;
}

struct wiring_source wiring_source(const struct config *config, bool simulated) {
        return simulated ? wiring_source_simulated(config) : wiring_source_real();
}

/* ---- may it be ---- */

static void find_used(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        unsigned *used = context;

        if (*used == 0 && (compartment->state != COMPARTMENT_FREE || consignment))
                *used = compartment->c;
}

static int check_store(struct store *store, const struct config *config, char *ret_message) {
        const struct store_config *box = store_config(store);
        unsigned used = 0;

        if (strcmp(box->box_id, config->box_id) != 0 || box->compartments != config->compartments)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s is of box %s with %u compartments, but the configuration says %s and %u",
                                  config->database, box->box_id, box->compartments, config->box_id, config->compartments);
        if (!store_origin(store))
                return wiring_say(ret_message, WIRING_E_REFUSED,
                                  "this box has no bundle yet, so nobody can sign in; `pickupbox box adopt` comes first");
        if (wiring_now_ms() < store_time_floor(store))
                return wiring_say(ret_message, WIRING_E_REFUSED, "the clock is wrong: the newest entry is later than now; set it first");
        if (store_each(store, find_used, &used) != 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s cannot be read", config->database);
        if (used > 0)
                return wiring_say(ret_message, WIRING_E_REFUSED,
                                  "compartment %u is not free; the wiring is tested only while nothing is inside and nothing in doubt", used);
        return 0;
}

static int open_store(const struct config *config, enum store_mode mode, struct store **ret_store, bool *ret_running, char *ret_message) {
        enum rollback rollback;
        int r = store_open_anchored(config->database, config->anchor, mode, ret_store, &rollback);

        if (r == 0)
                return 0;
        if (r == STORE_E_ROLLED_BACK) {
                rollback_message(rollback, config->database, ret_message);
                return WIRING_E_REFUSED;
        }
        if (r == -EBUSY) {
                *ret_running = true;
                return wiring_say(ret_message, WIRING_E_FAULT, "%s is in use; stop the daemon first", config->database);
        }
        adopt_store_message(r, config->database, ret_message);
        return WIRING_E_FAULT;
}

/* A store that was never started on, or cannot be had, does not say: then a simulated cabinet is one that lies there. */
static void describe(const struct config *config, const struct store *store, bool running, struct wiring_box *ret_box) {
        bool told = store && store_mode(store) != STORE_MODE_ANY;
        bool simulated = told ? store_mode(store) == STORE_MODE_SIMULATED : config->locks.count == 0 && access(config->world, F_OK) == 0;

        *ret_box = (struct wiring_box){ .known = simulated || config->locks.count > 0, .simulated = simulated, .running = running };
}

int wiring_prepare(const struct config *config, struct wiring_box *ret_box, char ret_message[WIRING_MESSAGE_SIZE]) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        bool running = false;
        int r = open_store(config, STORE_MODE_ANY, &store, &running, ret_message);

        describe(config, store, running, ret_box);
        if (r == 0)
                r = check_store(store, config, ret_message);
        if (r == 0 && !ret_box->known)
                return wiring_say(ret_message, WIRING_E_REFUSED,
                                  "the configuration names no lines; [lock] and [door] of it say how, in their comments");
        return r;
}

/* ---- opening ---- */

static void told_pulsed(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        struct wiring *wiring = context;

        wiring->pulsed = true;
        wiring->fault = event != LOCK_EVENT_PULSED;
}

static void told_door(void *context, unsigned index, enum door_state state) {
        struct wiring *wiring = context;

        if (state == DOOR_OPEN)
                wiring->opened[index] = true;
}

static int open_lines(struct wiring *wiring, bool simulated, enum lines_direction direction) {
        struct wiring_source source = wiring_source(wiring->config, simulated);
        struct lines_config lines;
        int r = source.lines(wiring->config, direction, &lines);

        if (r < 0)
                return r;
        if (direction == LINES_OUTPUT)
                r = devices_open_locks(&wiring->devices, source.backend, source.place, &lines, &wiring->config->lock);
        else
                r = devices_open_doors(&wiring->devices, source.backend, source.place, &lines, wiring->config->debounce_ms);
        lines_config_deinit(&lines);
        return r;
}

/* One that is not there is told by the look at the lines, and nothing is measured. */
static int open_sense(struct wiring *wiring, bool simulated) {
        struct wiring_source source = wiring_source(wiring->config, simulated);
        struct lines_config line;
        int r = wiring_feedback_line(wiring->config, &line);

        if (r == -ENODATA)
                return 0;
        if (r == 0) {
                r = lines_request(source.backend, source.place, &line, &wiring->sense);
                lines_config_deinit(&line);
        }
        return r;
}

static int watch(struct wiring *wiring, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(wiring->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static int open_devices(struct wiring *wiring, bool simulated, char *ret_message) {
        char message[DEVICES_MESSAGE_SIZE];
        int r = simulated ? devices_open_cabinet(wiring->config, &wiring->devices, message) : 0;

        if (r != 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s", message);
        r = open_lines(wiring, simulated, LINES_OUTPUT);
        if (r != 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "the locks' lines cannot be had as outputs: %s", wiring_reason(LINES_OUTPUT, r));
        r = open_lines(wiring, simulated, LINES_INPUT);
        if (r != 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "the switches' lines cannot be had as inputs: %s", wiring_reason(LINES_INPUT, r));
        r = open_sense(wiring, simulated);
        if (r < 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "the line that senses the coils, feedback of [lock], cannot be had: %s", strerror(-r));
        wiring->epoll = epoll_create1(EPOLL_CLOEXEC);
        r = wiring->epoll < 0 ? -errno : watch(wiring, lock_bank_fd(wiring->devices.locks));
        if (r == 0)
                r = watch(wiring, door_bank_fd(wiring->devices.doors));
        if (r < 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s", strerror(-r));
        lock_bank_set_callback(wiring->devices.locks, told_pulsed, wiring);
        door_bank_set_callback(wiring->devices.doors, told_door, wiring);
        /* Any of them may be the one that opens. */
        for (unsigned i = 0; i < wiring->config->compartments; i++)
                door_bank_await(wiring->devices.doors, i, true);
        return 0;
}

static int open_box(struct wiring *wiring, bool simulated, char *ret_message) {
        const struct config *config = wiring->config;
        char message[BOX_KEYS_MESSAGE_SIZE];
        const char *name;
        bool running;
        int r;

        r = open_store(config, simulated ? STORE_MODE_SIMULATED : STORE_MODE_REAL, &wiring->store, &running, ret_message);
        if (r == 0)
                r = check_store(wiring->store, config, ret_message);
        if (r != 0)
                return r;
        if (adopt_current(wiring->store, &wiring->bundle, ret_message) != 0)
                return WIRING_E_FAULT;
        r = box_keys_load(config->keys, &wiring->keys, &name);
        if (r == 0)
                return 0;
        box_keys_message(r, config->keys, name, message);
        return wiring_say(ret_message, WIRING_E_FAULT, "%s", message);
}

int wiring_open(const struct config *config, bool simulated, struct wiring **ret_wiring, char ret_message[WIRING_MESSAGE_SIZE]) {
        struct wiring *wiring = calloc(1, sizeof(*wiring));
        int r;

        if (!wiring)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s", strerror(ENOMEM));
        wiring->config = config;
        wiring->epoll = -1;
        r = open_devices(wiring, simulated, ret_message);
        if (r == 0)
                r = open_box(wiring, simulated, ret_message);
        if (r != 0) {
                wiring_free(wiring);
                return r;
        }
        *ret_wiring = wiring;
        return 0;
}

void wiring_free(struct wiring *wiring) {
        struct entry logout = { .event = ENTRY_LOGOUT };

        if (!wiring)
                return;
        if (wiring->signed_in) {
                memcpy(logout.sub, wiring->badge.sub, sizeof(logout.sub));
                (void)!store_do(wiring->store, wiring_now_ms(), DEED(DEED_ENTRY, .entry = &logout), NULL);
        }
        lines_free(wiring->sense);
        devices_close(&wiring->devices);
        if (wiring->epoll >= 0)
                close(wiring->epoll);
        bundle_free(wiring->bundle);
        store_close(wiring->store);
        box_keys_deinit(&wiring->keys);
        free(wiring);
}

/* ---- testing ---- */

int wiring_fd(const struct wiring *wiring) {
        return wiring->epoll;
}

int wiring_dispatch(struct wiring *wiring) {
        int r = lock_bank_dispatch(wiring->devices.locks);

        return r < 0 ? r : door_bank_dispatch(wiring->devices.doors);
}

bool wiring_present(const struct wiring *wiring, unsigned c) {
        return lock_bank_present(wiring->devices.locks, c - 1) && door_bank_present(wiring->devices.doors, c - 1);
}

enum door_state wiring_door(const struct wiring *wiring, unsigned c) {
        return door_bank_state(wiring->devices.doors, c - 1);
}

const char *wiring_chip(const struct wiring *wiring, unsigned c) {
        return door_bank_chip(wiring->devices.doors, c - 1);
}

bool wiring_interrupts(const struct wiring *wiring, unsigned c, unsigned *ret_levels) {
        const struct door_bank *doors = wiring->devices.doors;
        unsigned edges = 0, levels = 0;

        for (unsigned i = 0; i < wiring->config->compartments; i++) {
                struct line_tally tally = door_bank_tally(doors, i);

                if (!door_bank_present(doors, i) || strcmp(door_bank_chip(doors, i), wiring_chip(wiring, c)) != 0)
                        continue;
                edges += tally.edges;
                levels += tally.levels;
        }
        *ret_levels = levels;
        return edges > 0 || levels == 0 || door_bank_polled(doors, c - 1);
}

/* One turn: what locks and switches tell, and what current flows, until end_ms at most. */
static int turn(struct wiring *wiring, int64_t end_ms) {
        struct pollfd fd = { .fd = wiring->epoll, .events = POLLIN };
        int64_t left_ms = end_ms - deadline_now_ms();
        int r;

        if (wiring->sense && left_ms > WIRING_SENSE_MS)
                left_ms = WIRING_SENSE_MS;
        if (poll(&fd, 1, left_ms < 0 ? 0 : left_ms > INT_MAX ? -1 : (int)left_ms) < 0 && errno != EINTR)
                return -errno;
        r = wiring_dispatch(wiring);
        wiring_sense(wiring);
        return r;
}

int wiring_settle(struct wiring *wiring) {
        int64_t end_ms = deadline_now_ms() + 4 * (int64_t)wiring->config->debounce_ms;
        int r = 0;

        while (r == 0 && deadline_now_ms() < end_ms)
                r = turn(wiring, end_ms);
        return r;
}

/* Until the door is open, or had its time since the pulse, or the pulse could not be given. */
static int await(struct wiring *wiring, unsigned c) {
        int64_t end_ms = INT64_MAX;
        int r = 0;

        while (r == 0 && !wiring->opened[c - 1] && !wiring->fault && deadline_now_ms() < end_ms) {
                if (wiring->pulsed && end_ms == INT64_MAX)
                        end_ms = deadline_now_ms() + WIRING_DOOR_MS;
                r = turn(wiring, end_ms);
        }
        return r;
}

/* The pulse is over, another door had as long as its own to show itself, and no current flows any more, or has for too long. */
static int await_rest(struct wiring *wiring) {
        int64_t end_ms = deadline_now_ms() + (int64_t)wiring->config->lock.pulse_ms + 4 * (int64_t)wiring->config->debounce_ms;
        int r = 0;

        while (r == 0 && (deadline_now_ms() < end_ms || !wiring->pulsed || (wiring->flows && wiring_sensed_ms(wiring) < WIRING_CURRENT_MAX_MS)))
                r = turn(wiring, wiring->pulsed ? end_ms : INT64_MAX);
        return r;
}

static void judge(const struct wiring *wiring, unsigned c, struct wiring_trial *trial) {
        bool own = wiring->opened[c - 1];

        for (unsigned i = 0; i < wiring->config->compartments && trial->other == 0; i++)
                if (i != c - 1 && wiring->opened[i])
                        trial->other = i + 1;
        trial->outcome = trial->other ? (own ? WIRING_BOTH_OPENED : WIRING_OTHER_OPENED) : own ? WIRING_OPENED : WIRING_NOT_OPENED;
        trial->sensed = wiring->flowed;
        trial->on_ms = wiring_sensed_ms(wiring);
}

static bool is_free(struct wiring *wiring, unsigned c) {
        struct store_compartment compartment;

        return store_compartment(wiring->store, c, &compartment) == 0 && compartment.state == COMPARTMENT_FREE && !compartment.has_consignment;
}

static int pulse(struct wiring *wiring, unsigned c, struct wiring_trial *trial) {
        int r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_SERVICE_OPEN, .c = c, .purpose = PURPOSE_WIRING, .by = wiring->badge.sub), NULL);

        trial->outcome = WIRING_NO_PULSE;
        if (r < 0)
                return r;
        if (r > 0 || lock_bank_pulse(wiring->devices.locks, c - 1) != 0)
                return 0;
        r = await(wiring, c);
        if (r == 0 && !wiring->fault)
                r = await_rest(wiring);
        if (r == 0 && !wiring->fault)
                judge(wiring, c, trial);
        return r;
}

int wiring_test(struct wiring *wiring, unsigned c, struct wiring_trial *ret_trial) {
        struct wiring_trial trial = { .outcome = WIRING_CURRENT_BEFORE };
        int r = 0, noted;

        if (!wiring->signed_in || wiring->one_time || !wiring_present(wiring, c) || wiring_door(wiring, c) != DOOR_CLOSED || !is_free(wiring, c))
                return -EPROTO;
        memset(wiring->opened, 0, sizeof(wiring->opened));
        wiring->pulsed = wiring->fault = false;
        wiring_sense_begin(wiring);
        if (!wiring_current(wiring))
                r = pulse(wiring, c, &trial);
        noted = wiring_note_others(wiring, c);
        r = r < 0 ? r : noted;
        if (r == 0)
                *ret_trial = trial;
        return r;
}

int wiring_await_current(struct wiring *wiring, unsigned patience_ms, unsigned *ret_on_ms) {
        int64_t end_ms = deadline_now_ms() + patience_ms;
        int r = 0, noted;

        if (!wiring->signed_in || wiring->one_time || !wiring->sense)
                return -EPROTO;
        memset(wiring->opened, 0, sizeof(wiring->opened));
        wiring_sense_begin(wiring);
        while (r == 0 && !wiring->flowed && deadline_now_ms() < end_ms)
                r = turn(wiring, end_ms);
        while (r == 0 && wiring->flows && wiring_sensed_ms(wiring) < WIRING_CURRENT_MAX_MS)
                r = turn(wiring, deadline_now_ms() + WIRING_SENSE_MS);
        if (r == 0 && wiring->flowed)
                r = wiring_settle(wiring);
        noted = wiring_note_others(wiring, 0);
        r = r < 0 ? r : noted;
        if (r == 0 && !wiring->flowed)
                r = -ETIMEDOUT;
        if (r == 0)
                *ret_on_ms = wiring_sensed_ms(wiring);
        return r;
}

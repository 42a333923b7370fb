/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Lines of the simulated cabinet. Outputs feed its coils, inputs read its
 * contacts; edges come from inotify (another process changed something) and from
 * a timer (a door moves by itself). Its chips may lose edges, or have no interrupt to tell them.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "hal/clock/deadline.h"
#include "hal/lock/lines_backend.h"
#include "hal/lock/lines_reader.h"
#include "hal/lock/sim_index.h"
#include "hal/sim/sim_world.h"

struct line_sim {
        int index; /* of the compartment, or SIM_INDEX_ABSENT */
        bool held; /* else it is absent: somebody else holds it, or its chip has gone */
        bool active_low;
        bool level; /* inputs: as last looked at */
        bool awaited;
};

struct lines_sim {
        struct lines base;
        char *place; /* owned */
        struct sim_world *world;
        int holder;  /* a file description of its own, whose locks hold the lines */
        int changes; /* inputs: inotify */
        int timer;   /* inputs: when a door moves by itself */
        struct sim_world *read_world;   /* inputs: the reader's */
        struct lines_reader *reader;    /* inputs: over LINES_READER_PLACE_MAX lines each */
        uint32_t chance;                /* which edges are lost */
        bool senses;                    /* SIM_WORLD_SENSE is among them */
        struct line_sim lines[];
};

static struct lines_sim *sim_from_base(const struct lines *base) {
        assert(base->backend == &lines_backend_simulated);
        return (struct lines_sim *)(uintptr_t)base;
}

static enum sim_line kind_of(const struct lines *base) {
        return base->direction == LINES_OUTPUT ? SIM_LINE_LOCK : SIM_LINE_DOOR;
}

/* Holds what is absent and can be held. */
static int hold_absent(struct lines_sim *lines, unsigned *ret_held) {
        unsigned held = 0;

        for (unsigned i = 0; i < lines->base.count; i++) {
                struct line_sim *line = &lines->lines[i];
                int r;

                if (line->index == SIM_INDEX_ABSENT || line->held || !sim_world_plugged(lines->world, (unsigned)line->index))
                        continue;
                r = sim_world_hold(lines->holder, kind_of(&lines->base), (unsigned)line->index);
                if (r < 0 && r != -EBUSY)
                        return r;
                line->held = r == 0;
                held += line->held;
                if (line->held && lines->base.direction == LINES_OUTPUT)
                        sim_world_set_coil(lines->world, (unsigned)line->index, line->active_low);
        }
        *ret_held = held;
        return 0;
}

static int hold(struct lines_sim *lines, const char *place, const struct lines_config *config) {
        unsigned held;

        lines->holder = open(place, O_RDWR | O_CLOEXEC);
        if (lines->holder < 0)
                return -errno;
        for (unsigned i = 0; i < config->count; i++)
                lines->lines[i] = (struct line_sim){
                        .index = sim_index(&config->lines[i], config->direction, sim_world_count(lines->world)),
                        .active_low = config->lines[i].active_low,
                };
        for (unsigned i = 0; i < config->count; i++)
                lines->senses |= lines->lines[i].index == SIM_WORLD_SENSE_INDEX;
        lines->base.count = config->count;
        return hold_absent(lines, &held);
}

static int watch_fd(int epoll, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void arm(struct lines_sim *lines, int next_ms) {
        deadline_timer_set(lines->timer, next_ms < 0 ? INT64_MAX : deadline_now_ms() + next_ms);
}

/* As sim_world_look(), with the line that senses the coils. */
static int look(const struct lines_sim *lines, struct sim_world *world, bool ret_closed[SIM_WORLD_SENSE_INDEX + 1]) {
        ret_closed[SIM_WORLD_SENSE_INDEX] = lines->senses && sim_world_sense(world);
        return sim_world_look(world, ret_closed);
}

static int watch(struct lines_sim *lines, const char *place) {
        bool closed[SIM_WORLD_SENSE_INDEX + 1];
        int r;

        lines->changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        if (lines->changes < 0 || inotify_add_watch(lines->changes, place, IN_MODIFY) < 0)
                return -errno;
        lines->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (lines->base.fd < 0)
                return -errno;
        lines->timer = deadline_timer_new();
        if (lines->timer < 0)
                return lines->timer;
        r = watch_fd(lines->base.fd, lines->changes);
        if (r == 0)
                r = watch_fd(lines->base.fd, lines->timer);
        if (r < 0)
                return r;
        arm(lines, look(lines, lines->world, closed));
        for (unsigned i = 0; i < lines->base.count; i++)
                if (lines->lines[i].held)
                        lines->lines[i].level = closed[lines->lines[i].index];
        return 0;
}

/* In the reader's thread. */
static int read_levels(void *context, unsigned place, uint64_t *ret_levels) {
        const struct lines_sim *lines = context;
        bool closed[SIM_WORLD_SENSE_INDEX + 1];
        uint64_t levels = 0;

        (void)look(lines, lines->read_world, closed);
        for (unsigned slot = 0, i = place * LINES_READER_PLACE_MAX; slot < LINES_READER_PLACE_MAX && i < lines->base.count; slot++, i++)
                if (lines->lines[i].index != SIM_INDEX_ABSENT && closed[lines->lines[i].index] != lines->lines[i].active_low)
                        levels |= UINT64_C(1) << slot;
        *ret_levels = levels;
        return 0;
}

static int start_reader(struct lines_sim *lines) {
        unsigned count = (lines->base.count + LINES_READER_PLACE_MAX - 1) / LINES_READER_PLACE_MAX;
        int r = sim_world_open(lines->place, 0, &lines->read_world);

        if (r == 0)
                r = lines_reader_new(count, read_levels, lines, &lines->reader);
        for (unsigned place = 0; place < count && r == 0; place++) {
                unsigned left = lines->base.count - place * LINES_READER_PLACE_MAX;

                lines_reader_begin(lines->reader, place, left < LINES_READER_PLACE_MAX ? left : LINES_READER_PLACE_MAX, 0,
                                   sim_world_polled(lines->world));
        }
        return r != 0 ? r : watch_fd(lines->base.fd, lines_reader_fd(lines->reader));
}

/* Chips of so many lines are told apart by a number. */
static void sim_name_chips(struct lines *base) {
        const struct lines_sim *lines = sim_from_base(base);
        unsigned per_chip = sim_world_chip_lines(lines->world);

        for (unsigned i = 0; per_chip > 0 && i < base->count; i++)
                if (lines->lines[i].index != SIM_INDEX_ABSENT)
                        snprintf(base->chips[i], LINE_CHIP_SIZE, "%s-%u", SIM_WORLD_CHIP, (unsigned)lines->lines[i].index / per_chip);
}

static void all_inactive(struct lines_sim *lines) {
        for (unsigned i = 0; i < lines->base.count; i++)
                if (lines->lines[i].held)
                        sim_world_set_coil(lines->world, (unsigned)lines->lines[i].index, lines->lines[i].active_low);
}

static int sim_request(const char *place, const struct lines_config *config, struct lines **ret_lines) {
        struct lines_sim *lines;
        int r;

        lines = calloc(1, sizeof(*lines) + config->count * sizeof(lines->lines[0]));
        if (!lines)
                return -ENOMEM;
        *lines = (struct lines_sim){
                .base = {
                        .backend = &lines_backend_simulated,
                        .direction = config->direction,
                        .fd = -1,
                        .edge = lines_ignore_edge,
                },
                .holder = -1,
                .changes = -1,
                .timer = -1,
        };
        lines->place = strdup(place);
        r = lines->place ? sim_world_open(place, 0, &lines->world) : -ENOMEM;
        if (r == 0)
                r = hold(lines, place, config);
        if (r == 0 && config->direction == LINES_INPUT)
                r = watch(lines, place);
        if (r == 0 && config->direction == LINES_INPUT)
                r = start_reader(lines);
        if (r != 0) {
                lines_free(&lines->base);
                return r < 0 ? r : -EBADMSG;
        }
        *ret_lines = &lines->base;
        return 0;
}

/* The holder is inherited, and the lines' locks with it; the cabinet is mapped by each process on its own. */
static int sim_share(struct lines *base) {
        struct lines_sim *lines = sim_from_base(base);
        int r;

        sim_world_abandon(lines->world);
        lines->world = NULL;
        r = sim_world_open(lines->place, 0, &lines->world);
        return r > 0 ? -EBADMSG : r;
}

/* Whether a line is there. One whose chip has gone is absent until it is taken up again. */
static bool is_there(struct lines_sim *lines, unsigned i) {
        struct line_sim *line = &lines->lines[i];

        if (!line->held || sim_world_plugged(lines->world, (unsigned)line->index))
                return line->held;
        line->held = false;
        if (lines->base.direction == LINES_INPUT)
                lines->base.edge(lines->base.context, i);
        return false;
}

static bool sim_present(const struct lines *base, unsigned index) {
        return sim_from_base(base)->lines[index].held;
}

static int sim_set(struct lines *base, unsigned index, bool active) {
        struct lines_sim *lines = sim_from_base(base);
        const struct line_sim *line = &lines->lines[index];

        if (!is_there(lines, index))
                return -ENODEV;
        sim_world_set_coil(lines->world, (unsigned)line->index, active != line->active_low);
        return 0;
}

static int sim_get(struct lines *base, unsigned index, bool *ret_active) {
        struct lines_sim *lines = sim_from_base(base);
        const struct line_sim *line = &lines->lines[index];

        if (!line->held || !sim_world_plugged(lines->world, (unsigned)line->index))
                return -ENODEV;
        *ret_active = sim_world_contact(lines->world, (unsigned)line->index) != line->active_low;
        lines_reader_given(lines->reader, index / LINES_READER_PLACE_MAX, index % LINES_READER_PLACE_MAX, *ret_active);
        return 0;
}

static void sim_await(struct lines *base, unsigned index, bool awaited) {
        struct lines_sim *lines = sim_from_base(base);

        if (lines->lines[index].awaited == awaited)
                return;
        lines->lines[index].awaited = awaited;
        lines_reader_await(lines->reader, index / LINES_READER_PLACE_MAX, awaited);
}

static bool sim_polled(const struct lines *base, unsigned index) {
        return sim_world_polled(sim_from_base(base)->world);
}

/* Whether this edge is not told. */
static bool is_lost(struct lines_sim *lines) {
        lines->chance = lines->chance * 1664525 + 1013904223;
        return sim_world_polled(lines->world) || (lines->chance >> 16) % 1000 < sim_world_lost(lines->world);
}

static void dispatch_levels(struct lines_sim *lines) {
        for (unsigned i = 0; i < lines->base.count; i += LINES_READER_PLACE_MAX) {
                uint64_t slots = lines_reader_take(lines->reader, i / LINES_READER_PLACE_MAX);

                for (unsigned slot = 0; slot < LINES_READER_PLACE_MAX; slot++)
                        if (slots & (UINT64_C(1) << slot) && lines->lines[i + slot].held)
                                lines_tell_level(&lines->base, i + slot);
        }
}

static int sim_dispatch(struct lines *base) {
        struct lines_sim *lines = sim_from_base(base);
        bool closed[SIM_WORLD_SENSE_INDEX + 1];
        char drained[4096];

        while (read(lines->changes, drained, sizeof(drained)) > 0)
                ;
        deadline_timer_clear(lines->timer);
        arm(lines, look(lines, lines->world, closed));
        for (unsigned i = 0; i < base->count; i++) {
                struct line_sim *line = &lines->lines[i];

                base->stale |= line->index != SIM_INDEX_ABSENT && line->held != sim_world_plugged(lines->world, (unsigned)line->index);
                if (!is_there(lines, i) || closed[line->index] == line->level)
                        continue;
                line->level = closed[line->index];
                if (!is_lost(lines))
                        lines_tell_edge(base, i);
        }
        dispatch_levels(lines);
        return 0;
}

static int sim_renew(struct lines *base, bool *ret_changed) {
        struct lines_sim *lines = sim_from_base(base);
        bool before[SIM_WORLD_COUNT_MAX], lost = false;
        unsigned held;
        int r;

        for (unsigned i = 0; i < base->count; i++) {
                bool was = lines->lines[i].held;

                before[i] = is_there(lines, i);
                lost |= was && !before[i];
                if (lines->lines[i].index != SIM_INDEX_ABSENT && !before[i])
                        sim_world_release(lines->holder, kind_of(base), (unsigned)lines->lines[i].index);
        }
        r = hold_absent(lines, &held);
        if (r < 0)
                return r;
        for (unsigned i = 0; i < base->count && base->direction == LINES_INPUT; i++) {
                struct line_sim *line = &lines->lines[i];

                if (before[i] || !line->held)
                        continue;
                line->level = sim_world_contact(lines->world, (unsigned)line->index);
                base->edge(base->context, i);
        }
        *ret_changed = lost || held > 0;
        return 0;
}

static void sim_free(struct lines *base) {
        struct lines_sim *lines = sim_from_base(base);

        lines_reader_free(lines->reader);
        sim_world_free(lines->read_world);
        if (base->direction == LINES_OUTPUT && lines->world && lines->holder >= 0)
                all_inactive(lines);
        if (base->fd >= 0)
                close(base->fd);
        if (lines->timer >= 0)
                close(lines->timer);
        if (lines->changes >= 0)
                close(lines->changes);
        if (lines->holder >= 0)
                close(lines->holder);
        sim_world_free(lines->world);
        free(lines->place);
        free(lines);
}

const struct lines_backend lines_backend_simulated = {
        .request = sim_request,
        .name_chips = sim_name_chips,
        .share = sim_share,
        .renew = sim_renew,
        .survey = sim_index_survey,
        .present = sim_present,
        .set = sim_set,
        .get = sim_get,
        .await = sim_await,
        .polled = sim_polled,
        .dispatch = sim_dispatch,
        .free = sim_free,
};

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/lines_reader.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "hal/clock/deadline.h"

struct place {
        uint64_t all;           /* its slots */
        uint64_t known;         /* slots whose level the owner has read */
        uint64_t given;         /* … and these levels */
        uint64_t changed;       /* slots to be read by the owner */
        unsigned waiting;       /* how many wait for a line of it */
        bool used, polled, failed;
        int64_t read_ms;        /* when it was read last; 0: never */
};

struct lines_reader {
        lines_reader_fn *read;
        void *context;
        int told;               /* eventfd */
        pthread_t thread;
        pthread_mutex_t mutex;  /* over all below */
        pthread_cond_t wake, read_done;
        bool ends;
        unsigned reading;       /* a place; count: none */
        unsigned count;
        struct place places[];
};

static int64_t due(const struct place *place) {
        int period_ms = place->waiting > 0 ? LINES_READER_AWAITED_MS : place->polled ? LINES_READER_POLLED_MS : LINES_READER_OTHER_MS;

        if (!place->used)
                return INT64_MAX;
        return place->read_ms == 0 ? 0 : place->read_ms + period_ms;
}

/* The place that has been due for longest, or is next. */
static unsigned next_place(const struct lines_reader *reader) {
        unsigned next = 0;

        for (unsigned i = 1; i < reader->count; i++)
                if (due(&reader->places[i]) < due(&reader->places[next]))
                        next = i;
        return next;
}

/* With the mutex held. What can be read no more, or again, is told once. */
static void note(struct lines_reader *reader, struct place *place, int r, uint64_t levels) {
        bool fails = r < 0;

        if (fails != place->failed)
                place->changed = place->all;
        else if (!fails)
                place->changed |= (levels ^ place->given) & place->known;
        place->failed = fails;
        if (place->changed != 0)
                (void)eventfd_write(reader->told, 1);
}

static void read_place(struct lines_reader *reader, unsigned at) {
        uint64_t levels = 0;
        int r;

        reader->reading = at;
        pthread_mutex_unlock(&reader->mutex);
        r = reader->read(reader->context, at, &levels);
        pthread_mutex_lock(&reader->mutex);
        reader->reading = reader->count;
        reader->places[at].read_ms = deadline_now_ms();
        if (reader->places[at].used)
                note(reader, &reader->places[at], r, levels);
        pthread_cond_broadcast(&reader->read_done);
}

static void wait_until(struct lines_reader *reader, int64_t until_ms) {
        const struct timespec until = { .tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000 };

        if (until_ms == INT64_MAX)
                (void)pthread_cond_wait(&reader->wake, &reader->mutex);
        else
                (void)pthread_cond_timedwait(&reader->wake, &reader->mutex, &until);
}

static void *run(void *context) {
        struct lines_reader *reader = context;

        (void)pthread_setname_np(pthread_self(), LINES_READER_NAME);
        pthread_mutex_lock(&reader->mutex);
        while (!reader->ends) {
                unsigned next = next_place(reader);
                int64_t due_ms = due(&reader->places[next]);

                if (due_ms <= deadline_now_ms())
                        read_place(reader, next);
                else
                        wait_until(reader, due_ms);
        }
        pthread_mutex_unlock(&reader->mutex);
        return NULL;
}

/* Signals are for others. */
static int start(struct lines_reader *reader) {
        sigset_t all, before;
        int r;

        sigfillset(&all);
        (void)pthread_sigmask(SIG_SETMASK, &all, &before);
        r = pthread_create(&reader->thread, NULL, run, reader);
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
        return -r;
}

static void init_wake(struct lines_reader *reader) {
        pthread_condattr_t attributes;

        (void)pthread_condattr_init(&attributes);
        (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        (void)pthread_cond_init(&reader->wake, &attributes);
        (void)pthread_condattr_destroy(&attributes);
        (void)pthread_cond_init(&reader->read_done, NULL);
        (void)pthread_mutex_init(&reader->mutex, NULL);
}

int lines_reader_new(unsigned count, lines_reader_fn *read, void *context, struct lines_reader **ret_reader) {
        struct lines_reader *reader;
        int r;

        assert(count >= 1);
        reader = calloc(1, sizeof(*reader) + count * sizeof(reader->places[0]));
        if (!reader)
                return -ENOMEM;
        reader->read = read;
        reader->context = context;
        reader->reading = reader->count = count;
        init_wake(reader);
        reader->told = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        r = reader->told < 0 ? -errno : start(reader);
        if (r < 0) {
                if (reader->told >= 0)
                        close(reader->told);
                free(reader);
                return r;
        }
        *ret_reader = reader;
        return 0;
}

void lines_reader_free(struct lines_reader *reader) {
        if (!reader)
                return;
        pthread_mutex_lock(&reader->mutex);
        reader->ends = true;
        pthread_cond_signal(&reader->wake);
        pthread_mutex_unlock(&reader->mutex);
        (void)pthread_join(reader->thread, NULL);
        (void)pthread_mutex_destroy(&reader->mutex);
        (void)pthread_cond_destroy(&reader->wake);
        (void)pthread_cond_destroy(&reader->read_done);
        close(reader->told);
        free(reader);
}

int lines_reader_fd(const struct lines_reader *reader) {
        return reader->told;
}

void lines_reader_begin(struct lines_reader *reader, unsigned place, unsigned slots, unsigned waiting, bool polled) {
        assert(slots >= 1 && slots <= LINES_READER_PLACE_MAX);
        pthread_mutex_lock(&reader->mutex);
        assert(!reader->places[place].used);
        reader->places[place] = (struct place){
                .used = true,
                .all = slots < LINES_READER_PLACE_MAX ? (UINT64_C(1) << slots) - 1 : UINT64_MAX,
                .waiting = waiting,
                .polled = polled,
        };
        pthread_cond_signal(&reader->wake);
        pthread_mutex_unlock(&reader->mutex);
}

void lines_reader_await(struct lines_reader *reader, unsigned place, bool more) {
        pthread_mutex_lock(&reader->mutex);
        assert(more || reader->places[place].waiting > 0);
        if (more)
                reader->places[place].waiting++;
        else
                reader->places[place].waiting--;
        if (more && reader->places[place].waiting == 1)
                pthread_cond_signal(&reader->wake);
        pthread_mutex_unlock(&reader->mutex);
}

void lines_reader_given(struct lines_reader *reader, unsigned place, unsigned slot, bool level) {
        uint64_t bit = UINT64_C(1) << slot;

        pthread_mutex_lock(&reader->mutex);
        reader->places[place].known |= bit;
        reader->places[place].given = level ? reader->places[place].given | bit : reader->places[place].given & ~bit;
        pthread_mutex_unlock(&reader->mutex);
}

uint64_t lines_reader_take(struct lines_reader *reader, unsigned place) {
        eventfd_t count;
        uint64_t changed;

        if (place == 0)
                (void)eventfd_read(reader->told, &count);
        pthread_mutex_lock(&reader->mutex);
        changed = reader->places[place].changed;
        reader->places[place].changed = 0;
        pthread_mutex_unlock(&reader->mutex);
        return changed;
}

void lines_reader_drop(struct lines_reader *reader, unsigned place) {
        pthread_mutex_lock(&reader->mutex);
        reader->places[place].used = false;
        reader->places[place].changed = 0;
        while (reader->reading == place)
                (void)pthread_cond_wait(&reader->read_done, &reader->mutex);
        pthread_mutex_unlock(&reader->mutex);
}

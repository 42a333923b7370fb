/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/crew.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

/* Places [taken … given) are in use, those from `begun` on wait for a thread; the numbers only grow. */
struct crew {
        crew_run_fn *run;
        pthread_t threads[CREW_THREADS_MAX];
        unsigned thread_count;
        pthread_mutex_t mutex;
        pthread_cond_t work, finished;
        bool ends;
        uint64_t given, begun, taken;
        struct place {
                void *item;
                bool done;
        } places[CREW_ITEMS_MAX];
};

static void *run_thread(void *context) {
        struct crew *crew = context;

        pthread_mutex_lock(&crew->mutex);
        for (;;) {
                struct place *place;

                while (!crew->ends && crew->begun == crew->given)
                        pthread_cond_wait(&crew->work, &crew->mutex);
                if (crew->ends)
                        break;
                place = &crew->places[crew->begun++ % CREW_ITEMS_MAX];
                pthread_mutex_unlock(&crew->mutex);
                crew->run(place->item);
                pthread_mutex_lock(&crew->mutex);
                place->done = true;
                pthread_cond_signal(&crew->finished);
        }
        pthread_mutex_unlock(&crew->mutex);
        return NULL;
}

static unsigned processors(void) {
        cpu_set_t set;
        unsigned count = 1;

        if (sched_getaffinity(0, sizeof(set), &set) == 0)
                count = (unsigned)CPU_COUNT(&set);
        return count < 1 ? 1 : count > CREW_THREADS_MAX ? CREW_THREADS_MAX : count;
}

/* Signals go to the thread that the program had before. */
static int start_threads(struct crew *crew, unsigned count) {
        sigset_t all, before;
        int r = 0;

        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        while (r == 0 && crew->thread_count < count) {
                r = pthread_create(&crew->threads[crew->thread_count], NULL, run_thread, crew);
                crew->thread_count += r == 0;
        }
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return crew->thread_count > 0 ? 0 : -r;
}

int crew_new(crew_run_fn *run, struct crew **ret_crew) {
        struct crew *crew = calloc(1, sizeof(*crew));
        int r;

        if (!crew)
                return -ENOMEM;
        crew->run = run;
        pthread_mutex_init(&crew->mutex, NULL);
        pthread_cond_init(&crew->work, NULL);
        pthread_cond_init(&crew->finished, NULL);
        r = start_threads(crew, processors());
        if (r < 0)
                crew_free(crew);
        else
                *ret_crew = crew;
        return r;
}

void crew_free(struct crew *crew) {
        if (!crew)
                return;
        pthread_mutex_lock(&crew->mutex);
        crew->ends = true;
        pthread_cond_broadcast(&crew->work);
        pthread_mutex_unlock(&crew->mutex);
        for (unsigned i = 0; i < crew->thread_count; i++)
                pthread_join(crew->threads[i], NULL);
        pthread_cond_destroy(&crew->finished);
        pthread_cond_destroy(&crew->work);
        pthread_mutex_destroy(&crew->mutex);
        free(crew);
}

unsigned crew_items(const struct crew *crew) {
        return 2 * crew->thread_count;
}

void crew_give(struct crew *crew, void *item) {
        pthread_mutex_lock(&crew->mutex);
        assert(crew->given - crew->taken < crew_items(crew));
        crew->places[crew->given++ % CREW_ITEMS_MAX] = (struct place){ .item = item };
        pthread_cond_signal(&crew->work);
        pthread_mutex_unlock(&crew->mutex);
}

void *crew_take(struct crew *crew) {
        struct place *place;
        void *item = NULL;

        pthread_mutex_lock(&crew->mutex);
        if (crew->taken < crew->given) {
                place = &crew->places[crew->taken % CREW_ITEMS_MAX];
                while (!place->done)
                        pthread_cond_wait(&crew->finished, &crew->mutex);
                crew->taken++;
                item = place->item;
        }
        pthread_mutex_unlock(&crew->mutex);
        return item;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/errand.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct errand {
        sd_event_source *source;
        int fd;
        pthread_t thread;
        bool under_way;                 /* the loop's: there is a thread to be joined */
        atomic_bool returned, ends;
        struct errand_ways ways;
};

static void *work(void *context) {
        struct errand *errand = context;

        errand->ways.run(errand->ways.context, errand);
        atomic_store(&errand->returned, true);
        errand_tell(errand);
        return NULL;
}

static int on_told(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct errand *errand = context;
        struct errand_ways ways = errand->ways;
        eventfd_t count;

        (void)eventfd_read(fd, &count);
        if (!errand->under_way)
                return 0;
        if (!atomic_load(&errand->returned)) {
                if (ways.progress)
                        ways.progress(ways.context);
                return 0;
        }
        pthread_join(errand->thread, NULL);
        errand->under_way = false;
        ways.over(ways.context);
        return 0;
}

int errand_new(sd_event *event, struct errand **ret_errand) {
        struct errand *errand = calloc(1, sizeof(*errand));
        int r;

        if (!errand)
                return -ENOMEM;
        errand->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        r = errand->fd < 0 ? -errno : sd_event_add_io(event, &errand->source, errand->fd, EPOLLIN, on_told, errand);
        if (r < 0) {
                errand_free(errand);
                return r;
        }
        *ret_errand = errand;
        return 0;
}

void errand_free(struct errand *errand) {
        if (!errand)
                return;
        atomic_store(&errand->ends, true);
        if (errand->under_way)
                pthread_join(errand->thread, NULL);
        sd_event_source_disable_unref(errand->source);
        if (errand->fd >= 0)
                close(errand->fd);
        free(errand);
}

/* Signals are the main loop's. */
int errand_start(struct errand *errand, const struct errand_ways *ways) {
        sigset_t all, before;
        int r;

        if (errand->under_way)
                return -EBUSY;
        errand->ways = *ways;
        atomic_store(&errand->returned, false);
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        r = pthread_create(&errand->thread, NULL, work, errand);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        errand->under_way = r == 0;
        return -r;
}

bool errand_is_under_way(const struct errand *errand) {
        return errand->under_way;
}

void errand_tell(struct errand *errand) {
        (void)eventfd_write(errand->fd, 1);
}

bool errand_ends(const struct errand *errand) {
        return atomic_load(&errand->ends);
}

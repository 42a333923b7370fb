/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/worker.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "crypto/pin.h"

struct job {
        bool hash;                      /* else check */
        bool right;                     /* answer to a check; to a hash: verifier is filled */
        char pin[STAFF_PIN_LEN + 1];
        char verifier[PIN_VERIFIER_SIZE];
};

/* jobs[answered … done) wait for the caller, jobs[done … given) for the thread; indices only grow. */
struct worker {
        pthread_t thread;
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        int fd;
        bool ends;
        uint64_t given, done, answered;
        struct job jobs[WORKER_JOBS_MAX];
        struct worker_answers answers;
};

static void compute(struct job *job) {
        char verifier[PIN_VERIFIER_SIZE];

        if (job->hash) {
                job->right = pin_hash(job->pin, verifier) == 0;
                if (job->right)
                        memcpy(job->verifier, verifier, sizeof(verifier));
                explicit_bzero(verifier, sizeof(verifier));
        } else {
                job->right = pin_matches(job->pin, job->verifier);
                explicit_bzero(job->verifier, sizeof(job->verifier));
        }
        explicit_bzero(job->pin, sizeof(job->pin));
}

static void *work(void *context) {
        struct worker *worker = context;

        pthread_mutex_lock(&worker->mutex);
        while (!worker->ends) {
                if (worker->done == worker->given) {
                        pthread_cond_wait(&worker->wake, &worker->mutex);
                        continue;
                }
                struct job *job = &worker->jobs[worker->done % WORKER_JOBS_MAX];

                pthread_mutex_unlock(&worker->mutex);
                compute(job);
                pthread_mutex_lock(&worker->mutex);
                worker->done++;
                eventfd_write(worker->fd, 1);
        }
        pthread_mutex_unlock(&worker->mutex);
        return NULL;
}

/* The thread takes no signals: they are the main loop's. */
static int start(struct worker *worker) {
        sigset_t all, before;
        int r;

        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before);
        r = pthread_create(&worker->thread, NULL, work, worker);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return -r;
}

int worker_new(const struct worker_answers *answers, struct worker **ret_worker) {
        struct worker *worker = calloc(1, sizeof(*worker));
        int r;

        if (!worker)
                return -ENOMEM;
        worker->answers = *answers;
        pthread_mutex_init(&worker->mutex, NULL);
        pthread_cond_init(&worker->wake, NULL);
        /* Best effort: a box without the right to lock memory works all the same. */
        (void)mlock(worker->jobs, sizeof(worker->jobs));
        worker->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        r = worker->fd < 0 ? -errno : start(worker);
        if (r < 0) {
                if (worker->fd >= 0)
                        close(worker->fd);
                free(worker);
                return r;
        }
        *ret_worker = worker;
        return 0;
}

void worker_free(struct worker *worker) {
        if (!worker)
                return;
        pthread_mutex_lock(&worker->mutex);
        worker->ends = true;
        pthread_cond_signal(&worker->wake);
        pthread_mutex_unlock(&worker->mutex);
        pthread_join(worker->thread, NULL);
        pthread_cond_destroy(&worker->wake);
        pthread_mutex_destroy(&worker->mutex);
        close(worker->fd);
        explicit_bzero(worker->jobs, sizeof(worker->jobs));
        munlock(worker->jobs, sizeof(worker->jobs));
        free(worker);
}

static int give(struct worker *worker, bool hash, const char *pin, const char *verifier) {
        struct job *job;
        int r = 0;

        if (strlen(pin) > STAFF_PIN_LEN || strlen(verifier) >= PIN_VERIFIER_SIZE)
                return -EINVAL;
        pthread_mutex_lock(&worker->mutex);
        if (worker->given - worker->answered == WORKER_JOBS_MAX) {
                r = -EBUSY;
        } else {
                job = &worker->jobs[worker->given++ % WORKER_JOBS_MAX];
                *job = (struct job){ .hash = hash };
                strcpy(job->pin, pin);
                strcpy(job->verifier, verifier);
                pthread_cond_signal(&worker->wake);
        }
        pthread_mutex_unlock(&worker->mutex);
        return r;
}

int worker_check(struct worker *worker, const char *pin, const char *verifier) {
        return give(worker, false, pin, verifier);
}

int worker_hash(struct worker *worker, const char *pin) {
        return give(worker, true, pin, "");
}

int worker_fd(const struct worker *worker) {
        return worker->fd;
}

static bool take(struct worker *worker, struct job *ret_job) {
        struct job *job;
        bool any;

        pthread_mutex_lock(&worker->mutex);
        any = worker->answered < worker->done;
        if (any) {
                job = &worker->jobs[worker->answered % WORKER_JOBS_MAX];
                *ret_job = *job;
                explicit_bzero(job, sizeof(*job));
                worker->answered++;
        }
        pthread_mutex_unlock(&worker->mutex);
        return any;
}

void worker_dispatch(struct worker *worker) {
        eventfd_t count;
        struct job job;

        (void)eventfd_read(worker->fd, &count);
        while (take(worker, &job)) {
                if (job.hash)
                        worker->answers.hashed(worker->answers.context, job.right ? job.verifier : NULL);
                else
                        worker->answers.checked(worker->answers.context, job.right);
                explicit_bzero(&job, sizeof(job));
        }
}

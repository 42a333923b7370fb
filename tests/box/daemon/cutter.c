/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/daemon/cutter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/lock/guard_message.h"

enum { EXIT_FORBIDDEN = 77, PATH_SIZE = 512 };

static const char store_name[] = "/box.db";

struct cutter *cutter_new(void) {
        struct cutter *cutter = mmap(NULL, sizeof(*cutter), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

        return cutter == MAP_FAILED ? NULL : cutter;
}

void cutter_free(struct cutter *cutter) {
        if (!cutter)
                return;
        cutter_end(cutter);
        munmap(cutter, sizeof(*cutter));
}

/* ---- in the daemon, before it is one ---- */

#define TRACE(name) \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE)

/* Stops at every call that may be a step; the tracing process looks closer. */
static int filter_calls(void) {
        struct sock_filter filter[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                TRACE(write), TRACE(writev), TRACE(pwrite64), TRACE(pwritev), TRACE(fsync), TRACE(fdatasync), TRACE(ftruncate),
                TRACE(sendto), TRACE(sendmsg), TRACE(unlinkat), TRACE(renameat2),
#ifdef __NR_unlink
                TRACE(unlink), TRACE(rename),
#endif
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        const struct sock_fprog program = { .len = ARRAY_LEN(filter), .filter = filter };

        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
                return -errno;
        return 0;
}

/* LeakSanitizer would trace its process itself, which has its tracer already. Its other options stay. */
static void look_for_no_leaks(void) {
        const char *set = getenv("ASAN_OPTIONS");
        char options[PATH_SIZE];

        snprintf(options, sizeof(options), "%s%sdetect_leaks=0", set ? set : "", set ? ":" : "");
        setenv("ASAN_OPTIONS", options, 1);
}

static void become_daemon(struct cutter *cutter, const char *program, const char *config, const char *log) {
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), r;

        if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
                _exit(EXIT_FAILURE);
        look_for_no_leaks();
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0) {
                cutter->error = errno;
                _exit(EXIT_FORBIDDEN);
        }
        raise(SIGSTOP); /* the tracing process sets its options */
        r = filter_calls();
        if (r < 0) {
                cutter->error = -r;
                _exit(EXIT_FORBIDDEN);
        }
        execl(program, program, "--config", config, "--simulate", (char *)NULL);
        _exit(EXIT_FAILURE);
}

/* ---- in the tracing process ---- */

static bool is_store(pid_t pid, int fd) {
        char link[64], path[PATH_SIZE];
        ssize_t len;

        snprintf(link, sizeof(link), "/proc/%d/fd/%d", pid, fd);
        len = readlink(link, path, sizeof(path) - 1);
        if (len < 0)
                return false;
        path[len] = '\0';
        return strstr(path, store_name) != NULL;
}

/* Whether the call before which `pid` stands is a step. */
static bool is_step(struct cutter *cutter, pid_t pid, enum step_kind *ret_kind) {
        struct __ptrace_syscall_info info;
        bool to_guard;

        if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0) {
                if (errno != ESRCH) /* it was killed meanwhile */
                        cutter->error = errno;
                return false;
        }
        if (info.op != PTRACE_SYSCALL_INFO_SECCOMP)
                return false;
        switch (info.seccomp.nr) {
        case __NR_sendto:
        case __NR_sendmsg:
                to_guard = info.seccomp.nr == __NR_sendto && info.seccomp.args[2] == GUARD_MESSAGE_LEN;
                *ret_kind = to_guard ? STEP_GUARD : STEP_ANSWER;
                return true;
        case __NR_write:
        case __NR_writev:
        case __NR_pwrite64:
        case __NR_pwritev:
        case __NR_fsync:
        case __NR_fdatasync:
        case __NR_ftruncate:
                *ret_kind = STEP_STORE;
                return is_store(pid, (int)info.seccomp.args[0]);
        default: /* names come and go only in the box's folder */
                *ret_kind = STEP_STORE;
                return true;
        }
}

/* A thread of the daemon, and not a process of its own. A child's first stops may be told before its parent's fork is. */
static bool is_of_daemon(const struct cutter *cutter, pid_t pid) {
        char task[64];

        snprintf(task, sizeof(task), "/proc/%d/task/%d", cutter->daemon, pid);
        return access(task, F_OK) == 0;
}

static void strike(struct cutter *cutter) {
        if (cutter->guard == 0) /* it is not there yet */
                cutter->victim = VICTIM_DAEMON;
        cutter->cut = true;
        if (cutter->victim != VICTIM_DAEMON)
                kill(cutter->guard, SIGKILL);
        if (cutter->victim != VICTIM_GUARD)
                kill(cutter->daemon, SIGKILL);
}

static bool is_marked(const struct cutter *cutter, int phase, enum step_kind kind) {
        const struct cutter_mark *mark = cutter->mark;

        return mark && !cutter->cut && phase == mark->phase && (mark->kind == STEP_KIND_COUNT || kind == mark->kind) &&
               (!mark->pulsed || cutter->pulsed);
}

static void stand_before_call(struct cutter *cutter, pid_t pid) {
        int phase = cutter->phase;
        enum step_kind kind;
        unsigned n;

        if (!is_of_daemon(cutter, pid) || !is_step(cutter, pid, &kind))
                return;
        n = cutter->count;
        if (n < CUTTER_STEPS_MAX) {
                cutter->steps[n].kind = kind;
                cutter->steps[n].phase = phase;
        }
        cutter->count = n + 1;
        if (n + 1 == cutter->at || is_marked(cutter, phase, kind))
                strike(cutter);
        cutter->pulsed |= kind == STEP_GUARD;
}

static void stopped(struct cutter *cutter, pid_t pid, int status) {
        unsigned long child = 0;
        int signal = WSTOPSIG(status);

        switch (status >> 16) {
        case PTRACE_EVENT_SECCOMP:
                stand_before_call(cutter, pid);
                signal = 0;
                break;
        case PTRACE_EVENT_FORK:
        case PTRACE_EVENT_VFORK:
                if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child) == 0) {
                        if (!is_of_daemon(cutter, pid)) /* the supervisor, whose only child that is */
                                cutter->guard = (pid_t)child;
                }
                signal = 0;
                break;
        case 0:
                if (signal == SIGSTOP) /* how a new thread or process begins */
                        signal = 0;
                break;
        default:
                signal = 0;
        }
        ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal);
}

static void trace(struct cutter *cutter, pid_t daemon) {
        static const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                                    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
        int status;
        pid_t pid;

        if (daemon > 0 && waitpid(daemon, &status, 0) == daemon && WIFSTOPPED(status)) {
                if (ptrace(PTRACE_SETOPTIONS, daemon, NULL, (void *)options) < 0) {
                        cutter->error = errno;
                        kill(daemon, SIGKILL);
                }
                ptrace(PTRACE_CONT, daemon, NULL, NULL);
        }
        while (daemon > 0 && ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR)) {
                if (pid > 0 && WIFSTOPPED(status)) {
                        stopped(cutter, pid, status);
                } else if (pid == daemon) {
                        cutter->status = status;
                        cutter->gone = true;
                }
        }
        cutter->gone = true;
        _exit(EXIT_SUCCESS);
}

void cutter_start(struct cutter *cutter, const char *program, const char *config, const char *log) {
        pid_t caller = getpid(), tracer, daemon;

        cutter->gone = cutter->cut = cutter->pulsed = false;
        cutter->status = cutter->error = 0;
        cutter->count = 0;
        cutter->daemon = cutter->guard = 0;
        fflush(NULL);
        tracer = fork();
        if (tracer != 0) {
                cutter->tracer = tracer; /* the child has this memory, too, and writes nothing here */
                return;
        }
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != caller)
                _exit(EXIT_FAILURE);
        daemon = fork();
        if (daemon == 0)
                become_daemon(cutter, program, config, log);
        cutter->daemon = daemon; /* nor does the daemon-to-be */
        trace(cutter, daemon);
}

void cutter_end(struct cutter *cutter) {
        if (cutter->tracer <= 0)
                return;
        if (!cutter->gone && cutter->daemon > 0)
                kill(cutter->daemon, SIGKILL);
        while (waitpid(cutter->tracer, NULL, 0) < 0 && errno == EINTR)
                ;
        cutter->tracer = 0;
}

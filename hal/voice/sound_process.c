/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/sound_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_NOT_STARTED = 127 };

/* Standard input or output becomes fd, or goes nowhere. */
static bool becomes(int fd, int standard) {
        int from = fd >= 0 ? fd : open("/dev/null", O_RDWR | O_CLOEXEC);

        /* The same number is no copy and would be closed by exec. */
        if (from == standard)
                return fcntl(from, F_SETFD, 0) == 0;
        return from >= 0 && dup2(from, standard) == standard;
}

/* After fork() in a process with threads: nothing but system calls. */
static _Noreturn void run(const char *const arguments[], int input, int output, pid_t parent) {
        struct sigaction by_default = { .sa_handler = SIG_DFL };
        sigset_t none;

        sigemptyset(&none);
        if (setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
            sigaction(SIGPIPE, &by_default, NULL) < 0 || sigprocmask(SIG_SETMASK, &none, NULL) < 0)
                _exit(EXIT_NOT_STARTED);
        if (becomes(input, STDIN_FILENO) && becomes(output, STDOUT_FILENO) && becomes(-1, STDERR_FILENO))
                execv(arguments[0], (char *const *)(uintptr_t)arguments);
        _exit(EXIT_NOT_STARTED);
}

int sound_process_start(const char *const arguments[], int input, int output, struct sound_process *ret_process) {
        struct sound_process process = SOUND_PROCESS_INIT;
        pid_t self = getpid();

        process.pid = fork();
        if (process.pid < 0)
                return -errno;
        if (process.pid == 0)
                run(arguments, input, output, self);
        process.pidfd = pidfd_open(process.pid, 0);
        if (process.pidfd < 0) {
                int r = -errno;

                sound_process_deinit(&process);
                return r;
        }
        *ret_process = process;
        return 0;
}

bool sound_process_runs(const struct sound_process *process) {
        return process->pid > 0;
}

void sound_process_kill(struct sound_process *process) {
        if (process->pid <= 0)
                return;
        /* It is a child that nobody has waited for: its number is still its own. */
        (void)kill(process->pid, SIGKILL);
        process->killed = true;
}

static enum sound_end judge(const struct sound_process *process, const siginfo_t *info) {
        if (process->killed || (info->si_code != CLD_EXITED && info->si_status == SIGPIPE))
                return SOUND_END_KILLED;
        return info->si_code == CLD_EXITED && info->si_status == 0 ? SOUND_END_WELL : SOUND_END_BADLY;
}

static void forget(struct sound_process *process) {
        if (process->pidfd >= 0)
                close(process->pidfd);
        *process = (struct sound_process)SOUND_PROCESS_INIT;
}

bool sound_process_ended(struct sound_process *process, enum sound_end *ret_end) {
        siginfo_t info = { 0 };

        if (process->pid <= 0 || waitid(P_PID, (id_t)process->pid, &info, WEXITED | WNOHANG) < 0 || info.si_pid == 0)
                return false;
        *ret_end = judge(process, &info);
        forget(process);
        return true;
}

void sound_process_deinit(struct sound_process *process) {
        if (process->pid > 0) {
                sound_process_kill(process);
                while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
                        ;
        }
        forget(process);
}

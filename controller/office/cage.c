/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/cage.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OUR_PROCESSOR AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_PROCESSOR AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OUR_PROCESSOR AUDIT_ARCH_RISCV64
#endif

#ifdef OUR_PROCESSOR
const bool cage_filters = true;

#define ALLOW(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##name, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Of seccomp(2). A number of another way of calling (x32) is none of these. */
static struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_PROCESSOR, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        ALLOW(read), ALLOW(write), ALLOW(recvfrom), ALLOW(sendto), ALLOW(close),
        ALLOW(mmap), ALLOW(munmap), ALLOW(mprotect), ALLOW(mremap), ALLOW(brk), ALLOW(madvise), ALLOW(mlock), ALLOW(munlock),
        ALLOW(futex), ALLOW(sched_yield), ALLOW(clock_gettime), ALLOW(getpid), ALLOW(gettid),
        ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(sigaltstack), ALLOW(tgkill), ALLOW(restart_syscall), ALLOW(exit), ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
};

static int filter_calls(void) {
        const struct sock_fprog program = { .len = sizeof(filter) / sizeof(filter[0]), .filter = filter };

        return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0 ? -errno : 0;
}
#else
const bool cage_filters = false;

static int filter_calls(void) {
        return 0;
}
#endif

int cage_enter(void) {
        const struct rlimit none = { 0, 0 };

        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || setrlimit(RLIMIT_FSIZE, &none) < 0 || setrlimit(RLIMIT_NOFILE, &none) < 0 ||
            setrlimit(RLIMIT_NPROC, &none) < 0)
                return -errno;
        return filter_calls();
}

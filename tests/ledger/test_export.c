/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "controller/ledger/verify.h"
#include "tests/ledger/sample_ledger.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"
#include "tests/support/share.h"

static struct finding finding;

static int export_sample(struct sample_ledger *ledger, uint64_t size, const char *out) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint;
        int r;

        finding.text[0] = 0;
        r = ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(ledger), out, NULL, NULL, &checkpoint, &finding);
        if (r == 0)
                assert_int_equal(checkpoint.size, size);
        return r;
}

static void assert_verifies(struct sample_ledger *ledger, const char *out, uint64_t size) {
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct ledger_verdict verdict;

        if (ledger_verify(out, &vkey, 1, NULL, NULL, &verdict) != 0)
                fail_msg("%s", verdict.finding.text);
        assert_true(verdict.pinned);
        assert_int_equal(verdict.size, size);
        assert_string_equal(verdict.origin, SAMPLE_ORIGIN);
}

static bool exists(const char *path) {
        return access(path, F_OK) == 0;
}

static int setup(void **state) {
        scratch_make();
        *state = sample_ledger_new(600, 1);
        return 0;
}

static int teardown(void **state) {
        scratch_remove();
        sample_ledger_free(*state);
        return 0;
}

static void exports_of_every_kind_of_size_verify(void **state) {
        static const uint64_t sizes[] = { 0, 1, 2, 255, 256, 257, 511, 512, 513, 600 };

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                assert_int_equal(export_sample(*state, sizes[i], scratch_path("sized", NULL)), 0);
                assert_verifies(*state, scratch_path("sized", NULL), sizes[i]);
        }
}

static void an_export_has_exactly_these_files(void **state) {
        static const char *const expected[] = {
                "checkpoint", "entries.csv", "entries.jsonl", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000",
                "tile/entries/001.p/44", "vkey",
        };
        char *names[16];
        size_t count;

        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        count = scratch_list(scratch_path("out", NULL), names, 16);
        assert_int_equal(count, ARRAY_LEN(expected));
        for (size_t i = 0; i < count; i++) {
                assert_string_equal(names[i], expected[i]);
                free(names[i]);
        }
        assert_false(exists(scratch_path("out", EXPORTED_UNFINISHED)));
}

static void an_export_brought_up_to_date_equals_a_fresh_one(void **state) {
        static const uint64_t sizes[] = { 100, 300, 600, 600 };

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                char fresh[] = "fresh0";

                fresh[5] = (char)('0' + i);
                assert_int_equal(export_sample(*state, sizes[i], scratch_path("grown", NULL)), 0);
                assert_int_equal(export_sample(*state, sizes[i], scratch_path(fresh, NULL)), 0);
                assert_true(scratch_equal(scratch_path("grown", NULL), scratch_path(fresh, NULL)));
        }
        assert_false(scratch_equal(scratch_path("fresh0", NULL), scratch_path("fresh1", NULL)));
}

static void files_that_did_not_change_are_not_written_again(void **state) {
        struct stat before, after;

        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        assert_int_equal(stat(scratch_path("out", "tile/0/000"), &before), 0);
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), 0);
        assert_int_equal(stat(scratch_path("out", "tile/0/000"), &after), 0);
        assert_int_equal(before.st_ino, after.st_ino);
}

/* Wherever the power goes while entries are read, the folder is an export still, says that it is unfinished, and the next one goes on. */
static void an_export_killed_while_it_reads_is_gone_on_with(void **state) {
        static const uint64_t deaths[] = { 300, 301, 511, 512, 599 };

        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        for (size_t i = 0; i < ARRAY_LEN(deaths); i++) {
                int status;
                pid_t child = fork();

                assert_true(child >= 0);
                if (child == 0) {
                        sample_ledger_die_at(*state, deaths[i]);
                        _exit(export_sample(*state, 600, scratch_path("out", NULL)) == 0 ? 0 : 1);
                }
                assert_int_equal(waitpid(child, &status, 0), child);
                assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 99);
                assert_true(exists(scratch_path("out", EXPORTED_UNFINISHED)));
                assert_verifies(*state, scratch_path("out", NULL), 300);
        }
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), 0);
        assert_verifies(*state, scratch_path("out", NULL), 600);
        assert_false(exists(scratch_path("out", EXPORTED_UNFINISHED)));
        assert_int_equal(export_sample(*state, 600, scratch_path("fresh", NULL)), 0);
        assert_true(scratch_equal(scratch_path("out", NULL), scratch_path("fresh", NULL)));
}

static void only_new_entries_are_read(void **state) {
        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        sample_ledger_forget(*state, 300);
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), 0);
        assert_verifies(*state, scratch_path("out", NULL), 600);
        assert_int_equal(export_sample(*state, 600, scratch_path("other", NULL)), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "newest archive"));
        assert_false(exists(scratch_path("other", NULL)));
}

static bool changes_files(unsigned long long call) {
        static const unsigned long long calls[] = {
                SYS_openat, SYS_mkdirat, SYS_renameat2, SYS_unlinkat, SYS_ftruncate, SYS_write, SYS_fsync, SYS_syncfs,
#ifdef SYS_renameat
                SYS_renameat,
#endif
        };

        for (size_t i = 0; i < ARRAY_LEN(calls); i++)
                if (call == calls[i])
                        return true;
        return false;
}

/* Lets a traced child run to its `stop`-th call that can change files and kills it there. Whether it got that far; false: it ended well. */
static bool run_until(pid_t child, unsigned stop) {
        unsigned seen = 0;
        int status;

        for (;;) {
                struct __ptrace_syscall_info info;

                assert_int_equal(waitpid(child, &status, 0), child);
                if (WIFEXITED(status)) {
                        assert_int_equal(WEXITSTATUS(status), 0);
                        return false;
                }
                assert_true(WIFSTOPPED(status));
                /* Without this the kernel does not tell a stop at a call from others. */
                assert_int_equal(ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), 0);
                if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY &&
                    changes_files(info.entry.nr) && seen++ == stop) {
                        assert_int_equal(kill(child, SIGKILL), 0);
                        assert_int_equal(waitpid(child, &status, 0), child);
                        return true;
                }
                assert_int_equal(ptrace(PTRACE_SYSCALL, child, 0, 0), 0);
        }
}

static bool export_until(struct sample_ledger *ledger, uint64_t size, const char *out, unsigned stop) {
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
                if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
                        _exit(98);
                raise(SIGSTOP);
                _exit(export_sample(ledger, size, out) == 0 ? 0 : 1);
        }
        return run_until(child, stop);
}

static bool may_trace(void) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0)
                _exit(ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 ? 1 : 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/*
 * Every step at which a file or name changes: what is there is an export of one of the sizes, and says so when it is not
 * finished; going on from it gives the same bytes as an export that was never cut.
 */
static void kill_everywhere(struct sample_ledger *ledger, uint64_t from, uint64_t to) {
        struct vkey vkey = sample_ledger_vkey(ledger);
        unsigned old = 0, new = 0, none = 0, stride = share_stride();
        char out[PATH_MAX];

        snprintf(out, sizeof(out), "%s", scratch_path("out", NULL));
        assert_int_equal(export_sample(ledger, to, scratch_path("fresh", NULL)), 0);
        for (unsigned stop = 0;; stop += stride) {
                struct ledger_verdict verdict = { 0 };
                bool cut, whole;

                scratch_clear("out");
                if (from > 0)
                        assert_int_equal(export_sample(ledger, from, out), 0);
                cut = export_until(ledger, to, out, stop);
                whole = exists(out) && ledger_verify(out, &vkey, 1, NULL, NULL, &verdict) == 0;
                if (!whole && (from > 0 || exists(scratch_path("out", "checkpoint"))))
                        fail_msg("killed at step %u: %s", stop, verdict.finding.text);
                assert_true(!whole || verdict.size == to || (verdict.size == from && from > 0));
                /* What looks whole and finished is the one before, with nothing written yet, or the new one. */
                if (whole && verdict.size == from && !verdict.unfinished)
                        assert_false(exists(scratch_path("out", "tile/entries/001.p/44")));
                old += whole && verdict.size == from;
                new += whole && verdict.size == to;
                none += !whole;
                if (export_sample(ledger, to, out) != 0)
                        fail_msg("killed at step %u, the next export fails: %s", stop, finding.text);
                assert_verifies(ledger, out, to);
                if (!scratch_equal(out, scratch_path("fresh", NULL)))
                        fail_msg("killed at step %u, the next export made something else than a fresh one", stop);
                if (!cut)
                        break;
        }
        print_message("from %u to %u entries: %u steps left the old export, %u the new one, %u none yet\n", (unsigned)from, (unsigned)to, old,
                      new, none);
        assert_true(new * stride > 4 && (from > 0 ? old * stride > 20 && none == 0 : none * stride > 20));
        scratch_clear("out");
        scratch_clear("fresh");
}

static void whenever_an_export_is_killed_a_whole_one_is_there(void **state) {
        if (!may_trace()) {
                print_message("this system does not let a process be traced\n");
                skip();
        }
        kill_everywhere(*state, 100, 300);
        kill_everywhere(*state, 256, 600);
        kill_everywhere(*state, 0, 300);
}

static void entries_that_contradict_the_tree_are_not_signed(void **state) {
        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        sample_ledger_falsify(*state, 400, false);
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), -EUCLEAN);
        assert_verifies(*state, scratch_path("out", NULL), 300);
        assert_int_equal(export_sample(*state, 600, scratch_path("other", NULL)), -EUCLEAN);
        assert_false(exists(scratch_path("other", NULL)));
}

static void an_export_that_the_ledger_does_not_continue_is_kept(void **state) {
        struct sample_ledger *other = sample_ledger_new(600, 2);

        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        assert_int_equal(export_sample(*state, 299, scratch_path("out", NULL)), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "set back"));
        assert_int_equal(export_sample(other, 600, scratch_path("out", NULL)), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "was changed"));
        sample_ledger_falsify(*state, 7, true);
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "was changed"));
        assert_verifies(*state, scratch_path("out", NULL), 300);
        sample_ledger_free(other);
}

static void a_folder_with_other_things_in_it_is_left_alone(void **state) {
        assert_int_equal(mkdir(scratch_path("letters", NULL), 0700), 0);
        scratch_write(scratch_path("letters", "mine.txt"), "mine", 4);
        assert_int_equal(export_sample(*state, 10, scratch_path("letters", NULL)), LEDGER_E_INVALID);
        assert_non_null(strstr(finding.text, "mine.txt"));
        assert_true(exists(scratch_path("letters", "mine.txt")));
        scratch_write(scratch_path("file", NULL), "x", 1);
        assert_int_equal(export_sample(*state, 10, scratch_path("file", NULL)), LEDGER_E_INVALID);
        assert_int_equal(symlink("letters", scratch_path("link", NULL)), 0);
        assert_int_equal(export_sample(*state, 10, scratch_path("link", NULL)), LEDGER_E_INVALID);
        assert_int_equal(export_sample(*state, 300, scratch_path("out", NULL)), 0);
        scratch_write(scratch_path("out", "notes.txt"), "mine", 4);
        assert_int_equal(export_sample(*state, 600, scratch_path("out", NULL)), LEDGER_E_INVALID);
        assert_true(exists(scratch_path("out", "notes.txt")));
}

static void an_empty_folder_is_filled(void **state) {
        assert_int_equal(mkdir(scratch_path("empty", NULL), 0700), 0);
        assert_int_equal(export_sample(*state, 10, scratch_path("empty/", NULL)), 0);
        assert_verifies(*state, scratch_path("empty", NULL), 10);
}

static void a_place_that_cannot_be_written_is_told(void **state) {
        assert_int_equal(export_sample(*state, 10, scratch_path("no", "such/out")), -ENOENT);
        assert_int_equal(export_sample(*state, 10, "."), -EINVAL);
        assert_int_equal(export_sample(*state, 10, "/"), -EINVAL);
}

static void a_line_of_the_table_shows_times_and_quotes_commas(void **state) {
        const unsigned loaded = ENTRY_LOADED - 1; /* the sample has one of each in turn */
        char line[64];
        struct buffer csv;

        assert_true(loaded < 40);
        assert_int_equal(export_sample(*state, 40, scratch_path("out", NULL)), 0);
        snprintf(line, sizeof(line), ",loaded,%u,%02x%02x", loaded % 24 + 1, loaded * 7 % 251, loaded * 7 % 251);
        csv = scratch_read(scratch_path("out", "entries.csv"));
        assert_non_null(strstr(buffer_text(&csv), "n,time,box,event,compartment,cti,items,"));
        assert_non_null(strstr(buffer_text(&csv), "\r\n0,2026-09-21T"));
        assert_non_null(strstr(buffer_text(&csv), line));
        assert_non_null(strstr(strstr(buffer_text(&csv), line), ",\"1,5\",2026-10-02T"));
        buffer_deinit(&csv);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(exports_of_every_kind_of_size_verify),
                CASE(an_export_has_exactly_these_files),
                CASE(an_export_brought_up_to_date_equals_a_fresh_one),
                CASE(files_that_did_not_change_are_not_written_again),
                CASE(an_export_killed_while_it_reads_is_gone_on_with),
                CASE(only_new_entries_are_read),
                CASE(whenever_an_export_is_killed_a_whole_one_is_there),
                CASE(entries_that_contradict_the_tree_are_not_signed),
                CASE(an_export_that_the_ledger_does_not_continue_is_kept),
                CASE(a_folder_with_other_things_in_it_is_left_alone),
                CASE(an_empty_folder_is_filled),
                CASE(a_place_that_cannot_be_written_is_told),
                CASE(a_line_of_the_table_shows_times_and_quotes_commas),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

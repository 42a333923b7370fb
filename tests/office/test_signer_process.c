/* SPDX-License-Identifier: EUPL-1.2 */
/* The process that has the keys: no other has them, none looks into it, it reaches nothing, and it ends with whom it signs for. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/office/apart.h"
#include "controller/office/cage.h"
#include "controller/office/passphrase.h"
#include "controller/office/renewal.h"
#include "controller/office/root_file.h"
#include "controller/office/root_renewal.h"
#include "controller/office/signer.h"
#include "controller/office/statement.h"
#include "tests/office/fixture.h"

#define LATER_PASSPHRASE "another passphrase than before"

enum { SEEDS_MAX = 20, CHUNK = 1 << 20 };

/* A sanitizer keeps terabytes of addresses that are no memory; nothing else of a process here is that large. */
static const unsigned long RESERVED = 1UL << 30;

/* ---- looking for secrets in this process ---- */

/* Seeds as they are looked for: no byte of one is ever in this process as it is. */
struct masked {
        uint8_t seeds[SEEDS_MAX][KEY_SEED_LEN];
        size_t count;
};

static void mask(struct masked *masked, const uint8_t seed[KEY_SEED_LEN]) {
        for (size_t i = 0; i < KEY_SEED_LEN; i++)
                masked->seeds[masked->count][i] = (uint8_t)(seed[i] ^ 0xa5);
        masked->count++;
}

static int mask_files(void *context, struct problems *problems, void *result) {
        struct fixture *fixture = context;
        struct masked *masked = result;
        struct root_file root;
        struct day_file file;
        uint8_t seed[KEY_SEED_LEN];
        int r = day_file_read(fixture->dir, LATER_PASSPHRASE, problems, &file);

        if (r == 0)
                r = root_file_read(fixture->dir, LATER_PASSPHRASE, problems, &root);
        if (r != 0)
                return r;
        mask(masked, root.root);
        if (root.len > KEY_SEED_LEN)
                mask(masked, root.next);
        mask(masked, file.code);
        mask(masked, file.ticket);
        mask(masked, file.badge);
        mask(masked, file.log);
        mask(masked, file.values); /* of which the first key for statements is made */
        value_revoke_seed(file.values, seed);
        mask(masked, seed);
        for (size_t i = 0; i < day_file_renewed(&file); i++) {
                mask(masked, file.renewed[i].code);
                mask(masked, file.renewed[i].ticket);
                mask(masked, file.renewed[i].badge);
                mask(masked, file.renewed[i].revoke);
                value_log_seed(file.renewed[i].revoke, seed);
                mask(masked, seed);
        }
        return 0;
}

static bool is_masked(const uint8_t *bytes, const uint8_t *masked) {
        for (size_t i = 0; i < KEY_SEED_LEN; i++)
                if ((bytes[i] ^ 0xa5) != masked[i])
                        return false;
        return true;
}

static size_t count_in(const struct masked *masked, const uint8_t *bytes, size_t len) {
        bool begins[256] = { false }; /* with this byte one of them does: nearly all of the memory is passed by */
        size_t found = 0;

        for (size_t k = 0; k < masked->count; k++)
                begins[masked->seeds[k][0] ^ 0xa5] = true;
        for (size_t i = 0; i + KEY_SEED_LEN <= len; i++) {
                if (!begins[bytes[i]])
                        continue;
                for (size_t k = 0; k < masked->count; k++)
                        found += is_masked(bytes + i, masked->seeds[k]);
        }
        return found;
}

/* How often one of them is in what a process has in memory; `ret_looked`: how much of that was read. The buffer has what was read last, so it is left out. */
static size_t count_in_memory(const char *of, const struct masked *masked, size_t *ret_looked) {
        uint8_t *chunk = mmap(NULL, CHUNK + KEY_SEED_LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        char path[64], line[512];
        unsigned long from, to;
        size_t found = 0;
        FILE *maps;
        int memory;

        snprintf(path, sizeof(path), "/proc/%s/maps", of);
        maps = fopen(path, "r");
        snprintf(path, sizeof(path), "/proc/%s/mem", of);
        memory = open(path, O_RDONLY | O_CLOEXEC);
        assert_non_null(maps);
        assert_true(memory >= 0 && chunk != MAP_FAILED);
        *ret_looked = 0;
        while (fgets(line, sizeof(line), maps)) {
                if (sscanf(line, "%lx-%lx", &from, &to) != 2 || (from <= (uintptr_t)chunk && (uintptr_t)chunk < to) || strstr(line, "[v"))
                        continue;
                if (to - from > RESERVED)
                        continue;
                for (unsigned long at = from; at < to; at += CHUNK) {
                        size_t len = to - at < CHUNK + KEY_SEED_LEN ? to - at : CHUNK + KEY_SEED_LEN;
                        ssize_t got = pread(memory, chunk, len, (off_t)at);

                        if (got <= 0)
                                continue;
                        found += count_in(masked, chunk, (size_t)got);
                        *ret_looked += (size_t)got;
                }
        }
        explicit_bzero(chunk, CHUNK + KEY_SEED_LEN);
        munmap(chunk, CHUNK + KEY_SEED_LEN);
        fclose(maps);
        close(memory);
        return found;
}

/* Everything that is signed, and what changes keys. */
static void sign_everything(struct fixture *fixture, struct office *office, struct secrets *secrets) {
        struct order order = fixture_order(office);
        struct issued issued = { 0 };
        char path[128], pin[STAFF_PIN_LEN + 1];
        unsigned changed;
        int64_t from;

        assert_int_equal(issue_orders(office, secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &issued, NULL), 0);
        snprintf(path, sizeof(path), "%s/bundle", fixture->folder);
        assert_int_equal(office_make_bundle(office, secrets, BUNDLE_FORM_2, path, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(office_add_staff(office, secrets, "m.muster", "", ROLE_LOADER, FIXTURE_NOW, &fixture->problems, pin), 0);
        assert_int_equal(office_revoke(office, issued.cti, FIXTURE_NOW, &fixture->problems), 0);
        snprintf(path, sizeof(path), "%s/statement", fixture->folder);
        assert_int_equal(office_make_statement(office, secrets, "K017", path, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(office_renew_keys(office, secrets, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &from), 0);
        assert_int_equal(root_renew(office, secrets, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &from), 0);
        assert_int_equal(office_change_passphrase(office, 0, FIXTURE_PASSPHRASE, LATER_PASSPHRASE, FIXTURE_NOW, &fixture->problems, &changed), 0);
        issued_wipe(&issued);
}

static void this_process_never_has_a_key_that_signs(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY | SECRETS_BACKUP);
        struct masked masked = { .count = 0 };
        struct secret_key *planted CLEANUP(secret_key_cleanup) = NULL;
        uint8_t seed[KEY_SEED_LEN];
        size_t looked;
        char signer[16];

        sign_everything(fixture, office, &secrets);
        assert_int_equal(apart_do(mask_files, fixture, &fixture->problems, &masked, sizeof(masked)), 0);
        assert_int_equal(masked.count, 13);
        assert_int_equal(count_in_memory("self", &masked, &looked), 0);
        assert_true(looked > 1 << 20);
        print_message("%zu seeds, none of them in %zu KiB of memory\n", masked.count, looked >> 10);
        /* It would be found: here in guarded memory; and where it is. */
        crypto_random(seed, sizeof(seed));
        masked.count = 0;
        mask(&masked, seed);
        assert_int_equal(secret_key_from_seed(seed, &planted), 0);
        explicit_bzero(seed, sizeof(seed));
        assert_true(count_in_memory("self", &masked, &looked) > 0);
        masked.count = 0;
        assert_int_equal(apart_do(mask_files, fixture, &fixture->problems, &masked, sizeof(masked)), 0);
        snprintf(signer, sizeof(signer), "%d", signer_pid(secrets.signer));
        if (geteuid() == 0)
                assert_true(count_in_memory(signer, &masked, &looked) > 0);
        secrets_deinit(&secrets);
}

/* Not by another process of the same person, nor by a core: only root reads it. */
static void the_signer_cannot_be_looked_into(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        char output[64];

        fixture_run(output, sizeof(output), "stat -c %%u /proc/%d/mem", signer_pid(secrets.signer));
        assert_string_equal(output, "0");
        fixture_run(output, sizeof(output), "awk '/Max core file size/ { print $5, $6 }' /proc/%d/limits", signer_pid(secrets.signer));
        assert_string_equal(output, "0 0");
        fixture_run(output, sizeof(output), "ls /proc/%d/fd | tr -d '\\n'", signer_pid(secrets.signer));
        assert_string_equal(output, "0123");
        fixture_run(output, sizeof(output), "awk '/^(NoNewPrivs|Seccomp):/ { print $2 }' /proc/%d/status | tr -d '\\n'", signer_pid(secrets.signer));
        assert_string_equal(output, cage_filters ? "12" : "10");
        secrets_deinit(&secrets);
}

/* ---- the cage ---- */

static int try_open(void) {
        return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int try_socket(void) {
        return socket(AF_INET, SOCK_STREAM, 0);
}

static int try_start(void) {
        return execl("/bin/true", "true", NULL);
}

static int try_fork(void) {
        return fork();
}

static void a_caged_process_that_reaches_out_is_ended(void **state) {
        static int (*const tries[])(void) = { try_open, try_socket, try_start, try_fork };

        (void)state;
        if (!cage_filters)
                skip();
        for (size_t i = 0; i <= ARRAY_LEN(tries); i++) {
                pid_t pid = fork();
                int status;

                if (pid == 0) {
                        if (cage_enter() < 0)
                                _exit(99);
                        _exit(i < ARRAY_LEN(tries) ? tries[i]() < 0 : 0);
                }
                assert_int_equal(waitpid(pid, &status, 0), pid);
                if (i < ARRAY_LEN(tries))
                        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
                else
                        assert_int_equal(status, 0);
        }
}

static bool no_cage;

int __real_cage_enter(void);
int __wrap_cage_enter(void);

int __wrap_cage_enter(void) {
        return no_cage ? -EINVAL : __real_cage_enter();
}

static void without_a_cage_there_is_no_signer_and_that_is_said(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = { 0 };
        int r;

        no_cage = true;
        r = secrets_open(office->dir, office->state, SECRETS_DAY, FIXTURE_PASSPHRASE, &fixture->problems, &secrets);
        no_cage = false;
        secrets_deinit(&secrets);
        assert_int_equal(r, -EINVAL);
        assert_true(fixture_said(fixture, "seccomp"));
}

static void without_a_cage_no_office_is_made_and_that_is_said(void **state) {
        struct fixture *fixture = *state;
        char dir[160];
        int r;

        snprintf(dir, sizeof(dir), "%s/second", fixture->folder);
        no_cage = true;
        r = office_init(dir, "Musterstadt", "musterstadt.example", "Europe/Berlin", NULL, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems);
        no_cage = false;
        assert_int_equal(r, -EINVAL);
        assert_true(fixture_said(fixture, "seccomp"));
        assert_int_equal(access(dir, F_OK), -1);
}

/* ---- its end ---- */

static void the_signer_ends_with_whom_it_signs_for(void **state) {
        struct fixture *fixture = *state;
        int pipe_fds[2], signer = 0;
        pid_t pid;

        assert_int_equal(pipe(pipe_fds), 0);
        assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1L), 0); /* the signer, whose parent dies, becomes ours: nobody else need gather it up */
        pid = fork();
        if (pid == 0) {
                struct office *office = fixture_open(fixture);
                struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);

                signer = signer_pid(secrets.signer);
                (void)!write(pipe_fds[1], &signer, sizeof(signer));
                raise(SIGKILL);
        }
        assert_int_equal(read(pipe_fds[0], &signer, sizeof(signer)), sizeof(signer));
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_int_equal(waitpid(signer, NULL, 0), signer);
        assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0L), 0);
        close(pipe_fds[0]);
        close(pipe_fds[1]);
}

static void wait_for_the_end(void *context, int fd) {
        char byte;

        (void)!apart_receive(fd, &byte, 1);
}

/* A standard stream that whoever started us had closed is no place for one of ours: what is said there is for people, and the other process would keep it. */
static void without_a_standard_stream_it_ends_as_well(void **state) {
        static const int closed[] = { STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO };

        for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
                pid_t pid = fork();
                int status;

                if (pid == 0) {
                        struct apart apart = APART_NONE;
                        bool above;

                        alarm(170); /* a limit for a hang */
                        close(closed[i]);
                        if (apart_start(wait_for_the_end, NULL, &apart) < 0)
                                _exit(1);
                        above = apart.fd > STDERR_FILENO;
                        apart_end(&apart);
                        _exit(above ? 0 : 2);
                }
                assert_int_equal(waitpid(pid, &status, 0), pid);
                assert_int_equal(status, 0);
        }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(this_process_never_has_a_key_that_signs),
                CASE(the_signer_cannot_be_looked_into),
                cmocka_unit_test(a_caged_process_that_reaches_out_is_ended),
                CASE(without_a_cage_there_is_no_signer_and_that_is_said),
                CASE(without_a_cage_no_office_is_made_and_that_is_said),
                CASE(the_signer_ends_with_whom_it_signs_for),
                cmocka_unit_test(without_a_standard_stream_it_ends_as_well),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

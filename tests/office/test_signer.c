/* SPDX-License-Identifier: EUPL-1.2 */
/* Who has the keys: never this process; what the signer refuses; and a signer that is killed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/office/apart.h"
#include "controller/office/cage.h"
#include "controller/office/office_store.h"
#include "controller/office/passphrase.h"
#include "controller/office/renewal.h"
#include "controller/office/root_file.h"
#include "controller/office/root_renewal.h"
#include "controller/office/signer.h"
#include "controller/office/signing_desk.h"
#include "controller/office/statement.h"
#include "crypto/key_elsewhere.h"
#include "crypto/reference.h"
#include "crypto/revocations.h"
#include "tests/office/fixture.h"
#include "tests/office/registry/place.h"

#define LATER_PASSPHRASE "another passphrase than before"

enum { DAY_S = 86400, SEEDS_MAX = 20, CHUNK = 1 << 20 };

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
        assert_int_equal(masked.count, 12);
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

/* ---- what it refuses ---- */

struct asking {
        struct fixture *fixture;
        struct office *office;
        struct secrets secrets;
        const struct secret_key *code, *ticket, *badge, *log;
        uint8_t cti[CTI_LEN];
};

static void begin_asking(struct asking *asking, struct fixture *fixture) {
        asking->fixture = fixture;
        asking->office = fixture_open(fixture);
        asking->secrets = fixture_secrets(fixture, asking->office, SECRETS_ROOT | SECRETS_DAY);
        asking->code = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_CODE, FIXTURE_NOW);
        asking->ticket = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_TICKET, FIXTURE_NOW);
        asking->badge = secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_BADGE, FIXTURE_NOW);
        asking->log = asking->secrets.log;
        crypto_random(asking->cti, sizeof(asking->cti));
}

static void end_asking(struct asking *asking) {
        secrets_deinit(&asking->secrets);
        office_close(asking->office);
}

/* A ticket for this box and with these ends, the rest as it should be. */
static int ask_ticket(struct asking *asking, const char *box, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = { .nbf = nbf, .exp = exp, .contents = { .items = { 1 }, .item_count = 1, .reference = "1234567", .pin = "123456",
                                                                        .birth = "19801224", .days = 10 } };

        ticket.contents.reference[REFERENCE_LEN - 1] = reference_check_digit(ticket.contents.reference, REFERENCE_LEN - 1);
        snprintf(ticket.aud, sizeof(ticket.aud), "%s", box);
        memcpy(ticket.contents.aud, ticket.aud, sizeof(ticket.aud));
        memcpy(ticket.cti, asking->cti, CTI_LEN);
        memcpy(ticket.contents.cti, asking->cti, CTI_LEN);
        return ticket_sign(&ticket, sealing_key_public(asking->fixture->box_key), asking->ticket, &text);
}

static int ask_code(struct asking *asking, const char *box, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct code code = { .nbf = nbf, .exp = exp };

        snprintf(code.aud, sizeof(code.aud), "%s", box);
        memcpy(code.cti, asking->cti, CTI_LEN);
        return code_sign(&code, asking->code, &text);
}

static int ask_badge(struct asking *asking, uint32_t nbf, uint32_t exp) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct badge badge = { .sub = "m.muster", .nbf = nbf, .exp = exp };

        return badge_sign(&badge, asking->badge, &text);
}

static int ask_checkpoint(struct asking *asking, const char *origin, uint64_t size, uint8_t root) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint = { .size = size, .root = { { root } } };

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", origin);
        return checkpoint_sign(&checkpoint, asking->log, &note);
}

static void codes_and_tickets_are_signed_within_the_rules_alone(void **state) {
        const uint32_t now = FIXTURE_NOW, ticket_exp = now + 14 * DAY_S, code_exp = ticket_exp + 12 * DAY_S;
        struct asking asking;

        begin_asking(&asking, *state);
        /* No code without its ticket; none for a box that is none of the office's; no longer than either lives. */
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K018", now, ticket_exp), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp + 1), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, now), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp), 0);
        assert_int_equal(ask_code(&asking, "K018", now, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, now + 35 * DAY_S + 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, ticket_exp + 3 * DAY_S - 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now + 1, code_exp), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), 0);
        /* The same once more, as for a letter that is printed again; nothing else in its place. */
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp), 0);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp), 0);
        assert_int_equal(ask_ticket(&asking, "K017", now, ticket_exp - 1), -EKEYREJECTED);
        assert_int_equal(ask_code(&asking, "K017", now, code_exp + 1), -EKEYREJECTED);
        /* Not before the key's time, nor after it. */
        assert_int_equal(ask_ticket(&asking, "K017", asking.office->state->keys[STATE_KEY_TICKET].from - 1, now), -EKEYREJECTED);
        assert_int_equal(ask_ticket(&asking, "K017", asking.office->state->keys[STATE_KEY_TICKET].until,
                                    asking.office->state->keys[STATE_KEY_TICKET].until + DAY_S), -EKEYREJECTED);
        assert_int_equal(ask_badge(&asking, now, now + OFFICE_BADGE_DAYS * DAY_S + 1), -EKEYREJECTED);
        assert_int_equal(ask_badge(&asking, now, now + OFFICE_BADGE_DAYS * DAY_S), 0);
        end_asking(&asking);
}

static void the_log_never_goes_back_nor_two_ways(void **state) {
        static const char origin[] = "musterstadt.example/pickupbox/office", next[] = "musterstadt.example/pickupbox/office/0123456789abcdef";
        struct asking asking;
        uint64_t size;

        begin_asking(&asking, *state);
        size = registry_size(asking.office->registry); /* as the anchor has it */
        assert_int_equal(ask_checkpoint(&asking, origin, size - 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, origin, size + 1, 2), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, origin, size, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, "other.example/pickupbox/office", 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, "musterstadt.example/pickupbox/K017", 1, 1), -EKEYREJECTED);
        assert_int_equal(ask_checkpoint(&asking, next, 1, 1), 0);
        assert_int_equal(ask_checkpoint(&asking, next, 1, 2), -EKEYREJECTED);
        end_asking(&asking);
}

/* The statement, the bundle: made by the library of what is not the office's. */
static void statements_and_bundles_are_of_this_office_alone(void **state) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(*state, FIXTURE_NOW);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation item = { .t = FIXTURE_NOW, .until = FIXTURE_NOW + 36 * DAY_S + 1 };
        struct revocations statement = { .aud = "K018", .issued = FIXTURE_NOW, .items = &item, .count = 1 };
        const struct secret_key *revoke;
        struct asking asking;

        begin_asking(&asking, *state);
        revoke = secrets_signer(&asking.secrets, asking.office->state, STATE_KEY_REVOKE, FIXTURE_NOW);
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), -EKEYREJECTED);
        strcpy(statement.aud, "K017");
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), -EKEYREJECTED);
        item.until--;
        assert_int_equal(revocations_sign(&statement, revoke, &bytes), 0);
        /* The version that is there already; another domain; a box, a key that is not the office's. */
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->version++;
        strcpy(bundle->domain, "other.example");
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        strcpy(bundle->domain, "musterstadt.example");
        strcpy(bundle->boxes[0].id, "K018");
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        strcpy(bundle->boxes[0].id, "K017");
        bundle->keys[0].key.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->keys[0].key.x[0] ^= 1;
        bundle->keys[0].exp++;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->keys[0].exp--;
        bundle->backup.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        bundle->backup.x[0] ^= 1;
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), 0);
        assert_int_equal(bundle_sign(bundle, asking.secrets.root, &bytes), -EKEYREJECTED);
        end_asking(&asking);
}

static int ask_statement(struct asking *asking) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation item = { .t = FIXTURE_NOW, .until = FIXTURE_NOW + 36 * DAY_S };
        const struct revocations statement = { .aud = "K017", .issued = FIXTURE_NOW, .items = &item, .count = 1 };

        return revocations_sign(&statement, secrets_signer(&asking->secrets, asking->office->state, STATE_KEY_REVOKE, FIXTURE_NOW), &bytes);
}

/* Where it is set, the judgement of the signer is asked for here, of a key of this use: thousands of ways to another process take their time. */
static struct signing_rules *judging;
static enum state_key judged_use;
static const struct public_key *judged_key;
static struct buffer judged = BUFFER_INIT;      /* the message */

static int judge(struct asking *asking, enum state_key use) {
        const uint32_t now = FIXTURE_NOW, ticket_exp = now + 14 * DAY_S;

        judged_use = use;
        switch (use) {
        case STATE_KEY_BADGE:
                return ask_badge(asking, now, now + DAY_S);
        case STATE_KEY_REVOKE:
                return ask_statement(asking);
        case STATE_KEY_TICKET:
                return ask_ticket(asking, "K017", now, ticket_exp);
        default:
                return ask_code(asking, "K017", now, ticket_exp + 12 * DAY_S);
        }
}

static void judge_many(struct asking *asking, enum state_key use, unsigned most) {
        for (unsigned i = 0; i < most; i++)
                assert_int_equal(judge(asking, use), 0);
        assert_int_equal(judge(asking, use), -EKEYREJECTED);
}

/* The message of one ticket, with another id in its place. */
static enum signing_verdict judge_other(struct asking *asking) {
        uint8_t *at = memmem(judged.data, judged.len, asking->cti, CTI_LEN);

        assert_non_null(at);
        crypto_random(asking->cti, CTI_LEN);
        memcpy(at, asking->cti, CTI_LEN);
        return signing_judge(judging, judged_use, judged_key, judged.data, judged.len);
}

/* As many of each as an office needs; of a consignment that has its ticket the letter is printed again. */
static void no_more_is_signed_than_an_office_needs(void **state) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(*state, FIXTURE_NOW); /* which names a key for statements */
        uint8_t first[CTI_LEN];
        struct asking asking;

        assert_true(bundle->version > 0);
        begin_asking(&asking, *state);
        assert_int_equal(signing_rules_new(asking.office->state, &asking.secrets, NULL, &judging), 0);
        judge_many(&asking, STATE_KEY_BADGE, SIGNING_BADGES_MAX);
        judge_many(&asking, STATE_KEY_REVOKE, SIGNING_STATEMENTS_MAX);
        memcpy(first, asking.cti, CTI_LEN);
        assert_int_equal(judge(&asking, STATE_KEY_TICKET), 0);
        for (unsigned i = 1; i < SIGNING_CONSIGNMENTS_MAX; i++)
                assert_int_equal(judge_other(&asking), SIGNING_DONE);
        assert_int_equal(judge_other(&asking), SIGNING_MANY);
        assert_int_equal(judge(&asking, STATE_KEY_CODE), -EKEYREJECTED);
        memcpy(asking.cti, first, CTI_LEN);
        assert_int_equal(judge(&asking, STATE_KEY_TICKET), 0);
        assert_int_equal(judge(&asking, STATE_KEY_CODE), 0);
        signing_rules_free(judging);
        judging = NULL;
        buffer_deinit(&judged);
        end_asking(&asking);
}

struct desk {
        struct signing_rules *rules;
        const struct secrets *secrets;
};

static void serve(void *context, int fd) {
        const struct desk *desk = context;

        signing_serve(desk->rules, desk->secrets, fd);
}

/* One that is as long as can be has an answer, though no key; one byte more ends the stream. */
static int ask_long(struct desk *desk, uint32_t len, uint8_t ret_answer[SIGNER_ANSWER_LEN]) {
        CLEANUP(buffer_deinit) struct buffer ask = BUFFER_INIT;
        struct apart apart = APART_NONE;
        int r;

        assert_int_equal(apart_start(serve, desk, &apart), 0);
        assert_int_equal(buffer_append_u32(&ask, len), 0);
        for (uint32_t i = 0; i < len && i < SIGNER_ASK_MAX; i++)
                assert_int_equal(buffer_append_u8(&ask, 'x'), 0);
        r = apart_send(apart.fd, ask.data, ask.len);
        if (r == 0)
                r = apart_receive(apart.fd, ret_answer, SIGNER_ANSWER_LEN);
        apart_end(&apart);
        return r;
}

static void too_long_a_question_has_no_answer(void **state) {
        static uint8_t ask[SIGNER_ASK_MAX + 1];
        uint8_t answer[SIGNER_ANSWER_LEN];
        struct asking asking;
        struct desk desk;

        begin_asking(&asking, *state);
        desk.secrets = &asking.secrets;
        assert_int_equal(signing_rules_new(asking.office->state, &asking.secrets, NULL, &desk.rules), 0);
        signing_answer(desk.rules, desk.secrets, ask, SIGNER_ASK_MAX, answer);
        assert_int_equal(answer[0], SIGNING_NO_KEY);
        signing_answer(desk.rules, desk.secrets, ask, SIGNER_ASK_MAX + 1, answer);
        assert_int_equal(answer[0], SIGNING_MALFORMED);
        assert_int_equal(ask_long(&desk, SIGNER_ASK_MAX, answer), 0);
        assert_int_equal(answer[0], SIGNING_NO_KEY);
        assert_int_equal(ask_long(&desk, SIGNER_ASK_MAX + 1, answer), -EOWNERDEAD);
        assert_int_equal(ask_long(&desk, UINT32_MAX, answer), -EOWNERDEAD);
        signing_rules_free(desk.rules);
        end_asking(&asking);
}

/* Every form under every key but its own, cut short, longer, and no form at all. */
static void what_is_not_of_the_form_of_its_key_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        uint8_t signature[KEY_SIGNATURE_LEN];
        struct public_key stranger = { { 1 } };
        struct asking asking;
        struct code code = { .aud = "K017", .nbf = FIXTURE_NOW, .exp = FIXTURE_NOW + 20 * DAY_S };

        begin_asking(&asking, *state);
        for (size_t i = 0; i < 4; i++) {
                const struct secret_key *keys[] = { asking.ticket, asking.badge, asking.log, asking.secrets.root };

                assert_int_equal(code_sign(&code, keys[i], &text), -EKEYREJECTED);
        }
        assert_int_equal(secret_key_ask(asking.code, "", 0, signature), -EKEYREJECTED);
        assert_int_equal(secret_key_ask(asking.code, "Signature1", 10, signature), -EKEYREJECTED);
        assert_int_equal(signer_sign(asking.secrets.signer, &stranger, "x", 1, signature), -EKEYREJECTED);
        assert_int_equal(secret_key_ask(asking.code, text.data, (uint64_t)SIGNER_MESSAGE_MAX + 1, signature), -EMSGSIZE);
        assert_int_equal(ask_ticket(&asking, "K017", FIXTURE_NOW, FIXTURE_NOW + DAY_S), 0);
        end_asking(&asking);
}

/* ---- killed ---- */

/* The signer goes before its n-th answer, and this process lives on. */
static int sign_and_kill(void *context, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
static int asks_left = -1;
static bool after;

int __real_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);

int __wrap_signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        if (!judging)
                return sign_and_kill(signer, public, message, len, ret_signature);
        memset(ret_signature, 0, KEY_SIGNATURE_LEN);
        judged_key = public;
        buffer_clear(&judged);
        assert_int_equal(buffer_append(&judged, message, (size_t)len), 0);
        return signing_judge(judging, judged_use, public, message, (size_t)len) == SIGNING_DONE ? 0 : -EKEYREJECTED;
}

static int sign_and_kill(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        bool dies = asks_left == 0;
        int r;

        if (asks_left >= 0)
                asks_left--;
        if (dies && !after)
                kill(signer_pid(signer), SIGKILL);
        r = __real_signer_sign(signer, public, message, len, ret_signature);
        if (dies && after)
                kill(signer_pid(signer), SIGKILL);
        return r;
}

struct counted {
        uint64_t size;
        size_t consignments;
        unsigned parcels;
};

static struct counted count_office(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct counted counted = { .size = registry_size(office->registry), .consignments = fixture_issuances(fixture, office)->count };
        char output[16];

        fixture_run(output, sizeof(output), "ls -A %s/out | wc -l", office->dir);
        counted.parcels = (unsigned)atoi(output);
        return counted;
}

static int issue_two(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order orders[2] = { fixture_order(office), fixture_order(office) };
        struct issued issued[2] = { { .nbf = 0 } };
        struct parcel_batch files = { .place = { .from = 1 } };
        int r;

        /* The office's log is signed by the same signer. */
        assert_int_equal(office_lend(office, &secrets, &fixture->problems), 0);
        r = issue_orders(office, &secrets, orders, 2, FIXTURE_NOW, NULL, &fixture->problems, issued, &files);
        secrets_deinit(&secrets);
        return r;
}

static void sweep(struct fixture *fixture, bool behind) {
        unsigned nothing = 0, whole = 0;
        bool ended = false;

        after = behind;
        for (int n = 0; !ended; n++) {
                struct counted before = count_office(fixture), now;
                int r;

                asks_left = n;
                r = issue_two(fixture);
                ended = asks_left >= 0;
                asks_left = -1;
                assert_true(r == 0 || fixture_said(fixture, "ended before it had answered"));
                problems_deinit(&fixture->problems);
                now = count_office(fixture);
                if (r == 0) {
                        assert_int_equal(now.consignments, before.consignments + 2);
                        assert_int_equal(now.size, before.size + 3);
                        whole += !ended;
                        continue;
                }
                assert_int_equal(r, -EOWNERDEAD);
                assert_memory_equal(&now.size, &before.size, sizeof(now.size));
                assert_int_equal(now.consignments, before.consignments);
                assert_int_equal(now.parcels, before.parcels);
                nothing++;
        }
        assert_true(nothing > 3);
        print_message("the signer killed %s answer: %u times nothing was issued, %u times all of it\n", behind ? "behind an" : "before an", nothing, whole);
}

static void a_signer_killed_at_any_ask_leaves_nothing_half(void **state) {
        sweep(*state, false);
        sweep(*state, true);
}

static void the_signer_ends_with_whom_it_signs_for(void **state) {
        struct fixture *fixture = *state;
        int pipe_fds[2], signer = 0;
        pid_t pid;

        assert_int_equal(pipe(pipe_fds), 0);
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
        while (kill(signer, 0) == 0)
                usleep(1000);
        assert_int_equal(errno, ESRCH);
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

                        alarm(20);
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

static int empty_and_set_up(void **state) {
        place_empty("");
        return fixture_set_up(state);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, empty_and_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest on_server[] = {
                CASE(a_signer_killed_at_any_ask_leaves_nothing_half),
        };
        const struct CMUnitTest tests[] = {
                CASE(this_process_never_has_a_key_that_signs),
                CASE(the_signer_cannot_be_looked_into),
                cmocka_unit_test(a_caged_process_that_reaches_out_is_ended),
                CASE(without_a_cage_there_is_no_signer_and_that_is_said),
                CASE(without_a_cage_no_office_is_made_and_that_is_said),
                CASE(codes_and_tickets_are_signed_within_the_rules_alone),
                CASE(the_log_never_goes_back_nor_two_ways),
                CASE(statements_and_bundles_are_of_this_office_alone),
                CASE(no_more_is_signed_than_an_office_needs),
                CASE(too_long_a_question_has_no_answer),
                CASE(what_is_not_of_the_form_of_its_key_is_refused),
                CASE(a_signer_killed_at_any_ask_leaves_nothing_half),
                CASE(the_signer_ends_with_whom_it_signs_for),
                cmocka_unit_test(without_a_standard_stream_it_ends_as_well),
        };
        /* The others ask no database anything. */
        if (getenv("PICKUPBOX_TEST_DATABASE"))
                return cmocka_run_group_tests(on_server, NULL, NULL);
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/office_store.h"
#include "controller/office/renewal.h"

void fixture_enrol(struct fixture *fixture, const char *id, struct buffer *ret_bytes) {
        struct secret_key *enrol CLEANUP(secret_key_cleanup) = NULL, *ledger CLEANUP(secret_key_cleanup) = NULL;
        struct enrolment enrolment = { 0 };

        sealing_key_free(fixture->box_key);
        assert_int_equal(sealing_key_generate(&fixture->box_key), 0);
        assert_int_equal(secret_key_generate(&enrol), 0);
        assert_int_equal(secret_key_generate(&ledger), 0);
        snprintf(enrolment.box_id, sizeof(enrolment.box_id), "%s", id);
        enrolment.enrol = *secret_key_public(enrol);
        enrolment.ledger = *secret_key_public(ledger);
        enrolment.sealing = *sealing_key_public(fixture->box_key);
        *ret_bytes = (struct buffer)BUFFER_INIT;
        assert_int_equal(enrolment_sign(&enrolment, enrol, ret_bytes), 0);
}

void fixture_lend(struct fixture *fixture, struct office *office) {
        secrets_deinit(&fixture->day);
        fixture->day = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(office_lend(office, &fixture->day, &fixture->problems), 0);
}

const struct issuances *fixture_issuances(struct fixture *fixture, const struct office *office) {
        assert_int_equal(office_store_load(office, &fixture->problems), 0);
        return registry_issuances(office->registry);
}

struct office *fixture_open(struct fixture *fixture) {
        struct office *office;

        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), 0);
        fixture_lend(fixture, office);
        return office;
}

struct secrets fixture_secrets(struct fixture *fixture, const struct office *office, unsigned which) {
        struct secrets secrets;

        assert_int_equal(secrets_open(office->dir, office->state, which, FIXTURE_PASSPHRASE, &fixture->problems, &secrets), 0);
        return secrets;
}

struct day_file fixture_day_file(struct fixture *fixture) {
        struct day_file file;

        assert_int_equal(day_file_read(fixture->dir, FIXTURE_PASSPHRASE, &fixture->problems, &file), 0);
        return file;
}

static void add_box(struct fixture *fixture) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        const struct state_box *box;
        struct buffer enrolment;

        fixture_enrol(fixture, "K017", &enrolment);
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, "Rathaus, Südeingang", false, FIXTURE_NOW,
                                        &fixture->problems, &box), 0);
        buffer_deinit(&enrolment);
}

int fixture_set_up(void **state) {
        struct fixture *fixture = calloc(1, sizeof(*fixture));

        if (!fixture || crypto_init() < 0)
                return -1;
        fixture->problems = (struct problems)PROBLEMS_INIT;
        strcpy(fixture->folder, "/tmp/pickupbox-office-XXXXXX");
        if (!mkdtemp(fixture->folder))
                return -1;
        snprintf(fixture->dir, sizeof(fixture->dir), "%s/city", fixture->folder);
        if (office_init(fixture->dir, "Stadt Musterstadt", "musterstadt.example", "Europe/Berlin", getenv("PICKUPBOX_TEST_DATABASE"),
                        FIXTURE_PASSPHRASE, FIXTURE_NOW,
                        &fixture->problems) != 0)
                return -1;
        add_box(fixture);
        *state = fixture;
        return 0;
}

int fixture_tear_down(void **state) {
        struct fixture *fixture = *state;
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s", fixture->folder);
        sealing_key_free(fixture->box_key);
        secrets_deinit(&fixture->day);
        problems_deinit(&fixture->problems);
        free(fixture);
        return system(command) == 0 ? 0 : -1;
}

struct order fixture_order(const struct office *office) {
        struct problems problems = PROBLEMS_INIT;
        struct order order = { 0 };

        assert_int_equal(order_set(&order, "box", "K017", FIXTURE_NOW, &problems), 0);
        assert_int_equal(order_set(&order, "item", "passport", FIXTURE_NOW, &problems), 0);
        assert_int_equal(order_set(&order, "born", "1980-12-24", FIXTURE_NOW, &problems), 0);
        assert_int_equal(order_complete(&order, office->state, NULL, NULL, &problems), 0);
        problems_deinit(&problems);
        return order;
}

struct issued fixture_issue(struct fixture *fixture) {
        return fixture_issue_as(fixture, "");
}

struct issued fixture_issue_as(struct fixture *fixture, const char *own) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order order = fixture_order(office);
        struct issued issued = { 0 };

        snprintf(order.own, sizeof(order.own), "%s", own);
        assert_int_equal(issue_orders(office, &secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &issued, NULL), 0);
        secrets_deinit(&secrets);
        return issued;
}

struct bundle *fixture_bundle(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        struct buffer bytes = BUFFER_INIT;
        struct bundle *bundle;
        char path[128];

        snprintf(path, sizeof(path), "%s/bundle", fixture->folder);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_2, path, now_s, &fixture->problems), 0);
        assert_int_equal(file_read(path, BUNDLE_MAX_LEN, &bytes), 0);
        assert_int_equal(bundle_open(bytes.data, bytes.len, secret_key_public(secrets.root), &bundle), 0);
        buffer_deinit(&bytes);
        secrets_deinit(&secrets);
        return bundle;
}

/* "{name}": a place that nothing was put at. */
static bool has_place(const char *sentence) {
        for (const char *at = sentence; (at = strchr(at, '{')); at++) {
                size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");

                if (len > 0 && at[len + 1] == '}')
                        return true;
        }
        return false;
}

bool problems_name(const struct problems *problems, const char *text) {
        char sentence[PROBLEM_SENTENCE_SIZE];
        bool named = false;

        for (unsigned language = 0; language < LANGUAGE_COUNT; language++)
                for (size_t i = 0; i < problems_shown(problems); i++) {
                        problems_say(problems, i, (enum language)language, sentence);
                        assert_true(*sentence);
                        assert_false(has_place(sentence));
                        named = named || (language == LANGUAGE_EN && strstr(sentence, text));
                }
        return named;
}

bool fixture_said(struct fixture *fixture, const char *text) {
        bool said = problems_name(&fixture->problems, text);

        if (!said)
                print_message("not said: %s\n", text);
        problems_deinit(&fixture->problems);
        return said;
}

static int run(char *ret_output, size_t size, const char *command) {
        FILE *pipe = popen(command, "r");
        size_t len;

        assert_non_null(pipe);
        len = fread(ret_output, 1, size - 1, pipe);
        while (len > 0 && ret_output[len - 1] == '\n')
                len--;
        ret_output[len] = '\0';
        return pclose(pipe);
}

void fixture_run(char *ret_output, size_t size, const char *format, ...) {
        char command[1024];
        va_list args;

        va_start(args, format);
        vsnprintf(command, sizeof(command), format, args);
        va_end(args);
        if (run(ret_output, size, command) != 0)
                fail_msg("failed: %s", command);
}

void fixture_keep_database(const struct fixture *fixture, const char *name) {
        const char *server = getenv("PICKUPBOX_TEST_DATABASE");
        char output[64];

        if (server)
                fixture_run(output, sizeof(output), "pg_dump -n public -f %s/%s %s", fixture->folder, name, server);
        else
                fixture_run(output, sizeof(output), "cp %s/office.db %s/%s", fixture->dir, fixture->folder, name);
}

/* A server ends what was killed when it notices that nobody is there any more; until then this waits for it. */
void fixture_put_back_database(const struct fixture *fixture, const char *name) {
        const char *server = getenv("PICKUPBOX_TEST_DATABASE");
        char output[64];

        if (server)
                fixture_run(output, sizeof(output),
                            "PGOPTIONS='-c client_min_messages=warning' psql -qX1 -v ON_ERROR_STOP=1 -o /dev/null -c 'DROP SCHEMA public CASCADE' -f %s/%s %s",
                            fixture->folder, name, server);
        else
                fixture_run(output, sizeof(output), "cp %s/%s %s/office.db", fixture->folder, name, fixture->dir);
}

void fixture_need(const char *program) {
        char command[128], output[256];

        snprintf(command, sizeof(command), "command -v %s", program);
        if (run(output, sizeof(output), command) != 0) {
                print_message("%s is missing\n", program);
                skip();
        }
}

void fixture_listing(const char *dir, char *ret_text, size_t size) {
        fixture_run(ret_text, size, "cd %s && find . -type f ! -name lock | sort | xargs cksum && find . -type d | sort", dir);
}

int64_t fixture_renew(struct fixture *fixture, int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        int64_t from = 0;

        assert_int_equal(office_renew_keys(office, &secrets, FIXTURE_PASSPHRASE, now_s, &fixture->problems, &from), 0);
        secrets_deinit(&secrets);
        return from;
}

void fixture_read_text(const char *path, char *ret_text, size_t size) {
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(file_read(path, size - 1, &buffer), 0);
        memcpy(ret_text, buffer_text(&buffer), buffer.len + 1);
        buffer_deinit(&buffer);
}

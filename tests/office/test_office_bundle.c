/* SPDX-License-Identifier: EUPL-1.2 */
/* What an office's bundles say in their two forms, the key for backups, and how long a revocation is named. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/moment.h"
#include "controller/office/statement.h"
#include "controller/office/take_in.h"
#include "crypto/revocations.h"
#include "tests/office/first.h"

enum { DAY_S = 86400 };

static void write_policy(struct fixture *fixture, const char *member) {
        char command[512], output[256];

        snprintf(command, sizeof(command), "sed -i 's|\"deadline_days\": 10,|\"deadline_days\": 10, %s,|' %s/office.json", member, fixture->dir);
        fixture_run(output, sizeof(output), "%s", command);
}

static void form_2_is_what_an_office_writes(void **state) {
        struct fixture *fixture = *state;
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;

        write_policy(fixture, "\"closed_days\": [\"2026-12-25\", \"2026-12-24\"]");
        write_policy(fixture, "\"special_hours\": [\"2026-12-31 08:00-12:00\"]");
        write_policy(fixture, "\"wordings\": {\"en\": {\"contact\": [\"Town hall\"], \"addresses\": {\"K017\": \"South gate\"}}}");
        bundle = fixture_bundle(fixture, FIXTURE_NOW);
        assert_int_equal(bundle->form, BUNDLE_FORM_2);
        assert_int_equal(bundle->closed_count, 2);
        assert_true(bundle_is_closed(bundle, 20261224) && bundle_is_closed(bundle, 20261225));
        assert_int_equal(bundle->exceptions[0].date, 20261231);
        assert_int_equal(bundle->exceptions[0].to_min, 720);
        assert_string_equal(bundle_contact_in(bundle, "en").lines[0], "Town hall");
        assert_string_equal(bundle_address_in(bundle, "K017", "en"), "South gate");
        assert_string_equal(bundle_address_in(bundle, "K017", "de"), "Rathaus, Südeingang");
}

static void form_1_serves_boxes_of_the_first_version(void **state) {
        struct fixture *fixture = *state;
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        struct buffer bytes = BUFFER_INIT;
        struct office *office;
        struct secrets secrets;
        char path[128];

        write_policy(fixture, "\"closed_days\": [\"2026-12-24\"]");
        write_policy(fixture, "\"special_hours\": []");
        office = fixture_open(fixture);
        strcpy(office->state->policy.languages[office->state->policy.language_count++], "de-x-easy");
        secrets = fixture_secrets(fixture, office, SECRETS_ROOT | SECRETS_DAY);
        snprintf(path, sizeof(path), "%s/bundle", fixture->folder);
        assert_int_equal(office_make_bundle(office, &secrets, BUNDLE_FORM_1, path, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(file_read(path, BUNDLE_MAX_LEN, &bytes), 0);
        assert_int_equal(bundle_open(bytes.data, bytes.len, secret_key_public(secrets.root), &bundle), 0);
        assert_int_equal(bundle->form, BUNDLE_FORM_1);
        assert_int_equal(bundle->closed_count, 0);
        assert_int_equal(bundle->language_count, 2);
        buffer_deinit(&bytes);
        secrets_deinit(&secrets);
        office_close(office);
}

static void mistakes_in_days_and_wordings_are_named(void **state) {
        static const struct {
                const char *member, *said;
        } cases[] = {
                { "\"closed_days\": [\"2026-02-29\"]", "policy.closed_days" },
                { "\"closed_days\": [\"2026-12-24\", \"2026-12-24\"]", "20261224 twice" },
                { "\"closed_days\": [\"2026-12-24 \"]", "policy.closed_days" },
                { "\"special_hours\": [\"2026-12-31 12:00-08:00\"]", "policy.special_hours" },
                { "\"special_hours\": [\"2026-12-31 08:00-12:00\", \"2026-12-31 11:00-13:00\"]", "overlap" },
                { "\"closed_days\": [\"2026-12-31\"], \"special_hours\": [\"2026-12-31 08:00-12:00\"]", "names that day as well" },
                { "\"wordings\": {\"en\": {\"contacts\": []}}", "policy.wordings" },
                { "\"wordings\": {\"en\": {\"addresses\": {\"k\": \"x\"}}}", "policy.wordings" },
                { "\"wordings\": {\"en\": {\"contact\": [\"\"]}}", "policy.wordings" },
        };
        struct fixture *fixture = *state;
        struct office *office;
        char output[256];

        fixture_run(output, sizeof(output), "cp %s/office.json %s/good", fixture->dir, fixture->folder);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                fixture_run(output, sizeof(output), "cp %s/good %s/office.json", fixture->folder, fixture->dir);
                write_policy(fixture, cases[i].member);
                assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), OFFICE_E_REFUSED);
                assert_true(fixture_said(fixture, cases[i].said));
        }
}

static struct sealing_public backup_named(struct fixture *fixture) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW);

        return bundle->backup;
}

static void the_backup_key_is_made_with_the_office_and_kept_like_the_others(void **state) {
        struct fixture *fixture = *state;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_BACKUP);
        struct sealing_public named;
        struct stat st;
        char path[160];

        snprintf(path, sizeof(path), "%s/keys/backup.key", fixture->dir);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        assert_null(secrets.root);
        assert_int_equal(secrets.set_count, 0);
        office_close(office);
        named = backup_named(fixture);
        assert_memory_equal(&named, sealing_key_public(secrets.backup), sizeof(named));
        secrets_deinit(&secrets);
}

/* A folder of the first version: neither file nor name. */
static void make_older(struct fixture *fixture) {
        char output[256];

        fixture_run(output, sizeof(output), "rm -f %s/keys/backup.key", fixture->dir);
        first_forget_key(fixture, "revoke");
        first_forget_key(fixture, "backup");
}

static void take_in(struct fixture *fixture) {
        struct buffer nothing = BUFFER_INIT;
        struct taking_in counts;

        first_make(fixture, &nothing);
        assert_int_equal(office_take_in(fixture->dir, NULL, FIXTURE_PASSPHRASE, 0, FIXTURE_NOW, &fixture->problems, &counts), 0);
}

static void an_older_folder_gets_the_backup_key_with_its_next_bundle(void **state) {
        struct fixture *fixture = *state;
        struct sealing_public named, again;
        struct office *office;
        char output[256];

        make_older(fixture);
        take_in(fixture);
        office = fixture_open(fixture);
        assert_false(office->state->has_backup);
        assert_int_equal(office_provide_backup(office, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems), 0);
        office_close(office);
        named = backup_named(fixture);
        /* The folder comes back from a backup made before, but for the key: what boxes may have is still the one. */
        fixture_run(output, sizeof(output), "cp %s/keys/backup.key %s/kept", fixture->dir, fixture->folder);
        make_older(fixture);
        fixture_run(output, sizeof(output), "cp %s/kept %s/keys/backup.key", fixture->folder, fixture->dir);
        take_in(fixture);
        office = fixture_open(fixture);
        assert_int_equal(office_provide_backup(office, "not the passphrase", FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_int_equal(office_provide_backup(office, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems), 0);
        office_close(office);
        again = backup_named(fixture);
        assert_memory_equal(&named, &again, sizeof(named));
}

static size_t revocations_at(struct fixture *fixture, int64_t now_s) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, now_s);

        return bundle->revocation_count;
}

static void a_revocation_is_named_for_seventy_days(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct office *office = fixture_open(fixture);

        assert_int_equal(office_revoke(office, issued.cti, FIXTURE_NOW + 60, &fixture->problems), 0);
        office_close(office);
        assert_int_equal(revocations_at(fixture, FIXTURE_NOW + 120), 1);
        assert_int_equal(revocations_at(fixture, FIXTURE_NOW + 36 * DAY_S), 1); /* code and ticket have ended */
        assert_int_equal(revocations_at(fixture, FIXTURE_NOW + 70 * DAY_S), 1);
        assert_int_equal(revocations_at(fixture, FIXTURE_NOW + 70 * DAY_S + 120), 0);
        issued_wipe(&issued);
}

static void a_new_passphrase_has_twelve_characters(void **state) {
        struct fixture *fixture = *state;
        char dir[128];

        snprintf(dir, sizeof(dir), "%s/new", fixture->folder);
        assert_int_equal(office_init(dir, "X", "x.example", "Europe/Berlin", NULL, "a", FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "at least 12 characters"));
        assert_int_equal(office_init(dir, "X", "x.example", "Europe/Berlin", NULL, "elf zeichen", FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_int_equal(office_init(dir, "X", "x.example", "Europe/Berlin", NULL, "äöüäöüäöüäö", FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_int_equal(access(dir, F_OK), -1);
        assert_int_equal(office_init(dir, "X", "x.example", "Europe/Berlin", NULL, "zwölf Zeichen", FIXTURE_NOW, &fixture->problems), 0);
}

/* Ten days after Wednesday the 18th is a Saturday. */
static void a_letter_says_the_day_that_the_box_will_count(void **state) {
        struct fixture *fixture = *state;
        int64_t expected;

        assert_true(moment_parse("2026-11-28T22:59:59Z", &expected));
        assert_int_equal(fixture_issue(fixture).last_day_ms, expected);
        write_policy(fixture, "\"closed_days\": [\"2026-11-28\", \"2026-11-29\"]");
        assert_true(moment_parse("2026-11-30T22:59:59Z", &expected));
        assert_int_equal(fixture_issue(fixture).last_day_ms, expected);
}

static void a_statement_tells_its_box_at_once(void **state) {
        struct fixture *fixture = *state;
        struct issued first = fixture_issue(fixture), second = fixture_issue(fixture);
        struct revocations *opened CLEANUP(revocations_cleanup) = NULL;
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        struct buffer bytes = BUFFER_INIT;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        char path[128];

        snprintf(path, sizeof(path), "%s/statement", fixture->folder);
        assert_int_equal(office_revoke(office, second.cti, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(office_make_statement(office, &secrets, "K017", path, FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "no box knows the key"));
        office_close(office);
        bundle = fixture_bundle(fixture, FIXTURE_NOW);
        office = fixture_open(fixture);
        secrets_deinit(&secrets);
        secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        assert_int_equal(office_make_statement(office, &secrets, "K018", path, FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "nothing of box K018"));
        assert_int_equal(office_make_statement(office, &secrets, "K017", path, FIXTURE_NOW, &fixture->problems), 0);
        office_close(office);
        assert_int_equal(file_read(path, REVOCATIONS_MAX_LEN, &bytes), 0);
        assert_int_equal(revocations_open(bytes.data, bytes.len, bundle, "K017", &opened), 0);
        assert_int_equal(opened->count, 1);
        assert_memory_equal(opened->items[0].cti, second.cti, CTI_LEN);
        assert_int_equal(opened->items[0].t, second.nbf + 1);
        assert_int_equal(opened->items[0].until, second.code_exp);
        buffer_deinit(&bytes);
        secrets_deinit(&secrets);
        issued_wipe(&first);
        issued_wipe(&second);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(form_2_is_what_an_office_writes),
                CASE(form_1_serves_boxes_of_the_first_version),
                CASE(mistakes_in_days_and_wordings_are_named),
                CASE(the_backup_key_is_made_with_the_office_and_kept_like_the_others),
                CASE(an_older_folder_gets_the_backup_key_with_its_next_bundle),
                CASE(a_revocation_is_named_for_seventy_days),
                CASE(a_letter_says_the_day_that_the_box_will_count),
                CASE(a_statement_tells_its_box_at_once),
                CASE(a_new_passphrase_has_twelve_characters),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* An office as it is made and kept: its folder, its secrets, its boxes and bundles, and what is left of all that on a full disk. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "crypto/badge.h"
#include "crypto/note.h"
#include "tests/office/fixture.h"

enum { LISTING_SIZE = 16384 };

static void an_existing_folder_is_refused(void **state) {
        struct fixture *fixture = *state;
        char before[LISTING_SIZE], after[LISTING_SIZE];

        fixture_listing(fixture->dir, before, sizeof(before));
        assert_int_equal(office_init(fixture->dir, "X", "x.example", "Europe/Berlin", NULL, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems),
                         OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "exists already"));
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

static void a_bad_name_domain_or_zone_makes_no_office(void **state) {
        struct fixture *fixture = *state;
        char dir[128], output[256];
        static const char *const bad[][3] = {
                { "", "x.example", "Europe/Berlin" },
                { "X\nY", "x.example", "Europe/Berlin" },
                { "\xff", "x.example", "Europe/Berlin" },
                { "X", "Example", "Europe/Berlin" },
                { "X", "x..example", "Europe/Berlin" },
                { "X", "x.example", "Europe/Atlantis" },
                { "X", "x.example", "../../etc/passwd" },
        };

        snprintf(dir, sizeof(dir), "%s/new", fixture->folder);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                assert_int_equal(office_init(dir, bad[i][0], bad[i][1], bad[i][2], NULL, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
                assert_true(fixture->problems.count > 0);
        }
        fixture_run(output, sizeof(output), "ls %s", fixture->folder);
        assert_string_equal(output, "city\ncity.anchor\ncity.anchor-lock");
}

static void secrets_are_for_their_owner_and_encrypted(void **state) {
        struct fixture *fixture = *state;
        char path[160], text[256];
        struct stat st;

        for (int i = 0; i < 2; i++) {
                snprintf(path, sizeof(path), "%s/keys/%s", fixture->dir, i == 0 ? "root.key" : "day.key");
                assert_int_equal(stat(path, &st), 0);
                assert_int_equal(st.st_mode & 0777, 0600);
        }
        snprintf(path, sizeof(path), "%s/root.pub", fixture->dir);
        fixture_read_text(path, text, sizeof(text));
        assert_int_equal(strlen(text), 2 * KEY_PUBLIC_LEN + 1);
        assert_int_equal(text[2 * KEY_PUBLIC_LEN], '\n');
}

static void a_wrong_passphrase_says_so_and_changes_nothing(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        char before[LISTING_SIZE], after[LISTING_SIZE];
        struct secrets secrets;

        fixture_listing(fixture->dir, before, sizeof(before));
        assert_int_equal(secrets_open(office->dir, office->state, SECRETS_DAY, "wrong", &fixture->problems, &secrets), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "passphrase is wrong"));
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

static void keys_of_another_office_are_refused(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets;
        char other[128], output[256];

        snprintf(other, sizeof(other), "%s/other", fixture->folder);
        assert_int_equal(office_init(other, "Y", "y.example", "UTC", NULL, FIXTURE_PASSPHRASE, FIXTURE_NOW, &fixture->problems), 0);
        fixture_run(output, sizeof(output), "cp %s/keys/day.key %s/keys/day.key", other, fixture->dir);
        assert_int_equal(office_open(fixture->dir, &fixture->problems, &office), 0);
        assert_int_equal(secrets_open(office->dir, office->state, SECRETS_DAY, FIXTURE_PASSPHRASE, &fixture->problems, &secrets),
                         OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "another office"));
}

static void two_commands_at_once_are_kept_apart(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct office *second;

        assert_int_equal(office_open(fixture->dir, &fixture->problems, &second), -EBUSY);
        assert_true(fixture_said(fixture, "another office command"));
}

static void a_box_is_taken_in_once_and_replaced_on_demand(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        char fingerprint[ENROLMENT_FINGERPRINT_SIZE], path[256], text[512], former[512];
        const struct state_box *box;
        struct buffer enrolment;
        struct vkey vkey;

        snprintf(path, sizeof(path), "%s/boxes/K017.vkey", fixture->dir);
        fixture_read_text(path, former, sizeof(former));
        fixture_enrol(fixture, "K017", &enrolment);
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, false, FIXTURE_NOW, &fixture->problems, &box),
                         OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "--replace"));
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, true, FIXTURE_NOW, &fixture->problems, &box), 0);
        enrolment_fingerprint(enrolment.data, enrolment.len, fingerprint);
        assert_string_equal(box->fingerprint, fingerprint);
        snprintf(path, sizeof(path), "%s/boxes/K017.vkey", fixture->dir);
        fixture_read_text(path, text, sizeof(text));
        assert_int_equal(vkey_parse(text, strlen(text), &vkey), 0);
        assert_int_equal(vkey_parse(former, strlen(former), &vkey), 0);
        snprintf(path, sizeof(path), "%s/boxes/K017-%02x%02x%02x%02x.vkey", fixture->dir, vkey.id[0], vkey.id[1], vkey.id[2], vkey.id[3]);
        fixture_read_text(path, text, sizeof(text));
        assert_string_equal(text, former);
        snprintf(path, sizeof(path), "%s/boxes/K017.vkey", fixture->dir);
        fixture_read_text(path, text, sizeof(text));
        assert_int_equal(vkey_parse(text, strlen(text), &vkey), 0);
        snprintf(path, sizeof(path), "%s/pickupbox/K017", office->state->domain);
        assert_string_equal(vkey.name, path);
        assert_memory_equal(vkey.key.x, box->ledger.x, KEY_PUBLIC_LEN);
        assert_string_equal(box->address, "Rathaus, Südeingang");
        assert_int_equal(office->state->box_count, 1);
        enrolment.data[40] ^= 1;
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, true, FIXTURE_NOW, &fixture->problems, &box),
                         OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "not an enrolment"));
        buffer_deinit(&enrolment);
}

static void a_bundle_names_everything_and_a_badge_is_judged_good(void **state) {
        struct fixture *fixture = *state;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        const struct bundle_staff *staff;
        char pin[STAFF_PIN_LEN + 1], verifier[PIN_VERIFIER_SIZE], path[160], text[BADGE_TEXT_MAX + 2];
        struct badge badge;
        bool was_signed;

        assert_int_equal(office_add_staff(office, &secrets, "m.muster", "", ROLE_MANAGER, FIXTURE_NOW, &fixture->problems, pin), 0);
        assert_int_equal(strspn(pin, "0123456789"), STAFF_PIN_LEN);
        assert_int_equal(office_add_staff(office, &secrets, "m.muster", "", ROLE_LOADER, FIXTURE_NOW, &fixture->problems, pin),
                         OFFICE_E_REFUSED);
        assert_int_equal(office_add_staff(office, &secrets, "..", "", ROLE_LOADER, FIXTURE_NOW, &fixture->problems, pin), OFFICE_E_REFUSED);
        assert_int_equal(office_add_staff(office, &secrets, "a/b", "", ROLE_LOADER, FIXTURE_NOW, &fixture->problems, pin), OFFICE_E_REFUSED);
        secrets_deinit(&secrets);
        office_close(office);

        bundle = fixture_bundle(fixture, FIXTURE_NOW);
        assert_int_equal(bundle->version, 1);
        assert_string_equal(bundle->office, "Stadt Musterstadt");
        assert_string_equal(bundle->domain, "musterstadt.example");
        assert_int_equal(bundle->deadline_days, POLICY_DEADLINE_DAYS);
        assert_string_equal(bundle_find_box(bundle, "K017")->address, "Rathaus, Südeingang");
        assert_int_equal(bundle->staff_count, 1);

        snprintf(path, sizeof(path), "%s/badges/m.muster/badge.txt", fixture->dir);
        fixture_read_text(path, text, sizeof(text));
        assert_int_equal(badge_judge(text, strlen(text), bundle, FIXTURE_NOW + 60, &badge, &staff, &was_signed), 0);
        assert_int_equal(staff->role, ROLE_MANAGER);
        assert_int_equal(bundle_pin_verifier(bundle, "K017", fixture->box_key, "m.muster", verifier), 0);
        assert_true(pin_matches(pin, verifier));
        bundle_free(bundle);
        bundle = fixture_bundle(fixture, FIXTURE_NOW + 60);
        assert_int_equal(bundle->version, 2);
}

/* A disk that is full after `bytes` bytes of any one file, for one attempt in a child. Returns its outcome. */
static int with_full_disk(struct fixture *fixture, rlim_t bytes, int (*attempt)(struct fixture *fixture)) {
        pid_t pid = fork();
        int r, status;

        if (pid == 0) {
                signal(SIGXFSZ, SIG_IGN);
                if (setrlimit(RLIMIT_FSIZE, &(struct rlimit){ bytes, bytes }) < 0)
                        _exit(99);
                r = attempt(fixture);
                _exit(r == -EFBIG || r == -ENOSPC ? 0 : 1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        return status;
}

static int attempt_issue(struct fixture *fixture) {
        struct office *office;
        struct secrets secrets;
        struct order order;
        struct issued issued;

        if (office_open(fixture->dir, &fixture->problems, &office) != 0 ||
            secrets_open(office->dir, office->state, SECRETS_DAY, FIXTURE_PASSPHRASE, &fixture->problems, &secrets) != 0)
                return -1;
        fixture_lend(fixture, office);
        order = fixture_order(office);
        return issue_orders(office, &secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &issued, NULL);
}

static int attempt_add_box(struct fixture *fixture) {
        struct office *office;
        const struct state_box *box;
        struct buffer enrolment;

        if (office_open(fixture->dir, &fixture->problems, &office) != 0)
                return -1;
        fixture_lend(fixture, office);
        fixture_enrol(fixture, "K018", &enrolment);
        return office_add_box(office, enrolment.data, enrolment.len, NULL, false, FIXTURE_NOW, &fixture->problems, &box);
}

static int attempt_revoke(struct fixture *fixture) {
        struct office *office;

        if (office_open(fixture->dir, &fixture->problems, &office) != 0)
                return -1;
        fixture_lend(fixture, office);
        return office_revoke(office, fixture_issuances(fixture, office)->consignments[0].cti, FIXTURE_NOW, &fixture->problems);
}

static void a_full_disk_leaves_everything_as_it_was(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        char before[LISTING_SIZE], after[LISTING_SIZE];

        issued_wipe(&issued);
        fixture_listing(fixture->dir, before, sizeof(before));
        /* In the first file, in the letter, and at the database's first and later pages. */
        assert_int_equal(with_full_disk(fixture, 100, attempt_issue), 0);
        assert_int_equal(with_full_disk(fixture, 10000, attempt_issue), 0);
        assert_int_equal(with_full_disk(fixture, 100, attempt_add_box), 0);
        assert_int_equal(with_full_disk(fixture, 5000, attempt_add_box), 0);
        assert_int_equal(with_full_disk(fixture, 100, attempt_revoke), 0);
        assert_int_equal(with_full_disk(fixture, 5000, attempt_revoke), 0);
        assert_int_equal(with_full_disk(fixture, 10000, attempt_revoke), 0);
        fixture_listing(fixture->dir, after, sizeof(after));
        assert_string_equal(before, after);
}

/* Six digits stand among so many of hashes and times now and then; all of these PINs never do. */
static void no_personal_data_stands_in_the_clear_in_the_database(void **state) {
        struct fixture *fixture = *state;
        struct buffer bytes = BUFFER_INIT;
        struct issued issued[4];
        unsigned pins = 0;
        char path[160];

        for (size_t i = 0; i < ARRAY_LEN(issued); i++)
                issued[i] = fixture_issue(fixture);
        snprintf(path, sizeof(path), "%s/office.db", fixture->dir);
        assert_int_equal(file_read(path, 1 << 20, &bytes), 0);
        for (size_t i = 0; i < ARRAY_LEN(issued); i++) {
                char cti[2 * CTI_LEN + 1];

                hex_encode(issued[i].cti, CTI_LEN, cti);
                assert_non_null(memmem(bytes.data, bytes.len, cti, strlen(cti)));
                assert_null(memmem(bytes.data, bytes.len, issued[i].reference, REFERENCE_LEN));
                pins += memmem(bytes.data, bytes.len, issued[i].pin, PIN_LEN) != NULL;
                issued_wipe(&issued[i]);
        }
        assert_true(pins < ARRAY_LEN(issued));
        assert_null(memmem(bytes.data, bytes.len, "19801224", 8));
        assert_null(memmem(bytes.data, bytes.len, "passport", 8));
        buffer_deinit(&bytes);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(an_existing_folder_is_refused),
                CASE(a_bad_name_domain_or_zone_makes_no_office),
                CASE(secrets_are_for_their_owner_and_encrypted),
                CASE(a_wrong_passphrase_says_so_and_changes_nothing),
                CASE(keys_of_another_office_are_refused),
                CASE(two_commands_at_once_are_kept_apart),
                CASE(a_box_is_taken_in_once_and_replaced_on_demand),
                CASE(a_bundle_names_everything_and_a_badge_is_judged_good),
                CASE(a_full_disk_leaves_everything_as_it_was),
                CASE(no_personal_data_stands_in_the_clear_in_the_database),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

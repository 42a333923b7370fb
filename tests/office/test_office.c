/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "crypto/badge.h"
#include "crypto/code.h"
#include "crypto/note.h"
#include "crypto/ticket.h"
#include "tests/office/fixture.h"

enum { LISTING_SIZE = 16384 };

static void read_text(const char *path, char *ret_text, size_t size) {
        struct buffer buffer = BUFFER_INIT;

        assert_int_equal(file_read(path, size - 1, &buffer), 0);
        memcpy(ret_text, buffer_text(&buffer), buffer.len + 1);
        buffer_deinit(&buffer);
}

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
        read_text(path, text, sizeof(text));
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
        read_text(path, former, sizeof(former));
        fixture_enrol(fixture, "K017", &enrolment);
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, false, FIXTURE_NOW, &fixture->problems, &box),
                         OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "--replace"));
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, true, FIXTURE_NOW, &fixture->problems, &box), 0);
        enrolment_fingerprint(enrolment.data, enrolment.len, fingerprint);
        assert_string_equal(box->fingerprint, fingerprint);
        snprintf(path, sizeof(path), "%s/boxes/K017.vkey", fixture->dir);
        read_text(path, text, sizeof(text));
        assert_int_equal(vkey_parse(text, strlen(text), &vkey), 0);
        assert_int_equal(vkey_parse(former, strlen(former), &vkey), 0);
        snprintf(path, sizeof(path), "%s/boxes/K017-%02x%02x%02x%02x.vkey", fixture->dir, vkey.id[0], vkey.id[1], vkey.id[2], vkey.id[3]);
        read_text(path, text, sizeof(text));
        assert_string_equal(text, former);
        snprintf(path, sizeof(path), "%s/boxes/K017.vkey", fixture->dir);
        read_text(path, text, sizeof(text));
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
        read_text(path, text, sizeof(text));
        assert_int_equal(badge_judge(text, strlen(text), bundle, FIXTURE_NOW + 60, &badge, &staff, &was_signed), 0);
        assert_int_equal(staff->role, ROLE_MANAGER);
        assert_int_equal(bundle_pin_verifier(bundle, "K017", fixture->box_key, "m.muster", verifier), 0);
        assert_true(pin_matches(pin, verifier));
        bundle_free(bundle);
        bundle = fixture_bundle(fixture, FIXTURE_NOW + 60);
        assert_int_equal(bundle->version, 2);
}

static void an_issued_consignment_is_judged_good_by_a_box(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW);
        struct ticket ticket;
        struct code code;
        bool was_signed;

        assert_int_equal(code_judge(issued.code, strlen(issued.code), bundle, "K017", FIXTURE_NOW + 60, &code, &was_signed), 0);
        assert_memory_equal(code.cti, issued.cti, CTI_LEN);
        assert_int_equal(code_judge(issued.code, strlen(issued.code), bundle, "K018", FIXTURE_NOW + 60, &code, &was_signed),
                         REFUSAL_WRONG_BOX);
        assert_int_equal(ticket_judge(issued.ticket, strlen(issued.ticket), bundle, "K017", FIXTURE_NOW + 60, fixture->box_key,
                                      &ticket, &was_signed), 0);
        assert_memory_equal(ticket.contents.cti, issued.cti, CTI_LEN);
        assert_string_equal(ticket.contents.reference, issued.reference);
        assert_string_equal(ticket.contents.pin, issued.pin);
        assert_string_equal(ticket.contents.birth, "19801224");
        assert_int_equal(ticket.contents.items[0], ITEM_PASSPORT);
        assert_int_equal(ticket.contents.days, POLICY_DEADLINE_DAYS);
        ticket_wipe(&ticket);
}

static void no_deadline_outlives_its_code(void **state) {
        uint32_t ticket_exp, code_exp;

        for (unsigned days = 1; days <= TICKET_DAYS_MAX; days++) {
                assert_int_equal(issue_terms(days, FIXTURE_NOW, &ticket_exp, &code_exp), 0);
                assert_true(ticket_exp - FIXTURE_NOW <= TICKET_VALIDITY_MAX_S);
                assert_true(ticket_exp - FIXTURE_NOW >= 86400);
                assert_true(ticket_exp + (days + 2) * 86400 <= code_exp);
                assert_true(code_exp - FIXTURE_NOW <= CODE_VALIDITY_MAX_S);
                if (days <= 19)
                        assert_int_equal(ticket_exp - FIXTURE_NOW, TICKET_VALIDITY_MAX_S);
        }
        assert_int_equal(issue_terms(0, FIXTURE_NOW, &ticket_exp, &code_exp), -EINVAL);
        assert_int_equal(issue_terms(TICKET_DAYS_MAX + 1, FIXTURE_NOW, &ticket_exp, &code_exp), -EINVAL);
        assert_int_equal(issue_terms(1, UINT32_MAX - 86400, &ticket_exp, &code_exp), -EINVAL);
}

static void blank(char *output, const char *text) {
        for (char *at; (at = strcasestr(output, text));)
                memset(at, ' ', strlen(text));
}

static void pictures_and_letter_read_back_as_the_texts(void **state) {
        struct fixture *fixture = *state;
        struct issued issued;
        char output[4096], grouped[64];

        fixture_need("zbarimg");
        fixture_need("pdftotext");
        issued = fixture_issue(fixture);
        fixture_run(output, sizeof(output), "zbarimg -q --raw -Sdisable -Sqrcode.enable %s/out/%s/code.png 2>/dev/null", fixture->dir,
                    issued.cti_text);
        assert_string_equal(output, issued.code);
        fixture_run(output, sizeof(output), "zbarimg -q --raw -Sdisable -Sqrcode.enable %s/out/%s/ticket.png 2>/dev/null", fixture->dir,
                    issued.cti_text);
        assert_string_equal(output, issued.ticket);
        fixture_run(output, sizeof(output), "cat %s/out/%s/code.txt", fixture->dir, issued.cti_text);
        assert_string_equal(output, issued.code);
        fixture_run(output, sizeof(output), "pdftotext -layout %s/out/%s/letter.pdf -", fixture->dir, issued.cti_text);
        snprintf(grouped, sizeof(grouped), "%.4s %.4s", issued.reference, issued.reference + 4);
        assert_non_null(strstr(output, grouped));
        snprintf(grouped, sizeof(grouped), "%.3s %.3s", issued.pin, issued.pin + 3);
        assert_non_null(strstr(output, grouped));
        assert_non_null(strstr(output, "28.11.2026"));
        /* The numbers may hold that year by chance. */
        snprintf(grouped, sizeof(grouped), "%.4s %.4s", issued.reference, issued.reference + 4);
        blank(output, grouped);
        snprintf(grouped, sizeof(grouped), "%.8s", issued.cti_text);
        blank(output, grouped);
        assert_null(strstr(output, "1980"));
}

static void the_parcel_is_complete_and_for_its_owner(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        char output[1024], expected[512];

        fixture_run(output, sizeof(output), "cd %s/out && ls -A . && cd %s && stat -c '%%a %%n' *", fixture->dir, issued.cti_text);
        snprintf(expected, sizeof(expected),
                 "%s\n600 code.png\n600 code.txt\n600 label.pdf\n600 letter.pdf\n600 message.txt\n600 ticket.png\n600 ticket.txt", issued.cti_text);
        assert_string_equal(output, expected);
}

static void a_reissue_has_new_numbers_and_voids_the_old_code(void **state) {
        struct fixture *fixture = *state;
        struct issued first = fixture_issue(fixture), again;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        struct ticket ticket;
        struct code code;
        bool was_signed;
        char path[256], text[1024];

        /* The same second: the nbf is later all the same. */
        assert_int_equal(issue_again(office, &secrets, first.cti, NULL, FIXTURE_NOW, &fixture->problems, &again), 0);
        secrets_deinit(&secrets);
        office_close(office);
        assert_memory_equal(again.cti, first.cti, CTI_LEN);
        assert_true(again.nbf > first.nbf);
        assert_string_not_equal(again.reference, first.reference);
        snprintf(path, sizeof(path), "%s/out/%s/code.txt", fixture->dir, again.cti_text);
        read_text(path, text, sizeof(text));
        assert_int_equal(strncmp(text, again.code, strlen(again.code)), 0);

        bundle = fixture_bundle(fixture, FIXTURE_NOW + 60);
        assert_int_equal(code_judge(first.code, strlen(first.code), bundle, "K017", FIXTURE_NOW + 60, &code, &was_signed), REFUSAL_REVOKED);
        assert_int_equal(code_judge(again.code, strlen(again.code), bundle, "K017", FIXTURE_NOW + 60, &code, &was_signed), 0);
        assert_int_equal(ticket_judge(again.ticket, strlen(again.ticket), bundle, "K017", FIXTURE_NOW + 60, fixture->box_key, &ticket,
                                      &was_signed), 0);
        assert_string_equal(ticket.contents.birth, "19801224");
        ticket_wipe(&ticket);
}

static void a_revoked_consignment_is_void_with_the_next_bundle_until_it_is_reissued(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture), again;
        struct office *office = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        static const uint8_t unknown[CTI_LEN] = { 1 };
        struct code code;
        bool was_signed;

        assert_int_equal(office_revoke(office, unknown, FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "never issued"));
        assert_int_equal(office_revoke(office, issued.cti, FIXTURE_NOW, &fixture->problems), 0);
        assert_int_equal(office_revoke(office, issued.cti, FIXTURE_NOW, &fixture->problems), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "already"));
        office_close(office);
        bundle = fixture_bundle(fixture, FIXTURE_NOW);
        assert_int_equal(bundle->revocation_count, 1);
        assert_int_equal(bundle->revocations[0].t, FIXTURE_NOW + 1);
        assert_int_equal(code_judge(issued.code, strlen(issued.code), bundle, "K017", FIXTURE_NOW, &code, &was_signed), REFUSAL_REVOKED);
        bundle_free(bundle);

        office = fixture_open(fixture);
        assert_int_equal(issue_again(office, &secrets, issued.cti, NULL, FIXTURE_NOW, &fixture->problems, &again), 0);
        secrets_deinit(&secrets);
        office_close(office);
        bundle = fixture_bundle(fixture, FIXTURE_NOW);
        assert_int_equal(code_judge(again.code, strlen(again.code), bundle, "K017", FIXTURE_NOW + 60, &code, &was_signed), 0);
        assert_int_equal(code_judge(issued.code, strlen(issued.code), bundle, "K017", FIXTURE_NOW + 60, &code, &was_signed), REFUSAL_REVOKED);
        bundle_free(bundle);
        /* The last code has expired, but a box that has this revocation takes no bundle without it yet. */
        bundle = fixture_bundle(fixture, again.code_exp);
        assert_int_equal(bundle->revocation_count, 1);
        bundle_free(bundle);
        bundle = fixture_bundle(fixture, FIXTURE_NOW + 1 + BUNDLE_REVOCATION_KEEP_S + 60);
        assert_int_equal(bundle->revocation_count, 0);
}

static void an_office_without_valid_keys_issues_nothing(void **state) {
        struct fixture *fixture = *state;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        struct order order = fixture_order(office);
        struct issued issued;

        assert_int_equal(issue_orders(office, &secrets, &order, 1, FIXTURE_NOW + (int64_t)OFFICE_KEY_DAYS * 86400, NULL,
                                      &fixture->problems, &issued, NULL), OFFICE_E_REFUSED);
        assert_true(fixture_said(fixture, "clock"));
        secrets_deinit(&secrets);
}

/* What the two paths of recovery find: a hidden parcel with a record, and one without. */
static void a_parcel_without_a_record_is_thrown_away_and_one_with_it_finished(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct office *office;
        char output[1024];

        fixture_run(output, sizeof(output),
                    "cd %s/out && cp -r %s .00112233445566778899aabbccddeeff-%u.new && mv %s .%s-%u.new", fixture->dir, issued.cti_text,
                    issued.nbf, issued.cti_text, issued.cti_text, issued.nbf);
        office = fixture_open(fixture);
        assert_int_equal(office->notices.count, 2);
        office_close(office);
        fixture_run(output, sizeof(output), "cd %s/out && ls -A", fixture->dir);
        assert_string_equal(output, issued.cti_text);
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
                CASE(an_issued_consignment_is_judged_good_by_a_box),
                cmocka_unit_test(no_deadline_outlives_its_code),
                CASE(pictures_and_letter_read_back_as_the_texts),
                CASE(the_parcel_is_complete_and_for_its_owner),
                CASE(a_reissue_has_new_numbers_and_voids_the_old_code),
                CASE(a_revoked_consignment_is_void_with_the_next_bundle_until_it_is_reissued),
                CASE(an_office_without_valid_keys_issues_nothing),
                CASE(a_parcel_without_a_record_is_thrown_away_and_one_with_it_finished),
                CASE(a_full_disk_leaves_everything_as_it_was),
                CASE(no_personal_data_stands_in_the_clear_in_the_database),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What is issued: a box and its reader take it, and when it is issued anew or taken back the former is void. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/code.h"
#include "crypto/ticket.h"
#include "tests/office/fixture.h"

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
        fixture_read_text(path, text, sizeof(text));
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(an_issued_consignment_is_judged_good_by_a_box),
                cmocka_unit_test(no_deadline_outlives_its_code),
                CASE(pictures_and_letter_read_back_as_the_texts),
                CASE(the_parcel_is_complete_and_for_its_owner),
                CASE(a_reissue_has_new_numbers_and_voids_the_old_code),
                CASE(a_revoked_consignment_is_void_with_the_next_bundle_until_it_is_reissued),
                CASE(an_office_without_valid_keys_issues_nothing),
                CASE(a_parcel_without_a_record_is_thrown_away_and_one_with_it_finished),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

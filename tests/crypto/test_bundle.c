/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/envelope.h"
#include "crypto/ticket.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;

static int set_up(void **state) {
        return office_set_up(&office);
}

static int tear_down(void **state) {
        office_tear_down(&office);
        return 0;
}

static void open_root(const struct buffer *bytes, struct bundle **ret_bundle) {
        assert_int_equal(bundle_open(bytes->data, bytes->len, secret_key_public(office.root), ret_bundle), 0);
}

static int open_by(const uint8_t *bytes, size_t len, const struct secret_key *root) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        int r = bundle_open(bytes, len, secret_key_public(root), &bundle);

        assert_int_equal(bundle != NULL, r == 0);
        return r;
}

static void a_bundle_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, again = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office), *back = NULL;
        uint8_t kid[KEY_ID_LEN];

        office_revoke(draft, (const uint8_t[CTI_LEN]){ 1 }, OFFICE_NOW);
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 2 }, UINT32_MAX);
        strcpy(draft->keys[0].boxes[draft->keys[0].box_count++], "K017");
        draft->has_next_root = true;
        draft->next_root = *secret_key_public(office.stranger);
        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        open_root(&bytes, &back);
        assert_int_equal(back->version, 7);
        assert_int_equal(back->issued, draft->issued);
        assert_int_equal(back->expires, draft->expires);
        assert_string_equal(back->office, "Bürgerbüro Musterstadt");
        assert_string_equal(back->domain, "musterstadt.example");
        assert_string_equal(back->zone, "Europe/Berlin");
        assert_int_equal(back->key_count, 3);
        key_id(secret_key_public(office.code), kid);
        assert_memory_equal(back->keys[0].kid, kid, KEY_ID_LEN);
        assert_string_equal(back->keys[0].boxes[0], "K017");
        assert_int_equal(back->staff_count, 2);
        assert_string_equal(back->staff[1].sub, "berta.k");
        assert_int_equal(back->revocation_count, 2);
        assert_int_equal(back->deadline_days, 10);
        assert_true(back->four_eyes);
        assert_int_equal(back->opening[0].to_min, 1080);
        assert_string_equal(back->languages[1], "en");
        assert_string_equal(bundle_find_box(back, "K017")->address, "Rathausplatz 1");
        assert_null(bundle_find_box(back, "K018"));
        assert_string_equal(back->contact[0], "Telefon 0123 4567");
        assert_memory_equal(&back->root, secret_key_public(office.root), sizeof(back->root));
        assert_memory_equal(&back->next_root, &draft->next_root, sizeof(back->next_root));
        assert_int_equal(bundle_sign(back, office.root, &again), 0);
        assert_int_equal(again.len, bytes.len);
        assert_memory_equal(again.data, bytes.data, bytes.len);
}

static void the_smallest_bundle_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *back = NULL;
        struct bundle draft = {
                .form = BUNDLE_FORM_1,
                .version = 1,
                .issued = 65536,
                .expires = 65537,
                .office = "O",
                .domain = "d",
                .zone = "UTC",
                .deadline_days = 1,
        };

        assert_int_equal(bundle_sign(&draft, office.root, &bytes), 0);
        open_root(&bytes, &back);
        assert_int_equal(back->key_count + back->staff_count + back->pins_count + back->revocation_count + back->box_count, 0);
        assert_null(bundle_find_staff(back, "anna"));
        assert_false(bundle_revokes(back, (const uint8_t[CTI_LEN]){ 0 }, 65536));
}

static void form_1(struct bundle *bundle) {
        bundle->form = BUNDLE_FORM_1;
        bundle->backup = (struct sealing_public){ 0 };
}

static void form_2_says_more_and_form_1_goes_on(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT, bytes_1 = BUFFER_INIT, again = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office), *back = NULL, *back_1 = NULL;
        struct bundle_contact contact;

        office_add_key(draft, secret_key_public(office.stranger), KEY_USE_REVOKE);
        office_add_closed(draft, 20261224);
        office_add_closed(draft, 20261225);
        office_add_exception(draft, 20261231, 480, 600);
        office_add_exception(draft, 20261231, 660, 720);
        office_add_wording(draft, "en", "Telephone 0123 4567", "Town Hall Square 1");
        strcpy(draft->languages[draft->language_count++], "de-x-easy");
        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        open_root(&bytes, &back);
        assert_string_equal(back->languages[2], "de-x-easy");
        assert_int_equal(back->form, BUNDLE_FORM_2);
        assert_int_equal(back->keys[3].use, KEY_USE_REVOKE);
        assert_memory_equal(&back->backup, sealing_key_public(office.box), SEALING_KEY_LEN);
        assert_true(bundle_is_closed(back, 20261224) && bundle_is_closed(back, 20261225));
        assert_false(bundle_is_closed(back, 20261223) || bundle_is_closed(back, 20261226));
        assert_int_equal(back->exceptions[1].from_min, 660);
        contact = bundle_contact_in(back, "en");
        assert_int_equal(contact.count, 1);
        assert_string_equal(contact.lines[0], "Telephone 0123 4567");
        assert_string_equal(bundle_contact_in(back, "de").lines[0], "Telefon 0123 4567");
        assert_string_equal(bundle_address_in(back, "K017", "en"), "Town Hall Square 1");
        assert_string_equal(bundle_address_in(back, "K017", "de"), "Rathausplatz 1");
        assert_null(bundle_address_in(back, "K018", "en"));
        assert_int_equal(bundle_sign(back, office.root, &again), 0);
        assert_int_equal(again.len, bytes.len);
        assert_memory_equal(again.data, bytes.data, bytes.len);
        bundle_free(draft);
        draft = office_draft(&office);
        form_1(draft);
        assert_int_equal(bundle_sign(draft, office.root, &bytes_1), 0);
        open_root(&bytes_1, &back_1);
        assert_int_equal(back_1->form, BUNDLE_FORM_1);
        assert_string_equal(bundle_contact_in(back_1, "en").lines[0], "Telefon 0123 4567");
}

static void only_the_root_key_opens(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office), *bundle = NULL;

        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        assert_int_equal(open_by(bytes.data, bytes.len, office.root), 0);
        assert_int_equal(open_by(bytes.data, bytes.len, office.stranger), REFUSAL_UNKNOWN_KEY);
        bytes.data[bytes.len - 1] ^= 1;
        assert_int_equal(open_by(bytes.data, bytes.len, office.root), REFUSAL_BAD_SIGNATURE);
        assert_int_equal(bundle_read_unverified(bytes.data, bytes.len, &bundle), 0);
        assert_string_equal(bundle->domain, "musterstadt.example");
}

static void every_flipped_bit_and_every_cut_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office);

        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                assert_int_not_equal(open_by(bytes.data, bytes.len, office.root), 0);
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t len = 0; len < bytes.len; len++)
                assert_int_equal(open_by(bytes.data, len, office.root), REFUSAL_MALFORMED);
}

/* Each byte of the payload changed in several ways and signed by the root: what is opened must say again what was signed. */
static void a_signed_payload_is_read_in_one_form_only(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office);
        uint8_t payload[4096], forged[8192];
        struct envelope envelope;
        size_t len;

        office_add_closed(draft, 20261224);
        office_add_exception(draft, 20261231, 480, 600);
        office_add_wording(draft, "en", "Telephone 0123 4567", "Town Hall Square 1");
        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        assert_true(envelope_parse(bytes.data, bytes.len, &envelope) && envelope.payload_len < sizeof(payload));
        len = envelope.payload_len;
        memcpy(payload, envelope.payload, len);
        payload[len] = 0;
        for (size_t i = 0; i <= 3 * len; i++) {
                static const uint8_t changes[] = { 0x01, 0x20, 0x1f };
                struct cbor_writer writer = cbor_writer_over(forged, sizeof(forged));
                CLEANUP(bundle_cleanup) struct bundle *back = NULL;
                CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;
                uint8_t change = i < 3 * len ? changes[i % 3] : 0;
                int r;

                payload[i / 3] ^= change;
                assert_int_equal(envelope_sign(payload, change ? len : len + 1, office.root, &writer), 0);
                payload[i / 3] ^= change;
                r = bundle_open(forged, writer.len, secret_key_public(office.root), &back);
                if (r == 0) {
                        assert_int_equal(bundle_sign(back, office.root, &again), 0);
                        assert_memory_equal(again.data, forged, writer.len);
                } else {
                        assert_int_equal(r, REFUSAL_MALFORMED);
                }
                if (!change)
                        assert_int_equal(r, REFUSAL_MALFORMED);
        }
}

static void size_is_bounded(void **state) {
        uint8_t *bytes = calloc(1, BUNDLE_MAX_LEN + 1);

        assert_non_null(bytes);
        assert_int_equal(open_by(bytes, BUNDLE_MAX_LEN + 1, office.root), REFUSAL_TOO_LONG);
        assert_int_equal(open_by(bytes, BUNDLE_MAX_LEN, office.root), REFUSAL_MALFORMED);
        free(bytes);
}

/* Every list as long as it may be, except that pins for all boxes would pass 1 MiB. */
static void everything_at_its_limit_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(&office), *back = NULL;
        char name[16];

        for (uint8_t i = 0; draft->key_count < BUNDLE_KEYS_MAX; i++)
                office_add_key(draft, &(struct public_key){ { 0xfe, i } }, (enum key_use)(KEY_USE_CODE + i % 5));
        for (unsigned i = 0; i < BUNDLE_KEY_BOXES_MAX; i++)
                snprintf(draft->keys[0].boxes[draft->keys[0].box_count++], BOX_ID_MAX + 1, "B%u", i);
        while (draft->staff_count < BUNDLE_STAFF_MAX) {
                size_t i = draft->staff_count;

                snprintf(name, sizeof(name), "p%zu", i);
                office_add_person(draft, name, ROLE_LOADER, (uint8_t)i);
                draft->staff[i].badge_cti[1] = (uint8_t)(1 + (i >> 8));
        }
        while (draft->box_count < BUNDLE_BOXES_MAX) {
                snprintf(name, sizeof(name), "X%zu", draft->box_count);
                office_add_box(draft, name);
        }
        draft->revocations = calloc(BUNDLE_REVOCATIONS_MAX, sizeof(*draft->revocations));
        assert_non_null(draft->revocations);
        for (unsigned i = 0; i < BUNDLE_REVOCATIONS_MAX; i++)
                draft->revocations[draft->revocation_count++] =
                        (struct bundle_revocation){ .cti = { (uint8_t)(i >> 8), (uint8_t)i }, .t = UINT32_MAX };
        while (draft->opening_count < BUNDLE_OPENING_MAX)
                draft->opening[draft->opening_count++] = (struct bundle_opening){ .weekday = 6, .from_min = 0, .to_min = 1440 };
        while (draft->language_count < BUNDLE_LANGUAGES_MAX)
                strcpy(draft->languages[draft->language_count++], "sr-Latn");
        while (draft->contact_count < BUNDLE_CONTACT_LINES_MAX)
                memset(draft->contact[draft->contact_count++], 'x', BUNDLE_LINE_MAX);
        for (unsigned year = 2000; draft->closed_count < BUNDLE_CLOSED_MAX; year++)
                office_add_closed(draft, year * 10000 + 101);
        for (unsigned year = 2000; draft->exception_count < BUNDLE_EXCEPTIONS_MAX; year++)
                office_add_exception(draft, year * 10000 + 102, 0, 1440);
        while (draft->wording_count < BUNDLE_LANGUAGES_MAX) {
                snprintf(name, sizeof(name), "x%zu", draft->wording_count);
                office_add_wording(draft, name, "Telephone", "Square");
        }
        memset(draft->office, 'o', BUNDLE_NAME_MAX);
        memset(draft->domain, 'd', BUNDLE_DOMAIN_MAX);
        memset(draft->zone, 'z', BUNDLE_ZONE_MAX);
        draft->deadline_days = TICKET_DAYS_MAX;
        draft->version = draft->expires = UINT32_MAX;
        assert_int_equal(bundle_sign(draft, office.root, &bytes), 0);
        assert_true(bytes.len <= BUNDLE_MAX_LEN);
        open_root(&bytes, &back);
        assert_int_equal(back->revocation_count, BUNDLE_REVOCATIONS_MAX);
        assert_true(bundle_revokes(back, (const uint8_t[CTI_LEN]){ 0x7f, 0xff }, UINT32_MAX));
        assert_false(bundle_revokes(back, (const uint8_t[CTI_LEN]){ 0x80, 0 }, OFFICE_NOW));
        assert_string_equal(bundle_find_staff(back, "p1023")->sub, "p1023");
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 0xff }, UINT32_MAX);
        assert_int_equal(bundle_sign(draft, office.root, &bytes), -EINVAL);
}

static struct bundle *draft;

static void begin(void) {
        draft = office_draft(&office);
}

static void refused(void) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        assert_int_equal(bundle_sign(draft, office.root, &bytes), -EINVAL);
        assert_int_equal(bytes.len, 0);
        bundle_free(draft);
}

static void fields_beyond_their_limits_are_not_signed(void **state) {
        begin(), draft->version = 0, refused();
        begin(), draft->issued = 65535, refused();
        begin(), draft->expires = draft->issued, refused();
        begin(), draft->office[0] = 0, refused();
        begin(), strcpy(draft->office, "two\nlines"), refused();
        begin(), strcpy(draft->office, "\xff"), refused();
        begin(), strcpy(draft->domain, "Upper.example"), refused();
        begin(), draft->domain[0] = 0, refused();
        begin(), strcpy(draft->zone, "Europe/Ber lin"), refused();
        begin(), draft->deadline_days = 0, refused();
        begin(), draft->deadline_days = TICKET_DAYS_MAX + 1, refused();
        begin(), draft->opening[0].weekday = 7, refused();
        begin(), draft->opening[0].from_min = draft->opening[0].to_min, refused();
        begin(), draft->opening[0].to_min = 1441, refused();
        begin(), draft->languages[0][0] = 0, refused();
        begin(), strcpy(draft->languages[0], "d e"), refused();
        begin(), memset(draft->languages[0], 'x', BUNDLE_LANGUAGE_SIZE), refused();
        begin(), strcpy(draft->contact[0], "\t"), refused();
        begin(), strcpy(draft->boxes[0].id, "k"), refused();
        begin(), strcpy(draft->boxes[0].address, "\x7f"), refused();
        begin(), draft->keys[0].use = KEY_USE_ROOT, refused();
        begin(), draft->keys[0].use = (enum key_use)(KEY_USE_REVOKE + 1), refused();
        begin(), draft->keys[0].nbf = draft->keys[0].exp, refused();
        begin(), draft->keys[0].nbf = 1, refused();
        begin(), draft->keys[0].box_count = 1, refused();
        begin(), draft->staff[0].role = (enum role)0, refused();
        begin(), draft->staff[0].role = (enum role)4, refused();
        begin(), draft->staff[0].sub[0] = 0, refused();
        begin(), office_add_closed(draft, 20260229), refused();
        begin(), office_add_closed(draft, 19991231), refused();
        begin(), office_add_closed(draft, 20261225), office_add_closed(draft, 20261224), refused();
        begin(), office_add_closed(draft, 20261225), office_add_closed(draft, 20261225), refused();
        begin(), office_add_exception(draft, 20261225, 480, 480), refused();
        begin(), office_add_exception(draft, 20261225, 480, 1441), refused();
        begin(), office_add_exception(draft, 20261225, 480, 600), office_add_exception(draft, 20261225, 600, 700), refused();
        begin(), office_add_exception(draft, 20261225, 480, 600), office_add_exception(draft, 20261224, 480, 600), refused();
        begin(), office_add_closed(draft, 20261225), office_add_exception(draft, 20261225, 480, 600), refused();
        begin(), office_add_wording(draft, "e n", "x", "x"), refused();
        begin(), office_add_wording(draft, "en", "\t", "x"), refused();
        begin(), office_add_wording(draft, "en", "x", "\t"), refused();
        begin(), office_add_wording(draft, "en", "x", "x"), office_add_wording(draft, "en", "y", "y"), refused();
        begin(), draft->backup = (struct sealing_public){ 0 }, refused();
        begin(), draft->form = (enum bundle_form)0, refused();
        begin(), draft->form = (enum bundle_form)3, refused();
}

static void form_1_cannot_say_what_form_2_adds(void **state) {
        begin(), draft->form = BUNDLE_FORM_1, refused(); /* it names a backup key */
        begin(), form_1(draft), draft->keys[0].use = KEY_USE_REVOKE, refused();
        begin(), form_1(draft), strcpy(draft->languages[0], "de-x-easy"), refused();
        begin(), form_1(draft), office_add_closed(draft, 20261225), refused();
        begin(), form_1(draft), office_add_exception(draft, 20261225, 480, 600), refused();
        begin(), form_1(draft), office_add_wording(draft, "en", "x", "x"), refused();
}

static void what_must_be_unique_is(void **state) {
        begin(), draft->keys[1].key = draft->keys[0].key, refused();
        begin(), draft->keys[1].key = *secret_key_public(office.root), refused();
        begin(), draft->has_next_root = true, draft->next_root = draft->keys[2].key, refused();
        begin(), draft->has_next_root = true, draft->next_root = *secret_key_public(office.root), refused();
        begin(), strcpy(draft->staff[1].sub, "anna"), refused();
        begin(), memcpy(draft->staff[1].badge_cti, draft->staff[0].badge_cti, CTI_LEN), refused();
        begin(), office_add_box(draft, "K017"), refused();
        begin();
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 2 }, UINT32_MAX);
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 1 }, UINT32_MAX);
        refused();
        begin();
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 2 }, UINT32_MAX);
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 2 }, OFFICE_NOW);
        refused();
}

static void roots_are_keys_of_another_use(void **state) {
        const struct bundle_key *key;
        uint8_t kid[KEY_ID_LEN];

        begin();
        draft->has_next_root = true;
        draft->next_root = *secret_key_public(office.stranger);
        office_adopt(&office, draft);
        key_id(secret_key_public(office.root), kid);
        assert_int_equal(bundle_find_key(office.bundle, kid, KEY_USE_CODE, &key), REFUSAL_WRONG_USE);
        key_id(secret_key_public(office.stranger), kid);
        assert_int_equal(bundle_find_key(office.bundle, kid, KEY_USE_CODE, &key), REFUSAL_WRONG_USE);
        office_adopt(&office, office_draft(&office));
        assert_int_equal(bundle_find_key(office.bundle, kid, KEY_USE_CODE, &key), REFUSAL_UNKNOWN_KEY);
}

static void pins_open_at_their_box_only(void **state) {
        const char verifiers[][PIN_VERIFIER_SIZE] = { "$verifier of anna", "$verifier of berta" };
        const char only_berta[][PIN_VERIFIER_SIZE] = { "", "$other box" };
        CLEANUP(sealing_key_cleanup) struct sealing_key *other = NULL;
        char verifier[PIN_VERIFIER_SIZE] = "untouched";

        assert_int_equal(sealing_key_generate(&other), 0);
        begin();
        assert_int_equal(bundle_add_pins(draft, "K017", sealing_key_public(office.box), verifiers), 0);
        assert_int_equal(bundle_add_pins(draft, "K018", sealing_key_public(other), only_berta), 0);
        assert_int_equal(bundle_add_pins(draft, "k", sealing_key_public(other), only_berta), -EINVAL);
        office_adopt(&office, draft);
        assert_int_equal(bundle_pin_verifier(office.bundle, "K018", office.box, "anna", verifier), -EBADMSG);
        assert_int_equal(bundle_pin_verifier(office.bundle, "K018", other, "anna", verifier), -ENOENT);
        assert_int_equal(bundle_pin_verifier(office.bundle, "K019", other, "anna", verifier), -ENOENT);
        assert_int_equal(bundle_pin_verifier(office.bundle, "K017", office.box, "carla", verifier), -ENOENT);
        assert_string_equal(verifier, "untouched");
        assert_int_equal(bundle_pin_verifier(office.bundle, "K018", other, "berta.k", verifier), 0);
        assert_string_equal(verifier, "$other box");
        assert_int_equal(bundle_pin_verifier(office.bundle, "K017", office.box, "anna", verifier), 0);
        assert_string_equal(verifier, "$verifier of anna");
        office_adopt(&office, office_draft(&office));
}

static void pins_have_one_form(void **state) {
        static const char *const contents[] = {
                "\xa1\x64" "anna" "\x61" "v",                     /* good */
                "\xa2\x61" "b" "\x61" "v" "\x61" "a" "\x61" "v",  /* unsorted */
                "\xa2\x61" "a" "\x61" "v" "\x61" "a" "\x61" "v",  /* doubled */
                "\xa1\x78\x04" "anna" "\x61" "v",
                "\xa1\x64" "anna" "\x60",
                "\xa1\x64" "an a" "\x61" "v",
                "\xa1\x64" "anna" "\x61" "v" "\xf6",
                "\xa2\x64" "anna" "\x61" "v",
        };
        char verifier[PIN_VERIFIER_SIZE];

        for (size_t i = 0; i < ARRAY_LEN(contents); i++) {
                struct bundle_pins *pins = malloc(sizeof(*pins));
                struct buffer sealed = BUFFER_INIT;

                assert_non_null(pins);
                assert_int_equal(sealing_seal(sealing_key_public(office.box), contents[i], strlen(contents[i]), &sealed), 0);
                *pins = (struct bundle_pins){ .box_id = "K017", .sealed = sealed.data, .sealed_len = sealed.len };
                begin();
                draft->pins = pins;
                draft->pins_count = 1;
                assert_int_equal(bundle_pin_verifier(draft, "K017", office.box, "anna", verifier), i == 0 ? 0 : -EBADMSG);
                bundle_free(draft);
        }
}

static void roles_have_names_that_lead_back(void **state) {
        for (int i = ROLE_LOADER; i <= ROLE_AUDITOR; i++)
                assert_int_equal(role_from_name(role_name((enum role)i)), i);
        assert_null(role_name((enum role)0));
        assert_null(role_name((enum role)4));
        assert_int_equal(role_from_name("mayor"), 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_bundle_goes_there_and_back),
                cmocka_unit_test(the_smallest_bundle_goes_there_and_back),
                cmocka_unit_test(form_2_says_more_and_form_1_goes_on),
                cmocka_unit_test(only_the_root_key_opens),
                cmocka_unit_test(every_flipped_bit_and_every_cut_is_refused),
                cmocka_unit_test(a_signed_payload_is_read_in_one_form_only),
                cmocka_unit_test(size_is_bounded),
                cmocka_unit_test(everything_at_its_limit_goes_there_and_back),
                cmocka_unit_test(fields_beyond_their_limits_are_not_signed),
                cmocka_unit_test(form_1_cannot_say_what_form_2_adds),
                cmocka_unit_test(what_must_be_unique_is),
                cmocka_unit_test(roots_are_keys_of_another_use),
                cmocka_unit_test(pins_open_at_their_box_only),
                cmocka_unit_test(pins_have_one_form),
                cmocka_unit_test(roles_have_names_that_lead_back),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}

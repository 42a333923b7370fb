/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/envelope.h"
#include "crypto/revocations.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;
static struct secret_key *revoke;

static int set_up(void **state) {
        static const uint8_t seed[KEY_SEED_LEN] = { 8 };
        struct bundle *draft;

        if (office_set_up(&office) < 0 || secret_key_from_seed(seed, &revoke) < 0)
                return -1;
        draft = office_draft(&office);
        office_add_key(draft, secret_key_public(revoke), KEY_USE_REVOKE);
        strcpy(draft->keys[3].boxes[draft->keys[3].box_count++], "K017");
        office_adopt(&office, draft);
        return 0;
}

static int tear_down(void **state) {
        secret_key_free(revoke);
        office_tear_down(&office);
        return 0;
}

static struct revocation items[] = { { { 1 }, OFFICE_NOW, OFFICE_NOW + 70 * OFFICE_DAY }, { { 2 }, UINT32_MAX, UINT32_MAX } };

static struct revocations statement(void) {
        return (struct revocations){ .aud = "K017", .issued = OFFICE_NOW, .items = items, .count = 2 };
}

static int open_at(const uint8_t *bytes, size_t len, const char *box_id) {
        CLEANUP(revocations_cleanup) struct revocations *opened = NULL;
        int r = revocations_open(bytes, len, office.bundle, box_id, &opened);

        assert_int_equal(opened != NULL, r == 0);
        return r;
}

static int open_signed(const struct revocations *what, const struct secret_key *key, const char *box_id) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        assert_int_equal(revocations_sign(what, key, &bytes), 0);
        return open_at(bytes.data, bytes.len, box_id);
}

static void a_statement_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        CLEANUP(revocations_cleanup) struct revocations *opened = NULL;
        struct revocations made = statement();

        assert_int_equal(revocations_sign(&made, revoke, &bytes), 0);
        assert_int_equal(revocations_open(bytes.data, bytes.len, office.bundle, "K017", &opened), 0);
        assert_int_equal(opened->issued, OFFICE_NOW);
        assert_int_equal(opened->count, 2);
        assert_memory_equal(opened->items, items, sizeof(items));
}

static void only_a_key_of_this_use_says_so(void **state) {
        struct revocations made = statement();

        assert_int_equal(open_signed(&made, revoke, "K017"), 0);
        assert_int_equal(open_signed(&made, office.code, "K017"), REFUSAL_WRONG_USE);
        assert_int_equal(open_signed(&made, office.root, "K017"), REFUSAL_WRONG_USE);
        assert_int_equal(open_signed(&made, office.stranger, "K017"), REFUSAL_UNKNOWN_KEY);
        assert_int_equal(open_signed(&made, revoke, "K018"), REFUSAL_WRONG_BOX);
        strcpy(made.aud, "K018");
        assert_int_equal(open_signed(&made, revoke, "K018"), REFUSAL_VALIDITY); /* the key is for K017 alone */
        made = statement();
        made.issued = OFFICE_NOW + 100 * OFFICE_DAY;
        assert_int_equal(open_signed(&made, revoke, "K017"), REFUSAL_VALIDITY);
}

static void every_flipped_bit_and_every_cut_is_refused(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocations made = statement();

        assert_int_equal(revocations_sign(&made, revoke, &bytes), 0);
        for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
                assert_int_not_equal(open_at(bytes.data, bytes.len, "K017"), 0);
                bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t len = 0; len < bytes.len; len++)
                assert_int_equal(open_at(bytes.data, len, "K017"), REFUSAL_MALFORMED);
}

/* Each byte of the payload changed and signed by the right key: what opens must say again what was signed. */
static void a_signed_payload_is_read_in_one_form_only(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocations made = statement();
        uint8_t payload[256], forged[512];
        struct envelope envelope;

        assert_int_equal(revocations_sign(&made, revoke, &bytes), 0);
        assert_true(envelope_parse(bytes.data, bytes.len, &envelope) && envelope.payload_len < sizeof(payload));
        memcpy(payload, envelope.payload, envelope.payload_len);
        for (size_t i = 0; i < 8 * envelope.payload_len; i++) {
                struct cbor_writer writer = cbor_writer_over(forged, sizeof(forged));
                CLEANUP(revocations_cleanup) struct revocations *opened = NULL;
                CLEANUP(buffer_deinit) struct buffer again = BUFFER_INIT;

                payload[i / 8] ^= (uint8_t)(1 << i % 8);
                assert_int_equal(envelope_sign(payload, envelope.payload_len, revoke, &writer), 0);
                payload[i / 8] ^= (uint8_t)(1 << i % 8);
                if (revocations_open(forged, writer.len, office.bundle, "K017", &opened) != 0)
                        continue;
                assert_int_equal(revocations_sign(opened, revoke, &again), 0);
                assert_memory_equal(again.data, forged, writer.len);
        }
}

static void what_cannot_be_said_is_not_signed(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation doubled[] = { items[0], items[0] }, turned[] = { items[1], items[0] }, early = { { 1 }, 1, OFFICE_NOW };
        struct revocations made = statement();

        made.items = doubled;
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
        made.items = turned;
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
        made.items = &early, made.count = 1;
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
        made.count = 0;
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
        made = statement();
        strcpy(made.aud, "k");
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
}

static void sixty_four_kibibytes_are_the_most(void **state) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocations made = statement();
        uint8_t *long_one = calloc(1, REVOCATIONS_MAX_LEN + 1);

        made.items = calloc(REVOCATIONS_MAX + 1, sizeof(*made.items));
        assert_non_null(long_one);
        assert_non_null(made.items);
        for (made.count = 0; made.count <= REVOCATIONS_MAX; made.count++)
                made.items[made.count] = (struct revocation){ { (uint8_t)(made.count >> 8), (uint8_t)made.count }, UINT32_MAX, UINT32_MAX };
        assert_int_equal(revocations_sign(&made, revoke, &bytes), -EINVAL);
        made.count = REVOCATIONS_MAX;
        assert_int_equal(revocations_sign(&made, revoke, &bytes), 0);
        assert_true(bytes.len <= REVOCATIONS_MAX_LEN);
        assert_int_equal(open_at(bytes.data, bytes.len, "K017"), 0);
        assert_int_equal(open_at(long_one, REVOCATIONS_MAX_LEN + 1, "K017"), REFUSAL_TOO_LONG);
        free(made.items);
        free(long_one);
}

static void they_add_to_a_bundle_and_the_highest_counts(void **state) {
        struct bundle *draft = office_draft(&office);
        struct revocation more[] = { { { 2 }, OFFICE_NOW - 10, UINT32_MAX }, { { 3 }, OFFICE_NOW, UINT32_MAX }, { { 9 }, OFFICE_NOW, UINT32_MAX } };

        office_revoke(draft, (const uint8_t[CTI_LEN]){ 2 }, OFFICE_NOW);
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 3 }, OFFICE_NOW - 10);
        assert_int_equal(bundle_add_revocations(draft, more, 3), 0);
        assert_int_equal(draft->revocation_count, 3);
        assert_true(bundle_revokes(draft, (const uint8_t[CTI_LEN]){ 2 }, OFFICE_NOW - 1));
        assert_true(bundle_revokes(draft, (const uint8_t[CTI_LEN]){ 3 }, OFFICE_NOW - 1));
        assert_true(bundle_revokes(draft, (const uint8_t[CTI_LEN]){ 9 }, OFFICE_NOW - 1));
        assert_false(bundle_revokes(draft, (const uint8_t[CTI_LEN]){ 9 }, OFFICE_NOW));
        assert_false(bundle_revokes(draft, (const uint8_t[CTI_LEN]){ 4 }, 65536));
        bundle_free(draft);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_statement_goes_there_and_back),
                cmocka_unit_test(only_a_key_of_this_use_says_so),
                cmocka_unit_test(every_flipped_bit_and_every_cut_is_refused),
                cmocka_unit_test(a_signed_payload_is_read_in_one_form_only),
                cmocka_unit_test(what_cannot_be_said_is_not_signed),
                cmocka_unit_test(sixty_four_kibibytes_are_the_most),
                cmocka_unit_test(they_add_to_a_bundle_and_the_highest_counts),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/revocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/bundle_form.h"
#include "crypto/claim.h"
#include "crypto/envelope.h"

enum { CLAIM_REVOKED = -65543, PAYLOAD_MAX = REVOCATIONS_MAX_LEN - ENVELOPE_OVERHEAD_MAX };

void revocations_free(struct revocations *revocations) {
        if (!revocations)
                return;
        free(revocations->items);
        free(revocations);
}

static bool items_valid(const struct revocations *revocations) {
        for (size_t i = 0; i < revocations->count; i++) {
                const struct revocation *item = &revocations->items[i];

                if (item->t < CLAIM_TIME_MIN || item->until < CLAIM_TIME_MIN)
                        return false;
                if (i > 0 && memcmp(item[-1].cti, item->cti, CTI_LEN) >= 0)
                        return false;
        }
        return revocations->count >= 1 && revocations->count <= REVOCATIONS_MAX;
}

static bool take_item(struct reader *reader, struct revocation *item) {
        return cbor_expect_array(reader, 3) && cbor_copy_bytes(reader, item->cti, CTI_LEN) &&
               claim_take_seconds(reader, &item->t) && claim_take_seconds(reader, &item->until);
}

static void put_payload(struct cbor_writer *writer, const struct revocations *revocations) {
        cbor_put_map(writer, 3);
        cbor_put_int(writer, CLAIM_AUD);
        cbor_put_text(writer, revocations->aud);
        claim_put_time(writer, CLAIM_IAT, revocations->issued);
        cbor_put_int(writer, CLAIM_REVOKED);
        cbor_put_array(writer, revocations->count);
        for (size_t i = 0; i < revocations->count; i++) {
                cbor_put_array(writer, 3);
                cbor_put_bytes(writer, revocations->items[i].cti, CTI_LEN);
                cbor_put_uint(writer, revocations->items[i].t);
                cbor_put_uint(writer, revocations->items[i].until);
        }
}

/* Written again and compared, as every form of ours. */
static int compare(const struct revocations *revocations, const uint8_t *bytes, size_t len) {
        uint8_t *written = malloc(len);
        struct cbor_writer again;
        bool same;

        if (!written)
                return -ENOMEM;
        again = cbor_writer_over(written, len);
        put_payload(&again, revocations);
        same = cbor_writer_equals(&again, bytes, len);
        free(written);
        return same ? 0 : REFUSAL_MALFORMED;
}

static int take_payload(const uint8_t *bytes, size_t len, struct revocations *revocations) {
        struct reader reader = reader_over(bytes, len);
        int r;

        if (!cbor_expect_map(&reader, 3) || !cbor_expect_int(&reader, CLAIM_AUD) || !claim_take_box_id(&reader, revocations->aud) ||
            !claim_take_time(&reader, CLAIM_IAT, &revocations->issued) || !cbor_expect_int(&reader, CLAIM_REVOKED))
                return REFUSAL_MALFORMED;
        r = bundle_take_list(&reader, REVOCATIONS_MAX, sizeof(*revocations->items), &revocations->items, &revocations->count);
        for (size_t i = 0; r == 0 && i < revocations->count; i++)
                r = take_item(&reader, &revocations->items[i]) ? 0 : REFUSAL_MALFORMED;
        if (r == 0 && (reader.len > 0 || !items_valid(revocations)))
                r = REFUSAL_MALFORMED;
        return r == 0 ? compare(revocations, bytes, len) : r;
}

int revocations_read(const uint8_t *bytes, size_t len, struct revocations **ret_revocations) {
        CLEANUP(revocations_cleanup) struct revocations *revocations = NULL;
        int r;

        if (len > PAYLOAD_MAX)
                return REFUSAL_TOO_LONG;
        revocations = calloc(1, sizeof(*revocations));
        if (!revocations)
                return -ENOMEM;
        r = take_payload(bytes, len, revocations);
        if (r != 0)
                return r;
        *ret_revocations = revocations;
        revocations = NULL;
        return 0;
}

int revocations_open(const uint8_t *bytes, size_t len, const struct bundle *bundle, const char *box_id,
                     struct revocations **ret_revocations) {
        CLEANUP(revocations_cleanup) struct revocations *revocations = NULL;
        const struct bundle_key *key;
        struct envelope envelope;
        int r;

        if (len > REVOCATIONS_MAX_LEN)
                return REFUSAL_TOO_LONG;
        if (!envelope_parse(bytes, len, &envelope))
                return REFUSAL_MALFORMED;
        r = bundle_find_key(bundle, envelope.kid, KEY_USE_REVOKE, &key);
        if (r == 0)
                r = envelope_verify(&envelope, &key->key);
        if (r == 0)
                r = revocations_read(envelope.payload, envelope.payload_len, &revocations);
        if (r != 0)
                return r;
        if (strcmp(revocations->aud, box_id) != 0)
                return REFUSAL_WRONG_BOX;
        if (!bundle_key_may_sign(key, box_id, revocations->issued))
                return REFUSAL_VALIDITY;
        *ret_revocations = revocations;
        revocations = NULL;
        return 0;
}

int revocations_sign(const struct revocations *revocations, const struct secret_key *key, struct buffer *ret_bytes) {
        struct cbor_writer payload, writer;
        uint8_t *memory;
        int r;

        if (!box_id_valid(revocations->aud) || revocations->issued < CLAIM_TIME_MIN || !items_valid(revocations))
                return -EINVAL;
        memory = malloc(2 * (size_t)REVOCATIONS_MAX_LEN);
        if (!memory)
                return -ENOMEM;
        payload = cbor_writer_over(memory, PAYLOAD_MAX);
        writer = cbor_writer_over(memory + REVOCATIONS_MAX_LEN, REVOCATIONS_MAX_LEN);
        put_payload(&payload, revocations);
        r = payload.overflow ? -EINVAL : envelope_sign(payload.data, payload.len, key, &writer);
        if (r == 0)
                r = buffer_append(ret_bytes, writer.data, writer.len);
        free(memory);
        return r;
}

static int compare_ctis(const void *a, const void *b) {
        return memcmp(((const struct bundle_revocation *)a)->cti, ((const struct bundle_revocation *)b)->cti, CTI_LEN);
}

/* Neighbours of one cti become one, with the higher t. */
static size_t merge(struct bundle_revocation *sorted, size_t count) {
        size_t kept = 0;

        for (size_t i = 0; i < count; i++) {
                if (kept > 0 && memcmp(sorted[kept - 1].cti, sorted[i].cti, CTI_LEN) == 0) {
                        if (sorted[kept - 1].t < sorted[i].t)
                                sorted[kept - 1].t = sorted[i].t;
                } else {
                        sorted[kept++] = sorted[i];
                }
        }
        return kept;
}

int bundle_add_revocations(struct bundle *bundle, const struct revocation *items, size_t count) {
        struct bundle_revocation *all;

        if (count == 0)
                return 0;
        all = realloc(bundle->revocations, (bundle->revocation_count + count) * sizeof(*all));
        if (!all)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++) {
                struct bundle_revocation *added = &all[bundle->revocation_count + i];

                memcpy(added->cti, items[i].cti, CTI_LEN);
                added->t = items[i].t;
        }
        qsort(all, bundle->revocation_count + count, sizeof(*all), compare_ctis);
        bundle->revocations = all;
        bundle->revocation_count = merge(all, bundle->revocation_count + count);
        return 0;
}

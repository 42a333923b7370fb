/* SPDX-License-Identifier: EUPL-1.2 */
/* A bundle in its envelope: opening under the root key, and signing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/bundle_form.h"
#include "crypto/envelope.h"

/* One key, one use: the root signs bundles and nothing that a bundle allows. */
static bool root_is_listed(const struct bundle *bundle, const struct public_key *root) {
        uint8_t kid[KEY_ID_LEN], next[KEY_ID_LEN];

        key_id(root, kid);
        for (size_t i = 0; i < bundle->key_count; i++) {
                uint8_t other[KEY_ID_LEN];

                key_id(&bundle->keys[i].key, other);
                if (memcmp(other, kid, KEY_ID_LEN) == 0)
                        return true;
        }
        key_id(&bundle->next_root, next);
        return bundle->has_next_root && memcmp(next, kid, KEY_ID_LEN) == 0;
}

static int read_payload(const struct envelope *envelope, struct bundle **ret_bundle) {
        struct bundle *bundle = calloc(1, sizeof(*bundle));
        int r;

        if (!bundle)
                return -ENOMEM;
        r = bundle_parse_payload(envelope->payload, envelope->payload_len, bundle);
        if (r == 0)
                *ret_bundle = bundle;
        else
                bundle_free(bundle);
        return r;
}

int bundle_open(const uint8_t *bytes, size_t len, const struct public_key *root, struct bundle **ret_bundle) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        struct envelope envelope;
        uint8_t kid[KEY_ID_LEN];
        int r;

        if (len > BUNDLE_MAX_LEN)
                return REFUSAL_TOO_LONG;
        if (!envelope_parse(bytes, len, &envelope))
                return REFUSAL_MALFORMED;
        key_id(root, kid);
        if (memcmp(kid, envelope.kid, KEY_ID_LEN) != 0)
                return REFUSAL_UNKNOWN_KEY;
        r = envelope_verify(&envelope, root);
        if (r != 0)
                return r;
        r = read_payload(&envelope, &bundle);
        if (r != 0)
                return r;
        if (root_is_listed(bundle, root))
                return REFUSAL_MALFORMED;
        bundle->root = *root;
        *ret_bundle = bundle;
        bundle = NULL;
        return 0;
}

int bundle_open_next(const uint8_t *bytes, size_t len, const struct bundle *current, struct bundle **ret_bundle) {
        int r = bundle_open(bytes, len, &current->root, ret_bundle);

        if (r == REFUSAL_UNKNOWN_KEY && current->has_next_root)
                r = bundle_open(bytes, len, &current->next_root, ret_bundle);
        return r;
}

int bundle_read_unverified(const uint8_t *bytes, size_t len, struct bundle **ret_bundle) {
        struct envelope envelope;

        if (len > BUNDLE_MAX_LEN)
                return REFUSAL_TOO_LONG;
        if (!envelope_parse(bytes, len, &envelope))
                return REFUSAL_MALFORMED;
        return read_payload(&envelope, ret_bundle);
}

int bundle_sign(const struct bundle *bundle, const struct secret_key *root, struct buffer *ret_bytes) {
        struct cbor_writer payload, writer;
        uint8_t *memory;
        int r;

        if (!bundle_valid(bundle) || root_is_listed(bundle, secret_key_public(root)))
                return -EINVAL;
        memory = malloc(2 * (size_t)BUNDLE_MAX_LEN);
        if (!memory)
                return -ENOMEM;
        payload = cbor_writer_over(memory, BUNDLE_MAX_LEN);
        writer = cbor_writer_over(memory + BUNDLE_MAX_LEN, BUNDLE_MAX_LEN);
        bundle_write_payload(bundle, &payload);
        r = payload.overflow ? -EMSGSIZE : envelope_sign(payload.data, payload.len, root, &writer);
        if (r == 0)
                r = buffer_append(ret_bytes, writer.data, writer.len);
        free(memory);
        return r;
}

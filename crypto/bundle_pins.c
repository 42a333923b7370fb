/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One-time PIN verifiers, sealed per box: a map {sub: verifier} with its keys in
 * the bytewise order of their encoding, which for texts is shorter first.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/bundle_form.h"

static_assert((size_t)BUNDLE_PINS_SEALED_MAX >= SEALING_OVERHEAD + 3 + (size_t)BUNDLE_STAFF_MAX * (1 + SUB_MAX + 2 + PIN_VERIFIER_SIZE - 1),
              "a verifier for everybody fits");

struct entry {
        const char *sub;
        const char *verifier;
};

static int compare_subs(const char *a, const char *b) {
        size_t a_len = strlen(a), b_len = strlen(b);

        return a_len != b_len ? (a_len < b_len ? -1 : 1) : memcmp(a, b, a_len);
}

static int compare_entries(const void *a, const void *b) {
        return compare_subs(((const struct entry *)a)->sub, ((const struct entry *)b)->sub);
}

/* Memory for a secret of up to len bytes. */
struct secret_bytes {
        uint8_t *data;
        size_t len;
};

static void secret_bytes_deinit(struct secret_bytes *bytes) {
        if (bytes->data)
                explicit_bzero(bytes->data, bytes->len);
        free(bytes->data);
}

static int secret_bytes_init(struct secret_bytes *bytes, size_t len) {
        bytes->data = malloc(len ? len : 1);
        bytes->len = len;
        return bytes->data ? 0 : -ENOMEM;
}

/* Reads the whole map, wants it in its only form, and picks one person's. */
static int pick(const uint8_t *bytes, size_t len, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE]) {
        char name[SUB_MAX + 1], last[SUB_MAX + 1] = "", verifier[PIN_VERIFIER_SIZE], found[PIN_VERIFIER_SIZE] = "";
        CLEANUP(secret_bytes_deinit) struct secret_bytes written = { 0 };
        struct reader reader = reader_over(bytes, len);
        struct cbor_writer again;
        size_t count;

        if (secret_bytes_init(&written, len) < 0)
                return -ENOMEM;
        again = cbor_writer_over(written.data, len);
        if (!cbor_take_map(&reader, BUNDLE_STAFF_MAX, &count))
                return -EBADMSG;
        cbor_put_map(&again, count);
        for (size_t i = 0; i < count; i++) {
                if (!cbor_copy_text(&reader, name, sizeof(name)) || !sub_valid(name) || compare_subs(last, name) >= 0 ||
                    !cbor_copy_text(&reader, verifier, sizeof(verifier)) || !verifier[0])
                        return -EBADMSG;
                cbor_put_text(&again, name);
                cbor_put_text(&again, verifier);
                memcpy(last, name, sizeof(last));
                if (strcmp(name, sub) == 0)
                        memcpy(found, verifier, sizeof(found));
        }
        if (!cbor_writer_equals(&again, bytes, len))
                return -EBADMSG;
        if (!found[0])
                return -ENOENT;
        memcpy(ret_verifier, found, PIN_VERIFIER_SIZE);
        return 0;
}

int bundle_pin_verifier(const struct bundle *bundle, const char *box_id, const struct sealing_key *key, const char *sub,
                        char ret_verifier[PIN_VERIFIER_SIZE]) {
        CLEANUP(secret_bytes_deinit) struct secret_bytes opened = { 0 };
        const struct bundle_pins *pins = NULL;
        int r;

        for (size_t i = 0; i < bundle->pins_count; i++)
                if (strcmp(bundle->pins[i].box_id, box_id) == 0)
                        pins = &bundle->pins[i];
        if (!pins)
                return -ENOENT;
        r = secret_bytes_init(&opened, pins->sealed_len - SEALING_OVERHEAD);
        if (r < 0)
                return r;
        r = sealing_open(key, pins->sealed, pins->sealed_len, opened.data);
        if (r < 0)
                return r;
        return pick(opened.data, opened.len, sub, ret_verifier);
}

/* Everybody who has a verifier, in the order of the map. */
static size_t collect(const struct bundle *bundle, const char (*verifiers)[PIN_VERIFIER_SIZE], struct entry *entries) {
        size_t count = 0;

        for (size_t i = 0; i < bundle->staff_count; i++)
                if (verifiers[i][0])
                        entries[count++] = (struct entry){ .sub = bundle->staff[i].sub, .verifier = verifiers[i] };
        if (count > 0)
                qsort(entries, count, sizeof(*entries), compare_entries);
        return count;
}

static int seal(const struct bundle *bundle, const struct sealing_public *box, const char (*verifiers)[PIN_VERIFIER_SIZE],
                struct buffer *ret_sealed) {
        CLEANUP(secret_bytes_deinit) struct secret_bytes plain = { 0 };
        struct entry entries[BUNDLE_STAFF_MAX];
        struct cbor_writer writer;
        size_t count;

        if (bundle->staff_count > BUNDLE_STAFF_MAX)
                return -EINVAL;
        if (secret_bytes_init(&plain, BUNDLE_PINS_SEALED_MAX - SEALING_OVERHEAD) < 0)
                return -ENOMEM;
        writer = cbor_writer_over(plain.data, plain.len);
        count = collect(bundle, verifiers, entries);
        cbor_put_map(&writer, count);
        for (size_t i = 0; i < count; i++) {
                cbor_put_text(&writer, entries[i].sub);
                cbor_put_text(&writer, entries[i].verifier);
        }
        return sealing_seal(box, writer.data, writer.len, ret_sealed);
}

int bundle_add_pins(struct bundle *bundle, const char *box_id, const struct sealing_public *box,
                    const char (*verifiers)[PIN_VERIFIER_SIZE]) {
        CLEANUP(buffer_deinit) struct buffer sealed = BUFFER_INIT;
        struct bundle_pins *pins;
        int r;

        if (!box_id_valid(box_id) || bundle->pins_count >= BUNDLE_BOXES_MAX)
                return -EINVAL;
        r = seal(bundle, box, verifiers, &sealed);
        if (r < 0)
                return r;
        pins = realloc(bundle->pins, (bundle->pins_count + 1) * sizeof(*pins));
        if (!pins)
                return -ENOMEM;
        bundle->pins = pins;
        pins += bundle->pins_count++;
        *pins = (struct bundle_pins){ .sealed = sealed.data, .sealed_len = sealed.len };
        strcpy(pins->box_id, box_id);
        sealed.data = NULL;
        return 0;
}

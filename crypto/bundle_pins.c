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

enum { ENTRY_MAX_LEN = (1 + SUB_MAX) + (2 + PIN_VERIFIER_SIZE - 1) };

static_assert(3 + BUNDLE_STAFF_MAX * ENTRY_MAX_LEN <= BUNDLE_PINS_SEALED_MAX - (int)SEALING_OVERHEAD,
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

/* A person's name and verifier, wiped when done with. */
struct named_verifier {
        char sub[SUB_MAX + 1];
        char verifier[PIN_VERIFIER_SIZE];
};

static void named_verifier_deinit(struct named_verifier *named) {
        explicit_bzero(named, sizeof(*named));
}

static bool take_verifier(struct reader *reader, struct named_verifier *ret_named) {
        return cbor_copy_text(reader, ret_named->sub, sizeof(ret_named->sub)) && sub_valid(ret_named->sub) &&
               cbor_copy_text(reader, ret_named->verifier, sizeof(ret_named->verifier)) && ret_named->verifier[0];
}

/* Reads the whole map, wants it in its only form, and picks one person's. */
static int pick(const uint8_t *bytes, size_t len, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE]) {
        CLEANUP(named_verifier_deinit) struct named_verifier entry = { 0 }, found = { 0 };
        CLEANUP(secret_bytes_deinit) struct secret_bytes written = { 0 };
        struct reader reader = reader_over(bytes, len);
        char last[SUB_MAX + 1] = "";
        struct cbor_writer again;
        size_t count;

        if (secret_bytes_init(&written, len) < 0)
                return -ENOMEM;
        again = cbor_writer_over(written.data, len);
        if (!cbor_take_map(&reader, BUNDLE_STAFF_MAX, &count))
                return -EBADMSG;
        cbor_put_map(&again, count);
        for (size_t i = 0; i < count; i++) {
                if (!take_verifier(&reader, &entry) || compare_subs(last, entry.sub) >= 0)
                        return -EBADMSG;
                cbor_put_text(&again, entry.sub);
                cbor_put_text(&again, entry.verifier);
                memcpy(last, entry.sub, sizeof(last));
                if (strcmp(entry.sub, sub) == 0)
                        found = entry;
        }
        if (!cbor_writer_equals(&again, bytes, len))
                return -EBADMSG;
        if (!found.sub[0])
                return -ENOENT;
        memcpy(ret_verifier, found.verifier, PIN_VERIFIER_SIZE);
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

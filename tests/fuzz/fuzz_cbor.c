/* SPDX-License-Identifier: EUPL-1.2 */
/* What is read as CBOR or as an envelope must be written again as it was. */
#include <string.h>

#include "crypto/envelope.h"
#include "tests/fuzz/fuzz.h"

static void check_envelope(const uint8_t *data, size_t size) {
        struct envelope envelope;
        uint8_t *bytes;
        struct cbor_writer writer;

        if (!envelope_parse(data, size, &envelope))
                return;
        bytes = malloc(size);
        MUST_HOLD(bytes);
        writer = cbor_writer_over(bytes, size);
        envelope_write(&envelope, &writer);
        MUST_HOLD(cbor_writer_equals(&writer, data, size));
        free(bytes);
}

/* Takes one item of whatever kind comes and puts it again. */
static bool pass_item(struct reader *reader, struct cbor_writer *writer) {
        struct reader before = *reader;
        const uint8_t *bytes;
        char text[64];
        uint64_t value;
        size_t n;
        bool truth;

        if (cbor_take_uint(reader, UINT64_MAX, &value))
                return cbor_put_uint(writer, value), true;
        *reader = before;
        if (cbor_take_bool(reader, &truth))
                return cbor_put_bool(writer, truth), true;
        *reader = before;
        if (cbor_take_array(reader, SIZE_MAX, &n))
                return cbor_put_array(writer, n), true;
        *reader = before;
        if (cbor_take_map(reader, SIZE_MAX, &n))
                return cbor_put_map(writer, n), true;
        *reader = before;
        if (cbor_take_bytes(reader, SIZE_MAX, &bytes, &n))
                return cbor_put_bytes(writer, bytes, n), true;
        *reader = before;
        if (cbor_copy_text(reader, text, sizeof(text)))
                return cbor_put_text(writer, text), true;
        *reader = before;
        return cbor_at_null(reader) && cbor_expect_null(reader) && (cbor_put_null(writer), true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static uint8_t bytes[1 << 16];
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        struct reader reader = reader_over(data, size);

        check_envelope(data, size);
        if (size > sizeof(bytes))
                return 0;
        while (reader.len > 0 && pass_item(&reader, &writer))
                ;
        MUST_HOLD(cbor_writer_equals(&writer, data, writer.len));
        return 0;
}

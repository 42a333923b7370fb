/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/cbor.h"

#include <string.h>

#include "base/utf8.h"

/* RFC 8949 section 3.1. */
enum major { MAJOR_UINT, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, MAJOR_SIMPLE };

enum { ONE_BYTE = 24, TWO_BYTES, FOUR_BYTES, EIGHT_BYTES }; /* additional information that says how long the argument is */
enum { SIMPLE_FALSE = 0xf4, SIMPLE_TRUE = 0xf5, SIMPLE_NULL = 0xf6 };

/* Takes the argument of additional information `info`; false when a shorter form would have held it (section 4.2.1). */
static bool take_argument(struct reader *reader, unsigned info, uint64_t *ret_value) {
        uint8_t one;
        uint16_t two;
        uint32_t four;

        if (info < ONE_BYTE) {
                *ret_value = info;
                return true;
        }
        switch (info) {
        case ONE_BYTE:
                if (!reader_u8(reader, &one) || one < ONE_BYTE)
                        return false;
                *ret_value = one;
                return true;
        case TWO_BYTES:
                if (!reader_u16(reader, &two) || two <= UINT8_MAX)
                        return false;
                *ret_value = two;
                return true;
        case FOUR_BYTES:
                if (!reader_u32(reader, &four) || four <= UINT16_MAX)
                        return false;
                *ret_value = four;
                return true;
        case EIGHT_BYTES:
                return reader_u64(reader, ret_value) && *ret_value > UINT32_MAX;
        default: /* reserved, or an indefinite length */
                return false;
        }
}

static bool take_head(struct reader *reader, enum major major, uint64_t *ret_value) {
        uint8_t initial;

        return reader_u8(reader, &initial) && initial >> 5 == (int)major && take_argument(reader, initial & 0x1f, ret_value);
}

static bool take_bounded(struct reader *reader, enum major major, uint64_t max, uint64_t *ret_value) {
        uint64_t value;

        if (!take_head(reader, major, &value) || value > max)
                return false;
        *ret_value = value;
        return true;
}

static bool take_len(struct reader *reader, enum major major, size_t max, size_t *ret_len) {
        uint64_t value;

        if (!take_bounded(reader, major, max, &value))
                return false;
        *ret_len = (size_t)value;
        return true;
}

bool cbor_take_uint(struct reader *reader, uint64_t max, uint64_t *ret_value) {
        return take_bounded(reader, MAJOR_UINT, max, ret_value);
}

bool cbor_take_bool(struct reader *reader, bool *ret_value) {
        uint8_t initial;

        if (!reader_u8(reader, &initial) || (initial != SIMPLE_FALSE && initial != SIMPLE_TRUE))
                return false;
        *ret_value = initial == SIMPLE_TRUE;
        return true;
}

bool cbor_take_array(struct reader *reader, size_t max_count, size_t *ret_count) {
        return take_len(reader, MAJOR_ARRAY, max_count, ret_count);
}

bool cbor_take_map(struct reader *reader, size_t max_count, size_t *ret_count) {
        return take_len(reader, MAJOR_MAP, max_count, ret_count);
}

static bool take_string(struct reader *reader, enum major major, size_t max_len, const uint8_t **ret_bytes, size_t *ret_len) {
        size_t len;

        if (!take_len(reader, major, max_len, &len) || !reader_take(reader, len, ret_bytes))
                return false;
        *ret_len = len;
        return true;
}

bool cbor_take_bytes(struct reader *reader, size_t max_len, const uint8_t **ret_bytes, size_t *ret_len) {
        return take_string(reader, MAJOR_BYTES, max_len, ret_bytes, ret_len);
}

bool cbor_copy_bytes(struct reader *reader, void *ret_bytes, size_t len) {
        const uint8_t *bytes;
        size_t taken;

        if (!take_string(reader, MAJOR_BYTES, len, &bytes, &taken) || taken != len)
                return false;
        memcpy(ret_bytes, bytes, len);
        return true;
}

bool cbor_text_valid(const void *text, size_t len) {
        struct reader reader = reader_over(text, len);
        uint32_t c;

        while (reader.len > 0)
                if (!reader_utf8(&reader, &c) || c < 0x20 || (c >= 0x7f && c < 0xa0))
                        return false;
        return true;
}

bool cbor_copy_text(struct reader *reader, char *ret_text, size_t size) {
        const uint8_t *bytes;
        size_t len;

        if (!take_string(reader, MAJOR_TEXT, size - 1, &bytes, &len) || !cbor_text_valid(bytes, len))
                return false;
        memcpy(ret_text, bytes, len);
        ret_text[len] = 0;
        return true;
}

bool cbor_expect_int(struct reader *reader, int64_t value) {
        uint64_t argument;

        if (value >= 0)
                return take_head(reader, MAJOR_UINT, &argument) && argument == (uint64_t)value;
        return take_head(reader, MAJOR_NEGATIVE, &argument) && argument == (uint64_t)(-1 - value);
}

bool cbor_expect_array(struct reader *reader, size_t count) {
        uint64_t value;

        return take_head(reader, MAJOR_ARRAY, &value) && value == count;
}

bool cbor_expect_map(struct reader *reader, size_t count) {
        uint64_t value;

        return take_head(reader, MAJOR_MAP, &value) && value == count;
}

bool cbor_at_null(const struct reader *reader) {
        return reader->len > 0 && reader->data[0] == SIMPLE_NULL;
}

bool cbor_expect_null(struct reader *reader) {
        uint8_t initial;

        return reader_u8(reader, &initial) && initial == SIMPLE_NULL;
}

void cbor_put_raw(struct cbor_writer *writer, const void *bytes, size_t len) {
        if (len > writer->size - writer->len) {
                writer->overflow = true;
                return;
        }
        if (len > 0)
                memcpy(writer->data + writer->len, bytes, len);
        writer->len += len;
}

static void put_head(struct cbor_writer *writer, enum major major, uint64_t value) {
        uint8_t head[9];
        unsigned info, len;

        if (value < ONE_BYTE)
                info = (unsigned)value, len = 0;
        else if (value <= UINT8_MAX)
                info = ONE_BYTE, len = 1;
        else if (value <= UINT16_MAX)
                info = TWO_BYTES, len = 2;
        else if (value <= UINT32_MAX)
                info = FOUR_BYTES, len = 4;
        else
                info = EIGHT_BYTES, len = 8;
        head[0] = (uint8_t)((unsigned)major << 5 | info);
        for (unsigned i = 0; i < len; i++)
                head[1 + i] = (uint8_t)(value >> 8 * (len - 1 - i));
        cbor_put_raw(writer, head, 1 + len);
}

void cbor_put_uint(struct cbor_writer *writer, uint64_t value) {
        put_head(writer, MAJOR_UINT, value);
}

void cbor_put_int(struct cbor_writer *writer, int64_t value) {
        if (value >= 0)
                put_head(writer, MAJOR_UINT, (uint64_t)value);
        else
                put_head(writer, MAJOR_NEGATIVE, (uint64_t)(-1 - value));
}

static void put_simple(struct cbor_writer *writer, uint8_t initial) {
        cbor_put_raw(writer, &initial, 1);
}

void cbor_put_bool(struct cbor_writer *writer, bool value) {
        put_simple(writer, value ? SIMPLE_TRUE : SIMPLE_FALSE);
}

void cbor_put_null(struct cbor_writer *writer) {
        put_simple(writer, SIMPLE_NULL);
}

void cbor_put_bytes_head(struct cbor_writer *writer, size_t len) {
        put_head(writer, MAJOR_BYTES, len);
}

void cbor_put_bytes(struct cbor_writer *writer, const void *bytes, size_t len) {
        put_head(writer, MAJOR_BYTES, len);
        cbor_put_raw(writer, bytes, len);
}

void cbor_put_text(struct cbor_writer *writer, const char *text) {
        size_t len = strlen(text);

        put_head(writer, MAJOR_TEXT, len);
        cbor_put_raw(writer, text, len);
}

void cbor_put_array(struct cbor_writer *writer, size_t count) {
        put_head(writer, MAJOR_ARRAY, count);
}

void cbor_put_map(struct cbor_writer *writer, size_t count) {
        put_head(writer, MAJOR_MAP, count);
}

bool cbor_writer_equals(const struct cbor_writer *writer, const uint8_t *bytes, size_t len) {
        return !writer->overflow && writer->len == len && memcmp(writer->data, bytes, len) == 0;
}

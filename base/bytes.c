/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/bytes.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool reader_take(struct reader *reader, size_t len, const uint8_t **ret_bytes) {
        if (reader->len < len)
                return false;
        *ret_bytes = reader->data;
        reader->data += len;
        reader->len -= len;
        return true;
}

bool reader_copy(struct reader *reader, void *ret_bytes, size_t len) {
        const uint8_t *bytes;

        if (!reader_take(reader, len, &bytes))
                return false;
        if (len > 0)
                memcpy(ret_bytes, bytes, len);
        return true;
}

static bool take_integer(struct reader *reader, size_t len, uint64_t *ret_value) {
        const uint8_t *bytes;
        uint64_t value = 0;

        if (!reader_take(reader, len, &bytes))
                return false;
        for (size_t i = 0; i < len; i++)
                value = value << 8 | bytes[i];
        *ret_value = value;
        return true;
}

bool reader_u8(struct reader *reader, uint8_t *ret_value) {
        return reader_copy(reader, ret_value, 1);
}

bool reader_u16(struct reader *reader, uint16_t *ret_value) {
        const uint8_t *bytes;

        if (!reader_take(reader, 2, &bytes))
                return false;
        *ret_value = (uint16_t)(bytes[0] << 8 | bytes[1]);
        return true;
}

bool reader_u32(struct reader *reader, uint32_t *ret_value) {
        uint64_t value;

        if (!take_integer(reader, 4, &value))
                return false;
        *ret_value = (uint32_t)value;
        return true;
}

bool reader_u64(struct reader *reader, uint64_t *ret_value) {
        return take_integer(reader, 8, ret_value);
}

bool reader_line(struct reader *reader, const char **ret_line, size_t *ret_len) {
        const uint8_t *end = reader->len > 0 ? memchr(reader->data, '\n', reader->len) : NULL;

        if (!end)
                return false;
        *ret_line = (const char *)reader->data;
        *ret_len = (size_t)(end - reader->data);
        reader->len -= *ret_len + 1;
        reader->data = end + 1;
        return true;
}

bool reader_decimal(struct reader *reader, uint64_t max, uint64_t *ret_value) {
        enum { SAFE_DIGITS = 19 }; /* of which every number fits */
        uint64_t value = 0;
        size_t len = 0;

        for (; len < reader->len && reader->data[len] >= '0' && reader->data[len] <= '9'; len++) {
                unsigned digit = reader->data[len] - '0';

                if (len >= SAFE_DIGITS && (value > UINT64_MAX / 10 || digit > UINT64_MAX - value * 10))
                        return false;
                value = value * 10 + digit;
        }
        if (len == 0 || (len > 1 && reader->data[0] == '0') || value > max)
                return false;
        reader->data += len;
        reader->len -= len;
        *ret_value = value;
        return true;
}

void buffer_deinit(struct buffer *buffer) {
        free(buffer->data);
        *buffer = (struct buffer){ .max_len = buffer->max_len };
}

void buffer_wipe(struct buffer *buffer) {
        if (buffer->data)
                explicit_bzero(buffer->data, buffer->capacity);
        buffer_deinit(buffer);
}

void buffer_clear(struct buffer *buffer) {
        buffer->len = 0;
        if (buffer->data)
                buffer->data[0] = 0;
}

/* Grows by copying into fresh memory and wiping the old, so that a secret never stays behind in a freed block. */
static int reserve(struct buffer *buffer, size_t more) {
        size_t max = buffer->max_len ? buffer->max_len : BUFFER_DEFAULT_MAX_LEN;
        size_t need, capacity;
        uint8_t *data;

        if (more > max || buffer->len > max - more)
                return -EMSGSIZE;
        need = buffer->len + more + 1;
        if (need <= buffer->capacity)
                return 0;
        capacity = buffer->capacity ? buffer->capacity : 64;
        while (capacity < need)
                capacity *= 2;
        data = malloc(capacity);
        if (!data)
                return -ENOMEM;
        if (buffer->data) {
                memcpy(data, buffer->data, buffer->len);
                explicit_bzero(buffer->data, buffer->capacity);
                free(buffer->data);
        }
        buffer->data = data;
        buffer->capacity = capacity;
        return 0;
}

int buffer_append(struct buffer *buffer, const void *bytes, size_t len) {
        int r = reserve(buffer, len);

        if (r < 0)
                return r;
        if (len > 0)
                memcpy(buffer->data + buffer->len, bytes, len);
        buffer->len += len;
        buffer->data[buffer->len] = 0;
        return 0;
}

int buffer_append_text(struct buffer *buffer, const char *text) {
        return buffer_append(buffer, text, strlen(text));
}

static int append_integer(struct buffer *buffer, uint64_t value, size_t len) {
        uint8_t bytes[8];

        for (size_t i = 0; i < len; i++)
                bytes[i] = (uint8_t)(value >> 8 * (len - 1 - i));
        return buffer_append(buffer, bytes, len);
}

int buffer_append_u8(struct buffer *buffer, uint8_t value) {
        return append_integer(buffer, value, 1);
}

int buffer_append_u16(struct buffer *buffer, uint16_t value) {
        return append_integer(buffer, value, 2);
}

int buffer_append_u32(struct buffer *buffer, uint32_t value) {
        return append_integer(buffer, value, 4);
}

int buffer_append_u64(struct buffer *buffer, uint64_t value) {
        return append_integer(buffer, value, 8);
}

int buffer_printf(struct buffer *buffer, const char *format, ...) {
        va_list args;
        int len, r;

        va_start(args, format);
        len = vsnprintf(NULL, 0, format, args);
        va_end(args);
        if (len < 0)
                return -EINVAL;
        r = reserve(buffer, (size_t)len);
        if (r < 0)
                return r;
        va_start(args, format);
        vsnprintf((char *)buffer->data + buffer->len, (size_t)len + 1, format, args);
        va_end(args);
        buffer->len += (size_t)len;
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Bounded reading and writing of byte strings.
 *
 * A reader is a window over bytes that somebody else owns; every take either
 * consumes exactly what was asked for or leaves the reader as it was and says
 * so. A buffer is a growable byte string with a hard limit set by its owner.
 * Neither blocks; both belong to one thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/macro.h"

struct reader {
        const uint8_t *data;
        size_t len;
};

static inline struct reader reader_over(const void *data, size_t len) {
        return (struct reader){ .data = data, .len = len };
}

/* Each returns true and consumes, or returns false and changes nothing. Integers are big-endian. */
MUST_CHECK bool reader_take(struct reader *reader, size_t len, const uint8_t **ret_bytes);
MUST_CHECK bool reader_copy(struct reader *reader, void *ret_bytes, size_t len);
MUST_CHECK bool reader_u8(struct reader *reader, uint8_t *ret_value);
MUST_CHECK bool reader_u16(struct reader *reader, uint16_t *ret_value);
MUST_CHECK bool reader_u32(struct reader *reader, uint32_t *ret_value);
MUST_CHECK bool reader_u64(struct reader *reader, uint64_t *ret_value);
/* A line up to LF; the LF is consumed and not part of the line. False when there is no LF. */
MUST_CHECK bool reader_line(struct reader *reader, const char **ret_line, size_t *ret_len);
/* Exactly this text. */
MUST_CHECK static inline bool reader_text(struct reader *reader, const char *text) {
        size_t len = strlen(text);

        if (reader->len < len || memcmp(reader->data, text, len) != 0)
                return false;
        reader->data += len;
        reader->len -= len;
        return true;
}
/* The decimal digits that stand next, as a number of at most max; no sign, and no leading zero but of "0" itself. */
MUST_CHECK bool reader_decimal(struct reader *reader, uint64_t max, uint64_t *ret_value);

struct buffer {
        uint8_t *data;  /* owned; NUL-terminated one past len once anything was written */
        size_t len;
        size_t capacity;
        size_t max_len; /* 0: BUFFER_DEFAULT_MAX_LEN */
};

#define BUFFER_DEFAULT_MAX_LEN ((size_t)16 << 20)

#define BUFFER_INIT { 0 }
#define BUFFER_INIT_MAX(max) { .max_len = (max) }

void buffer_deinit(struct buffer *buffer);
/* Wipes the contents before freeing; for secrets. */
void buffer_wipe(struct buffer *buffer);
/* Empties it and keeps the memory. */
void buffer_clear(struct buffer *buffer);

/* 0, -ENOMEM, or -EMSGSIZE when max_len would be passed; on error the contents are unchanged. */
MUST_CHECK int buffer_append(struct buffer *buffer, const void *bytes, size_t len);
MUST_CHECK int buffer_append_text(struct buffer *buffer, const char *text);
MUST_CHECK int buffer_append_u8(struct buffer *buffer, uint8_t value);
MUST_CHECK int buffer_append_u16(struct buffer *buffer, uint16_t value);
MUST_CHECK int buffer_append_u32(struct buffer *buffer, uint32_t value);
MUST_CHECK int buffer_append_u64(struct buffer *buffer, uint64_t value);
MUST_CHECK int buffer_printf(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);

static inline const char *buffer_text(const struct buffer *buffer) {
        return buffer->data ? (const char *)buffer->data : "";
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Strict reading of JSON objects that people may have edited: every field has a
 * type and a limit, an unknown name is a typing error and not ignored, and what
 * is wrong is said with the field's name.
 *
 * Each reader returns true and fills its output, or adds a problem, returns
 * false and leaves the output as it was. Nothing blocks.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"

struct fields {
        const json_t *object;       /* borrowed */
        const char *name;           /* "policy.", or "" at the top: put before the names of fields */
        struct problems *problems;
};

/* Whether it is an object whose names are all in `known`, which ends with NULL. */
MUST_CHECK bool fields_are(const struct fields *fields, const char *const *known);

/* One line of text, 1 to max_len bytes, without control characters; ret_text holds max_len + 1. */
MUST_CHECK bool fields_text(const struct fields *fields, const char *name, size_t max_len, char *ret_text);
/* The same, and it may be empty. */
MUST_CHECK bool fields_text_or_empty(const struct fields *fields, const char *name, size_t max_len, char *ret_text);
MUST_CHECK bool fields_integer(const struct fields *fields, const char *name, int64_t min, int64_t max, int64_t *ret_value);
MUST_CHECK bool fields_flag(const struct fields *fields, const char *name, bool *ret_value);
/* Exactly 2 * len hexadecimal digits. */
MUST_CHECK bool fields_hex(const struct fields *fields, const char *name, uint8_t *ret_bytes, size_t len);
/* RFC 3339, within the 32-bit seconds of the formats. */
MUST_CHECK bool fields_time(const struct fields *fields, const char *name, uint32_t *ret_seconds);
/* An array of at most max elements. */
MUST_CHECK bool fields_array(const struct fields *fields, const char *name, size_t max, const json_t **ret_array);

/* The other way, each a new value, or NULL without memory: at most FIELDS_HEX_MAX bytes; seconds since 1970. */
enum { FIELDS_HEX_MAX = 512 };
json_t *fields_hex_value(const uint8_t *bytes, size_t len);
json_t *fields_time_value(uint32_t seconds);

/* Whether `text` of `len` bytes has no control character. */
MUST_CHECK bool text_is_one_line(const char *text, size_t len);

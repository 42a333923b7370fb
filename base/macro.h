/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Compiler attributes used everywhere. Nothing here has code of its own.
 */
#pragma once

#include <stddef.h>

/* A fallible function: its result must be looked at. */
#define MUST_CHECK __attribute__((__warn_unused_result__))

/* Runs `function(&variable)` when the variable goes out of scope. */
#define CLEANUP(function) __attribute__((__cleanup__(function)))

#define PRINTF_LIKE(format, first) __attribute__((__format__(__printf__, format, first)))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Defines `name(type **)` for CLEANUP from a destroyer that accepts NULL. */
#define DEFINE_CLEANUP(type, destroyer, name) \
        static inline void name(type **pointer) { \
                destroyer(*pointer); \
        }

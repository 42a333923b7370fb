/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A fuzz target is one file fuzz_<name>.c that defines this function, and a line
 * in meson.build. It is given arbitrary bytes and aborts when something that must
 * hold does not.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts, also in release builds, when the condition does not hold. */
#define MUST_HOLD(condition) \
        do { \
                if (!(condition)) { \
                        fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
                        abort(); \
                } \
        } while (0)

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Code scanners: each reading is one text. What the text means is not for here.
 *
 * One thread; no call blocks. scanner_fd() becomes readable when
 * scanner_dispatch() has something to report; callbacks happen nowhere else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

enum { SCANNER_TEXT_MAX = 1024 }; /* a longer reading is reported cut to this length + 1, so that its reader sees it is too long */

struct scanner;

/* The text is any bytes, not terminated, 1 to SCANNER_TEXT_MAX + 1 of them; it is valid during the call. */
typedef void scanner_text_fn(void *context, const char *text, size_t len);
typedef void scanner_present_fn(void *context, bool present);

int scanner_fd(const struct scanner *scanner);
/* 0 or a negative errno when nothing more can ever come from it; an unplugged scanner is no error. */
MUST_CHECK int scanner_dispatch(struct scanner *scanner);
void scanner_set_callbacks(struct scanner *scanner, scanner_text_fn *text, scanner_present_fn *present, void *context);
bool scanner_present(const struct scanner *scanner);
void scanner_free(struct scanner *scanner);
DEFINE_CLEANUP(struct scanner, scanner_free, scanner_cleanup)

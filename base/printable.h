/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What goes to a terminal or a journal and may quote bytes from outside, a file's, a socket's or an argument's: they must not
 * move the cursor, change colours or look like another line.
 */
#pragma once

#include <stdbool.h>

/*
 * Replaces by '?' in place every control character (C0, DEL, C1), every byte that is not UTF-8, and every line feed unless
 * `lines`.
 */
void printable(char *text, bool lines);

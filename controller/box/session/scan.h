/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From a scanned text to a judged event: what the text is by its prefix, and who is at the box; then it is judged (scan_judge.h).
 */
#pragma once

#include "controller/box/session/scan_judge.h"

void scan_text(struct scan *scan, const char *text, size_t len);
/* Something was read, and not all of it: "please scan again", unless nobody is asked to scan. No entry. */
void scan_misread(struct scan *scan);

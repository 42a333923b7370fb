/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A scanner whose readings are said to it. What is simulated is reported by the
 * next scanner_dispatch(), as with a real one.
 */
#pragma once

#include "hal/scanner/scanner.h"

enum { SCANNER_SIM_QUEUE_MAX = 16 };

/* Begins plugged in. 0 or a negative errno. */
MUST_CHECK int scanner_new_simulated(struct scanner **ret_scanner);
/* Something was scanned; copied. 0, -ENODEV while unplugged, -ENOBUFS when SCANNER_SIM_QUEUE_MAX readings wait. */
MUST_CHECK int scanner_simulate_text(struct scanner *scanner, const char *text, size_t len);
/* Unplugging loses what was not reported yet. */
void scanner_simulate_present(struct scanner *scanner, bool present);

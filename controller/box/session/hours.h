/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Opening hours of the bundle's policy, in local time.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/bundle.h"
#include "ui/screens/screen.h"

/*
 * False on a closed day; else by the hours of that very day where the bundle names some, else by those of its weekday;
 * true when the bundle names no hours.
 */
bool hours_open(const struct bundle *bundle, int64_t wall_ms);
/* One line such as "Mo–Do 6–20, Fr 6–19 Uhr", with blanks that do not break within a comma's part; "" when there are no hours. Cut to `size`. */
void hours_text(const struct bundle *bundle, enum language language, char *ret_text, size_t size);

/* SPDX-License-Identifier: EUPL-1.2 */
/* cmocka wants its standard headers first. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person on staff may do: the numbers of the bundle, the words of the office. */
#pragma once

#include "base/words/word.h"

#define ROLE_LIST(X) \
        X(ROLE_LOADER, "loader")        /* loads, takes out what is overdue */ \
        X(ROLE_MANAGER, "manager")      /* also looks into what is in doubt, unlocks badges, confirms the clock */ \
        X(ROLE_AUDITOR, "auditor")      /* opens nothing */

WORDS_DECLARE(role, ROLE, ROLE_LIST)

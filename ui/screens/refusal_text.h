/* SPDX-License-Identifier: EUPL-1.2 */
/* Why somebody was turned away, as staff and reports read it. */
#pragma once

#include "base/words/refusal.h"
#include "ui/po/language.h"

/* For what is none, and for REFUSAL_NONE, that it could not be read. */
enum text_id refusal_text(enum refusal refusal);

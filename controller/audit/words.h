/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which sentence in ui/po says what the report counts.
 */
#pragma once

#include "base/words/refusal.h"
#include "crypto/ticket.h"
#include "ui/po/catalogue.h"

/* ITEM_PASSPORT to ITEM_OTHER. */
enum text_id words_item(enum item item);
/* Of a refusal's name in the ledger; TEXT_NONE for a name that is none. */
enum text_id words_refusal(const char *name);
/* Of an alarm, by its word before the colon. */
enum text_id words_alarm(const char *name);
/* Of a screen on which people give up, by its name in an entry; TEXT_NONE when it is none of those. */
enum text_id words_screen(const char *name);

/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/words/word.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/words/act.h"
#include "base/words/alarm.h"
#include "base/words/device.h"
#include "base/words/event.h"
#include "base/words/found.h"
#include "base/words/hardware.h"
#include "base/words/how.h"
#include "base/words/item.h"
#include "base/words/key_change.h"
#include "base/words/purpose.h"
#include "base/words/reason.h"
#include "base/words/refusal.h"
#include "base/words/role.h"
#include "base/words/sought.h"
#include "base/words/standing.h"
#include "base/words/way.h"
#include "base/words/wish.h"

unsigned words_find(const struct word_list *list, const char *text, size_t len) {
        for (unsigned i = 1; len > 0 && i < list->count; i++)
                if (list->words[i][0] == text[0] && strlen(list->words[i]) == len && memcmp(list->words[i], text, len) == 0)
                        return i;
        return 0;
}

const char *words_at(const struct word_list *list, unsigned place) {
        return place < list->count ? list->words[place] : NULL;
}

WORDS_DEFINE(entry_event, ENTRY, ENTRY_LIST)
WORDS_DEFINE(act_event, ACT, ACT_LIST)
WORDS_DEFINE(sought, SOUGHT, SOUGHT_LIST)
WORDS_DEFINE(standing, STANDING, STANDING_LIST)
WORDS_DEFINE(way, WAY, WAY_LIST)
WORDS_DEFINE(how, HOW, HOW_LIST)
WORDS_DEFINE(found, FOUND, FOUND_LIST)
WORDS_DEFINE(reason, REASON, REASON_LIST)
WORDS_DEFINE(refusal, REFUSAL, REFUSAL_LIST)
WORDS_DEFINE(hardware, HARDWARE, HARDWARE_LIST)
WORDS_DEFINE(key_change, KEY_CHANGE, KEY_CHANGE_LIST)
WORDS_DEFINE(purpose, PURPOSE, PURPOSE_LIST)
WORDS_DEFINE(role, ROLE, ROLE_LIST)
WORDS_DEFINE(item, ITEM, ITEM_LIST)
WORDS_DEFINE(wish, WISH_NO, WISH_LIST)
WORDS_DEFINE(device, DEVICE, DEVICE_LIST)
WORDS_DEFINE(condition, CONDITION, CONDITION_LIST)
WORDS_DEFINE(alarm, ALARM, ALARM_LIST)

void alarm_text(enum alarm alarm, const char *of, char ret_text[ALARM_TEXT_SIZE]) {
        snprintf(ret_text, ALARM_TEXT_SIZE, "%s%s%s", alarm_name(alarm), of ? ":" : "", of ? of : "");
}

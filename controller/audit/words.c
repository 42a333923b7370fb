/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/words.h"

#include <assert.h>

#include "ui/screens/refusal_text.h"
#include "ui/screens/screen.h"

/* Those on which a session may end with nothing handed out. */
static const enum text_id screens[SCREEN_COUNT] = {
        [SCREEN_CODE] = TEXT_REPORT_SCREEN_CODE,
        [SCREEN_NUMBER] = TEXT_REPORT_SCREEN_NUMBER,
        [SCREEN_PIN] = TEXT_REPORT_SCREEN_PIN,
        [SCREEN_BIRTH] = TEXT_REPORT_SCREEN_BIRTH,
        [SCREEN_WAIT] = TEXT_REPORT_SCREEN_WAIT,
        [SCREEN_WRONG] = TEXT_REPORT_SCREEN_WRONG,
        [SCREEN_REFUSED] = TEXT_REPORT_SCREEN_REFUSED,
        [SCREEN_CHOOSE] = TEXT_REPORT_SCREEN_CHOOSE,
        [SCREEN_OLD_READY] = TEXT_REPORT_SCREEN_OLD_READY,
        [SCREEN_JAM_ASK] = TEXT_REPORT_SCREEN_JAM_ASK,
        [SCREEN_JAM] = TEXT_REPORT_SCREEN_JAM,
};

enum text_id words_screen(const char *name) {
        enum screen_id screen = screen_from_name(name);

        return screen != SCREEN_COUNT ? screens[screen] : TEXT_NONE;
}

enum text_id words_item(enum item item) {
        static_assert(TEXT_REPORT_ITEM_1 + ITEM_COUNT - 2 == TEXT_REPORT_ITEM_6, "every item has its words in the report");
        return (enum text_id)(TEXT_REPORT_ITEM_1 + item - ITEM_PASSPORT);
}

enum text_id words_refusal(const char *name) {
        enum refusal refusal = refusal_from_name(name);

        return refusal != REFUSAL_NONE ? refusal_text(refusal) : TEXT_NONE;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/macro.h"
#include "base/words/alarm.h"
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

enum text_id words_alarm(const char *name) {
        static const enum text_id alarms[] = {
                [ALARM_NONE] = TEXT_NONE,
                [ALARM_SCANNER] = TEXT_REPORT_ALARM_SCANNER,
                [ALARM_SCANNER_SETTINGS] = TEXT_REPORT_ALARM_SCANNER_SETTINGS,
                [ALARM_TOUCH] = TEXT_REPORT_ALARM_TOUCH,
                [ALARM_SCREEN] = TEXT_REPORT_ALARM_SCREEN,
                [ALARM_VOICE] = TEXT_REPORT_ALARM_VOICE,
                [ALARM_SCREEN_MODE] = TEXT_REPORT_ALARM_SCREEN_MODE,
                [ALARM_CHIPS] = TEXT_REPORT_ALARM_CHIPS,
                [ALARM_DISK] = TEXT_REPORT_ALARM_DISK,
                [ALARM_DISK_FULL] = TEXT_REPORT_ALARM_DISK_FULL,
                [ALARM_CLOCK] = TEXT_REPORT_ALARM_CLOCK,
                [ALARM_LEDGER] = TEXT_REPORT_ALARM_LEDGER_DIFFERS,
                [ALARM_LOCKS] = TEXT_REPORT_ALARM_LOCKS,
                [ALARM_DOORS] = TEXT_REPORT_ALARM_DOORS,
                [ALARM_FORCED_OPEN] = TEXT_REPORT_ALARM_FORCED_OPEN,
                [ALARM_FOUND_OPEN] = TEXT_REPORT_ALARM_FOUND_OPEN,
                [ALARM_SWITCH_FAULTY] = TEXT_REPORT_ALARM_SWITCH_FAULTY,
                [ALARM_LOCKED] = TEXT_REPORT_ALARM_LOCKED,
        };
        char word[ALARM_TEXT_SIZE];

        static_assert(ARRAY_LEN(alarms) == ALARM_COUNT, "every alarm has its words in the report");
        snprintf(word, sizeof(word), "%.*s", (int)strcspn(name, ":"), name);
        return alarms[alarm_from_name(word)];
}

enum text_id words_refusal(const char *name) {
        enum refusal refusal = refusal_from_name(name);

        return refusal != REFUSAL_NONE ? refusal_text(refusal) : TEXT_NONE;
}

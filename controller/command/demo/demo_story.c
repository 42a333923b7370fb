/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_story.h"

#include <stddef.h>

const struct demo_person demo_persons[DEMO_CITIZEN_COUNT] = {
        [DEMO_BY_CODE] = { "A", "passport", "1985-03-07", "10", "collected by QR code",
                "load_begin loaded release:code issued:seen closed" },
        [DEMO_BY_NUMBER] = { "B", "identity_card", "1946-11-30", "10", "collected by reference and PIN",
                "load_begin loaded release:typed issued:seen closed" },
        [DEMO_AFTER_WRONG] = { "C", "residence_card+letter", "1999-12-24", "10", "collected after a wrong birth date",
                "load_begin loaded refused:wrong_answer release:code issued:seen closed" },
        [DEMO_NOT_TAKEN] = { "D", "passport", "1972-01-15", "10", "door closed without taking, opened once more, collected",
                "load_begin loaded release:code issued:seen closed reopened closed" },
        [DEMO_OVERDUE] = { "E", "travel_document", "2001-06-09", "2", "not collected in time, refused, taken out by staff",
                "load_begin loaded expired refused:expired service_open removed:there" },
        [DEMO_REISSUED] = { "F", "identity_card", "1990-08-21", "10", "revoked and reissued: the old code refused, the new one good",
                "load_begin loaded refused:revoked reissued refused:revoked release:code issued:seen closed" },
        [DEMO_JAMMED] = { "G", "passport", "1968-05-02", "10", "door jammed three times: not issued, set aside for staff",
                "load_begin loaded release:code open_failed" },
};

/* ---- what happens again and again ---- */

/* It was read when whoever has it came. */
#define SHOW_BADGE_AGAIN \
        "seconds 5\n" \
        "show badge\n"

#define SIGN_IN \
        SHOW_BADGE_AGAIN \
        "wait staff_pin\n" \
        "type own_pin\n" \
        "press next\n" \
        "wait staff_overview\n"

#define SIGN_OUT \
        SHOW_BADGE_AGAIN \
        "wait idle\n"

#define LOAD_TO_THE_OPEN_DOOR \
        "show ticket\n" \
        "wait staff_load\n" \
        "opened\n"

#define LOAD_FROM_THE_OPEN_DOOR \
        "close\n" \
        "wait staff_scan\n"

#define LOAD LOAD_TO_THE_OPEN_DOOR LOAD_FROM_THE_OPEN_DOOR

#define GIVE_BIRTH_DATE \
        "wait birth\n" \
        "type born\n" \
        "press next\n"

#define COLLECT \
        "wait door\n" \
        "opened\n" \
        "picture door\n" \
        "close\n" \
        "wait done\n"

#define LEAVE \
        "press end\n" \
        "wait idle\n"

/* ---- staff load ---- */

const struct demo_scene demo_loading[] = {
        { DEMO_NOBODY, "doors manual\n"
                       "wait idle 10\n"
                       "picture idle\n"
                       "say Daemon started on a simulated cabinet; the box waits for people\n" },
        { DEMO_NOBODY, "show badge\n"
                       "wait staff_pin\n"
                       "picture staff-sign-in\n"
                       "type one_time_pin\n"
                       "press next\n"
                       "wait staff_set_pin\n"
                       "type own_pin\n"
                       "press next\n"
                       "type own_pin\n"
                       "press next\n"
                       "wait staff_overview\n"
                       "picture staff-overview\n"
                       "press load\n"
                       "wait staff_scan\n"
                       "say " DEMO_STAFF " signs in with the badge and sets a PIN\n" },
        { DEMO_BY_CODE, LOAD_TO_THE_OPEN_DOOR "picture staff-load\n" LOAD_FROM_THE_OPEN_DOOR },
        { DEMO_BY_NUMBER, LOAD },
        { DEMO_AFTER_WRONG, LOAD },
        { DEMO_NOT_TAKEN, LOAD },
        { DEMO_OVERDUE, LOAD },
        { DEMO_REISSUED, LOAD },
        { DEMO_JAMMED, LOAD },
        { DEMO_NOBODY, SIGN_OUT "say 7 consignments loaded by ticket, one scan and one closed door each\n" },
        { .script = NULL },
};

/* ---- citizens collect ---- */

const struct demo_scene demo_collecting[] = {
        { DEMO_BY_CODE, "show code\n"
                        "wait birth\n"
                        "picture birth-date\n"
                        "type born\n"
                        "press next\n" COLLECT
                        "picture done\n"
                        "press receipt\n"
                        "wait receipt\n"
                        "receipt\n" LEAVE
                        "told\n" },
        { DEMO_BY_NUMBER, "press start\n"
                          "wait code\n"
                          "picture code\n"
                          "press typed\n"
                          "wait number\n"
                          "picture number\n"
                          "type number\n"
                          "press next\n"
                          "wait pin\n"
                          "type pin\n"
                          "press next\n" GIVE_BIRTH_DATE COLLECT LEAVE
                          "told\n" },
        { DEMO_AFTER_WRONG, "show code\n"
                            "wait birth\n"
                            "type wrong\n"
                            "press next\n"
                            "wait wrong\n"
                            "picture wrong\n"
                            "press again\n" GIVE_BIRTH_DATE COLLECT LEAVE
                            "told\n" },
        { DEMO_NOT_TAKEN, "show code\n" GIVE_BIRTH_DATE COLLECT
                          "press not_taken\n" COLLECT LEAVE
                          "told\n" },
        { DEMO_JAMMED, "jam\n"
                       "show code\n" GIVE_BIRTH_DATE
                       "wait jam_ask 30\n"
                       "picture jam-ask\n"
                       "press no\n"
                       "wait jam\n"
                       "picture jam\n" LEAVE
                       "told\n" },
        { DEMO_REISSUED, "revoke\n"
                         "show old_code\n"
                         "wait refused\n"
                         "picture revoked\n" LEAVE
                         "say F: revoked; the box has the next bundle and refuses the code\n"
                         "reissue\n" SIGN_IN
                         "press load\n"
                         "wait staff_scan\n"
                         "show ticket\n"
                         "wait staff_scan\n" SIGN_OUT
                         "say F: reissued; the box has read the new ticket\n"
                         "show old_code\n"
                         "wait refused\n" LEAVE
                         "show code\n" GIVE_BIRTH_DATE COLLECT LEAVE
                         "told\n" },
        { DEMO_OVERDUE, "days 4\n"
                        "wait idle\n"
                        "show code\n"
                        "wait refused\n"
                        "picture expired\n" LEAVE
                        "say Four days pass. E: the pickup time is over, the code is refused\n" SIGN_IN
                        "press overdue\n"
                        "wait staff_overdue\n"
                        "picture staff-overdue\n"
                        "press row_0\n"
                        "wait staff_take\n"
                        "opened\n"
                        "picture staff-take\n"
                        "close\n"
                        "wait staff_found\n"
                        "press found_taken\n"
                        "wait staff_overdue\n" SIGN_OUT
                        "say " DEMO_STAFF " takes the overdue consignment out\n" },
        { .script = NULL },
};

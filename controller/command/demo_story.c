/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>

#include "controller/command/demo.h"

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
                "load_begin loaded expired refused:expired removed:there" },
        [DEMO_REISSUED] = { "F", "identity_card", "1990-08-21", "10", "revoked and reissued: the old code refused, the new one good",
                "load_begin loaded refused:revoked reissued refused:revoked release:code issued:seen closed" },
        [DEMO_JAMMED] = { "G", "passport", "1968-05-02", "10", "door jammed three times: not issued, set aside for staff",
                "load_begin loaded release:code open_failed" },
};

static int by(struct demo *demo, enum demo_citizen citizen, const char *script) {
        return demo_act(demo, &demo->consignments[citizen], &demo_persons[citizen], script);
}

/* ---- staff ---- */

int demo_load_all(struct demo *demo) {
        static const char first_sign_in[] = "show badge\n"
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
                                            "wait staff_scan\n";
        static const char load[] = "show ticket\n"
                                   "wait staff_load\n"
                                   "opened\n"
                                   "%s"
                                   "close\n"
                                   "wait staff_scan\n";

        if (demo_act(demo, NULL, NULL, first_sign_in) < 0)
                return -1;
        demo_done(demo, "%s signs in with the badge and sets a PIN", DEMO_STAFF);
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                char script[sizeof(load) + 32];

                snprintf(script, sizeof(script), load, i == 0 ? "picture staff-load\n" : "");
                if (by(demo, (enum demo_citizen)i, script) < 0)
                        return -1;
        }
        if (demo_act(demo, NULL, NULL, "show badge\nwait idle\n") < 0)
                return -1;
        demo_done(demo, "%d consignments loaded by ticket, one scan and one closed door each", DEMO_CITIZEN_COUNT);
        return 0;
}

#define SIGN_IN                                                                                                                   \
        "show badge\n"                                                                                                            \
        "wait staff_pin\n"                                                                                                        \
        "type own_pin\n"                                                                                                          \
        "press next\n"                                                                                                            \
        "wait staff_overview\n"

static int take_out_overdue(struct demo *demo) {
        static const char refused[] = "wait idle\n"
                                      "show code\n"
                                      "wait refused\n"
                                      "picture expired\n"
                                      "press end\n"
                                      "wait idle\n";
        static const char take_out[] = SIGN_IN "press overdue\n"
                                               "wait staff_overdue\n"
                                               "picture staff-overdue\n"
                                               "press row_0\n"
                                               "wait staff_take\n"
                                               "opened\n"
                                               "picture staff-take\n"
                                               "close\n"
                                               "wait staff_found\n"
                                               "press found_there\n"
                                               "wait staff_overdue\n"
                                               "show badge\n"
                                               "wait idle\n";

        if (demo_act(demo, NULL, NULL, "clock +4d\n") < 0)
                return -1;
        demo->ahead_s += 4 * 86400;
        if (by(demo, DEMO_OVERDUE, refused) < 0)
                return -1;
        demo_done(demo, "Four days pass. %s: %s", demo_persons[DEMO_OVERDUE].label, "the pickup time is over, the code is refused");
        if (by(demo, DEMO_OVERDUE, take_out) < 0)
                return -1;
        demo_done(demo, "%s takes the overdue consignment out", DEMO_STAFF);
        return 0;
}

/* ---- citizens ---- */

#define GIVE_BIRTH_DATE                                                                                                           \
        "wait birth\n"                                                                                                            \
        "type born\n"                                                                                                             \
        "press next\n"

#define COLLECT                                                                                                                   \
        "wait door\n"                                                                                                             \
        "opened\n"                                                                                                                \
        "picture door\n"                                                                                                          \
        "close\n"                                                                                                                 \
        "wait done\n"

#define LEAVE                                                                                                                     \
        "press end\n"                                                                                                             \
        "wait idle\n"

static int collect_by_code(struct demo *demo) {
        return by(demo, DEMO_BY_CODE, "show code\nwait birth\npicture birth-date\ntype born\npress next\n" COLLECT
                                      "picture done\npress receipt\nwait receipt\nreceipt\n" LEAVE);
}

static int collect_by_number(struct demo *demo) {
        return by(demo, DEMO_BY_NUMBER, "press start\n"
                                        "wait code\n"
                                        "picture code\n"
                                        "press typed\n"
                                        "wait number\n"
                                        "picture number\n"
                                        "type number\n"
                                        "press next\n"
                                        "wait pin\n"
                                        "type pin\n"
                                        "press next\n" GIVE_BIRTH_DATE COLLECT LEAVE);
}

static int collect_after_wrong(struct demo *demo) {
        return by(demo, DEMO_AFTER_WRONG, "show code\n"
                                          "wait birth\n"
                                          "type wrong\n"
                                          "press next\n"
                                          "wait wrong\n"
                                          "picture wrong\n"
                                          "press again\n" GIVE_BIRTH_DATE COLLECT LEAVE);
}

static int collect_in_two_goes(struct demo *demo) {
        return by(demo, DEMO_NOT_TAKEN, "show code\n" GIVE_BIRTH_DATE COLLECT "press not_taken\n" COLLECT LEAVE);
}

static int collect_reissued(struct demo *demo) {
        if (demo_revoke(demo, DEMO_REISSUED) < 0 ||
            by(demo, DEMO_REISSUED, "show code\nwait refused\npicture revoked\n" LEAVE) < 0)
                return -1;
        demo_done(demo, "%s: revoked; the box has the next bundle and refuses the code", demo_persons[DEMO_REISSUED].label);
        if (demo_reissue(demo, DEMO_REISSUED) < 0 ||
            by(demo, DEMO_REISSUED, SIGN_IN "press load\nwait staff_scan\nshow ticket\nwait staff_scan\nshow badge\nwait idle\n") < 0)
                return -1;
        demo_done(demo, "%s: reissued; the box has read the new ticket", demo_persons[DEMO_REISSUED].label);
        return by(demo, DEMO_REISSUED, "show old_code\nwait refused\n" LEAVE "show code\n" GIVE_BIRTH_DATE COLLECT LEAVE);
}

static int meet_a_jam(struct demo *demo) {
        return by(demo, DEMO_JAMMED, "jam\n"
                                     "show code\n" GIVE_BIRTH_DATE "wait jam_ask 30\n"
                                     "picture jam-ask\n"
                                     "press no\n"
                                     "wait jam\n"
                                     "picture jam\n" LEAVE);
}

int demo_story(struct demo *demo) {
        static const struct {
                int (*happens)(struct demo *demo);
                enum demo_citizen citizen;
        } citizens[] = {
                { collect_by_code, DEMO_BY_CODE },           { collect_by_number, DEMO_BY_NUMBER },
                { collect_after_wrong, DEMO_AFTER_WRONG },   { collect_in_two_goes, DEMO_NOT_TAKEN },
                { meet_a_jam, DEMO_JAMMED },                 { collect_reissued, DEMO_REISSUED },
        };

        if (demo_load_all(demo) < 0)
                return -1;
        for (size_t i = 0; i < ARRAY_LEN(citizens); i++) {
                const struct demo_person *person = &demo_persons[citizens[i].citizen];

                if (citizens[i].happens(demo) < 0)
                        return -1;
                demo_done(demo, "%s: %s", person->label, person->what);
        }
        return take_out_overdue(demo);
}

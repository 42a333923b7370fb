/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every transition of the staff's machine: each stimulus is tried in each place
 * with each answer of the store, and what is not in the tables must change nothing.
 */
#include "tests/box/session/staff_machine.h"
#include "tests/support/cmocka.h"

struct transition {
        enum place from;
        enum stimulus stimulus;
        enum place to;
};

/* A manager's, without four eyes, when the store permits everything. */
static const struct transition table[] = {
        { OUT, TICKET, REFUSED }, { OUT, TICKET_SAME, REFUSED }, { OUT, TICKET_BAD, REFUSED },
        { OUT, TICKET_NEWER, REFUSED }, { OUT, BADGE_OWN, PIN }, { OUT, BADGE_OTHER, PIN },
        { OUT, BADGE_AUDITOR, PIN }, { OUT, BADGE_BAD, REFUSED },
        { PIN, NEXT, CHECKING }, { PIN, BACK, OUT }, { PIN, CANCEL, OUT },
        { PIN, END, OUT }, { PIN, YES, CHECKING }, { PIN, SIGN_OUT, OUT },
        { PIN, AFTER_4_MINUTES, OUT },
        { CHECKING, CHECKED, OVERVIEW },
        { NEW_PIN, NEXT, NEW_PIN_AGAIN }, { NEW_PIN, BACK, OUT }, { NEW_PIN, CANCEL, OUT },
        { NEW_PIN, END, OUT }, { NEW_PIN, YES, NEW_PIN_AGAIN }, { NEW_PIN, SIGN_OUT, OUT },
        { NEW_PIN, AFTER_4_MINUTES, OUT },
        { NEW_PIN_AGAIN, NEXT, HASHING }, { NEW_PIN_AGAIN, BACK, NEW_PIN },
        { NEW_PIN_AGAIN, CANCEL, OUT }, { NEW_PIN_AGAIN, YES, HASHING },
        { NEW_PIN_AGAIN, SIGN_OUT, OUT }, { NEW_PIN_AGAIN, AFTER_4_MINUTES, OUT },
        { HASHING, HASHED, OVERVIEW }, { HASHING, HASHED_NOT, OUT },
        { OVERVIEW, SIGN_OUT, OUT }, { OVERVIEW, MENU_LOAD, SCAN },
        { OVERVIEW, MENU_OVERDUE, OVERDUE }, { OVERVIEW, MENU_DESK, DESK }, { OVERVIEW, MENU_PROBLEMS, PROBLEMS },
        { OVERVIEW, MENU_STATE, STATE }, { OVERVIEW, MENU_CHECKPOINT, CHECKPOINT },
        { OVERVIEW, CODE, REFUSED }, { OVERVIEW, CODE_HERE, REFUSED }, { OVERVIEW, TICKET, OPENING },
        { OVERVIEW, TICKET_SAME, OPENING }, { OVERVIEW, TICKET_BAD, REFUSED },
        { OVERVIEW, TICKET_NEWER, SCAN }, { OVERVIEW, BADGE_OWN, OUT },
        { OVERVIEW, BADGE_OTHER, PIN }, { OVERVIEW, BADGE_AUDITOR, REFUSED },
        { OVERVIEW, BADGE_BAD, REFUSED }, { OVERVIEW, AFTER_4_MINUTES, OUT },
        { SECOND, BACK, OVERVIEW }, { SECOND, CANCEL, OVERVIEW }, { SECOND, END, OVERVIEW },
        { SECOND, SIGN_OUT, OUT }, { SECOND, BADGE_OWN, OUT }, { SECOND, BADGE_OTHER, PIN },
        { SECOND, BADGE_AUDITOR, REFUSED }, { SECOND, BADGE_BAD, REFUSED },
        { SECOND, AFTER_4_MINUTES, OUT },
        { SCAN, BACK, OVERVIEW }, { SCAN, CANCEL, OVERVIEW }, { SCAN, END, OVERVIEW },
        { SCAN, SIGN_OUT, OUT }, { SCAN, CODE, REFUSED }, { SCAN, CODE_HERE, REFUSED }, { SCAN, TICKET, OPENING },
        { SCAN, TICKET_SAME, OPENING }, { SCAN, TICKET_BAD, REFUSED },
        { SCAN, BADGE_OWN, OUT }, { SCAN, BADGE_OTHER, PIN },
        { SCAN, BADGE_AUDITOR, REFUSED }, { SCAN, BADGE_BAD, REFUSED },
        { SCAN, AFTER_4_MINUTES, OUT },
        { OPENING, OPENED, LOAD },
        { LOAD, BACK, CANCELLING }, { LOAD, CANCEL, CANCELLING }, { LOAD, END, CANCELLING },
        { LOAD, LOAD_CANCEL, CANCELLING }, { LOAD, NOT_EMPTY, MOVING },
        { LOAD, TICKET, CLOSE_FIRST }, { LOAD, TICKET_BAD, CLOSE_FIRST }, { LOAD, TICKET_NEWER, CLOSE_FIRST },
        { LOAD, BADGE_OWN, CLOSE_FIRST }, { LOAD, BADGE_OTHER, CLOSE_FIRST }, { LOAD, BADGE_AUDITOR, CLOSE_FIRST }, { LOAD, BADGE_BAD, CLOSE_FIRST },
        { LOAD, SIGN_OUT, CLOSE_FIRST }, { CLOSE_FIRST, NEXT, LOAD }, { CLOSE_FIRST, YES, LOAD }, { CLOSE_FIRST, BACK, LOAD },
        { CLOSE_FIRST, CANCEL, LOAD }, { CLOSE_FIRST, END, LOAD }, { CLOSE_FIRST, CLOSED, LATCHING }, { CLOSE_FIRST, GIVEN_UP, OUT },
        { LOAD, CLOSED, LATCHING }, { LOAD, GIVEN_UP, OUT },
        { LATCHING, SETTLED, SCAN }, { LATCHING, UNLATCHED, LOAD_UNLATCHED }, { LATCHING, AFTER_4_MINUTES, OUT },
        { LOAD_UNLATCHED, CLOSED, LATCHING }, { LOAD_UNLATCHED, GIVEN_UP, OUT },
        { SPRUNG, CLOSED, SCAN }, { SPRUNG, GIVEN_UP, OUT },
        { FOUND, UNLATCHED, TAKE_UNLATCHED }, { TAKE_UNLATCHED, CLOSED, FOUND }, { TAKE_UNLATCHED, GIVEN_UP, OUT },
        { FOUND_LOOK, UNLATCHED, LOOK_UNLATCHED }, { LOOK_UNLATCHED, CLOSED, FOUND_LOOK }, { LOOK_UNLATCHED, GIVEN_UP, OUT },
        { CANCELLING, CLOSED, SCAN }, { CANCELLING, GIVEN_UP, OUT },
        { MOVING, CLOSED, OPENING }, { MOVING, GIVEN_UP, OUT },
        { REFUSED, NEXT, SCAN }, { REFUSED, BACK, SCAN }, { REFUSED, CANCEL, SCAN },
        { REFUSED, END, SCAN }, { REFUSED, AGAIN, SCAN }, { REFUSED, YES, SCAN }, { REFUSED, SIGN_OUT, OUT },
        { REFUSED, TICKET, OPENING }, { REFUSED, TICKET_SAME, OPENING },
        { REFUSED, TICKET_NEWER, SCAN }, { REFUSED, BADGE_OWN, OUT },
        { REFUSED, BADGE_OTHER, PIN }, { REFUSED, AFTER_4_MINUTES, OUT },
        { OVERDUE, BACK, OVERVIEW }, { OVERDUE, CANCEL, OVERVIEW },
        { OVERDUE, END, OVERVIEW }, { OVERDUE, SIGN_OUT, OUT }, { OVERDUE, ROW, OPENING_TAKE },
        { OVERDUE, CODE, REFUSED }, { OVERDUE, CODE_HERE, REFUSED }, { OVERDUE, TICKET, OPENING },
        { OVERDUE, TICKET_SAME, OPENING }, { OVERDUE, TICKET_BAD, REFUSED },
        { OVERDUE, TICKET_NEWER, SCAN }, { OVERDUE, BADGE_OWN, OUT },
        { OVERDUE, BADGE_OTHER, PIN }, { OVERDUE, BADGE_AUDITOR, REFUSED },
        { OVERDUE, BADGE_BAD, REFUSED }, { OVERDUE, AFTER_4_MINUTES, OUT },
        { PROBLEMS, BACK, OVERVIEW }, { PROBLEMS, CANCEL, OVERVIEW },
        { PROBLEMS, END, OVERVIEW }, { PROBLEMS, SIGN_OUT, OUT }, { PROBLEMS, ROW, OPENING_LOOK },
        { PROBLEMS, CODE, REFUSED }, { PROBLEMS, CODE_HERE, REFUSED }, { PROBLEMS, TICKET, OPENING },
        { PROBLEMS, TICKET_SAME, OPENING }, { PROBLEMS, TICKET_BAD, REFUSED },
        { PROBLEMS, TICKET_NEWER, SCAN }, { PROBLEMS, BADGE_OWN, OUT },
        { PROBLEMS, BADGE_OTHER, PIN }, { PROBLEMS, BADGE_AUDITOR, REFUSED },
        { PROBLEMS, BADGE_BAD, REFUSED }, { PROBLEMS, AFTER_4_MINUTES, OUT },
        { DESK, BACK, OVERVIEW }, { DESK, CANCEL, OVERVIEW },
        { DESK, END, OVERVIEW }, { DESK, SIGN_OUT, OUT }, { DESK, ROW, SECOND }, /* whatever the office has set */
        { DESK, CODE, REFUSED }, { DESK, CODE_HERE, SECOND }, { DESK, TICKET, OPENING },
        { DESK, TICKET_SAME, OPENING }, { DESK, TICKET_BAD, REFUSED },
        { DESK, TICKET_NEWER, SCAN }, { DESK, BADGE_OWN, OUT },
        { DESK, BADGE_OTHER, PIN }, { DESK, BADGE_AUDITOR, REFUSED },
        { DESK, BADGE_BAD, REFUSED }, { DESK, AFTER_4_MINUTES, OUT },
        { OPENING_DESK, OPENED, HANDING }, { OPENING_DESK, NOT_OPENED, DESK }, { HANDING, CLOSED, FOUND_DESK }, { HANDING, GIVEN_UP, OUT },
        { FOUND_DESK, TAKEN, DESK }, { FOUND_DESK, KEPT, DESK }, { FOUND_DESK, EMPTY, DESK }, { FOUND_DESK, ELSE, DESK },
        { FOUND_DESK, AFTER_4_MINUTES, OUT },
        { FOUND_DESK, UNLATCHED, DESK_UNLATCHED }, { DESK_UNLATCHED, CLOSED, FOUND_DESK }, { DESK_UNLATCHED, GIVEN_UP, OUT },
        { OPENING_TAKE, OPENED, TAKE }, { OPENING_TAKE, NOT_OPENED, OVERDUE }, { TAKE, CLOSED, FOUND }, { TAKE, GIVEN_UP, OUT },
        { FOUND, TAKEN, OVERDUE }, { FOUND, EMPTY, OVERDUE }, { FOUND, ELSE, OVERDUE }, { FOUND, AFTER_4_MINUTES, OUT },
        { OPENING_LOOK, OPENED, LOOK }, { OPENING_LOOK, NOT_OPENED, PROBLEMS }, { LOOK, CLOSED, FOUND_LOOK }, { LOOK, GIVEN_UP, OUT },
        { FOUND_LOOK, TAKEN, PROBLEMS }, { FOUND_LOOK, KEPT, PROBLEMS }, { FOUND_LOOK, EMPTY, PROBLEMS }, { FOUND_LOOK, ELSE, PROBLEMS }, { FOUND_LOOK, AFTER_4_MINUTES, OUT },
        { STATE, BACK, OVERVIEW }, { STATE, CANCEL, OVERVIEW }, { STATE, END, OVERVIEW },
        { STATE, SIGN_OUT, OUT }, { STATE, CODE, REFUSED }, { STATE, CODE_HERE, REFUSED }, { STATE, TICKET, OPENING },
        { STATE, TICKET_SAME, OPENING }, { STATE, TICKET_BAD, REFUSED },
        { STATE, TICKET_NEWER, SCAN }, { STATE, BADGE_OWN, OUT }, { STATE, BADGE_OTHER, PIN },
        { STATE, BADGE_AUDITOR, REFUSED }, { STATE, BADGE_BAD, REFUSED },
        { STATE, AFTER_4_MINUTES, OUT },
        { CHECKPOINT, BACK, OVERVIEW }, { CHECKPOINT, CANCEL, OVERVIEW },
        { CHECKPOINT, END, OVERVIEW }, { CHECKPOINT, SIGN_OUT, OUT },
        { CHECKPOINT, CODE, REFUSED }, { CHECKPOINT, CODE_HERE, REFUSED }, { CHECKPOINT, TICKET, OPENING },
        { CHECKPOINT, TICKET_SAME, OPENING }, { CHECKPOINT, TICKET_BAD, REFUSED },
        { CHECKPOINT, TICKET_NEWER, SCAN }, { CHECKPOINT, BADGE_OWN, OUT },
        { CHECKPOINT, BADGE_OTHER, PIN }, { CHECKPOINT, BADGE_AUDITOR, REFUSED },
        { CHECKPOINT, BADGE_BAD, REFUSED }, { CHECKPOINT, AFTER_4_MINUTES, OUT },
        { CABINET, BACK, OVERVIEW }, { CABINET, CANCEL, OVERVIEW }, { CABINET, END, OVERVIEW }, { CABINET, SIGN_OUT, OUT },
        { CABINET, CODE, REFUSED }, { CABINET, CODE_HERE, REFUSED }, { CABINET, TICKET, OPENING }, { CABINET, TICKET_SAME, OPENING },
        { CABINET, TICKET_BAD, REFUSED }, { CABINET, TICKET_NEWER, SCAN }, { CABINET, BADGE_OWN, OUT }, { CABINET, BADGE_OTHER, PIN },
        { CABINET, BADGE_AUDITOR, REFUSED }, { CABINET, BADGE_BAD, REFUSED }, { CABINET, AFTER_4_MINUTES, OUT },
        { PAGE, BACK, OVERVIEW }, { PAGE, CANCEL, OVERVIEW }, { PAGE, END, OVERVIEW }, { PAGE, SIGN_OUT, OUT },
        { PAGE, CODE, REFUSED }, { PAGE, CODE_HERE, REFUSED }, { PAGE, TICKET, OPENING }, { PAGE, TICKET_SAME, OPENING },
        { PAGE, TICKET_BAD, REFUSED }, { PAGE, TICKET_NEWER, SCAN }, { PAGE, BADGE_OWN, OUT }, { PAGE, BADGE_OTHER, PIN },
        { PAGE, BADGE_AUDITOR, REFUSED }, { PAGE, BADGE_BAD, REFUSED }, { PAGE, AFTER_4_MINUTES, OUT },
        { OVERVIEW, CELL, PAGE }, { OVERVIEW, AROUND, CABINET }, { OVERVIEW, ALERT, PAGE },
        { CABINET, CELL, PAGE }, { CABINET, ALERT, PAGE }, { CABINET, TYPE_CELL, TYPING },
        { TYPING, NEXT, PAGE }, { TYPING, YES, PAGE }, { TYPING, BACK, CABINET }, { TYPING, CANCEL, CABINET }, { TYPING, END, CABINET },
        { TYPING, SIGN_OUT, OUT }, { TYPING, AFTER_4_MINUTES, OUT },
        { PAGE, PAGE_TAKE_OUT, OPENING_PAGE }, { PAGE, PAGE_LOOK_IN, OPENING_PAGE }, { PAGE, PAGE_OPEN_IT, PURPOSE },
        { PURPOSE, CHOOSE, OPENING_PAGE }, { PURPOSE, BACK, PAGE }, { PURPOSE, CANCEL, PAGE }, { PURPOSE, END, PAGE },
        { PURPOSE, SIGN_OUT, OUT }, { PURPOSE, AFTER_4_MINUTES, OUT },
        { OPENING_PAGE, OPENED, PAGE_DOOR }, { OPENING_PAGE, NOT_OPENED, PAGE }, { PAGE_DOOR, CLOSED, FOUND_PAGE }, { PAGE_DOOR, GIVEN_UP, OUT },
        { FOUND_PAGE, TAKEN, PAGE }, { FOUND_PAGE, EMPTY, PAGE }, { FOUND_PAGE, ELSE, PAGE }, { FOUND_PAGE, AFTER_4_MINUTES, OUT },
        { FOUND_PAGE, UNLATCHED, PAGE_UNLATCHED }, { PAGE_UNLATCHED, CLOSED, FOUND_PAGE }, { PAGE_UNLATCHED, GIVEN_UP, OUT },
        { DAY, BACK, OVERVIEW }, { DAY, CANCEL, OVERVIEW }, { DAY, END, OVERVIEW }, { DAY, SIGN_OUT, OUT },
        { DAY, CODE, REFUSED }, { DAY, CODE_HERE, REFUSED }, { DAY, TICKET, OPENING }, { DAY, TICKET_SAME, OPENING },
        { DAY, TICKET_BAD, REFUSED }, { DAY, TICKET_NEWER, SCAN }, { DAY, BADGE_OWN, OUT }, { DAY, BADGE_OTHER, PIN },
        { DAY, BADGE_AUDITOR, REFUSED }, { DAY, BADGE_BAD, REFUSED }, { DAY, AFTER_4_MINUTES, OUT },
        { CONTENTS, BACK, OVERVIEW }, { CONTENTS, CANCEL, OVERVIEW }, { CONTENTS, END, OVERVIEW }, { CONTENTS, SIGN_OUT, OUT },
        { CONTENTS, CODE, REFUSED }, { CONTENTS, CODE_HERE, REFUSED }, { CONTENTS, TICKET, OPENING }, { CONTENTS, TICKET_SAME, OPENING },
        { CONTENTS, TICKET_BAD, REFUSED }, { CONTENTS, TICKET_NEWER, SCAN }, { CONTENTS, BADGE_OWN, OUT }, { CONTENTS, BADGE_OTHER, PIN },
        { CONTENTS, BADGE_AUDITOR, REFUSED }, { CONTENTS, BADGE_BAD, REFUSED }, { CONTENTS, AFTER_4_MINUTES, OUT },
        { LISTING, BACK, OVERVIEW }, { LISTING, CANCEL, OVERVIEW }, { LISTING, END, OVERVIEW }, { LISTING, SIGN_OUT, OUT },
        { LISTING, CODE, REFUSED }, { LISTING, CODE_HERE, REFUSED }, { LISTING, TICKET, OPENING }, { LISTING, TICKET_SAME, OPENING },
        { LISTING, TICKET_BAD, REFUSED }, { LISTING, TICKET_NEWER, SCAN }, { LISTING, BADGE_OWN, OUT }, { LISTING, BADGE_OTHER, PIN },
        { LISTING, BADGE_AUDITOR, REFUSED }, { LISTING, BADGE_BAD, REFUSED }, { LISTING, AFTER_4_MINUTES, OUT },
        { TOMORROW, BACK, OVERVIEW }, { TOMORROW, CANCEL, OVERVIEW }, { TOMORROW, END, OVERVIEW }, { TOMORROW, SIGN_OUT, OUT },
        { TOMORROW, CODE, REFUSED }, { TOMORROW, CODE_HERE, REFUSED }, { TOMORROW, TICKET, OPENING }, { TOMORROW, TICKET_SAME, OPENING },
        { TOMORROW, TICKET_BAD, REFUSED }, { TOMORROW, TICKET_NEWER, SCAN }, { TOMORROW, BADGE_OWN, OUT }, { TOMORROW, BADGE_OTHER, PIN },
        { TOMORROW, BADGE_AUDITOR, REFUSED }, { TOMORROW, BADGE_BAD, REFUSED }, { TOMORROW, AFTER_4_MINUTES, OUT },
        { INCIDENTS, BACK, OVERVIEW }, { INCIDENTS, CANCEL, OVERVIEW }, { INCIDENTS, END, OVERVIEW }, { INCIDENTS, SIGN_OUT, OUT },
        { INCIDENTS, CODE, REFUSED }, { INCIDENTS, CODE_HERE, REFUSED }, { INCIDENTS, TICKET, OPENING }, { INCIDENTS, TICKET_SAME, OPENING },
        { INCIDENTS, TICKET_BAD, REFUSED }, { INCIDENTS, TICKET_NEWER, SCAN }, { INCIDENTS, BADGE_OWN, OUT }, { INCIDENTS, BADGE_OTHER, PIN },
        { INCIDENTS, BADGE_AUDITOR, REFUSED }, { INCIDENTS, BADGE_BAD, REFUSED }, { INCIDENTS, AFTER_4_MINUTES, OUT },
        { PEOPLE, BACK, OVERVIEW }, { PEOPLE, CANCEL, OVERVIEW }, { PEOPLE, END, OVERVIEW }, { PEOPLE, SIGN_OUT, OUT },
        { PEOPLE, CODE, REFUSED }, { PEOPLE, CODE_HERE, REFUSED }, { PEOPLE, TICKET, OPENING }, { PEOPLE, TICKET_SAME, OPENING },
        { PEOPLE, TICKET_BAD, REFUSED }, { PEOPLE, TICKET_NEWER, SCAN }, { PEOPLE, BADGE_OWN, OUT }, { PEOPLE, BADGE_OTHER, PIN },
        { PEOPLE, BADGE_AUDITOR, REFUSED }, { PEOPLE, BADGE_BAD, REFUSED }, { PEOPLE, AFTER_4_MINUTES, OUT },
        { STATE, MENU_GIVE_PIN, PEOPLE }, { PEOPLE, ROW, GIVING_ASKED },
        { GIVING_ASKED, NEXT, SECOND }, { GIVING_ASKED, YES, SECOND }, /* whatever the office has set */ { GIVING_ASKED, BACK, PEOPLE }, { GIVING_ASKED, CANCEL, PEOPLE },
        { GIVING_ASKED, END, PEOPLE }, { GIVING_ASKED, SIGN_OUT, OUT }, { GIVING_ASKED, AFTER_4_MINUTES, OUT },
        { GIVING, HASHED, GIVING_TOLD }, { GIVING, HASHED_NOT, GIVING_TOLD }, { GIVING, AFTER_4_MINUTES, OUT },
        { GIVING_TOLD, NEXT, STATE }, { GIVING_TOLD, YES, STATE }, { GIVING_TOLD, BACK, STATE }, { GIVING_TOLD, CANCEL, STATE }, { GIVING_TOLD, END, STATE },
        { GIVING_TOLD, SIGN_OUT, OUT }, { GIVING_TOLD, AFTER_4_MINUTES, OUT },
        { INCIDENTS, NEXT, TYPING_INCIDENT }, { INCIDENTS, YES, TYPING_INCIDENT },
        { TYPING_INCIDENT, NEXT, INCIDENT_FOUND }, { TYPING_INCIDENT, YES, INCIDENT_FOUND }, { TYPING_INCIDENT, BACK, INCIDENTS },
        { TYPING_INCIDENT, CANCEL, INCIDENTS }, { TYPING_INCIDENT, END, INCIDENTS }, { TYPING_INCIDENT, SIGN_OUT, OUT }, { TYPING_INCIDENT, AFTER_4_MINUTES, OUT },
        { INCIDENT_FOUND, NEXT, TYPING_INCIDENT }, { INCIDENT_FOUND, YES, TYPING_INCIDENT }, { INCIDENT_FOUND, BACK, INCIDENTS },
        { INCIDENT_FOUND, CANCEL, INCIDENTS }, { INCIDENT_FOUND, END, INCIDENTS }, { INCIDENT_FOUND, SIGN_OUT, OUT }, { INCIDENT_FOUND, AFTER_4_MINUTES, OUT },
        { ROUND, BACK, OVERVIEW }, { ROUND, CANCEL, OVERVIEW }, { ROUND, END, OVERVIEW }, { ROUND, SIGN_OUT, OUT },
        { ROUND, CODE, REFUSED }, { ROUND, CODE_HERE, REFUSED }, { ROUND, TICKET, OPENING }, { ROUND, TICKET_SAME, OPENING },
        { ROUND, TICKET_BAD, REFUSED }, { ROUND, TICKET_NEWER, SCAN }, { ROUND, BADGE_OWN, OUT }, { ROUND, BADGE_OTHER, PIN },
        { ROUND, BADGE_AUDITOR, REFUSED }, { ROUND, BADGE_BAD, REFUSED }, { ROUND, AFTER_4_MINUTES, OUT },
        { RECONCILE, BACK, OVERVIEW }, { RECONCILE, CANCEL, OVERVIEW }, { RECONCILE, END, OVERVIEW }, { RECONCILE, SIGN_OUT, OUT },
        { RECONCILE, CODE, REFUSED }, { RECONCILE, CODE_HERE, REFUSED }, { RECONCILE, TICKET, OPENING }, { RECONCILE, TICKET_SAME, OPENING },
        { RECONCILE, TICKET_BAD, REFUSED }, { RECONCILE, TICKET_NEWER, SCAN }, { RECONCILE, BADGE_OWN, OUT }, { RECONCILE, BADGE_OTHER, PIN },
        { RECONCILE, BADGE_AUDITOR, REFUSED }, { RECONCILE, BADGE_BAD, REFUSED }, { RECONCILE, AFTER_4_MINUTES, OUT },
        { ADOPT, BACK, OVERVIEW }, { ADOPT, CANCEL, OVERVIEW }, { ADOPT, END, OVERVIEW }, { ADOPT, SIGN_OUT, OUT },
        { ADOPT, CODE, REFUSED }, { ADOPT, CODE_HERE, REFUSED }, { ADOPT, TICKET, OPENING }, { ADOPT, TICKET_SAME, OPENING },
        { ADOPT, TICKET_BAD, REFUSED }, { ADOPT, TICKET_NEWER, SCAN }, { ADOPT, BADGE_OWN, OUT }, { ADOPT, BADGE_OTHER, PIN },
        { ADOPT, BADGE_AUDITOR, REFUSED }, { ADOPT, BADGE_BAD, REFUSED }, { ADOPT, AFTER_4_MINUTES, OUT }, { STATE, MENU_ADOPT, ADOPT }, { STATE, MENU_SET_CLOCK, TYPING_DATE },
        { TYPING_DATE, NEXT, TYPING_TIME }, { TYPING_DATE, YES, TYPING_TIME }, { TYPING_DATE, BACK, OVERVIEW }, { TYPING_DATE, CANCEL, OVERVIEW },
        { TYPING_DATE, END, OVERVIEW }, { TYPING_DATE, SIGN_OUT, OUT }, { TYPING_DATE, CODE, REFUSED }, { TYPING_DATE, CODE_HERE, REFUSED },
        { TYPING_DATE, TICKET, OPENING }, { TYPING_DATE, TICKET_SAME, OPENING }, { TYPING_DATE, TICKET_BAD, REFUSED }, { TYPING_DATE, TICKET_NEWER, SCAN },
        { TYPING_DATE, BADGE_OWN, OUT }, { TYPING_DATE, BADGE_OTHER, PIN }, { TYPING_DATE, BADGE_AUDITOR, REFUSED }, { TYPING_DATE, BADGE_BAD, REFUSED },
        { TYPING_DATE, AFTER_4_MINUTES, OUT },
        { TYPING_TIME, NEXT, CLOCK_TOLD }, { TYPING_TIME, YES, CLOCK_TOLD }, { TYPING_TIME, BACK, TYPING_DATE }, { TYPING_TIME, CANCEL, TYPING_DATE },
        { TYPING_TIME, END, TYPING_DATE }, { TYPING_TIME, SIGN_OUT, OUT }, { TYPING_TIME, AFTER_4_MINUTES, OUT },
        { CLOCK_TOLD, NEXT, STATE }, { CLOCK_TOLD, YES, STATE }, { CLOCK_TOLD, BACK, STATE }, { CLOCK_TOLD, CANCEL, STATE }, { CLOCK_TOLD, END, STATE },
        { CLOCK_TOLD, AGAIN, TYPING_DATE }, { CLOCK_TOLD, SIGN_OUT, OUT }, { CLOCK_TOLD, AFTER_4_MINUTES, OUT },
        { ASKING_CLOCK, BACK, OVERVIEW }, { ASKING_CLOCK, CANCEL, OVERVIEW }, { ASKING_CLOCK, END, OVERVIEW }, { ASKING_CLOCK, SIGN_OUT, OUT },
        { ASKING_CLOCK, CODE, REFUSED }, { ASKING_CLOCK, CODE_HERE, REFUSED }, { ASKING_CLOCK, TICKET, OPENING }, { ASKING_CLOCK, TICKET_SAME, OPENING },
        { ASKING_CLOCK, TICKET_BAD, REFUSED }, { ASKING_CLOCK, TICKET_NEWER, SCAN }, { ASKING_CLOCK, BADGE_OWN, OUT }, { ASKING_CLOCK, BADGE_OTHER, PIN },
        { ASKING_CLOCK, BADGE_AUDITOR, REFUSED }, { ASKING_CLOCK, BADGE_BAD, REFUSED }, { ASKING_CLOCK, AFTER_4_MINUTES, OUT },
        { ASKING_CLOCK, MENU_SET_CLOCK, TYPING_DATE }, { ASKING_CLOCK, NEXT, STATE }, { ASKING_CLOCK, YES, STATE }, /* there is no doubt any more */
        { WITNESSED, BACK, OVERVIEW }, { WITNESSED, CANCEL, OVERVIEW }, { WITNESSED, END, OVERVIEW }, { WITNESSED, SIGN_OUT, OUT },
        { WITNESSED, CODE, REFUSED }, { WITNESSED, CODE_HERE, REFUSED }, { WITNESSED, TICKET, OPENING }, { WITNESSED, TICKET_SAME, OPENING },
        { WITNESSED, TICKET_BAD, REFUSED }, { WITNESSED, TICKET_NEWER, SCAN }, { WITNESSED, BADGE_OWN, OUT }, { WITNESSED, BADGE_OTHER, PIN },
        { WITNESSED, BADGE_AUDITOR, REFUSED }, { WITNESSED, BADGE_BAD, REFUSED }, { WITNESSED, AFTER_4_MINUTES, OUT }, { CHECKPOINT, MENU_WITNESSED, WITNESSED },
        { EXPORT, BACK, OVERVIEW }, { EXPORT, CANCEL, OVERVIEW }, { EXPORT, END, OVERVIEW }, { EXPORT, SIGN_OUT, OUT },
        { EXPORT, CODE, REFUSED }, { EXPORT, CODE_HERE, REFUSED }, { EXPORT, TICKET, OPENING }, { EXPORT, TICKET_SAME, OPENING },
        { EXPORT, TICKET_BAD, REFUSED }, { EXPORT, TICKET_NEWER, SCAN }, { EXPORT, BADGE_OWN, OUT }, { EXPORT, BADGE_OTHER, PIN },
        { EXPORT, BADGE_AUDITOR, REFUSED }, { EXPORT, BADGE_BAD, REFUSED }, { EXPORT, AFTER_4_MINUTES, OUT },
        { CHECKING_EXPORT, BACK, OVERVIEW }, { CHECKING_EXPORT, CANCEL, OVERVIEW }, { CHECKING_EXPORT, END, OVERVIEW }, { CHECKING_EXPORT, SIGN_OUT, OUT },
        { CHECKING_EXPORT, CODE, REFUSED }, { CHECKING_EXPORT, CODE_HERE, REFUSED }, { CHECKING_EXPORT, TICKET, OPENING }, { CHECKING_EXPORT, TICKET_SAME, OPENING },
        { CHECKING_EXPORT, TICKET_BAD, REFUSED }, { CHECKING_EXPORT, TICKET_NEWER, SCAN }, { CHECKING_EXPORT, BADGE_OWN, OUT }, { CHECKING_EXPORT, BADGE_OTHER, PIN },
        { CHECKING_EXPORT, BADGE_AUDITOR, REFUSED }, { CHECKING_EXPORT, BADGE_BAD, REFUSED }, { CHECKING_EXPORT, AFTER_4_MINUTES, OUT },
        { ROUND, NEXT, ROUND_OPENING }, { ROUND, YES, ROUND_OPENING }, { ROUND, ROW, PAGE },
        { ROUND_OPENING, OPENED, ROUND_DOOR }, { ROUND_OPENING, NOT_OPENED, ROUND }, { ROUND_DOOR, CLOSED, ROUND_ASKING }, { ROUND_DOOR, GIVEN_UP, OUT },
        { ROUND_ASKING, UNLATCHED, ROUND_UNLATCHED }, { ROUND_ASKING, AFTER_4_MINUTES, OUT },
        { ROUND_UNLATCHED, CLOSED, ROUND_ASKING }, { ROUND_UNLATCHED, GIVEN_UP, OUT },
        { ROUND_TELLING, TAKEN, ROUND }, { ROUND_TELLING, EMPTY, ROUND }, { ROUND_TELLING, ELSE, ROUND }, { ROUND_TELLING, AFTER_4_MINUTES, OUT },
        { ROUND_TELLING, TICKET, ROUND }, { ROUND_TELLING, TICKET_SAME, ROUND }, { ROUND_TELLING, TICKET_BAD, ROUND }, { ROUND_TELLING, TICKET_NEWER, ROUND },
        { RECONCILE, NEXT, SECOND }, { RECONCILE, YES, SECOND }, /* whatever the office has set */ { RECONCILE, ROW, PAGE },
        { RECONCILE_OPENING, OPENED, RECONCILE_DOOR }, { RECONCILE_OPENING, NOT_OPENED, RECONCILE }, { RECONCILE_DOOR, CLOSED, RECONCILE_ASKING }, { RECONCILE_DOOR, GIVEN_UP, OUT },
        { RECONCILE_ASKING, UNLATCHED, RECONCILE_UNLATCHED }, { RECONCILE_ASKING, AFTER_4_MINUTES, OUT },
        { RECONCILE_UNLATCHED, CLOSED, RECONCILE_ASKING }, { RECONCILE_UNLATCHED, GIVEN_UP, OUT },
        { RECONCILE_TELLING, TAKEN, RECONCILE }, { RECONCILE_TELLING, EMPTY, RECONCILE }, { RECONCILE_TELLING, ELSE, RECONCILE }, { RECONCILE_TELLING, AFTER_4_MINUTES, OUT },
        { RECONCILE_TELLING, TICKET, RECONCILE }, { RECONCILE_TELLING, TICKET_SAME, RECONCILE }, { RECONCILE_TELLING, TICKET_BAD, RECONCILE }, { RECONCILE_TELLING, TICKET_NEWER, RECONCILE },
        { ROUND, MENU_RECONCILE, RECONCILE }, { ROUND_ASKING, SETTLED, ROUND_TELLING },
        { OVERVIEW, MENU_ROUND, ROUND }, { OVERVIEW, MENU_DAY, DAY }, { DAY, MENU_CONTENTS, CONTENTS }, { CONTENTS, MENU_LISTING, LISTING }, { DAY, MENU_TOMORROW, TOMORROW }, { DAY, MENU_INCIDENTS, INCIDENTS },
};

/* No incident has the number that is typed. */
#define NOTHING_FOUND { TYPING_INCIDENT, NEXT, TYPING_INCIDENT }, { TYPING_INCIDENT, YES, TYPING_INCIDENT }

/* When a compartment is to be loaded and there is none, or the ticket was used. */
static const struct transition not_loaded[] = {
        { OVERVIEW, TICKET, REFUSED }, { SCAN, TICKET, REFUSED }, { REFUSED, TICKET, REFUSED }, { OVERDUE, TICKET, REFUSED },
        { DESK, TICKET, REFUSED }, { DESK, TICKET_SAME, REFUSED },
        { DAY, TICKET, REFUSED }, { DAY, TICKET_SAME, REFUSED },
        { CONTENTS, TICKET, REFUSED }, { CONTENTS, TICKET_SAME, REFUSED },
        { TOMORROW, TICKET, REFUSED }, { TOMORROW, TICKET_SAME, REFUSED },
        { LISTING, TICKET, REFUSED }, { LISTING, TICKET_SAME, REFUSED },
        { ADOPT, TICKET, REFUSED }, { ADOPT, TICKET_SAME, REFUSED },
        { TYPING_DATE, TICKET, REFUSED }, { TYPING_DATE, TICKET_SAME, REFUSED },
        { EXPORT, TICKET, REFUSED }, { EXPORT, TICKET_SAME, REFUSED },
        { ASKING_CLOCK, TICKET, REFUSED }, { ASKING_CLOCK, TICKET_SAME, REFUSED },
        { WITNESSED, TICKET, REFUSED }, { WITNESSED, TICKET_SAME, REFUSED },
        { CHECKING_EXPORT, TICKET, REFUSED }, { CHECKING_EXPORT, TICKET_SAME, REFUSED },
        { INCIDENTS, TICKET, REFUSED }, { INCIDENTS, TICKET_SAME, REFUSED },
        { PEOPLE, TICKET, REFUSED }, { PEOPLE, TICKET_SAME, REFUSED },
        { ROUND, TICKET, REFUSED }, { ROUND, TICKET_SAME, REFUSED },
        { RECONCILE, TICKET, REFUSED }, { RECONCILE, TICKET_SAME, REFUSED },
        { CABINET, TICKET, REFUSED }, { CABINET, TICKET_SAME, REFUSED }, { PAGE, TICKET, REFUSED }, { PAGE, TICKET_SAME, REFUSED },
        { PROBLEMS, TICKET, REFUSED }, { STATE, TICKET, REFUSED }, { CHECKPOINT, TICKET, REFUSED },
        { OVERVIEW, TICKET_SAME, REFUSED }, { SCAN, TICKET_SAME, REFUSED }, { REFUSED, TICKET_SAME, REFUSED },
        { OVERDUE, TICKET_SAME, REFUSED }, { PROBLEMS, TICKET_SAME, REFUSED }, { STATE, TICKET_SAME, REFUSED },
        { CHECKPOINT, TICKET_SAME, REFUSED }, { OPENING, NOT_OPENED, REFUSED }, { MOVING, CLOSED, REFUSED }, NOTHING_FOUND,
};
static const struct transition pin_wrong[] = { { CHECKING, CHECKED, PIN }, NOTHING_FOUND };
static const struct transition pin_locked[] = { { CHECKING, CHECKED, REFUSED }, NOTHING_FOUND };
static const struct transition unknown[] = { NOTHING_FOUND };

/* What else is expected than the table says. */
static const struct {
        const struct transition *list;
        size_t count;
} others[GIVEN_COUNT] = {
        [GIVEN_NO_ROOM] = { not_loaded, ARRAY_LEN(not_loaded) },
        [GIVEN_TICKET_REFUSED] = { not_loaded, ARRAY_LEN(not_loaded) },
        [GIVEN_UNKNOWN] = { unknown, ARRAY_LEN(unknown) },
        [GIVEN_PIN_WRONG] = { pin_wrong, ARRAY_LEN(pin_wrong) },
        [GIVEN_PIN_LOCKED] = { pin_locked, ARRAY_LEN(pin_locked) },
};

static bool look_up(const struct transition *list, size_t count, enum place from, enum stimulus stimulus, enum place *ret_to) {
        for (size_t i = 0; i < count; i++)
                if (list[i].from == from && list[i].stimulus == stimulus) {
                        *ret_to = list[i].to;
                        return true;
                }
        return false;
}

static bool asks_permit(const struct asked *asked) {
        return asked->count > 0 && asked->deeds[asked->count - 1] <= SERVICE_OPEN;
}

static enum place expected(enum place from, enum stimulus stimulus, const struct asked *asked) {
        enum place to = from;

        if (asked->given == GIVEN_UNKNOWN && asks_permit(asked))
                return from;
        if (!look_up(others[asked->given].list, others[asked->given].count, from, stimulus, &to))
                look_up(table, ARRAY_LEN(table), from, stimulus, &to);
        return to;
}

static void check_place(enum place from, enum stimulus stimulus, enum given given) {
        static const struct staff nobody;
        struct staff staff = machine_in(from, ROLE_MANAGER);
        struct asked asked = { .given = given };
        enum place to;

        machine_step(&staff, stimulus, &asked);
        to = expected(from, stimulus, &asked);
        if (machine_place(&staff) != to)
                fail_msg("%s, stimulus %u, store %u: %s instead of %s", machine_place_name(from), stimulus, given, staff_state_name(&staff),
                         machine_place_name(to));
        if (to == OUT && from != OUT)
                assert_memory_equal(&staff, &nobody, sizeof(nobody));
}

static void every_stimulus_in_every_place_leads_where_the_tables_say(void **state) {
        for (unsigned given = 0; given < GIVEN_COUNT; given++)
                for (unsigned from = 0; from < PLACE_COUNT; from++)
                        for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++)
                                check_place((enum place)from, (enum stimulus)stimulus, (enum given)given);
}

/* Nothing opens but on a permit given in the same step. */
static void check_opening(enum place from, enum stimulus stimulus, enum given given, const struct actions *actions, const struct asked *asked) {
        bool opens = machine_acts(actions, ACTION_OPEN);

        if (opens)
                assert_true(machine_did(asked, LOAD_BEGIN) != machine_did(asked, SERVICE_OPEN));
        if (opens && machine_did(asked, LOAD_BEGIN))
                assert_int_equal(given == GIVEN_ALL || given == GIVEN_PIN_WRONG || given == GIVEN_PIN_LOCKED, true);
        if (machine_did(asked, LOAD_BEGIN))
                assert_true(stimulus == TICKET || stimulus == TICKET_SAME || (from == OPENING && stimulus == NOT_OPENED) ||
                            (from == MOVING && stimulus == CLOSED));
        if (machine_did(asked, SERVICE_OPEN))
                assert_true((stimulus == ROW && (from == OVERDUE || from == PROBLEMS)) || (from == PURPOSE && stimulus == CHOOSE) ||
                            (from == ROUND && (stimulus == NEXT || stimulus == YES)) ||
                            (from == PAGE && (stimulus == PAGE_TAKE_OUT || stimulus == PAGE_LOOK_IN)));
        if (given == GIVEN_UNKNOWN)
                assert_false(opens);
}

static void grave_deeds_have_one_cause_each(void **state) {
        for (unsigned given = 0; given < GIVEN_COUNT; given++)
                for (unsigned from = 0; from < PLACE_COUNT; from++)
                        for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                                struct staff staff = machine_in((enum place)from, ROLE_MANAGER);
                                struct asked asked = { .given = (enum given)given };
                                struct actions actions = machine_step(&staff, (enum stimulus)stimulus, &asked);

                                check_opening((enum place)from, (enum stimulus)stimulus, asked.given, &actions, &asked);
                                if (machine_did(&asked, LOADED))
                                        assert_true(from == LATCHING && stimulus == SETTLED);
                                assert_int_equal(machine_did(&asked, FOUND_NOTED), from == RECONCILE_TELLING && machine_place(&staff) == RECONCILE);
                                assert_false(machine_did(&asked, CLOCK_CONFIRMED));
                                if (staff.state == STAFF_OUT && from > HASHING)
                                        assert_true(machine_did(&asked, LOGGED_OUT) && machine_acts(&actions, ACTION_SESSION_OVER));
                        }
}

/* Before the next opening, at the end, and once it cannot be changed any more. */
static void what_was_answered_is_written_in_time_and_once(void **state) {
        for (unsigned from = HASHING + 1; from < PLACE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = machine_in((enum place)from, ROLE_MANAGER);
                        struct asked asked = { .given = GIVEN_ALL };
                        unsigned noted = 0;

                        staff.answer = (struct staff_answer){ .c = HERE, .answered = ANSWERED_TAKEN, .due_ms = START_MS + STAFF_ANSWER_MS };
                        assert_true(staff_deadline(&staff) <= START_MS + STAFF_ANSWER_MS);
                        machine_step(&staff, (enum stimulus)stimulus, &asked);
                        for (unsigned i = 0; i < asked.count; i++)
                                noted += asked.deeds[i] == FOUND_NOTED;
                        if (from >= ROUND) {
                                assert_in_range(noted, 0, 2);
                                continue;
                        }
                        assert_int_equal(noted, machine_did(&asked, LOAD_BEGIN) || machine_did(&asked, SERVICE_OPEN) || staff.state == STAFF_OUT ||
                                                        stimulus == AFTER_4_MINUTES);
                        for (unsigned i = 1; i < asked.count; i++)
                                assert_false(asked.deeds[i] == FOUND_NOTED && (asked.deeds[i - 1] == LOAD_BEGIN || asked.deeds[i - 1] == SERVICE_OPEN));
                }
}

/* The outcome is not known: neither action nor deed comes after it. */
static void after_a_permit_that_is_not_given_nothing_follows(void **state) {
        for (unsigned from = 0; from < PLACE_COUNT; from++)
                for (unsigned stimulus = 0; stimulus < STIMULUS_COUNT; stimulus++) {
                        struct staff staff = machine_in((enum place)from, ROLE_MANAGER);
                        struct asked asked = { .given = GIVEN_UNKNOWN };
                        struct actions actions = machine_step(&staff, (enum stimulus)stimulus, &asked);

                        for (unsigned i = 0; i < asked.count; i++)
                                if (asked.deeds[i] <= SERVICE_OPEN)
                                        assert_int_equal(i, asked.count - 1);
                        if (asks_permit(&asked))
                                for (unsigned i = 0; i < actions.count; i++)
                                        assert_int_equal(actions.list[i].tone, TONE_WAIT);
                }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_stimulus_in_every_place_leads_where_the_tables_say),
                cmocka_unit_test(grave_deeds_have_one_cause_each),
                cmocka_unit_test(what_was_answered_is_written_in_time_and_once),
                cmocka_unit_test(after_a_permit_that_is_not_given_nothing_follows),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The events of a ledger: the `e` of an entry. Behind each the members that it has, in
 * their order; controller/ledger/entry.c writes and reads them.
 */
#pragma once

#include "base/words/word.h"

#define ENTRY_LIST(X) \
        X(ENTRY_BOOT, "boot")                           /* version, mode */ \
        X(ENTRY_SHUTDOWN, "shutdown") \
        X(ENTRY_CONFIG, "config")                       /* sha */ \
        X(ENTRY_BUNDLE, "bundle")                       /* number version, sha */ \
        X(ENTRY_CLOCK, "clock")                         /* was_ms, now_ms, by */ \
        X(ENTRY_LOGIN, "login")                         /* sub */ \
        X(ENTRY_LOGIN_REFUSED, "login_refused")         /* sub, why */ \
        X(ENTRY_LOGOUT, "logout")                       /* sub */ \
        X(ENTRY_PIN_GIVEN, "pin_given")                 /* sub, by, second */ \
        X(ENTRY_LOAD_BEGIN, "load_begin")               /* cti, c, sub */ \
        X(ENTRY_LOADED, "loaded")                       /* cti, c, items, deadline, by */ \
        X(ENTRY_LOAD_CANCELLED, "load_cancelled")       /* cti, c */ \
        X(ENTRY_REISSUED, "reissued")                   /* cti */ \
        X(ENTRY_RELEASE, "release")                     /* cti, c, way */ \
        X(ENTRY_ISSUED, "issued")                       /* cti, c, how */ \
        X(ENTRY_REOPENED, "reopened")                   /* cti, c */ \
        X(ENTRY_CLOSED, "closed")                       /* cti, c */ \
        X(ENTRY_UNSURE, "unsure")                       /* cti, c */ \
        X(ENTRY_OLD_RETURNED, "old_returned")           /* cti, c */ \
        X(ENTRY_OLD_MISSING, "old_missing")             /* cti, c */ \
        X(ENTRY_OPEN_FAILED, "open_failed")             /* cti, c, tries */ \
        X(ENTRY_LEFT_OPEN, "left_open")                 /* c */ \
        X(ENTRY_FORCED_OPEN, "forced_open")             /* c */ \
        X(ENTRY_UNLATCHED, "unlatched")                 /* c */ \
        X(ENTRY_FOUND_OPEN, "found_open")               /* c */ \
        X(ENTRY_SWITCH_FAULTY, "switch_faulty")         /* c */ \
        X(ENTRY_SWITCH_CHANGES, "switch_changes")       /* c, count */ \
        X(ENTRY_COIL_LOST, "coil_lost")                 /* c */ \
        X(ENTRY_REFUSED, "refused")                     /* why, cti? */ \
        X(ENTRY_REFUSED_MANY, "refused_many")           /* why, count */ \
        X(ENTRY_LOCKED_OUT, "locked_out")               /* cti */ \
        X(ENTRY_EXPIRED, "expired")                     /* cti, c */ \
        X(ENTRY_REMOVED, "removed")                     /* cti, c, found, by */ \
        X(ENTRY_QUARANTINED, "quarantined")             /* c, why */ \
        X(ENTRY_RETURNED_TO_SERVICE, "returned_to_service") /* c, by */ \
        X(ENTRY_SERVICE_OPEN, "service_open")           /* cti?, c, purpose why, by, second?; earlier versions: c, by */ \
        X(ENTRY_RECONCILED, "reconciled")               /* there, empty, else, by */ \
        X(ENTRY_EXPORTED, "exported")                   /* size, by */ \
        X(ENTRY_LISTED, "listed")                       /* count, sha, by: what lies in the cabinet, written to a stick as that list */ \
        X(ENTRY_COUNTERSIGNED, "countersigned")         /* size, witness, at, by: a witness's signature below a checkpoint of this ledger */ \
        X(ENTRY_CONTRADICTED, "contradicted")           /* size, root, witness, by: a checkpoint that was signed and is not of this ledger as it is here */ \
        X(ENTRY_ALARM, "alarm")                         /* what */ \
        X(ENTRY_ALARM_CLEARED, "alarm_cleared")         /* what, by */ \
        X(ENTRY_ALARM_MANY, "alarm_many")               /* what, count: how often more within an hour it began or ended */ \
        X(ENTRY_GAVE_UP, "gave_up")                     /* what: the screen (ui/screens/screen.h), count: how many sessions ended there with nothing handed out */ \
        X(ENTRY_ARCHIVED, "archived")                   /* size, sha: the entries before `size` are in the archive, and `sha` is the root of their tree */ \
        X(ENTRY_ROTATING, "rotating")                   /* old, new, why */ \
        X(ENTRY_ROTATED, "rotated")                     /* by_old, by_new */ \
        X(ENTRY_CONTINUED, "continued")                 /* origin, size, root: the newest known of the ledger that this one continues */ \
        X(ENTRY_RESTORED, "restored")                   /* by */ \
        X(ENTRY_REVOKED, "revoked")                     /* sha of the statement, count of what was new in it */

WORDS_DECLARE(entry_event, ENTRY, ENTRY_LIST)

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Everything that changes a store: a deed, done by store_do().
 *
 * A deed is one transaction in which the state, the ledger entry and the edge of
 * the Merkle tree move together; when store_do() returns 0 that is durable, and
 * only then may a lock move.
 * The store checks the state it finds: a deed that the state does not allow is
 * -EPROTO, a bug of the caller; so is any entry before the first adoption, for
 * there is no ledger yet.
 *
 * A permit is asked for before something may happen. A fact has happened already,
 * whatever the store says. A request is everything else: when it fails, whoever
 * wanted it repeats it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "base/words/refusal.h"
#include "base/words/found.h"
#include "base/words/how.h"
#include "base/words/purpose.h"
#include "base/words/reason.h"
#include "base/words/way.h"
#include "controller/box/store/consignment.h"
#include "controller/ledger/entry.h"
#include "crypto/bundle.h"
#include "crypto/checkpoint.h"
#include "crypto/revocations.h"
#include "crypto/tag.h"
#include "crypto/ticket.h"

struct store;

enum deed_class { DEED_PERMIT = 1, DEED_FACT, DEED_REQUEST };

/* Behind each: the members of struct deed that it reads. Outcomes where there are any. */
enum deed_type {
        /* ---- permits ---- */

        /*
         * cti, birth_tag, pin_tag (NULL: not asked for). Judges birth date and PIN together, for
         * what is stored, expired or quarantined after loading. A wrong answer is counted; entries
         * `refused` wrong_answer, and `locked_out` when it locks or voids. A right one changes
         * nothing: the counter is untouched until the release. When it was locked or void already
         * nothing is judged, counted or written: the caller records the refusal. Outcome:
         * judgement, LOCKED and VOID also for the very answer that locks or voids; tries_left until
         * the next lock (or void), 0 when locked; locked_until_ms, 0 when not locked.
         */
        DEED_JUDGE = 1,
        /*
         * unknown_tag. The reference that was typed is of nothing here. Counted, locked and void as in DEED_JUDGE, never right;
         * kept for STORE_UNKNOWN_DAYS, for a restart or a restored copy must not tell which references exist. Entry
         * `refused` not_here. Outcome as there.
         */
        DEED_JUDGE_UNKNOWN,
        /* cti, way. stored, not locked, not void → releasing. Entry `release`. Clears the wrong answers. */
        DEED_RELEASE,
        /*
         * cti. Before it is opened once more, in the same session: issued, its compartment not used
         * for anything else since; only once. Entry `reopened`.
         */
        DEED_REOPEN,
        /*
         * c, purpose, by, second (NULL or empty: nobody else is there). Before staff open a compartment outside loading. Entry
         * `service_open`, with the cti of what lies there. From now on an opening is no late issue. -EPROTO when a second
         * person is no other than `by`, or is missing for PURPOSE_DESK,
         * or for what is stored and PURPOSE_RECONCILE, _FORGOTTEN, _CLEAN or _REPAIR.
         */
        DEED_SERVICE_OPEN,
        /*
         * cti, c, by. Before the compartment opens for loading: free → occupied by a consignment
         * `loading`. Entry `load_begin`. REFUSAL_ALREADY_ISSUED when the cti was issued or removed
         * and is not yet forgotten; -EEXIST when it is inside.
         */
        DEED_LOAD_BEGIN,

        /* ---- facts ---- */

        /*
         * load, by. The door was closed on it. loading → stored. Entry `loaded`. -EEXIST when another
         * consignment inside has this reference: cancel.
         */
        DEED_LOADED,
        /* cti. loading → gone, compartment free. Entry `load_cancelled`. */
        DEED_LOAD_CANCELLED,
        /*
         * cti, how. releasing (or, for HOW_LATE and HOW_CITIZEN, stored, expired or quarantined with
         * `released` set) → issued; tags erased, reference freed. Entry `issued`; the outcome's
         * index is its index, for the receipt. The compartment stays occupied until closed. `unshut` until then, but for
         * HOW_CITIZEN; `papers_owed` until DEED_OLD_RETURNED or DEED_OLD_MISSING where old papers are to come back.
         */
        DEED_ISSUED,
        /*
         * cti. Issued and its door closed: compartment free; a quarantined one and one with old papers stay so. Entry `closed`; none, and no
         * change, where old papers were told of already and it was not opened again.
         */
        DEED_CLOSED,
        /* cti. The citizen said that old papers were laid in, and the door was closed: compartment return_inside. Entries `closed` and `old_returned`. */
        DEED_OLD_RETURNED,
        /*
         * cti. Old papers were asked for, and the citizen had none with them or did not say. Issued. Entry `old_missing`; when
         * it was not closed yet, there was no answer: entry `closed` before it, compartment return_inside, REASON_OLD_UNSAID.
         */
        DEED_OLD_MISSING,
        /*
         * cti, tries. Never opened: entries `open_failed` and `quarantined` (REASON_NOT_OPENED);
         * consignment quarantined, its release remembered for a late opening.
         */
        DEED_OPEN_FAILED,
        /* cti. releasing → stored, with the mark "look". Entry `unsure`. After a restart with the switch closed. */
        DEED_UNSURE,
        /*
         * c, why. Entry `quarantined`; no entry and no change when it already is, but that REASON_SWITCH_FAULTY, with
         * its entry, takes the place of a reason that was the switch's word alone. What is inside
         * goes with it (loading, stored, releasing, expired → quarantined; issued stays issued). For
         * "not empty" during loading: cancel the load first, for the document is still in the
         * loader's hand.
         */
        DEED_QUARANTINED,
        /*
         * c. The chip of its lock went while the coil was on: counted (store_compartment.coil_lost) until staff end the quarantine that comes
         * of STORE_COIL_LOST_MAX of them. Entry `coil_lost`.
         */
        DEED_COIL_LOST,
        /*
         * cti, found, by. Staff took a consignment out for good (expired, quarantined or stored):
         * → removed, tags erased, entry `removed` with what was found; compartment free, or on
         * FOUND_ELSE quarantined (REASON_CONTENTS) with its entry. An issued one that lay there still
         * stays issued. One whose loading was cut short is forgotten, so that its ticket loads again.
         */
        DEED_REMOVED,
        /*
         * c, by, cti of a label that was scanned there or NULL. Staff looked and left it inside: quarantined → stored (or, with an entry, expired
         * by its deadline), mark "look" cleared; stored and expired stay. Entry
         * `returned_to_service`. -EPROTO for one whose loading was cut short (loaded_ms is 0):
         * nobody could collect it; it must be removed and loaded again. -EPROTO also for one from a store
         * that was put back without its own label: the case may be another's.
         */
        DEED_KEPT,
        /*
         * c, by. Quarantined or return_inside, found empty or emptied, is free again; what was free and was opened for service stays so. Entry
         * `returned_to_service`. A consignment that is not issued must be removed or kept instead:
         * -EPROTO.
         */
        DEED_RETURNED_TO_SERVICE,

        /*
         * parts, part_count. Facts that are one thing, done one after the other in one transaction: whenever the power goes, all of them
         * are there or none. What one of them is refused for refuses all. None is DEED_TOGETHER itself.
         */
        DEED_TOGETHER,

        /* ---- requests, and entries, which are what their event is ---- */

        /*
         * entry. One entry whose box, n and t are set here. Only for events without state here:
         * boot, shutdown, config, logout, left_open, forced_open, unlatched, found_open, switch_faulty, switch_changes, exported, alarm, alarm_cleared, alarm_many, gave_up,
         * which are facts, and login, login_refused, reconciled, listed, which are requests; -EPROTO
         * for the others. countersigned and contradicted are facts too: the newest of each is kept (store_witnessed()).
         */
        DEED_ENTRY,
        /*
         * c, right. Its door is seen open, and an entry says why, if not one of that moment: on the citizen's word, or allowed and given up before it
         * came open (right), or the alarm of its chip. A start that finds it open then adds none. What was handed out so (right) is `unshut` from now
         * on. No entry.
         */
        DEED_STANDS_OPEN,
        /* c. Its door is seen shut: another opening of it is another's. No entry. */
        DEED_STANDS_SHUT,
        /*
         * load. A later ticket for what is stored or expired: replaces tags, deadline, nbf; clears
         * wrong answers; expired → stored. Entry `reissued`. load->c, its items, wishes and group
         * are ignored: what lies inside is the same. -EPROTO when its nbf is not later; -EEXIST as
         * above.
         */
        DEED_REISSUED,
        /*
         * Every stored consignment whose deadline has passed → expired, an entry each. Outcome:
         * count. Also forgets what was issued or removed and can no longer come back. Not during a
         * session: a started one finishes.
         */
        DEED_EXPIRE,
        /* refusal; cti only when a signature was good, else NULL. Entry `refused`, counted after the first ten an hour. */
        DEED_REFUSED,
        /* Writes the counts of hours that are over as `refused_many`. At least hourly. */
        DEED_FLUSH_REFUSED,
        /*
         * entry, an ENTRY_ALARM_MANY, ENTRY_SWITCH_CHANGES or ENTRY_GAVE_UP that the hour's end would write: its count is kept, in the place of an
         * earlier one of the same what and c, until DEED_ENTRY writes such an entry or the next start tells it. No entry. -EPROTO for others.
         */
        DEED_KEEP_COUNT,
        /* At a start: what was kept and never told becomes `alarm_many`, `gave_up` and `switch_changes`. */
        DEED_TELL_COUNTS,
        /*
         * by, right. What became of the PIN of this member of staff. Right: clears the counter,
         * entry `login`. Wrong: counts, entry `login_refused` why "wrong_pin", or "locked" for the
         * fifth. When it was locked already nothing is judged, counted or written: the caller records the refusal. Outcome:
         * judgement, never VOID, LOCKED also for the very answer that locks; tries_left until locked.
         */
        DEED_STAFF_ANSWER,
        /*
         * by, verifier. The PIN that this member of staff chose; one that was given is over. A new bundle that gives the person
         * another badge forgets it and the counter: the office's one-time PIN counts again. No entry.
         */
        DEED_SET_STAFF_PIN,
        /* sub, by. A manager unlocks a badge. Entry `alarm_cleared` what "locked:<sub>". -ENOENT when nobody is known so. */
        DEED_UNLOCK_STAFF,
        /*
         * sub, by, second, verifier. A manager and a second person give a colleague a one-time PIN: it counts until they choose
         * their own, and neither the PIN before it nor the office's one-time PIN does; no bundle changes that but with another badge. The counter is
         * cleared. Entry `pin_given`, and of a badge that was locked `alarm_cleared` what "locked:<sub>". -EPROTO for oneself, or
         * when the second person is missing or no other than these two; -ENOENT when nobody is known so.
         */
        DEED_GIVE_STAFF_PIN,
        /*
         * bytes, len, bundle, root, and if there is one the current bundle as it was signed, and where to name what is
         * lacking. Makes a bundle current; `bytes` were opened to `bundle` under
         * `root`. The first adoption pins the root and fixes the ledger's origin. Entry `bundle`.
         * STORE_E_OLD_VERSION, STORE_E_OTHER_ROOT, STORE_E_LACKS_REVOCATIONS.
         */
        DEED_ADOPT,
        /*
         * bytes, len, revocations. Takes a statement: of each cti the highest t and the highest until count; what is over by t
         * goes. Entry `revoked`. STORE_E_NOTHING_NEW, STORE_E_TOO_MANY.
         */
        DEED_REVOKE,
        /* No lock ends later than STORE_LOCK_MS from now: at the start of a box, whose clock may have been set back. No entry. */
        DEED_SHORTEN_LOCKS,
        /* entry, an ENTRY_CLOCK. The clock is in doubt from now on, also after a restart. */
        DEED_CLOCK_DOUBTED,
        /*
         * entry, an ENTRY_CLOCK, and hours. The clock is believed again. hours 0, by a manager's word: the time floor becomes t, the
         * only way in which it goes down, not below the bundle's issued. Else, of at most STORE_CLOCK_HOURS: it goes by itself, and
         * for so many hours of running nothing is built on its time (store_clock()).
         */
        DEED_CLOCK_BELIEVED,
        /* Hourly, while there is no doubt: the time floor becomes t or, where there are such hours, they are one less. No entry. */
        DEED_CONFIRM_TIME,
        /* size, bytes, len: a note. Keeps the newest signed checkpoint. No entry. -EPROTO when beyond the ledger or too long. */
        DEED_SET_CHECKPOINT,
        /* size. An auditor has seen the ledger of this size. No entry. -EPROTO when beyond the ledger. */
        DEED_AUDITED,
        /*
         * rotation. Changes the key that signs the ledger: entries `rotating` and `rotated`, and the
         * newest checkpoint signed by the new key alone, so that it is known which key is the
         * ledger's now (controller/ledger/rotation.h).
         */
        DEED_ROTATE,
        /*
         * by, continuation; bytes, len, bundle, root as for DEED_ADOPT, or all NULL. A store that was put
         * back goes on under a new origin: entries `continued` and `restored`, then every compartment is quarantined (REASON_RESTORED); the former entries
         * stay aside. What lies there counts as kept only with its own label (DEED_KEPT).
         */
        DEED_CONTINUE,
        /*
         * size. The caller has the entries before it on a disk, read again and verified. Entry
         * `archived`; from then on they are not told any more. -EPROTO for a size that is not above
         * the last archive's, or beyond the ledger.
         */
        DEED_ARCHIVE,
        /*
         * Deletes up to STORE_FORGET_STEP of the archived entries, at leisure and after any power
         * cut. Outcome: left, how many there are still. No entry.
         */
        DEED_FORGET_ARCHIVED,
        DEED_TYPE_COUNT,
};

enum { LACKING_NAMED_MAX = 4, DEED_PARTS_MAX = 6 };

/* Revocations that a bundle must have and lacks. */
struct lacking {
        size_t count;
        uint8_t ctis[LACKING_NAMED_MAX][CTI_LEN]; /* the first of them */
};

/* What is loaded. The tags replace the secrets of the ticket at once. */
struct store_load {
        uint8_t cti[CTI_LEN];
        unsigned c;
        uint8_t items[TICKET_ITEMS_MAX];
        uint8_t item_count;
        uint8_t wishes;
        bool has_group;
        uint8_t group[GROUP_LEN];
        uint32_t nbf, forget_after;
        int64_t deadline_ms;
        uint8_t reference_tag[TAG_LEN], pin_tag[TAG_LEN], birth_tag[TAG_LEN];
};

struct store_rotation {
        const struct secret_key *old;            /* NULL when it was lost */
        const struct public_key *old_public;     /* NULL when nobody knows it any more */
        const struct secret_key *new;
};

/* One that is known to have been handed out or taken out. */
struct store_spent {
        uint8_t cti[CTI_LEN];
        enum consignment_state state;   /* issued or removed */
        unsigned c;
        int64_t t_ms;
        uint32_t forget_after;          /* seconds since 1970; for one that the store does not know */
};

struct store_continuation {
        const char *generation;         /* 16 hex digits */
        const struct checkpoint *known; /* of the former ledger, from the anchor or an export; NULL: the store's own is all that is known */
        const struct secret_key *key;   /* signs the new one */
        const struct store_spent *spent;
        size_t spent_count;
};

/* Only the members named at its type are read. All are borrowed for the call. */
struct deed {
        enum deed_type type;
        int64_t seen_ms;               /* of a fact: when it happened, milliseconds since 1970; 0: now */
        const uint8_t *cti;            /* CTI_LEN */
        unsigned c;
        const char *by, *sub;          /* members of staff: who did it, and to whom */
        const char *second;            /* and who watched */
        enum purpose purpose;
        enum way way;
        enum how how;
        enum found found;
        enum reason why;
        enum refusal refusal;
        unsigned tries;
        unsigned hours;
        bool right;
        const uint8_t *pin_tag, *birth_tag, *unknown_tag; /* TAG_LEN */
        const struct store_load *load;
        const struct entry *entry;
        const char *verifier;
        uint64_t size;
        const void *bytes;
        size_t len;
        const struct bundle *bundle, *current;
        struct lacking *lacking;        /* written when the bundle is refused for it; NULL: nobody asks */
        const struct revocations *revocations;
        const struct public_key *root;
        const struct store_rotation *rotation;
        const struct store_continuation *continuation;
        const struct deed *parts;
        unsigned part_count;            /* 1 to DEED_PARTS_MAX */
};

/* DEED(DEED_CLOSED, .cti = cti) */
#define DEED(...) (&(const struct deed){ .type = __VA_ARGS__ })

/* Nothing is right that was not judged. */
enum judgement { JUDGEMENT_NONE, JUDGEMENT_RIGHT, JUDGEMENT_WRONG, JUDGEMENT_LOCKED, JUDGEMENT_VOID };

struct outcome {
        uint64_t index;                /* of the newest entry after the deed; 0 when there is none */
        enum judgement judgement;
        unsigned tries_left;
        bool is_last;                  /* of a judgement: the next wrong answer voids, it does not lock */
        int64_t locked_until_ms;
        unsigned count;
        uint64_t left;
};

/*
 * Does it at t_ms, milliseconds since 1970. *ret_outcome may be NULL. What
 * happened earlier (seen_ms) is so in the state, and in entries written more than
 * STORE_LATE_MS after it as `seen`. On a full disk the store's reserve is given up
 * and the deed tried once more. 0, the refusals named at the deed, -EINVAL when a
 * member that it needs is missing, or a common error of the store (store.h): then
 * nothing is changed for this opening of the store, but what the disk holds is
 * known only when it was opened again. A permit is -EROFS as well when its file
 * system is read only by then: what was written may have gone nowhere.
 */
MUST_CHECK int store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);

/* What it is; an entry is what its event is. 0 for none of ours. */
enum deed_class deed_class(const struct deed *deed);
/* The first entry that it writes when it does what it is for: a wrong PIN's is another. 0: none. */
enum entry_event deed_event(const struct deed *deed);

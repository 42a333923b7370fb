/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The one store of a box: compartments, consignments, ledger, bundle, staff.
 *
 * SQLite in WAL mode with synchronous=FULL. Every function that changes
 * something is one transaction in which the state, the ledger entry and the
 * edge of the Merkle tree move together; when it returns 0 that is durable, and
 * only then may a lock move. When it returns an error nothing has changed.
 * Triggers refuse UPDATE of entries, and DELETE of those that are not archived.
 *
 * One thread, blocking: a commit is one fdatasync of the write-ahead log, two
 * for the first after a scrub. The store checks the state it finds: an operation
 * that the state does not allow is -EPROTO, a bug of the caller, and changes
 * nothing; so is any entry before the first adoption, for there is no ledger yet.
 *
 * Common errors of all functions: -EIO (disk), -ENOSPC (disk full: nothing has
 * changed and the store stays usable), -EUCLEAN (database damaged), -EROFS
 * (opened read only), -EBUSY (another process holds it), -ENOMEM, -EPROTO,
 * -ENOENT (no such compartment), -EINVAL (a text too long or not printable). After -EIO or -EUCLEAN nothing is
 * written any more: what the disk holds is known only to the next opening.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/moment.h"
#include "base/refusal.h"
#include "base/words/reason.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/source.h"
#include "crypto/bundle.h"
#include "crypto/checkpoint.h"
#include "crypto/receipt.h"
#include "crypto/tag.h"
#include "crypto/ticket.h"

enum {
        STORE_SCHEMA = 2,
        STORE_COMPARTMENTS_MAX = 1024,
        STORE_WRONG_LOCK = 5,           /* wrong answers until locked */
        STORE_WRONG_VOID = 10,          /* until void */
        STORE_LOCK_MS = 15 * 60 * 1000,
        STORE_STAFF_WRONG_LOCK = 5,
        STORE_REFUSED_SINGLY = 10,      /* refusals an hour before they are only counted */
        STORE_FORGET_STEP = 4096,       /* archived entries that go in one transaction */
};

enum store_mode {
        STORE_MODE_SIMULATED = 1,
        STORE_MODE_REAL,
        STORE_MODE_ANY,         /* to adopt a bundle while no daemon runs: writes, and neither records nor checks the hardware */
};

struct store;

/* ---- life ---- */

struct store_config {
        char box_id[BOX_ID_MAX + 1];
        unsigned compartments;
};

/*
 * A new database file: appears whole or not at all. 0, -EEXIST, -EINVAL (box id, or not 1
 * to STORE_COMPARTMENTS_MAX).
 */
MUST_CHECK int store_create(const char *path, const struct store_config *config);

enum {
        STORE_E_NEWER = 1,      /* written by a newer program */
        STORE_E_MODE,           /* belongs to the other kind of hardware */
        STORE_E_DAMAGED,        /* unreadable or failed its check; the file is kept as it is */
        STORE_E_OLDER,          /* written by an older program and opened read only: the writer must migrate it first */
};
/*
 * Opens, migrates, checks (PRAGMA quick_check, the tree's edge against the last
 * entries). `mode` is recorded at the first open with a mode; 0: read only, any
 * mode, also beside a writer. There is one writer: -EBUSY for a second one, by a
 * lock on the file `path`-lock that the kernel takes back when a process dies.
 * 0, STORE_E_*, -ENOENT.
 */
MUST_CHECK int store_open(const char *path, enum store_mode mode, struct store **ret_store);
void store_close(struct store *store);
DEFINE_CLEANUP(struct store, store_close, store_cleanup)

const struct store_config *store_config(const struct store *store);
/* The hardware that it belongs to; 0: no daemon has opened it yet. */
enum store_mode store_mode(const struct store *store);
/* What went wrong last, for the journal; never holds data of a consignment. */
const char *store_error(const struct store *store);

/* ---- bundle ---- */

enum { STORE_E_NO_BUNDLE = 1, STORE_E_OLD_VERSION, STORE_E_OTHER_ROOT };

/*
 * Makes a bundle current; `bytes` were opened to `bundle` under `root`. The
 * first adoption pins the root and fixes the ledger's origin. Entry `bundle`.
 * 0, STORE_E_OLD_VERSION, STORE_E_OTHER_ROOT.
 */
MUST_CHECK int store_adopt(struct store *store, int64_t t_ms, const uint8_t *bytes, size_t len, const struct bundle *bundle,
                           const struct public_key *root);
/* The pinned root and the current bundle's bytes. 0 or STORE_E_NO_BUNDLE. The caller opens and owns. */
MUST_CHECK int store_bundle(struct store *store, struct public_key *ret_root, struct buffer *ret_bytes);
/* "<domain>/pickupbox/<box id>", fixed by the first bundle; NULL before. Owned by the store. */
const char *store_origin(const struct store *store);

/* ---- plain entries ---- */

/*
 * Appends one entry whose box, n and t are set here. Only for events without state here:
 * boot, shutdown, config, clock, login, login_refused, logout, left_open, forced_open,
 * reconciled, exported, alarm, alarm_cleared; -EPROTO for the others.
 */
MUST_CHECK int store_append(struct store *store, int64_t t_ms, const struct entry *entry);
/* A refusal, counted after the first ten an hour (docs/behaviour.md). cti NULL unless a signature was good. */
MUST_CHECK int store_refused(struct store *store, int64_t t_ms, enum refusal why, const uint8_t *cti);
/* Writes the counts of hours that are over as `refused_many`. Called at least hourly. */
MUST_CHECK int store_flush_refused(struct store *store, int64_t t_ms);

/* ---- compartments ---- */

enum compartment_state {
        COMPARTMENT_FREE,
        COMPARTMENT_OCCUPIED,
        COMPARTMENT_RETURN_INSIDE,
        COMPARTMENT_QUARANTINED,
        COMPARTMENT_ABSENT,
};

struct store_compartment {
        unsigned c;                    /* from 1 */
        enum compartment_state state;
        enum reason reason;            /* quarantined: why; REASON_NONE for one that this program does not know */
        bool has_consignment;
        uint8_t cti[CTI_LEN];          /* whose consignment is or may be inside */
};

/* 0 or -ENOENT. */
MUST_CHECK int store_compartment(struct store *store, unsigned c, struct store_compartment *ret_compartment);
/*
 * Whether the chip of its lock or switch is gone. Kept in memory only, for the
 * hardware is asked at every start: while it is gone the state is told as absent
 * and the compartment is not loaded; what is recorded about it stays.
 */
void store_set_absent(struct store *store, unsigned c, bool absent);
/*
 * Entry `quarantined`; no entry and no change when it already is. What is inside
 * goes with it (loading, stored, releasing, expired → quarantined; issued stays
 * issued). For "not empty" during loading: cancel the load first, for the document
 * is still in the loader's hand.
 */
MUST_CHECK int store_quarantine(struct store *store, int64_t t_ms, unsigned c, enum reason why);
/*
 * Quarantined or return_inside, found empty or emptied: free again. Entry
 * `returned_to_service`. A consignment that is not issued must be removed or kept instead:
 * -EPROTO.
 */
MUST_CHECK int store_return_to_service(struct store *store, int64_t t_ms, unsigned c, const char *by);

/* ---- consignments ---- */

enum consignment_state {
        CONSIGNMENT_LOADING = 1, CONSIGNMENT_STORED, CONSIGNMENT_RELEASING, CONSIGNMENT_ISSUED, CONSIGNMENT_EXPIRED,
        CONSIGNMENT_QUARANTINED, CONSIGNMENT_REMOVED,
};
const char *consignment_state_name(enum consignment_state state);

struct consignment {
        uint8_t cti[CTI_LEN];
        enum consignment_state state;
        unsigned c;
        uint8_t items[TICKET_ITEMS_MAX];
        uint8_t item_count;
        uint8_t wishes;
        bool has_group;
        uint8_t group[GROUP_LEN];
        int64_t loaded_ms, deadline_ms, issued_ms; /* 0: not yet */
        uint32_t nbf;                  /* of the newest ticket: codes below it are revoked */
        uint32_t forget_after;         /* seconds since 1970: until then its cti is refused for loading */
        unsigned wrong;                /* wrong answers so far */
        int64_t locked_until_ms;
        bool unsure;                   /* staff list says: look */
        bool released;                 /* and the door not seen open since: until staff look, any opening is a late issue */
        bool reopened;                 /* its one opening more is used */
};

/* 0 or -ENOENT. */
MUST_CHECK int store_consignment(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment);
/* The consignment that is inside (stored, releasing, expired, quarantined) under this reference. 0 or -ENOENT. */
MUST_CHECK int store_consignment_by_reference(struct store *store, const uint8_t tag[TAG_LEN], struct consignment *ret_consignment);

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

/*
 * Before the compartment opens. Compartment free → occupied by a consignment `loading`.
 * Entry `load_begin`. REFUSAL_ALREADY_ISSUED when the cti was issued or removed and is not
 * yet forgotten; -EEXIST when it is inside.
 */
MUST_CHECK int store_load_begin(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], unsigned c, const char *sub);
/*
 * The door was closed on it. loading → stored. Entry `loaded`. -EEXIST when another
 * consignment inside has this reference: cancel.
 */
MUST_CHECK int store_loaded(struct store *store, int64_t t_ms, const struct store_load *load, const char *by);
/* loading → gone, compartment free. Entry `load_cancelled`. */
MUST_CHECK int store_load_cancelled(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]);
/*
 * A later ticket for what is stored or expired: replaces tags, deadline, nbf; clears wrong
 * answers; expired → stored. Entry `reissued`. load->c, its items, wishes and group are
 * ignored: what lies inside is the same. -EPROTO when its nbf is not later; -EEXIST as
 * above.
 */
MUST_CHECK int store_reissue(struct store *store, int64_t t_ms, const struct store_load *load);

/* ---- the citizen's answer ---- */

enum { STORE_ANSWER_WRONG = 1, STORE_ANSWER_LOCKED, STORE_ANSWER_VOID };

/*
 * Judges birth date (and PIN where pin_tag is not NULL) together, for what is
 * stored, expired or quarantined after loading. A wrong answer
 * is counted durably before this returns; entries `refused` wrong_answer, and
 * `locked_out` when it locks or voids. 0 right (the counter is untouched until
 * the release); STORE_ANSWER_*: LOCKED and VOID also for the very answer that
 * locks or voids. When it was locked or void already nothing is judged, counted or
 * written: the caller records the refusal. *ret_left: tries until the next lock
 * (or void), 0 when locked; *ret_locked_until_ms: 0 when not locked.
 */
MUST_CHECK int store_answer(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], const uint8_t *pin_tag,
                            const uint8_t birth_tag[TAG_LEN], unsigned *ret_left, int64_t *ret_locked_until_ms);
/*
 * The other stored, not overdue, unlocked consignments of the group of `cti` whose own
 * birth tag matches; tag_of makes their tag. At most `max`. Whether the bundle or a
 * reissue revokes them is for the caller. tag_of must not call the store.
 */
typedef void store_tag_fn(void *context, const uint8_t cti[CTI_LEN], uint8_t ret_tag[TAG_LEN]);
MUST_CHECK int store_group(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], store_tag_fn *tag_of, void *context,
                           struct consignment *ret_members, size_t max, size_t *ret_count);

/* ---- handing out ---- */

/*
 * stored, not locked, not void → releasing. Entry `release`. Clears the wrong answers. Durable before a lock moves.
 */
MUST_CHECK int store_release(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum way way);
/*
 * releasing (or, for HOW_LATE and HOW_CITIZEN, stored, expired or quarantined with `released`
 * set) → issued; tags erased, reference freed. Entry `issued`. *ret_index is its index, for the receipt. The compartment stays
 * occupied until closed.
 */
MUST_CHECK int store_issued(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum how how, uint64_t *ret_index);
/*
 * Before it is opened once more, in the same session: issued, its compartment not used for
 * anything else since; only once. Entry `reopened`.
 */
MUST_CHECK int store_reopened(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]);
/* Issued and its door closed: compartment free; a quarantined one and one with old papers stay so. Entry `closed`. */
MUST_CHECK int store_closed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]);
/* Old papers were laid in and the door closed: compartment return_inside. Entries `closed` and `old_returned`. */
MUST_CHECK int store_old_returned(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]);
/*
 * Never opened: entries `open_failed` and `quarantined` (REASON_NOT_OPENED); consignment
 * quarantined, its release remembered for a late opening.
 */
MUST_CHECK int store_open_failed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], unsigned tries);
/* releasing → stored, with the mark "look". Entry `unsure`. After a restart with the switch closed. */
MUST_CHECK int store_unsure(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]);
/*
 * Moves the write-ahead log into the database and truncates it, so that erased tags are
 * nowhere in the files. -EBUSY while a reader is at work: call again later. Some fsyncs:
 * only when nobody waits.
 */
MUST_CHECK int store_scrub(struct store *store);
/*
 * Call whenever the box falls idle: scrubs when something was erased or the log has grown,
 * else does nothing. A reader is waited for by trying again next time.
 */
MUST_CHECK int store_idle(struct store *store);

/* ---- deadlines and staff work ---- */

/*
 * Every stored consignment whose deadline has passed → expired, an entry each. *ret_count:
 * how many. Also forgets what was issued or removed and can no longer come back. Not
 * during a session: a started one finishes.
 */
MUST_CHECK int store_expire(struct store *store, int64_t t_ms, unsigned *ret_count);
/* The next deadline of a stored consignment, or INT64_MAX. */
MUST_CHECK int store_next_deadline(struct store *store, int64_t *ret_t_ms);

/*
 * Staff open a compartment outside loading: before the lock moves. Entry `service_open`.
 * From now on an opening is no late issue.
 */
MUST_CHECK int store_service_open(struct store *store, int64_t t_ms, unsigned c, const char *by);
/*
 * Staff took a consignment out for good (expired, quarantined or stored): → removed, tags
 * erased, entry `removed` with what was found; compartment free, or on FOUND_ELSE
 * quarantined (REASON_CONTENTS) with its entry. An issued one that lay there still stays
 * issued. One whose loading was cut short is forgotten, so that its ticket loads again.
 */
MUST_CHECK int store_removed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum found found, const char *by);
/*
 * Staff looked and left it inside: quarantined → stored (or, with an entry, expired by its
 * deadline), mark "look" cleared; stored and expired stay. Entry `returned_to_service`.
 * -EPROTO for one whose loading was cut short (loaded_ms is 0): nobody could collect it;
 * it must be removed and loaded again.
 */
MUST_CHECK int store_kept(struct store *store, int64_t t_ms, unsigned c, const char *by);

/* Calls back for each compartment, in order, with its consignment or NULL. The callback must not call the store. */
typedef void store_each_fn(void *context, const struct store_compartment *compartment, const struct consignment *consignment);
MUST_CHECK int store_each(struct store *store, store_each_fn *each, void *context);

/*
 * The free compartment to load next for these wishes: for WISH_LOW a low one, else rather
 * not a low one; the least used first. skip[c - 1] excludes (NULL: none). 0 or -ENOENT.
 * low[c - 1] tells which are low (NULL: none).
 */
MUST_CHECK int store_find_free(struct store *store, uint8_t wishes, const bool *low, const bool *skip, unsigned *ret_c);

/* ---- staff PINs ---- */

/* Verifier set on the box, empty when none yet; wrong answers so far. */
MUST_CHECK int store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], unsigned *ret_wrong);
/*
 * A new bundle that gives the person another badge forgets this verifier and the counter:
 * the one-time PIN counts again.
 */
MUST_CHECK int store_set_staff_pin(struct store *store, const char *sub, const char *verifier);
/*
 * 0 right: clears the counter, entry `login`. Wrong: counts, entry `login_refused` why
 * "wrong_pin", or "locked" from the fifth on, and then for right ones as well.
 * STORE_ANSWER_WRONG or STORE_ANSWER_LOCKED, both durable. *ret_left: tries until locked.
 */
MUST_CHECK int store_staff_answer(struct store *store, int64_t t_ms, const char *sub, bool right, unsigned *ret_left);
/* A manager unlocks a badge. Entry `alarm_cleared` what "locked:<sub>". 0 or -ENOENT. */
MUST_CHECK int store_unlock_staff(struct store *store, int64_t t_ms, const char *sub, const char *by);

/* ---- ledger ---- */

/* Reads entries and tree; valid until the store is closed, size and first are now's. */
void store_source(struct store *store, struct ledger_source *ret_source);
uint64_t store_size(const struct store *store);
void store_root(const struct store *store, struct hash *ret_root);

/*
 * The archive. Whoever calls store_archive() has the entries before `size` on a
 * disk, read again and verified. Entry `archived`; from then on they are not told
 * any more, and store_forget_archived() deletes up to STORE_FORGET_STEP of them at
 * a time, at leisure and after any power cut. *ret_left: how many there are still.
 * -EPROTO for a size that is not above the last archive's, or beyond the ledger.
 */
MUST_CHECK int store_archive(struct store *store, int64_t t_ms, uint64_t size);
MUST_CHECK int store_forget_archived(struct store *store, uint64_t *ret_left);
/* Entries before it are archived; 0 when none are. */
uint64_t store_archived(const struct store *store);
/* The size of the ledger after its last entry of before t_ms; not below what is archived. Reads the entries since then. */
MUST_CHECK int store_size_before(struct store *store, int64_t t_ms, uint64_t *ret_size);

/* The time floor: latest of newest entry under a trusted clock, bundle's issued, confirmed time. ms. */
int64_t store_time_floor(const struct store *store);
/* Whether entries from now on raise the floor. False after opening: an entry under a clock gone wrong must not. */
void store_trust_clock(struct store *store, bool trusted);
/*
 * Hourly, and when a manager confirmed or set the time: the only way in which the floor
 * goes down again, not below the bundle's issued.
 */
MUST_CHECK int store_confirm_time(struct store *store, int64_t t_ms);
/*
 * Changes the key that signs the ledger: entries `rotating` and `rotated`, and the newest checkpoint signed by the new key
 * alone, so that it is known which key is the ledger's now (controller/ledger/rotation.h). -EPROTO before the first adoption.
 */
struct store_rotation {
        const struct secret_key *old;            /* NULL when it was lost */
        const struct public_key *old_public;     /* NULL when nobody knows it any more */
        const struct secret_key *new;
};
MUST_CHECK int store_rotate(struct store *store, int64_t t_ms, const struct store_rotation *rotation);
/* Keeps the newest signed checkpoint (a note). */
MUST_CHECK int store_set_checkpoint(struct store *store, uint64_t size, const char *note, size_t len);
/* 0 or -ENOENT. */
MUST_CHECK int store_checkpoint(struct store *store, uint64_t *ret_size, struct buffer *ret_note);

/* ---- health ---- */

/* Bytes free on the store's file system. */
MUST_CHECK int store_space(struct store *store, uint64_t *ret_bytes);

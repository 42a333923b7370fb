/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The one store of a box: compartments, consignments, ledger, bundle, staff.
 *
 * SQLite in WAL mode with synchronous=FULL. Whatever changes it is a deed
 * (deed.h); the functions here open it, read it and keep its files clean.
 * Triggers refuse UPDATE of entries, and DELETE of those that are not archived.
 *
 * One thread, blocking: a commit is one fdatasync of the write-ahead log, two
 * for the first after a scrub.
 *
 * Common errors of all functions: -EIO (disk), -ENOSPC (disk full: nothing has
 * changed and the store stays usable), -EUCLEAN (database damaged), -EROFS
 * (opened read only, or become so), -EBUSY (another process holds it), -ENOMEM,
 * -EPROTO, -ENOENT (no such compartment), -EINVAL (a text too long or not
 * printable). After -EIO, -EUCLEAN or -EROFS nothing is written any more: what the
 * disk holds is known only to the next opening, which store_reopen() may be.
 *
 * Beside the database lies `path`-reserve, STORE_RESERVE_LEN bytes of room that are
 * given up when the disk is full, so that what is under way can be ended.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/moment.h"
#include "base/words/refusal.h"
#include "controller/box/store/cause.h"
#include "controller/box/store/compartment.h"
#include "controller/box/store/consignment.h"
#include "controller/box/store/deed.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/source.h"
#include "crypto/bundle.h"
#include "crypto/checkpoint.h"
#include "crypto/receipt.h"
#include "crypto/tag.h"
#include "crypto/ticket.h"

enum {
        STORE_SCHEMA = 15,
        STORE_COMPARTMENTS_MAX = 1024,
        STORE_WRONG_LOCK = 5,           /* wrong answers until locked */
        STORE_WRONG_VOID = 10,          /* until void */
        STORE_LOCK_MS = 15 * 60 * 1000,
        STORE_UNKNOWN_DAYS = 35,        /* since it was typed last, an unknown reference is remembered: as long as a code can be valid */
        /*
         * So many at most. Nobody reaches it: five within ten minutes slow typing (session/slowdown.h), so that fewer than 1,100 a
         * day can be typed, and 35 days forget them. Otherwise the one that was not typed for longest makes room.
         */
        STORE_UNKNOWN_MAX = 40960,
        STORE_STAFF_WRONG_LOCK = 5,
        STORE_CLOCK_DOUBTED = -1,       /* store_clock() */
        STORE_CLOCK_BELIEVED = 0,
        STORE_CLOCK_HOURS = 24,
        STORE_REFUSED_SINGLY = CAUSE_CODE_MOST, /* refusals an hour before they are only counted */
        STORE_FORGET_STEP = 4096,       /* archived entries that go in one transaction */
        STORE_LATE_MS = 1000,           /* entries written later than that after what they tell say so */
        STORE_RESERVE_LEN = 4 << 20,    /* given up on a full disk */
        STORE_RESERVE_ROOM = 64 << 20,  /* free bytes from which on it is taken */
};

enum store_mode {
        STORE_MODE_SIMULATED = HARDWARE_SIMULATED,
        STORE_MODE_REAL = HARDWARE_REAL,
        STORE_MODE_ANY,         /* to adopt a bundle while no daemon runs: writes, and neither records nor checks the hardware */
};

/* "simulated" or "real"; NULL for STORE_MODE_ANY. Static. */
static inline const char *store_mode_name(enum store_mode mode) {
        return hardware_name((enum hardware)mode);
}

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
        STORE_E_ROLLED_BACK,    /* only store_open_anchored() */
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
/*
 * Closes a store opened for writing and opens it again, with all checks, keeping its lock: after a
 * fault this tells what the disk holds, and whatever is found there is made durable. What had been
 * written before must be there. On any other result than 0 the store stays closed, every call but
 * this one and store_close() fails, and it may be tried again. 0, STORE_E_DAMAGED, STORE_E_NEWER,
 * -EBUSY also while a reader keeps what was found from being made durable.
 */
MUST_CHECK int store_reopen(struct store *store);

/* How it shows that a store was put back from an older copy, or was copied elsewhere. */
enum rollback {
        ROLLBACK_NONE,
        ROLLBACK_MISSING,       /* it recorded that it has an anchor, and there is none */
        ROLLBACK_DAMAGED,       /* what is there is no anchor */
        ROLLBACK_UNREADABLE,
        ROLLBACK_OLDER,         /* a larger ledger was signed */
        ROLLBACK_OTHER,         /* another ledger was signed, or this one with other entries */
        ROLLBACK_BUNDLE,        /* a newer bundle was adopted */
};
/* For people: that the store at `path` cannot be used, why, and what to do. */
enum { ROLLBACK_MESSAGE_SIZE = PATH_MAX + 256 };
void rollback_message(enum rollback rollback, const char *path, char ret_text[ROLLBACK_MESSAGE_SIZE]);

/*
 * store_open() for everybody who signs: compares the store with the anchor (controller/ledger/anchor.h), and lets the
 * anchor follow from then on. A store that never had one gets one with its first checkpoint. STORE_E_ROLLED_BACK and
 * *ret_rollback: it must not be used; else as store_open().
 */
MUST_CHECK int store_open_anchored(const char *path, const char *anchor, enum store_mode mode, struct store **ret_store,
                                   enum rollback *ret_rollback);
/* Only compares, as the former does. 0, with *ret_rollback; a common error. */
MUST_CHECK int store_compare_anchor(struct store *store, const char *anchor, enum rollback *ret_rollback);
/* Why the anchor could not be written at the last checkpoint or bundle; 0 when it was. The next one tries again. */
int store_anchor_fault(const struct store *store);
/*
 * Before a checkpoint is shown that the store does not keep, as exports do: lets the anchor name it. Also beside a daemon.
 * Nothing for a store that was opened without an anchor. 0 or a negative errno.
 */
MUST_CHECK int store_raise_anchor(struct store *store, const char *note, size_t len);
/* For a store that goes on under a new generation: the anchor at this place is its own from now on, whatever was there. As above. */
MUST_CHECK int store_replace_anchor(struct store *store, const char *anchor, const char *note, size_t len);
DEFINE_CLEANUP(struct store, store_close, store_cleanup)

const struct store_config *store_config(const struct store *store);
/* The hardware that it belongs to; 0: no daemon has opened it yet. */
enum store_mode store_mode(const struct store *store);
/* What went wrong last, for the journal; never holds data of a consignment. */
const char *store_error(const struct store *store);

/* ---- bundle ---- */

enum {
        STORE_E_NO_BUNDLE = 1,
        STORE_E_OLD_VERSION,
        STORE_E_OTHER_ROOT,
        STORE_E_LACKS_REVOCATIONS,
        STORE_E_NOTHING_NEW,
        STORE_E_TOO_MANY,
};

enum { STORE_STATED_MAX = BUNDLE_REVOCATIONS_MAX }; /* revocations from statements that are kept at a time */

/* The pinned root and the current bundle's bytes. 0 or STORE_E_NO_BUNDLE. The caller opens and owns. */
MUST_CHECK int store_bundle(struct store *store, struct public_key *ret_root, struct buffer *ret_bytes);
/* What statements have revoked and is not over at t_ms, in no order. 0 or a common error. The caller frees the items. */
MUST_CHECK int store_stated(struct store *store, int64_t t_ms, struct revocation **ret_items, size_t *ret_count);
/* "<domain>/pickupbox/<box id>", fixed by the first bundle; NULL before. Owned by the store. */
const char *store_origin(const struct store *store);

/* ---- compartments ---- */

/* 0 or -ENOENT. */
MUST_CHECK int store_compartment(struct store *store, unsigned c, struct store_compartment *ret_compartment);
/*
 * Whether the chip of its lock or switch is gone. Kept in memory only, for the
 * hardware is asked at every start: while it is gone the state is told as absent
 * and the compartment is not loaded; what is recorded about it stays.
 */
void store_set_absent(struct store *store, unsigned c, bool absent);

/* Whether an entry says why the door of c stands open, or may (store_compartment.told_open), from memory. */
bool store_told_open(const struct store *store, unsigned c);

/* ---- consignments ---- */

/* 0 or -ENOENT. */
MUST_CHECK int store_consignment(struct store *store, const uint8_t cti[CTI_LEN], struct consignment *ret_consignment);
/* The consignment that is inside (stored, releasing, expired, quarantined) under this reference. 0 or -ENOENT. */
MUST_CHECK int store_consignment_by_reference(struct store *store, const uint8_t tag[TAG_LEN], struct consignment *ret_consignment);

/* ---- the citizen's answer ---- */

/*
 * The other stored, not overdue, unlocked consignments of the group of `cti` whose own
 * birth tag matches; tag_of makes their tag. At most `max`. Whether the bundle or a
 * reissue revokes them is for the caller. tag_of must not call the store.
 */
typedef void store_tag_fn(void *context, const uint8_t cti[CTI_LEN], uint8_t ret_tag[TAG_LEN]);
MUST_CHECK int store_group(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], store_tag_fn *tag_of, void *context,
                           struct consignment *ret_members, size_t max, size_t *ret_count);

/*
 * Moves the write-ahead log into the database and truncates it, so that erased tags are
 * nowhere in the files. -EBUSY while a reader is at work: call again later. Some fsyncs:
 * only when nobody waits.
 */
MUST_CHECK int store_scrub(struct store *store);
/*
 * Call whenever the box falls idle: scrubs when something was erased or the log has grown, and
 * makes room in the log for the next session, else does nothing. A reader is waited for by trying again next time.
 */
MUST_CHECK int store_idle(struct store *store);

/* ---- deadlines and staff work ---- */

/* The next deadline of a stored consignment, or INT64_MAX. */
MUST_CHECK int store_next_deadline(struct store *store, int64_t *ret_t_ms);

/* Calls back for each compartment, in order, with its consignment or NULL. The callback must not call the store. */
typedef void store_each_fn(void *context, const struct store_compartment *compartment, const struct consignment *consignment);
MUST_CHECK int store_each(struct store *store, store_each_fn *each, void *context);

enum { STORE_FIT_NOT = 255 };
/*
 * The free compartment to load next: of those that fit best, the least used first. fits[c - 1] tells how well, 0 best, STORE_FIT_NOT not
 * at all (NULL: all alike); skip[c - 1] excludes (NULL: none). 0 or -ENOENT.
 */
MUST_CHECK int store_find_free(struct store *store, const uint8_t *fits, const bool *skip, unsigned *ret_c);

/* ---- staff PINs ---- */

/*
 * The verifier of the PIN that counts here: the one that the person chose or, *ret_given, a one-time PIN that a manager gave them since; empty
 * when there is neither, and the office's one-time PIN counts. Wrong answers so far.
 */
MUST_CHECK int store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong);

/* ---- ledger ---- */

/* Reads entries and tree; valid until the store is closed, size and first are now's. */
void store_source(struct store *store, struct ledger_source *ret_source);
uint64_t store_size(const struct store *store);
void store_root(const struct store *store, struct hash *ret_root);

/*
 * The newest entry from index `from` on that tells the same: event, members and legal time;
 * its box, n and t are not compared, nor its c when that of `like` is 0. 0 or -ENOENT.
 */
MUST_CHECK int store_find_entry(struct store *store, uint64_t from, const struct entry *like, uint64_t *ret_index);

/* Entries before it are archived; 0 when none are. */
uint64_t store_archived(const struct store *store);
/* The size of the ledger after its last entry of before t_ms; not below what is archived. Reads the entries since then. */
MUST_CHECK int store_size_before(struct store *store, int64_t t_ms, uint64_t *ret_size);

/* The time floor: latest of newest entry under a trusted clock, bundle's issued, confirmed time. ms. */
int64_t store_time_floor(const struct store *store);
/*
 * What the box last thought of its clock: in doubt, believed, or believed by itself, and then for how many hours more (above 0)
 * its time raises no floor and expires nothing.
 */
int store_clock(const struct store *store);
/* Whether entries from now on raise the floor. False after opening: an entry under a clock gone wrong must not. */
void store_trust_clock(struct store *store, bool trusted);
/* Locks are counted on a time that no step of the wall clock moves: t + shift_ms for what is done at t. 0 after opening. */
void store_count_steadily(struct store *store, int64_t shift_ms);
/* 0 or -ENOENT. */
MUST_CHECK int store_checkpoint(struct store *store, uint64_t *ret_size, struct buffer *ret_note);

/* What the last auditor who looked saw: of how many entries, and when (milliseconds since 1970). 0 or -ENOENT: none of this ledger. */
MUST_CHECK int store_audited(struct store *store, uint64_t *ret_size, int64_t *ret_t_ms);

/* A checkpoint that was brought back with a witness's signature. */
struct store_witnessed {
        uint64_t size;
        struct hash root;                    /* of one that does not fit; else zeros */
        char witness[NOTE_NAME_MAX + 1];     /* its name; "": the box's own key alone, of one that does not fit */
        int64_t at_ms;                       /* the countersignature's own time, of one that fits */
        int64_t t_ms;                        /* when it was brought; 0: never */
};
/* The newest that fits this ledger, or that does not. 0 or -ENOENT: none of this ledger. */
MUST_CHECK int store_witnessed(struct store *store, bool fits, struct store_witnessed *ret_witnessed);

/* ---- backup ---- */

/* Appends the database as it is at one moment, also beside a daemon. 0, -EFBIG when it is longer than max_len; a common error. */
MUST_CHECK int store_snapshot(struct store *store, size_t max_len, struct buffer *ret_bytes);

/* ---- health ---- */

/* Bytes free on the store's file system. */
MUST_CHECK int store_space(struct store *store, uint64_t *ret_bytes);
/* Whether the file system does not take writes any more; it may still say that it does. 0 or -EROFS. */
MUST_CHECK int store_check_writable(struct store *store);


/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The recorder: the box's way to its store and its journal. It writes entries, signs checkpoints and makes receipts, and
 * bears with a store that fails:
 *
 *      works ──a fault──▶ waits ──0.5 s, then up to every 30 s: closed, opened again, checked; facts written──▶ works
 *                           └──the database is damaged──▶ out of order
 *
 * While it waits nothing is permitted and no request is taken. Facts do not fail: they are kept with their moment in memory and in
 * the facts file, and written before anything else. A bug of ours leaves the box out of order as well, which a new start cures.
 *
 * Owns the facts that wait and the text of the newest checkpoint; all else is borrowed. Knows nothing of machines, screens or the
 * box that holds it.
 */
#pragma once

#include "base/bytes.h"
#include "base/moment.h"
#include "base/words/alarm.h"
#include "controller/box/session/caps.h"
#include "controller/box/session/ports.h"
#include "controller/box/session/together.h"
#include "controller/box/store/facts.h"
#include "controller/box/store/store.h"
#include "crypto/receipt.h"

enum {
        RECORDER_PAUSE_MS = 500,                /* before a store that failed is opened again */
        RECORDER_PAUSE_MAX_MS = 30 * 1000,
        RECORDER_CALM_MS = 60 * 1000,           /* a fault that comes sooner after the last goes on with its pauses */
        RECORDER_PATIENCE_MS = 10 * 60 * 1000,  /* for a fault that a new start may cure */
};

struct recorder {
        struct store *store;            /* NULL: the database cannot be used */
        struct facts *facts;            /* owned; NULL: without a store */
        const struct secret_key *key;   /* the ledger's */
        const struct box_ports *ports;
        struct moment now;              /* of what is written */
        bool has_ledger;                /* a bundle has been adopted */

        bool broken;                    /* out of order until the box is started anew */
        bool curable;                   /* by which it may be cured */
        bool waiting;                   /* for the store, which failed */
        int64_t retry_ms;               /* mono, when it is opened again; INT64_MAX: not by us */
        int64_t pause_ms;               /* before that */
        int64_t failed_ms;              /* mono, since when it fails */
        int64_t mended_ms;              /* mono, when it last answered again */
        bool outside;                   /* full, busy, read only: a new start finds the same */
        bool refused;                   /* a permit or a request was not done; for whoever asked, who clears it */
        uint8_t not_begun[CTI_LEN];     /* a load whose permit failed: nothing was opened for it. Zeros: none */
        struct caps caps;
        int anchor_fault;               /* told already; 0: none */

        struct buffer checkpoint;       /* text of the newest */
        uint64_t checkpoint_size;
        int64_t checkpoint_ms;          /* wall, when it was signed */
        char receipt[RECEIPT_TEXT_MAX + 1]; /* of the last issue in this session; "": none */
        bool owes_receipt;              /* of the entry with this index: */
        uint64_t owed_index;
};

void recorder_deinit(struct recorder *recorder);

/* One line of the journal, cut to 255 bytes. Holds no secret. */
void recorder_log(struct recorder *recorder, int priority, const char *format, ...) PRINTF_LIKE(3, 4);

/* Whether the box works and its store answers: only then may anything be asked of it. */
bool recorder_ready(const struct recorder *recorder);
/* The store failed with r: it is waited for or, when r is our bug, the box is out of order from now on. */
void recorder_fault(struct recorder *recorder, const char *doing, int r);
/* The same for a permit or request, which was not done: whoever asked is told. */
void recorder_refuse(struct recorder *recorder, const char *doing, int r);
/* Whether a permit or request can be asked for now; else it counts as refused. */
bool recorder_may_ask(struct recorder *recorder);
/*
 * A fact, seen then; nothing without a ledger. True: it is written, and *ret_outcome (may be NULL) holds. False: it is kept, and
 * written when the store answers again.
 */
bool recorder_fact(struct recorder *recorder, struct moment seen, const struct deed *deed, struct outcome *ret_outcome);
/* All that was gathered, as recorder_fact(). True: it is written, in one transaction, or there was nothing to write. */
bool recorder_together(struct recorder *recorder, struct moment seen, const struct together *together);
/*
 * When it is time to (retry_ms): opens the store again and writes what waits. True: it answers again, and *ret_told says what
 * became of the facts. What else was under way is for the caller.
 */
bool recorder_mend(struct recorder *recorder, struct facts_told *ret_told);
/* Facts that an earlier process left are written. For the start. */
void recorder_take_left(struct recorder *recorder);
/* Whether the process should end to be started anew: a fault lasts that may be cured by it, and every fact would live through it. */
bool recorder_wants_restart(const struct recorder *recorder);

/* Of what was issued, with nobody there any more: what was to be said of old papers is not, and its door may be shut. */
void recorder_end_handing_out(struct recorder *recorder, const struct consignment *consignment, bool shut);

/* A plain entry; nothing without a ledger. One that is no fact is lost with a fault. */
void recorder_entry(struct recorder *recorder, const struct entry *entry);
/* Gathers that c is quarantined, with a line in the journal. */
void recorder_add_quarantine(struct recorder *recorder, struct together *together, unsigned c, enum reason why);
/* Sounds, journal and entry; c: the compartment it is of, or 0. */
void recorder_alarm(struct recorder *recorder, enum alarm alarm, unsigned c);
void recorder_alarm_cleared(struct recorder *recorder, enum alarm alarm, unsigned c, const char *by);
/* The same, the entry being gathered. */
void recorder_add_alarm(struct recorder *recorder, struct together *together, enum alarm alarm, unsigned c);
void recorder_add_alarm_cleared(struct recorder *recorder, struct together *together, enum alarm alarm, unsigned c, const char *by);
/* The same; of: what it is of, printable ASCII without quotation mark and backslash, or NULL. */
void recorder_alarm_of(struct recorder *recorder, enum alarm alarm, const char *of);
void recorder_alarm_cleared_of(struct recorder *recorder, enum alarm alarm, const char *of, const char *by);
/* An hour is over: an entry says how often more this alarm of that cause began or ended than was written, if it did. */
void recorder_alarm_many(struct recorder *recorder, enum cause cause, enum alarm alarm);
/* What the end of the hour will say of a cause is kept in the store, should the power go before; nothing to say: nothing. */
void recorder_keep_alarm_many(struct recorder *recorder, enum cause cause, enum alarm alarm);
void recorder_keep_count(struct recorder *recorder, const struct entry *entry);
/* Signs a checkpoint of the ledger as it is. */
void recorder_sign(struct recorder *recorder);
/* The same, and the receipt of the entry with this index. While the store fails it is owed. */
void recorder_make_receipt(struct recorder *recorder, uint64_t index);
/* Nobody wants the receipt any more. */
void recorder_forget_receipt(struct recorder *recorder);
/* Has the store forget for good what it erased; for when nobody is at the box. */
void recorder_scrub(struct recorder *recorder);

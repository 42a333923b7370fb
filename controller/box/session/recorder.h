/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The recorder: the box's way to its store and its journal. It writes entries, signs checkpoints and makes receipts, and
 * remembers that the store failed: from then on the box is out of order and nothing is written any more.
 *
 * Owns the text of the newest checkpoint; all else is borrowed. Knows nothing of machines, screens or the box that holds it.
 */
#pragma once

#include "base/bytes.h"
#include "base/moment.h"
#include "base/words/alarm.h"
#include "controller/box/session/ports.h"
#include "controller/box/store/store.h"
#include "crypto/receipt.h"

struct recorder {
        struct store *store;            /* NULL: the database cannot be used */
        const struct secret_key *key;   /* the ledger's */
        const struct box_ports *ports;
        struct moment now;              /* of what is written */
        bool has_ledger;                /* a bundle has been adopted */
        bool broken;                    /* out of order */
        struct buffer checkpoint;       /* text of the newest */
        uint64_t checkpoint_size;
        int64_t checkpoint_ms;          /* wall, when it was signed */
        char receipt[RECEIPT_TEXT_MAX + 1]; /* of the last issue in this session; "": none */
};

void recorder_deinit(struct recorder *recorder);

/* One line of the journal, cut to 255 bytes. Holds no secret. */
void recorder_log(struct recorder *recorder, int priority, const char *format, ...) PRINTF_LIKE(3, 4);
/* The store failed with r: out of order from now on. What is under way ends when the step has returned. */
void recorder_fault(struct recorder *recorder, const char *doing, int r);
/* A plain entry; nothing without a ledger. A failure is recorder_fault(), here and below. */
void recorder_entry(struct recorder *recorder, const struct entry *entry);
/* Sounds, journal and entry; c: the compartment it is of, or 0. */
void recorder_alarm(struct recorder *recorder, enum alarm alarm, unsigned c);
void recorder_alarm_cleared(struct recorder *recorder, enum alarm alarm, unsigned c, const char *by);
/* Signs a checkpoint of the ledger as it is. */
void recorder_sign(struct recorder *recorder);
/* The same, and the receipt of the entry with this index. */
void recorder_make_receipt(struct recorder *recorder, uint64_t index);
/* Has the store forget for good what it erased; for when nobody is at the box. */
void recorder_scrub(struct recorder *recorder);

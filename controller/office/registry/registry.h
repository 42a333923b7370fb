/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office knows and did, verified: a database, the log of every act in it, and the anchor outside.
 *
 * The log says what was done; tables hold what follows from it, and what it must not hold: sealed values, of which the log
 * names the hash. Beside the log's checkpoint the same key signs a summary of what the log comes to: the roots of two trees, over every
 * column of every consignment and over what consignments are found by (numbers, blinds). Opening verifies that the summary belongs to the log's newest entry and that to
 * the anchor; looking a consignment up proves its row, or that there is none, by a few pages of a tree. Neither grows with what was issued.
 * registry_load() verifies everything from the first entry on: each entry with the tree, every column of every row and every page with what
 * the log comes to. Anything that does not fit is an outcome of its own, and nothing can be written or signed from then on.
 *
 * A change is one transaction: entries, rows, pages, and checkpoint and summary over them. The anchor follows after
 * the commit. One thread; blocks.
 */
#pragma once

#include "controller/ledger/source.h"
#include "controller/office/registry/act.h"
#include "controller/office/registry/issuance.h"
#include "crypto/checkpoint.h"

enum { REGISTRY_SCHEMA = 6, REGISTRY_MACHINE_MAX = 4 << 20, REGISTRY_ERROR_SIZE = 512 };

/* Where it is. All borrowed, and must live as long. */
struct registry_place {
        const char *database;           /* a file, or a server's address */
        const char *anchor;             /* a file outside */
        const char *origin;             /* of the log's first generation, and name of its key */
        const struct public_key *logs;  /* that may have signed the log's checkpoints, the oldest first */
        size_t log_count;
        const struct secret_key *key;   /* the one that signs; NULL: nothing is written before registry_lend() */
        /*
         * One that is older than its anchor, or has none, opens too, and nothing is written to it: it is looked at, and gone on for
         * (registry_continue()).
         */
        bool older;
        bool moving;                    /* one that was moved opens too, for the move to be finished */
};

/* What was found instead of a registry that can be trusted. */
enum {
        REGISTRY_E_NO_LOCKS = 1,
        REGISTRY_E_NEWER,               /* number: its schema */
        REGISTRY_E_NOT_OURS,            /* there is none in this database */
        REGISTRY_E_THERE_ALREADY,       /* registry_create(): there is one */
        REGISTRY_E_LOG,                 /* number: the first entry that does not fit */
        REGISTRY_E_CHECKPOINT,          /* the log's checkpoint is not signed by its key, or is not of this log */
        REGISTRY_E_NO_ANCHOR,
        REGISTRY_E_ANCHOR,              /* damaged, or signed by another key, or of another log */
        REGISTRY_E_ROLLED_BACK,         /* number: entries in the log; known: in the anchor's */
        REGISTRY_E_FORKED,              /* number: the size at which the anchor had other entries */
        REGISTRY_E_ROW,                 /* cti: what its row says is not what the log says; or there is none */
        REGISTRY_E_SURPLUS,             /* cti: a row that no entry speaks of */
        REGISTRY_E_OFFICE,              /* what is kept of boxes, staff and keys is not what the log says */
        REGISTRY_E_SUMMARY,             /* the summary or a page of its trees is not what was signed */
        REGISTRY_E_MOVED,               /* its newest entry says that it went to another place */
        REGISTRY_E_OUTDATED,            /* another computer wrote meanwhile */
        REGISTRY_E_BOXES,               /* what is kept of a box's log is not what an entry `synced` says, or is missing or surplus */
        REGISTRY_E_ACCESSES,            /* number: an entry `looked_up` whose line is not what was written, or is missing or surplus */
};

struct registry_fault {
        uint64_t number, known;
        uint8_t cti[CTI_LEN];
        char error[REGISTRY_ERROR_SIZE]; /* of the database, with a negative errno */
};

struct registry;

/*
 * Opens it. A database of an older schema, or one that does not hold together, is verified whole, so that what is wrong is named. The
 * same outcomes, or a negative errno.
 */
MUST_CHECK int registry_open(const struct registry_place *place, struct registry_fault *ret_fault, struct registry **ret_registry);
/* Verifies everything, and has all consignments in memory from then on: about 300 bytes and 20 microseconds each. The same outcomes. */
MUST_CHECK int registry_load(struct registry *registry, struct registry_fault *ret_fault);
void registry_close(struct registry *registry);
DEFINE_CLEANUP(struct registry, registry_close, registry_cleanup)

/* The key that has signed the log's newest checkpoint. */
const struct public_key *registry_log(const struct registry *registry);
/* That key; borrowed, also until the registry is closed. False when it is another one. */
MUST_CHECK bool registry_lend(struct registry *registry, const struct secret_key *key);

void registry_lend_nothing(struct registry *registry);

/* One consignment, verified. 0; REGISTRY_ABSENT: proven, there is none; the outcomes above, or a negative errno. */
enum { REGISTRY_ABSENT = -1000 };
MUST_CHECK int registry_find(struct registry *registry, const uint8_t cti[CTI_LEN], struct registry_fault *ret_fault, struct issuance *ret_issuance);
/*
 * Each of these, of which cti is set, verified: `there`, or proven not to be. On few ways to the database, however many they are. The outcomes of
 * registry_find() but REGISTRY_ABSENT.
 */
MUST_CHECK int registry_find_all(struct registry *registry, struct issuance *all, size_t count, struct registry_fault *ret_fault);
/* All whose id begins with these half bytes, in the order of ids; *ret_found is the caller's. The same but for REGISTRY_ABSENT. */
MUST_CHECK int registry_find_prefix(struct registry *registry, const uint8_t *cti, unsigned half_bytes, struct registry_fault *ret_fault,
                                    struct issuance **ret_found, size_t *ret_count);
/* The one that was given this number last and has it. The same. */
MUST_CHECK int registry_find_number(struct registry *registry, const uint8_t reference_tag[TAG_LEN], struct registry_fault *ret_fault,
                                    struct issuance *ret_issuance);

/* All that have this blind (issuance.h), proven: there are no others. In no order; none have zeros. The same. */
enum blind_column { BLIND_BORN, BLIND_OWN };
MUST_CHECK int registry_find_blind(struct registry *registry, enum blind_column column, const uint8_t blind[BLIND_LEN], struct registry_fault *ret_fault,
                                   struct issuance **ret_found, size_t *ret_count);

/* All of them, in the order of issue, as verified and as changed since. Only after registry_load(). */
const struct issuances *registry_issuances(const struct registry *registry);
const struct buffer *registry_machine(const struct registry *registry);
/* The hash of what boxes, staff and keys were before the newest entry that changed them; false when there was no change. */
bool registry_office_before(const struct registry *registry, struct hash *ret_hash);
/* The hash of the settings that the log named last; false when it never did. */
bool registry_settings(const struct registry *registry, struct hash *ret_hash);
uint64_t registry_size(const struct registry *registry);
/* The log's entries and tree. Good as long as the registry. */
void registry_source(struct registry *registry, struct ledger_source *ret_source);
/* The newest signed checkpoint. */
const struct buffer *registry_note(const struct registry *registry);

/* Whether it is older than its anchor; *ret_known: what that names, or where there is none the newest there is; *ret_bundle: its bundle. */
bool registry_is_older(const struct registry *registry, struct checkpoint *ret_known, uint32_t *ret_bundle);
/* Of the log, with its generation. */
const char *registry_origin(const struct registry *registry);

/* How far a box's log was taken in. */
struct registry_box {
        char box[BOX_ID_MAX + 1];
        uint8_t key[KEY_ID_LEN];        /* id of the key that it was enrolled with then */
        struct checkpoint checkpoint;
        struct hash sha;                /* of the signed note */
};
/*
 * Of one box, verified: from the newest entry back to the last one about it, which is all of the log where nothing was taken in. 0; REGISTRY_ABSENT: proven,
 * nothing was; the outcomes of registry_open().
 */
MUST_CHECK int registry_find_box(struct registry *registry, const char *box, struct registry_fault *ret_fault, struct registry_box *ret_seen);
/* Of all. Valid until the next change. Only after registry_load(). */
const struct registry_box *registry_boxes(const struct registry *registry, size_t *ret_count);
/* The signed checkpoint of one that was found, appended. 0, REGISTRY_E_BOXES or a negative errno. */
MUST_CHECK int registry_box_note(struct registry *registry, const char *box, struct registry_fault *ret_fault, struct buffer *ret_note);

/* Where a consignment is. */
struct stage_fact {
        uint8_t cti[CTI_LEN];
        uint32_t stage, at, deadline;   /* as in struct issuance */
};
/* What a box's log told. */
struct registry_report {
        struct registry_box seen;       /* sha is filled in */
        const void *note;               /* the signed checkpoint */
        size_t note_len;
        const struct stage_fact *facts; /* of consignments that are there */
        size_t fact_count;
        const struct hash *statements;  /* that it has taken */
        size_t statement_count;
};

struct registry_change {
        int64_t t_ms;
        const char *by;
        const struct record *records;   /* each with its entry; must fit (issuance.h) */
        size_t record_count;
        const struct act *acts;         /* other entries, before those; n, t_ms, by, office and keys of the log are filled in */
        size_t act_count;
        const struct issuance *found;   /* of an office of the first version, each with its entry, before all others */
        size_t found_count;
        const struct registry_report *reports; /* each with its entries, after all others */
        size_t report_count;
        const struct checkpoint *former; /* registry_continue(): what the log goes on for; `found` is carried over */
        const struct buffer *access;    /* the line of its act `looked_up`, if it has one; its hash is filled in */
        uint32_t own_before;            /* of an act `erased`: the own reference of what had ended at this time or earlier goes too, of others it stays */
        const struct secret_key *signer; /* NULL: the one that was lent; else it signs from here on, and the last of the acts says so. Lent then as well */
        const struct secret_key *old_log, *new_log; /* of an act `log_key_named`, behind which stands what both sign; the first NULL: it has ended */
        const void *machine;            /* NULL: as it is */
        size_t machine_len;
        uint32_t bundle_version;        /* of the newest bundle, for the anchor */
};

/* Makes the tables with a first change in them, which has `machine` and no records. 0, STORE_E_…, or a negative errno of tables.h. */
MUST_CHECK int registry_create(const struct registry_place *place, const struct registry_change *change, struct registry_fault *ret_fault);
/*
 * Goes on for a log that is older than its anchor (place.older), under this generation: 16 hexadecimal digits. `change` has `former`, everything
 * that is carried over as `found`, and `machine`. Durably, or nothing; afterwards `former` is only to be closed. 0; REGISTRY_E_OUTDATED; -EACCES;
 * a negative errno, also when all of it is there and only the anchor could not follow: the next opening lets it.
 */
MUST_CHECK int registry_continue(struct registry *former, const char *generation, const struct registry_change *change,
                                 struct registry_fault *ret_fault);
/*
 * All of it, durably, or nothing. 0; REGISTRY_E_OUTDATED; -EACCES without the log's key; a negative errno. When the anchor could not follow, it is 0 and
 * registry_anchor_fault() says why: the next change or opening lets it follow.
 */
MUST_CHECK int registry_write(struct registry *registry, const struct registry_change *change, struct registry_fault *ret_fault);
/*
 * After something was erased: whatever the database keeps of it in places that it no longer uses goes. SQLite's file is written anew, which
 * takes as much room again beside it and in the folder for temporary files; a server's tables are. 0 or a negative errno.
 */
MUST_CHECK int registry_compact(struct registry *registry, struct registry_fault *ret_fault);
/* An entry `looked_up` whose line is there still. */
struct access {
        uint64_t n;
        int64_t t_ms;
        char by[ACT_BY_MAX + 1];
        struct hash sha;
};
typedef int registry_access_fn(void *context, const struct access *access, const void *line, size_t len);
/* Verifies everything anew and tells them in the order of their entries. What `tell` returns but 0 ends it. The outcomes of registry_open(). */
MUST_CHECK int registry_accesses(struct registry *registry, struct registry_fault *ret_fault, registry_access_fn *tell, void *context);
/* Up to which entry an act `forgotten` has to go for all that are older than this; 0: none is. Only after registry_load(). */
uint64_t registry_accesses_until(const struct registry *registry, int64_t t_ms);

/* A table and its digest: SHA-256 over the former one and each row, in the order of its key. */
enum { REGISTRY_TABLE_SIZE = 64, REGISTRY_TABLES_MAX = 16 };
struct registry_copied_table {
        char name[REGISTRY_TABLE_SIZE];
        uint64_t rows;
        struct hash digest;
};
struct registry_copied {
        struct registry_copied_table tables[REGISTRY_TABLES_MAX];
        size_t count;
};
/*
 * Copies every table of a file into the empty database of a server, in one transaction there, and reads it again: digests are the same. A
 * server that has exactly that already is left as it is. 0; REGISTRY_E_THERE_ALREADY: it has something else; -EINVAL for other places; a negative errno.
 */
MUST_CHECK int registry_copy(struct registry *registry, const char *address, struct registry_fault *ret_fault, struct registry_copied *ret_copied);
/* Whether the newest entry says that it goes to this address. 0 or a negative errno. */
MUST_CHECK int registry_moves_to(struct registry *registry, const char *address, bool *ret_moves);
/* What an entry `moved` names. */
void registry_address_hash(const char *address, struct hash *ret_hash);
/* 0, or the negative errno of the last attempt. */
int registry_anchor_fault(const struct registry *registry);

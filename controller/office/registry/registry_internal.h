/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share: the open registry. */
#pragma once

#include "controller/ledger/anchor.h"
#include "controller/office/registry/registry.h"
#include "controller/office/registry/tables.h"
#include "controller/office/registry/tree.h"
#include "crypto/bundle.h"

/* What the log comes to, signed beside its checkpoint: whoever has it need not follow the log. */
struct summary {
        struct hash rows, numbers;      /* roots of the trees */
        bool has_before, has_settings;
        struct hash office;             /* of boxes, staff and keys */
        struct hash before;             /* what that was before the newest change */
        struct hash settings;
};

/* Since which there are trees, blinds, lines of look-ups, what boxes told, and own references that outlive the other values. */
enum { SCHEMA_OF_TREES = 2, SCHEMA_OF_BLINDS, SCHEMA_OF_ACCESSES, SCHEMA_OF_STAGES, SCHEMA_OF_OWN };

/* By what a consignment is found but its id; each has a leaf in the tree of numbers. */
enum name { NAME_NUMBER, NAME_BORN, NAME_OWN, NAMES };

/* What the log says of the keys that sign it. */
struct log_keys {
        struct public_key current, next;
        bool has_current, has_next, agreed;
        uint64_t named;                 /* the entry that names the next one */
};

struct accesses {
        struct access *all;
        size_t count, capacity;
};

struct boxes {
        struct registry_box all[BUNDLE_BOXES_MAX];
        size_t count;
};

struct registry {
        struct registry_place place;    /* its origin is the one below */
        char origin[NOTE_NAME_MAX + 1];
        bool older;                     /* than the anchor, which names these two */
        struct checkpoint newest;
        uint32_t newest_bundle;
        enum anchor_step step;          /* how the anchor follows; 0: as one of the same log */
        struct tables *database;
        size_t log, anchor_log;         /* which of the place's keys has signed the checkpoint, and the anchor's */
        struct public_key current;      /* the former: the registry's own */
        struct log_keys log_keys;       /* of what was followed */
        struct vkey vkey, summary_vkey; /* that key under two names: of the log's checkpoint, of the summary's */
        int64_t version;                /* of the schema that is there */
        struct merkle_edge edge;
        struct buffer note;             /* the checkpoint, as it stands in the database */
        struct summary summary;
        bool complete;                  /* the log was followed: all consignments are in memory */
        int broken;                     /* what that came to otherwise: nothing of memory is good, and nothing is told or written any more */
        struct registry_fault broken_fault;
        struct issuances issuances;     /* complete, or empty */
        struct accesses accesses;       /* of what was followed */
        struct boxes *boxes;            /* owned; the same, when complete; else those that were looked up and told something. NULL: none */
        int64_t newest_s;               /* when the newest entry was written, when complete */
        struct buffer machine;
        int anchor_fault;
};

/* An entry about the keys of a log whose entries before it have this root: 0 or REGISTRY_E_LOG. */
MUST_CHECK int log_keys_follow(struct registry *registry, const struct act *act, const struct hash *root);
/* Whether the checkpoint's key is the one that the log says, and no older one than the anchor's. 0 or REGISTRY_E_CHECKPOINT. */
MUST_CHECK int log_keys_check(const struct registry *registry);
/* Opens a note under the newest of the place's keys that has signed it; *ret_log: which. 0 or NOTE_E_…. */
MUST_CHECK int log_keys_open(const struct registry *registry, const char *origin, const char *note, size_t len, size_t *ret_log, struct checkpoint *ret_checkpoint);
/* The act behind one that names the next key: what both sign of a log with this edge. 0 or a negative errno. */
MUST_CHECK int log_keys_agree(const struct registry *registry, const struct merkle_edge *edge, const struct registry_change *change, struct act *ret_act);
/* What the log says of look-ups: one more; those before this entry are forgotten. 0 or -ENOMEM. */
MUST_CHECK int accesses_follow(struct registry *registry, const struct act *act);
void accesses_forget(struct registry *registry, uint64_t size);
void accesses_deinit(struct accesses *accesses);
/*
 * Tells every line, if `tell` is not NULL: each row of the table is of the next entry, and there is one for each. 0,
 * REGISTRY_E_ACCESSES with the entry's number in *fault, what `tell` returns when that is not 0, or a negative errno.
 */
MUST_CHECK int accesses_walk(struct registry *registry, struct registry_fault *fault, registry_access_fn *tell, void *context);
/* Whether the table has exactly their lines. 0, REGISTRY_E_ACCESSES or a negative errno. */
MUST_CHECK int accesses_check(struct registry *registry, struct registry_fault *fault);
/* Within a transaction: a line comes; those before this entry go. 0 or a negative errno. */
MUST_CHECK int accesses_write(struct registry *registry, uint64_t n, const struct buffer *line);
MUST_CHECK int accesses_erase(struct registry *registry, uint64_t size);

/* The signed checkpoint that the database holds, which becomes registry->note. 0, REGISTRY_E_CHECKPOINT or a negative errno. */
MUST_CHECK int registry_read_checkpoint(struct registry *registry, struct checkpoint *ret_checkpoint);

/* An entry of a log that has now this size said that it is this from then on. */
void summary_office_is(struct summary *summary, uint64_t size, const struct hash *office);
/* Reads and judges the summary of a log with this edge. 0, REGISTRY_E_SUMMARY or a negative errno. */
MUST_CHECK int summary_read(struct registry *registry, const struct merkle_edge *edge, struct summary *ret_summary);
/* Signs and writes it. 0 or a negative errno. */
MUST_CHECK int summary_write(struct registry *registry, const struct secret_key *key, const struct merkle_edge *edge, const struct summary *summary);

/* That of the log's first generation. Returns ret_origin. */
const char *registry_first_origin(const struct registry *registry, char ret_origin[NOTE_NAME_MAX + 1]);
/* Whether the origin is this one or one of its generations. */
bool registry_is_generation(const char *origin, const char *of);
void registry_set_origin(struct registry *registry, const char *origin);
/* Takes the generation that the database names, where it is one of place.origin. 0 or a negative errno. */
MUST_CHECK int registry_adopt_origin(struct registry *registry);
/* Whether the log's first entry names exactly this checkpoint. 0 or a negative errno. */
MUST_CHECK int registry_continues(struct registry *registry, const struct checkpoint *former, bool *ret_continues);
/* The tables of a new registry and its first change, within a transaction. 0, REGISTRY_E_… or a negative errno. */
MUST_CHECK int registry_fill(struct registry *registry, const struct registry_change *change, struct buffer *ret_note);
/* Holds the log to the end of the transaction. 0, REGISTRY_E_OUTDATED or a negative errno. */
MUST_CHECK int registry_hold_edge(struct registry *registry);
/* The leaf of a consignment's row, and the one of a name that it has now; false when it has none any more. */
struct leaf leaf_of_row(const struct issuance *issuance);
bool leaf_of_name(const struct issuance *issuance, enum name name, struct leaf *ret_leaf);
/* The half bytes with which the keys of all begin that have this blind. */
enum { BLIND_HALF_BYTES = 8 };
void blind_key(const uint8_t blind[BLIND_LEN], uint8_t ret_key[TREE_KEY_LEN]);
void number_key(const uint8_t reference_tag[TAG_LEN], uint8_t ret_key[TREE_KEY_LEN]);

/*
 * The checkpoint that the anchor names; its size is 0 when it is of a former generation for which this log goes on. 0, REGISTRY_E_NO_ANCHOR,
 * REGISTRY_E_ANCHOR, REGISTRY_E_ROLLED_BACK or a negative errno.
 */
MUST_CHECK int registry_read_anchor(struct registry *registry, struct checkpoint *ret_known);
/* A query for whole rows, of the columns that the schema has; and a row of them but for `there` and `sha`, which is of what it holds. False when it cannot be one. */
enum { REGISTRY_SQL_SIZE = 320 };
void registry_rows_sql(const struct registry *registry, const char *where, char ret_sql[REGISTRY_SQL_SIZE]);
MUST_CHECK bool registry_read_columns(const struct registry *registry, const struct rows *rows, struct issuance *ret_issuance);
/* The table `office`, which is what its hash says. 0, REGISTRY_E_OFFICE or a negative errno. */
MUST_CHECK int registry_read_machine(struct registry *registry, const struct hash *office, struct buffer *ret_machine);

/* Lets memory follow an entry; `before`: the root of the entries before it, of one about the log's key. 0, REGISTRY_E_LOG or -ENOMEM. */
MUST_CHECK int registry_follow(struct registry *registry, const struct act *act, const struct hash *before);
/* Verifies no more than that the signed summary belongs to the newest entry, and that to the anchor. The same outcomes. */
MUST_CHECK int registry_glance(struct registry *registry, struct registry_fault *fault);
/* 0, REGISTRY_E_MOVED or a negative errno. */
MUST_CHECK int registry_check_moved(struct registry *registry);
/* Behind the one row of a table that has one: 0; `otherwise` when there is a second, in a table made anew without that rule; a negative errno. What the row held is gone. */
MUST_CHECK int registry_only_row(struct rows *rows, int otherwise);
/* Reads and verifies everything. 0, REGISTRY_E_… or a negative errno. */
MUST_CHECK int registry_verify(struct registry *registry, struct registry_fault *fault);

/* The largest complete subtrees of the log's first `size` entries as they stand there, unproven. 0, REGISTRY_E_LOG or a negative errno. */
MUST_CHECK int registry_edge_at(struct registry *registry, uint64_t size, struct merkle_edge *ret_edge);
/* 0, or what following the log came to. */
MUST_CHECK int registry_whole(const struct registry *registry, struct registry_fault *ret_fault);
/* What a look came to, which is REGISTRY_E_OUTDATED where something does not fit because somebody else has written since. */
int registry_judge(struct registry *registry, int r, struct registry_fault *fault);

/* What a transaction has done to consignments so far: those as they are now, found by cti. */
struct pending {
        struct merkle_edge edge;
        struct issuances touched;
        struct issuance *before;        /* owned; each of those as it was before */
        struct issuances ahead;         /* what was looked up before it is needed, `there` or proven not to be */
        struct summary summary;
        const struct secret_key *key;   /* that signs it; NULL: the lent one */
        struct registry_fault *fault;   /* borrowed: where it is named what does not fit */
};
void pending_deinit(struct pending *pending);
/* What the log says of boxes: 0, REGISTRY_E_LOG or -ENOMEM. */
MUST_CHECK int boxes_follow_stage(struct registry *registry, const struct act *act);
MUST_CHECK int boxes_follow_synced(struct registry *registry, const struct act *act);
/* The box, as far as it is in memory. NULL: it is not. */
struct registry_box *boxes_known(const struct registry *registry, const char *box);
/* Whether the table has exactly their notes; the note of this box, or none where it is not in memory. 0, REGISTRY_E_BOXES or a negative errno. */
MUST_CHECK int boxes_check(struct registry *registry);
MUST_CHECK int boxes_check_one(struct registry *registry, const char *box);
/* The entry for a fact of a box; what comes of it. */
struct act boxes_act_of(const struct stage_fact *fact, const char *box);
void boxes_follow(struct issuance *issuance, const struct stage_fact *fact);
/* The last entry of a report; its note in the place of the one before. 0 or a negative errno. */
struct act boxes_act_synced(const struct registry_report *report);
MUST_CHECK int boxes_write_note(struct registry *registry, const struct registry_report *report);
/* What is in memory follows the commit; there is room (boxes_reserve()). */
MUST_CHECK int boxes_reserve(struct registry *registry, const struct registry_change *change);
void boxes_remember(struct registry *registry, const struct registry_change *change);
/* The acts of a change, one by one, with n, t_ms, by and office filled in. 0 or a negative errno. */
MUST_CHECK int registry_append(struct registry *registry, struct pending *pending, const struct registry_change *change, const struct act *act);
/* All entries and rows of a change. */
MUST_CHECK int registry_append_all(struct registry *registry, struct pending *pending, const struct registry_change *change);
/* The entry about a consignment that is now so; its row, new or changed. 0 or a negative errno. */
struct act registry_act_of(const struct issuance *issuance, enum act_event event);
MUST_CHECK int registry_insert_row(struct registry *registry, const struct issuance *issuance);
MUST_CHECK int registry_update_row(struct registry *registry, const struct issuance *issuance);
/* A consignment as it is within the transaction; zeros when it was never issued. 0, REGISTRY_E_… or a negative errno. */
MUST_CHECK int registry_known_now(struct registry *registry, const struct pending *pending, const uint8_t cti[CTI_LEN], struct issuance *ret_issuance);
/* It is so from now on; `before`: as it was before the transaction, when it was not touched yet. 0 or -ENOMEM. */
MUST_CHECK int registry_touch(struct pending *pending, const struct issuance *before, const struct issuance *now);
/* With an act `erased`, or one before it for each own reference that stays; with `references_erased`. The outcomes of registry_known_now(). */
MUST_CHECK int registry_erase(struct registry *registry, struct pending *pending, uint32_t before);
MUST_CHECK int registry_keep_own(struct registry *registry, struct pending *pending, const struct registry_change *change, uint32_t before);
MUST_CHECK int registry_forget_own(struct registry *registry, struct pending *pending, uint32_t before);
/* Trees, summary and checkpoint behind it. */
MUST_CHECK int registry_sign(struct registry *registry, struct pending *pending, struct buffer *ret_note);
/* Lets the anchor follow the checkpoint in registry->note; keeps the outcome. */
void registry_follow_anchor(struct registry *registry, uint32_t bundle_version);
/* The database's last words. Hands r on. */
int registry_blame(const struct registry *registry, int r, struct registry_fault *fault);

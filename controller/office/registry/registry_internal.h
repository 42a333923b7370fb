/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share: the open registry. */
#pragma once

#include "controller/ledger/anchor.h"
#include "controller/office/registry/registry.h"
#include "controller/office/registry/tables.h"

struct registry {
        struct registry_place place;    /* its origin is the one below */
        char origin[NOTE_NAME_MAX + 1];
        bool older;                     /* than the anchor, which names these two */
        struct checkpoint newest;
        uint32_t newest_bundle;
        enum anchor_step step;          /* how the anchor follows; 0: as one of the same log */
        struct tables *database;
        struct vkey vkey;               /* of the log */
        struct merkle_edge edge;
        struct buffer note;             /* the checkpoint, as it stands in the database */
        struct issuances issuances;
        struct buffer machine;
        struct hash office;             /* of it, as the log says */
        bool has_before;
        struct hash before;             /* what that was before the newest change */
        bool has_settings;
        struct hash settings;
        int anchor_fault;
};

/* The nodes above level 0 that one entry completes, lowest first. */
struct completed {
        struct hash nodes[MERKLE_LEVELS];
        unsigned count;
};
/* Appends a line to the tree and tells what it completes. */
void log_append(struct merkle_edge *edge, const char *line, size_t len, struct completed *ret_completed);

/* An entry said that it is this now. */
void registry_office_is(struct registry *registry, const struct hash *office);

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
/* Reads and verifies everything. 0, STORE_E_… or a negative errno. */
MUST_CHECK int registry_verify(struct registry *registry, struct registry_fault *fault);

/* The acts of a change, one by one, with n, t_ms, by and office filled in. 0 or a negative errno. */
MUST_CHECK int registry_append(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change, const struct act *act);
/* All entries and rows of a change. */
MUST_CHECK int registry_append_all(struct registry *registry, struct merkle_edge *edge, const struct registry_change *change);
/* Signs a checkpoint of this edge and writes it. */
MUST_CHECK int registry_sign(struct registry *registry, const struct merkle_edge *edge, struct buffer *ret_note);
/* Lets the anchor follow the checkpoint in registry->note; keeps the outcome. */
void registry_follow_anchor(struct registry *registry, uint32_t bundle_version);
/* The database's last words. Hands r on. */
int registry_blame(const struct registry *registry, int r, struct registry_fault *fault);

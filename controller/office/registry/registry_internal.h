/* SPDX-License-Identifier: EUPL-1.2 */
/* What the files of this folder share: the open registry. */
#pragma once

#include "controller/office/registry/registry.h"
#include "controller/office/registry/tables.h"

struct registry {
        struct registry_place place;
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

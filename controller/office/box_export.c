/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/box_export.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/ledger/continued.h"
#include "controller/office/box_vkeys.h"
#include "controller/office/office_store.h"

void box_export_deinit(struct box_export *export) {
        buffer_deinit(&export->note);
        buffer_deinit(&export->proof);
        box_report_deinit(&export->report);
}

/* ---- whose it is ---- */

/* The box whose first log's origin this is, or goes on for. NULL: none of this office. */
static const struct state_box *box_of(const struct office *office, const char *origin) {
        char id[ORIGIN_BOX_SIZE], first[NOTE_NAME_MAX + 1];
        const struct state_box *box;
        size_t len;

        if (!origin_is_box(origin))
                return NULL;
        box = state_find_box(office->state, origin_box(origin, id));
        if (!box)
                return NULL;
        len = (size_t)snprintf(first, sizeof(first), "%s/pickupbox/%s", office->state->domain, box->id);
        return strncmp(origin, first, len) == 0 && (origin[len] == '\0' || origin[len] == '/') ? box : NULL;
}

static int keep_note(struct box_export *export, const struct exported *exported) {
        export->seen.checkpoint = exported->checkpoint;
        buffer_clear(&export->note);
        return buffer_append(&export->note, exported->note.data, exported->note.len);
}

/* By its own word, of which nothing is believed yet. */
static int look(const struct office *office, const char *path, struct box_export *export, const struct state_box **ret_box) {
        struct exported *exported CLEANUP(exported_cleanup) = NULL;
        int r = exported_open(path, NULL, 0, &exported, &export->finding);

        if (r != 0)
                return r == LEDGER_E_INVALID ? BOX_EXPORT_E_UNREADABLE : r;
        r = keep_note(export, exported);
        if (r < 0)
                return r;
        *ret_box = box_of(office, exported->checkpoint.origin);
        if (!*ret_box)
                return BOX_EXPORT_E_FOREIGN;
        snprintf(export->seen.box, sizeof(export->seen.box), "%s", (*ret_box)->id);
        key_id(&(*ret_box)->ledger, export->seen.key);
        return 0;
}

/* What was seen of it before, as export->former and ->before: its box is "" when nothing was. 0 or BOX_EXPORT_E_STORE. */
static int find_seen(const struct office *office, const char *box, const struct box_export_reading *reading, struct problems *problems,
                     struct box_export *export) {
        bool there;

        export->before = reading->before ? reading->before(reading->context, box) : NULL;
        if (export->before) {
                export->former = export->before->seen;
                return 0;
        }
        export->store = office_look_up_box(office, box, problems, &there, &export->former);
        return export->store == 0 ? 0 : BOX_EXPORT_E_STORE;
}

/* The box has new keys since its log was seen: the one that it had then is what the office's log names. *ret_there: whether a file has it still. */
static int find_former_key(const struct office *office, const struct box_export *export, struct vkey *ret_vkey, bool *ret_there) {
        struct vkey vkeys[BOX_VKEYS_MAX];
        size_t count = 0;
        int r = export->former.box[0] ? box_vkeys_read(office, export->former.box, vkeys, &count) : 0;

        *ret_there = false;
        for (size_t i = 0; r == 0 && i < count; i++) {
                uint8_t id[KEY_ID_LEN];

                key_id(&vkeys[i].key, id);
                if (memcmp(id, export->former.key, sizeof(id)) != 0)
                        continue;
                *ret_vkey = vkeys[i];
                *ret_there = true;
        }
        return r;
}

/* An export from before the box was given new keys, of the log that was seen last. */
static int open_former(const struct office *office, const char *path, struct box_export *export, struct exported **ret_exported) {
        struct finding finding;
        struct vkey vkey;
        bool there;
        int r = find_former_key(office, export, &vkey, &there);

        if (r != 0 || !there)
                return r == -ENOENT || r == 0 ? LEDGER_E_INVALID : r;
        r = exported_open(path, &vkey, 1, ret_exported, &finding);
        if (r == 0)
                key_id(&vkey.key, export->seen.key);
        return r;
}

/* Under the key that the box was enrolled with, one that its log leads to from there, or the one that it had when its log was seen. */
static int open_signed(const struct office *office, const char *path, const struct state_box *box, struct box_export *export,
                       struct exported **ret_exported) {
        struct exported *exported CLEANUP(exported_cleanup) = NULL;
        char first[NOTE_NAME_MAX + 1];
        struct vkey vkey;
        int r;

        snprintf(first, sizeof(first), "%s/pickupbox/%s", office->state->domain, box->id);
        vkey_init(&vkey, first, NOTE_TYPE_ED25519, &box->ledger);
        r = exported_open(path, &vkey, 1, &exported, &export->finding);
        if (r == LEDGER_E_INVALID)
                r = open_former(office, path, export, &exported);
        if (r != 0)
                return r == LEDGER_E_INVALID ? BOX_EXPORT_E_INVALID : r;
        /* The folder may be another one by now. */
        if (box_of(office, exported->checkpoint.origin) != box) {
                finding_set(&export->finding, "%s", exported->checkpoint.origin);
                return BOX_EXPORT_E_INVALID;
        }
        r = keep_note(export, exported);
        if (r == 0) {
                *ret_exported = exported;
                exported = NULL;
        }
        return r;
}

/* ---- what was seen before ---- */

static bool is_of_seen_log(const struct box_export *export) {
        return strcmp(export->former.checkpoint.origin, export->seen.checkpoint.origin) == 0;
}

static bool is_of_former_key(const struct box_export *export) {
        return memcmp(export->former.key, export->seen.key, sizeof(export->seen.key)) != 0;
}

/* Of another origin than was seen: whether it goes on for that. */
static int judge_continued(struct box_export *export, const struct exported *exported) {
        const struct checkpoint *seen = &export->former.checkpoint;
        struct continued continued;
        int r = continued_first(exported, &continued, &export->finding);

        if (r != 0)
                return r == LEDGER_E_INVALID ? BOX_EXPORT_E_INVALID : r;
        if (!continued.continues || strcmp(continued.former.origin, seen->origin) != 0) {
                export->anew = is_of_former_key(export) && !continued.continues;
                return export->anew ? 0 : BOX_EXPORT_E_OTHER_LOG;
        }
        export->continued = continued.former.size;
        if (continued.former.size < seen->size)
                return BOX_EXPORT_E_LOST;
        return continued.former.size > seen->size || hash_equal(&continued.former.root, &seen->root) ? 0 : BOX_EXPORT_E_FORKED;
}

/* Where what is new begins. */
static int judge_former(const struct exported *exported, struct box_export *export) {
        if (!export->former.box[0])
                return 0;
        if (!is_of_seen_log(export))
                return judge_continued(export, exported);
        if (export->seen.checkpoint.size < export->former.checkpoint.size) {
                export->anew = is_of_former_key(export);
                return export->anew ? 0 : BOX_EXPORT_E_OLDER;
        }
        export->report.from = export->former.checkpoint.size;
        return 0;
}

/* ---- reading ---- */

static bool is_at_seen(const struct box_export *export) {
        return export->report.from > 0 && export->report.edge.size == export->report.from;
}

/* The tree of as many entries as were seen. */
static void judge_prefix(struct box_export *export) {
        struct hash root;

        merkle_edge_root(&export->report.edge, &root);
        export->forked = !hash_equal(&root, &export->former.checkpoint.root);
}

static int read_bundle(struct box_export *export, const struct exported *exported, struct buffer *bytes) {
        uint64_t first = export->report.edge.size, size = exported->checkpoint.size;
        struct tile tile = { .level = TILE_ENTRIES, .n = first / TILE_WIDTH };
        int r;

        tile.width = tile_width(TILE_ENTRIES, tile.n, size);
        r = exported_tile(exported, &tile, bytes, &export->finding);
        if (r != 0)
                return r == LEDGER_E_INVALID ? BOX_EXPORT_E_INVALID : r;
        for (struct reader reader = reader_over(bytes->data, bytes->len); r == 0 && export->report.edge.size < first + tile.width;) {
                const char *line;
                size_t len;

                r = bundle_take(&reader, &line, &len) ? box_report_take(&export->report, line, len) : BOX_REPORT_E_MALFORMED;
                if (r > 0) {
                        finding_set(&export->finding, "entry %llu", (unsigned long long)export->report.edge.size);
                        return BOX_EXPORT_E_INVALID;
                }
                if (r == 0 && is_at_seen(export))
                        judge_prefix(export);
        }
        return r;
}

static int read_entries(struct box_export *export, const struct exported *exported, const struct box_export_reading *reading) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        uint64_t size = exported->checkpoint.size, told = 0;
        struct hash root;
        int r = 0;

        while (r == 0 && export->report.edge.size < size) {
                r = read_bundle(export, exported, &bytes);
                if (reading->progress && (export->report.edge.size - told >= LEDGER_PROGRESS_STEP || export->report.edge.size == size)) {
                        told = export->report.edge.size;
                        reading->progress(reading->context, told, size);
                }
        }
        if (r != 0)
                return r;
        merkle_edge_root(&export->report.edge, &root);
        if (!hash_equal(&root, &exported->checkpoint.root)) {
                finding_set(&export->finding, "%s", "checkpoint");
                return BOX_EXPORT_E_INVALID;
        }
        return 0;
}

/* A box with new keys may go on with its log, or begin anew: then all of it is new. */
static int begin_anew(struct box_export *export, const struct exported *exported, const struct box_export_reading *reading) {
        struct box_report report = { .from = 0 };

        memcpy(report.box, export->report.box, sizeof(report.box));
        box_report_deinit(&export->report);
        export->report = report;
        export->anew = true;
        return read_entries(export, exported, reading);
}

/* That the larger tree began otherwise than what was seen. */
static int keep_proof(struct box_export *export, const struct exported *exported) {
        struct exported_nodes nodes = { .exported = exported };
        uint64_t size = export->former.checkpoint.size;
        struct hash began, proof[MERKLE_PROOF_MAX];
        size_t count = 0;
        int r;

        if (size == exported->checkpoint.size)
                return 0;
        r = merkle_root(size, exported_node, &nodes, &began);
        if (r == 0)
                r = merkle_prove_consistency(size, exported->checkpoint.size, exported_node, &nodes, proof, &count);
        if (r == 0)
                r = buffer_append(&export->proof, began.bytes, HASH_LEN);
        for (size_t i = 0; r == 0 && i < count; i++)
                r = buffer_append(&export->proof, proof[i].bytes, HASH_LEN);
        /* Tiles that are missing prove nothing, but both notes do stand. */
        if (r == -EBADMSG)
                buffer_clear(&export->proof);
        return r == -EBADMSG ? 0 : r;
}

static int read_signed(const struct exported *exported, const struct box_export_reading *reading, struct box_export *export) {
        int r = judge_former(exported, export);

        if (r != 0)
                return r;
        r = read_entries(export, exported, reading);
        if (r != 0)
                return r;
        if (export->forked && is_of_former_key(export))
                return begin_anew(export, exported, reading);
        if (export->forked) {
                r = keep_proof(export, exported);
                return r < 0 ? r : BOX_EXPORT_E_FORKED;
        }
        return export->report.from == export->seen.checkpoint.size && export->report.from > 0 ? BOX_EXPORT_E_SAME : 0;
}

int box_export_read(const struct office *office, const char *path, const struct box_export_reading *reading, struct problems *problems,
                    struct box_export *ret_export) {
        struct exported *exported CLEANUP(exported_cleanup) = NULL;
        const struct state_box *box = NULL;
        int r;

        *ret_export = (struct box_export){ .note = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN), .proof = BUFFER_INIT };
        r = look(office, path, ret_export, &box);
        if (r == 0)
                r = find_seen(office, box->id, reading, problems, ret_export);
        if (r == 0)
                r = open_signed(office, path, box, ret_export, &exported);
        if (r != 0)
                return r;
        memcpy(ret_export->report.box, ret_export->seen.box, sizeof(ret_export->report.box));
        return read_signed(exported, reading, ret_export);
}

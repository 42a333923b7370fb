/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a source of lines provides; for hal/lock/lines*.c alone.
 */
#pragma once

#include "hal/lock/lines.h"

struct lines_backend {
        /* As lines_request(), whose checks have passed; fills all of the base but the callback. */
        int (*request)(const char *place, const struct lines_config *config, struct lines **ret_lines);
        /* The labels of the chips where they are not the configuration's; may be NULL. */
        void (*name_chips)(struct lines *lines);
        int (*share)(struct lines *lines);
        int (*renew)(struct lines *lines, bool *ret_changed);
        /* As lines_survey(). */
        int (*survey)(const char *place, const struct lines_config *config, struct line_survey *ret_surveys);
        bool (*present)(const struct lines *lines, unsigned index);
        int (*set)(struct lines *lines, unsigned index, bool active);
        int (*get)(struct lines *lines, unsigned index, bool *ret_active);
        void (*await)(struct lines *lines, unsigned index, bool awaited);
        bool (*polled)(const struct lines *lines, unsigned index);
        int (*dispatch)(struct lines *lines);
        void (*free)(struct lines *lines);
};

/* First member of every backend's own struct. */
struct lines {
        const struct lines_backend *backend;
        enum lines_direction direction;
        bool debounced;
        bool stale;          /* set by dispatch(), ended by lines_renew() */
        unsigned count;
        char (*chips)[LINE_CHIP_SIZE]; /* by line, owned by lines.c; a backend that knows better than the configuration writes them */
        struct line_tally *tallies; /* by line, owned by lines.c */
        int fd;
        lines_edge_fn *edge; /* never NULL: lines_ignore_edge() at first */
        void *context;
};

void lines_ignore_edge(void *context, unsigned index);
/* Of inputs: tell that a line has changed, as an edge said or as its level did. */
void lines_tell_edge(struct lines *lines, unsigned index);
void lines_tell_level(struct lines *lines, unsigned index);

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Digital lines: the outputs that feed the coils, the inputs of the door switches.
 *
 * A cabinet has many chips. A line is named by its chip and its own name, never by
 * a number that changes with the order of probing. A chip is named by its label, or
 * by the place it sits at (hal/lock/gpio_place.h), which also tells chips of one
 * label apart. A struct lines
 * is one set of lines of one direction, requested together and held until it is
 * freed: nobody else can request them meanwhile. It is owned by one thread and no
 * call blocks. The levels of inputs are also read again and again, for edges get lost, by a thread of the set's own: what
 * somebody waits for every 50 ms, chips that tell no edges every 500 ms, all others every 10 s (hal/lock/lines_reader.h).
 *
 * Levels are logical: active_low is already undone. A line that cannot be had is
 * absent (its chip or name is not there or there twice, somebody else holds it, or the configuration
 * names it twice, by its chip's label and by its place):
 * it can neither be set nor read and the others work on. lines_renew() takes up
 * what can be had by then; a line that was had before only on the chip at the same place, for another one of its label is not it.
 * Each line is set on its own: setting one never touches another.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

enum {
        LINE_LABEL_SIZE = 32, /* with the NUL; GPIO_MAX_NAME_SIZE of linux/gpio.h */
        LINE_CHIP_SIZE = 64,  /* of what a chip is named by: its label or its place */
        LINE_CHOICES_SIZE = 160,
        LINES_COUNT_MAX = 1024,
};

enum lines_direction { LINES_OUTPUT, LINES_INPUT };
enum line_bias { LINE_BIAS_AS_IS, LINE_BIAS_DISABLED, LINE_BIAS_PULL_UP, LINE_BIAS_PULL_DOWN };

struct line_config {
        char chip[LINE_CHIP_SIZE];  /* the chip's label or place */
        char name[LINE_LABEL_SIZE]; /* the line's name on that chip, or "@" and its offset where it has none */
        bool active_low;
        enum line_bias bias;
};

struct lines_config {
        const char *consumer;       /* shown by the kernel to whoever asks who holds a line */
        enum lines_direction direction;
        unsigned debounce_ms;       /* inputs: asked of the kernel where it can, lines_debounced(); 0: raw edges */
        unsigned count;             /* 1 to LINES_COUNT_MAX */
        struct line_config *lines;
};

/*
 * Fills a configuration with `count` lines of one chip, called PREFIX0, PREFIX1 and so on, active high, bias as it is.
 * 0, -EINVAL for a count out of range or a name too long, -ENOMEM. Free with lines_config_deinit().
 */
MUST_CHECK int lines_config_init_numbered(const char *consumer, enum lines_direction direction, const char *chip,
                                          const char *prefix, unsigned count, struct lines_config *ret_config);
void lines_config_deinit(struct lines_config *config);

struct lines;

/* Where lines come from: one per kind of hardware, a constant (lines_gpio.c, lines_sim.c). */
struct lines_backend;
/* The simulated cabinet (hal/sim/sim_world.h). */
extern const struct lines_backend lines_backend_simulated;
/* The kernel's GPIO chips, through libgpiod 1 or 2 (lines_gpio.c). */
extern const struct lines_backend lines_backend_gpio;

/*
 * Requests the lines; outputs are inactive from then on. `place` is the simulated cabinet's file, which exists already
 * (sim_world_open()), and NULL for real chips. 0, also when not a single line can be had: lines_present() tells, and
 * lines_survey() why; -EINVAL when a line is named twice or the configuration is out of range; -EBADMSG when the file is no
 * cabinet; another negative errno, of no line's. Nothing is held after a failure. The configuration may go at once. Each
 * line may need a descriptor: the soft limit of open files is raised where it is too low.
 */
MUST_CHECK int lines_request(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                             struct lines **ret_lines);
/*
 * In a child after fork(2): makes the outputs that the parent has requested the child's as well. Each of them then sets any
 * line through the same descriptors, and the lines are held until the last of them has freed them or died. The first call
 * on the lines in the child; none is active then. 0 or a negative errno, after which the child can only end.
 */
MUST_CHECK int lines_share(struct lines *lines);
/*
 * Looks for what has gone, and requests the absent lines that can be had now; those held are left alone, whatever they are set
 * to, and new outputs are inactive. Inputs whose presence has changed have had an edge. *ret_changed: something has. 0 or a negative
 * errno of no line's, such as -ENOMEM; what is held by then stays so. Not on lines that another process shares.
 */
MUST_CHECK int lines_renew(struct lines *lines, bool *ret_changed);
/* Inputs: chips have come, gone or changed hands since the lines were requested or renewed. lines_dispatch() learns it. */
bool lines_stale(const struct lines *lines);
/* Releases them. An output that this process has set active goes inactive first. */
void lines_free(struct lines *lines);
DEFINE_CLEANUP(struct lines, lines_free, lines_cleanup)

unsigned lines_count(const struct lines *lines);
/* False when it could not be had, or its chip has gone since; inputs have had an edge then. */
bool lines_present(const struct lines *lines, unsigned index);
/* Inputs: somebody waits for that line, or no more. */
void lines_await(struct lines *lines, unsigned index, bool awaited);
/* Inputs: its chip has no interrupt that would tell edges. */
bool lines_polled(const struct lines *lines, unsigned index);
/* The label of its chip; as long as the lines. */
const char *lines_chip(const struct lines *lines, unsigned index);
/* Whether the kernel keeps the debounce time asked for. It then hides a contact that never comes to rest. */
bool lines_debounced(const struct lines *lines);

/*
 * 0, or a negative errno: -ENODEV when the line is absent or its chip has gone. It is written to the chip every time, also
 * when it was set so before: another process that shares the lines may have changed it, and died.
 */
MUST_CHECK int lines_set(struct lines *lines, unsigned index, bool active);
MUST_CHECK int lines_get(struct lines *lines, unsigned index, bool *ret_active);

/* Inputs: something may have changed on that line, or its level was read as another than it was. The level is not told: read it, edges coalesce. */
typedef void lines_edge_fn(void *context, unsigned index);
void lines_set_callback(struct lines *lines, lines_edge_fn *edge, void *context);
/*
 * Inputs: how often a change of that line was told since it was requested, by an edge and by its level alone. Where levels changed and no edge of a
 * chip ever came, its interrupt does not arrive.
 */
struct line_tally {
        unsigned edges, levels;
};
struct line_tally lines_tally(const struct lines *lines, unsigned index);
/* Readable when lines_dispatch() has edges to report; -1 for outputs. */
int lines_fd(const struct lines *lines);
/* Reports edges. 0 or a negative errno when the chips are lost for good. */
MUST_CHECK int lines_dispatch(struct lines *lines);

/* What there is of a line that a configuration names. */
enum line_finding {
        LINE_FREE,
        LINE_BUSY,      /* `consumer` holds it */
        LINE_NO_CHIP,   /* no chip has this label or place */
        LINE_DENIED,    /* the same, but some chip may not be opened by this user: perhaps that one */
        LINE_TWO_CHIPS, /* with one label: only their places tell them apart */
        LINE_NO_NAME,   /* no line of the chip has this name */
        LINE_TWO_NAMES, /* two lines of the chip have it */
        LINE_TWICE,     /* `other` of this configuration is the same line, by another name of its chip */
};

struct line_survey {
        enum line_finding finding;
        unsigned other;                 /* of LINE_TWICE: an index */
        /* Of a line that is there, free, busy or named twice: */
        char device[LINE_LABEL_SIZE];   /* the chip, as "gpiochip3" */
        unsigned offset;                /* on the chip */
        bool output;                    /* its direction now */
        char consumer[LINE_LABEL_SIZE]; /* the name its holder gave; may be empty */
        /* Of LINE_TWO_CHIPS: the places of those chips, "i2c-1/1-0020, i2c-1/1-0021"; as many as there is room for, maybe none. */
        char choices[LINE_CHOICES_SIZE];
};

/*
 * Looks at the lines without requesting any and fills config->count places. 0 or a negative errno, as lines_request() but
 * for what a survey is there to find. Lines that this process holds are busy too.
 */
MUST_CHECK int lines_survey(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                            struct line_survey *ret_surveys);

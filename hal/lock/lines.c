/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/lines.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal/lock/lines_backend.h"

int lines_config_init_numbered(const char *consumer, enum lines_direction direction, const char *chip, const char *prefix,
                               unsigned count, struct lines_config *ret_config) {
        struct line_config *lines;

        if (count < 1 || count > LINES_COUNT_MAX || strlen(chip) >= LINE_CHIP_SIZE || strlen(prefix) + 4 >= LINE_LABEL_SIZE)
                return -EINVAL;
        lines = calloc(count, sizeof(*lines));
        if (!lines)
                return -ENOMEM;
        for (unsigned i = 0; i < count; i++) {
                snprintf(lines[i].chip, sizeof(lines[i].chip), "%s", chip);
                snprintf(lines[i].name, sizeof(lines[i].name), "%s%u", prefix, i);
        }
        *ret_config = (struct lines_config){ .consumer = consumer, .direction = direction, .count = count, .lines = lines };
        return 0;
}

void lines_config_deinit(struct lines_config *config) {
        free(config->lines);
        *config = (struct lines_config){ 0 };
}

static int compare_lines(const void *a, const void *b) {
        const struct line_config *const *left = a, *const *right = b;
        int order = strcmp((*left)->chip, (*right)->chip);

        return order ? order : strcmp((*left)->name, (*right)->name);
}

static int check_names(const struct lines_config *config) {
        const struct line_config *sorted[LINES_COUNT_MAX];

        for (unsigned i = 0; i < config->count; i++) {
                sorted[i] = &config->lines[i];
                if (!memchr(sorted[i]->chip, 0, LINE_CHIP_SIZE) || !memchr(sorted[i]->name, 0, LINE_LABEL_SIZE))
                        return -EINVAL;
        }
        qsort(sorted, config->count, sizeof(sorted[0]), compare_lines);
        for (unsigned i = 1; i < config->count; i++)
                if (compare_lines(&sorted[i - 1], &sorted[i]) == 0)
                        return -EINVAL;
        return 0;
}

static int check(const struct lines_config *config) {
        return config->count < 1 || config->count > LINES_COUNT_MAX ? -EINVAL : check_names(config);
}

void lines_ignore_edge(void *context, unsigned index) {
}

void lines_tell_edge(struct lines *lines, unsigned index) {
        lines->tallies[index].edges++;
        lines->edge(lines->context, index);
}

void lines_tell_level(struct lines *lines, unsigned index) {
        lines->tallies[index].levels++;
        lines->edge(lines->context, index);
}

int lines_request(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                  struct lines **ret_lines) {
        char (*chips)[LINE_CHIP_SIZE];
        struct line_tally *tallies;
        int r = check(config);

        if (r < 0)
                return r;
        chips = calloc(config->count, sizeof(*chips));
        tallies = calloc(config->count, sizeof(*tallies));
        r = chips && tallies ? backend->request(place, config, ret_lines) : -ENOMEM;
        if (r != 0) {
                free(chips);
                free(tallies);
                return r;
        }
        for (unsigned i = 0; i < config->count; i++)
                memcpy(chips[i], config->lines[i].chip, sizeof(chips[i]));
        (*ret_lines)->chips = chips;
        (*ret_lines)->tallies = tallies;
        if (backend->name_chips)
                backend->name_chips(*ret_lines);
        return 0;
}

void lines_await(struct lines *lines, unsigned index, bool awaited) {
        assert(index < lines->count && lines->direction == LINES_INPUT);
        lines->backend->await(lines, index, awaited);
}

bool lines_polled(const struct lines *lines, unsigned index) {
        assert(index < lines->count && lines->direction == LINES_INPUT);
        return lines->backend->polled(lines, index);
}

struct line_tally lines_tally(const struct lines *lines, unsigned index) {
        assert(index < lines->count && lines->direction == LINES_INPUT);
        return lines->tallies[index];
}

const char *lines_chip(const struct lines *lines, unsigned index) {
        assert(index < lines->count);
        return lines->chips[index];
}

int lines_share(struct lines *lines) {
        assert(lines->direction == LINES_OUTPUT);
        return lines->backend->share(lines);
}

int lines_renew(struct lines *lines, bool *ret_changed) {
        lines->stale = false;
        return lines->backend->renew(lines, ret_changed);
}

bool lines_stale(const struct lines *lines) {
        return lines->stale;
}

void lines_free(struct lines *lines) {
        if (!lines)
                return;
        free(lines->chips);
        free(lines->tallies);
        lines->backend->free(lines);
}

unsigned lines_count(const struct lines *lines) {
        return lines->count;
}

bool lines_present(const struct lines *lines, unsigned index) {
        assert(index < lines->count);
        return lines->backend->present(lines, index);
}

bool lines_debounced(const struct lines *lines) {
        return lines->debounced;
}

int lines_set(struct lines *lines, unsigned index, bool active) {
        assert(index < lines->count && lines->direction == LINES_OUTPUT);
        return lines->backend->set(lines, index, active);
}

int lines_get(struct lines *lines, unsigned index, bool *ret_active) {
        assert(index < lines->count && lines->direction == LINES_INPUT);
        return lines->backend->get(lines, index, ret_active);
}

void lines_set_callback(struct lines *lines, lines_edge_fn *edge, void *context) {
        lines->edge = edge ? edge : lines_ignore_edge;
        lines->context = context;
}

int lines_fd(const struct lines *lines) {
        return lines->fd;
}

int lines_dispatch(struct lines *lines) {
        assert(lines->direction == LINES_INPUT);
        return lines->backend->dispatch(lines);
}

int lines_survey(const struct lines_backend *backend, const char *place, const struct lines_config *config,
                 struct line_survey *ret_surveys) {
        int r = check(config);

        return r < 0 ? r : backend->survey(place, config, ret_surveys);
}

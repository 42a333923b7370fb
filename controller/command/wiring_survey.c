/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/wiring_survey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/words/hardware.h"

static int survey_lines(const struct config *config, const struct wiring_box *box, enum lines_direction direction,
                        struct lines_config *ret_lines, struct line_survey **ret_surveys) {
        struct wiring_source source = wiring_source(config, box->simulated);
        int r = source.lines(config, direction, ret_lines);

        if (r < 0)
                return r;
        *ret_surveys = calloc(ret_lines->count, sizeof(**ret_surveys));
        return *ret_surveys ? lines_survey(source.backend, source.place, ret_lines, *ret_surveys) : -ENOMEM;
}

static bool can_be_read(const struct line_survey *found) {
        return found->finding == LINE_FREE && !found->output;
}

/* The switches that nobody holds and nobody drives are read once. */
static int read_levels(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box) {
        struct wiring_source source = wiring_source(config, box->simulated);
        CLEANUP(lines_config_deinit) struct lines_config readable = survey->doors;
        CLEANUP(lines_cleanup) struct lines *lines = NULL;
        unsigned *places;
        bool closed;
        int r;

        readable.count = 0;
        readable.debounce_ms = 0;
        readable.lines = calloc(survey->doors.count, sizeof(*readable.lines));
        places = calloc(survey->doors.count, sizeof(*places));
        for (unsigned i = 0; readable.lines && places && i < survey->doors.count; i++)
                if (can_be_read(&survey->door_lines[i])) {
                        readable.lines[readable.count] = survey->doors.lines[i];
                        places[readable.count++] = i;
                }
        r = !readable.lines || !places ? -ENOMEM : readable.count > 0 ? lines_request(source.backend, source.place, &readable, &lines) : 0;
        for (unsigned i = 0; r == 0 && i < readable.count; i++) {
                if (lines_get(lines, i, &closed) == 0)
                        survey->levels[places[i]] = closed ? DOOR_CLOSED : DOOR_OPEN;
                survey->polled[places[i]] = lines_polled(lines, i);
        }
        free(places);
        return r;
}

static int survey_feedback(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box) {
        struct wiring_source source = wiring_source(config, box->simulated);
        CLEANUP(lines_cleanup) struct lines *lines = NULL;
        int r = wiring_feedback_line(config, &survey->feedback);

        if (r < 0)
                return r == -ENODATA ? 0 : r;
        r = lines_survey(source.backend, source.place, &survey->feedback, &survey->feedback_line);
        if (r != 0 || !can_be_read(&survey->feedback_line))
                return r;
        r = lines_request(source.backend, source.place, &survey->feedback, &lines);
        return r == 0 && lines_present(lines, 0) ? lines_get(lines, 0, &survey->current) : r;
}

int wiring_survey_init(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box) {
        int r;

        *survey = (struct wiring_survey){ .faults = 0 };
        r = survey_lines(config, box, LINES_OUTPUT, &survey->locks, &survey->lock_lines);
        if (r == 0)
                r = survey_lines(config, box, LINES_INPUT, &survey->doors, &survey->door_lines);
        if (r == 0) {
                survey->levels = calloc(survey->doors.count, sizeof(*survey->levels));
                survey->polled = calloc(survey->doors.count, sizeof(*survey->polled));
                r = survey->levels && survey->polled ? read_levels(survey, config, box) : -ENOMEM;
        }
        if (r == 0)
                r = survey_feedback(survey, config, box);
        return r > 0 ? -EIO : r;
}

void wiring_survey_deinit(struct wiring_survey *survey) {
        lines_config_deinit(&survey->locks);
        lines_config_deinit(&survey->doors);
        lines_config_deinit(&survey->feedback);
        free(survey->lock_lines);
        free(survey->door_lines);
        free(survey->levels);
        free(survey->polled);
}

/* ---- printing ---- */

static void print_line(FILE *out, const char *what, const struct line_config *line, const struct line_survey *found) {
        fprintf(out, "  %s %s:%s", what, line->chip, line->name);
        if (*found->device)
                fprintf(out, " (%s, line %u%s)", found->device, found->offset, line->active_low ? ", active low" : "");
}

void wiring_survey_print_compartment(const struct wiring_survey *survey, unsigned c, const char *between, FILE *out) {
        fprintf(out, "%4u", c);
        print_line(out, "lock", &survey->locks.lines[c - 1], &survey->lock_lines[c - 1]);
        fputs(between, out);
        print_line(out, "switch", &survey->doors.lines[c - 1], &survey->door_lines[c - 1]);
}

/* The daemon itself has it, as it should. */
static bool is_in_use(const struct line_survey *found, const struct wiring_box *box) {
        return found->finding == LINE_BUSY && box->running && (!*found->consumer || strcmp(found->consumer, WIRING_CONSUMER) == 0);
}

/* What is wrong with one line, below its compartment. */
static void judge_line(struct wiring_survey *survey, const char *what, const struct line_config *line, const struct line_survey *found,
                       enum lines_direction direction) {
        char sentence[WIRING_SENTENCE_SIZE];

        if (wiring_sentence(line, found, sentence)) {
                printf("      FAULT: %s: %s\n", what, sentence);
                survey->faults++;
                survey->fatal = survey->fatal || found->finding == LINE_BUSY || found->finding == LINE_TWO_CHIPS ||
                                found->finding == LINE_TWO_NAMES || found->finding == LINE_TWICE;
        } else if (direction == LINES_INPUT && found->output) {
                printf("      FAULT: %s: %s line %u is an output now, so something else drives it and a switch there would be shorted: take that out"
                       " (an overlay's gpio-hog, a script), or name another line in `lines` of [door]\n", what, found->device, found->offset);
                survey->faults++;
        }
}

static void print_state(const struct wiring_survey *survey, unsigned i, const struct wiring_box *box) {
        if (is_in_use(&survey->door_lines[i], box))
                puts("  (in use by the box)");
        else if (survey->levels[i] != DOOR_UNKNOWN)
                printf("  %s\n", door_state_name(survey->levels[i]));
        else
                puts("");
}

static void print_feedback(struct wiring_survey *survey, const struct wiring_box *box) {
        if (survey->feedback.count == 0)
                return;
        printf("    ");
        print_line(stdout, "feedback", &survey->feedback.lines[0], &survey->feedback_line);
        puts(survey->current ? "  current" : "");
        judge_line(survey, "feedback", &survey->feedback.lines[0], &survey->feedback_line, LINES_INPUT);
        if (!survey->current || box->running)
                return;
        puts("      FAULT: feedback: a coil carries current and nobody feeds one: switch the supply off now; then look after active_low of [lock], a driver\n"
             "      that is shorted or has no pull-down, and feedback_active_low");
        survey->faults++;
}

/* Once a chip. They work; whoever has an interrupt line free may connect it. */
static void print_polled(const struct wiring_survey *survey) {
        for (unsigned i = 0; i < survey->doors.count; i++) {
                const char *chip = survey->door_lines[i].device;
                bool said = false;

                for (unsigned before = 0; before < i && !said; before++)
                        said = survey->polled[before] && strcmp(survey->door_lines[before].device, chip) == 0;
                if (survey->polled[i] && !said)
                        printf("Chip %s (%s) tells no changes of its switches: no interrupt line is connected, or the overlay does not name it. They are "
                               "read every 500 ms, a door that is waited for every 50 ms.\n", survey->doors.lines[i].chip, chip);
        }
}

void wiring_survey_print(struct wiring_survey *survey, const struct config *config, const struct wiring_box *box) {
        printf("Box %s, %u compartments, %s hardware.\n", config->box_id, config->compartments,
               hardware_name(box->simulated ? HARDWARE_SIMULATED : HARDWARE_REAL));
        for (unsigned i = 0; i < config->compartments; i++) {
                wiring_survey_print_compartment(survey, i + 1, "", stdout);
                print_state(survey, i, box);
                if (!is_in_use(&survey->lock_lines[i], box))
                        judge_line(survey, "lock", &survey->locks.lines[i], &survey->lock_lines[i], LINES_OUTPUT);
                if (!is_in_use(&survey->door_lines[i], box))
                        judge_line(survey, "switch", &survey->doors.lines[i], &survey->door_lines[i], LINES_INPUT);
        }
        print_feedback(survey, box);
        print_polled(survey);
        if (survey->faults > 0)
                printf("%u faults.\n", survey->faults);
        else
                printf("All lines are there and %s.\n", box->running ? "in use by the box, or free" : "free");
}

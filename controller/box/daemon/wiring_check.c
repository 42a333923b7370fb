/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/wiring_check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/box/daemon/device_access.h"

static int named_lines(const struct config *config, enum lines_direction direction, struct lines_config *ret_lines) {
        const struct config_lines *named = direction == LINES_OUTPUT ? &config->locks : &config->doors;

        if (named->count == 0)
                return -ENODATA;
        return config_lines_make(named, WIRING_CONSUMER, direction,
                                 direction == LINES_INPUT && config->kernel_debounces ? config->debounce_ms : 0, ret_lines);
}

int wiring_feedback_line(const struct config *config, struct lines_config *ret_lines) {
        return config->feedback.count == 0 ? -ENODATA : config_lines_make(&config->feedback, WIRING_CONSUMER, LINES_INPUT, 0, ret_lines);
}

struct wiring_source wiring_source_real(void) {
        return (struct wiring_source){ &lines_backend_gpio, NULL, named_lines };
}

/* Which group is missing, where that is what keeps this user from a chip. */
static void say_denied(const struct line_config *line, char *ret_sentence) {
        char missing[DEVICE_ACCESS_SENTENCE_SIZE] = "the udev rules give chips to the daemon's group";
        struct device_user user;

        if (device_user_init(&user, geteuid()) == 0)
                (void)!device_access_missing(&user, WIRING_CHIPS, missing);
        snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "no chip that this user may open has the label or place %s; %s", line->chip, missing);
}

bool wiring_sentence(const struct line_config *line, const struct line_survey *survey, char ret_sentence[WIRING_SENTENCE_SIZE]) {
        switch (survey->finding) {
        case LINE_FREE:
                return false;
        case LINE_BUSY:
                snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "line %u of %s is held by %s; stop that first", survey->offset,
                         survey->device, *survey->consumer ? survey->consumer : "a program that gives no name");
                break;
        case LINE_NO_CHIP:
                snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "no chip has the label or place %s; `gpiodetect` lists the labels there are", line->chip);
                break;
        case LINE_DENIED:
                say_denied(line, ret_sentence);
                break;
        case LINE_TWO_CHIPS:
                if (*survey->choices)
                        snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "two chips have the label %s; in its stead write where the one meant sits, one of %s",
                                 line->chip, survey->choices);
                else
                        snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "two chips have the label or place %s, and which is which cannot be told", line->chip);
                break;
        case LINE_NO_NAME:
                snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "the chip %s has no line named %s; `gpioinfo` lists its lines; @3 is the unnamed line 3", line->chip,
                         line->name);
                break;
        case LINE_TWO_NAMES:
                snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "the chip %s has two lines named %s; name them in the device tree, each once", line->chip, line->name);
                break;
        case LINE_TWICE:
                snprintf(ret_sentence, WIRING_SENTENCE_SIZE, "line %u of %s is named for compartment %u as well, by another name of its chip; each needs a line of its own",
                         survey->offset, survey->device, survey->other + 1);
                break;
        }
        return true;
}

const char *wiring_reason(enum lines_direction direction, int r) {
        if (direction == LINES_INPUT && (r == -ENXIO || r == -ENODEV || r == -EINVAL))
                return "a chip of theirs has gone, or reports no changes: switches need a chip whose interrupt is wired";
        return strerror(r < 0 ? -r : EIO);
}

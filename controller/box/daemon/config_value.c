/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_value.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "controller/box/daemon/config_people.h"
#include "hal/display/display.h"

bool config_fail(struct config_parser *parser, const char *format, ...) {
        va_list arguments;
        int len;

        if (parser->failed)
                return false;
        parser->failed = true;
        parser->failed_line = parser->line;
        len = parser->line > 0 ? snprintf(parser->message, CONFIG_MESSAGE_SIZE, "%.200s:%u: ", parser->name, parser->line)
                               : snprintf(parser->message, CONFIG_MESSAGE_SIZE, "%.200s: ", parser->name);
        va_start(arguments, format);
        vsnprintf(parser->message + len, CONFIG_MESSAGE_SIZE - (size_t)len, format, arguments);
        va_end(arguments);
        return false;
}

static bool number_read(const char **text, unsigned *ret_number) {
        unsigned long number = 0;
        const char *at = *text;

        if (*at < '0' || *at > '9')
                return false;
        for (; *at >= '0' && *at <= '9'; at++) {
                number = number * 10 + (unsigned long)(*at - '0');
                if (number > 1000000000)
                        return false;
        }
        *text = at;
        *ret_number = (unsigned)number;
        return true;
}

static bool set_number(struct config_parser *parser, const struct config_key *key, const char *value) {
        const char *at = value;
        unsigned number;

        if (!number_read(&at, &number) || *at || number < key->min || number > key->max)
                return config_fail(parser, "%s must be a whole number from %u to %u, not `%.60s`", key->name, key->min, key->max, value);
        memcpy((char *)&parser->draft + key->offset, &number, sizeof(number));
        return true;
}

static bool set_path(struct config_parser *parser, const struct config_key *key, const char *value) {
        char *path = (char *)&parser->draft + key->offset;
        int len;

        if (!*value)
                return config_fail(parser, "%s must be a path", key->name);
        len = *value == '/' ? snprintf(path, PATH_MAX, "%s", value) : snprintf(path, PATH_MAX, "%s/%s", parser->dir, value);
        return len < PATH_MAX ? true : config_fail(parser, "%s is too long a path", key->name);
}

static bool set_box_id(struct config_parser *parser, const struct config_key *key, const char *value) {
        if (!box_id_valid(value))
                return config_fail(parser, "%s must be 1 to %d characters of A-Z and 0-9, not `%.60s`", key->name, BOX_ID_MAX, value);
        snprintf(parser->draft.config.box_id, sizeof(parser->draft.config.box_id), "%s", value);
        return true;
}

static bool set_language(struct config_parser *parser, const struct config_key *key, const char *value) {
        enum language language = language_from_tag(value);

        if (language == LANGUAGE_COUNT || !language_whole(language))
                return config_fail(parser, "%s must be a language of this program, such as de or en, not `%.60s`", key->name, value);
        parser->draft.config.language = language;
        return true;
}

static bool set_colour(struct config_parser *parser, const struct config_key *key, const char *value) {
        uint8_t rgb[3];

        if (value[0] != '#' || !hex_decode(value + 1, strlen(value + 1), rgb, sizeof(rgb)))
                return config_fail(parser, "%s must be a colour as #RRGGBB, not `%.60s`", key->name, value);
        parser->draft.config.city_rgb = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
        return true;
}

static bool set_yes(struct config_parser *parser, const struct config_key *key, const char *value) {
        bool yes = strcmp(value, "yes") == 0;

        if (!yes && strcmp(value, "no") != 0)
                return config_fail(parser, "%s must be yes or no, not `%.60s`", key->name, value);
        memcpy((char *)&parser->draft + key->offset, &yes, sizeof(yes));
        return true;
}

static bool set_blocks(struct config_parser *parser, const struct config_key *key, const char *value) {
        struct config_plan *plan = &parser->draft.plan;
        const char *at = value;

        plan->given = true;
        plan->block_count = 0;
        while (*at) {
                unsigned columns;

                if (plan->block_count == PLAN_BLOCKS_MAX || !number_read(&at, &columns) || columns < key->min ||
                    columns > key->max || (*at && *at != ' '))
                        return config_fail(parser, "%s must be the columns of each block, as `4 4`: at most %d numbers from %u to %u", key->name,
                                    PLAN_BLOCKS_MAX, key->min, key->max);
                plan->blocks[plan->block_count++] = columns;
                at += strspn(at, " ");
        }
        return true;
}

static bool set_plan_number(struct config_parser *parser, const struct config_key *key, const char *value) {
        parser->draft.plan.given = true;
        return set_number(parser, key, value);
}

/* Marks compartments such as "7 8 15-18". */
static bool mark_compartments(struct config_parser *parser, const struct config_key *key, const char *value, bool marks[PLAN_CELLS_MAX]) {
        const char *at = value;

        while (*at) {
                unsigned from, to;
                bool good = number_read(&at, &from);

                to = from;
                if (good && *at == '-') {
                        at++;
                        good = number_read(&at, &to);
                }
                if (!good || from < 1 || to < from || to > PLAN_CELLS_MAX || (*at && *at != ' '))
                        return config_fail(parser, "%s must be compartments as `7 8 15-18`, not `%.60s`", key->name, value);
                for (unsigned c = from; c <= to; c++)
                        marks[c - 1] = true;
                at += strspn(at, " ");
        }
        return true;
}

static bool set_cells(struct config_parser *parser, const struct config_key *key, const char *value) {
        parser->draft.plan.given = true;
        parser->draft.plan.low_given |= key->offset == offsetof(struct config_draft, plan.low);
        return mark_compartments(parser, key, value, (bool *)((char *)&parser->draft + key->offset));
}

static struct config_lines *lines_of(struct config_parser *parser, const struct config_key *key) {
        return (struct config_lines *)((char *)&parser->draft + key->offset);
}

static bool add_lines(struct config_parser *parser, const struct config_key *key, const char *value) {
        char message[CONFIG_LINES_MESSAGE_SIZE];

        return config_lines_add(lines_of(parser, key), value, parser->line, message) || config_fail(parser, "%s", message);
}

static bool set_active_low(struct config_parser *parser, const struct config_key *key, const char *value) {
        return mark_compartments(parser, key, value, lines_of(parser, key)->active_low);
}

static bool set_bias(struct config_parser *parser, const struct config_key *key, const char *value) {
        return config_lines_bias(value, &lines_of(parser, key)->bias) ||
               config_fail(parser, "%s must be as_is, disabled, pull_up or pull_down, not `%.60s`", key->name, value);
}

static bool set_debounce(struct config_parser *parser, const struct config_key *key, const char *value) {
        parser->draft.config.kernel_debounces = strcmp(value, "kernel") == 0;
        return parser->draft.config.kernel_debounces || strcmp(value, "software") == 0 ||
               config_fail(parser, "%s must be kernel or software, not `%.60s`", key->name, value);
}

static_assert((int)LINES_COUNT_MAX == (int)PLAN_CELLS_MAX, "active_low has as many places as there are compartments");

/* A headset may be none. */
static bool set_sound(struct config_parser *parser, const struct config_key *key, const char *value) {
        char *device = (char *)&parser->draft + key->offset;

        if (device == parser->draft.config.voice.headset && strcmp(value, "none") == 0) {
                device[0] = '\0';
                return true;
        }
        if (!voice_device_valid(value))
                return config_fail(parser, "%s must be a sound device as ALSA names it, such as plughw:CARD=Device, not `%.60s`", key->name, value);
        snprintf(device, VOICE_DEVICE_SIZE, "%s", value);
        return true;
}

static bool set_rotation(struct config_parser *parser, const struct config_key *key, const char *value) {
        const char *at = value;
        unsigned degrees;

        if (!number_read(&at, &degrees) || *at || turn_from_degrees(degrees) == TURN_COUNT)
                return config_fail(parser, "%s must be 0, 90, 180 or 270, not `%.60s`", key->name, value);
        parser->draft.config.rotation = turn_from_degrees(degrees);
        return true;
}

static bool set_display(struct config_parser *parser, const struct config_key *key, const char *value) {
        static const char *const names[] = { [DISPLAY_AUTO] = "auto", [DISPLAY_DRM] = "drm", [DISPLAY_FBDEV] = "fbdev" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(value, names[i]) == 0) {
                        parser->draft.config.display = (enum display_kind)i;
                        return true;
                }
        return config_fail(parser, "%s must be auto, drm or fbdev, not `%.60s`", key->name, value);
}

static bool set_card(struct config_parser *parser, const struct config_key *key, const char *value) {
        parser->draft.config.card[0] = '\0';
        if (strcmp(value, "any") == 0)
                return true;
        if (*value != '/')
                return config_fail(parser, "%s must be any, or a device such as /dev/dri/card0, not `%.60s`", key->name, value);
        return set_path(parser, key, value);
}

static bool set_device(struct config_parser *parser, const struct config_key *key, const char *value) {
        struct device_names *names = (struct device_names *)(void *)((char *)&parser->draft + key->offset);
        const char *must = config_device(value, names);

        return must ? config_fail(parser, "%s %s", key->name, must) : true;
}

/* A value that another file reads. */
#define SETTER(setter, reader, member)                                                                                             \
        static bool setter(struct config_parser *parser, const struct config_key *key, const char *value) {                               \
                const char *must = reader(value, &parser->draft.config.member);                                                    \
                                                                                                                                   \
                return must ? config_fail(parser, "%s %s, not `%.60s`", key->name, must, value) : true;                                   \
        }
SETTER(set_baud, config_baud, scanner)
SETTER(set_layout, config_layout, scanner)
SETTER(set_keypad_key, config_keypad_key, input.keys)
SETTER(set_matrix, config_matrix, input.place)
SETTER(set_witness, config_witness, witnesses)

static bool set_suffix(struct config_parser *parser, const struct config_key *key, const char *value) {
        const char *must = config_suffix(value);

        return must ? config_fail(parser, "%s %s, not `%.60s`", key->name, must, value) : true;
}

/* By enum config_type. */
static bool (*const setters[])(struct config_parser *parser, const struct config_key *key, const char *value) = {
        [CONFIG_NUMBER] = set_number,
        [CONFIG_PLAN_NUMBER] = set_plan_number,
        [CONFIG_PATH] = set_path,
        [CONFIG_BOX_ID] = set_box_id,
        [CONFIG_LANGUAGE] = set_language,
        [CONFIG_COLOUR] = set_colour,
        [CONFIG_YES] = set_yes,
        [CONFIG_BLOCKS] = set_blocks,
        [CONFIG_CELLS] = set_cells,
        [CONFIG_LINES] = add_lines,
        [CONFIG_ACTIVE_LOW] = set_active_low,
        [CONFIG_BIAS] = set_bias,
        [CONFIG_DEBOUNCE] = set_debounce,
        [CONFIG_SOUND] = set_sound,
        [CONFIG_ROTATION] = set_rotation,
        [CONFIG_DISPLAY] = set_display,
        [CONFIG_CARD] = set_card,
        [CONFIG_DEVICE] = set_device,
        [CONFIG_BAUD] = set_baud,
        [CONFIG_LAYOUT] = set_layout,
        [CONFIG_SUFFIX] = set_suffix,
        [CONFIG_KEYPAD_KEY] = set_keypad_key,
        [CONFIG_MATRIX] = set_matrix,
        [CONFIG_WITNESS] = set_witness,
};
static_assert(ARRAY_LEN(setters) == CONFIG_TYPE_COUNT, "every kind of value is read");

bool config_value_set(struct config_parser *parser, const struct config_key *key, const char *value) {
        return setters[key->type](parser, key, value);
}

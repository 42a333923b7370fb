/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/hex.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config_key.h"
#include "controller/box/daemon/config_people.h"
#include "hal/display/console.h"
#include "hal/display/display.h"
#include "hal/door/door.h"

struct parser {
        struct reader left;             /* what inih has not asked for yet */
        unsigned line;                  /* of the line it was given last */
        const char *name, *dir;
        char *message;                  /* CONFIG_MESSAGE_SIZE; the first error */
        bool failed;
        unsigned failed_line;
        bool seen[CONFIG_KEYS]; /* by row of the table */
        struct config_draft draft;
};

static bool fail(struct parser *parser, const char *format, ...) PRINTF_LIKE(2, 3);

static bool fail(struct parser *parser, const char *format, ...) {
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

/* ---- values ---- */

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

static bool set_number(struct parser *parser, const struct config_key *key, const char *value) {
        const char *at = value;
        unsigned number;

        if (!number_read(&at, &number) || *at || number < key->min || number > key->max)
                return fail(parser, "%s must be a whole number from %u to %u, not `%.60s`", key->name, key->min, key->max, value);
        memcpy((char *)&parser->draft + key->offset, &number, sizeof(number));
        return true;
}

static bool set_path(struct parser *parser, const struct config_key *key, const char *value) {
        char *path = (char *)&parser->draft + key->offset;
        int len;

        if (!*value)
                return fail(parser, "%s must be a path", key->name);
        len = *value == '/' ? snprintf(path, PATH_MAX, "%s", value) : snprintf(path, PATH_MAX, "%s/%s", parser->dir, value);
        return len < PATH_MAX ? true : fail(parser, "%s is too long a path", key->name);
}

static bool set_box_id(struct parser *parser, const struct config_key *key, const char *value) {
        if (!box_id_valid(value))
                return fail(parser, "%s must be 1 to %d characters of A-Z and 0-9, not `%.60s`", key->name, BOX_ID_MAX, value);
        snprintf(parser->draft.config.box_id, sizeof(parser->draft.config.box_id), "%s", value);
        return true;
}

static bool set_language(struct parser *parser, const struct config_key *key, const char *value) {
        enum language language = language_from_tag(value);

        if (language == LANGUAGE_COUNT || !language_available(language))
                return fail(parser, "%s must be a language of this program, such as de or en, not `%.60s`", key->name, value);
        parser->draft.config.language = language;
        return true;
}

static bool set_colour(struct parser *parser, const struct config_key *key, const char *value) {
        uint8_t rgb[3];

        if (value[0] != '#' || !hex_decode(value + 1, strlen(value + 1), rgb, sizeof(rgb)))
                return fail(parser, "%s must be a colour as #RRGGBB, not `%.60s`", key->name, value);
        parser->draft.config.city_rgb = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
        return true;
}

static bool set_yes(struct parser *parser, const struct config_key *key, const char *value) {
        bool yes = strcmp(value, "yes") == 0;

        if (!yes && strcmp(value, "no") != 0)
                return fail(parser, "%s must be yes or no, not `%.60s`", key->name, value);
        memcpy((char *)&parser->draft + key->offset, &yes, sizeof(yes));
        return true;
}

static bool set_blocks(struct parser *parser, const struct config_key *key, const char *value) {
        struct config_plan *plan = &parser->draft.plan;
        const char *at = value;

        plan->given = true;
        plan->block_count = 0;
        while (*at) {
                unsigned columns;

                if (plan->block_count == PLAN_BLOCKS_MAX || !number_read(&at, &columns) || columns < key->min ||
                    columns > key->max || (*at && *at != ' '))
                        return fail(parser, "%s must be the columns of each block, as `4 4`: at most %d numbers from %u to %u", key->name,
                                    PLAN_BLOCKS_MAX, key->min, key->max);
                plan->blocks[plan->block_count++] = columns;
                at += strspn(at, " ");
        }
        return true;
}

static bool set_plan_number(struct parser *parser, const struct config_key *key, const char *value) {
        parser->draft.plan.given = true;
        return set_number(parser, key, value);
}

/* Marks compartments such as "7 8 15-18". */
static bool mark_compartments(struct parser *parser, const struct config_key *key, const char *value, bool marks[PLAN_CELLS_MAX]) {
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
                        return fail(parser, "%s must be compartments as `7 8 15-18`, not `%.60s`", key->name, value);
                for (unsigned c = from; c <= to; c++)
                        marks[c - 1] = true;
                at += strspn(at, " ");
        }
        return true;
}

static bool set_cells(struct parser *parser, const struct config_key *key, const char *value) {
        parser->draft.plan.given = true;
        parser->draft.plan.low_given |= key->offset == offsetof(struct config_draft, plan.low);
        return mark_compartments(parser, key, value, (bool *)((char *)&parser->draft + key->offset));
}

static struct config_lines *lines_of(struct parser *parser, const struct config_key *key) {
        return (struct config_lines *)((char *)&parser->draft + key->offset);
}

static bool add_lines(struct parser *parser, const struct config_key *key, const char *value) {
        char message[CONFIG_LINES_MESSAGE_SIZE];

        return config_lines_add(lines_of(parser, key), value, parser->line, message) || fail(parser, "%s", message);
}

static bool set_active_low(struct parser *parser, const struct config_key *key, const char *value) {
        return mark_compartments(parser, key, value, lines_of(parser, key)->active_low);
}

static bool set_bias(struct parser *parser, const struct config_key *key, const char *value) {
        return config_lines_bias(value, &lines_of(parser, key)->bias) ||
               fail(parser, "%s must be as_is, disabled, pull_up or pull_down, not `%.60s`", key->name, value);
}

static bool set_debounce(struct parser *parser, const struct config_key *key, const char *value) {
        parser->draft.config.kernel_debounces = strcmp(value, "kernel") == 0;
        return parser->draft.config.kernel_debounces || strcmp(value, "software") == 0 ||
               fail(parser, "%s must be kernel or software, not `%.60s`", key->name, value);
}

static_assert((int)LINES_COUNT_MAX == (int)PLAN_CELLS_MAX, "active_low has as many places as there are compartments");

/* A headset may be none. */
static bool set_sound(struct parser *parser, const struct config_key *key, const char *value) {
        char *device = (char *)&parser->draft + key->offset;

        if (device == parser->draft.config.voice.headset && strcmp(value, "none") == 0) {
                device[0] = '\0';
                return true;
        }
        if (!voice_device_valid(value))
                return fail(parser, "%s must be a sound device as ALSA names it, such as plughw:CARD=Device, not `%.60s`", key->name, value);
        snprintf(device, VOICE_DEVICE_SIZE, "%s", value);
        return true;
}

static bool set_rotation(struct parser *parser, const struct config_key *key, const char *value) {
        const char *at = value;
        unsigned degrees;

        if (!number_read(&at, &degrees) || *at || turn_from_degrees(degrees) == TURN_COUNT)
                return fail(parser, "%s must be 0, 90, 180 or 270, not `%.60s`", key->name, value);
        parser->draft.config.rotation = turn_from_degrees(degrees);
        return true;
}

static bool set_display(struct parser *parser, const struct config_key *key, const char *value) {
        static const char *const names[] = { [DISPLAY_AUTO] = "auto", [DISPLAY_DRM] = "drm", [DISPLAY_FBDEV] = "fbdev" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(value, names[i]) == 0) {
                        parser->draft.config.display = (enum display_kind)i;
                        return true;
                }
        return fail(parser, "%s must be auto, drm or fbdev, not `%.60s`", key->name, value);
}

static bool set_card(struct parser *parser, const struct config_key *key, const char *value) {
        parser->draft.config.card[0] = '\0';
        if (strcmp(value, "any") == 0)
                return true;
        if (*value != '/')
                return fail(parser, "%s must be any, or a device such as /dev/dri/card0, not `%.60s`", key->name, value);
        return set_path(parser, key, value);
}

static bool set_device(struct parser *parser, const struct config_key *key, const char *value) {
        struct device_names *names = (struct device_names *)(void *)((char *)&parser->draft + key->offset);
        const char *must = config_device(value, names);

        return must ? fail(parser, "%s %s", key->name, must) : true;
}

/* A value that another file reads. */
#define SETTER(setter, reader, member)                                                                                             \
        static bool setter(struct parser *parser, const struct config_key *key, const char *value) {                               \
                const char *must = reader(value, &parser->draft.config.member);                                                    \
                                                                                                                                   \
                return must ? fail(parser, "%s %s, not `%.60s`", key->name, must, value) : true;                                   \
        }
SETTER(set_baud, config_baud, scanner)
SETTER(set_layout, config_layout, scanner)
SETTER(set_keypad_key, config_keypad_key, input.keys)
SETTER(set_matrix, config_matrix, input.place)

static bool set_suffix(struct parser *parser, const struct config_key *key, const char *value) {
        const char *must = config_suffix(value);

        return must ? fail(parser, "%s %s, not `%.60s`", key->name, must, value) : true;
}

/* By enum config_type. */
static bool (*const setters[])(struct parser *parser, const struct config_key *key, const char *value) = {
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
};
static_assert(ARRAY_LEN(setters) == CONFIG_TYPE_COUNT, "every kind of value is read");

/* ---- lines ---- */

/* As fgets() for inih: one line, told apart by number. NULL also when a line does not fit, which inih would cut in two. */
static char *next_line(char *into, int size, void *context) {
        struct parser *parser = context;
        const uint8_t *end;
        size_t len;

        if (parser->left.len == 0 || parser->failed)
                return NULL;
        end = memchr(parser->left.data, '\n', parser->left.len);
        len = end ? (size_t)(end - parser->left.data) + 1 : parser->left.len;
        parser->line++;
        if (len >= (size_t)size) {
                fail(parser, "this line is longer than %d characters", size - 2);
                return NULL;
        }
        if (memchr(parser->left.data, '\0', len)) {
                fail(parser, "this line holds a NUL byte");
                return NULL;
        }
        memcpy(into, parser->left.data, len);
        into[len] = '\0';
        parser->left.data += len;
        parser->left.len -= len;
        return into;
}

static int set_value(void *context, const char *section, const char *name, const char *value) {
        struct parser *parser = context;
        bool section_known = false;

        for (size_t i = 0; i < CONFIG_KEYS; i++) {
                if (strcmp(config_keys[i].section, section) != 0)
                        continue;
                section_known = true;
                if (strcmp(config_keys[i].name, name) != 0)
                        continue;
                if (parser->seen[i] && config_keys[i].use != CONFIG_REPEATED)
                        return fail(parser, "%s is given twice in [%s]", name, section);
                parser->seen[i] = true;
                return setters[config_keys[i].type](parser, &config_keys[i], value);
        }
        if (!section_known)
                return fail(parser, *section ? "there is no section [%.60s]" : "a section such as [box] must come first%.0s", section);
        return fail(parser, "there is no key `%.60s` in [%.60s]", name, section);
}

static void set_defaults(struct parser *parser) {
        keypad_map_init(&parser->draft.config.input.keys);
        for (size_t i = 0; i < CONFIG_KEYS; i++)
                if (config_keys[i].use == CONFIG_OPTIONAL &&
                    !setters[config_keys[i].type](parser, &config_keys[i], config_keys[i].shown))
                        assert(!"what is shown as a default can be read");
        parser->draft.plan = (struct config_plan){ .terminal = 1 };
}

/* What no single line of the file is to blame for, but for lines named twice. */
static bool check_whole(struct parser *parser) {
        struct config *config = &parser->draft.config;
        char message[CONFIG_LINES_MESSAGE_SIZE];
        const char *fault;

        parser->line = 0;
        for (size_t i = 0; i < CONFIG_KEYS; i++)
                if (config_keys[i].use == CONFIG_REQUIRED && !parser->seen[i])
                        return fail(parser, "`%s` is missing in [%s]", config_keys[i].name, config_keys[i].section);
        if (!config->anchor[0] && box_folder_anchor(parser->dir, config->anchor) < 0)
                return fail(parser, "the folder's name is too long");
        config_people_complete(&config->scanner, &config->input);
        config->input.place.rotation = config->rotation;
        config->input.place.width_px = (int)config->panel_width_px;
        config->input.place.height_px = (int)config->panel_height_px;
        if (strcmp(config->voice.loudspeaker, config->voice.headset) == 0)
                return fail(parser, "`headset` in [voice] must be another device than `loudspeaker`: what is personal goes there alone");
        fault = config_plan_make(&parser->draft.plan, config->compartments, &config->plan);
        if (fault)
                return fail(parser, "%s", fault);
        return config_lines_finish(&config->locks, &config->doors, config->compartments, &parser->line, message) &&
                               config_lines_finish_feedback(&config->feedback, config->feedback_active_low, &config->locks, &config->doors,
                                                            &parser->line, message) ?
                       true :
                       fail(parser, "%s", message);
}

int config_parse(const char *text, size_t len, const char *name, const char *dir, struct config *ret_config,
                 char ret_message[CONFIG_MESSAGE_SIZE]) {
        struct parser *parser = calloc(1, sizeof(*parser));
        int line, r = CONFIG_E_INVALID;

        if (!parser) {
                snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%s", strerror(ENOMEM));
                return -ENOMEM;
        }
        parser->left = reader_over(text, len);
        parser->name = name;
        parser->dir = dir;
        parser->message = ret_message;
        set_defaults(parser);
        line = ini_parse_stream(next_line, parser, set_value, parser);
        /* inih names the first line that it or set_value() refused, and reads on; only then can ours have been a later one. */
        if (line > 0 && (!parser->failed || (unsigned)line < parser->failed_line)) {
                parser->failed = false;
                parser->line = (unsigned)line;
                fail(parser, "this is neither a [section], a `key = value` nor a comment");
        }
        if (!parser->failed && check_whole(parser)) {
                *ret_config = parser->draft.config;
                sha256(text, len, &ret_config->sha);
                r = 0;
        }
        free(parser);
        return r;
}

int config_read(const char *path, struct config *ret_config, char ret_message[CONFIG_MESSAGE_SIZE]) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        const char *slash = strrchr(path, '/');
        char dir[PATH_MAX];
        int r;

        r = file_read(path, CONFIG_MAX_LEN, &text);
        if (r < 0) {
                snprintf(ret_message, CONFIG_MESSAGE_SIZE, "cannot read the configuration %.300s: %s", path, strerror(-r));
                return r;
        }
        if (!slash)
                snprintf(dir, sizeof(dir), ".");
        else if (snprintf(dir, sizeof(dir), "%.*s", slash == path ? 1 : (int)(slash - path), path) >= PATH_MAX)
                return -ENAMETOOLONG;
        return config_parse(buffer_text(&text), text.len, path, dir, ret_config, ret_message);
}

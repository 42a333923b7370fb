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
#include "controller/box/daemon/config_people.h"
#include "controller/box/daemon/config_plan.h"
#include "hal/display/console.h"
#include "hal/display/display.h"
#include "hal/door/door.h"

enum { BLOCK_COLUMNS_MAX = 64, ROWS_MAX = 64, KEYS_MAX = 96 };

struct parser {
        struct reader left;             /* what inih has not asked for yet */
        unsigned line;                  /* of the line it was given last */
        const char *name, *dir;
        char *message;                  /* CONFIG_MESSAGE_SIZE; the first error */
        bool failed;
        unsigned failed_line;
        bool seen[KEYS_MAX];            /* by row of the table */
        struct config config;
        struct config_plan plan;
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

/* Given twice, a key is an error, unless each line appends to what is there. */
enum occurrence { OPTIONAL, REQUIRED, REPEATED };

struct key {
        const char *section, *name;
        bool (*set)(struct parser *parser, const struct key *key, const char *value);
        size_t offset;                  /* into struct parser */
        unsigned min, max;
        enum occurrence use;
};

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

static bool set_number(struct parser *parser, const struct key *key, const char *value) {
        const char *at = value;
        unsigned number;

        if (!number_read(&at, &number) || *at || number < key->min || number > key->max)
                return fail(parser, "%s must be a whole number from %u to %u, not `%.60s`", key->name, key->min, key->max, value);
        memcpy((char *)parser + key->offset, &number, sizeof(number));
        return true;
}

static bool set_path(struct parser *parser, const struct key *key, const char *value) {
        char *path = (char *)parser + key->offset;
        int len;

        if (!*value)
                return fail(parser, "%s must be a path", key->name);
        len = *value == '/' ? snprintf(path, PATH_MAX, "%s", value) : snprintf(path, PATH_MAX, "%s/%s", parser->dir, value);
        return len < PATH_MAX ? true : fail(parser, "%s is too long a path", key->name);
}

static bool set_box_id(struct parser *parser, const struct key *key, const char *value) {
        if (!box_id_valid(value))
                return fail(parser, "%s must be 1 to %d characters of A-Z and 0-9, not `%.60s`", key->name, BOX_ID_MAX, value);
        snprintf(parser->config.box_id, sizeof(parser->config.box_id), "%s", value);
        return true;
}

static bool set_language(struct parser *parser, const struct key *key, const char *value) {
        enum language language = language_from_tag(value);

        if (language == LANGUAGE_COUNT || !language_available(language))
                return fail(parser, "%s must be a language of this program, such as de or en, not `%.60s`", key->name, value);
        parser->config.language = language;
        return true;
}

static bool set_colour(struct parser *parser, const struct key *key, const char *value) {
        uint8_t rgb[3];

        if (value[0] != '#' || !hex_decode(value + 1, strlen(value + 1), rgb, sizeof(rgb)))
                return fail(parser, "%s must be a colour as #RRGGBB, not `%.60s`", key->name, value);
        parser->config.city_rgb = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
        return true;
}

static bool set_yes(struct parser *parser, const struct key *key, const char *value) {
        bool yes = strcmp(value, "yes") == 0;

        if (!yes && strcmp(value, "no") != 0)
                return fail(parser, "%s must be yes or no, not `%.60s`", key->name, value);
        memcpy((char *)parser + key->offset, &yes, sizeof(yes));
        return true;
}

static bool set_blocks(struct parser *parser, const struct key *key, const char *value) {
        struct config_plan *plan = &parser->plan;
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

static bool set_plan_number(struct parser *parser, const struct key *key, const char *value) {
        parser->plan.given = true;
        return set_number(parser, key, value);
}

/* Marks compartments such as "7 8 15-18". */
static bool mark_compartments(struct parser *parser, const struct key *key, const char *value, bool marks[PLAN_CELLS_MAX]) {
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

static bool set_low(struct parser *parser, const struct key *key, const char *value) {
        parser->plan.given = parser->plan.low_given = true;
        return mark_compartments(parser, key, value, parser->plan.low);
}

static struct config_lines *lines_of(struct parser *parser, const struct key *key) {
        return (struct config_lines *)((char *)parser + key->offset);
}

static bool add_lines(struct parser *parser, const struct key *key, const char *value) {
        char message[CONFIG_LINES_MESSAGE_SIZE];

        return config_lines_add(lines_of(parser, key), value, parser->line, message) || fail(parser, "%s", message);
}

static bool set_active_low(struct parser *parser, const struct key *key, const char *value) {
        return mark_compartments(parser, key, value, lines_of(parser, key)->active_low);
}

static bool set_bias(struct parser *parser, const struct key *key, const char *value) {
        return config_lines_bias(value, &lines_of(parser, key)->bias) ||
               fail(parser, "%s must be as_is, disabled, pull_up or pull_down, not `%.60s`", key->name, value);
}

static bool set_debounce(struct parser *parser, const struct key *key, const char *value) {
        parser->config.kernel_debounces = strcmp(value, "kernel") == 0;
        return parser->config.kernel_debounces || strcmp(value, "software") == 0 ||
               fail(parser, "%s must be kernel or software, not `%.60s`", key->name, value);
}

static_assert((int)LINES_COUNT_MAX == (int)PLAN_CELLS_MAX, "active_low has as many places as there are compartments");

/* A headset may be none. */
static bool set_sound(struct parser *parser, const struct key *key, const char *value) {
        char *device = (char *)parser + key->offset;

        if (device == parser->config.voice.headset && strcmp(value, "none") == 0) {
                device[0] = '\0';
                return true;
        }
        if (!voice_device_valid(value))
                return fail(parser, "%s must be a sound device as ALSA names it, such as plughw:CARD=Device, not `%.60s`", key->name, value);
        snprintf(device, VOICE_DEVICE_SIZE, "%s", value);
        return true;
}

static bool set_rotation(struct parser *parser, const struct key *key, const char *value) {
        const char *at = value;
        unsigned degrees;

        if (!number_read(&at, &degrees) || *at || rotation_from_degrees(degrees) == ROTATION_COUNT)
                return fail(parser, "%s must be 0, 90, 180 or 270, not `%.60s`", key->name, value);
        parser->config.rotation = rotation_from_degrees(degrees);
        return true;
}

static bool set_display(struct parser *parser, const struct key *key, const char *value) {
        static const char *const names[] = { [DISPLAY_AUTO] = "auto", [DISPLAY_DRM] = "drm", [DISPLAY_FBDEV] = "fbdev" };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(value, names[i]) == 0) {
                        parser->config.display = (enum display_kind)i;
                        return true;
                }
        return fail(parser, "%s must be auto, drm or fbdev, not `%.60s`", key->name, value);
}

static bool set_card(struct parser *parser, const struct key *key, const char *value) {
        parser->config.card[0] = '\0';
        if (strcmp(value, "any") == 0)
                return true;
        if (*value != '/')
                return fail(parser, "%s must be any, or a device such as /dev/dri/card0, not `%.60s`", key->name, value);
        return set_path(parser, key, value);
}

static bool set_device(struct parser *parser, const struct key *key, const char *value) {
        struct device_names *names = (struct device_names *)(void *)((char *)parser + key->offset);
        const char *must = config_device(value, names);

        return must ? fail(parser, "%s %s", key->name, must) : true;
}

/* A value that another file reads. */
#define SETTER(setter, reader, member) \
        static bool setter(struct parser *parser, const struct key *key, const char *value) { \
                const char *must = reader(value, &parser->config.member); \
\
                return must ? fail(parser, "%s %s, not `%.60s`", key->name, must, value) : true; \
        }
SETTER(set_baud, config_baud, scanner)
SETTER(set_layout, config_layout, scanner)
SETTER(set_suffix, config_suffix, scanner)
SETTER(set_keypad_key, config_keypad_key, input.keys)
SETTER(set_matrix, config_matrix, input.place)

#define AT(member) offsetof(struct parser, member)

static const struct key keys[] = {
        { "box", "id", set_box_id, 0, 0, 0, REQUIRED },
        { "box", "compartments", set_number, AT(config.compartments), 1, PLAN_CELLS_MAX, REQUIRED },
        { "box", "database", set_path, AT(config.database), 0, 0, OPTIONAL },
        { "box", "keys", set_path, AT(config.keys), 0, 0, OPTIONAL },
        { "box", "socket", set_path, AT(config.socket), 0, 0, OPTIONAL },
        { "plan", "blocks", set_blocks, 0, 1, BLOCK_COLUMNS_MAX, OPTIONAL },
        { "plan", "rows", set_plan_number, AT(plan.rows), 1, ROWS_MAX, OPTIONAL },
        { "plan", "gap_after_row", set_plan_number, AT(plan.gap_after_row), 0, ROWS_MAX, OPTIONAL },
        { "plan", "terminal", set_plan_number, AT(plan.terminal), 0, PLAN_BLOCKS_MAX, OPTIONAL },
        { "plan", "low", set_low, 0, 0, 0, OPTIONAL },
        { "panel", "width_px", set_number, AT(config.panel_width_px), 320, DISPLAY_SIDE_MAX_PX, OPTIONAL },
        { "panel", "height_px", set_number, AT(config.panel_height_px), 320, DISPLAY_SIDE_MAX_PX, OPTIONAL },
        { "panel", "width_mm", set_number, AT(config.panel_width_mm), 50, 2000, OPTIONAL },
        { "panel", "rotation", set_rotation, 0, 0, 0, OPTIONAL },
        { "panel", "backend", set_display, 0, 0, 0, OPTIONAL },
        { "panel", "card", set_card, AT(config.card), 0, 0, OPTIONAL },
        { "panel", "console", set_number, AT(config.console), 0, CONSOLE_NUMBER_MAX, OPTIONAL },
        { "panel", "fonts", set_path, AT(config.fonts), 0, 0, OPTIONAL },
        { "screen", "language", set_language, 0, 0, 0, OPTIONAL },
        { "screen", "city_colour", set_colour, 0, 0, 0, OPTIONAL },
        { "screen", "filter_double", set_yes, AT(config.filter_double), 0, 0, OPTIONAL },
        { "lock", "pulse_ms", set_number, AT(config.lock.pulse_ms), 50, LOCK_PULSE_LONGEST_MS, OPTIONAL },
        { "lock", "rest_ms", set_number, AT(config.lock.rest_ms), LOCK_REST_MS, 60000, OPTIONAL },
        { "lock", "gap_ms", set_number, AT(config.lock.gap_ms), LOCK_GAP_MS, 10000, OPTIONAL },
        { "lock", "lines", add_lines, AT(config.locks), 0, 0, REPEATED },
        { "lock", "active_low", set_active_low, AT(config.locks), 0, 0, OPTIONAL },
        { "lock", "bias", set_bias, AT(config.locks), 0, 0, OPTIONAL },
        { "door", "debounce_ms", set_number, AT(config.debounce_ms), 10, DOOR_DEBOUNCE_MAX_MS, OPTIONAL },
        { "door", "debounce", set_debounce, 0, 0, 0, OPTIONAL },
        { "door", "lines", add_lines, AT(config.doors), 0, 0, REPEATED },
        { "door", "active_low", set_active_low, AT(config.doors), 0, 0, OPTIONAL },
        { "door", "bias", set_bias, AT(config.doors), 0, 0, OPTIONAL },
        { "scanner", "keyboard", set_device, AT(config.scanner.keyboards), 0, 0, REPEATED },
        { "scanner", "serial", set_device, AT(config.scanner.serials), 0, 0, REPEATED },
        { "scanner", "baud", set_baud, 0, 0, 0, OPTIONAL },
        { "scanner", "layout", set_layout, 0, 0, 0, OPTIONAL },
        { "scanner", "suffix", set_suffix, 0, 0, 0, OPTIONAL },
        { "keypad", "device", set_device, AT(config.input.devices.keypads), 0, 0, REPEATED },
        { "keypad", "key", set_keypad_key, 0, 0, 0, REPEATED },
        { "keypad", "headset", set_device, AT(config.input.headsets), 0, 0, REPEATED },
        { "touch", "device", set_device, AT(config.input.devices.touches), 0, 0, REPEATED },
        { "touch", "matrix", set_matrix, 0, 0, 0, OPTIONAL },
        { "voice", "loudspeaker", set_sound, AT(config.voice.loudspeaker), 0, 0, OPTIONAL },
        { "voice", "headset", set_sound, AT(config.voice.headset), 0, 0, OPTIONAL },
        { "voice", "rate", set_number, AT(config.voice.rate_wpm), VOICE_RATE_MIN_WPM, VOICE_RATE_MAX_WPM, OPTIONAL },
        { "simulation", "world", set_path, AT(config.world), 0, 0, OPTIONAL },
        { "simulation", "automatic", set_yes, AT(config.automatic), 0, 0, OPTIONAL },
};

static_assert(ARRAY_LEN(keys) <= KEYS_MAX, "one each");

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

        for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
                if (strcmp(keys[i].section, section) != 0)
                        continue;
                section_known = true;
                if (strcmp(keys[i].name, name) != 0)
                        continue;
                if (parser->seen[i] && keys[i].use != REPEATED)
                        return fail(parser, "%s is given twice in [%s]", name, section);
                parser->seen[i] = true;
                return keys[i].set(parser, &keys[i], value);
        }
        if (!section_known)
                return fail(parser, *section ? "there is no section [%.60s]" : "a section such as [box] must come first%.0s", section);
        return fail(parser, "there is no key `%.60s` in [%.60s]", name, section);
}

static void set_defaults(struct parser *parser) {
        struct config *config = &parser->config;
        static const struct {
                size_t offset;
                const char *name;
        } paths[] = {
                { AT(config.database), "box.db" },
                { AT(config.keys), "keys" },
                { AT(config.socket), "control.sock" },
                { AT(config.world), "sim.world" },
        };

        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                snprintf((char *)parser + paths[i].offset, PATH_MAX, "%s/%s", parser->dir, paths[i].name);
        config->panel_width_px = 1080;
        config->panel_height_px = 1920;
        config->panel_width_mm = 268;
        config->language = LANGUAGE_DE;
        config->lock = (struct lock_timing)LOCK_TIMING_DEFAULT;
        config->debounce_ms = DOOR_DEBOUNCE_MS;
        config_people_defaults(&config->scanner, &config->input);
        config->voice = (struct voice_espeak_config){ .loudspeaker = "default", .rate_wpm = VOICE_RATE_WPM };
        parser->plan.terminal = 1;
}

/* What no single line of the file is to blame for, but for lines named twice. */
static bool check_whole(struct parser *parser) {
        struct config *config = &parser->config;
        char message[CONFIG_LINES_MESSAGE_SIZE];
        const char *fault;

        parser->line = 0;
        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
                if (keys[i].use == REQUIRED && !parser->seen[i])
                        return fail(parser, "`%s` is missing in [%s]", keys[i].name, keys[i].section);
        config_people_complete(&config->scanner, &config->input);
        config->input.place.rotation = config->rotation;
        config->input.place.width_px = (int)config->panel_width_px;
        config->input.place.height_px = (int)config->panel_height_px;
        if (strcmp(config->voice.loudspeaker, config->voice.headset) == 0)
                return fail(parser, "`headset` in [voice] must be another device than `loudspeaker`: what is personal goes there alone");
        fault = config_plan_make(&parser->plan, config->compartments, &config->plan);
        if (fault)
                return fail(parser, "%s", fault);
        return config_lines_finish(&config->locks, &config->doors, config->compartments, &parser->line, message) ||
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
                *ret_config = parser->config;
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

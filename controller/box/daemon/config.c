/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config.h"

#include <assert.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config_people.h"
#include "controller/box/daemon/config_value.h"

/* ---- lines ---- */

/* As fgets() for inih: one line, told apart by number. NULL also when a line does not fit, which inih would cut in two. */
static char *next_line(char *into, int size, void *context) {
        struct config_parser *parser = context;
        const uint8_t *end;
        size_t len;

        if (parser->left.len == 0 || parser->failed)
                return NULL;
        end = memchr(parser->left.data, '\n', parser->left.len);
        len = end ? (size_t)(end - parser->left.data) + 1 : parser->left.len;
        parser->line++;
        if (len >= (size_t)size) {
                config_fail(parser, "this line is longer than %d characters", size - 2);
                return NULL;
        }
        if (memchr(parser->left.data, '\0', len)) {
                config_fail(parser, "this line holds a NUL byte");
                return NULL;
        }
        memcpy(into, parser->left.data, len);
        into[len] = '\0';
        parser->left.data += len;
        parser->left.len -= len;
        return into;
}

static int set_value(void *context, const char *section, const char *name, const char *value) {
        struct config_parser *parser = context;
        bool section_known = false;

        for (size_t i = 0; i < CONFIG_KEYS; i++) {
                if (strcmp(config_keys[i].section, section) != 0)
                        continue;
                section_known = true;
                if (strcmp(config_keys[i].name, name) != 0)
                        continue;
                if (parser->seen[i] && config_keys[i].use != CONFIG_REPEATED)
                        return config_fail(parser, "%s is given twice in [%s]", name, section);
                parser->seen[i] = true;
                return config_value_set(parser, &config_keys[i], value);
        }
        if (!section_known)
                return config_fail(parser, *section ? "there is no section [%.60s]" : "a section such as [box] must come first%.0s", section);
        return config_fail(parser, "there is no key `%.60s` in [%.60s]", name, section);
}

static void set_defaults(struct config_parser *parser) {
        keypad_map_init(&parser->draft.config.input.keys);
        for (size_t i = 0; i < CONFIG_KEYS; i++)
                if (config_keys[i].use == CONFIG_OPTIONAL &&
                    !config_value_set(parser, &config_keys[i], config_keys[i].shown))
                        assert(!"what is shown as a default can be read");
        parser->draft.plan = (struct config_plan){ .terminal = 1 };
}

/* What no single line of the file is to blame for, but for lines named twice. */
static bool check_whole(struct config_parser *parser) {
        struct config *config = &parser->draft.config;
        char message[CONFIG_LINES_MESSAGE_SIZE];
        const char *fault;

        parser->line = 0;
        for (size_t i = 0; i < CONFIG_KEYS; i++)
                if (config_keys[i].use == CONFIG_REQUIRED && !parser->seen[i])
                        return config_fail(parser, "`%s` is missing in [%s]", config_keys[i].name, config_keys[i].section);
        if (!config->anchor[0] && box_folder_anchor(parser->dir, config->anchor) < 0)
                return config_fail(parser, "the folder's name is too long");
        config_people_complete(&config->scanner, &config->input);
        config->input.place.rotation = config->rotation;
        config->input.place.width_px = (int)config->panel_width_px;
        config->input.place.height_px = (int)config->panel_height_px;
        if (strcmp(config->voice.loudspeaker, config->voice.headset) == 0)
                return config_fail(parser, "`headset` in [voice] must be another device than `loudspeaker`: what is personal goes there alone");
        fault = config_plan_make(&parser->draft.plan, config->compartments, &config->plan);
        if (fault)
                return config_fail(parser, "%s", fault);
        return config_lines_finish(&config->locks, &config->doors, config->compartments, &parser->line, message) &&
                               config_lines_finish_feedback(&config->feedback, config->feedback_active_low, &config->locks, &config->doors,
                                                            &parser->line, message) ?
                       true :
                       config_fail(parser, "%s", message);
}

int config_parse(const char *text, size_t len, const char *name, const char *dir, struct config *ret_config,
                 char ret_message[CONFIG_MESSAGE_SIZE]) {
        struct config_parser *parser = calloc(1, sizeof(*parser));
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
                config_fail(parser, "this is neither a [section], a `key = value` nor a comment");
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

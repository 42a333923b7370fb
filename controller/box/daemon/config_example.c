/* SPDX-License-Identifier: EUPL-1.2 */
/* The commented file of a new box, made from the rows. */
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/config_key.h"

/* Each line of the text, with `before` in front. */
static int put_lines(struct buffer *text, const char *before, const char *lines) {
        int r = 0;

        while (r == 0 && lines) {
                const char *end = strchr(lines, '\n');

                r = buffer_printf(text, "%s%.*s\n", before, end ? (int)(end - lines) : (int)strlen(lines), lines);
                lines = end ? end + 1 : NULL;
        }
        return r;
}

static int put_key(struct buffer *text, const struct config_key *key, const char *box_id, unsigned compartments) {
        char help[CONFIG_HELP_SIZE], line[CONFIG_HELP_SIZE];
        int r;

        config_key_help(key, help);
        r = *help ? put_lines(text, "# ", help) : 0;
        if (r < 0)
                return r;
        if (key->use == CONFIG_REQUIRED)
                return key->type == CONFIG_BOX_ID ? buffer_printf(text, "%s = %s\n", key->name, box_id)
                                                  : buffer_printf(text, "%s = %u\n", key->name, compartments);
        snprintf(line, sizeof(line), "#%s =%s", key->name, *key->shown ? " " : "");
        return put_lines(text, line, key->shown);
}

int config_example(const char *box_id, unsigned compartments, struct buffer *ret_text) {
        int r = put_lines(ret_text, "# ",
                          "Configuration of one document pickup box, read by pickupboxd at its start.\n"
                          "Paths are relative to this file's folder. A line that begins with # is a comment; what is commented out is the default,\n"
                          "but for `lines` and `witness`, which have none.");

        for (size_t i = 0; r == 0 && i < CONFIG_SECTIONS; i++) {
                const struct config_section *section = &config_sections[i];

                r = buffer_append_text(ret_text, "\n");
                if (r == 0 && section->help)
                        r = put_lines(ret_text, "# ", section->help);
                if (r == 0)
                        r = buffer_printf(ret_text, "%s[%s]\n", section->left_out ? "#" : "", section->name);
                for (size_t k = 0; r == 0 && k < CONFIG_KEYS; k++)
                        if (strcmp(config_keys[k].section, section->name) == 0)
                                r = put_key(ret_text, &config_keys[k], box_id, compartments);
        }
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* pickupboxd.conf(5), made from the rows. */
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/config_key.h"

/* Text for roff: what would be a command or an escape is written so that it is none; line ends become spaces. */
static int put_text(struct buffer *text, const char *words) {
        int r = buffer_append_text(text, *words == '.' || *words == '\'' ? "\\&" : "");

        for (; r == 0 && *words; words++)
                r = *words == '\\'   ? buffer_append_text(text, "\\e")
                    : *words == '-'  ? buffer_append_text(text, "\\-")
                    : *words == '\n' ? buffer_append_text(text, " ")
                                     : buffer_append(text, words, 1);
        return r == 0 ? buffer_append_text(text, "\n") : r;
}

/* Lines of the example, one below the other. */
static int put_shown(struct buffer *text, const char *before, const struct config_key *key) {
        const char *line = key->shown;
        int r = buffer_printf(text, "%s%s:\n",
                              key->help || key->type == CONFIG_NUMBER || key->use == CONFIG_REPEATED ? ".br\n" : "", before);

        while (r == 0 && line) {
                const char *end = strchr(line, '\n');
                char one[CONFIG_HELP_SIZE];

                snprintf(one, sizeof(one), "%.*s", end ? (int)(end - line) : (int)strlen(line), line);
                r = buffer_append_text(text, line == key->shown ? ".I " : ".br\n.I ");
                if (r == 0)
                        r = put_text(text, one);
                line = end ? end + 1 : NULL;
        }
        return r;
}

static int put_key(struct buffer *text, const struct config_key *key) {
        char help[CONFIG_HELP_SIZE];
        int r = buffer_append_text(text, ".TP\n.B ");

        config_key_help(key, help);
        if (r == 0)
                r = put_text(text, key->name);
        if (r == 0 && *help)
                r = put_text(text, help);
        if (r == 0 && !*help && key->type == CONFIG_NUMBER)
                r = buffer_printf(text, "A whole number from %u to %u.\n", key->min, key->max);
        if (r == 0 && key->use == CONFIG_REQUIRED)
                r = buffer_append_text(text, "Required.\n");
        if (r == 0 && key->use == CONFIG_REPEATED)
                r = buffer_append_text(text, "May be repeated; each line adds to those before.\n");
        if (r < 0 || !key->shown || !*key->shown)
                return r;
        return put_shown(text, key->use == CONFIG_OPTIONAL ? "Default" : "Example", key);
}

static int put_section(struct buffer *text, const struct config_section *section) {
        int r = buffer_printf(text, ".SH \"SECTION [%s]\"\n", section->name);

        if (r == 0 && section->help)
                r = put_text(text, section->help);
        for (size_t i = 0; r == 0 && i < CONFIG_KEYS; i++)
                if (strcmp(config_keys[i].section, section->name) == 0)
                        r = put_key(text, &config_keys[i]);
        return r;
}

int config_manual(struct buffer *ret_text) {
        int r = buffer_append_text(
                ret_text,
                ".\\\" Made from the rows of controller/box/daemon/config_key.c.\n"
                ".TH PICKUPBOXD.CONF 5 \"\" \"pickupbox " PICKUPBOX_VERSION "\" \"File formats\"\n"
                ".SH NAME\npickupboxd.conf \\- configuration of a document pickup box\n"
                ".SH DESCRIPTION\n"
                "The file is read by\n.B pickupboxd\nat its start; a change takes effect when the daemon is started anew.\n"
                "It has sections in brackets, and in each lines of\n.IR key \" = \" value .\n"
                "A line that begins with # is a comment. Paths are relative to the folder of the file.\n"
                ".PP\n"
                "Reading is strict: an unknown section or key, a key given twice, a value out of its range or an overlong line is "
                "an error "
                "that names the line and says what would be right.\n"
                ".B pickupboxd \\-\\-config\n.I FILE\n.B \\-\\-check\nsays whether a file is good.\n");

        for (size_t i = 0; r == 0 && i < CONFIG_SECTIONS; i++)
                r = put_section(ret_text, &config_sections[i]);
        return r == 0 ? buffer_append_text(ret_text,
                                           ".SH FILES\n.I DIR/pickupboxd.conf\n.br\nthe configuration of the box in DIR, made by\n"
                                           ".B pickupbox box init\n")
                      : r;
}

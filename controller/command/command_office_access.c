/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office accesses`: who looked whom up.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>

#include "base/moment.h"
#include "controller/command/member.h"
#include "controller/office/access.h"

static int add_object(json_t *list, const struct access_told *told, const char *time) {
        json_t *found = json_array();

        for (size_t i = 0; i < told->count; i++)
                json_array_append_new(found, json_string(told->ctis[i]));
        return json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o}", "t", time, "by", told->by, "what", sought_name(told->what), "found", found)) == 0 ? 0 : -ENOMEM;
}

/* `list`: NULL, a line for each that was told. */
static int tell(void *context, const struct access_told *told) {
        char time[MOMENT_TEXT_SIZE];
        const char *what;

        moment_format(told->t_ms, false, time);
        if (context)
                return add_object(context, told, time);
        what = command_word((enum text_id)(TEXT_OFFICE_SOUGHT_1 + told->what - SOUGHT_WORDS));
        for (size_t i = 0; i < told->count; i++)
                command_say(TEXT_OFFICE_ACCESS, "time", time, "by", told->by, "what", what, "cti", told->ctis[i], NULL);
        if (told->count == 0)
                command_say(TEXT_OFFICE_ACCESS_NONE, "time", time, "by", told->by, "what", what, NULL);
        return 0;
}

static int accesses(const char *dir, bool json, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        json_t *list = json ? json_array() : NULL;
        int r = office_open_noting(dir, problems, &office);

        if (r == 0)
                r = office_accesses(office, problems, tell, list);
        if (r == 0 && json) {
                json_t *whole = json_pack("{s:O}", "accesses", list);

                r = whole && json_dumpf(whole, stdout, JSON_COMPACT) == 0 ? 0 : -ENOMEM;
                json_decref(whole);
                putchar('\n');
        }
        json_decref(list);
        return r;
}

static int run_accesses(int argc, char **argv) {
        bool json = false;
        const struct command_option options[] = {
                { .name = "json", .flag = &json },
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        return office_conclude(accesses(argv[1], json, &problems), &problems);
}

const struct member_command office_access_commands[] = {
        { COMMAND_OFFICE_ACCESSES, run_accesses },
        { .run = NULL },
};

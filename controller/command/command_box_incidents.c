/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box incidents DIR [NUMBER]`: what a number that somebody was told at the screen stands for; also while the box runs.
 */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hex.h"
#include "base/moment.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/config_folder.h"
#include "controller/box/session/incident.h"
#include "controller/command/command_box.h"
#include "controller/command/member.h"

enum { ANY = -1, CASE_LEN = 8, NUMBERS = 10000 };

struct search {
        int number;             /* ANY: those of the last INCIDENT_HOURS */
        uint64_t from;          /* the first entry that is looked at */
        json_t *list;           /* NULL: for people */
        unsigned found;
};

static void say(unsigned number, uint64_t n, const struct entry *entry, const char *t, const char *case_id) {
        printf("%04u  %s  %s", number, t, entry_event_name(entry->event));
        if (*entry->why)
                printf(": %s", entry->why);
        if (*case_id)
                printf(", case %s", case_id);
        if (entry->c > 0)
                printf(", compartment %u", entry->c);
        printf(" (entry %" PRIu64 ")\n", n);
}

static int tell(struct search *search, unsigned number, uint64_t n, const struct entry *entry) {
        char t[MOMENT_TEXT_SIZE], case_id[2 * CTI_LEN + 1] = "";
        json_t *one;

        moment_format(entry_time(entry), false, t);
        if (entry->has_cti)
                hex_encode(entry->cti, CTI_LEN, case_id);
        case_id[CASE_LEN] = '\0';
        search->found++;
        if (!search->list) {
                say(number, n, entry, t, case_id);
                return 0;
        }
        one = json_pack("{s:o, s:s, s:s, s:s?, s:s?, s:o, s:I}", "number", json_sprintf("%04u", number), "t", t, "event", entry_event_name(entry->event),
                        "why", *entry->why ? entry->why : NULL, "case", *case_id ? case_id : NULL, "compartment",
                        entry->c > 0 ? json_integer(entry->c) : json_null(), "entry", (json_int_t)n);
        return one && json_array_append_new(search->list, one) == 0 ? 0 : -ENOMEM;
}

/* The newest first, as at the screen. */
static int look_through(struct search *search, struct store *store, const struct tag_key *tags) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        int r = 0;

        store_source(store, &source);
        for (uint64_t n = source.size; r == 0 && n > search->from; n--) {
                unsigned number = tag_incident(tags, n - 1);

                if (search->number != ANY && (unsigned)search->number != number)
                        continue;
                r = incident_read(&source, n - 1, &line, &entry);
                if (r == 0 && incident_is(&entry))
                        r = tell(search, number, n - 1, &entry);
        }
        return r;
}

static int report(struct search *search, struct store *store, const struct tag_key *tags) {
        json_t *whole;
        int r = search->number == ANY ? store_size_before(store, ((int64_t)time(NULL) - INCIDENT_HOURS * 3600) * 1000, &search->from) : 0;

        if (search->number != ANY)
                search->from = store_archived(store);
        if (r == 0)
                r = look_through(search, store, tags);
        if (r != 0) {
                command_error("the entries cannot be read: %s", r < 0 ? strerror(-r) : "the store is damaged");
                return COMMAND_FAULT;
        }
        if (search->list) {
                whole = json_pack("{s:O}", "incidents", search->list);
                if (!whole || json_dumpf(whole, stdout, JSON_COMPACT) != 0)
                        return COMMAND_FAULT;
                putchar('\n');
                json_decref(whole);
        } else if (search->found == 0 && search->number == ANY) {
                printf("no incident in the last %d hours\n", INCIDENT_HOURS);
        }
        if (search->found == 0 && search->number != ANY)
                command_error("no entry of this ledger has the number %04d; what is archived is not looked through", search->number);
        return search->found > 0 || search->number == ANY ? COMMAND_DONE : COMMAND_REFUSED;
}

static int read_number(const char *text, int *ret_number) {
        char *end;
        long number = strtol(text, &end, 10);

        if (strlen(text) != 4 || *end || number < 0 || number >= NUMBERS || strspn(text, "0123456789") != 4) {
                command_error("%s is no number of an incident: it has four digits", text);
                return COMMAND_FAULT;
        }
        *ret_number = (int)number;
        return COMMAND_DONE;
}

static int open_all(const char *dir, struct box_keys *keys, struct store **ret_store) {
        char message[BOX_KEYS_MESSAGE_SIZE + CONFIG_MESSAGE_SIZE];
        struct box_folder folder;
        const char *name;
        int r = config_folder(dir, &folder, message);

        if (r == 0) {
                r = box_keys_load_others(folder.keys, keys, &name);
                if (r != 0)
                        box_keys_message(r, folder.keys, name, message);
        }
        if (r == 0) {
                r = store_open(folder.database, 0, ret_store);
                if (r != 0)
                        adopt_store_message(r, folder.database, message);
        }
        if (r != 0)
                command_error("%s", message);
        return r == 0 ? COMMAND_DONE : COMMAND_FAULT;
}

int box_run_incidents(int argc, char **argv) {
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct search search = { .number = ANY };
        struct box_keys keys = { 0 };
        bool json = false;
        const struct command_option options[] = { { .name = "json", .flag = &json } };
        int count, r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 2, &count);

        if (r == COMMAND_DONE && count == 2)
                r = read_number(argv[2], &search.number);
        if (r != COMMAND_DONE)
                return r;
        r = open_all(argv[1], &keys, &store);
        search.list = json ? json_array() : NULL;
        if (r == COMMAND_DONE)
                r = report(&search, store, keys.tags);
        json_decref(search.list);
        box_keys_deinit(&keys);
        return r;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/changes.h"

#include <errno.h>
#include <string.h>

#include "controller/ledger/source.h"
#include "controller/office/office_store.h"

static int read_act(const struct ledger_source *source, uint64_t n, struct act *ret_act) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        int r = source->entry(source->context, n, &line);

        return r < 0 ? r : act_parse((const char *)line.data, line.len, ret_act) == 0 ? 0 : -EBADMSG;
}

/* The first entry behind the newest bundle. Keys that it named first are noted behind it, in its moment and with what it made of the office. */
static int find_last(const struct ledger_source *source, uint64_t *ret_begin) {
        struct act act = { .event = ACT_NONE }, next;
        uint64_t n = source->size;
        int r = 0;

        while (r == 0 && n > source->first && act.event != ACT_SIGNED)
                r = read_act(source, --n, &act);
        if (r < 0)
                return r;
        if (act.event != ACT_SIGNED) {
                *ret_begin = source->first;
                return 0;
        }
        n++;
        r = n < source->size ? read_act(source, n, &next) : 0;
        *ret_begin = r == 0 && n < source->size && next.event == ACT_KEYS && next.t_ms == act.t_ms && hash_equal(&next.office, &act.office) ? n + 1 : n;
        return r;
}

/* 1 when the box was taken in before entry `end`, 0 when not, or a negative errno. */
static int box_before(const struct ledger_source *source, uint64_t end, const char *box) {
        struct act act;

        for (uint64_t n = end; n > source->first; n--) {
                int r = read_act(source, n - 1, &act);

                if (r < 0 || (act.event == ACT_BOX && strcmp(act.box, box) == 0))
                        return r < 0 ? r : 1;
        }
        return 0;
}

static int add(const struct ledger_source *source, uint64_t n, const struct act *act, struct problems *changes) {
        int r = 0;

        if (act->event == ACT_BOX && (r = box_before(source, n, act->box)) >= 0)
                problems_add(changes, r > 0 ? TEXT_CHANGE_BOX_REPLACED : TEXT_CHANGE_BOX_ADDED, "box", act->box, NULL);
        else if (act->event == ACT_PERSON)
                problems_add(changes, TEXT_CHANGE_STAFF_ADDED, "sub", act->sub, NULL);
        else if (act->event == ACT_PERSON_GONE)
                problems_add(changes, TEXT_CHANGE_STAFF_REMOVED, "sub", act->sub, NULL);
        else if (act->event == ACT_KEYS)
                problems_add(changes, TEXT_CHANGE_KEYS, NULL);
        else if (act->event == ACT_SETTINGS)
                problems_add(changes, TEXT_CHANGE_SETTINGS, NULL);
        return r < 0 ? r : 0;
}

int office_changes(const struct office *office, struct problems *changes) {
        struct ledger_source source;
        uint64_t begin = 0;
        unsigned revoked = 0;
        int r;

        r = office_store_load(office, changes);
        if (r != 0)
                return r;
        registry_source(office->registry, &source);
        r = find_last(&source, &begin);
        for (uint64_t n = begin; r == 0 && n < source.size; n++) {
                struct act act;

                r = read_act(&source, n, &act);
                if (r == 0)
                        r = add(&source, n, &act, changes);
                revoked += r == 0 && act.event == ACT_VOIDED;
        }
        if (r == 0 && revoked > 0)
                problems_add(changes, TEXT_CHANGE_REVOKED, "n", NUMERAL(revoked), NULL);
        return r;
}

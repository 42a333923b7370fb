/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/incident.h"

#include <errno.h>

bool incident_is(const struct entry *entry) {
        return entry->event == ENTRY_REFUSED || entry->event == ENTRY_LOCKED_OUT || entry->event == ENTRY_OPEN_FAILED;
}

int incident_read(const struct ledger_source *source, uint64_t n, struct buffer *line, struct entry *ret_entry) {
        int r;

        buffer_clear(line);
        r = source->entry(source->context, n, line);
        if (r == 0 && entry_parse(buffer_text(line), line->len, ret_entry) != 0)
                r = -EUCLEAN;
        return r;
}

void incident_note(struct works *works, uint64_t size) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;

        works->incident = 0;
        store_source(works->recorder.store, &source);
        for (uint64_t n = source.size; n > size && n > source.first && works->incident == 0; n--)
                if (incident_read(&source, n - 1, &line, &entry) == 0 && incident_is(&entry))
                        works->incident = tag_incident(works->trust.tags, n - 1);
}

static void add(struct works *works, uint64_t n, const struct entry *entry) {
        struct screen_row *row = lists_add_incident(&works->lists, tag_incident(works->trust.tags, n), entry_time(entry));

        if (!row)
                return;
        if (entry->has_cti)
                lists_case_number(entry->cti, row->case_number);
        if (entry->event == ENTRY_REFUSED)
                row->refusal = refusal_from_name(entry->why);
        else if (entry->event == ENTRY_LOCKED_OUT)
                row->refusal = REFUSAL_LOCKED;
        else
                row->reason = REASON_NOT_OPENED;
        row->compartment = entry->c;
}

int incident_list(struct works *works) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        uint64_t from;
        int r = store_size_before(works->recorder.store, works->recorder.now.wall_ms - INCIDENT_HOURS * INT64_C(3600) * 1000, &from);

        store_source(works->recorder.store, &source);
        for (uint64_t n = source.size; r == 0 && n > from; n--) {
                r = incident_read(&source, n - 1, &line, &entry);
                if (r == 0 && incident_is(&entry))
                        add(works, n - 1, &entry);
        }
        return r;
}

int incident_find(struct works *works, unsigned number) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        uint64_t from;
        int r = 0;

        store_source(works->recorder.store, &source);
        from = source.size > source.first + INCIDENT_SOUGHT_MAX ? source.size - INCIDENT_SOUGHT_MAX : source.first;
        for (uint64_t n = source.size; r == 0 && n > from; n--) {
                if (tag_incident(works->trust.tags, n - 1) != number)
                        continue;
                r = incident_read(&source, n - 1, &line, &entry);
                if (r == 0 && incident_is(&entry))
                        add(works, n - 1, &entry);
        }
        return r;
}

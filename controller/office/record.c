/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/record.h"

#include <jansson.h>
#include <string.h>

#include "controller/office/fields.h"

enum { VERSION = 1, TIME_MIN = 65536 /* the formats' five-byte times */ };

static const char *const event_names[] = { [RECORD_ISSUE] = "issue", [RECORD_REISSUE] = "reissue", [RECORD_REVOKE] = "revoke" };

static enum record_event event_from_name(const char *name) {
        for (size_t i = RECORD_ISSUE; i < ARRAY_LEN(event_names); i++)
                if (strcmp(event_names[i], name) == 0)
                        return (enum record_event)i;
        return 0;
}

static bool read_seconds(const struct fields *fields, const char *name, uint32_t *ret_seconds) {
        int64_t value;

        if (!fields_integer(fields, name, TIME_MIN, UINT32_MAX, &value))
                return false;
        *ret_seconds = (uint32_t)value;
        return true;
}

static bool read_token(const struct fields *fields, struct record *record, uint8_t ret_sealed[ORDER_FIRST_LEN]) {
        if (!fields_text(fields, "box", BOX_ID_MAX, record->box) || !read_seconds(fields, "nbf", &record->nbf) ||
            !read_seconds(fields, "ticket_exp", &record->ticket_exp) || !read_seconds(fields, "code_exp", &record->code_exp) ||
            !fields_hex(fields, "reference", record->reference_tag, TAG_LEN) ||
            !fields_hex(fields, "sealed", ret_sealed, ORDER_FIRST_LEN))
                return false;
        if (!box_id_valid(record->box)) {
                problems_add(fields->problems, TEXT_PROBLEM_RECORD_BOX, NULL);
                return false;
        }
        return true;
}

static bool read_record(const struct fields *fields, struct first_record *first) {
        static const char *const known_token[] = { "v", "event", "t", "cti", "box", "nbf", "ticket_exp", "code_exp", "reference",
                                                   "sealed", NULL };
        static const char *const known_revoke[] = { "v", "event", "t", "cti", NULL };
        struct record *record = &first->record;
        int64_t version;
        char event[16];

        if (!json_is_object(fields->object)) {
                problems_add(fields->problems, TEXT_PROBLEM_RECORD_OBJECT, NULL);
                return false;
        }
        if (!fields_integer(fields, "v", VERSION, VERSION, &version) || !fields_text(fields, "event", sizeof(event) - 1, event) ||
            !read_seconds(fields, "t", &record->t) || !fields_hex(fields, "cti", record->cti, CTI_LEN))
                return false;
        record->event = event_from_name(event);
        if (record->event == 0) {
                problems_add(fields->problems, TEXT_PROBLEM_RECORD_EVENT, "event", event, NULL);
                return false;
        }
        if (record->event == RECORD_REVOKE)
                return fields_are(fields, known_revoke);
        return fields_are(fields, known_token) && read_token(fields, record, first->sealed);
}

int record_parse(const char *line, size_t len, struct problems *problems, struct first_record *ret_record) {
        struct fields fields = { .name = "", .problems = problems };
        struct first_record record = { 0 };
        json_error_t error;
        json_t *tree;
        bool good;

        if (len > JOURNAL_LINE_MAX)
                return problems_add(problems, TEXT_PROBLEM_RECORD_LONG, "n", NUMERAL(JOURNAL_LINE_MAX), NULL);
        tree = json_loadb(line, len, JSON_REJECT_DUPLICATES, &error);
        if (!tree)
                return problems_add(problems, TEXT_PROBLEM_RECORD_JSON, "why", CUT(error.text, 120), NULL);
        fields.object = tree;
        good = read_record(&fields, &record);
        json_decref(tree);
        if (!good)
                return OFFICE_E_REFUSED;
        *ret_record = record;
        return 0;
}

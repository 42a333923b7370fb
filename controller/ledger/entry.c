/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One table says which members an event has and in which order; writing and
 * reading both walk it, so that they cannot drift apart. There is exactly one
 * way to write an entry: no blanks, no escapes (texts hold neither quotation
 * mark nor backslash), integers without sign or leading zero.
 */
#include "controller/ledger/entry.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/hex.h"

enum field_kind {
        FIELD_TEXT,   /* char[size] */
        FIELD_WORD,   /* an enum of base/words, written as its word */
        FIELD_NUMBER, /* an integer of `size` bytes, never negative */
        FIELD_HEX,    /* uint8_t[size] */
        FIELD_ITEMS,  /* items and item_count, as "1,5" */
};

struct field {
        const char *key; /* as it stands before its value: ,"key": */
        size_t key_len;
        enum field_kind kind;
        size_t offset, size;
        const struct word_list *words; /* FIELD_WORD */
};

#define KEY(name) .key = ",\"" name "\":", .key_len = sizeof(",\"" name "\":") - 1

#define FIELD(name, member, what, ...) \
        static const struct field field_##name = { \
                .kind = what, .offset = offsetof(struct entry, member), .size = sizeof(((struct entry *)NULL)->member), __VA_ARGS__ \
        }

FIELD(box, box, FIELD_TEXT, KEY("box"));
FIELD(n, n, FIELD_NUMBER, KEY("n"));
FIELD(t, t_ms, FIELD_NUMBER, KEY("t"));
FIELD(cti, cti, FIELD_HEX, KEY("cti"));
FIELD(c, c, FIELD_NUMBER, KEY("c"));
FIELD(sub, sub, FIELD_TEXT, KEY("sub"));
FIELD(by, by, FIELD_TEXT, KEY("by"));
FIELD(version, version, FIELD_TEXT, KEY("version"));
FIELD(mode, mode, FIELD_WORD, KEY("mode"), .words = &hardware_words);
FIELD(why, why, FIELD_TEXT, KEY("why"));
FIELD(way, way, FIELD_WORD, KEY("way"), .words = &way_words);
FIELD(how, how, FIELD_WORD, KEY("how"), .words = &how_words);
FIELD(found, found, FIELD_WORD, KEY("found"), .words = &found_words);
FIELD(what, what, FIELD_TEXT, KEY("what"));
FIELD(items, items, FIELD_ITEMS, KEY("items"));
FIELD(deadline, deadline_ms, FIELD_NUMBER, KEY("deadline"));
FIELD(bundle_version, bundle_version, FIELD_NUMBER, KEY("version"));
FIELD(tries, tries, FIELD_NUMBER, KEY("tries"));
FIELD(count, count, FIELD_NUMBER, KEY("count"));
FIELD(size, size, FIELD_NUMBER, KEY("size"));
FIELD(there, there, FIELD_NUMBER, KEY("there"));
FIELD(empty, empty, FIELD_NUMBER, KEY("empty"));
FIELD(else, other, FIELD_NUMBER, KEY("else"));
FIELD(was, was_ms, FIELD_NUMBER, KEY("was"));
FIELD(now, now_ms, FIELD_NUMBER, KEY("now"));
FIELD(at, now_ms, FIELD_NUMBER, KEY("at"));
FIELD(sha, sha, FIELD_HEX, KEY("sha"));
FIELD(origin, origin, FIELD_TEXT, KEY("origin"));
FIELD(root, root, FIELD_HEX, KEY("root"));
FIELD(witness, origin, FIELD_TEXT, KEY("witness"));
FIELD(old, old_key, FIELD_TEXT, KEY("old"));
FIELD(new, new_key, FIELD_TEXT, KEY("new"));
FIELD(key_change, key_change, FIELD_WORD, KEY("why"), .words = &key_change_words);
FIELD(by_old, by_old, FIELD_TEXT, KEY("by_old"));
FIELD(by_new, by_new, FIELD_TEXT, KEY("by_new"));
FIELD(purpose, purpose, FIELD_WORD, KEY("why"), .words = &purpose_words);
FIELD(second, second, FIELD_TEXT, KEY("second"));
FIELD(seen, seen_ms, FIELD_NUMBER, KEY("seen"));

enum { FIELDS_MAX = 5 };

struct event {
        bool cti_optional, staff_optional; /* the cti; the cti, why and the second person */
        const struct field *fields[FIELDS_MAX + 1];
};

/* docs/ledger.md, "Entry". */
static const struct event events[ENTRY_COUNT] = {
        [ENTRY_BOOT] = { .fields = { &field_version, &field_mode } },
        [ENTRY_SHUTDOWN] = { .fields = { NULL } },
        [ENTRY_CONFIG] = { .fields = { &field_sha } },
        [ENTRY_BUNDLE] = { .fields = { &field_bundle_version, &field_sha } },
        [ENTRY_CLOCK] = { .fields = { &field_was, &field_now, &field_by } },
        [ENTRY_LOGIN] = { .fields = { &field_sub } },
        [ENTRY_LOGIN_REFUSED] = { .fields = { &field_sub, &field_why } },
        [ENTRY_LOGOUT] = { .fields = { &field_sub } },
        [ENTRY_PIN_GIVEN] = { .fields = { &field_sub, &field_by, &field_second } },
        [ENTRY_LOAD_BEGIN] = { .fields = { &field_cti, &field_c, &field_sub } },
        [ENTRY_LOADED] = { .fields = { &field_cti, &field_c, &field_items, &field_deadline, &field_by } },
        [ENTRY_LOAD_CANCELLED] = { .fields = { &field_cti, &field_c } },
        [ENTRY_REISSUED] = { .fields = { &field_cti } },
        [ENTRY_RELEASE] = { .fields = { &field_cti, &field_c, &field_way } },
        [ENTRY_ISSUED] = { .fields = { &field_cti, &field_c, &field_how } },
        [ENTRY_REOPENED] = { .fields = { &field_cti, &field_c } },
        [ENTRY_CLOSED] = { .fields = { &field_cti, &field_c } },
        [ENTRY_UNSURE] = { .fields = { &field_cti, &field_c } },
        [ENTRY_OLD_RETURNED] = { .fields = { &field_cti, &field_c } },
        [ENTRY_OLD_MISSING] = { .fields = { &field_cti, &field_c } },
        [ENTRY_OPEN_FAILED] = { .fields = { &field_cti, &field_c, &field_tries } },
        [ENTRY_LEFT_OPEN] = { .fields = { &field_c } },
        [ENTRY_FORCED_OPEN] = { .fields = { &field_c } },
        [ENTRY_UNLATCHED] = { .fields = { &field_c } },
        [ENTRY_FOUND_OPEN] = { .fields = { &field_c } },
        [ENTRY_SWITCH_FAULTY] = { .fields = { &field_c } },
        [ENTRY_SWITCH_CHANGES] = { .fields = { &field_c, &field_count } },
        [ENTRY_COIL_LOST] = { .fields = { &field_c } },
        [ENTRY_REFUSED] = { .cti_optional = true, .fields = { &field_why, &field_cti } },
        [ENTRY_REFUSED_MANY] = { .fields = { &field_why, &field_count } },
        [ENTRY_LOCKED_OUT] = { .fields = { &field_cti } },
        [ENTRY_EXPIRED] = { .fields = { &field_cti, &field_c } },
        [ENTRY_REMOVED] = { .fields = { &field_cti, &field_c, &field_found, &field_by } },
        [ENTRY_QUARANTINED] = { .fields = { &field_c, &field_why } },
        [ENTRY_RETURNED_TO_SERVICE] = { .fields = { &field_c, &field_by } },
        [ENTRY_SERVICE_OPEN] = { .staff_optional = true, .fields = { &field_cti, &field_c, &field_purpose, &field_by, &field_second } },
        [ENTRY_RECONCILED] = { .fields = { &field_there, &field_empty, &field_else, &field_by } },
        [ENTRY_EXPORTED] = { .fields = { &field_size, &field_by } },
        [ENTRY_LISTED] = { .fields = { &field_count, &field_sha, &field_by } },
        [ENTRY_COUNTERSIGNED] = { .fields = { &field_size, &field_witness, &field_at, &field_by } },
        [ENTRY_CONTRADICTED] = { .fields = { &field_size, &field_root, &field_witness, &field_by } },
        [ENTRY_ALARM] = { .fields = { &field_what } },
        [ENTRY_ALARM_CLEARED] = { .fields = { &field_what, &field_by } },
        [ENTRY_ALARM_MANY] = { .fields = { &field_what, &field_count } },
        [ENTRY_GAVE_UP] = { .fields = { &field_what, &field_count } },
        [ENTRY_ARCHIVED] = { .fields = { &field_size, &field_sha } },
        [ENTRY_ROTATING] = { .fields = { &field_old, &field_new, &field_key_change } },
        [ENTRY_ROTATED] = { .fields = { &field_by_old, &field_by_new } },
        [ENTRY_CONTINUED] = { .fields = { &field_origin, &field_size, &field_root } },
        [ENTRY_RESTORED] = { .fields = { &field_by } },
        [ENTRY_REVOKED] = { .fields = { &field_sha, &field_count } },
};

/* Whether an entry of this event may be without the field. */
static bool is_optional(const struct event *event, const struct field *field) {
        return (field == &field_cti && (event->cti_optional || event->staff_optional)) ||
               ((field == &field_purpose || field == &field_second) && event->staff_optional);
}

static bool has_optional(const struct entry *entry, const struct field *field) {
        return field == &field_cti ? entry->has_cti : field == &field_purpose ? entry->purpose != PURPOSE_NONE : entry->second[0] != 0;
}

/* Earlier versions wrote `service_open` with compartment and name alone. */
static bool is_a_form(const struct entry *entry, const struct event *event) {
        return !event->staff_optional || entry->purpose != PURPOSE_NONE || (!entry->has_cti && !entry->second[0]);
}

static bool text_valid(const struct field *field, const char *text, size_t len) {
        if (len >= field->size)
                return false;
        if (field == &field_box && len == 0)
                return false;
        for (size_t i = 0; i < len; i++) {
                bool box = (text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= '0' && text[i] <= '9');

                if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\' || (field == &field_box && !box))
                        return false;
        }
        return true;
}

static uint64_t number_max(const struct field *field) {
        return field->size == sizeof(uint32_t) ? UINT32_MAX : ENTRY_NUMBER_MAX;
}

static int format_text(const struct entry *entry, const struct field *field, struct buffer *line) {
        const char *text = (const char *)entry + field->offset;

        if (!text_valid(field, text, strnlen(text, field->size)))
                return -EINVAL;
        return buffer_printf(line, "\"%s\"", text);
}

static int format_word(const struct entry *entry, const struct field *field, struct buffer *line) {
        const char *text;
        unsigned word;

        memcpy(&word, (const uint8_t *)entry + field->offset, sizeof(word));
        text = words_at(field->words, word);
        return text ? buffer_printf(line, "\"%s\"", text) : -EINVAL;
}

static int format_number(const struct entry *entry, const struct field *field, struct buffer *line) {
        const uint8_t *member = (const uint8_t *)entry + field->offset;
        uint64_t number;
        uint32_t word;

        if (field->size == sizeof(word)) {
                memcpy(&word, member, sizeof(word));
                number = word;
        } else {
                memcpy(&number, member, sizeof(number));
        }
        /* A negative time is a very large number here. */
        if (number > number_max(field))
                return -EINVAL;
        return buffer_printf(line, "%llu", (unsigned long long)number);
}

static int format_hex(const struct entry *entry, const struct field *field, struct buffer *line) {
        char digits[2 * HASH_LEN + 1];

        hex_encode((const uint8_t *)entry + field->offset, field->size, digits);
        return buffer_printf(line, "\"%s\"", digits);
}

static int format_items(const struct entry *entry, const struct field *field, struct buffer *line) {
        int r;

        if (entry->item_count == 0 || entry->item_count > ENTRY_ITEMS_MAX)
                return -EINVAL;
        for (unsigned i = 0; i < entry->item_count; i++) {
                if (entry->items[i] == 0 || entry->items[i] >= ITEM_COUNT)
                        return -EINVAL;
                r = buffer_printf(line, "%s%u", i == 0 ? "\"" : ",", entry->items[i]);
                if (r < 0)
                        return r;
        }
        return buffer_append_text(line, "\"");
}

typedef int format_fn(const struct entry *entry, const struct field *field, struct buffer *line);

static format_fn *const formats[] = {
        [FIELD_TEXT] = format_text,
        [FIELD_WORD] = format_word,
        [FIELD_NUMBER] = format_number,
        [FIELD_HEX] = format_hex,
        [FIELD_ITEMS] = format_items,
};

static int format_field(const struct entry *entry, const struct field *field, struct buffer *line) {
        int r = buffer_append(line, field->key, field->key_len);

        return r < 0 ? r : formats[field->kind](entry, field, line);
}

static int format_entry(const struct entry *entry, const struct event *event, struct buffer *line) {
        static const struct field *const head[] = { &field_box, &field_n, &field_t };
        int r;

        r = buffer_append_text(line, "{\"v\":1");
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(head); i++)
                r = format_field(entry, head[i], line);
        if (r == 0)
                r = buffer_printf(line, ",\"e\":\"%s\"", entry_event_name(entry->event));
        for (const struct field *const *field = event->fields; r == 0 && *field; field++)
                if (!is_optional(event, *field) || has_optional(entry, *field))
                        r = format_field(entry, *field, line);
        if (r == 0 && entry->seen_ms != 0)
                r = entry->seen_ms <= entry->t_ms ? format_field(entry, &field_seen, line) : -EINVAL;
        return r < 0 ? r : buffer_append_text(line, "}");
}

int entry_format(const struct entry *entry, struct buffer *ret_line) {
        struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        int r;

        if (!entry_event_name(entry->event))
                return -EINVAL;
        if (!is_a_form(entry, &events[entry->event]))
                return -EINVAL;
        r = format_entry(entry, &events[entry->event], &line);
        if (r == 0)
                r = buffer_append(ret_line, line.data, line.len);
        buffer_deinit(&line);
        return r;
}

bool entry_equal(const struct entry *a, const struct entry *b) {
        CLEANUP(buffer_deinit) struct buffer left = BUFFER_INIT_MAX(ENTRY_MAX_LEN), right = BUFFER_INIT_MAX(ENTRY_MAX_LEN);

        return entry_format(a, &left) == 0 && entry_format(b, &right) == 0 && left.len == right.len &&
               memcmp(left.data, right.data, left.len) == 0;
}

/* A string without escapes; the quotation marks are consumed and not part of it. */
static bool take_string(struct reader *reader, const char **ret_text, size_t *ret_len) {
        const uint8_t *end;

        if (!reader_text(reader, "\""))
                return false;
        end = reader->len > 0 ? memchr(reader->data, '"', reader->len) : NULL;
        if (!end)
                return false;
        *ret_text = (const char *)reader->data;
        *ret_len = (size_t)(end - reader->data);
        reader->len -= *ret_len + 1;
        reader->data = end + 1;
        return true;
}

static bool parse_text(struct reader *reader, const struct field *field, struct entry *entry) {
        char *member = (char *)entry + field->offset;
        const char *text;
        size_t len;

        if (!take_string(reader, &text, &len) || !text_valid(field, text, len))
                return false;
        memcpy(member, text, len);
        member[len] = 0;
        return true;
}

static bool parse_word(struct reader *reader, const struct field *field, struct entry *entry) {
        const char *text;
        unsigned word;
        size_t len;

        if (!take_string(reader, &text, &len))
                return false;
        word = words_find(field->words, text, len);
        if (word == 0)
                return false;
        memcpy((uint8_t *)entry + field->offset, &word, sizeof(word));
        return true;
}

static bool parse_number(struct reader *reader, const struct field *field, struct entry *entry) {
        uint8_t *member = (uint8_t *)entry + field->offset;
        uint64_t number;
        uint32_t word;

        if (!reader_decimal(reader, number_max(field), &number))
                return false;
        word = (uint32_t)number;
        if (field->size == sizeof(word))
                memcpy(member, &word, sizeof(word));
        else
                memcpy(member, &number, sizeof(number));
        return true;
}

static bool parse_hex(struct reader *reader, const struct field *field, struct entry *entry) {
        bool capital = false;
        const char *text;
        size_t len;

        if (!take_string(reader, &text, &len))
                return false;
        for (size_t i = 0; i < len; i++)
                capital |= text[i] >= 'A' && text[i] <= 'F';
        return !capital && hex_decode(text, len, (uint8_t *)entry + field->offset, field->size);
}

static bool parse_items(struct reader *reader, const struct field *field, struct entry *entry) {
        uint64_t item;

        do {
                if (entry->item_count == ENTRY_ITEMS_MAX || !reader_text(reader, entry->item_count == 0 ? "\"" : ","))
                        return false;
                if (!reader_decimal(reader, ITEM_COUNT - 1, &item) || item == 0)
                        return false;
                entry->items[entry->item_count++] = (uint8_t)item;
        } while (!reader_text(reader, "\""));
        return true;
}

typedef bool parse_fn(struct reader *reader, const struct field *field, struct entry *entry);

static parse_fn *const parses[] = {
        [FIELD_TEXT] = parse_text,
        [FIELD_WORD] = parse_word,
        [FIELD_NUMBER] = parse_number,
        [FIELD_HEX] = parse_hex,
        [FIELD_ITEMS] = parse_items,
};

/* Whether the next member is this one. */
static bool is_next(struct reader reader, const struct field *field) {
        return reader.len >= field->key_len && memcmp(reader.data, field->key, field->key_len) == 0;
}

static bool parse_field(struct reader *reader, const struct field *field, struct entry *entry) {
        if (!is_next(*reader, field))
                return false;
        reader->data += field->key_len;
        reader->len -= field->key_len;
        if (!parses[field->kind](reader, field, entry))
                return false;
        entry->has_cti |= field == &field_cti;
        return true;
}

/* Of every event, and its last. */
static bool parse_seen(struct reader *reader, struct entry *entry) {
        if (!is_next(*reader, &field_seen))
                return true;
        return parse_field(reader, &field_seen, entry) && entry->seen_ms > 0 && entry->seen_ms <= entry->t_ms;
}

static bool parse_entry(struct reader *reader, struct entry *entry) {
        const struct event *event;
        const char *name;
        size_t name_len;

        if (!reader_text(reader, "{\"v\":1") || !parse_field(reader, &field_box, entry) || !parse_field(reader, &field_n, entry) ||
            !parse_field(reader, &field_t, entry))
                return false;
        if (!reader_text(reader, ",\"e\":") || !take_string(reader, &name, &name_len))
                return false;
        entry->event = (enum entry_event)words_find(&entry_event_words, name, name_len);
        if (entry->event == ENTRY_NONE)
                return false;
        event = &events[entry->event];
        for (const struct field *const *field = event->fields; *field; field++) {
                bool optional = is_optional(event, *field);

                if (optional && !is_next(*reader, *field))
                        continue;
                if (!parse_field(reader, *field, entry) || (optional && !has_optional(entry, *field)))
                        return false;
        }
        return is_a_form(entry, event) && parse_seen(reader, entry) && reader_text(reader, "}") && reader->len == 0;
}

int entry_parse(const char *line, size_t len, struct entry *ret_entry) {
        struct reader reader = reader_over(line, len);
        struct entry entry = { 0 };

        if (len > ENTRY_MAX_LEN || !parse_entry(&reader, &entry))
                return ENTRY_E_MALFORMED;
        *ret_entry = entry;
        return 0;
}

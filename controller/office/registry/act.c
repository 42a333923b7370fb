/* SPDX-License-Identifier: EUPL-1.2 */
/* One table says which members an event has and in which order; writing and reading both walk it. */
#include "controller/office/registry/act.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/hex.h"

enum kind { KIND_TEXT, KIND_NUMBER, KIND_HEX };

struct member {
        const char *key;
        enum kind kind;
        size_t offset, size;
};

/* The largest integer that every JSON reader has exactly (RFC 8259 section 6). */
#define NUMBER_MAX ((UINT64_C(1) << 53) - 1)

#define MEMBER(name, field, what, word) \
        static const struct member member_##name = { \
                .key = word, .kind = what, .offset = offsetof(struct act, field), .size = sizeof(((struct act *)NULL)->field) \
        }

MEMBER(n, n, KIND_NUMBER, "n");
MEMBER(t, t_ms, KIND_NUMBER, "t");
MEMBER(by, by, KIND_TEXT, "by");
MEMBER(cti, cti, KIND_HEX, "cti");
MEMBER(box, box, KIND_TEXT, "box");
MEMBER(sub, sub, KIND_TEXT, "sub");
MEMBER(nbf, nbf, KIND_NUMBER, "nbf");
MEMBER(ticket, ticket_exp, KIND_NUMBER, "ticket_exp");
MEMBER(code, code_exp, KIND_NUMBER, "code_exp");
MEMBER(last, last_exp, KIND_NUMBER, "last_exp");
MEMBER(void, void_before, KIND_NUMBER, "void_before");
MEMBER(gone, revoked, KIND_NUMBER, "is_void");
MEMBER(before, before, KIND_NUMBER, "before");
MEMBER(count, count, KIND_NUMBER, "count");
MEMBER(version, version, KIND_NUMBER, "version");
MEMBER(sha, sha, KIND_HEX, "sha");
MEMBER(office, office, KIND_HEX, "office");
MEMBER(at, at, KIND_NUMBER, "at");
MEMBER(deadline, deadline, KIND_NUMBER, "deadline");
MEMBER(key, key, KIND_HEX, "key");
MEMBER(origin, origin, KIND_TEXT, "origin");
MEMBER(size, size, KIND_NUMBER, "size");
MEMBER(root, root, KIND_HEX, "root");
MEMBER(old, old_key, KIND_HEX, "old");
MEMBER(new, new_key, KIND_HEX, "new");
MEMBER(from, nbf, KIND_NUMBER, "from");
MEMBER(by_old, by_old, KIND_HEX, "by_old");
MEMBER(by_new, by_new, KIND_HEX, "by_new");

enum { MEMBERS_MAX = 10 };

/* docs/formats.md, "The office's log". */
static const struct member *const members[ACT_COUNT][MEMBERS_MAX + 1] = {
        [ACT_BEGUN] = { &member_office },
        [ACT_CONTINUED] = { &member_origin, &member_size, &member_root, &member_office },
        [ACT_CARRIED_OVER] = { &member_cti, &member_box, &member_version, &member_nbf, &member_ticket, &member_code, &member_last, &member_void,
                        &member_gone, &member_sha },
        [ACT_TAKEN_OVER] = { &member_cti, &member_box, &member_nbf, &member_ticket, &member_code, &member_last, &member_void, &member_gone,
                        &member_sha },
        [ACT_TAKEN_IN] = { &member_count, &member_sha },
        [ACT_BATCH] = { &member_count },
        [ACT_MADE] = { &member_cti, &member_box, &member_nbf, &member_ticket, &member_code, &member_sha },
        [ACT_MADE_ANEW] = { &member_cti, &member_box, &member_nbf, &member_ticket, &member_code, &member_sha },
        [ACT_VOIDED] = { &member_cti, &member_void },
        [ACT_MOVED] = { &member_sha },
        [ACT_PACKED] = { &member_cti },
        [ACT_LOOKED_UP] = { &member_sha },
        [ACT_FORGOTTEN] = { &member_size },
        [ACT_LOADED] = { &member_cti, &member_box, &member_at, &member_deadline },
        [ACT_COLLECTED] = { &member_cti, &member_box, &member_at },
        [ACT_TAKEN_OUT] = { &member_cti, &member_box, &member_at },
        [ACT_STATEMENT_THERE] = { &member_box, &member_sha },
        [ACT_SYNCED] = { &member_box, &member_key, &member_origin, &member_size, &member_root, &member_sha },
        [ACT_PRINTED] = { &member_cti },
        [ACT_BOX] = { &member_box, &member_office },
        [ACT_PERSON] = { &member_sub, &member_office },
        [ACT_PERSON_GONE] = { &member_sub, &member_office },
        [ACT_KEYS] = { &member_office },
        [ACT_LOG_KEY_NAMED] = { &member_old, &member_new, &member_from },
        [ACT_LOG_KEY_AGREED] = { &member_by_old, &member_by_new },
        [ACT_LOG_KEY] = { &member_new },
        [ACT_SETTINGS] = { &member_sha },
        [ACT_ERASED] = { &member_before, &member_count },
        [ACT_OWN_KEPT] = { &member_cti, &member_sha },
        [ACT_OWN_ERASED] = { &member_before, &member_count },
        [ACT_STATED] = { &member_box, &member_sha },
        [ACT_SIGNED] = { &member_version, &member_sha, &member_office },
};

static bool text_valid(const char *text, size_t len, size_t size) {
        if (len == 0 || len >= size)
                return false;
        for (size_t i = 0; i < len; i++)
                if (text[i] < ' ' || text[i] > '~' || text[i] == '"' || text[i] == '\\')
                        return false;
        return true;
}

static uint64_t number_max(const struct member *member) {
        return member->size == sizeof(uint32_t) ? UINT32_MAX : NUMBER_MAX;
}

static int format_member(const struct act *act, const struct member *member, struct buffer *line) {
        const uint8_t *at = (const uint8_t *)act + member->offset;
        char digits[2 * KEY_SIGNATURE_LEN + 1];
        uint64_t number = 0;
        uint32_t half;

        switch (member->kind) {
        case KIND_TEXT:
                if (!text_valid((const char *)at, strnlen((const char *)at, member->size), member->size))
                        return -EINVAL;
                return buffer_printf(line, ",\"%s\":\"%s\"", member->key, (const char *)at);
        case KIND_HEX:
                hex_encode(at, member->size, digits);
                return buffer_printf(line, ",\"%s\":\"%s\"", member->key, digits);
        case KIND_NUMBER:
                if (member->size == sizeof(half)) {
                        memcpy(&half, at, sizeof(half));
                        number = half;
                } else {
                        memcpy(&number, at, sizeof(number));
                }
                if (number > number_max(member))
                        return -EINVAL;
                return buffer_printf(line, ",\"%s\":%llu", member->key, (unsigned long long)number);
        }
        return -EINVAL;
}

int act_format(const struct act *act, struct buffer *ret_line) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        int r;

        if (!act_event_name(act->event))
                return -EINVAL;
        if ((r = buffer_append_text(&line, "{\"v\":1")) < 0 || (r = format_member(act, &member_n, &line)) < 0 ||
            (r = format_member(act, &member_t, &line)) < 0 || (r = buffer_printf(&line, ",\"e\":\"%s\"", act_event_name(act->event))) < 0 ||
            (r = format_member(act, &member_by, &line)) < 0)
                return r;
        for (const struct member *const *member = members[act->event]; r == 0 && *member; member++)
                r = format_member(act, *member, &line);
        if (r == 0)
                r = buffer_append_text(&line, "}");
        return r == 0 ? buffer_append(ret_line, line.data, line.len) : r;
}

/* Up to the next quotation mark, which is consumed. */
static bool take_text(struct reader *reader, const char **ret_text, size_t *ret_len) {
        const uint8_t *end = reader->len > 0 ? memchr(reader->data, '"', reader->len) : NULL;

        if (!end)
                return false;
        *ret_text = (const char *)reader->data;
        *ret_len = (size_t)(end - reader->data);
        reader->len -= *ret_len + 1;
        reader->data = end + 1;
        return true;
}

static bool parse_value(struct reader *reader, const struct member *member, uint8_t *at) {
        const char *text;
        uint64_t number;
        uint32_t half;
        size_t len;

        if (member->kind == KIND_NUMBER) {
                if (!reader_decimal(reader, number_max(member), &number))
                        return false;
                half = (uint32_t)number;
                memcpy(at, member->size == sizeof(half) ? (const void *)&half : &number, member->size);
                return true;
        }
        if (!reader_text(reader, "\"") || !take_text(reader, &text, &len))
                return false;
        if (member->kind == KIND_HEX) {
                for (size_t i = 0; i < len; i++)
                        if (text[i] >= 'A' && text[i] <= 'F')
                                return false;
                return hex_decode(text, len, at, member->size);
        }
        if (!text_valid(text, len, member->size))
                return false;
        memcpy(at, text, len);
        return true;
}

static bool parse_member(struct reader *reader, const struct member *member, struct act *act) {
        return reader_text(reader, ",\"") && reader_text(reader, member->key) && reader_text(reader, "\":") &&
               parse_value(reader, member, (uint8_t *)act + member->offset);
}

int act_parse(const char *line, size_t len, struct act *ret_act) {
        struct reader reader = reader_over(line, len);
        struct act act = { 0 };
        const char *name;
        size_t name_len;

        if (len > ACT_LINE_MAX || !reader_text(&reader, "{\"v\":1") || !parse_member(&reader, &member_n, &act) ||
            !parse_member(&reader, &member_t, &act) || !reader_text(&reader, ",\"e\":\"") || !take_text(&reader, &name, &name_len) ||
            !parse_member(&reader, &member_by, &act))
                return ACT_E_MALFORMED;
        act.event = (enum act_event)words_find(&act_event_words, name, name_len);
        if (act.event == ACT_NONE)
                return ACT_E_MALFORMED;
        for (const struct member *const *member = members[act.event]; *member; member++)
                if (!parse_member(&reader, *member, &act))
                        return ACT_E_MALFORMED;
        if (!reader_text(&reader, "}") || reader.len > 0)
                return ACT_E_MALFORMED;
        *ret_act = act;
        return 0;
}

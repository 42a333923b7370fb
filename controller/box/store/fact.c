/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/store/fact.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

enum { LOAD_LEN = 1 + 1 + GROUP_LEN + 4 + 4 + 3 * TAG_LEN };

/* The deed behind the entry of a fact. Every other event is a plain entry, if it is a fact at all. */
static const enum deed_type types[ENTRY_COUNT] = {
        [ENTRY_LOADED] = DEED_LOADED,
        [ENTRY_LOAD_CANCELLED] = DEED_LOAD_CANCELLED,
        [ENTRY_ISSUED] = DEED_ISSUED,
        [ENTRY_CLOSED] = DEED_CLOSED,
        [ENTRY_OLD_RETURNED] = DEED_OLD_RETURNED,
        [ENTRY_OLD_MISSING] = DEED_OLD_MISSING,
        [ENTRY_OPEN_FAILED] = DEED_OPEN_FAILED,
        [ENTRY_UNSURE] = DEED_UNSURE,
        [ENTRY_QUARANTINED] = DEED_QUARANTINED,
        [ENTRY_COIL_LOST] = DEED_COIL_LOST,
        [ENTRY_REMOVED] = DEED_REMOVED,
        [ENTRY_RETURNED_TO_SERVICE] = DEED_RETURNED_TO_SERVICE,
};

/* The last entry of a deed that writes two tells it apart from the others. */
static enum entry_event event_of(const struct deed *deed) {
        return deed->type == DEED_OLD_RETURNED ? ENTRY_OLD_RETURNED : deed->type == DEED_OLD_MISSING ? ENTRY_OLD_MISSING : deed_event(deed);
}

static void take_load(const struct store_load *load, struct entry *entry) {
        entry->has_cti = true;
        memcpy(entry->cti, load->cti, CTI_LEN);
        entry->c = load->c;
        memcpy(entry->items, load->items, sizeof(entry->items));
        entry->item_count = load->item_count;
        entry->deadline_ms = load->deadline_ms;
}

static int entry_of(const struct deed *deed, struct entry *entry) {
        entry->event = event_of(deed);
        entry->has_cti = deed->cti != NULL;
        if (deed->cti)
                memcpy(entry->cti, deed->cti, CTI_LEN);
        entry->c = deed->c;
        entry->how = deed->how;
        entry->found = deed->found;
        entry->tries = deed->tries;
        if (deed->load)
                take_load(deed->load, entry);
        if (deed->why)
                snprintf(entry->why, sizeof(entry->why), "%s", reason_name(deed->why));
        if (deed->by && strlen(deed->by) >= sizeof(entry->by))
                return -EINVAL;
        if (deed->by)
                strcpy(entry->by, deed->by);
        return 0;
}

int fact_from_deed(const char *box, uint64_t size, int64_t seen_ms, const struct deed *deed, struct fact *ret_fact) {
        struct fact fact = { .type = deed->type };
        int r = 0;

        if (deed_class(deed) != DEED_FACT || deed->type == DEED_TOGETHER)
                return -EPROTO;
        if (deed->type == DEED_ENTRY)
                fact.entry = *deed->entry;
        else
                r = entry_of(deed, &fact.entry);
        if (r < 0)
                return r;
        if (deed->load)
                fact.load = *deed->load;
        snprintf(fact.entry.box, sizeof(fact.entry.box), "%s", box);
        fact.entry.n = size;
        fact.entry.t_ms = seen_ms;
        fact.entry.seen_ms = 0;
        *ret_fact = fact;
        explicit_bzero(&fact.load, sizeof(fact.load));
        return 0;
}

struct deed fact_deed(const struct fact *fact) {
        const struct entry *entry = &fact->entry;
        struct deed deed = { .type = fact->type, .seen_ms = entry->t_ms };

        if (fact->type == DEED_ENTRY) {
                deed.entry = entry;
                return deed;
        }
        deed.cti = entry->has_cti ? entry->cti : NULL;
        deed.c = entry->c;
        deed.by = entry->by;
        deed.how = entry->how;
        deed.found = entry->found;
        deed.tries = entry->tries;
        deed.why = reason_from_name(entry->why);
        deed.load = fact->type == DEED_LOADED ? &fact->load : NULL;
        return deed;
}

bool fact_is_of_contents(const struct fact *fact) {
        static const uint8_t nothing[CTI_LEN];

        return fact->entry.has_cti && memcmp(fact->entry.cti, nothing, CTI_LEN) == 0;
}

/* ---- as text ---- */

static int format_load(const struct store_load *load, struct buffer *line) {
        CLEANUP(buffer_wipe) struct buffer bytes = BUFFER_INIT_MAX(LOAD_LEN);
        char digits[2 * LOAD_LEN + 1];
        int r;

        if ((r = buffer_append_u8(&bytes, load->wishes)) < 0 || (r = buffer_append_u8(&bytes, load->has_group)) < 0 ||
            (r = buffer_append(&bytes, load->group, GROUP_LEN)) < 0 || (r = buffer_append_u32(&bytes, load->nbf)) < 0 ||
            (r = buffer_append_u32(&bytes, load->forget_after)) < 0 || (r = buffer_append(&bytes, load->reference_tag, TAG_LEN)) < 0 ||
            (r = buffer_append(&bytes, load->pin_tag, TAG_LEN)) < 0 || (r = buffer_append(&bytes, load->birth_tag, TAG_LEN)) < 0)
                return r;
        hex_encode(bytes.data, LOAD_LEN, digits);
        r = buffer_printf(line, " %s", digits);
        explicit_bzero(digits, sizeof(digits));
        return r;
}

int fact_format(const struct fact *fact, struct buffer *ret_line) {
        int r = entry_format(&fact->entry, ret_line);

        return r == 0 && fact->type == DEED_LOADED ? format_load(&fact->load, ret_line) : r;
}

static bool is_lower_hex(const char *text, size_t len) {
        for (size_t i = 0; i < len; i++)
                if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'a' && text[i] <= 'f'))
                        return false;
        return true;
}

static bool parse_load(const char *text, size_t len, const struct entry *entry, struct store_load *load) {
        uint8_t bytes[LOAD_LEN], group;
        struct reader reader = reader_over(bytes, sizeof(bytes));
        bool good;

        good = is_lower_hex(text, len) && hex_decode(text, len, bytes, sizeof(bytes)) && reader_u8(&reader, &load->wishes) &&
               reader_u8(&reader, &group) && group <= 1 && reader_copy(&reader, load->group, GROUP_LEN) && reader_u32(&reader, &load->nbf) &&
               reader_u32(&reader, &load->forget_after) && reader_copy(&reader, load->reference_tag, TAG_LEN) &&
               reader_copy(&reader, load->pin_tag, TAG_LEN) && reader_copy(&reader, load->birth_tag, TAG_LEN);
        explicit_bzero(bytes, sizeof(bytes));
        if (!good)
                return false;
        load->has_group = group;
        memcpy(load->cti, entry->cti, CTI_LEN);
        load->c = entry->c;
        memcpy(load->items, entry->items, sizeof(load->items));
        load->item_count = entry->item_count;
        load->deadline_ms = entry->deadline_ms;
        return true;
}

/* 0: no fact. */
static enum deed_type type_of(const struct entry *entry) {
        struct deed plain = { .type = DEED_ENTRY, .entry = entry };

        if (types[entry->event])
                return types[entry->event];
        return deed_class(&plain) == DEED_FACT ? DEED_ENTRY : 0;
}

int fact_parse(const char *line, size_t len, struct fact *ret_fact) {
        /* No entry has a blank after its last brace. */
        const char *end = len > 0 ? memrchr(line, '}', len) : NULL;
        size_t entry_len = end ? (size_t)(end - line) + 1 : 0, rest = len - entry_len;
        struct fact fact = { 0 };
        bool good;

        if (!end || entry_parse(line, entry_len, &fact.entry) != 0 || fact.entry.seen_ms != 0)
                return FACT_E_MALFORMED;
        fact.type = type_of(&fact.entry);
        if (fact.type == DEED_LOADED)
                good = rest > 1 && end[1] == ' ' && parse_load(end + 2, rest - 1, &fact.entry, &fact.load);
        else
                good = fact.type != 0 && rest == 0;
        if (good && fact.type == DEED_QUARANTINED)
                good = reason_from_name(fact.entry.why) != REASON_NONE;
        if (good)
                *ret_fact = fact;
        explicit_bzero(&fact.load, sizeof(fact.load));
        return good ? 0 : FACT_E_MALFORMED;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/ticket_contents.h"

#include <string.h>

#include "base/moment.h"
#include "crypto/claim.h"
#include "crypto/reference.h"

/* Keys of the sealed map (docs/formats.md section 4). */
enum { KEY_CTI = 1, KEY_AUD, KEY_ITEMS, KEY_REFERENCE, KEY_PIN, KEY_BIRTH, KEY_DAYS, KEY_WISHES, KEY_GROUP };

enum { KEY_COUNT = KEY_GROUP };

static bool digits_valid(const char *text, size_t len) {
        return strnlen(text, len + 1) == len && strspn(text, "0123456789") == len;
}

static unsigned number(const char *digits, unsigned len) {
        unsigned value = 0;

        for (unsigned i = 0; i < len; i++)
                value = value * 10 + (unsigned)(digits[i] - '0');
        return value;
}

bool birth_valid(const char *birth) {
        unsigned year, month, day;

        if (!digits_valid(birth, BIRTH_LEN))
                return false;
        year = number(birth, 4);
        month = number(birth + 4, 2);
        day = number(birth + 6, 2);
        return month <= 12 && day <= (unsigned)moment_month_days((int)year, (int)month);
}

static bool items_valid(const struct ticket_contents *contents) {
        if (contents->item_count < 1 || contents->item_count > TICKET_ITEMS_MAX)
                return false;
        for (unsigned i = 0; i < contents->item_count; i++)
                if (contents->items[i] < ITEM_PASSPORT || contents->items[i] >= ITEM_COUNT)
                        return false;
        return true;
}

bool ticket_contents_valid(const struct ticket_contents *contents) {
        return box_id_valid(contents->aud) && items_valid(contents) && reference_valid(contents->reference) &&
               digits_valid(contents->pin, PIN_LEN) && birth_valid(contents->birth) &&
               contents->days >= 1 && contents->days <= TICKET_DAYS_MAX && (contents->wishes & ~WISHES_ALL) == 0;
}

static bool take_items(struct reader *reader, struct ticket_contents *contents) {
        uint64_t item;
        size_t count;

        if (!cbor_take_array(reader, TICKET_ITEMS_MAX, &count))
                return false;
        contents->item_count = (uint8_t)count;
        for (size_t i = 0; i < count; i++) {
                if (!cbor_take_uint(reader, ITEM_COUNT - 1, &item))
                        return false;
                contents->items[i] = (uint8_t)item;
        }
        return true;
}

static bool take_small(struct reader *reader, unsigned max, uint8_t *ret_value) {
        uint64_t value;

        if (!cbor_take_uint(reader, max, &value))
                return false;
        *ret_value = (uint8_t)value;
        return true;
}

static bool take_group(struct reader *reader, struct ticket_contents *contents) {
        contents->has_group = !cbor_at_null(reader);
        return contents->has_group ? cbor_copy_bytes(reader, contents->group, GROUP_LEN) : cbor_expect_null(reader);
}

bool ticket_contents_parse(const uint8_t *bytes, size_t len, struct ticket_contents *ret_contents) {
        struct reader reader = reader_over(bytes, len);
        uint8_t written[TICKET_CONTENTS_MAX_LEN];
        struct cbor_writer again = cbor_writer_over(written, sizeof(written));
        bool same;

        memset(ret_contents, 0, sizeof(*ret_contents));
        if (!cbor_expect_map(&reader, KEY_COUNT) ||
            !cbor_expect_int(&reader, KEY_CTI) || !cbor_copy_bytes(&reader, ret_contents->cti, CTI_LEN) ||
            !cbor_expect_int(&reader, KEY_AUD) || !claim_take_box_id(&reader, ret_contents->aud) ||
            !cbor_expect_int(&reader, KEY_ITEMS) || !take_items(&reader, ret_contents) ||
            !cbor_expect_int(&reader, KEY_REFERENCE) || !cbor_copy_text(&reader, ret_contents->reference, REFERENCE_LEN + 1) ||
            !cbor_expect_int(&reader, KEY_PIN) || !cbor_copy_text(&reader, ret_contents->pin, PIN_LEN + 1) ||
            !cbor_expect_int(&reader, KEY_BIRTH) || !cbor_copy_text(&reader, ret_contents->birth, BIRTH_LEN + 1) ||
            !cbor_expect_int(&reader, KEY_DAYS) || !take_small(&reader, TICKET_DAYS_MAX, &ret_contents->days) ||
            !cbor_expect_int(&reader, KEY_WISHES) || !take_small(&reader, WISHES_ALL, &ret_contents->wishes) ||
            !cbor_expect_int(&reader, KEY_GROUP) || !take_group(&reader, ret_contents) ||
            reader.len > 0 || !ticket_contents_valid(ret_contents))
                return false;
        ticket_contents_write(ret_contents, &again);
        same = cbor_writer_equals(&again, bytes, len);
        explicit_bzero(written, sizeof(written));
        return same;
}

void ticket_contents_write(const struct ticket_contents *contents, struct cbor_writer *writer) {
        cbor_put_map(writer, KEY_COUNT);
        cbor_put_int(writer, KEY_CTI);
        cbor_put_bytes(writer, contents->cti, CTI_LEN);
        cbor_put_int(writer, KEY_AUD);
        cbor_put_text(writer, contents->aud);
        cbor_put_int(writer, KEY_ITEMS);
        cbor_put_array(writer, contents->item_count);
        for (unsigned i = 0; i < contents->item_count; i++)
                cbor_put_uint(writer, contents->items[i]);
        cbor_put_int(writer, KEY_REFERENCE);
        cbor_put_text(writer, contents->reference);
        cbor_put_int(writer, KEY_PIN);
        cbor_put_text(writer, contents->pin);
        cbor_put_int(writer, KEY_BIRTH);
        cbor_put_text(writer, contents->birth);
        cbor_put_int(writer, KEY_DAYS);
        cbor_put_uint(writer, contents->days);
        cbor_put_int(writer, KEY_WISHES);
        cbor_put_uint(writer, contents->wishes);
        cbor_put_int(writer, KEY_GROUP);
        if (contents->has_group)
                cbor_put_bytes(writer, contents->group, GROUP_LEN);
        else
                cbor_put_null(writer);
}

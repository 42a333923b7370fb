/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The policy inside a bundle: reading and writing stand side by side, member by
 * member, in the order of docs/formats.md section 5. Form 2 has three members more.
 */
#include "crypto/bundle_form.h"
#include "crypto/claim.h"

enum {
        POLICY_DAYS = 1,
        POLICY_FOUR_EYES,
        POLICY_OPENING,
        POLICY_LANGUAGES,
        POLICY_BOXES,
        POLICY_CONTACT,
        POLICY_COUNT_1 = POLICY_CONTACT,
        POLICY_CLOSED,
        POLICY_EXCEPTIONS,
        POLICY_WORDINGS,
        POLICY_COUNT_2 = POLICY_WORDINGS,
};

static bool take_opening(struct reader *reader, struct bundle *bundle) {
        if (!cbor_take_array(reader, BUNDLE_OPENING_MAX, &bundle->opening_count))
                return false;
        for (size_t i = 0; i < bundle->opening_count; i++) {
                unsigned weekday, from, to;

                if (!cbor_expect_array(reader, 3) || !bundle_take_small(reader, 6, &weekday) || !bundle_take_small(reader, 24 * 60, &from) ||
                    !bundle_take_small(reader, 24 * 60, &to))
                        return false;
                bundle->opening[i] = (struct bundle_opening){ (uint8_t)weekday, (uint16_t)from, (uint16_t)to };
        }
        return true;
}

static void put_opening(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_array(writer, bundle->opening_count);
        for (size_t i = 0; i < bundle->opening_count; i++) {
                cbor_put_array(writer, 3);
                cbor_put_uint(writer, bundle->opening[i].weekday);
                cbor_put_uint(writer, bundle->opening[i].from_min);
                cbor_put_uint(writer, bundle->opening[i].to_min);
        }
}

/* Texts of `size` bytes each, one behind the other. */
static bool take_texts(struct reader *reader, size_t max, size_t size, char *ret_texts, size_t *ret_count) {
        if (!cbor_take_array(reader, max, ret_count))
                return false;
        for (size_t i = 0; i < *ret_count; i++)
                if (!cbor_copy_text(reader, ret_texts + i * size, size))
                        return false;
        return true;
}

static void put_texts(struct cbor_writer *writer, size_t size, const char *texts, size_t count) {
        cbor_put_array(writer, count);
        for (size_t i = 0; i < count; i++)
                cbor_put_text(writer, texts + i * size);
}

static int take_boxes(struct reader *reader, struct bundle_box **ret_boxes, size_t *ret_count) {
        int r = bundle_take_list(reader, BUNDLE_BOXES_MAX, sizeof(**ret_boxes), ret_boxes, ret_count);

        for (size_t i = 0; r == 0 && i < *ret_count; i++) {
                struct bundle_box *box = &(*ret_boxes)[i];

                if (!cbor_expect_array(reader, 2) || !claim_take_box_id(reader, box->id) ||
                    !cbor_copy_text(reader, box->address, sizeof(box->address)))
                        r = REFUSAL_MALFORMED;
        }
        return r;
}

static void put_boxes(struct cbor_writer *writer, const struct bundle_box *boxes, size_t count) {
        cbor_put_array(writer, count);
        for (size_t i = 0; i < count; i++) {
                cbor_put_array(writer, 2);
                cbor_put_text(writer, boxes[i].id);
                cbor_put_text(writer, boxes[i].address);
        }
}

static bool take_date(struct reader *reader, uint32_t *ret_date) {
        unsigned date;

        if (!bundle_take_small(reader, BUNDLE_DATE_MAX, &date))
                return false;
        *ret_date = date;
        return true;
}

static int take_closed(struct reader *reader, struct bundle *bundle) {
        int r = bundle_take_list(reader, BUNDLE_CLOSED_MAX, sizeof(*bundle->closed), &bundle->closed, &bundle->closed_count);

        for (size_t i = 0; r == 0 && i < bundle->closed_count; i++)
                r = take_date(reader, &bundle->closed[i]) ? 0 : REFUSAL_MALFORMED;
        return r;
}

static void put_closed(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_array(writer, bundle->closed_count);
        for (size_t i = 0; i < bundle->closed_count; i++)
                cbor_put_uint(writer, bundle->closed[i]);
}

static bool take_exception(struct reader *reader, struct bundle_exception *exception) {
        unsigned from, to;

        if (!cbor_expect_array(reader, 3) || !take_date(reader, &exception->date) || !bundle_take_small(reader, 24 * 60, &from) ||
            !bundle_take_small(reader, 24 * 60, &to))
                return false;
        exception->from_min = (uint16_t)from;
        exception->to_min = (uint16_t)to;
        return true;
}

static int take_exceptions(struct reader *reader, struct bundle *bundle) {
        int r = bundle_take_list(reader, BUNDLE_EXCEPTIONS_MAX, sizeof(*bundle->exceptions), &bundle->exceptions,
                                 &bundle->exception_count);

        for (size_t i = 0; r == 0 && i < bundle->exception_count; i++)
                r = take_exception(reader, &bundle->exceptions[i]) ? 0 : REFUSAL_MALFORMED;
        return r;
}

static void put_exceptions(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_array(writer, bundle->exception_count);
        for (size_t i = 0; i < bundle->exception_count; i++) {
                cbor_put_array(writer, 3);
                cbor_put_uint(writer, bundle->exceptions[i].date);
                cbor_put_uint(writer, bundle->exceptions[i].from_min);
                cbor_put_uint(writer, bundle->exceptions[i].to_min);
        }
}

static int take_wording(struct reader *reader, struct bundle_wording *wording) {
        if (!cbor_expect_array(reader, 3) || !cbor_copy_text(reader, wording->language, sizeof(wording->language)) ||
            !take_texts(reader, BUNDLE_CONTACT_LINES_MAX, sizeof(wording->contact[0]), wording->contact[0], &wording->contact_count))
                return REFUSAL_MALFORMED;
        return take_boxes(reader, &wording->boxes, &wording->box_count);
}

static void put_wording(struct cbor_writer *writer, const struct bundle_wording *wording) {
        cbor_put_array(writer, 3);
        cbor_put_text(writer, wording->language);
        put_texts(writer, sizeof(wording->contact[0]), wording->contact[0], wording->contact_count);
        put_boxes(writer, wording->boxes, wording->box_count);
}

static int take_wordings(struct reader *reader, struct bundle *bundle) {
        int r = bundle_take_list(reader, BUNDLE_LANGUAGES_MAX, sizeof(*bundle->wordings), &bundle->wordings, &bundle->wording_count);

        for (size_t i = 0; r == 0 && i < bundle->wording_count; i++)
                r = take_wording(reader, &bundle->wordings[i]);
        return r;
}

static int take_form_2(struct reader *reader, struct bundle *bundle) {
        int r = cbor_expect_int(reader, POLICY_CLOSED) ? take_closed(reader, bundle) : REFUSAL_MALFORMED;

        if (r == 0)
                r = cbor_expect_int(reader, POLICY_EXCEPTIONS) ? take_exceptions(reader, bundle) : REFUSAL_MALFORMED;
        if (r == 0)
                r = cbor_expect_int(reader, POLICY_WORDINGS) ? take_wordings(reader, bundle) : REFUSAL_MALFORMED;
        return r;
}

static void put_form_2(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_int(writer, POLICY_CLOSED);
        put_closed(writer, bundle);
        cbor_put_int(writer, POLICY_EXCEPTIONS);
        put_exceptions(writer, bundle);
        cbor_put_int(writer, POLICY_WORDINGS);
        cbor_put_array(writer, bundle->wording_count);
        for (size_t i = 0; i < bundle->wording_count; i++)
                put_wording(writer, &bundle->wordings[i]);
}

int bundle_take_policy(struct reader *reader, struct bundle *bundle) {
        unsigned days;
        int r;

        if (!cbor_expect_map(reader, bundle->form == BUNDLE_FORM_2 ? POLICY_COUNT_2 : POLICY_COUNT_1) ||
            !cbor_expect_int(reader, POLICY_DAYS) || !bundle_take_small(reader, UINT8_MAX, &days) ||
            !cbor_expect_int(reader, POLICY_FOUR_EYES) || !cbor_take_bool(reader, &bundle->four_eyes) ||
            !cbor_expect_int(reader, POLICY_OPENING) || !take_opening(reader, bundle) ||
            !cbor_expect_int(reader, POLICY_LANGUAGES) ||
            !take_texts(reader, BUNDLE_LANGUAGES_MAX, BUNDLE_LANGUAGE_SIZE, bundle->languages[0], &bundle->language_count) ||
            !cbor_expect_int(reader, POLICY_BOXES))
                return REFUSAL_MALFORMED;
        bundle->deadline_days = (uint8_t)days;
        r = take_boxes(reader, &bundle->boxes, &bundle->box_count);
        if (r != 0)
                return r;
        if (!cbor_expect_int(reader, POLICY_CONTACT) ||
            !take_texts(reader, BUNDLE_CONTACT_LINES_MAX, sizeof(bundle->contact[0]), bundle->contact[0], &bundle->contact_count))
                return REFUSAL_MALFORMED;
        return bundle->form == BUNDLE_FORM_2 ? take_form_2(reader, bundle) : 0;
}

void bundle_put_policy(struct cbor_writer *writer, const struct bundle *bundle) {
        cbor_put_map(writer, bundle->form == BUNDLE_FORM_2 ? POLICY_COUNT_2 : POLICY_COUNT_1);
        cbor_put_int(writer, POLICY_DAYS);
        cbor_put_uint(writer, bundle->deadline_days);
        cbor_put_int(writer, POLICY_FOUR_EYES);
        cbor_put_bool(writer, bundle->four_eyes);
        cbor_put_int(writer, POLICY_OPENING);
        put_opening(writer, bundle);
        cbor_put_int(writer, POLICY_LANGUAGES);
        put_texts(writer, BUNDLE_LANGUAGE_SIZE, bundle->languages[0], bundle->language_count);
        cbor_put_int(writer, POLICY_BOXES);
        put_boxes(writer, bundle->boxes, bundle->box_count);
        cbor_put_int(writer, POLICY_CONTACT);
        put_texts(writer, sizeof(bundle->contact[0]), bundle->contact[0], bundle->contact_count);
        if (bundle->form == BUNDLE_FORM_2)
                put_form_2(writer, bundle);
}


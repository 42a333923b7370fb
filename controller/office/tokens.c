/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/tokens.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/calendar.h"
#include "crypto/code.h"
#include "crypto/ticket.h"

/* What a box counts from the day of loading, counted from today: true however early it is loaded. */
static int64_t last_day_ms(const struct policy *policy, unsigned days, int64_t now_s, uint32_t ticket_exp) {
        const struct calendar calendar = policy_calendar(policy);

        return calendar_deadline(&calendar, now_s * 1000, days, ticket_exp) - 1000;
}

static int copy_text(const struct buffer *text, char *ret_text, size_t max_len) {
        if (text->len > max_len)
                return -EMSGSIZE;
        memcpy(ret_text, buffer_text(text), text->len + 1);
        return 0;
}

static int sign_ticket(const struct office *office, const struct secrets *secrets, const struct order *order, struct issued *issued) {
        const struct secret_key *key = secrets_signer(secrets, office->state, STATE_KEY_TICKET, issued->nbf);
        struct buffer text = BUFFER_INIT;
        struct ticket ticket = { .exp = issued->ticket_exp, .nbf = issued->nbf };
        struct ticket_contents *contents = &ticket.contents;
        int r;

        if (!key)
                return -ENOKEY;
        memcpy(ticket.aud, order->box, sizeof(ticket.aud));
        memcpy(ticket.cti, issued->cti, CTI_LEN);
        memcpy(contents->cti, issued->cti, CTI_LEN);
        memcpy(contents->aud, order->box, sizeof(contents->aud));
        memcpy(contents->items, order->items, sizeof(contents->items));
        contents->item_count = order->item_count;
        memcpy(contents->reference, issued->reference, sizeof(contents->reference));
        memcpy(contents->pin, issued->pin, sizeof(contents->pin));
        memcpy(contents->birth, order->birth, sizeof(contents->birth));
        contents->days = order->days;
        contents->wishes = order->wishes;
        contents->has_group = order->has_group;
        memcpy(contents->group, order->group, GROUP_LEN);
        r = ticket_sign(&ticket, &state_find_box(office->state, order->box)->sealing, key, &text);
        if (r == 0)
                r = copy_text(&text, issued->ticket, TICKET_TEXT_MAX);
        ticket_wipe(&ticket);
        buffer_wipe(&text);
        return r;
}

static int sign_code(const struct office *office, const struct secrets *secrets, struct issued *issued) {
        const struct secret_key *key = secrets_signer(secrets, office->state, STATE_KEY_CODE, issued->nbf);
        struct buffer text = BUFFER_INIT;
        struct code code = { .exp = issued->code_exp, .nbf = issued->nbf };
        int r;

        if (!key)
                return -ENOKEY;
        memcpy(code.aud, issued->box, sizeof(code.aud));
        memcpy(code.cti, issued->cti, CTI_LEN);
        r = code_sign(&code, key, &text);
        if (r == 0)
                r = copy_text(&text, issued->code, CODE_TEXT_MAX);
        buffer_wipe(&text);
        return r;
}

int tokens_sign(const struct office *office, const struct secrets *secrets, const struct order *order, int64_t now_s, struct issued *issued) {
        int r;

        memcpy(issued->box, order->box, sizeof(issued->box));
        hex_encode(issued->cti, CTI_LEN, issued->cti_text);
        issued->return_old = (order->wishes & WISH_RETURN_OLD) != 0;
        issued->last_day_ms = last_day_ms(&office->state->policy, order->days, now_s, issued->ticket_exp);
        r = sign_ticket(office, secrets, order, issued);
        return r == 0 ? sign_code(office, secrets, issued) : r;
}

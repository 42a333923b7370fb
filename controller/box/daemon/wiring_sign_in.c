/* SPDX-License-Identifier: EUPL-1.2 */
/* Who tests the wiring: a manager, by badge and PIN, as at the box's own screen. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/wiring_inner.h"

static int fault(char *ret_message, int r) {
        return wiring_say(ret_message, WIRING_E_FAULT, "the store failed: %s", strerror(r < 0 ? -r : EPROTO));
}

/* Notes a refused badge. What nobody signed has no name. */
static int note(struct wiring *wiring, const char *sub, enum refusal refusal, char *ret_message) {
        struct entry entry = { .event = ENTRY_LOGIN_REFUSED };
        int r;

        if (!*sub) {
                r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_REFUSED, .refusal = refusal), NULL);
        } else {
                snprintf(entry.sub, sizeof(entry.sub), "%s", sub);
                snprintf(entry.why, sizeof(entry.why), "%s", refusal_name(refusal));
                r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_ENTRY, .entry = &entry), NULL);
        }
        if (r != 0)
                return fault(ret_message, r);
        return wiring_say(ret_message, WIRING_E_REFUSED, "this badge is refused: %s",
                          refusal == REFUSAL_WRONG_USE ? "it is no manager's" : refusal_name(refusal));
}

int wiring_badge(struct wiring *wiring, const char *text, size_t len, char ret_message[WIRING_MESSAGE_SIZE]) {
        const struct bundle_staff *staff = NULL;
        char verifier[PIN_VERIFIER_SIZE];
        struct badge badge = { 0 };
        bool is_signed = false, given;
        unsigned wrong;
        int r;

        r = badge_judge(text, len, wiring->bundle, wiring_now_ms() / 1000, &badge, &staff, &is_signed);
        if (r < 0)
                return wiring_say(ret_message, WIRING_E_FAULT, "the badge cannot be judged: %s", strerror(-r));
        if (r > 0)
                return note(wiring, is_signed ? badge.sub : "", (enum refusal)r, ret_message);
        if (staff->role != ROLE_MANAGER)
                return note(wiring, badge.sub, REFUSAL_WRONG_USE, ret_message);
        r = store_staff_pin(wiring->store, badge.sub, verifier, &given, &wrong);
        explicit_bzero(verifier, sizeof(verifier));
        if (r < 0)
                return fault(ret_message, r);
        if (wrong >= STORE_STAFF_WRONG_LOCK)
                return note(wiring, badge.sub, REFUSAL_LOCKED, ret_message);
        wiring->badge = badge;
        wiring->known = true;
        return 0;
}

/* The verifier set or given on the box, or the office's one-time PIN's. None at all: nothing matches. */
static int find_verifier(struct wiring *wiring, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_one_time) {
        unsigned wrong;
        bool given;
        int r = store_staff_pin(wiring->store, wiring->badge.sub, ret_verifier, &given, &wrong);

        if (r < 0)
                return r;
        *ret_one_time = given || !*ret_verifier;
        if (*ret_verifier)
                return 0;
        r = bundle_pin_verifier(wiring->bundle, wiring->config->box_id, wiring->keys.sealing, wiring->badge.sub, ret_verifier);
        return r == -ENOENT || r == -EBADMSG ? 0 : r;
}

int wiring_pin(struct wiring *wiring, const char *pin, bool *ret_one_time, char ret_message[WIRING_MESSAGE_SIZE]) {
        char verifier[PIN_VERIFIER_SIZE] = "";
        bool one_time = false, right;
        struct outcome outcome;
        int r;

        if (!wiring->known || wiring->signed_in)
                return wiring_say(ret_message, WIRING_E_FAULT, "%s", strerror(EPROTO));
        r = find_verifier(wiring, verifier, &one_time);
        right = r == 0 && *verifier && pin_matches(pin, verifier);
        explicit_bzero(verifier, sizeof(verifier));
        if (r < 0)
                return fault(ret_message, r);
        r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_STAFF_ANSWER, .by = wiring->badge.sub, .right = right), &outcome);
        if (r != 0)
                return fault(ret_message, r);
        if (outcome.judgement == JUDGEMENT_LOCKED)
                return wiring_say(ret_message, WIRING_E_REFUSED, "the badge is locked; another manager unlocks it at the box");
        if (outcome.judgement != JUDGEMENT_RIGHT)
                return wiring_say(ret_message, WIRING_E_REFUSED, "this PIN is wrong; %u more and the badge is locked",
                                  outcome.tries_left);
        wiring->signed_in = true;
        wiring->one_time = one_time;
        *ret_one_time = one_time;
        return 0;
}

int wiring_choose_pin(struct wiring *wiring, const char *pin, char ret_message[WIRING_MESSAGE_SIZE]) {
        char verifier[PIN_VERIFIER_SIZE];
        int r;

        if (!wiring->signed_in || strlen(pin) != STAFF_PIN_LEN || strspn(pin, "0123456789") != STAFF_PIN_LEN)
                return wiring_say(ret_message, WIRING_E_REFUSED, "a PIN has %d digits", STAFF_PIN_LEN);
        r = pin_hash(pin, verifier);
        if (r == 0)
                r = store_do(wiring->store, wiring_now_ms(),
                             DEED(DEED_SET_STAFF_PIN, .by = wiring->badge.sub, .verifier = verifier), NULL);
        explicit_bzero(verifier, sizeof(verifier));
        if (r != 0)
                return fault(ret_message, r);
        wiring->one_time = false;
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The deeds as calls, for tests, which do many of them. */
#pragma once

#include <errno.h>

#include "controller/box/store/deed.h"

enum { STORE_ANSWER_WRONG = 1, STORE_ANSWER_LOCKED, STORE_ANSWER_VOID };

#define CALL MUST_CHECK static inline int

CALL store_adopt(struct store *store, int64_t t_ms, const uint8_t *bytes, size_t len, const struct bundle *bundle,
                 const struct public_key *root) {
        return store_do(store, t_ms, DEED(DEED_ADOPT, .bytes = bytes, .len = len, .bundle = bundle, .root = root), NULL);
}

CALL store_append(struct store *store, int64_t t_ms, const struct entry *entry) {
        return store_do(store, t_ms, DEED(DEED_ENTRY, .entry = entry), NULL);
}

CALL store_refused(struct store *store, int64_t t_ms, enum refusal why, const uint8_t *cti) {
        return store_do(store, t_ms, DEED(DEED_REFUSED, .refusal = why, .cti = cti), NULL);
}

CALL store_flush_refused(struct store *store, int64_t t_ms) {
        return store_do(store, t_ms, DEED(DEED_FLUSH_REFUSED), NULL);
}

CALL store_quarantine(struct store *store, int64_t t_ms, unsigned c, enum reason why) {
        return store_do(store, t_ms, DEED(DEED_QUARANTINED, .c = c, .why = why), NULL);
}

CALL store_return_to_service(struct store *store, int64_t t_ms, unsigned c, const char *by) {
        return store_do(store, t_ms, DEED(DEED_RETURNED_TO_SERVICE, .c = c, .by = by), NULL);
}

CALL store_load_begin(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], unsigned c, const char *sub) {
        return store_do(store, t_ms, DEED(DEED_LOAD_BEGIN, .cti = cti, .c = c, .by = sub), NULL);
}

CALL store_loaded(struct store *store, int64_t t_ms, const struct store_load *load, const char *by) {
        return store_do(store, t_ms, DEED(DEED_LOADED, .load = load, .by = by), NULL);
}

CALL store_load_cancelled(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        return store_do(store, t_ms, DEED(DEED_LOAD_CANCELLED, .cti = cti), NULL);
}

CALL store_reissue(struct store *store, int64_t t_ms, const struct store_load *load) {
        return store_do(store, t_ms, DEED(DEED_REISSUED, .load = load), NULL);
}

/* The judgement as a result: 0 right. */
CALL store_judged(const struct outcome *outcome) {
        return outcome->judgement == JUDGEMENT_NONE ? -EPROTO : (int)outcome->judgement - JUDGEMENT_RIGHT;
}

CALL store_answer(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], const uint8_t *pin_tag,
                  const uint8_t birth_tag[TAG_LEN], unsigned *ret_left, int64_t *ret_locked_until_ms) {
        struct outcome outcome = { .judgement = JUDGEMENT_NONE };
        int r = store_do(store, t_ms, DEED(DEED_JUDGE, .cti = cti, .pin_tag = pin_tag, .birth_tag = birth_tag), &outcome);

        if (r != 0)
                return r;
        *ret_left = outcome.tries_left;
        *ret_locked_until_ms = outcome.locked_until_ms;
        return store_judged(&outcome);
}

CALL store_release(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum way way) {
        return store_do(store, t_ms, DEED(DEED_RELEASE, .cti = cti, .way = way), NULL);
}

CALL store_issued(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum how how, uint64_t *ret_index) {
        struct outcome outcome;
        int r = store_do(store, t_ms, DEED(DEED_ISSUED, .cti = cti, .how = how), &outcome);

        if (r == 0)
                *ret_index = outcome.index;
        return r;
}

CALL store_reopened(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        return store_do(store, t_ms, DEED(DEED_REOPEN, .cti = cti), NULL);
}

CALL store_closed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        return store_do(store, t_ms, DEED(DEED_CLOSED, .cti = cti), NULL);
}

CALL store_old_returned(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        return store_do(store, t_ms, DEED(DEED_OLD_RETURNED, .cti = cti), NULL);
}

CALL store_open_failed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], unsigned tries) {
        return store_do(store, t_ms, DEED(DEED_OPEN_FAILED, .cti = cti, .tries = tries), NULL);
}

CALL store_unsure(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN]) {
        return store_do(store, t_ms, DEED(DEED_UNSURE, .cti = cti), NULL);
}

CALL store_expire(struct store *store, int64_t t_ms, unsigned *ret_count) {
        struct outcome outcome;
        int r = store_do(store, t_ms, DEED(DEED_EXPIRE), &outcome);

        if (r == 0)
                *ret_count = outcome.count;
        return r;
}

CALL store_service_open(struct store *store, int64_t t_ms, unsigned c, const char *by) {
        return store_do(store, t_ms, DEED(DEED_SERVICE_OPEN, .c = c, .purpose = PURPOSE_LOOK, .by = by), NULL);
}

CALL store_removed(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum found found, const char *by) {
        return store_do(store, t_ms, DEED(DEED_REMOVED, .cti = cti, .found = found, .by = by), NULL);
}

CALL store_kept(struct store *store, int64_t t_ms, unsigned c, const char *by) {
        return store_do(store, t_ms, DEED(DEED_KEPT, .c = c, .by = by), NULL);
}

CALL store_set_staff_pin(struct store *store, const char *sub, const char *verifier) {
        return store_do(store, 0, DEED(DEED_SET_STAFF_PIN, .by = sub, .verifier = verifier), NULL);
}

CALL store_staff_answer(struct store *store, int64_t t_ms, const char *sub, bool right, unsigned *ret_left) {
        struct outcome outcome = { .judgement = JUDGEMENT_NONE };
        int r = store_do(store, t_ms, DEED(DEED_STAFF_ANSWER, .by = sub, .right = right), &outcome);

        if (r != 0)
                return r;
        *ret_left = outcome.tries_left;
        return store_judged(&outcome);
}

CALL store_unlock_staff(struct store *store, int64_t t_ms, const char *sub, const char *by) {
        return store_do(store, t_ms, DEED(DEED_UNLOCK_STAFF, .sub = sub, .by = by), NULL);
}

CALL store_give_staff_pin(struct store *store, int64_t t_ms, const char *sub, const char *by, const char *second, const char *verifier) {
        return store_do(store, t_ms, DEED(DEED_GIVE_STAFF_PIN, .sub = sub, .by = by, .second = second, .verifier = verifier), NULL);
}

CALL store_archive(struct store *store, int64_t t_ms, uint64_t size) {
        return store_do(store, t_ms, DEED(DEED_ARCHIVE, .size = size), NULL);
}

CALL store_forget_archived(struct store *store, uint64_t *ret_left) {
        struct outcome outcome;
        int r = store_do(store, 0, DEED(DEED_FORGET_ARCHIVED), &outcome);

        if (r == 0)
                *ret_left = outcome.left;
        return r;
}

CALL store_confirm_time(struct store *store, int64_t t_ms) {
        return store_do(store, t_ms, DEED(DEED_CONFIRM_TIME), NULL);
}

CALL store_rotate(struct store *store, int64_t t_ms, const struct store_rotation *rotation) {
        return store_do(store, t_ms, DEED(DEED_ROTATE, .rotation = rotation), NULL);
}

CALL store_set_checkpoint(struct store *store, uint64_t size, const char *note, size_t len) {
        return store_do(store, 0, DEED(DEED_SET_CHECKPOINT, .size = size, .bytes = note, .len = len), NULL);
}

#undef CALL

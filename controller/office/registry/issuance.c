/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/registry/issuance.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void issuances_deinit(struct issuances *issuances) {
        free(issuances->consignments);
        free(issuances->index);
        *issuances = (struct issuances){ 0 };
}

/* A cti is random; its first bytes are the hash. Made-up ones collide at worst. */
static size_t index_slot(const struct issuances *issuances, const uint8_t cti[CTI_LEN]) {
        uint64_t hash;
        size_t slot;

        memcpy(&hash, cti, sizeof(hash));
        slot = (size_t)hash & (issuances->index_size - 1);
        while (issuances->index[slot] != 0 && memcmp(issuances->consignments[issuances->index[slot] - 1].cti, cti, CTI_LEN) != 0)
                slot = (slot + 1) & (issuances->index_size - 1);
        return slot;
}

struct issuance *issuances_find(const struct issuances *issuances, const uint8_t cti[CTI_LEN]) {
        uint32_t position;

        if (issuances->index_size == 0)
                return NULL;
        position = issuances->index[index_slot(issuances, cti)];
        return position != 0 ? &issuances->consignments[position - 1] : NULL;
}

/* Keeps the table at most half full. */
int issuances_reserve(struct issuances *issuances, size_t more) {
        size_t need = issuances->count + more, capacity = issuances->capacity ? issuances->capacity : 64;
        struct issuance *consignments;
        uint32_t *index;

        if (need <= issuances->capacity)
                return 0;
        while (capacity < need)
                capacity *= 2;
        consignments = realloc(issuances->consignments, capacity * sizeof(*consignments));
        if (!consignments)
                return -ENOMEM;
        issuances->consignments = consignments;
        index = calloc(2 * capacity, sizeof(*index));
        if (!index)
                return -ENOMEM;
        free(issuances->index);
        issuances->index = index;
        issuances->index_size = 2 * capacity;
        issuances->capacity = capacity;
        for (size_t i = 0; i < issuances->count; i++)
                index[index_slot(issuances, consignments[i].cti)] = (uint32_t)(i + 1);
        return 0;
}

struct issuance *issuances_add(struct issuances *issuances, const uint8_t cti[CTI_LEN]) {
        struct issuance *issuance = &issuances->consignments[issuances->count];

        *issuance = (struct issuance){ 0 };
        memcpy(issuance->cti, cti, CTI_LEN);
        issuances->index[index_slot(issuances, cti)] = (uint32_t)++issuances->count;
        return issuance;
}

const struct issuance *issuances_find_number(const struct issuances *issuances, const uint8_t tag[TAG_LEN]) {
        const struct issuance *found = NULL;

        for (size_t i = 0; i < issuances->count; i++) {
                const struct issuance *issuance = &issuances->consignments[i];

                if (!issuance->erased && memcmp(issuance->reference_tag, tag, TAG_LEN) == 0 && (!found || issuance->nbf >= found->nbf))
                        found = issuance;
        }
        return found;
}

bool issuance_open(const struct issuance *issuance, uint32_t now_s) {
        return !issuance->revoked && issuance->last_exp > now_s;
}

enum issuance_contradiction issuance_contradiction(const struct issuance *known, const struct record *record) {
        if (record->event == RECORD_ISSUE)
                return known ? ISSUANCE_ISSUED_BEFORE : ISSUANCE_FITS;
        if (!known)
                return ISSUANCE_NEVER_ISSUED;
        if (record->event == RECORD_REISSUE &&
            (record->nbf <= known->nbf || record->nbf < known->void_before || strcmp(record->box, known->box) != 0))
                return ISSUANCE_NOT_LATER;
        return ISSUANCE_FITS;
}

uint32_t issuance_void(const struct issuance *issuance, uint32_t t) {
        return (t > issuance->nbf ? t : issuance->nbf) + 1;
}

static void set_tokens(struct issuance *issuance, const struct record *record) {
        memcpy(issuance->box, record->box, sizeof(issuance->box));
        issuance->version = record->version;
        issuance->nbf = record->nbf;
        issuance->ticket_exp = record->ticket_exp;
        issuance->code_exp = record->code_exp;
        issuance->erased = false;
        issuance_forget_own(issuance);
        if (issuance->last_exp < record->code_exp)
                issuance->last_exp = record->code_exp;
        memcpy(issuance->reference_tag, record->reference_tag, TAG_LEN);
        memcpy(issuance->sealed, record->sealed, ORDER_SEALED_LEN);
        issuance->blinds = record->blinds;
}

void issuance_follow(struct issuance *issuance, const struct record *record) {
        switch (record->event) {
        case RECORD_ISSUE:
                set_tokens(issuance, record);
                break;
        case RECORD_REISSUE:
                set_tokens(issuance, record);
                issuance->void_before = record->nbf;
                issuance->revoked = false;
                break;
        case RECORD_REVOKE:
                issuance->void_before = issuance_void(issuance, record->t);
                issuance->revoked = true;
                break;
        }
}

void issuances_apply(struct issuances *issuances, const struct record *record) {
        struct issuance *issuance = issuances_find(issuances, record->cti);

        issuance_follow(issuance ? issuance : issuances_add(issuances, record->cti), record);
}

bool blind_is_none(const uint8_t blind[BLIND_LEN]) {
        static const uint8_t none[BLIND_LEN];

        return memcmp(blind, none, BLIND_LEN) == 0;
}

/* Offices of older schemas had no blinds: without any the hash is what it was. */
void issuance_hash(const struct issuance *issuance, struct hash *ret_hash) {
        uint8_t bytes[TAG_LEN + ORDER_SEALED_LEN + 2 * BLIND_LEN];
        static const uint8_t none[BLIND_LEN];
        const uint8_t *own = issuance->own_kept ? none : issuance->blinds.own; /* one that is kept has a hash of its own */
        bool blind = !blind_is_none(issuance->blinds.born) || !blind_is_none(own);

        memcpy(bytes, issuance->reference_tag, TAG_LEN);
        memcpy(bytes + TAG_LEN, issuance->sealed, ORDER_SEALED_LEN);
        memcpy(bytes + TAG_LEN + ORDER_SEALED_LEN, issuance->blinds.born, BLIND_LEN);
        memcpy(bytes + TAG_LEN + ORDER_SEALED_LEN + BLIND_LEN, own, BLIND_LEN);
        sha256(bytes, blind ? sizeof(bytes) : TAG_LEN + ORDER_SEALED_LEN, ret_hash);
}

/* What was issued anew after that is not. */
bool issuance_is_over(const struct issuance *issuance) {
        return (issuance->stage == STAGE_COLLECTED || issuance->stage == STAGE_TAKEN_OUT) && issuance->nbf <= issuance->stage_at;
}

bool issuance_had_ended(const struct issuance *issuance, uint32_t before) {
        return issuance->last_exp <= before || (issuance->revoked && issuance->void_before <= before) ||
               (issuance_is_over(issuance) && issuance->stage_at <= before);
}

bool issuance_erasable(const struct issuance *issuance, uint32_t before) {
        return !issuance->erased && issuance_had_ended(issuance, before);
}

/* ---- the own reference, which is kept longer ---- */

void issuance_keep_own(struct issuance *issuance, const uint8_t salt[BLIND_LEN]) {
        uint8_t both[2 * BLIND_LEN];

        memmove(issuance->own_salt, salt, BLIND_LEN);
        memcpy(both, issuance->blinds.own, BLIND_LEN);
        memcpy(both + BLIND_LEN, issuance->own_salt, BLIND_LEN);
        sha256(both, sizeof(both), &issuance->own_sha);
        issuance->own_kept = true;
}

bool issuance_own_forgettable(const struct issuance *issuance, uint32_t before) {
        return issuance->own_kept && issuance_had_ended(issuance, before);
}

void issuance_forget_own(struct issuance *issuance) {
        if (issuance->own_kept)
                memset(issuance->blinds.own, 0, BLIND_LEN);
        memset(issuance->own_salt, 0, BLIND_LEN);
        issuance->own_sha = (struct hash){ { 0 } };
        issuance->own_kept = false;
}

uint32_t issuances_forget_own(struct issuances *issuances, uint32_t before) {
        uint32_t count = 0;

        for (size_t i = 0; i < issuances->count; i++)
                if (issuance_own_forgettable(&issuances->consignments[i], before)) {
                        issuance_forget_own(&issuances->consignments[i]);
                        count++;
                }
        return count;
}

/* ---- the others ---- */

void issuance_erase(struct issuance *issuance) {
        memset(issuance->reference_tag, 0, sizeof(issuance->reference_tag));
        memset(issuance->sealed, 0, sizeof(issuance->sealed));
        memset(issuance->blinds.born, 0, BLIND_LEN);
        if (!issuance->own_kept)
                memset(issuance->blinds.own, 0, BLIND_LEN);
        issuance_hash(issuance, &issuance->sha);
        issuance->erased = true;
}

bool issuance_sha_is_erased(const struct hash *sha) {
        struct issuance zeros = { .version = 0 };

        issuance_erase(&zeros);
        return hash_equal(&zeros.sha, sha);
}

uint32_t issuances_erase(struct issuances *issuances, uint32_t before) {
        uint32_t count = 0;

        for (size_t i = 0; i < issuances->count; i++)
                if (issuance_erasable(&issuances->consignments[i], before)) {
                        issuance_erase(&issuances->consignments[i]);
                        count++;
                }
        return count;
}

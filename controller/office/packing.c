/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/packing.h"

#include <string.h>

#include "base/hex.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"

/* One reading. */
struct reading {
        enum packing_kind kind;
        uint8_t cti[CTI_LEN];
        char box[BOX_ID_MAX + 1];       /* "" and nbf 0 of Code 128, which has neither */
        uint32_t nbf;
};

static bool read_ticket(const char *text, struct reading *reading) {
        struct ticket ticket;
        bool good = ticket_parse(text, strlen(text), &ticket) == 0;

        if (good) {
                *reading = (struct reading){ .kind = PACKING_LABEL, .nbf = ticket.nbf };
                memcpy(reading->cti, ticket.cti, CTI_LEN);
                memcpy(reading->box, ticket.aud, sizeof(reading->box));
        }
        return good;
}

static bool read_code(const char *text, struct reading *reading) {
        struct code code;
        bool good = code_parse(text, strlen(text), &code) == 0;

        if (good) {
                *reading = (struct reading){ .kind = PACKING_LETTER, .nbf = code.nbf };
                memcpy(reading->cti, code.cti, CTI_LEN);
                memcpy(reading->box, code.aud, sizeof(reading->box));
        }
        return good;
}

/* 0; OFFICE_E_REFUSED; -ENOMEM. */
static int read_bars(const struct office *office, const char *text, struct problems *problems, struct reading *reading) {
        char case_id[CASE_LEN + 1] = "";
        size_t len = strlen(text);
        bool of_letter = len == CASE_LEN + 1 && text[CASE_LEN] == 'P';
        struct issuance issuance;
        int r;

        if (strspn(text, "0123456789ABCDEF") != CASE_LEN || len != CASE_LEN + (size_t)of_letter)
                return problems_add(problems, TEXT_PACK_FOREIGN, NULL);
        memcpy(case_id, text, CASE_LEN);
        *reading = (struct reading){ .kind = of_letter ? PACKING_LETTER : PACKING_LABEL };
        r = office_find_one(office, case_id, problems, &issuance);
        if (r == 0)
                memcpy(reading->cti, issuance.cti, CTI_LEN);
        return r;
}

/* Whether the office stands by what was read. Code 128 does not say of which issue it is. */
static int check(const struct reading *reading, const struct issuance *issuance, int64_t now_s, struct problems *problems) {
        char case_id[2 * CTI_LEN + 1];

        hex_encode(reading->cti, CTI_LEN, case_id);
        case_id[CASE_LEN] = '\0';
        if (!issuance)
                return problems_add(problems, TEXT_PACK_FOREIGN, NULL);
        if (issuance->revoked)
                return problems_add(problems, TEXT_PACK_REVOKED, "case", case_id, NULL);
        if (reading->nbf != 0 && (reading->nbf != issuance->nbf || strcmp(reading->box, issuance->box) != 0))
                return problems_add(problems, reading->kind == PACKING_LABEL ? TEXT_PACK_OLD_LABEL : TEXT_PACK_OLD_LETTER, "case", case_id, NULL);
        if (reading->nbf == 0 && issuance->version > 1)
                return problems_add(problems, TEXT_PACK_WHICH, "case", case_id, NULL);
        if (issuance_standing(issuance, now_s) == STANDING_ENDED || issuance->ticket_exp <= now_s)
                return problems_add(problems, TEXT_PACK_ENDED, "case", case_id, NULL);
        return 0;
}

static int take(const struct office *office, const char *text, int64_t now_s, struct problems *problems, struct reading *ret_reading,
                struct issuance *ret_issuance) {
        bool there = false;
        int r = 0;

        if (!read_ticket(text, ret_reading) && !read_code(text, ret_reading))
                r = read_bars(office, text, problems, ret_reading);
        if (r == 0)
                r = office_look_up(office, ret_reading->cti, problems, &there, ret_issuance);
        return r == 0 ? check(ret_reading, there ? ret_issuance : NULL, now_s, problems) : r;
}

/* Two that do not go together, each named. */
static int refuse(const struct packing *packing, const struct reading *reading, struct problems *problems) {
        char first[2 * CTI_LEN + 1], second[2 * CTI_LEN + 1];

        hex_encode(packing->cti, CTI_LEN, first);
        hex_encode(reading->cti, CTI_LEN, second);
        first[CASE_LEN] = second[CASE_LEN] = '\0';
        return problems_add(problems, packing->first == reading->kind ? TEXT_PACK_TWO_ALIKE : TEXT_PACK_APART, "first", first, "second", second, NULL);
}

int packing_scanned(struct packing *packing, const struct office *office, const char *text, int64_t now_s, struct problems *problems,
                    enum packing_answer *ret_answer, struct issuance *ret_issuance) {
        struct reading reading;
        int r = take(office, text, now_s, problems, &reading, ret_issuance);
        bool same = r == 0 && memcmp(packing->cti, reading.cti, CTI_LEN) == 0;

        if (r == 0 && packing->first != PACKING_NONE && !same)
                r = refuse(packing, &reading, problems);
        if (r != 0) {
                *packing = (struct packing){ 0 };
                return r;
        }
        *ret_answer = packing->first == PACKING_NONE ? PACKING_HALF : packing->first == reading.kind ? PACKING_SAME : PACKING_WHOLE;
        if (*ret_answer == PACKING_HALF) {
                packing->first = reading.kind;
                memcpy(packing->cti, reading.cti, CTI_LEN);
        } else if (*ret_answer == PACKING_WHOLE) {
                *packing = (struct packing){ 0 };
        }
        return 0;
}

int packing_note(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems) {
        struct act act = { .event = ACT_PACKED };
        struct registry_change change = { .acts = &act, .act_count = 1 };

        memcpy(act.cti, cti, CTI_LEN);
        return office_write(office, &change, false, now_s, problems);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/find.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/office_store.h"
#include "controller/office/order.h"
#include "crypto/reference.h"

enum { WORDS_MAX = 2 * CTI_LEN };

enum standing issuance_standing(const struct issuance *issuance, int64_t now_s) {
        if (issuance->stage == STAGE_COLLECTED || issuance->stage == STAGE_TAKEN_OUT)
                return issuance->stage == STAGE_COLLECTED ? STANDING_COLLECTED : STANDING_TAKEN_OUT;
        if (issuance->revoked)
                return STANDING_REVOKED;
        /* Nobody told the deadline after it was issued anew: at the latest it is the code's end. */
        if (issuance->stage == STAGE_LOADED)
                return (issuance->deadline ? issuance->deadline : issuance->code_exp) <= now_s ? STANDING_OVERDUE : STANDING_WAITING;
        return issuance->code_exp > now_s ? STANDING_OPEN : STANDING_ENDED;
}

struct wanted {
        char text[WORDS_MAX + 1];
        bool is_number;
        uint8_t tag[TAG_LEN];
};

static int read_words(const struct secrets *secrets, const char *words, struct wanted *ret_wanted) {
        struct wanted wanted = { .is_number = false };
        size_t len = 0;

        *ret_wanted = wanted;
        for (const char *at = words; *at; at++) {
                if (*at == ' ')
                        continue;
                if (len == WORDS_MAX)
                        return -EINVAL;
                wanted.text[len++] = *at;
        }
        if (strspn(wanted.text, "0123456789abcdefABCDEF") != len || (len != CASE_LEN && len != 2 * CTI_LEN))
                return -EINVAL;
        wanted.is_number = secrets && len == REFERENCE_LEN && reference_valid(wanted.text);
        if (wanted.is_number)
                tag_reference(secrets->tags, wanted.text, wanted.tag);
        *ret_wanted = wanted;
        return 0;
}

struct found {
        struct issuance *all;
        size_t count;
};

static int add(struct found *found, const struct issuance *issuance) {
        struct issuance *more;

        for (size_t i = 0; i < found->count; i++)
                if (memcmp(found->all[i].cti, issuance->cti, CTI_LEN) == 0)
                        return 0;
        more = reallocarray(found->all, found->count + 1, sizeof(*more));
        if (!more)
                return -ENOMEM;
        more[found->count++] = *issuance;
        found->all = more;
        return 0;
}

/* A number may be the beginning of an id, too. */
static int add_number(const struct office *office, const struct wanted *wanted, struct problems *problems, struct found *found) {
        struct issuance issuance;
        bool there;
        int r = office_look_up_number(office, wanted->tag, problems, &there, &issuance);

        return r == 0 && there ? add(found, &issuance) : r;
}

static int add_blind(const struct office *office, enum blind_column column, const uint8_t blind[BLIND_LEN], struct problems *problems,
                     struct found *found) {
        struct issuance *all = NULL;
        size_t count = 0;
        int r = office_look_up_blind(office, column, blind, problems, &all, &count);

        for (size_t i = 0; r == 0 && i < count; i++)
                r = add(found, &all[i]);
        free(all);
        return r;
}

static int add_case(const struct office *office, const struct wanted *wanted, struct problems *problems, struct found *found) {
        uint8_t cti[CTI_LEN] = { 0 };
        size_t len = strlen(wanted->text);

        if (!hex_decode(wanted->text, len, cti, len / 2))
                return -EINVAL;
        return office_look_up_prefix(office, cti, (unsigned)len, problems, &found->all, &found->count);
}

/* With keys anything may be the office's own reference. */
static int add_own(const struct office *office, const struct secrets *secrets, const char *words, struct problems *problems, struct found *found) {
        struct problems unsaid = PROBLEMS_INIT;
        uint8_t blind[BLIND_LEN];
        char own[OWN_MAX + 1];
        int r = own_set(words, &unsaid, own);

        problems_deinit(&unsaid);
        if (r != 0 || !*own)
                return 0;
        order_blind_own(own, secrets->values, blind);
        return add_blind(office, BLIND_OWN, blind, problems, found);
}

int office_find(const struct office *office, const struct secrets *secrets, const char *words, struct problems *problems,
                struct issuance **ret_found, size_t *ret_count) {
        struct found found = { .count = 0 };
        struct wanted wanted;
        int r = read_words(secrets, words, &wanted);

        if (r < 0 && !secrets)
                return r;
        r = r == 0 ? add_case(office, &wanted, problems, &found) : 0;
        if (r == 0 && wanted.is_number)
                r = add_number(office, &wanted, problems, &found);
        if (r == 0 && secrets)
                r = add_own(office, secrets, words, problems, &found);
        if (r != 0) {
                free(found.all);
                return r;
        }
        *ret_found = found.all;
        *ret_count = found.count;
        return 0;
}

int office_find_born(const struct office *office, const struct secrets *secrets, const char birth[BIRTH_LEN], struct problems *problems,
                     struct issuance **ret_found, size_t *ret_count) {
        struct found found = { .count = 0 };
        uint8_t blind[BLIND_LEN];
        int r;

        order_blind_born(birth, secrets->values, blind);
        r = add_blind(office, BLIND_BORN, blind, problems, &found);
        *ret_found = found.all;
        *ret_count = found.count;
        return r;
}

int office_pick_one(const struct issuance *found, size_t count, const char *words, struct problems *problems, struct issuance *ret_issuance) {
        char cti[2 * CTI_LEN + 1];

        if (count == 0)
                return problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL);
        for (size_t i = 0; count > 1 && i < count; i++) {
                hex_encode(found[i].cti, CTI_LEN, cti);
                problems_add(problems, TEXT_PROBLEM_CASE_SEVERAL, "case", words, "cti", cti, NULL);
        }
        if (count > 1)
                return OFFICE_E_REFUSED;
        *ret_issuance = found[0];
        return 0;
}

int office_find_one(const struct office *office, const char *words, struct problems *problems, struct issuance *ret_issuance) {
        struct issuance *found = NULL;
        size_t count = 0;
        int r = office_find(office, NULL, words, problems, &found, &count);

        if (r == 0)
                r = office_pick_one(found, count, words, problems, ret_issuance);
        free(found);
        return r;
}

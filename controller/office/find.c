/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/find.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "controller/office/office_store.h"
#include "crypto/reference.h"

enum { WORDS_MAX = 2 * CTI_LEN };

enum standing issuance_standing(const struct issuance *issuance, int64_t now_s) {
        if (issuance->revoked)
                return STANDING_REVOKED;
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

/* A number may be the beginning of an id, too. */
static int add_number(const struct office *office, const struct wanted *wanted, struct problems *problems, struct issuance **found, size_t *count) {
        struct issuance issuance, *more;
        bool there;
        int r = office_look_up_number(office, wanted->tag, problems, &there, &issuance);

        if (r != 0 || !there || !tag_equal(issuance.reference_tag, wanted->tag))
                return r;
        for (size_t i = 0; i < *count; i++)
                if (memcmp((*found)[i].cti, issuance.cti, CTI_LEN) == 0)
                        return 0;
        more = reallocarray(*found, *count + 1, sizeof(**found));
        if (!more)
                return -ENOMEM;
        more[(*count)++] = issuance;
        *found = more;
        return 0;
}

int office_find(const struct office *office, const struct secrets *secrets, const char *words, struct problems *problems,
                struct issuance **ret_found, size_t *ret_count) {
        struct issuance *found = NULL;
        uint8_t cti[CTI_LEN] = { 0 };
        struct wanted wanted;
        size_t count = 0;
        int r = read_words(secrets, words, &wanted);

        if (r < 0)
                return r;
        if (!hex_decode(wanted.text, strlen(wanted.text), cti, strlen(wanted.text) / 2))
                return -EINVAL;
        r = office_look_up_prefix(office, cti, (unsigned)strlen(wanted.text), problems, &found, &count);
        if (r == 0 && wanted.is_number)
                r = add_number(office, &wanted, problems, &found, &count);
        if (r != 0) {
                free(found);
                return r;
        }
        *ret_found = found;
        *ret_count = count;
        return 0;
}

int office_find_one(const struct office *office, const char *words, struct problems *problems, struct issuance *ret_issuance) {
        struct issuance *found = NULL;
        char cti[2 * CTI_LEN + 1];
        size_t count = 0;
        int r = office_find(office, NULL, words, problems, &found, &count);

        if (r == 0 && count == 0)
                r = problems_add(problems, TEXT_PROBLEM_NEVER_ISSUED, NULL);
        for (size_t i = 0; r >= 0 && count > 1 && i < count; i++) {
                hex_encode(found[i].cti, CTI_LEN, cti);
                r = problems_add(problems, TEXT_PROBLEM_CASE_SEVERAL, "case", words, "cti", cti, NULL);
        }
        if (r == 0)
                *ret_issuance = found[0];
        free(found);
        return r;
}

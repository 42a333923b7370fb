/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/case.h"

#include <errno.h>
#include <stdlib.h>

#include "controller/office/access.h"
#include "controller/office/own.h"

bool case_words_sensible(const char *words) {
        struct problems unsaid = PROBLEMS_INIT;
        char own[OWN_MAX + 1];
        bool sensible = *words && own_set(words, &unsaid, own) == 0;

        problems_deinit(&unsaid);
        return sensible;
}

/* How many they are by case and id, without keys. */
static int count_plainly(const struct office *office, const char *words, struct problems *problems, size_t *ret_count) {
        struct issuance *found = NULL;
        int r;

        *ret_count = 0;
        r = office_find(office, NULL, words, problems, &found, ret_count);
        free(found);
        return r == -EINVAL ? 0 : r;
}

int case_find(struct office *office, const struct secrets *secrets, const char *words, int64_t now_s, struct problems *problems,
              struct issuance *ret_issuance) {
        struct issuance *found = NULL;
        size_t plainly, count = 0;
        int r = count_plainly(office, words, problems, &plainly);

        if (r == 0)
                r = office_find(office, secrets, words, problems, &found, &count);
        if (r == 0 && count > plainly)
                r = office_note_access(office, SOUGHT_WORDS, found, count, now_s, problems);
        if (r == 0)
                r = office_pick_one(found, count, words, problems, ret_issuance);
        free(found);
        return r;
}

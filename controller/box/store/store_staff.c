/* SPDX-License-Identifier: EUPL-1.2 */
/* PINs that staff set on the box, and who is locked out. */
#include <errno.h>
#include <string.h>

#include "base/words/alarm.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

/* Nobody known yet: no verifier, no wrong answers. */
int store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong) {
        char verifier[PIN_VERIFIER_SIZE] = "";
        QUERY query = NULL;
        unsigned wrong = 0;
        bool given = false;
        int r;

        r = database_query(&store->database, "SELECT iif(verifier = '', given, verifier), wrong, verifier = '' AND given <> '' FROM staff WHERE sub = ?",
                           VALUES(TEXT(sub)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r < 0)
                return r;
        if (r == 1) {
                if (text_copy(verifier, sizeof(verifier), (const char *)sqlite3_column_text(query, 0)) < 0)
                        return -EUCLEAN;
                wrong = (unsigned)sqlite3_column_int(query, 1);
                given = sqlite3_column_int(query, 2) != 0;
        }
        memcpy(ret_verifier, verifier, sizeof(verifier));
        explicit_bzero(verifier, sizeof(verifier));
        *ret_given = given;
        *ret_wrong = wrong;
        return 0;
}

static int set_wrong(struct store *store, const char *sub, unsigned wrong) {
        return database_run(&store->database,
                            "INSERT INTO staff (sub, wrong) VALUES (?1, ?2) ON CONFLICT (sub) DO UPDATE SET wrong = ?2",
                            VALUES(TEXT(sub), INTEGER(wrong)));
}

int deed_set_staff_pin(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (!sub_valid(deed->by) || strnlen(deed->verifier, PIN_VERIFIER_SIZE) == PIN_VERIFIER_SIZE)
                return -EINVAL;
        store->erases = true; /* the verifier before it */
        return database_run(&store->database,
                            "INSERT INTO staff (sub, verifier) VALUES (?1, ?2) ON CONFLICT (sub) DO UPDATE SET verifier = ?2, given = ''",
                            VALUES(TEXT(deed->by), TEXT(deed->verifier)));
}

int deed_staff_answer(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_LOGIN };
        char verifier[PIN_VERIFIER_SIZE];
        bool locked, right, given;
        unsigned wrong;
        int r;

        if (!sub_valid(deed->by))
                return -EINVAL;
        r = store_staff_pin(store, deed->by, verifier, &given, &wrong);
        if (r < 0)
                return r;
        if (wrong >= STORE_STAFF_WRONG_LOCK) {
                ret_outcome->judgement = JUDGEMENT_LOCKED;
                return 0;
        }
        right = deed->right;
        wrong = right ? 0 : wrong + 1;
        locked = wrong >= STORE_STAFF_WRONG_LOCK;
        if (!right) {
                entry.event = ENTRY_LOGIN_REFUSED;
                strcpy(entry.why, locked ? refusal_name(REFUSAL_LOCKED) : refusal_name(REFUSAL_WRONG_PIN));
        }
        r = text_copy(entry.sub, sizeof(entry.sub), deed->by);
        if (r == 0)
                r = set_wrong(store, deed->by, wrong);
        ret_outcome->judgement = right ? JUDGEMENT_RIGHT : locked ? JUDGEMENT_LOCKED : JUDGEMENT_WRONG;
        ret_outcome->tries_left = STORE_STAFF_WRONG_LOCK - wrong;
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

static int tell_unlocked(struct store *store, int64_t t_ms, const struct deed *deed) {
        struct entry entry = { .event = ENTRY_ALARM_CLEARED };
        int r = text_copy(entry.by, sizeof(entry.by), deed->by);

        if (r < 0)
                return r;
        alarm_text(ALARM_LOCKED, deed->sub, entry.what);
        return ledger_append(store, t_ms, &entry);
}

int deed_unlock_staff(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        int64_t wrong;
        int r;

        r = database_integer(&store->database, "SELECT wrong FROM staff WHERE sub = ?", VALUES(TEXT(deed->sub)), &wrong);
        if (r == 0)
                r = set_wrong(store, deed->sub, 0);
        return r < 0 ? r : tell_unlocked(store, t_ms, deed);
}

static int tell_given(struct store *store, int64_t t_ms, const struct deed *deed, const char *second) {
        struct entry entry = { .event = ENTRY_PIN_GIVEN };
        int r = text_copy(entry.sub, sizeof(entry.sub), deed->sub);

        if (r == 0)
                r = text_copy(entry.by, sizeof(entry.by), deed->by);
        if (r == 0)
                r = text_copy(entry.second, sizeof(entry.second), second);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int deed_give_staff_pin(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        const char *second = deed->second ? deed->second : "";
        int64_t wrong;
        int r;

        if (!sub_valid(deed->by) || !sub_valid(deed->sub) || (*second && !sub_valid(second)) || strnlen(deed->verifier, PIN_VERIFIER_SIZE) == PIN_VERIFIER_SIZE || !*deed->verifier)
                return -EINVAL;
        if (!*second || strcmp(deed->by, deed->sub) == 0 || strcmp(second, deed->sub) == 0 || strcmp(second, deed->by) == 0)
                return -EPROTO;
        r = database_integer(&store->database, "SELECT wrong FROM staff WHERE sub = ?", VALUES(TEXT(deed->sub)), &wrong);
        if (r < 0)
                return r;
        store->erases = true; /* the verifier before it */
        r = database_run(&store->database, "UPDATE staff SET verifier = '', given = ?2, wrong = 0 WHERE sub = ?1", VALUES(TEXT(deed->sub), TEXT(deed->verifier)));
        if (r == 0)
                r = tell_given(store, t_ms, deed, second);
        return r == 0 && wrong >= STORE_STAFF_WRONG_LOCK ? tell_unlocked(store, t_ms, deed) : r;
}

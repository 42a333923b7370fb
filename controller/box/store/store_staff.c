/* SPDX-License-Identifier: EUPL-1.2 */
/* PINs that staff set on the box, and who is locked out. */
#include <errno.h>
#include <string.h>

#include "base/words/alarm.h"
#include "controller/box/store/store_internal.h"

/* Nobody known yet: no verifier, no wrong answers. */
int store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], unsigned *ret_wrong) {
        char verifier[PIN_VERIFIER_SIZE] = "";
        QUERY query = NULL;
        unsigned wrong = 0;
        int r;

        r = database_query(&store->database, "SELECT verifier, wrong FROM staff WHERE sub = ?", VALUES(TEXT(sub)), &query);
        if (r < 0)
                return r;
        r = query_next(&store->database, query);
        if (r < 0)
                return r;
        if (r == 1) {
                if (text_copy(verifier, sizeof(verifier), (const char *)sqlite3_column_text(query, 0)) < 0)
                        return -EUCLEAN;
                wrong = (unsigned)sqlite3_column_int(query, 1);
        }
        memcpy(ret_verifier, verifier, sizeof(verifier));
        *ret_wrong = wrong;
        return 0;
}

static int set_wrong(struct store *store, const char *sub, unsigned wrong) {
        return database_run(&store->database,
                            "INSERT INTO staff (sub, wrong) VALUES (?1, ?2) ON CONFLICT (sub) DO UPDATE SET wrong = ?2",
                            VALUES(TEXT(sub), INTEGER(wrong)));
}

int store_set_staff_pin(struct store *store, const char *sub, const char *verifier) {
        int r;

        if (!sub_valid(sub) || strnlen(verifier, PIN_VERIFIER_SIZE) == PIN_VERIFIER_SIZE)
                return -EINVAL;
        r = store_begin(store);
        if (r < 0)
                return r;
        store->erases = true; /* the verifier before it */
        return store_end(store, database_run(&store->database,
                                             "INSERT INTO staff (sub, verifier) VALUES (?1, ?2)"
                                             " ON CONFLICT (sub) DO UPDATE SET verifier = ?2",
                                             VALUES(TEXT(sub), TEXT(verifier))));
}

static int answer_in(struct store *store, int64_t t_ms, const char *sub, bool right, unsigned wrong) {
        struct entry entry = { .event = right ? ENTRY_LOGIN : ENTRY_LOGIN_REFUSED };
        int r;

        r = text_copy(entry.sub, sizeof(entry.sub), sub);
        if (r == 0)
                r = text_copy(entry.why, sizeof(entry.why), wrong >= STORE_STAFF_WRONG_LOCK ? refusal_name(REFUSAL_LOCKED) : "wrong_pin");
        if (r == 0)
                r = set_wrong(store, sub, wrong);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

int store_staff_answer(struct store *store, int64_t t_ms, const char *sub, bool right, unsigned *ret_left) {
        char verifier[PIN_VERIFIER_SIZE];
        unsigned wrong;
        int r;

        if (!sub_valid(sub))
                return -EINVAL;
        r = store_staff_pin(store, sub, verifier, &wrong);
        if (r < 0)
                return r;
        if (wrong >= STORE_STAFF_WRONG_LOCK)
                right = false;
        else
                wrong = right ? 0 : wrong + 1;
        r = store_begin(store);
        if (r < 0)
                return r;
        r = store_end(store, answer_in(store, t_ms, sub, right, wrong));
        if (r < 0)
                return r;
        *ret_left = STORE_STAFF_WRONG_LOCK - wrong;
        return right ? 0 : wrong < STORE_STAFF_WRONG_LOCK ? STORE_ANSWER_WRONG : STORE_ANSWER_LOCKED;
}

static int unlock_in(struct store *store, int64_t t_ms, const char *sub, const char *by) {
        struct entry entry = { .event = ENTRY_ALARM_CLEARED };
        int64_t wrong;
        int r;

        r = database_integer(&store->database, "SELECT wrong FROM staff WHERE sub = ?", VALUES(TEXT(sub)), &wrong);
        if (r == 0)
                r = set_wrong(store, sub, 0);
        if (r == 0)
                r = text_copy(entry.by, sizeof(entry.by), by);
        if (r < 0)
                return r;
        alarm_text(ALARM_LOCKED, sub, entry.what);
        return ledger_append(store, t_ms, &entry);
}

int store_unlock_staff(struct store *store, int64_t t_ms, const char *sub, const char *by) {
        int r;

        r = store_begin(store);
        if (r < 0)
                return r;
        return store_end(store, unlock_in(store, t_ms, sub, by));
}

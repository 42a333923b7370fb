/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Every deed in every state: what it is, whether it is done, and which entry it
 * begins with. A deed that is refused, or whose commit fails, changes no row.
 */
#include <errno.h>
#include <string.h>

#include "controller/box/store/database.h"
#include "tests/box/store/life.h"
#include "tests/support/cmocka.h"

#define T (BOX_T + BOX_DEADLINE_MS)

static const uint8_t cti[CTI_LEN] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
static const uint8_t two[CTI_LEN] = { 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };
static uint8_t right[TAG_LEN], wrong[TAG_LEN];
static struct store_load load, later;
static struct secret_key *key;
static struct store_continuation continuation = { .generation = "0123456789abcdef" };
static struct public_key root = { { 7 } };
static struct store_rotation rotation;
static const struct bundle bundle = { .version = 2, .issued = (uint32_t)(BOX_T / 1000), .domain = "ausweis.example.de" };
static struct revocation revoked = { .cti = { 1 }, .t = UINT32_MAX, .until = UINT32_MAX };
static const struct revocations revocations = { .aud = "K017", .issued = (uint32_t)(BOX_T / 1000), .items = &revoked, .count = 1 };
static const struct entry boot = { .event = ENTRY_BOOT, .version = "1", .mode = HARDWARE_SIMULATED };
static const struct entry login = { .event = ENTRY_LOGIN, .sub = "anna" };
static const struct entry many = { .event = ENTRY_ALARM_MANY, .what = "scanner", .count = 7 };
static const struct entry time_entry = { .event = ENTRY_CLOCK, .was_ms = T, .now_ms = T + 1, .by = "box" };
static const struct entry release = { .event = ENTRY_RELEASE, .has_cti = true, .c = 1, .way = WAY_CODE };

/* ---- a commit that fails ---- */

static bool failing;

int __real_database_commit(struct database *database);
int __wrap_database_commit(struct database *database);
int __wrap_database_commit(struct database *database) {
        if (!failing)
                return __real_database_commit(database);
        database_roll_back(database);
        return -ENOSPC;
}

/* ---- the table ---- */

/*
 * In the states none, loading, stored, releasing, issued, expired, quarantined, removed of
 * consignment 1 in compartment 1: + done with an entry, = done without, > done, and the ledger begins again
 * with its entry, ! -EPROTO, n -ENOENT, e -EEXIST, r REFUSAL_ALREADY_ISSUED.
 */
enum { STATES = CONSIGNMENT_REMOVED + 1 };
struct deed_case {
        const char *name;
        struct deed deed;
        enum deed_class class;
        char results[STATES + 1];
        void (*before)(struct store *store);
        enum entry_event event;        /* where it is not deed_event() */
};

static void many_refused(struct store *store) {
        for (unsigned i = 0; i <= STORE_REFUSED_SINGLY; i++)
                assert_int_equal(store_do(store, BOX_T, DEED(DEED_REFUSED, .refusal = REFUSAL_NOT_HERE), NULL), 0);
}

static void keep_many(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_KEEP_COUNT, .entry = &many), NULL), 0);
}

static void archive_one(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_ARCHIVE, .size = 1), NULL), 0);
}

static void anna_errs(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_STAFF_ANSWER, .by = "anna"), NULL), 0);
}

static void anna_errs_often(struct store *store) {
        for (unsigned i = 0; i < STORE_STAFF_WRONG_LOCK; i++)
                anna_errs(store);
}

static void quarantine_two(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_QUARANTINED, .c = 2, .why = REASON_CONTENTS), NULL), 0);
}

static void force_two(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_QUARANTINED, .c = 2, .why = REASON_FORCED_OPEN), NULL), 0);
}

static void release_two(struct store *store) {
        box_store_one(store, 2, BOX_T);
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_RELEASE, .cti = two, .way = WAY_CODE), NULL), 0);
}

static void give_two_up(struct store *store) {
        release_two(store);
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_OPEN_FAILED, .cti = two, .tries = 3), NULL), 0);
}

static void papers_in_two(struct store *store) {
        release_two(store);
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_ISSUED, .cti = two, .how = HOW_SEEN), NULL), 0);
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_OLD_RETURNED, .cti = two), NULL), 0);
}

static void doubt(struct store *store) {
        assert_int_equal(store_do(store, BOX_T, DEED(DEED_CLOCK_DOUBTED, .entry = &time_entry), NULL), 0);
}

static const struct entry forced = { .event = ENTRY_FORCED_OPEN, .c = 1 };
static const struct deed break_in[] = {
        { .type = DEED_ENTRY, .entry = &forced },
        { .type = DEED_QUARANTINED, .c = 1, .why = REASON_FORCED_OPEN },
};
static const struct deed refused_at_the_end[] = {
        { .type = DEED_ENTRY, .entry = &forced },
        { .type = DEED_CLOSED, .cti = cti },
};
static const struct deed asks_for_a_permit[] = {
        { .type = DEED_ENTRY, .entry = &forced },
        { .type = DEED_SERVICE_OPEN, .c = 2, .purpose = PURPOSE_LOOK, .by = "anna" },
};
static const struct deed within_itself[] = {
        { .type = DEED_ENTRY, .entry = &forced },
        { .type = DEED_TOGETHER, .parts = break_in, .part_count = 2 },
};

#define CASE(it, ...) .name = #it, .deed = { .type = DEED_##it, __VA_ARGS__ }
#define IS(its_class, where) .class = its_class, .results = where
static const struct deed_case cases[] = {
        { CASE(JUDGE, .cti = cti, .birth_tag = right), IS(DEED_PERMIT, "!!=!!==!") },
        { CASE(JUDGE, .cti = cti, .birth_tag = wrong), IS(DEED_PERMIT, "!!+!!++!") },
        { CASE(JUDGE_UNKNOWN, .unknown_tag = wrong), IS(DEED_PERMIT, "++++++++") },
        { CASE(RELEASE, .cti = cti, .way = WAY_CODE), IS(DEED_PERMIT, "!!+!!!!!") },
        { CASE(REOPEN, .cti = cti), IS(DEED_PERMIT, "!!!!+!!!") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_TAKE_OUT, .by = "anna"), IS(DEED_PERMIT, "+!+!++++") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_DESK, .by = "anna", .second = "b.weber"), IS(DEED_PERMIT, "+!+!++++") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_DESK, .by = "anna"), IS(DEED_PERMIT, "!!!!!!!!") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_CLEAN, .by = "anna"), IS(DEED_PERMIT, "+!!!++++") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_RECONCILE, .by = "anna", .second = "b.weber"), IS(DEED_PERMIT, "+!+!++++") },
        { CASE(SERVICE_OPEN, .c = 1, .purpose = PURPOSE_LOOK, .by = "anna", .second = "anna"), IS(DEED_PERMIT, "!!!!!!!!") },
        { CASE(SERVICE_OPEN, .c = 9, .purpose = PURPOSE_LOOK, .by = "anna"), IS(DEED_PERMIT, "nnnnnnnn") },
        { CASE(LOAD_BEGIN, .cti = cti, .c = 1, .by = "anna"), IS(DEED_PERMIT, "+eeereer") },
        { CASE(LOAD_BEGIN, .cti = wrong, .c = 1, .by = "anna"), IS(DEED_PERMIT, "+!!!!!!+") },

        { CASE(LOADED, .load = &load, .by = "anna"), IS(DEED_FACT, "!+!!!!!!") },
        { CASE(LOAD_CANCELLED, .cti = cti), IS(DEED_FACT, "!+!!!!!!") },
        { CASE(ISSUED, .cti = cti, .how = HOW_SEEN), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(ISSUED, .cti = cti, .how = HOW_FOUND), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(ISSUED, .cti = cti, .how = HOW_LATE), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(ISSUED, .cti = cti, .how = HOW_CITIZEN), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(CLOSED, .cti = cti), IS(DEED_FACT, "!!!!+!!!") },
        { CASE(OLD_RETURNED, .cti = cti), IS(DEED_FACT, "!!!!+!!!") },
        { CASE(OLD_MISSING, .cti = cti), IS(DEED_FACT, "!!!!+!!!") },
        { CASE(OPEN_FAILED, .cti = cti, .tries = 3), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(UNSURE, .cti = cti), IS(DEED_FACT, "!!!+!!!!") },
        { CASE(QUARANTINED, .c = 1, .why = REASON_CONTENTS), IS(DEED_FACT, "++++++=+") },
        { CASE(QUARANTINED, .c = 9, .why = REASON_CONTENTS), IS(DEED_FACT, "nnnnnnnn") },
        { CASE(REMOVED, .cti = cti, .found = FOUND_THERE, .by = "anna"), IS(DEED_FACT, "!!+!+++!") },
        { CASE(REMOVED, .cti = cti, .found = FOUND_ELSE, .by = "anna"), IS(DEED_FACT, "!!+!+++!") },
        { CASE(KEPT, .c = 1, .by = "anna"), IS(DEED_FACT, "!!+!!++!") },
        { CASE(RETURNED_TO_SERVICE, .c = 1, .by = "anna"), IS(DEED_FACT, "+!!!!!!+") },
        { CASE(RETURNED_TO_SERVICE, .c = 9, .by = "anna"), IS(DEED_FACT, "nnnnnnnn") },

        /* Compartment 2, quarantined and empty. */
        { CASE(SERVICE_OPEN, .c = 2, .purpose = PURPOSE_LOOK, .by = "anna"), IS(DEED_PERMIT, "++++++++"), .before = quarantine_two },
        { CASE(LOAD_BEGIN, .cti = two, .c = 2, .by = "anna"), IS(DEED_PERMIT, "!!!!!!!!"), .before = quarantine_two },
        { CASE(QUARANTINED, .c = 2, .why = REASON_NOT_OPENED), IS(DEED_FACT, "========"), .before = quarantine_two },
        { CASE(QUARANTINED, .c = 2, .why = REASON_SWITCH_FAULTY), IS(DEED_FACT, "++++++++"), .before = quarantine_two },
        { CASE(QUARANTINED, .c = 2, .why = REASON_SWITCH_FAULTY), IS(DEED_FACT, "++++++++"), .before = force_two },
        { CASE(QUARANTINED, .c = 2, .why = REASON_LEFT_OPEN), IS(DEED_FACT, "========"), .before = force_two },
        { CASE(COIL_LOST, .c = 2), IS(DEED_FACT, "++++++++"), .before = quarantine_two },
        { CASE(KEPT, .c = 2, .by = "anna"), IS(DEED_FACT, "!!!!!!!!"), .before = quarantine_two },
        { CASE(RETURNED_TO_SERVICE, .c = 2, .by = "anna"), IS(DEED_FACT, "++++++++"), .before = quarantine_two },
        /* It holds old papers. */
        { CASE(SERVICE_OPEN, .c = 2, .purpose = PURPOSE_LOOK, .by = "anna"), IS(DEED_PERMIT, "++++++++"), .before = papers_in_two },
        { CASE(LOAD_BEGIN, .cti = wrong, .c = 2, .by = "anna"), IS(DEED_PERMIT, "!!!!!!!!"), .before = papers_in_two },
        { CASE(QUARANTINED, .c = 2, .why = REASON_FORCED_OPEN), IS(DEED_FACT, "++++++++"), .before = papers_in_two },
        { CASE(KEPT, .c = 2, .by = "anna"), IS(DEED_FACT, "!!!!!!!!"), .before = papers_in_two },
        { CASE(RETURNED_TO_SERVICE, .c = 2, .by = "anna"), IS(DEED_FACT, "++++++++"), .before = papers_in_two },
        /* Its door was given up, and what lies there was released. */
        { CASE(RELEASE, .cti = two, .way = WAY_CODE), IS(DEED_PERMIT, "!!!!!!!!"), .before = give_two_up },
        { CASE(ISSUED, .cti = two, .how = HOW_SEEN), IS(DEED_FACT, "!!!!!!!!"), .before = give_two_up },
        { CASE(ISSUED, .cti = two, .how = HOW_FOUND), IS(DEED_FACT, "!!!!!!!!"), .before = give_two_up },
        { CASE(ISSUED, .cti = two, .how = HOW_LATE), IS(DEED_FACT, "++++++++"), .before = give_two_up },
        { CASE(ISSUED, .cti = two, .how = HOW_CITIZEN), IS(DEED_FACT, "++++++++"), .before = give_two_up },
        { CASE(RETURNED_TO_SERVICE, .c = 2, .by = "anna"), IS(DEED_FACT, "!!!!!!!!"), .before = give_two_up },

        /* A break-in, and what comes of it; the refusal of the last takes the first back. */
        { CASE(TOGETHER, .parts = break_in, .part_count = 2), IS(DEED_FACT, "++++++++") },
        { CASE(TOGETHER, .parts = refused_at_the_end, .part_count = 2), IS(DEED_FACT, "!!!!+!!!") },
        { CASE(TOGETHER, .parts = asks_for_a_permit, .part_count = 2), IS(DEED_FACT, "!!!!!!!!") },
        { CASE(TOGETHER, .parts = within_itself, .part_count = 2), IS(DEED_FACT, "!!!!!!!!") },

        { CASE(ENTRY, .entry = &boot), IS(DEED_FACT, "++++++++") },
        { CASE(ENTRY, .entry = &login), IS(DEED_REQUEST, "++++++++") },
        { CASE(ENTRY, .entry = &release), IS(0, "!!!!!!!!") },
        { CASE(STANDS_OPEN, .c = 1), IS(DEED_REQUEST, "========") },
        { CASE(STANDS_OPEN, .c = 9), IS(DEED_REQUEST, "nnnnnnnn") },
        { CASE(STANDS_SHUT, .c = 1), IS(DEED_REQUEST, "========") },
        { CASE(STANDS_SHUT, .c = 9), IS(DEED_REQUEST, "nnnnnnnn") },
        { CASE(REISSUED, .load = &later), IS(DEED_REQUEST, "!!+!!+!!") },
        { CASE(REISSUED, .load = &load), IS(DEED_REQUEST, "!!!!!!!!") },
        { CASE(EXPIRE, .c = 0), IS(DEED_REQUEST, "==+=====") },
        { CASE(REFUSED, .refusal = REFUSAL_NOT_HERE), IS(DEED_REQUEST, "++++++++") },
        { CASE(FLUSH_REFUSED, .c = 0), IS(DEED_REQUEST, "========") },
        { CASE(FLUSH_REFUSED, .c = 0), IS(DEED_REQUEST, "++++++++"), .before = many_refused },
        { CASE(KEEP_COUNT, .entry = &many), IS(DEED_REQUEST, "========") },
        { CASE(KEEP_COUNT, .entry = &login), IS(DEED_REQUEST, "!!!!!!!!") },
        { CASE(TELL_COUNTS, .c = 0), IS(DEED_REQUEST, "========") },
        { CASE(TELL_COUNTS, .c = 0), IS(DEED_REQUEST, "++++++++"), .before = keep_many },
        { CASE(STAFF_ANSWER, .by = "anna", .right = true), IS(DEED_REQUEST, "++++++++") },
        { CASE(STAFF_ANSWER, .by = "anna"), IS(DEED_REQUEST, "++++++++"), .event = ENTRY_LOGIN_REFUSED },
        { CASE(STAFF_ANSWER, .by = "anna", .right = true), IS(DEED_REQUEST, "========"), .before = anna_errs_often },
        { CASE(SET_STAFF_PIN, .by = "anna", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "========") },
        { CASE(UNLOCK_STAFF, .sub = "anna", .by = "max"), IS(DEED_REQUEST, "nnnnnnnn") },
        { CASE(UNLOCK_STAFF, .sub = "anna", .by = "max"), IS(DEED_REQUEST, "++++++++"), .before = anna_errs },
        { CASE(GIVE_STAFF_PIN, .sub = "anna", .by = "max", .second = "lutz", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "nnnnnnnn") },
        { CASE(GIVE_STAFF_PIN, .sub = "anna", .by = "anna", .second = "lutz", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "!!!!!!!!"), .before = anna_errs },
        { CASE(GIVE_STAFF_PIN, .sub = "anna", .by = "max", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "!!!!!!!!"), .before = anna_errs },
        { CASE(GIVE_STAFF_PIN, .sub = "anna", .by = "max", .second = "anna", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "!!!!!!!!"), .before = anna_errs },
        { CASE(GIVE_STAFF_PIN, .sub = "anna", .by = "max", .second = "lutz", .verifier = "$argon2id$made up"), IS(DEED_REQUEST, "++++++++"), .before = anna_errs },
        { CASE(ADOPT, .bytes = "bundle 2", .len = 8, .bundle = &bundle, .root = &root), IS(DEED_REQUEST, "++++++++") },
        { CASE(REVOKE, .bytes = "statement", .len = 9, .revocations = &revocations), IS(DEED_REQUEST, "++++++++") },
        { CASE(SHORTEN_LOCKS, .c = 0), IS(DEED_REQUEST, "========") },
        { CASE(CLOCK_DOUBTED, .entry = &time_entry), IS(DEED_REQUEST, "++++++++") },
        { CASE(CLOCK_DOUBTED, .entry = &login), IS(DEED_REQUEST, "!!!!!!!!") },
        { CASE(CLOCK_BELIEVED, .entry = &time_entry), IS(DEED_REQUEST, "++++++++") },
        { CASE(CLOCK_BELIEVED, .entry = &time_entry, .hours = STORE_CLOCK_HOURS), IS(DEED_REQUEST, "++++++++"), .before = doubt },
        { CASE(CLOCK_BELIEVED, .entry = &time_entry, .hours = STORE_CLOCK_HOURS + 1), IS(DEED_REQUEST, "!!!!!!!!"), .before = doubt },
        { CASE(CONFIRM_TIME, .c = 0), IS(DEED_REQUEST, "!!!!!!!!"), .before = doubt },
        { CASE(ENTRY, .entry = &time_entry), IS(0, "!!!!!!!!") },
        { CASE(CONFIRM_TIME, .c = 0), IS(DEED_REQUEST, "========") },
        { CASE(AUDITED, .size = 1), IS(DEED_REQUEST, "========") },
        { CASE(AUDITED, .size = 99), IS(DEED_REQUEST, "!!!!!!!!") },
        { CASE(SET_CHECKPOINT, .size = 1, .bytes = "a note", .len = 6), IS(DEED_REQUEST, "========") },
        { CASE(SET_CHECKPOINT, .size = 99, .bytes = "a note", .len = 6), IS(DEED_REQUEST, "!!!!!!!!") },
        { CASE(ROTATE, .rotation = &rotation), IS(DEED_REQUEST, "++++++++") },
        { CASE(CONTINUE, .by = "anna", .continuation = &continuation), IS(DEED_REQUEST, ">>>>>>>>") },
        { CASE(ARCHIVE, .size = 1), IS(DEED_REQUEST, "++++++++") },
        { CASE(ARCHIVE, .size = 1), IS(DEED_REQUEST, "!!!!!!!!"), .before = archive_one },
        { CASE(FORGET_ARCHIVED, .c = 0), IS(DEED_REQUEST, "========"), .before = archive_one },
};

/* ---- doing them ---- */

static void bring(struct store *store, unsigned state, const struct deed_case *it) {
        if (state != 0)
                box_bring(store, (enum consignment_state)state);
        if (it->before)
                it->before(store);
}

static int expected(char result) {
        switch (result) {
        case '!':
                return -EPROTO;
        case 'n':
                return -ENOENT;
        case 'e':
                return -EEXIST;
        case 'r':
                return REFUSAL_ALREADY_ISSUED;
        default:
                return 0;
        }
}

static void check_entries(struct store *store, const struct deed_case *it, char result, uint64_t before) {
        uint64_t more = store_size(store) - before;

        if (result == '>') {
                assert_int_equal(box_entry(store, store_size(store) - 1).event, deed_event(&it->deed));
                return;
        }
        if (result != '+') {
                assert_int_equal(more, 0);
                return;
        }
        assert_true(more > 0);
        assert_int_equal(box_entry(store, more - 1).event, it->event ? it->event : deed_event(&it->deed));
}

static void check_case(const struct deed_case *it, unsigned state) {
        struct life life = { .store = NULL };
        struct outcome outcome = { .index = 99 };
        char *before, *after, result = it->results[state];
        uint64_t size;
        int r;

        box_folder_make_in_memory(&life.files);
        life.store = box_store(&life.files);
        bring(life.store, state, it);
        before = life_dump(&life);
        size = store_size(life.store);

        r = store_do(life.store, T, &it->deed, &outcome);
        if (r != expected(result))
                fail_msg("%s in state %u gives %d", it->name, state, r);
        check_entries(life.store, it, result, size);
        if (r == 0) {
                assert_int_equal(outcome.index, store_size(life.store) - 1);
        } else {
                after = life_dump(&life);
                assert_string_equal(after, before);
                assert_int_equal(outcome.index, 99);
                free(after);
        }
        free(before);
        store_close(life.store);
        box_folder_remove(&life.files);
}

static void each_is_done_in_its_states_and_refused_without_a_trace_in_the_others(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                for (unsigned s = 0; s < STATES; s++)
                        check_case(&cases[i], s);
}

static void a_commit_that_fails_leaves_nothing_and_can_be_repeated(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                size_t s = strcspn(cases[i].results, "+=>");
                struct life life = { .store = NULL };
                char *before, *after;
                uint64_t size;

                if (s == STATES)
                        continue;
                box_folder_make_in_memory(&life.files);
                life.store = box_store(&life.files);
                bring(life.store, (unsigned)s, &cases[i]);
                before = life_dump(&life);
                size = store_size(life.store);

                failing = true;
                assert_int_equal(store_do(life.store, T, &cases[i].deed, NULL), -ENOSPC);
                failing = false;
                after = life_dump(&life);
                assert_string_equal(after, before);
                assert_int_equal(store_size(life.store), size);
                if (store_archived(life.store) == 0)
                        life_check_ledger(life.store);

                assert_int_equal(store_do(life.store, T, &cases[i].deed, NULL), 0);
                check_entries(life.store, &cases[i], cases[i].results[s], size);
                free(before);
                free(after);
                store_close(life.store);
                box_folder_remove(&life.files);
        }
}

static void each_is_a_permit_a_fact_or_a_request(void **state) {
        bool met[DEED_TYPE_COUNT] = { false };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                if (deed_class(&cases[i].deed) != cases[i].class)
                        fail_msg("%s is of another class", cases[i].name);
                met[cases[i].deed.type] = true;
        }
        for (unsigned type = 1; type < DEED_TYPE_COUNT; type++)
                if (!met[type])
                        fail_msg("deed %u is not in the table", type);
        assert_int_equal(deed_class(&(struct deed){ .type = 0 }), 0);
        assert_int_equal(deed_class(DEED(DEED_TYPE_COUNT)), 0);
}

/* Some requests need nothing. */
static void what_a_deed_needs_must_be_there(void **state) {
        struct box_fixture *f = *state;
        uint64_t size = store_size(f->store);

        for (unsigned type = 0; type <= DEED_TYPE_COUNT; type++) {
                bool needs_nothing = type == DEED_EXPIRE || type == DEED_FLUSH_REFUSED || type == DEED_CONFIRM_TIME || type == DEED_SHORTEN_LOCKS ||
                                     type == DEED_ARCHIVE || type == DEED_TELL_COUNTS || type == DEED_FORGET_ARCHIVED || type == DEED_AUDITED;

                if (!needs_nothing)
                        assert_int_equal(store_do(f->store, T, &(struct deed){ .type = type }, NULL), -EINVAL);
        }
        assert_int_equal(store_do(f->store, T, DEED(DEED_TOGETHER, .parts = &(struct deed){ .type = DEED_QUARANTINED, .c = 1 }, .part_count = 1), NULL), -EINVAL);
        assert_int_equal(store_do(f->store, T, DEED(DEED_TOGETHER, .parts = break_in, .part_count = DEED_PARTS_MAX + 1), NULL), -EINVAL);
        assert_int_equal(store_size(f->store), size);
}

static int prepare(void **state) {
        box_tag("birth", 1, right);
        box_tag("birth", 2, wrong);
        load = later = box_load(1);
        later.nbf++;
        later.deadline_ms += BOX_DEADLINE_MS;
        if (crypto_init() != 0 || secret_key_generate(&key) != 0)
                return -1;
        continuation.key = key;
        rotation.new = key;
        return 0;
}

static int clean_up(void **state) {
        secret_key_free(key);
        return 0;
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_is_done_in_its_states_and_refused_without_a_trace_in_the_others),
                cmocka_unit_test(a_commit_that_fails_leaves_nothing_and_can_be_repeated),
                cmocka_unit_test(each_is_a_permit_a_fact_or_a_request),
                BOX_TEST(what_a_deed_needs_must_be_there),
        };
        return cmocka_run_group_tests(tests, prepare, clean_up);
}

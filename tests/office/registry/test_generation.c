/* SPDX-License-Identifier: EUPL-1.2 */
/* An office whose database was put back from an older copy, or whose anchor is gone: what it is called, and how its log goes on. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "tests/office/dying.h"
#include "tests/office/registry/place.h"

#define GENERATION "0123456789abcdef"
#define GENERATION_2 "fedcba9876543210"

/* ---- dying ---- */

DYING(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING(int, tables_define, (struct tables *tables, const char *sql), (tables, sql))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
      (path, follow, bundle_version, note, len))

/* ---- copies ---- */

struct copy {
        struct content tables[PLACE_TABLES];
};

static struct copy *copy_of(const struct place *place) {
        struct tables *tables = place_intrude(place);
        struct copy *copy = calloc(1, sizeof(*copy));

        assert_non_null(copy);
        for (size_t i = 0; i < PLACE_TABLES; i++)
                place_read(tables, &place_tables[i], &copy->tables[i]);
        tables_close(tables);
        return copy;
}

static void put_back(const struct place *place, const struct copy *copy) {
        struct tables *tables = place_intrude(place);

        for (size_t i = 0; i < PLACE_TABLES; i++)
                place_put(tables, &place_tables[i], &copy->tables[i]);
        tables_close(tables);
}

/* Filled; copied; then one is revoked and one issued, which the copy does not know. */
static struct copy *roll_back(struct place *place) {
        const struct record later[] = { place_record(RECORD_REVOKE, 1, 0, 0), place_record(RECORD_ISSUE, 9, 100000, 1) };
        struct registry *registry;
        struct registry_fault fault;
        struct copy *copy;

        place_fill(place);
        copy = copy_of(place);
        registry = place_enter(place);
        assert_int_equal(registry_load(registry, &fault), 0);
        place_write(registry, later, ARRAY_LEN(later));
        registry_close(registry);
        put_back(place, copy);
        return copy;
}

static struct registry *open_older(const struct place *place) {
        struct registry_place at = place->at;
        struct registry_fault fault;
        struct registry *registry;

        at.older = true;
        assert_int_equal(registry_open(&at, &fault, &registry), 0);
        return registry;
}

static int go_on(struct registry *registry, const char *generation) {
        const struct issuances *issuances = registry_issuances(registry);
        struct checkpoint known;
        uint32_t bundle;
        const struct registry_change change = {
                .t_ms = PLACE_NOW * 1000, .by = "uid-0", .former = &known, .found = issuances->consignments, .found_count = issuances->count,
                .machine = registry_machine(registry)->data, .machine_len = registry_machine(registry)->len,
        };
        struct registry_fault fault;

        assert_true(registry_is_older(registry, &known, &bundle));
        return registry_continue(registry, generation, &change, &fault);
}

static size_t found_by_own(struct registry *registry, const struct issuance *issuance) {
        struct issuance *found = NULL;
        struct registry_fault fault;
        size_t count = 0;

        assert_int_equal(registry_find_blind(registry, BLIND_OWN, issuance->blinds.own, &fault, &found, &count), 0);
        free(found);
        return count;
}

static void expect_as_it_was(struct registry *registry, const struct issuance *was) {
        const struct issuance *now = issuances_find(registry_issuances(registry), was->cti);

        assert_non_null(now);
        assert_int_equal(now->version, was->version);
        assert_int_equal(now->void_before, was->void_before);
        assert_int_equal(now->last_exp, was->last_exp);
        assert_int_equal(now->revoked, was->revoked);
        assert_int_equal(now->erased, was->erased);
        assert_memory_equal(now->sealed, was->sealed, sizeof(was->sealed));
        assert_memory_equal(&now->blinds, &was->blinds, sizeof(was->blinds));
        assert_int_equal(now->own_kept, was->own_kept);
        assert_memory_equal(now->own_salt, was->own_salt, BLIND_LEN);
}

/* ---- cases ---- */

static void nothing_is_written_to_an_older_copy(void **state) {
        struct place *place = *state;
        struct copy *copy = roll_back(place);
        struct registry *registry;
        struct registry_fault fault;
        const struct record record = place_record(RECORD_REVOKE, 2, 0, 0);
        const struct registry_change change = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .records = &record, .record_count = 1 };

        assert_int_equal(place_open(place, &fault), REGISTRY_E_ROLLED_BACK);
        assert_int_equal(fault.known, fault.number + 2);
        registry = open_older(place);
        assert_int_equal(registry_write(registry, &change, &fault), -EACCES);
        registry_close(registry);
        free(copy);
}

static void the_log_goes_on_for_what_the_anchor_named(void **state) {
        struct place *place = *state;
        struct copy *copy = roll_back(place);
        struct registry *registry = open_older(place);
        const struct issuances *before = registry_issuances(registry);
        struct issuance was[8];
        size_t count = before->count;
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct checkpoint known;
        struct ledger_source source;
        struct registry_fault fault;
        struct act act;
        uint32_t bundle;
        unsigned kept = 0;

        assert_true(count <= ARRAY_LEN(was));
        memcpy(was, before->consignments, count * sizeof(was[0]));
        assert_true(registry_is_older(registry, &known, &bundle));
        assert_int_equal(go_on(registry, GENERATION), 0);
        registry_close(registry);
        registry = place_enter(place);
        assert_int_equal(registry_load(registry, &fault), 0);
        assert_string_equal(registry_origin(registry), "x.example/pickupbox/office/" GENERATION);
        registry_source(registry, &source);
        assert_int_equal(source.entry(source.context, 0, &line), 0);
        assert_int_equal(act_parse(buffer_text(&line), line.len, &act), 0);
        assert_int_equal(act.event, ACT_CONTINUED);
        assert_string_equal(act.origin, "x.example/pickupbox/office");
        assert_int_equal(act.size, known.size);
        assert_true(hash_equal(&act.root, &known.root));
        assert_int_equal(registry_issuances(registry)->count, count);
        for (size_t i = 0; i < count; i++) {
                expect_as_it_was(registry, &was[i]);
                kept += was[i].own_kept;
                assert_int_equal(found_by_own(registry, &was[i]), !blind_is_none(was[i].blinds.own));
        }
        assert_int_equal(kept, 1);
        /* And is written to as ever. */
        place_write(registry, &(struct record){ .event = RECORD_REVOKE, .t = (uint32_t)PLACE_NOW, .cti = { 1 } }, 1);
        registry_close(registry);
        place_expect_good(place);
        /* What was kept of those goes as it would have. */
        registry = place_enter(place);
        place_forget_own(registry, 1200, 1);
        for (size_t i = 0; i < count; i++)
                assert_int_equal(found_by_own(registry, &was[i]), !was[i].own_kept && !blind_is_none(was[i].blinds.own));
        registry_close(registry);
        place_expect_good(place);
        free(copy);
}

/* The older copy comes back once more, and then one of the new generation. */
static void what_is_older_than_the_new_generation_is_named_and_gone_on_for_too(void **state) {
        struct place *place = *state;
        struct copy *copy = roll_back(place), *second;
        struct registry *registry = open_older(place);
        struct registry_fault fault;

        assert_int_equal(go_on(registry, GENERATION), 0);
        registry_close(registry);
        second = copy_of(place);
        put_back(place, copy);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_ROLLED_BACK);
        put_back(place, second);
        registry = place_enter(place);
        assert_int_equal(registry_load(registry, &fault), 0);
        place_write(registry, &(struct record){ .event = RECORD_REVOKE, .t = (uint32_t)PLACE_NOW, .cti = { 1 } }, 1);
        registry_close(registry);
        put_back(place, second);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_ROLLED_BACK);
        registry = open_older(place);
        assert_int_equal(go_on(registry, GENERATION_2), 0);
        registry_close(registry);
        registry = place_enter(place);
        assert_int_equal(registry_load(registry, &fault), 0);
        assert_string_equal(registry_origin(registry), "x.example/pickupbox/office/" GENERATION_2);
        registry_close(registry);
        free(copy);
        free(second);
}

static void without_an_anchor_the_log_goes_on_for_what_there_is(void **state) {
        struct place *place = *state;
        struct registry *registry;
        struct registry_fault fault;

        place_fill(place);
        assert_int_equal(unlink(place->anchor), 0);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_NO_ANCHOR);
        registry = open_older(place);
        assert_int_equal(go_on(registry, GENERATION), 0);
        registry_close(registry);
        place_expect_good(place);
}

/* A database of a generation that goes on for something else than what the anchor names. */
static void a_generation_of_another_past_is_not_taken(void **state) {
        struct place *place = *state;
        CLEANUP(buffer_deinit) struct buffer anchor = BUFFER_INIT;
        struct copy *copy = roll_back(place);
        struct registry *registry;
        struct registry_fault fault;

        assert_int_equal(file_read(place->anchor, ANCHOR_MAX_LEN, &anchor), 0);
        assert_int_equal(unlink(place->anchor), 0);
        registry = open_older(place);
        assert_int_equal(go_on(registry, GENERATION), 0); /* for the older one, as nobody knows better */
        registry_close(registry);
        assert_int_equal(file_replace(place->anchor, anchor.data, anchor.len, 0644), 0);
        assert_int_equal(place_open(place, &fault), REGISTRY_E_ROLLED_BACK);
        free(copy);
}

/* Whether it ended before its n-th step came. */
static bool attempt(const struct place *place, int n) {
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                struct registry *registry = open_older(place);

                die_at(n);
                _exit(go_on(registry, GENERATION) == 0 ? 0 : 98);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
                return false;
        assert_int_equal(status, 0);
        return true;
}

static void killed_anywhere_the_log_goes_on_or_not(void **state) {
        struct place *place = *state;
        CLEANUP(buffer_deinit) struct buffer anchor = BUFFER_INIT;
        struct copy *copy = roll_back(place);
        unsigned nothing = 0, whole = 0;
        bool ended = false;

        assert_int_equal(file_read(place->anchor, ANCHOR_MAX_LEN, &anchor), 0);
        for (int n = 0; !ended; n++) {
                struct registry_fault fault;
                int r;

                ended = attempt(place, n);
                r = place_open(place, &fault);
                if (r == REGISTRY_E_ROLLED_BACK && !ended) {
                        nothing++;
                        continue;
                }
                assert_int_equal(r, 0);
                whole += !ended;
                /* From there once more. */
                assert_int_equal(file_replace(place->anchor, anchor.data, anchor.len, 0644), 0);
                (void)place_empty(place->file);
                unlink(place->anchor);
                free(copy);
                copy = roll_back(place);
                buffer_deinit(&anchor);
                assert_int_equal(file_read(place->anchor, ANCHOR_MAX_LEN, &anchor), 0);
        }
        assert_true(nothing > 20 && whole > 1);
        print_message("killed at %u places, the older copy stands; at %u more, the log goes on\n", nothing, whole);
        free(copy);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, place_set_up, place_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(nothing_is_written_to_an_older_copy),
                CASE(the_log_goes_on_for_what_the_anchor_named),
                CASE(what_is_older_than_the_new_generation_is_named_and_gone_on_for_too),
                CASE(without_an_anchor_the_log_goes_on_for_what_there_is),
                CASE(a_generation_of_another_past_is_not_taken),
                CASE(killed_anywhere_the_log_goes_on_or_not),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

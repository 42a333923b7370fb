/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Facts that wait: as lines, in their file, and into the store, which may have them already.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/store/facts.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

#define SEEN (BOX_T + 1000)
#define NOW (BOX_T + 60000)

static struct facts *facts;
static char path[96], damaged[112];

static void begin(const struct box_fixture *fixture) {
        snprintf(path, sizeof(path), "%s/K017.anchor.facts", fixture->files.folder);
        snprintf(damaged, sizeof(damaged), "%s.damaged", path);
        assert_int_equal(facts_new(path, "K017", &facts), 0);
        assert_int_equal(facts_read(facts), 0);
        assert_true(facts_are_safe(facts));
}

static void end(void) {
        facts_free(facts);
        facts = NULL;
        unlink(path);
        unlink(damaged);
}

/* The process ends and another one begins. */
static int again(void) {
        facts_free(facts);
        assert_int_equal(facts_new(path, "K017", &facts), 0);
        return facts_read(facts);
}

static int keep(const struct box_fixture *fixture, const struct deed *deed) {
        return facts_keep(facts, store_size(fixture->store), SEEN, deed);
}

static struct facts_told write_all(const struct box_fixture *fixture) {
        struct facts_told told;

        assert_int_equal(facts_write(facts, fixture->store, NOW, &told), 0);
        assert_int_equal(facts_count(facts), 0);
        assert_true(facts_are_safe(facts));
        assert_int_equal(access(path, F_OK), -1);
        return told;
}

static void put(const char *text) {
        assert_int_equal(file_replace(path, text, strlen(text), 0600), 0);
}

/* ---- lines ---- */

/* A deed of each kind with all that any of them needs. */
static struct deed sample(enum deed_type type, const uint8_t *cti, const struct store_load *load, const struct entry *entry) {
        return (struct deed){ .type = type, .cti = cti, .c = 1, .by = "anna", .how = HOW_SEEN, .found = FOUND_THERE, .why = REASON_CONTENTS,
                              .tries = 3, .load = type == DEED_LOADED ? load : NULL, .entry = type == DEED_ENTRY ? entry : NULL };
}

static void every_fact_is_read_back_as_it_was(void **state) {
        const struct entry entry = { .event = ENTRY_FORCED_OPEN, .c = 3 };
        struct box_fixture *fixture = *state;
        struct store_load load = box_load(1);
        unsigned count = 0;

        for (enum deed_type type = DEED_JUDGE; type < DEED_TYPE_COUNT; type++) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
                struct deed deed = sample(type, fixture->cti, &load, &entry), read;
                struct fact fact, parsed;
                int r = fact_from_deed("K017", 42, SEEN, &deed, &fact);

                /* What is done together is kept one by one. */
                if (deed_class(&deed) != DEED_FACT || type == DEED_TOGETHER) {
                        assert_int_equal(r, -EPROTO);
                        continue;
                }
                count++;
                assert_int_equal(r, 0);
                assert_int_equal(fact_format(&fact, &line), 0);
                if (fact_parse(buffer_text(&line), line.len, &parsed) != 0)
                        fail_msg("not read: %s", buffer_text(&line));
                read = fact_deed(&parsed);
                /* The two that write the same entry are told apart by what lies there. */
                assert_int_equal(read.type, type == DEED_KEPT ? DEED_RETURNED_TO_SERVICE : type);
                assert_int_equal(read.seen_ms, SEEN);
                assert_int_equal(parsed.entry.n, 42);
                if (type == DEED_LOADED)
                        assert_memory_equal(&parsed.load, &load, sizeof(load));
        }
        assert_true(count >= 12);
}

static void a_request_is_no_fact(void **state) {
        const struct entry login = { .event = ENTRY_LOGIN, .sub = "anna" };
        struct box_fixture *fixture = *state;

        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &login)), -EPROTO);
        assert_int_equal(keep(fixture, DEED(DEED_RELEASE, .cti = fixture->cti, .way = WAY_CODE)), -EPROTO);
        assert_int_equal(facts_count(facts), 0);
        end();
}

/* ---- into the store ---- */

static void what_waited_is_written_with_its_moment(void **state) {
        struct box_fixture *fixture = *state;
        struct facts_told told;

        box_bring(fixture->store, CONSIGNMENT_RELEASING);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_ISSUED, .cti = fixture->cti, .how = HOW_SEEN)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = fixture->cti)), 0);
        told = write_all(fixture);
        assert_int_equal(told.written, 2);
        assert_true(told.issued);
        assert_int_equal(told.issued_index, store_size(fixture->store) - 2);
        assert_int_equal(box_entry(fixture->store, 1).event, ENTRY_ISSUED);
        assert_int_equal(box_entry(fixture->store, 1).seen_ms, SEEN);
        assert_int_equal(box_entry(fixture->store, 1).t_ms, NOW);
        assert_int_equal(box_entry(fixture->store, 0).event, ENTRY_CLOSED);
        assert_int_equal(box_compartment(fixture->store, 1), COMPARTMENT_FREE);
        end();
}

static void what_is_there_already_is_not_written_again(void **state) {
        const struct entry alarm = { .event = ENTRY_ALARM, .what = "scanner" };
        struct box_fixture *fixture = *state;
        struct facts_told told;
        uint64_t size;

        box_bring(fixture->store, CONSIGNMENT_RELEASING);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_ISSUED, .cti = fixture->cti, .how = HOW_SEEN)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &alarm)), 0);
        /* The commits that were said to have failed. */
        assert_int_equal(store_do(fixture->store, SEEN, DEED(DEED_ISSUED, .cti = fixture->cti, .how = HOW_SEEN), NULL), 0);
        assert_int_equal(store_do(fixture->store, NOW, DEED(DEED_ENTRY, .entry = &alarm, .seen_ms = SEEN), NULL), 0);
        size = store_size(fixture->store);
        told = write_all(fixture);
        assert_int_equal(told.found, 2);
        assert_int_equal(told.written, 0);
        assert_int_equal(told.issued_index, size - 2);
        assert_int_equal(store_size(fixture->store), size);
        end();
}

static void a_load_is_whole_after_the_end_of_the_process(void **state) {
        struct box_fixture *fixture = *state;
        struct store_load load = box_load(1);
        struct consignment found;

        box_bring(fixture->store, CONSIGNMENT_LOADING);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_LOADED, .load = &load, .by = "anna")), 0);
        assert_int_equal(again(), 0);
        assert_int_equal(facts_count(facts), 1);
        assert_int_equal(write_all(fixture).written, 1);
        found = box_consignment(fixture->store, 1);
        assert_int_equal(found.state, CONSIGNMENT_STORED);
        assert_int_equal(found.loaded_ms, SEEN);
        assert_int_equal(found.deadline_ms, load.deadline_ms);
        assert_int_equal(box_answer(fixture->store, 1, NOW, true), 0);
        assert_int_equal(store_consignment_by_reference(fixture->store, load.reference_tag, &found), 0);
        end();
}

static void staff_who_left_it_inside_have_not_emptied_it(void **state) {
        struct box_fixture *fixture = *state;

        box_bring(fixture->store, CONSIGNMENT_QUARANTINED);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_KEPT, .c = 1, .by = "anna")), 0);
        assert_int_equal(again(), 0);
        assert_int_equal(write_all(fixture).written, 1);
        assert_int_equal(box_state(fixture->store, 1), CONSIGNMENT_STORED);
        end();
}

static void a_door_without_a_session_closes_on_what_lies_there(void **state) {
        static const uint8_t contents[CTI_LEN];
        struct box_fixture *fixture = *state;
        struct facts_told told;

        box_bring(fixture->store, CONSIGNMENT_ISSUED);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = contents, .c = 1)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = contents, .c = 1)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = contents, .c = 2)), 0);
        told = write_all(fixture);
        assert_int_equal(told.written, 1);
        assert_int_equal(told.refused, 0);
        assert_int_equal(box_compartment(fixture->store, 1), COMPARTMENT_FREE);
        end();
}

static void what_the_state_does_not_allow_stops_nothing(void **state) {
        const struct entry forced = { .event = ENTRY_FORCED_OPEN, .c = 2 };
        struct box_fixture *fixture = *state;
        struct facts_told told;

        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_ISSUED, .cti = fixture->cti, .how = HOW_SEEN)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &forced)), 0);
        told = write_all(fixture);
        assert_int_equal(told.refused, 1);
        assert_int_equal(told.written, 1);
        assert_false(told.issued);
        end();
}

static void what_the_store_does_not_take_waits_on(void **state) {
        const struct entry forced = { .event = ENTRY_FORCED_OPEN, .c = 2 };
        struct box_fixture *fixture = *state;
        struct facts_told told;

        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &forced)), 0);
        store_close(fixture->store);
        assert_int_equal(store_open(fixture->files.path, 0, &fixture->store), 0);
        assert_int_equal(facts_write(facts, fixture->store, NOW, &told), -EROFS);
        assert_int_equal(facts_count(facts), 1);
        store_close(fixture->store);
        fixture->store = box_store_open(&fixture->files);
        assert_int_equal(write_all(fixture).written, 1);
        end();
}

/* ---- the file ---- */

static void the_file_holds_them_and_goes_with_zeros_over_it(void **state) {
        struct box_fixture *fixture = *state;
        struct store_load load = box_load(1);
        char name[112], bytes[FACT_LINE_MAX] = "";
        struct stat st;
        FILE *file;

        box_bring(fixture->store, CONSIGNMENT_LOADING);
        begin(fixture);
        assert_int_equal(keep(fixture, DEED(DEED_LOADED, .load = &load, .by = "anna")), 0);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        snprintf(name, sizeof(name), "%s.link", path);
        assert_int_equal(link(path, name), 0);
        write_all(fixture);
        file = fopen(name, "r");
        assert_non_null(file);
        assert_int_equal(fread(bytes, 1, sizeof(bytes), file), st.st_size);
        for (off_t i = 0; i < st.st_size; i++)
                assert_int_equal(bytes[i], 0);
        fclose(file);
        unlink(name);
        end();
}

#define LINE(n) "{\"v\":1,\"box\":\"K017\",\"n\":" n ",\"t\":1790000000123,\"e\":\"forced_open\",\"c\":3}"

static void a_line_that_was_being_written_is_not_there(void **state) {
        struct box_fixture *fixture = *state;

        begin(fixture);
        put(LINE("1") "\n" LINE("2"));
        assert_int_equal(again(), 0);
        assert_int_equal(facts_count(facts), 1);
        assert_int_equal(keep(fixture, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS)), 0);
        assert_int_equal(again(), 0);
        assert_int_equal(facts_count(facts), 2);
        assert_int_equal(write_all(fixture).written, 2);
        end();
}

static void a_damaged_file_gives_what_stands_before_and_is_kept(void **state) {
        static const char *const bad[] = { "nonsense\n", "\n", LINE("2") " \n",
                                           "{\"v\":1,\"box\":\"K018\",\"n\":2,\"t\":1790000000123,\"e\":\"forced_open\",\"c\":3}\n" };
        struct box_fixture *fixture = *state;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                char text[1024];

                begin(fixture);
                snprintf(text, sizeof(text), LINE("1") "\n%s" LINE("3") "\n", bad[i]);
                put(text);
                assert_int_equal(again(), FACTS_E_DAMAGED);
                assert_int_equal(facts_count(facts), 1);
                assert_int_equal(access(damaged, F_OK), 0);
                assert_false(facts_are_safe(facts));
                assert_int_equal(facts_save(facts), 0);
                assert_int_equal(again(), 0);
                assert_int_equal(facts_count(facts), 1);
                end();
        }
}

static void a_file_longer_than_any_is_not_read(void **state) {
        struct box_fixture *fixture = *state;

        begin(fixture);
        put(LINE("1") "\n");
        assert_int_equal(truncate(path, FACTS_FILE_MAX + 1), 0);
        assert_int_equal(again(), FACTS_E_DAMAGED);
        assert_int_equal(facts_count(facts), 0);
        end();
}

static void without_its_folder_they_wait_in_memory(void **state) {
        struct box_fixture *fixture = *state;
        char folder[88];

        snprintf(folder, sizeof(folder), "%s/gone", fixture->files.folder);
        begin(fixture);
        facts_free(facts);
        snprintf(path, sizeof(path), "%s/facts", folder);
        assert_int_equal(facts_new(path, "K017", &facts), 0);
        assert_int_equal(facts_read(facts), 0);
        assert_int_equal(keep(fixture, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS)), -ENOENT);
        assert_int_equal(facts_count(facts), 1);
        assert_false(facts_are_safe(facts));
        assert_int_equal(mkdir(folder, 0700), 0);
        assert_int_equal(facts_save(facts), 0);
        assert_true(facts_are_safe(facts));
        assert_int_equal(write_all(fixture).written, 1);
        rmdir(folder);
        end();
}

static void alarms_do_not_crowd_out_what_is_handed_out(void **state) {
        const struct entry alarm = { .event = ENTRY_ALARM, .what = "scanner" };
        struct box_fixture *fixture = *state;

        begin(fixture);
        for (unsigned i = 0; i < FACTS_MAX_PLAIN; i++)
                assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &alarm)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_ENTRY, .entry = &alarm)), FACTS_E_FULL);
        for (unsigned i = FACTS_MAX_PLAIN; i < FACTS_MAX; i++)
                assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = fixture->cti)), 0);
        assert_int_equal(keep(fixture, DEED(DEED_CLOSED, .cti = fixture->cti)), FACTS_E_FULL);
        assert_int_equal(again(), 0);
        assert_int_equal(facts_count(facts), FACTS_MAX);
        end();
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(every_fact_is_read_back_as_it_was),
                BOX_TEST(a_request_is_no_fact),
                BOX_TEST(what_waited_is_written_with_its_moment),
                BOX_TEST(what_is_there_already_is_not_written_again),
                BOX_TEST(a_load_is_whole_after_the_end_of_the_process),
                BOX_TEST(staff_who_left_it_inside_have_not_emptied_it),
                BOX_TEST(a_door_without_a_session_closes_on_what_lies_there),
                BOX_TEST(what_the_state_does_not_allow_stops_nothing),
                BOX_TEST(what_the_store_does_not_take_waits_on),
                BOX_TEST(the_file_holds_them_and_goes_with_zeros_over_it),
                BOX_TEST(a_line_that_was_being_written_is_not_there),
                BOX_TEST(a_damaged_file_gives_what_stands_before_and_is_kept),
                BOX_TEST(a_file_longer_than_any_is_not_read),
                BOX_TEST(without_its_folder_they_wait_in_memory),
                BOX_TEST(alarms_do_not_crowd_out_what_is_handed_out),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}

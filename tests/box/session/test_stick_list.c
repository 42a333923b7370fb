/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of contents goes to a stick: its entry first, then what the store holds, and no half of it under its name. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/moment.h"
#include "controller/box/daemon/stick_list.h"
#include "controller/box/session/box_inner.h"
#include "controller/ledger/proof.h"
#include "crypto/merkle.h"
#include "tests/box/session/fixture.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static char stick[40], out[80], part[88], beside[80], beside_part[88];
static struct stick_export export;
static unsigned looked;                 /* how often the daemon was asked for a stick */
static unsigned asked, entries;         /* how often the daemon was asked, and entries there were then */
static unsigned count;
static bool failing;                    /* the store */
static enum screen_export_state strikes_at; /* the hand that strikes, when the list is there, */
static void (*strike)(void);            /* and what it does */

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (failing && deed->type == DEED_ENTRY && deed->entry->event == ENTRY_LISTED)
                return -ENOSPC;
        return __real_store_do(store, t_ms, deed, ret_outcome);
}

static int look_stick(void *context) {
        looked++;
        return 0;
}

static int list_stick(void *context, const struct buffer *list, const struct buffer *proof, unsigned told) {
        asked++;
        entries = fixture_count(&fixture, ENTRY_LISTED);
        count = told;
        stick_export_deinit(&export);
        assert_int_equal(buffer_append(&export.proof, proof->data, proof->len), 0);
        return buffer_append(&export.list, list->data, list->len);
}

static void tell(void *context) {
        if (strike && atomic_load(&export.state) == strikes_at) {
                strike();
                strike = NULL;
        }
}

static int set_up(void **state) {
        fixture_set_up(&fixture, NULL);
        fixture.box->ports.look_stick = look_stick;
        fixture.box->ports.list_stick = list_stick;
        strcpy(stick, "/var/tmp/stick-XXXXXX");
        assert_non_null(mkdtemp(stick));
        snprintf(out, sizeof(out), "%s/pickupbox-K017-list.csv", stick);
        snprintf(part, sizeof(part), "%s.part", out);
        snprintf(beside, sizeof(beside), "%s/pickupbox-K017-list.proof", stick);
        snprintf(beside_part, sizeof(beside_part), "%s.part", beside);
        strike = NULL;
        failing = false;
        looked = asked = entries = count = 0;
        export = (struct stick_export){ .folder = stick, .origin = "musterstadt.example/pickupbox/K017", .tell = tell };
        return 0;
}

static int tear_down(void **state) {
        char command[80];

        stick_export_deinit(&export);
        snprintf(command, sizeof(command), "rm -rf %s", stick);
        assert_int_equal(system(command), 0);
        fixture_tear_down(&fixture);
        return 0;
}

/* At the screen, up to what the daemon is asked for: is there a stick? */
static void look(const char *sub) {
        fixture_sign_in(&fixture, sub);
        fixture_press_number(&fixture, TARGET_TASK, TASK_DAY);
        fixture_press_number(&fixture, TARGET_TASK, TASK_CONTENTS);
        fixture_press_number(&fixture, TARGET_TASK, TASK_LISTING);
        fixture_expect(&fixture, SCREEN_STAFF_LISTING);
        fixture_press(&fixture, TARGET_NEXT);
}

/* … there is one. */
static void ask(const char *sub) {
        unsigned before = looked;

        look(sub);
        assert_int_equal(looked, before + 1);
        assert_int_equal(box_screen(fixture.box)->export.state, SCREEN_EXPORT_WRITING);
        box_stick_there(fixture.box, fixture.now);
}

static void ended(enum screen_export_state how) {
        struct screen_export told = { .state = how, .percent = 100, .size = count, .name = "pickupbox-K017-list.csv" };

        box_stick_exported(fixture.box, fixture.now, &told);
}

/* Of what each of these has in the store. */
static void expect_text(const unsigned *numbers, const char *const *states, unsigned of) {
        char expected[1024], deadline[MOMENT_TEXT_SIZE];
        size_t len = (size_t)snprintf(expected, sizeof(expected), "compartment,case,items,state,deadline\r\n");

        for (unsigned i = 0; i < of; i++) {
                moment_format(fixture_consignment(&fixture, numbers[i]).deadline_ms, true, deadline);
                len += (size_t)snprintf(expected + len, sizeof(expected) - len, "%u,%02x%02x%02x%02x,passport,%s,%s\r\n", fixture_where(&fixture, numbers[i]), numbers[i],
                                        numbers[i], numbers[i], numbers[i], states[i], deadline);
        }
        assert_string_equal(buffer_text(&export.list), expected);
        assert_int_equal(count, of);
}

static void it_holds_what_the_store_does_and_its_entry_is_there_first(void **state) {
        struct entry entry;
        struct hash sha;

        fixture_load(&fixture, 1, 5);
        fixture_collect(&fixture, 5);
        fixture_pass(&fixture, 5 * 60 * 1000); /* its door stands open */
        assert_int_equal(fixture_consignment(&fixture, 5).state, CONSIGNMENT_ISSUED);
        assert_true(fixture_compartment(&fixture, 5).has_consignment);
        fixture_collect(&fixture, 1);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        fixture_press(&fixture, TARGET_END);
        fixture_force(&fixture, fixture_where(&fixture, 3));
        fixture_shut(&fixture, fixture_where(&fixture, 3));
        ask("lore");
        assert_int_equal(asked, 1);
        assert_int_equal(entries, 1); /* before a byte went out */
        expect_text((const unsigned[]){ 2, 3, 4 }, (const char *const[]){ "stored", "quarantined", "stored" }, 3);
        entry = fixture_last(&fixture, ENTRY_LISTED);
        sha256(export.list.data, export.list.len, &sha);
        assert_true(hash_equal(&entry.sha, &sha));
        assert_int_equal(entry.count, 3);
        assert_string_equal(entry.by, "lore");
        assert_int_equal(box_screen(fixture.box)->export.state, SCREEN_EXPORT_WRITING);
        fixture_press(&fixture, TARGET_NEXT); /* one at a time */
        assert_int_equal(looked, 1);
        assert_int_equal(asked, 1);
        ended(SCREEN_EXPORT_DONE);
        assert_int_equal(box_screen(fixture.box)->export.state, SCREEN_EXPORT_DONE);
        assert_int_equal(fixture_count(&fixture, ENTRY_LISTED), 1);
        assert_int_equal(fixture_count(&fixture, ENTRY_EXPORTED), 0);
}

static void everybody_on_staff_may_and_an_empty_box_has_a_list_too(void **state) {
        static const char *const subs[] = { "lore", "mara", "axel" };

        for (unsigned i = 0; i < ARRAY_LEN(subs); i++) {
                ask(subs[i]);
                assert_int_equal(asked, i + 1);
                expect_text(NULL, NULL, 0);
                assert_string_equal(fixture_last(&fixture, ENTRY_LISTED).by, subs[i]);
                ended(SCREEN_EXPORT_NO_STICK);
                assert_int_equal(box_screen(fixture.box)->export.state, SCREEN_EXPORT_NO_STICK);
                fixture_sign_out(&fixture);
                fixture_pass(&fixture, FIXTURE_AWAY_MS);
        }
        assert_int_equal(fixture_count(&fixture, ENTRY_LISTED), ARRAY_LEN(subs)); /* they stay, whatever became of it */
}

static void without_a_stick_nothing_is_made_and_nothing_told(void **state) {
        static const enum screen_export_state none[] = { SCREEN_EXPORT_NO_STICK, SCREEN_EXPORT_READ_ONLY, SCREEN_EXPORT_FAULT };

        fixture_load(&fixture, 1, 2);
        for (unsigned i = 0; i < ARRAY_LEN(none); i++) {
                uint64_t size;

                look("lore");
                assert_int_equal(looked, i + 1);
                size = store_size(fixture.store);
                ended(none[i]);
                assert_int_equal(box_screen(fixture.box)->export.state, none[i]);
                assert_int_equal(store_size(fixture.store), size);
                fixture_sign_out(&fixture);
                fixture_pass(&fixture, FIXTURE_AWAY_MS);
        }
        assert_int_equal(asked, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_LISTED), 0);
}

/* By the pinned key alone: that the ledger was signed with the entry in it, which names the file. */
static void an_auditor_needs_the_key_and_the_two_files(void **state) {
        struct vkey vkey;
        struct proof *proof = test_malloc(sizeof(*proof));
        struct checkpoint checkpoint;
        struct finding finding;
        struct entry entry;
        struct hash sha;

        fixture_load(&fixture, 1, 5);
        ask("axel");
        vkey_init(&vkey, store_origin(fixture.store), NOTE_TYPE_ED25519, secret_key_public(fixture.ledger));
        assert_int_equal(proof_parse(buffer_text(&export.proof), export.proof.len, proof, &finding), 0);
        assert_int_equal(proof_check(proof, &vkey, 1, &entry, &checkpoint, &finding), 0);
        assert_int_equal(entry.event, ENTRY_LISTED);
        assert_string_equal(entry.by, "axel");
        sha256(export.list.data, export.list.len, &sha);
        assert_true(hash_equal(&entry.sha, &sha));
        assert_int_equal(proof->index, fixture_last(&fixture, ENTRY_LISTED).n);
        vkey_init(&vkey, store_origin(fixture.store), NOTE_TYPE_ED25519, secret_key_public(fixture.stranger));
        assert_int_equal(proof_check(proof, &vkey, 1, &entry, &checkpoint, &finding), LEDGER_E_INVALID);
        test_free(proof);
}

static void without_its_entry_nothing_goes_out(void **state) {
        fixture_load(&fixture, 1, 1);
        failing = true;
        ask("lore");
        assert_int_equal(asked, 0);
        assert_int_equal(fixture_count(&fixture, ENTRY_LISTED), 0);
        assert_int_equal(box_screen(fixture.box)->id, SCREEN_AGAIN);
        failing = false;
}

/* ---- on the stick ---- */

static void give_list(void) {
        fixture_load(&fixture, 1, 3);
        ask("lore");
        assert_int_equal(asked, 1);
}

static void expect_one(const char *path, const void *bytes, size_t len) {
        char read_back[4096];
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n;

        assert_true(fd >= 0);
        n = read(fd, read_back, sizeof(read_back));
        close(fd);
        assert_int_equal(n, len);
        assert_memory_equal(read_back, bytes, len);
}

/* The list and the proof beside it, and nothing else of either. */
static void expect_files(const struct buffer *list, const struct buffer *proof) {
        expect_one(out, list->data, list->len);
        expect_one(beside, proof->data, proof->len);
        assert_int_equal(access(part, F_OK), -1);
        assert_int_equal(access(beside_part, F_OK), -1);
}

static uint8_t former_bytes[] = { 'e', 'a', 'r', 'l', 'i', 'e', 'r' };
static const struct buffer former = { .data = former_bytes, .len = sizeof(former_bytes) };

static void earlier(void) {
        const char *const paths[] = { out, beside };

        for (unsigned i = 0; i < ARRAY_LEN(paths); i++) {
                int fd = open(paths[i], O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

                assert_true(fd >= 0);
                assert_int_equal(write(fd, former.data, former.len), former.len);
                close(fd);
        }
}

static void it_is_written_read_again_and_takes_the_place_of_an_earlier_one(void **state) {
        give_list();
        earlier();
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_DONE);
        assert_string_equal(export.message, "");
        expect_files(&export.list, &export.proof);
}

static void spoil(void) {
        int fd = open(part, O_WRONLY | O_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(pwrite(fd, "X", 1, 40), 1);
        close(fd);
}

static void cut_off(void) {
        assert_int_equal(truncate(part, 40), 0);
}

static void spoil_the_proof(void) {
        assert_int_equal(truncate(beside_part, 40), 0);
}

static void a_stick_that_gives_back_something_else_is_found_out(void **state) {
        static void (*const ways[])(void) = { spoil, cut_off, spoil_the_proof };

        give_list();
        earlier();
        for (unsigned i = 0; i < ARRAY_LEN(ways); i++) {
                strikes_at = SCREEN_EXPORT_READING;
                strike = ways[i];
                assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_DIFFERS);
                assert_non_null(strstr(export.message, "read again"));
                expect_files(&former, &former);
        }
}

static void pull(void) {
        char command[80];

        snprintf(command, sizeof(command), "rm -rf %s", stick);
        assert_int_equal(system(command), 0);
}

static void one_that_is_pulled_is_told(void **state) {
        give_list();
        strikes_at = SCREEN_EXPORT_READING;
        strike = pull;
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_PULLED);
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_NO_STICK);
}

/* A limit on the size of files stands for the end of the stick. */
static void a_full_one_is_told_and_left_as_it_was(void **state) {
        struct rlimit before, few = { .rlim_cur = 64 };

        give_list();
        earlier();
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        few.rlim_max = before.rlim_max;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_FULL);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        expect_files(&former, &former);
}

static void what_else_has_its_name_is_left_alone(void **state) {
        give_list();
        assert_int_equal(mkdir(out, 0700), 0);
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_OTHER);
        assert_int_equal(rmdir(out), 0);
        assert_int_equal(symlink("/etc/passwd", out), 0);
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_OTHER);
        assert_int_equal(symlink("elsewhere", part), 0); /* no link is followed */
        assert_int_equal(unlink(out), 0);
        assert_int_equal(stick_list_run(&export), SCREEN_EXPORT_DONE);
        expect_files(&export.list, &export.proof);
}

static void generations_have_names_of_their_own(void **state) {
        char name[SCREEN_EXPORT_NAME_SIZE];

        stick_list_name("musterstadt.example/pickupbox/K017/0123456789abcdef", name);
        assert_string_equal(name, "pickupbox-K017-0123456789abcdef-list.csv");
        stick_list_proof_name("musterstadt.example/pickupbox/K017/0123456789abcdef", name);
        assert_string_equal(name, "pickupbox-K017-0123456789abcdef-list.proof");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(it_holds_what_the_store_does_and_its_entry_is_there_first),
                CASE(everybody_on_staff_may_and_an_empty_box_has_a_list_too),
                CASE(without_a_stick_nothing_is_made_and_nothing_told),
                CASE(an_auditor_needs_the_key_and_the_two_files),
                CASE(without_its_entry_nothing_goes_out),
                CASE(it_is_written_read_again_and_takes_the_place_of_an_earlier_one),
                CASE(a_stick_that_gives_back_something_else_is_found_out),
                CASE(one_that_is_pulled_is_told),
                CASE(a_full_one_is_told_and_left_as_it_was),
                CASE(what_else_has_its_name_is_left_alone),
                CASE(generations_have_names_of_their_own),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

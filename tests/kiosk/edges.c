/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Edges of door switches get lost, on real devices, inside the virtual kiosk, as root.
 *
 *      kiosk_edges make                            outside: prints the folder of a new place
 *      kiosk_edges LOSING PLACE ROUNDS
 *
 * LOSING is a daemon that loses edges (losing.h). In each round staff load three consignments, while 1 % of them get lost, 10 %
 * and all, and they are collected while as many do. Each opening has one pulse, is issued once, and is found shut again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tests/box/daemon/durable.h"
#include "tests/kiosk/losing.h"
#include "tests/kiosk/visitor.h"
#include "tests/support/cmocka.h"

enum { LOG_MAX = 4 * 1024 * 1024, ALL = 100, RATES = 1 + PLACE_FURTHER_MAX, EDGES = 4 /* of a consignment: open and shut, twice */ };

static const unsigned rates[RATES] = { 1, 10, ALL };

static struct {
        const char *losing, *place;
        unsigned rounds;
} arguments;

static struct place place;
static struct visitor visitor;
static unsigned lost_by[RATES];

/* How many have got lost so far. */
static unsigned lost(void) {
        CLEANUP(buffer_deinit) struct buffer log = BUFFER_INIT;
        unsigned count = 0;

        assert_int_equal(file_read(place.log, LOG_MAX, &log), 0);
        assert_int_equal(buffer_append(&log, "", 1), 0);
        for (const char *at = (char *)log.data; (at = strstr(at, LOSING_SAID)); at++)
                count++;
        return count;
}

static void lose(unsigned percent) {
        char digits[16];
        int len = snprintf(digits, sizeof(digits), "%u\n", percent);

        assert_int_equal(file_replace(LOSING_FILE, digits, (size_t)len, 0644), 0);
}

static const struct issued *consignment(unsigned i) {
        return i == 0 ? &place.issued : &place.further[i - 1];
}

static void load_all(void) {
        visitor_sign_in(&visitor, false);
        for (unsigned i = 0; i < RATES; i++) {
                unsigned before = lost();

                lose(rates[i]);
                visitor_load_one(&visitor, consignment(i)->ticket);
                lost_by[i] += lost() - before;
        }
        visitor_sign_out(&visitor);
}

static void collect(const struct issued *issued) {
        visitor_wait(&visitor, "idle");
        visitor_show(&visitor, issued->code);
        visitor_wait(&visitor, "birth");
        visitor_type(&visitor, PLACE_BORN);
        visitor_wait(&visitor, "door"); /* it springs open meanwhile */
        visitor_wait_coil(&visitor, false);
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "done");
        visitor_leave(&visitor);
}

static void collect_all(void) {
        for (unsigned i = 0; i < RATES; i++) {
                unsigned before = lost();

                lose(rates[i]);
                collect(consignment(i));
                lost_by[i] += lost() - before;
        }
}

static void check(void) {
        static const enum entry_event once[] = { ENTRY_LOADED, ENTRY_RELEASE, ENTRY_ISSUED, ENTRY_CLOSED };
        static const enum entry_event never[] = { ENTRY_OPEN_FAILED, ENTRY_FORCED_OPEN, ENTRY_QUARANTINED, ENTRY_UNLATCHED, ENTRY_SWITCH_FAULTY };
        CLEANUP(durable_deinit) struct durable durable;
        unsigned pulses = 0;

        durable_read(&place, &durable);
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++)
                pulses += gpio_sim_pulses(visitor.cabinet, i).count;
        assert_int_equal(pulses, 2 * RATES);
        for (size_t i = 0; i < ARRAY_LEN(once); i++)
                assert_int_equal(durable_count(&durable, 0, once[i]), RATES);
        for (size_t i = 0; i < ARRAY_LEN(never); i++)
                assert_int_equal(durable_count(&durable, 0, never[i]), 0);
}

static void each_opening_is_issued_once(void **state) {
        for (unsigned round = 0; round < arguments.rounds; round++) {
                place_put_back(&place, "new");
                gpio_sim_trace();
                visitor_start(&visitor);
                load_all();
                collect_all();
                visitor_stop(&visitor);
                check();
        }
        for (unsigned i = 0; i < RATES; i++)
                printf("%3u %% of edges get lost: %u consignments loaded and issued once, %u of %u edges were lost\n", rates[i], arguments.rounds,
                       lost_by[i], EDGES * arguments.rounds);
        assert_int_equal(lost_by[RATES - 1], EDGES * arguments.rounds);
}

static int set_up(void **state) {
        visitor_place_read(arguments.place, &place);
        visitor_init(&visitor, &place, arguments.losing);
        place_keep(&place, "new");
        return 0;
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(each_opening_is_issued_once) };

        if (argc == 2 && strcmp(argv[1], "make") == 0)
                return visitor_place_make(VISITOR_SETTINGS, PLACE_FURTHER_MAX);
        if (argc != 4) {
                fprintf(stderr, "usage: kiosk_edges make | LOSING PLACE ROUNDS\n");
                return EXIT_FAILURE;
        }
        arguments.losing = argv[1];
        arguments.place = argv[2];
        arguments.rounds = (unsigned)strtoul(argv[3], NULL, 10);
        return cmocka_run_group_tests(tests, set_up, NULL);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Chips that go and come back at random moments of sessions, on real devices, inside the virtual kiosk, as root.
 *
 *      kiosk_chips make                            outside: prints the folder of a new place
 *      kiosk_chips PICKUPBOXD PLACE ROUNDS SEED
 *
 * Compartments 1 and 2 hang on one chip, in the first lies a consignment; 3 and 4 on another. First the chip goes twice with the coil
 * on. Then so many rounds, in which one chip or both go at a random moment of a citizen's session and come back within two seconds. Nobody but the
 * citizen and the service manager, who starts a daemon that has ended, does anything: all of it is taken up again, no coil was on past its cap, and the
 * consignment is issued once, good as before, or named to staff. Prints how often each device went at each state, and what became of it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/words/reason.h"
#include "tests/box/daemon/durable.h"
#include "tests/kiosk/stages.h"
#include "tests/support/cmocka.h"

#define OTHER "kiosk-other"
#define SETTINGS \
        "\n[lock]\nlines = " VISITOR_CHIP ":lock0..1\nlines = " OTHER ":lock2..3\n" \
        "\n[door]\nlines = " VISITOR_CHIP ":door0..1\nlines = " OTHER ":door2..3\ndebounce_ms = 10\n" VISITOR_PANEL

enum { LIMIT_MS = 1000, LOOK_US = 50000, PATIENCE_S = 120, GONE_MAX_MS = 2000 };
enum device { DEVICE_OWN, DEVICE_OTHER, DEVICE_BOTH, DEVICES };
enum ending { ENDING_ISSUED, ENDING_GOOD, ENDING_FOR_STAFF, ENDINGS };

static const char *const device_names[DEVICES] = { "its own chip", "the other chip", "both" };
static const char *const ending_names[ENDINGS] = { "issued", "its code is good", "for staff" };

static struct {
        const char *program, *place;
        unsigned rounds;
} arguments;

static struct place place;
static struct visitor visitor;
static struct gpio_sim *other;
static unsigned became[DEVICES][STAGES][ENDINGS];
static unsigned longest_ms, starts;

static int64_t now_s(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec;
}

/* ---- chips ---- */

static void plug_other(void) {
        other = gpio_sim_new(OTHER, OTHER, 2 * PLACE_COMPARTMENTS, visitor_line_name);
        assert_non_null(other);
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++)
                gpio_sim_pull(other, PLACE_COMPARTMENTS + i, true);
}

/* Of the pulses that have ended: what a chip was doing goes with it. */
static void note_pulses(void) {
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++) {
                struct gpio_sim_pulses had = gpio_sim_pulses(visitor.cabinet, i);

                longest_ms = had.longest_ms > longest_ms ? had.longest_ms : longest_ms;
        }
        assert_true(longest_ms <= LIMIT_MS);
        assert_int_equal(gpio_sim_overlaps(visitor.cabinet, PLACE_COMPARTMENTS), 0);
}

static void go(enum device device) {
        if (device != DEVICE_OTHER) {
                note_pulses();
                visitor_unplug(&visitor);
        }
        if (device != DEVICE_OWN) {
                gpio_sim_free(other);
                other = NULL;
        }
}

static void come_back(void) {
        if (!other)
                plug_other();
        if (!visitor.cabinet) {
                gpio_sim_trace();
                visitor_plug(&visitor);
        }
        for (unsigned i = 0; i < PLACE_COMPARTMENTS; i++)
                assert_false(gpio_sim_level(visitor.cabinet, i) && visitor_coil(&visitor) != i);
}

/* ---- the box, and who starts it ---- */

/* False: it had ended, and was started again. */
static bool look(void) {
        if (visitor_look(&visitor))
                return true;
        visitor_bury(&visitor);
        starts++;
        visitor_start(&visitor);
        return false;
}

static unsigned absent(void) {
        json_t *request = json_pack("{s:s}", "request", "status"), *answer;
        unsigned count;

        assert_non_null(request);
        assert_int_equal(control_client_ask(&visitor.client, request, &answer), 0);
        json_decref(request);
        count = (unsigned)json_integer_value(json_object_get(json_object_get(answer, "compartments"), "absent"));
        json_decref(answer);
        return count;
}

/* Whatever the citizen meets, until the box is as it was. */
static void see_it_through(void) {
        int64_t end_s = now_s() + PATIENCE_S;

        for (;; usleep(LOOK_US)) {
                if (now_s() > end_s)
                        fail_msg("%s is still on the screen; see %s", visitor.screen, place.log);
                if (!look())
                        continue;
                if (visitor_sees(&visitor, "idle") && absent() == 0)
                        break;
                if (visitor_coil(&visitor) == PLACE_COMPARTMENTS && !visitor_sees(&visitor, "opening"))
                        visitor_close_door(&visitor);
                if (visitor_sees(&visitor, "birth"))
                        visitor_type(&visitor, PLACE_BORN);
                else if (visitor_sees(&visitor, "code") || visitor_sees(&visitor, "number"))
                        visitor_back(&visitor); /* a key that was meant for the screen before has begun another session */
                else if (!visitor_sees(&visitor, "idle") && !visitor_sees(&visitor, "opening") && !visitor_sees(&visitor, "door"))
                        visitor_type(&visitor, "");
        }
        visitor_close_door(&visitor);
}

static void stay_away(unsigned ms) {
        for (unsigned passed = 0; passed < ms; passed += LOOK_US / 1000) {
                (void)look();
                usleep(LOOK_US);
        }
}

/* ---- what became of it ---- */

static void begin_life(void) {
        place_put_back(&place, "loaded");
        gpio_sim_trace();
        visitor_start(&visitor);
        visitor_wait(&visitor, "idle");
}

static enum ending ending_of(const struct durable *durable) {
        switch ((int)durable->consignment.state) {
        case CONSIGNMENT_ISSUED:
                return ENDING_ISSUED;
        case CONSIGNMENT_STORED:
                return ENDING_GOOD;
        case CONSIGNMENT_QUARANTINED:
                return ENDING_FOR_STAFF;
        default:
                fail_msg("it is in state %d; see %s", durable->consignment.state, place.log);
                return ENDINGS;
        }
}

/* The box is stopped, looked at and started again; anew where the code is good no more. */
static enum ending judge(enum reason *ret_why) {
        CLEANUP(durable_deinit) struct durable durable = { 0 };
        enum ending ending;

        note_pulses();
        visitor_stop(&visitor);
        durable_read(&place, &durable);
        ending = ending_of(&durable);
        assert_int_equal(durable_count(&durable, 0, ENTRY_ISSUED), ending == ENDING_ISSUED);
        assert_int_equal(durable_count(&durable, 0, ENTRY_FORCED_OPEN), 0);
        *ret_why = durable.compartment.reason;
        if (ending == ENDING_GOOD) {
                visitor_start(&visitor);
                visitor_wait(&visitor, "idle");
        } else {
                begin_life();
        }
        return ending;
}

static void a_lock_whose_chip_goes_with_its_coil_on_is_left_alone_the_second_time(void **state) {
        static const enum ending endings[] = { ENDING_GOOD, ENDING_FOR_STAFF };
        enum reason why = REASON_NONE;

        for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
                unsigned before = starts;

                visitor_show(&visitor, place.issued.code);
                visitor_wait(&visitor, "birth");
                visitor_type(&visitor, PLACE_BORN);
                visitor_wait_coil(&visitor, true);
                go(DEVICE_OWN);
                stay_away(GONE_MAX_MS);
                assert_int_equal(starts, before + 1);
                come_back();
                see_it_through();
                assert_int_equal(judge(&why), endings[i]);
        }
        assert_int_equal(why, REASON_COIL_LOST);
        printf("twice with the coil on: quarantined, %s\n", reason_name(why));
}

static void one_round(enum device device, enum stage target) {
        enum stage struck;
        enum reason why;

        assert_true(stage_session(&visitor, target, &struck));
        go(device);
        stay_away((unsigned)rand() % GONE_MAX_MS);
        come_back();
        see_it_through();
        became[device][struck][judge(&why)]++;
}

static void chips_go_at_random_moments_and_nobody_is_needed(void **state) {
        unsigned first = (unsigned)rand() % STAGES;

        /* Every device at every state within as many rounds as there are pairs of them. */
        for (unsigned i = 0; i < arguments.rounds; i++)
                one_round((enum device)(i % DEVICES), (enum stage)((first + i) % STAGES));
        visitor_stop(&visitor);
}

static int set_up(void **state) {
        visitor_place_read(arguments.place, &place);
        visitor_init(&visitor, &place, arguments.program);
        plug_other();
        gpio_sim_trace();
        visitor_start(&visitor);
        visitor_load(&visitor, false);
        visitor_stop(&visitor);
        place_keep(&place, "loaded");
        begin_life();
        return 0;
}

static void report(void) {
        for (int device = 0; device < DEVICES; device++)
                for (int stage = 0; stage < STAGES; stage++)
                        for (int ending = 0; ending < ENDINGS; ending++)
                                if (became[device][stage][ending] > 0)
                                        printf("  %-15s %-26s %3u %s\n", device_names[device], stage_name((enum stage)stage),
                                               became[device][stage][ending], ending_names[ending]);
        printf("%u rounds, the longest pulse that ended: %u ms, %u starts by the service manager\n", arguments.rounds, longest_ms, starts);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_lock_whose_chip_goes_with_its_coil_on_is_left_alone_the_second_time),
                cmocka_unit_test(chips_go_at_random_moments_and_nobody_is_needed),
        };
        int result;

        if (argc == 2 && strcmp(argv[1], "make") == 0)
                return visitor_place_make(SETTINGS, 0);
        if (argc != 5) {
                fprintf(stderr, "usage: kiosk_chips make | PICKUPBOXD PLACE ROUNDS SEED\n");
                return EXIT_FAILURE;
        }
        arguments.program = argv[1];
        arguments.place = argv[2];
        arguments.rounds = (unsigned)strtoul(argv[3], NULL, 10);
        srand((unsigned)strtoul(argv[4], NULL, 10));
        result = cmocka_run_group_tests(tests, set_up, NULL);
        report();
        return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

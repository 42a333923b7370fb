/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Days of a box with 300 documents, at accelerated time: four staff load, walk along the cabinet, reconcile and serve who was sent to the
 * desk; citizens come with every mistake that people make (world.h lists them); locks jam, doors are forced, chips go, power goes. By
 * its seed. At the end the world's own record says where each document is, exactly once: collected, in the box or in staff hands; and
 * the ledger, read from its export, and the store say the same. DAY_SEED=n lives that one alone; PICKUPBOX_FULL=1 lives a hundred.
 */
#include <stdlib.h>

#include "tests/box/day/books.h"
#include "tests/box/day/citizens.h"
#include "tests/box/day/clerks.h"
#include "tests/box/day/passers.h"
#include "tests/box/day/sticks.h"
#include "tests/support/cmocka.h"

enum { CYCLES_MAX = 60, HOUR_MS = 3600 * 1000 };
#define DAYS_11_MS (INT64_C(11) * 86400 * 1000)

static struct fixture fixture;
static struct world world;
static struct {
        unsigned places[PLACE_COUNT], left_behind, counts[MISTAKE_COUNT], days[MISTAKE_COUNT], seeds, citizens, desk, rounds, reconciled, adopted, exported, witnessed, openings, old_laid_in, old_taken_out, documents;
        uint64_t entries;
} sums;

/* ---- what goes wrong by itself ---- */

static unsigned some_compartment(void) {
        return 1 + world_below(&world, fixture.options.compartments);
}

/* Within a minute after its pulses it would be a lock that lets go late: what it was opened for would be handed out, to nobody. */
static void force_a_door(void) {
        unsigned c = some_compartment();

        if (fixture.absent[c - 1])
                return;
        fixture_pass(&fixture, WATCH_EXPECT_MS + 1000);
        world.counts[MISTAKE_FORCED]++;
        fixture_force(&fixture, c);
        world_shut(&world, c);
}

static void lose_a_chip(void) {
        unsigned first = some_compartment(), last = first + 3;

        if (last > fixture.options.compartments)
                last = fixture.options.compartments;
        world.counts[MISTAKE_CHIP]++;
        fixture_set_chip_absent(&fixture, first, last, true);
        fixture_pass(&fixture, HOUR_MS);
        fixture_set_chip_absent(&fixture, first, last, false);
}

static void lose_power(void) {
        world.counts[MISTAKE_POWER]++;
        fixture_restart(&fixture);
}

static void something_goes_wrong(void) {
        switch (world_below(&world, 40)) {
        case 0:
                force_a_door();
                break;
        case 1:
                lose_a_chip();
                break;
        case 2:
                lose_power();
                break;
        case 3:
        case 4:
        case 5:
        case 6:
                passer_comes(&world);
                break;
        default:
                break;
        }
}

/* ---- days ---- */

static bool is_inside(const struct document *document) {
        return document->place == PLACE_BOX && !document->left_behind;
}

static unsigned still_to_load(void) {
        unsigned count = 0;

        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                count += world.documents[d].place == PLACE_STAFF && !world.documents[d].finished && !world.documents[d].revoked;
        return count;
}

/* In some order; one in eight is in no hurry. */
static void citizens_come(void) {
        unsigned first = world_below(&world, WORLD_DOCUMENTS);

        for (unsigned i = 0; i < WORLD_DOCUMENTS; i++) {
                unsigned d = 1 + (first + i * 7) % WORLD_DOCUMENTS;

                if (!is_inside(&world.documents[d]) || world_below(&world, 8) == 0)
                        continue;
                citizen_comes(&world, d);
                something_goes_wrong();
                if (is_inside(&world.documents[d]) && world_below(&world, 3) == 0)
                        clerks_fetch(&world, d);
        }
}

/* Whoever comes now is too late. */
static void days_pass(void) {
        fixture_pass(&fixture, DAYS_11_MS);
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                if (!world_is_inside(&world.documents[d]) || world_below(&world, 3) != 0)
                        continue;
                passer_is_late(&world, d);
                break;
        }
}

static void one_cycle(unsigned cycle) {
        unsigned most = fixture.options.compartments;

        clerks_load(&world, most - world_below(&world, most / 4));
        citizens_come();
        clerks_walk(&world);
        if (cycle % 2 == 0)
                sticks_adopt(&world);
        if (cycle % 3 == 1)
                sticks_export(&world);
        if (cycle % 3 == 2) {
                days_pass();
                clerks_walk(&world);
        }
        fixture_pass(&fixture, 14 * HOUR_MS);
}

static bool owe_an_answer(void) {
        for (unsigned c = 0; c < fixture.options.compartments; c++)
                if (world.unsaid[c])
                        return true;
        return false;
}

static void add_up(void) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                sums.places[world.documents[d].place]++;
                sums.left_behind += world.documents[d].left_behind;
        }
        for (unsigned i = 0; i < MISTAKE_COUNT; i++) {
                sums.counts[i] += world.counts[i];
                sums.days[i] += world.counts[i] > 0;
        }
        sums.seeds++;
        for (unsigned c = 0; c < fixture.options.compartments; c++)
                sums.openings += fixture.sprung[c];
        sums.documents += WORLD_DOCUMENTS;
        sums.citizens += world.citizens;
        sums.desk += world.desk;
        sums.rounds += world.rounds;
        sums.reconciled += world.reconciled;
        sums.adopted += world.adopted;
        sums.exported += world.exported;
        sums.witnessed += world.witnessed;
        sums.old_laid_in += world.old_laid_in;
        sums.old_taken_out += world.old_taken_out;
        sums.entries += store_size(fixture.store);
}

static unsigned begun;

static void live(unsigned seed) {
        static const unsigned sizes[] = { 24, 48, 96, 240, 608 };
        unsigned cycle;

        begun++;
        fixture_set_up(&fixture, &(struct fixture_options){ .compartments = sizes[seed % ARRAY_LEN(sizes)], .four_eyes = seed % 2 });
        world_begin(&world, &fixture, seed);
        for (cycle = 0; cycle < CYCLES_MAX && still_to_load() > 0; cycle++)
                one_cycle(cycle);
        assert_int_equal(still_to_load(), 0);
        if (fixture.options.compartments <= 96)
                clerks_reconcile(&world);
        while (owe_an_answer())
                clerks_walk(&world);
        fixture_check_pulses(&fixture);
        books_compare(&world);
        if (fixture.faults > 0)
                fail_msg("seed %u: %s", seed, fixture.last_log);
        add_up();
        fixture_tear_down(&fixture);
}

static void print_sums(void) {
        print_message("%u documents: %u collected, %u in staff hands, %u in the box (%u of all left behind by their citizens); the ledger says the same\n",
                      sums.documents, sums.places[PLACE_CITIZEN], sums.places[PLACE_STAFF], sums.places[PLACE_BOX], sums.left_behind);
        print_message("%u visits of citizens, %u hand-overs at the desk, %u rounds, %u openings, %llu entries, %u old papers laid in, %u taken out\n", sums.citizens,
                      sums.desk, sums.rounds, sums.openings, (unsigned long long)sums.entries, sums.old_laid_in, sums.old_taken_out);
        print_message("%u reconciliations, %u statements and %u countersignatures taken from a stick, %u exports to one\n", sums.reconciled, sums.adopted,
                      sums.witnessed, sums.exported);
        for (unsigned i = 1; i < MISTAKE_COUNT; i++)
                print_message("  %-44s %6u times, in %3u of %u towns\n", world_mistake((enum mistake)i), sums.counts[i], sums.days[i], sums.seeds);
}

static void every_document_is_somewhere_exactly_once(void **state) {
        const char *only = getenv("DAY_SEED");
        unsigned first = only ? (unsigned)strtoul(only, NULL, 10) : 1, last = only ? first : getenv("PICKUPBOX_FULL") ? 100 : 5;

        for (unsigned seed = first; seed <= last; seed++)
                live(seed);
        print_sums();
        for (unsigned i = 1; !only && i < MISTAKE_COUNT; i++)
                if (sums.counts[i] == 0)
                        fail_msg("nobody ever: %s", world_mistake((enum mistake)i));
}

/* Whatever failed in a town, its seed is said. */
static int tell_the_seed(void **state) {
        if (sums.seeds < begun)
                print_message("it failed in the town of DAY_SEED=%u\n", world.seed);
        return 0;
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test_teardown(every_document_is_somewhere_exactly_once, tell_the_seed) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

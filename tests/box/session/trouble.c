/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/trouble.h"

#include <string.h>

static unsigned below(struct trouble *trouble, unsigned limit) {
        return wander_below(trouble->wander, limit);
}

static unsigned some_compartment(struct trouble *trouble) {
        return 1 + below(trouble, trouble->fixture->options.compartments);
}

void trouble_begin(struct trouble *trouble, unsigned seed) {
        static const unsigned rates[] = { 0, 1, 2, 3, 0 }, lost[TROUBLE_RATES] = { 0, 10, 100, 1000 };
        struct fixture *fixture = trouble->fixture;

        trouble->switches = seed % 2 == 1;
        trouble->chips = seed % 2 == 0;
        trouble->noise = seed % 4 == 1 || seed % 4 == 2;
        trouble->rate = rates[seed % ARRAY_LEN(rates)];
        memset(trouble->ghost, 0, sizeof(trouble->ghost));
        memset(trouble->sprung, 0, sizeof(trouble->sprung));
        fixture->lost = lost[trouble->rate];
        fixture->chance = seed;
        fixture->chip_lines = trouble->noise ? fixture->options.compartments : 4;
        fixture_restart(fixture);
}

void trouble_count(struct trouble *trouble) {
        trouble->lost[trouble->rate] += trouble->fixture->lost_count;
        trouble->gone_with_coil += trouble->fixture->died;
        trouble->fixture->lost = 0;
}

bool trouble_door_is_open(struct trouble *trouble, unsigned c) {
        struct fixture *fixture = trouble->fixture;
        bool sprung = fixture->sprung[c - 1] != trouble->sprung[c - 1];

        trouble->sprung[c - 1] = fixture->sprung[c - 1];
        if (fixture->doors[c - 1] == DOOR_CLOSED)
                trouble->ghost[c - 1] = false;
        return sprung || (fixture->doors[c - 1] == DOOR_OPEN && !trouble->ghost[c - 1]);
}

/* ---- switches ---- */

static void flap(struct trouble *trouble, unsigned c) {
        static const enum door_state said[] = { DOOR_CLOSED, DOOR_OPEN, DOOR_CLOSED, DOOR_OPEN, DOOR_UNSTEADY, DOOR_UNKNOWN };
        struct fixture *fixture = trouble->fixture;

        trouble->flaps++;
        for (unsigned i = 1 + below(trouble, 24); i > 0; i--) {
                trouble->ghost[c - 1] = fixture->doors[c - 1] != DOOR_OPEN || trouble->ghost[c - 1];
                fixture_door(fixture, c, said[below(trouble, ARRAY_LEN(said))]);
                fixture_pass(fixture, below(trouble, below(trouble, 8) == 0 ? 5000 : 400));
        }
        if (below(trouble, 8) != 0)
                fixture_door(fixture, c, DOOR_CLOSED);
        trouble->ghost[c - 1] &= fixture->doors[c - 1] == DOOR_OPEN;
}

static void mend(struct trouble *trouble) {
        struct fixture *fixture = trouble->fixture;

        for (unsigned i = 0; i < fixture->options.compartments; i++) {
                if (!fixture->stuck[i])
                        continue;
                fixture->stuck[i] = false;
                if (trouble->ghost[i])
                        fixture_door(fixture, i + 1, DOOR_CLOSED);
        }
}

static void stick(struct trouble *trouble, unsigned c, bool open) {
        struct fixture *fixture = trouble->fixture;

        if (fixture->doors[c - 1] != DOOR_CLOSED)
                return;
        if (open) {
                trouble->ghost[c - 1] = true;
                fixture_door(fixture, c, DOOR_OPEN);
        }
        fixture->stuck[c - 1] = true;
        trouble->stuck_open += open;
        trouble->stuck_shut += !open;
}

void trouble_a_switch(struct trouble *trouble) {
        unsigned c = some_compartment(trouble);

        if (!trouble->switches)
                return;
        switch (below(trouble, 8)) {
        case 0:
                stick(trouble, c, true);
                break;
        case 1:
        case 2:
                stick(trouble, c, false);
                break;
        case 3:
        case 4:
                mend(trouble);
                break;
        default:
                flap(trouble, c);
                break;
        }
}

/* ---- chips ---- */

struct chip {
        unsigned first, last;
};

static struct chip some_chip(struct trouble *trouble) {
        unsigned lines = trouble->fixture->chip_lines;
        unsigned first = (some_compartment(trouble) - 1) / lines * lines + 1;

        return (struct chip){ first, first + lines - 1 };
}

static struct chip gone_chip(struct trouble *trouble) {
        struct fixture *fixture = trouble->fixture;

        for (unsigned c = 1; c <= fixture->options.compartments; c += fixture->chip_lines)
                if (fixture->absent[c - 1])
                        return (struct chip){ c, c + fixture->chip_lines - 1 };
        return (struct chip){ 0, 0 };
}

static void lose(struct trouble *trouble) {
        struct chip chip = some_chip(trouble);

        if (trouble->fixture->absent[chip.first - 1])
                return;
        fixture_set_chip_absent(trouble->fixture, chip.first, chip.last, true);
        trouble->gone++;
}

/* With its next coil. */
static void lose_soon(struct trouble *trouble) {
        struct chip chip = some_chip(trouble);

        for (unsigned c = chip.first; c <= chip.last; c++)
                trouble->fixture->dying[c - 1] = !trouble->fixture->absent[c - 1];
}

static void give_back(struct trouble *trouble) {
        struct chip chip = gone_chip(trouble);

        if (chip.first == 0)
                return;
        trouble->back++;
        fixture_set_chip_absent(trouble->fixture, chip.first, chip.last, false);
}

/* It says of all its doors that they are open, for a while. */
static void make_noise(struct trouble *trouble) {
        struct fixture *fixture = trouble->fixture;
        struct chip chip = some_chip(trouble);
        bool open[STORE_COMPARTMENTS_MAX];

        for (unsigned i = chip.first - 1; i < chip.last; i++) {
                open[i] = fixture->doors[i] == DOOR_OPEN;
                trouble->ghost[i] |= !open[i] && !fixture->stuck[i];
        }
        trouble->noises++;
        for (unsigned i = 1 + below(trouble, 4); i > 0; i--) {
                fixture_doors(fixture, chip.first, chip.last, open, DOOR_OPEN);
                fixture_pass(fixture, below(trouble, 3000));
                fixture_doors(fixture, chip.first, chip.last, open, DOOR_CLOSED);
                fixture_pass(fixture, below(trouble, 3000));
        }
}

void trouble_a_chip(struct trouble *trouble) {
        unsigned at = below(trouble, 8);

        if (trouble->noise && at == 0) {
                make_noise(trouble);
                return;
        }
        if (!trouble->chips)
                return;
        if (at < 3)
                lose(trouble);
        else if (at < 5)
                lose_soon(trouble);
        else
                give_back(trouble);
}

/* ---- */

void trouble_off(struct trouble *trouble) {
        struct chip chip = gone_chip(trouble);

        if (chip.first == 0 || below(trouble, 3) != 0)
                return;
        trouble->back_while_off++;
        for (unsigned c = chip.first; c <= chip.last; c++)
                trouble->fixture->absent[c - 1] = false;
}

void trouble_end(struct trouble *trouble) {
        struct fixture *fixture = trouble->fixture;

        memset(fixture->stuck, 0, sizeof(fixture->stuck));
        memset(fixture->absent, 0, sizeof(fixture->absent));
        memset(fixture->dying, 0, sizeof(fixture->dying));
        memset(trouble->ghost, 0, sizeof(trouble->ghost));
}

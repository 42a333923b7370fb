/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/world.h"

#include <stdio.h>
#include <string.h>

#include "crypto/reference.h"
#include "crypto/revocations.h"
#include "tests/support/cmocka.h"

static const char *const texts[] = {
        [MISTAKE_NONE] = "none",
#define MISTAKE_TEXT(member, text) [MISTAKE_##member] = text,
        MISTAKE_LIST(MISTAKE_TEXT)
#undef MISTAKE_TEXT
};

const char *world_mistake(enum mistake mistake) {
        return texts[mistake];
}

/* splitmix64 */
unsigned world_below(struct world *world, unsigned limit) {
        uint64_t z = world->state += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        return (unsigned)((z ^ (z >> 31)) % limit);
}

/* Every fifth person has two or three documents. */
void world_begin(struct world *world, struct fixture *fixture, unsigned seed) {
        *world = (struct world){ .fixture = fixture, .seed = seed, .state = seed };
        for (unsigned d = 1; d <= WORLD_DOCUMENTS;) {
                unsigned count = world_below(world, 5) ? 1 : 2 + world_below(world, WORLD_GROUP_MAX - 1);

                if (count > WORLD_DOCUMENTS - d + 1)
                        count = WORLD_DOCUMENTS - d + 1;
                for (unsigned i = 0; i < count; i++)
                        world->documents[d + i] = (struct document){ .holder = d, .count = count, .returns = world_below(world, 4) == 0 };
                d += count;
        }
}

/* ---- what is known of it ---- */

void world_cti(unsigned d, uint8_t ret_cti[CTI_LEN]) {
        memset(ret_cti, 0xda, CTI_LEN);
        ret_cti[0] = (uint8_t)(d >> 8);
        ret_cti[1] = (uint8_t)d;
}

unsigned world_document(const uint8_t cti[CTI_LEN]) {
        uint8_t known[CTI_LEN];
        unsigned d = (unsigned)cti[0] << 8 | cti[1];

        world_cti(d, known);
        return d > 0 && d <= WORLD_DOCUMENTS && memcmp(cti, known, CTI_LEN) == 0 ? d : 0;
}

void world_reference(unsigned d, char ret_text[REFERENCE_LEN + 1]) {
        snprintf(ret_text, REFERENCE_LEN + 1, "2%06u0", d % 1000000);
        ret_text[REFERENCE_LEN - 1] = reference_check_digit(ret_text, REFERENCE_LEN - 1);
}

void world_pin(unsigned d, char ret_text[PIN_LEN + 1]) {
        snprintf(ret_text, PIN_LEN + 1, "71%04u", d % 10000);
}

void world_birth(const struct world *world, unsigned d, char ret_typed[BIRTH_LEN + 1]) {
        unsigned holder = world->documents[d].holder;

        snprintf(ret_typed, BIRTH_LEN + 1, "%02u%02u19%02u", holder % 28 + 1, holder % 12 + 1, 20 + holder % 80);
}

void world_show_label(struct world *world, unsigned d) {
        const struct document *document = &world->documents[d];
        struct ticket ticket = fixture_ticket(world->fixture, 1);
        struct ticket_contents *contents = &ticket.contents;
        char birth[BIRTH_LEN + 1];

        ticket.exp -= ticket.nbf - document->label_s;
        ticket.nbf = document->label_s;
        world_cti(d, ticket.cti);
        world_cti(d, contents->cti);
        world_reference(d, contents->reference);
        world_pin(d, contents->pin);
        world_birth(world, d, birth);
        snprintf(contents->birth, sizeof(contents->birth), "%.4s%.2s%.2s", birth + 4, birth + 2, birth);
        contents->wishes = document->returns ? WISH_RETURN_OLD : 0;
        contents->has_group = document->count > 1;
        world_cti(document->holder, contents->group);
        fixture_scan_this_ticket(world->fixture, &ticket);
}

void world_show_ticket(struct world *world, unsigned d) {
        world->documents[d].label_s = fixture_ticket(world->fixture, 1).nbf;
        world_show_label(world, d);
}

static void show(struct world *world, unsigned d, const char *box, uint32_t made_s) {
        struct code code = fixture_code(world->fixture, 1);

        world_cti(d, code.cti);
        code.exp -= code.nbf - made_s;
        code.nbf = made_s;
        snprintf(code.aud, sizeof(code.aud), "%s", box);
        fixture_scan_this_code(world->fixture, &code);
}

void world_show_code(struct world *world, unsigned d, const char *box) {
        uint32_t made_s = world->documents[d].label_s;

        show(world, d, box, made_s > 0 ? made_s : fixture_code(world->fixture, 1).nbf);
}

void world_show_letter_of(struct world *world, unsigned d, uint32_t made_s) {
        show(world, d, "K017", made_s);
}

void world_revoke(struct world *world, unsigned d) {
        struct fixture *fixture = world->fixture;
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        uint32_t now_s = (uint32_t)(fixture->now.wall_ms / 1000);
        struct revocation item = { .t = UINT32_MAX, .until = now_s + 40 * 86400 };
        struct revocations statement = { .aud = "K017", .issued = now_s, .items = &item, .count = 1 };

        world_cti(d, item.cti);
        assert_int_equal(revocations_sign(&statement, fixture->revoke, &bytes), 0);
        assert_int_equal(box_adopt(fixture->box, fixture->now, bytes.data, bytes.len, true, NULL), 0);
        world->documents[d].revoked = true;
}

unsigned world_some(struct world *world, bool (*is_meant)(const struct document *document)) {
        unsigned first = world_below(world, WORLD_DOCUMENTS);

        for (unsigned i = 0; i < WORLD_DOCUMENTS; i++) {
                unsigned d = 1 + (first + i) % WORLD_DOCUMENTS;

                if (is_meant(&world->documents[d]))
                        return d;
        }
        return 0;
}

bool world_is_inside(const struct document *document) {
        return document->place == PLACE_BOX && document->loaded && !document->left_behind && !document->revoked;
}

unsigned world_some_inside(struct world *world, unsigned holder) {
        unsigned d = world_some(world, world_is_inside);

        return d > 0 && world->documents[d].holder != holder ? d : 0;
}

/* ---- hands ---- */

/* The door itself, whatever its switch says. */
static bool is_open(const struct world *world, unsigned c) {
        const struct fixture *fixture = world->fixture;

        return fixture->doors[c - 1] == DOOR_OPEN || (fixture->stuck[c - 1] && fixture->sprung[c - 1] > world->sprung[c - 1]);
}

static void expect_open(const struct world *world, unsigned c) {
        if (c == 0 || !is_open(world, c))
                fail_msg("seed %u: a hand reaches into compartment %u, whose door is shut", world->seed, c);
}

unsigned world_expected(const struct world *world, unsigned c) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                if (world->documents[d].place == PLACE_BOX && world->documents[d].c == c && !world->documents[d].left_behind)
                        return d;
        return 0;
}

static unsigned left_behind(const struct world *world, unsigned c) {
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++)
                if (world->documents[d].place == PLACE_BOX && world->documents[d].c == c && world->documents[d].left_behind)
                        return d;
        return 0;
}

bool world_holds(const struct world *world, unsigned c) {
        return world_expected(world, c) > 0 || left_behind(world, c) > 0 || world->old_inside[c - 1] > 0 || world->litter[c - 1];
}

unsigned world_lies(const struct world *world, unsigned c) {
        unsigned d = world_expected(world, c);

        return d > 0 ? d : left_behind(world, c);
}

void world_check_offered(struct world *world, unsigned c) {
        unsigned d = world_expected(world, c);

        if (d > 0)
                fail_msg("seed %u: compartment %u is offered as free, and document %u lies in it", world->seed, c, d);
}

void world_put(struct world *world, unsigned d, unsigned c) {
        struct document *document = &world->documents[d];

        expect_open(world, c);
        assert_int_equal(document->place, PLACE_STAFF);
        assert_false(world_holds(world, c));
        document->place = PLACE_BOX;
        document->c = c;
}

unsigned world_collect(struct world *world, unsigned c, unsigned holder) {
        unsigned taken = 0;

        expect_open(world, c);
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                struct document *document = &world->documents[d];

                if (document->place != PLACE_BOX || document->c != c)
                        continue;
                if (document->holder != holder)
                        fail_msg("seed %u: compartment %u opens for the citizen of document %u, and document %u lies in it", world->seed, c, holder, d);
                document->place = PLACE_CITIZEN;
                document->left_behind = false;
                taken++;
        }
        return taken;
}

void world_empty(struct world *world, unsigned c) {
        expect_open(world, c);
        for (unsigned d = 1; d <= WORLD_DOCUMENTS; d++) {
                struct document *document = &world->documents[d];

                if (document->place != PLACE_BOX || document->c != c)
                        continue;
                document->place = PLACE_STAFF;
                document->finished = document->loaded;
        }
        world->old_taken_out += world->old_inside[c - 1];
        world->old_inside[c - 1] = 0;
        world->litter[c - 1] = LITTER_NONE;
}

void world_shut(struct world *world, unsigned c) {
        struct fixture *fixture = world->fixture;

        world->sprung[c - 1] = fixture->sprung[c - 1];
        fixture->stuck[c - 1] = false;
        if (fixture->doors[c - 1] != DOOR_CLOSED)
                fixture_door(fixture, c, DOOR_CLOSED);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/passers.h"

#include "controller/box/session/watch.h"
#include "tests/support/cmocka.h"

static unsigned sprung(const struct world *world) {
        unsigned count = 0;

        for (unsigned c = 0; c < world->fixture->options.compartments; c++)
                count += world->fixture->sprung[c];
        return count;
}

static void goes(struct world *world) {
        for (unsigned i = 0; i < 4 && fixture_screen(world->fixture) != SCREEN_IDLE; i++)
                fixture_press(world->fixture, TARGET_END);
        fixture_expect(world->fixture, SCREEN_IDLE);
        fixture_pass(world->fixture, WATCH_OWN_MS + 1000);
}

static void is_told(struct world *world, enum mistake mistake, enum refusal refusal) {
        fixture_expect_refused(world->fixture, refusal);
        world->counts[mistake]++;
        goes(world);
}

/* ---- who collects ---- */

static void at_the_wrong_box(struct world *world) {
        unsigned d = world_some_inside(world, 0);

        if (d == 0)
                return;
        world_show_code(world, d, "K018");
        is_told(world, MISTAKE_WRONG_BOX, REFUSAL_WRONG_BOX);
}

static void with_rubbish(struct world *world) {
        static const char *const texts[] = { "4006381333931", "https://www.example.org/", "PK1:rubbish" };

        fixture_scan(world->fixture, texts[world_below(world, ARRAY_LEN(texts))]);
        is_told(world, MISTAKE_RUBBISH, REFUSAL_MALFORMED);
}

static bool was_never_here(const struct document *document) {
        return document->place == PLACE_STAFF && document->c == 0 && !document->revoked;
}

static void too_early(struct world *world) {
        unsigned d = world_some(world, was_never_here);

        if (d == 0)
                return;
        world_show_code(world, d, "K017");
        is_told(world, MISTAKE_TOO_EARLY, REFUSAL_NOT_HERE);
}

static bool is_taken_out(const struct document *document) {
        return document->finished && !document->left_behind && !document->revoked;
}

/* Before its deadline, or after it. */
static void after_it_was_taken_out(struct world *world) {
        unsigned d = world_some(world, is_taken_out);
        enum refusal refusal;

        if (d == 0)
                return;
        world_show_code(world, d, "K017");
        fixture_expect(world->fixture, SCREEN_REFUSED);
        refusal = box_screen(world->fixture->box)->message.refusal;
        if (refusal != REFUSAL_REMOVED && refusal != REFUSAL_EXPIRED)
                fail_msg("seed %u: document %u was taken out, and its citizen is told %s", world->seed, d, refusal_name(refusal));
        is_told(world, MISTAKE_TAKEN_OUT, refusal);
}

static bool is_revoked(const struct document *document) {
        return document->revoked && document->place == PLACE_BOX && !document->left_behind;
}

static void with_a_revoked_code(struct world *world) {
        unsigned d = world_some(world, is_revoked);

        if (d == 0 && (d = world_some_inside(world, 0)) > 0)
                world_revoke(world, d);
        if (d == 0)
                return;
        world_show_code(world, d, "K017");
        is_told(world, MISTAKE_REVOKED, REFUSAL_REVOKED);
}

void passer_is_late(struct world *world, unsigned d) {
        unsigned before = sprung(world);

        world_show_code(world, d, "K017");
        is_told(world, MISTAKE_TOO_LATE, REFUSAL_EXPIRED);
        assert_int_equal(sprung(world), before);
}

/* ---- the letter before the last ---- */

/* A new ticket for what is inside, as the office makes one with a new letter. False: of this one staff have to see to first. */
static bool is_extended(struct world *world, unsigned d) {
        bool is_taken;

        fixture_sign_in(world->fixture, "lore");
        world_show_ticket(world, d);
        is_taken = fixture_screen(world->fixture) == SCREEN_STAFF_SCAN && box_screen(world->fixture->box)->scan.reissued;
        if (!is_taken)
                fixture_expect(world->fixture, SCREEN_STAFF_REFUSED);
        fixture_press(world->fixture, TARGET_SIGN_OUT);
        goes(world);
        return is_taken;
}

static void with_an_old_letter(struct world *world) {
        unsigned d = world_some_inside(world, 0);
        uint32_t made_s = world->documents[d].label_s;

        if (d == 0 || !is_extended(world, d))
                return;
        world_show_letter_of(world, d, made_s);
        is_told(world, MISTAKE_OLD_LETTER, REFUSAL_REVOKED);
}

/* ---- staff ---- */

static void with_a_ticket(struct world *world) {
        world_show_ticket(world, 1 + world_below(world, WORLD_DOCUMENTS));
        fixture_expect(world->fixture, SCREEN_STAFF_REFUSED);
        world->counts[MISTAKE_TICKET_AT_IDLE]++;
        goes(world);
}

/* Once; then the right one. */
static void with_a_wrong_pin(struct world *world) {
        fixture_scan_badge(world->fixture, "lore");
        fixture_type(world->fixture, "00000001");
        assert_true(fixture_screen(world->fixture) != SCREEN_STAFF_OVERVIEW);
        world->counts[MISTAKE_BADGE_PIN]++;
        goes(world);
        fixture_sign_in(world->fixture, "lore");
        fixture_expect(world->fixture, SCREEN_STAFF_OVERVIEW);
        fixture_sign_out(world->fixture);
        goes(world);
}

void passer_comes(struct world *world) {
        static void (*const kinds[])(struct world *world) = {
                at_the_wrong_box, with_rubbish, too_early, after_it_was_taken_out, with_a_revoked_code, with_an_old_letter, with_a_ticket, with_a_wrong_pin,
        };
        unsigned before = sprung(world);

        kinds[world_below(world, ARRAY_LEN(kinds))](world);
        assert_int_equal(sprung(world), before);
}

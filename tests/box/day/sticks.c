/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/day/sticks.h"

#include "controller/box/session/watch.h"
#include "tests/support/cmocka.h"

static const struct screen *screen(const struct world *world) {
        return box_screen(world->fixture->box);
}

static void sign_out(struct world *world) {
        fixture_sign_out(world->fixture);
        fixture_expect(world->fixture, SCREEN_IDLE);
        fixture_pass(world->fixture, WATCH_OWN_MS + 1000);
}

/* ---- what the office sent ---- */

static void is_read(struct world *world, enum screen_stick_state state) {
        const struct screen_stick stick = { .state = state, .count = state == SCREEN_STICK_READ, .files = { { "statement-1", SCREEN_SENT_TAKEN } } };

        fixture_expect(world->fixture, SCREEN_STAFF_ADOPT);
        box_stick_read(world->fixture->box, world->fixture->now, &stick);
        assert_int_equal(screen(world)->stick.state, state);
}

static void goes_wrong(struct world *world, enum mistake mistake, enum screen_stick_state state) {
        world->counts[mistake]++;
        is_read(world, state);
        fixture_press(world->fixture, TARGET_AGAIN);
}

void sticks_adopt(struct world *world) {
        unsigned d = world_some_inside(world, 0);

        fixture_sign_in(world->fixture, "mara");
        fixture_press_number(world->fixture, TARGET_TASK, TASK_STATE);
        fixture_press_number(world->fixture, TARGET_TASK, TASK_ADOPT);
        if (world_below(world, 3) == 0)
                goes_wrong(world, MISTAKE_NO_STICK, SCREEN_STICK_NONE);
        if (world_below(world, 3) == 0)
                goes_wrong(world, MISTAKE_WRONG_STICK, SCREEN_STICK_EMPTY);
        if (d > 0)
                world_revoke(world, d);
        is_read(world, d > 0 ? SCREEN_STICK_READ : SCREEN_STICK_EMPTY);
        world->adopted += d > 0;
        sign_out(world);
}

/* ---- the ledger ---- */

static void goes_on(struct world *world, enum screen_export_state state, unsigned percent) {
        const struct screen_export export = { .state = state, .percent = percent, .size = store_size(world->fixture->store), .name = "pickupbox-K017" };

        box_stick_exported(world->fixture->box, world->fixture->now, &export);
        if (fixture_screen(world->fixture) == SCREEN_STAFF_EXPORT)
                assert_int_equal(screen(world)->export.state, state);
}

/* Who leaves the screen meanwhile finds it there again. */
static void look_away(struct world *world) {
        world->counts[MISTAKE_LOOKS_AWAY]++;
        fixture_press(world->fixture, TARGET_BACK);
        fixture_expect(world->fixture, SCREEN_STAFF_OVERVIEW);
        goes_on(world, SCREEN_EXPORT_READING, 50);
        fixture_press_number(world->fixture, TARGET_TASK, TASK_EXPORT);
        assert_int_equal(screen(world)->export.state, SCREEN_EXPORT_READING);
}

/* What a witness signed of the ledger as it is, of now or once more as of the last time. */
static void bring_witnessed(struct world *world) {
        struct fixture *fixture = world->fixture;
        const struct screen_stick stick = { .state = SCREEN_STICK_READ, .count = 1, .files = { { "checkpoint", SCREEN_SENT_TAKEN } } };
        struct checkpoint checkpoint = fixture_tree(fixture, store_size(fixture->store));
        unsigned told = fixture_count(fixture, ENTRY_COUNTERSIGNED);
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;

        fixture_witness(fixture, &checkpoint, fixture->ledger, fixture->witness_key, (uint64_t)fixture->now.wall_ms / 1000, &note);
        fixture_press_number(fixture, TARGET_TASK, TASK_CHECKPOINT);
        fixture_press_number(fixture, TARGET_TASK, TASK_WITNESSED);
        fixture_expect(fixture, SCREEN_STAFF_WITNESSED);
        assert_int_equal(box_witnessed(fixture->box, fixture->now, note.data, note.len, true), 0);
        assert_int_equal(box_witnessed(fixture->box, fixture->now, note.data, note.len, true), BOX_E_NOTHING_NEW);
        box_stick_read(fixture->box, fixture->now, &stick);
        assert_int_equal(fixture_count(fixture, ENTRY_COUNTERSIGNED), told + 1);
        fixture_press(fixture, TARGET_BACK);
        assert_int_equal(screen(world)->code.witnessed_size, checkpoint.size);
        fixture_press(fixture, TARGET_BACK);
        world->witnessed++;
}

void sticks_export(struct world *world) {
        unsigned told = fixture_count(world->fixture, ENTRY_EXPORTED);

        fixture_sign_in(world->fixture, "axel");
        bring_witnessed(world);
        fixture_press_number(world->fixture, TARGET_TASK, TASK_EXPORT);
        fixture_press(world->fixture, TARGET_NEXT);
        goes_on(world, SCREEN_EXPORT_WRITING, 10);
        if (world_below(world, 3) == 0) {
                world->counts[MISTAKE_STICK_PULLED]++;
                goes_on(world, SCREEN_EXPORT_PULLED, 0);
                assert_int_equal(fixture_count(world->fixture, ENTRY_EXPORTED), told);
                fixture_press(world->fixture, TARGET_NEXT);
                goes_on(world, SCREEN_EXPORT_WRITING, 20);
        }
        if (world_below(world, 3) == 0)
                look_away(world);
        goes_on(world, SCREEN_EXPORT_DONE, 100);
        assert_int_equal(fixture_count(world->fixture, ENTRY_EXPORTED), told + 1);
        assert_string_equal(fixture_last(world->fixture, ENTRY_EXPORTED).by, "axel");
        fixture_press_number(world->fixture, TARGET_TASK, TASK_CHECKING);
        fixture_expect(world->fixture, SCREEN_STAFF_CHECKING);
        world->exported++;
        sign_out(world);
}

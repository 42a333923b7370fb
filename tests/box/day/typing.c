/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "tests/box/day/at.h"
#include "tests/support/cmocka.h"

enum { SLOW_MS = 30 * 1000, SLOWED_MS = 16 * 1000 };

enum screen_id at_screen(const struct at *at) {
        return fixture_screen(at->fixture);
}

bool at_makes(const struct at *at, enum mistake mistake) {
        return at->mistake == mistake;
}

void at_count(const struct at *at, enum mistake mistake) {
        at->world->counts[mistake]++;
}

void at_count_once(struct at *at) {
        at_count(at, at->mistake);
        at->mistake = MISTAKE_NONE;
}

/* ---- who does not go on ---- */

static void leave_half_typed(struct at *at) {
        fixture_press_number(at->fixture, TARGET_KEY, 1);
        at_count(at, at->mistake);
        if (at_makes(at, MISTAKE_CANCELS)) {
                fixture_press(at->fixture, TARGET_CANCEL);
                fixture_expect(at->fixture, SCREEN_IDLE);
        }
        at->gone = true;
}

/* What was typed so far stays. */
static void be_slow(struct at *at) {
        char birth[BIRTH_LEN + 1];

        world_birth(at->world, at->d, birth);
        fixture_press_number(at->fixture, TARGET_KEY, (unsigned)(birth[0] - '0'));
        fixture_pass(at->fixture, SLOW_MS);
        fixture_expect(at->fixture, SCREEN_MORE_TIME);
        fixture_press(at->fixture, TARGET_MORE_TIME);
        fixture_expect(at->fixture, SCREEN_BIRTH);
        fixture_type(at->fixture, birth + 1);
        at_count_once(at);
}

/* ---- what is typed ---- */

/* Twice: it is said at once that it cannot be, and nothing is counted. */
static void mistype(struct at *at, const char *digits) {
        enum screen_id asked = at_screen(at);

        fixture_type(at->fixture, digits);
        fixture_expect(at->fixture, asked);
        at_count_once(at);
}

static bool is_wrong_now(struct at *at) {
        if (at->wrong == 0)
                return false;
        at->wrong--;
        if (!at_makes(at, MISTAKE_LOCKED))
                at_count(at, at->mistake);
        return true;
}

void at_type_birth(struct at *at) {
        char birth[BIRTH_LEN + 1];

        if (at_makes(at, MISTAKE_WALKS_AWAY) || at_makes(at, MISTAKE_CANCELS)) {
                leave_half_typed(at);
                return;
        }
        if (at_makes(at, MISTAKE_NO_SUCH_DATE))
                mistype(at, "31021985");
        if (at_makes(at, MISTAKE_SLOW)) {
                be_slow(at);
                return;
        }
        world_birth(at->world, at->d, birth);
        fixture_type(at->fixture, !at_makes(at, MISTAKE_WRONG_PIN) && is_wrong_now(at) ? "01011901" : birth);
        fixture_pass(at->fixture, SLOWED_MS); /* the typed way may make somebody wait */
}

void at_type_pin(struct at *at) {
        char pin[PIN_LEN + 1];

        world_pin(at->d, pin);
        if (at_makes(at, MISTAKE_WRONG_PIN) && is_wrong_now(at))
                memcpy(pin, "000000", PIN_LEN);
        fixture_type(at->fixture, pin);
}

void at_type_number(struct at *at) {
        char reference[REFERENCE_LEN + 1];

        world_reference(at->d, reference);
        if (at_makes(at, MISTAKE_WRONG_NUMBER)) {
                char mistyped[REFERENCE_LEN + 1];

                memcpy(mistyped, reference, sizeof(mistyped));
                mistyped[3] = mistyped[3] == '9' ? '0' : (char)(mistyped[3] + 1);
                mistype(at, mistyped);
        }
        fixture_type(at->fixture, reference);
}

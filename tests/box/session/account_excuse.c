/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/account_excuse.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"

enum { HOUR_MS = 60 * 60 * 1000, LATER_MS = 1000, PULSES_MS = 10 * 1000, TRIES = 3 };

/* ---- a faulty switch ---- */

/* Whether it was so, by its entries, at any time from an opening to a moment after it. */
static bool was_faulty(const struct told_ledger *ledger, const struct account_opening *opening) {
        int64_t until_ms = opening->shut_ms > 0 ? opening->shut_ms + LATER_MS : INT64_MAX;
        bool faulty = false;
        char cleared[24];

        snprintf(cleared, sizeof(cleared), "switch_faulty:%u", opening->c);
        for (size_t n = 0; n < ledger->count && ledger->list[n].seen_ms <= until_ms; n++) {
                const struct told *told = &ledger->list[n];

                if (told->event == ENTRY_SWITCH_FAULTY && told->c == opening->c)
                        faulty = true;
                else if (told->event == ENTRY_ALARM_CLEARED && strcmp(told->what, cleared) == 0 && told->seen_ms < opening->at_ms)
                        faulty = false;
        }
        return faulty;
}

static unsigned told_within_the_hour(const struct told_ledger *ledger, const struct account_opening *opening) {
        unsigned count = 0;

        for (size_t n = 0; n < ledger->count; n++) {
                const struct told *told = &ledger->list[n];

                count += told->c == opening->c && (told->event == ENTRY_FORCED_OPEN || told->event == ENTRY_UNLATCHED) &&
                         told->seen_ms > opening->at_ms - HOUR_MS && told->seen_ms <= opening->at_ms;
        }
        return count;
}

bool account_is_counted(const struct told_ledger *ledger, const struct account_opening *opening) {
        bool lasted = opening->shut_ms == 0 || opening->shut_ms - opening->at_ms >= ACCOUNT_FAULTY_HOLD_MS;

        if (!was_faulty(ledger, opening))
                return false;
        return !lasted || told_within_the_hour(ledger, opening) >= ACCOUNT_HOUR_MAX;
}

static unsigned chip_of(const struct account *account, const struct account_opening *opening) {
        return (opening->c - 1) / account->fixture->chip_lines;
}

/* How many doors of its chip opened within a second that this one is in, at most: with those that may have been pulsed, or without. */
static unsigned most_together(const struct account *account, const struct account_opening *opening, bool pulsed) {
        unsigned most = 0;

        for (unsigned i = 0; i < account->count; i++) {
                const struct account_opening *first = &account->list[i];
                unsigned count = 0;

                if (first->at_ms > opening->at_ms || first->at_ms < opening->at_ms - ACCOUNT_CHIP_MS)
                        continue;
                for (unsigned j = i; j < account->count && account->list[j].at_ms <= first->at_ms + ACCOUNT_CHIP_MS; j++) {
                        const struct account_opening *other = &account->list[j];

                        /* Whether a later start found it open still does not matter. */
                        count += other->boot == opening->boot && !other->unshown && !other->returned && chip_of(account, other) == chip_of(account, opening) &&
                                 (pulsed || other->since_pulse_ms > 3 * ACCOUNT_LATE_MS);
                }
                most = count > most ? count : most;
        }
        return most;
}

/* Of what its chip says of many doors at once the switch is not blamed. */
static unsigned by_its_chip(const struct account *account, unsigned c, int64_t since_ms, int64_t until_ms) {
        unsigned count = 0;

        for (unsigned i = 0; account->fixture->chip_lines > 0 && i < account->count; i++)
                count += account->list[i].c == c && account->list[i].at_ms >= since_ms - ACCOUNT_CHIP_MS && account->list[i].at_ms <= until_ms &&
                         most_together(account, &account->list[i], true) > ACCOUNT_CHIP_MAX;
        return count;
}

/* Whether it was said to be open at a moment. */
static bool was_open(const struct account *account, unsigned c, int64_t at_ms) {
        for (unsigned i = 0; i < account->count; i++)
                if (account->list[i].c == c && account->list[i].at_ms <= at_ms && (account->list[i].shut_ms == 0 || account->list[i].shut_ms > at_ms))
                        return true;
        return false;
}

/* Since when it counts, that moment apart, and how many changes it may have taken for its door's: of pulses since shortly before, and
 * the first shutting of a door that a start found open. */
static int64_t counted_since(const struct account *account, const struct told_ledger *ledger, const struct told *changes, unsigned *ret_doors) {
        int64_t since_ms = 0;
        bool started = false;

        for (size_t n = 0; n < changes->n; n++)
                if (ledger->list[n].event == ENTRY_BOOT || (ledger->list[n].c == changes->c && (ledger->list[n].event == ENTRY_SWITCH_FAULTY ||
                                                                                             ledger->list[n].event == ENTRY_SWITCH_CHANGES))) {
                        since_ms = ledger->list[n].seen_ms;
                        started = ledger->list[n].event == ENTRY_BOOT;
                }
        *ret_doors = started && was_open(account, changes->c, since_ms);
        for (size_t n = 0; n < changes->n; n++) {
                const struct told *told = &ledger->list[n];

                if (told->c == changes->c && told->seen_ms >= since_ms - PULSES_MS &&
                    (told->event == ENTRY_RELEASE || told->event == ENTRY_REOPENED || told->event == ENTRY_LOAD_BEGIN || told->event == ENTRY_SERVICE_OPEN))
                        *ret_doors += 2 * TRIES;
        }
        return since_ms;
}

/* Told by a start: what the run before it kept, the last minute of which the power may have taken. */
static bool is_told_late(const struct told_ledger *ledger, const struct told *changes) {
        size_t n = changes->n;

        while (n < ledger->count && (ledger->list[n].event == ENTRY_SWITCH_CHANGES || ledger->list[n].event == ENTRY_ALARM_MANY))
                n++;
        return n < ledger->count && ledger->list[n].event == ENTRY_BOOT;
}

unsigned account_check_changes(const struct account *account, const struct told_ledger *ledger, unsigned seed) {
        unsigned sum = 0;

        for (size_t n = 0; n < ledger->count; n++) {
                const struct told *told = &ledger->list[n];
                unsigned said = 0, doors;
                int64_t since_ms;

                if (told->event != ENTRY_SWITCH_CHANGES)
                        continue;
                since_ms = counted_since(account, ledger, told, &doors);
                for (unsigned i = 0; i < account->change_count; i++)
                        said += account->changes[i].c == told->c && account->changes[i].at_ms > since_ms && account->changes[i].at_ms <= told->seen_ms;
                if (told->count > said || (!is_told_late(ledger, told) && told->count + doors + by_its_chip(account, told->c, since_ms, told->seen_ms) < said))
                        fail_msg("seed %u: the switch of compartment %u is said at entry %llu to have changed %u times, and changed %u times", seed,
                                 told->c, (unsigned long long)told->n, told->count, said);
                sum += told->count;
        }
        return sum;
}

/* ---- a chip ---- */

static bool is_named(const struct account *account, const struct told_ledger *ledger, const struct account_opening *opening) {
        bool named = false;
        char what[24];

        snprintf(what, sizeof(what), "chips:chip%02u", chip_of(account, opening));
        for (size_t n = 0; n < ledger->count && ledger->list[n].seen_ms <= opening->at_ms + 2 * ACCOUNT_CHIP_MS; n++)
                if (strcmp(ledger->list[n].what, what) == 0)
                        named = ledger->list[n].event == ENTRY_ALARM;
        return named;
}

bool account_is_chips(const struct account *account, const struct told_ledger *ledger, const struct account_opening *opening, unsigned seed) {
        if (account->fixture->chip_lines == 0 || opening->unshown || opening->at_start || most_together(account, opening, true) <= ACCOUNT_CHIP_MAX)
                return false;
        if (most_together(account, opening, false) > ACCOUNT_CHIP_MAX && !opening->cut && !is_named(account, ledger, opening))
                fail_msg("seed %u, step %u: more than %d doors of chip %u opened at once, and nothing names it", seed, opening->step, ACCOUNT_CHIP_MAX,
                         chip_of(account, opening));
        return true;
}

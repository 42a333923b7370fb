/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/account.h"

#include <stdio.h>
#include <string.h>

#include "base/words/alarm.h"
#include "tests/box/session/account_excuse.h"
#include "tests/support/cmocka.h"

/* ---- what the cabinet did ---- */

void account_begin(struct account *account, struct fixture *fixture) {
        memset(account, 0, sizeof(*account));
        account->fixture = fixture;
        account->pulses_seen = fixture->pulse_count;
        account->size = store_size(fixture->store);
}

static void note_pulses(struct account *account) {
        const struct fixture *fixture = account->fixture;

        for (; account->pulses_seen < fixture->pulse_count; account->pulses_seen++) {
                unsigned i = fixture->pulses[account->pulses_seen].c - 1;

                account->pulse[i].given = true;
                account->pulse[i].boot = account->boot;
                account->pulse[i].at_ms = fixture->now.mono_ms;
                account->pulse[i].size = fixture->pulses[account->pulses_seen].size;
        }
}

static void note_opening(struct account *account, unsigned i) {
        const struct fixture *fixture = account->fixture;

        assert_true(account->count < ACCOUNT_OPENINGS_MAX);
        account->open[i] = true;
        account->open_at[i] = account->count;
        account->list[account->count++] = (struct account_opening){
                .c = i + 1,
                .boot = account->boot,
                .step = account->step,
                .at_ms = fixture->now.mono_ms,
                .size = account->size,
                .unshown = fixture->box == NULL,
                .at_start = fixture->box && fixture->returning == i + 1,
                .returned = fixture->box && fixture->returning == i + 1,
                .shut_untold = account->shut_untold[i],
                .pulse_size = account->pulse[i].size,
                .since_pulse_ms = account->pulse[i].given && account->pulse[i].boot == account->boot ?
                                          fixture->now.mono_ms - account->pulse[i].at_ms : INT64_MAX,
        };
}

static void note_clock(struct account *account) {
        int64_t ms = account->fixture->now.wall_ms - account->fixture->now.mono_ms;

        if (account->shift_count > 0 && account->shifts[account->shift_count - 1].ms == ms)
                return;
        assert_true(account->shift_count < ACCOUNT_STEPS_MAX);
        account->shifts[account->shift_count].size = account->size;
        account->shifts[account->shift_count++].ms = ms;
}

/* What the door does, whatever is told of it: one that somebody waits for is told. */
static void note_real(struct account *account, unsigned i) {
        const struct fixture *fixture = account->fixture;
        int64_t now_ms = fixture->now.mono_ms;
        struct account_real *real = &account->real[i];

        if (!fixture->box || fixture->absent[i]) {
                real->open = false;
        } else if (fixture->doors[i] == DOOR_OPEN && !real->open) {
                bool waited = account->pulse[i].given && account->pulse[i].boot == account->boot && account->pulse[i].at_ms > real->at_ms &&
                              now_ms - account->pulse[i].at_ms < ACCOUNT_LATE_MS;

                *real = (struct account_real){ .open = true, .waited = waited, .at_ms = now_ms };
        }
        real->seen |= fixture->told[i] == DOOR_OPEN;
        if (!real->open || fixture->doors[i] != DOOR_CLOSED)
                return;
        real->open = false;
        account->unseen += !real->seen;
        if (!real->seen && real->waited && now_ms - real->at_ms >= ACCOUNT_READ_MS)
                fail_msg("step %u: compartment %u opened for %d ms while it was waited for, and was not seen", account->step, i + 1, (int)(now_ms - real->at_ms));
}

/* What is told of it, or by a box that is off, would be. */
static void note_shown(struct account *account, unsigned i, enum door_state state) {
        const struct fixture *fixture = account->fixture;

        if (state != account->said[i] && state != DOOR_UNKNOWN) {
                account->said[i] = state;
                assert_true(account->change_count < ACCOUNT_CHANGES_MAX);
                account->changes[account->change_count].c = i + 1;
                account->changes[account->change_count++].at_ms = fixture->now.mono_ms;
        }
        if (state == DOOR_OPEN && !account->open[i])
                note_opening(account, i);
        if (state == DOOR_CLOSED && account->open[i]) {
                account->open[i] = false;
                account->shut_untold[i] = !fixture->box;
                account->list[account->open_at[i]].shut_ms = fixture->now.mono_ms;
        }
}

void account_note(struct account *account) {
        const struct fixture *fixture = account->fixture;

        if (fixture->store)
                account->size = store_size(fixture->store);
        note_clock(account);
        note_pulses(account);
        account->noted = account->count;
        for (unsigned i = 0; i < fixture->options.compartments; i++) {
                account->shut_untold[i] &= !fixture->box;
                note_real(account, i);
                if (!fixture->absent[i])
                        note_shown(account, i, fixture->box ? fixture->told[i] : fixture->doors[i]);
        }
}

void account_cut(struct account *account, bool told) {
        for (unsigned i = account->noted; !told && i < account->count; i++) {
                account->list[i].unshown = true;
                account->list[i].at_start = account->list[i].returned = false;
        }
}

/* A break-in must last: what came or went just before the power did may have been written or not. */
static void note_undecided(struct account *account) {
        for (unsigned i = account->count; i > 0 && account->list[i - 1].boot == account->boot; i--) {
                struct account_opening *opening = &account->list[i - 1];
                int64_t last_ms = opening->shut_ms > opening->at_ms ? opening->shut_ms : opening->at_ms;

                opening->cut = opening->cut || (!opening->unshown && account->down_ms - last_ms < ACCOUNT_UNDECIDED_MS);
        }
}

void account_going(struct account *account) {
        account_note(account);
        for (unsigned i = 0; !account->fixture->box && i < account->fixture->options.compartments; i++)
                if (account->open[i])
                        account->list[account->open_at[i]].cut = true; /* while it was starting */
        account->down_ms = account->fixture->now.mono_ms;
}

void account_starting(struct account *account) {
        account_note(account);
        note_undecided(account);
        account->boot++;
        for (unsigned i = 0; i < account->fixture->options.compartments; i++) {
                struct account_opening *opening = &account->list[account->open_at[i]];
                bool found_open = !account->fixture->absent[i] && account->fixture->doors[i] == DOOR_OPEN;
                /* It stands as it was seen last. */
                bool absent = account->fixture->absent[i];
                bool unread = account->open[i] && (!opening->unshown || opening->at_start) &&
                              (absent || account->fixture->doors[i] == DOOR_UNKNOWN || account->fixture->doors[i] == DOOR_UNSTEADY);

                /* What it said before is not known any more: a start takes what cannot be read for shut, if no entry says why it stands open. */
                account->said[i] = account->fixture->absent[i] || account->fixture->doors[i] == DOOR_UNKNOWN ? DOOR_CLOSED : account->fixture->doors[i];
                if (unread && !absent)
                        account->said[i] = account->fixture->doors[i] == DOOR_UNKNOWN ? DOOR_OPEN : DOOR_UNSTEADY;
                if (!account->open[i])
                        continue;
                if (unread) {
                        opening->carried++;
                } else if (!found_open) { /* it is not found open, or not now */
                        account->open[i] = false;
                        opening->shut_ms = account->fixture->now.mono_ms;
                } else if ((opening->unshown || opening->cut) && !opening->at_start)
                        opening->at_start = true;
                else
                        opening->carried++;
        }
}

/* ---- what the ledger says ---- */

/* What allowed an opening before it came: its lock was pulsed for it, and it came soon enough. */
static bool permits(const struct told *told, const struct account_opening *opening) {
        switch ((int)told->event) {
        case ENTRY_LOAD_BEGIN:
        case ENTRY_SERVICE_OPEN:
        case ENTRY_REOPENED:
                return told->n < opening->pulse_size && opening->since_pulse_ms < ACCOUNT_LATE_MS;
        case ENTRY_ISSUED:
                return told->how == HOW_CITIZEN && opening->since_pulse_ms < INT64_MAX && opening->at_ms - told->seen_ms < ACCOUNT_LATE_MS;
        default:
                return false;
        }
}

static bool is_explaining(const struct told *told) {
        switch ((int)told->event) {
        case ENTRY_ISSUED:
                return told->how != HOW_CITIZEN;
        case ENTRY_FORCED_OPEN:
        case ENTRY_UNLATCHED:
        case ENTRY_FOUND_OPEN:
                return true;
        default:
                return false;
        }
}

/* ---- the account ---- */

/* From one opening of a compartment to the next. */
struct span {
        uint64_t from, to;              /* sizes of the ledger: what is allowed is written before */
        int64_t from_ms, to_ms;         /* mono: what was seen may be written later */
};

static bool is_written_within(const struct told *told, const struct span *span) {
        return told->n >= span->from && told->n < span->to;
}

/* What was not waited for has lasted when it is told, at the latest when it opens once more. */
static bool is_seen_within(const struct told *told, const struct span *span) {
        if (told->event == ENTRY_FORCED_OPEN || told->event == ENTRY_UNLATCHED)
                return told->seen_ms > span->from_ms && told->seen_ms <= span->to_ms;
        return told->seen_ms >= span->from_ms && told->seen_ms < span->to_ms;
}

static unsigned explaining(const struct told_ledger *ledger, unsigned c, const struct span *span) {
        unsigned count = 0;

        for (uint64_t n = 0; n < ledger->count; n++)
                count += ledger->list[n].c == c && is_explaining(&ledger->list[n]) && is_seen_within(&ledger->list[n], span);
        return count;
}

static bool permitted(const struct told_ledger *ledger, const struct account_opening *opening, const struct span *before) {
        for (uint64_t n = ledger->count; n > 0; n--) {
                const struct told *told = &ledger->list[n - 1];

                if (!is_written_within(told, before))
                        continue;
                if (told->c == opening->c && permits(told, opening))
                        return true;
                /* Pulsed for a citizen: `issued` follows. */
                if (told->c == opening->c && told->event == ENTRY_RELEASE)
                        return false;
        }
        return false;
}

static bool is_pulsed_for(const struct fixture *fixture, const struct told *told) {
        for (unsigned i = 0; i < fixture->pulse_count; i++)
                if (fixture->pulses[i].c == told->c && fixture->pulses[i].size == told->n + 1)
                        return true;
        return false;
}

/* Asked for while it was open already: no lock was pulsed. */
static bool asked_for_open(const struct fixture *fixture, const struct told_ledger *ledger, const struct account_opening *opening,
                           const struct span *after) {
        for (uint64_t n = 0; n < ledger->count; n++) {
                const struct told *told = &ledger->list[n];

                if (told->c == opening->c && is_written_within(told, after) && (opening->shut_ms == 0 || told->seen_ms < opening->shut_ms) &&
                    (told->event == ENTRY_REOPENED || told->event == ENTRY_SERVICE_OPEN))
                        return !is_pulsed_for(fixture, told);
        }
        return false;
}

/* It was opened for somebody when the power went, or about to be, and not seen shut since: the start goes on with that. */
static bool is_waited_for(const struct told_ledger *ledger, const struct account_opening *opening) {
        for (uint64_t n = opening->size; opening->at_start && n > 0; n--) {
                const struct told *told = &ledger->list[n - 1];

                if (told->c != opening->c)
                        continue;
                switch ((int)told->event) {
                case ENTRY_LOAD_BEGIN:
                case ENTRY_SERVICE_OPEN:
                case ENTRY_REOPENED:
                case ENTRY_ISSUED:
                        return true;
                case ENTRY_LEFT_OPEN:
                case ENTRY_SWITCH_CHANGES:
                        continue;
                default:
                        return false;
                }
        }
        return false;
}

/* How many entries must and may explain it. */
static void expected(const struct account_opening *opening, bool permit, bool excused, unsigned *ret_least, unsigned *ret_most) {
        bool flap = opening->shut_ms > 0 && opening->shut_ms - opening->at_ms < ACCOUNT_FLAP_MS;

        *ret_least = flap || opening->cut || (opening->unshown && !opening->at_start) || opening->shut_untold || excused ? 0 : 1;
        *ret_most = opening->unshown && !opening->at_start ? permit : 1 + (opening->at_start && opening->cut) + ((opening->at_start || opening->cut) && permit);
}

/* What the ledger says of that compartment around an opening. */
static void print_ledger(const struct told_ledger *ledger, const struct account_opening *opening) {
        print_message("compartment %u opened at %lld, shut after %lld ms\n", opening->c, (long long)opening->at_ms,
                      (long long)(opening->shut_ms ? opening->shut_ms - opening->at_ms : 0));
        for (uint64_t n = opening->size > 60 ? opening->size - 60 : 0; n < ledger->count && n < opening->size + 60; n++)
                if (ledger->list[n].c == opening->c || ledger->list[n].event == ENTRY_BOOT)
                        print_message("  %llu %s %s seen %lld\n", (unsigned long long)n, entry_event_name(ledger->list[n].event),
                                      ledger->list[n].how ? how_name(ledger->list[n].how) : ledger->list[n].why ? reason_name(ledger->list[n].why) : "", (long long)ledger->list[n].seen_ms);
}

/* Whether such an entry may stand for this opening. former: the one before it, or NULL. */
static bool is_of_its_kind(const struct told *told, const struct account_opening *opening, const struct account_opening *former) {
        bool is_first = opening->since_pulse_ms <= ACCOUNT_LATE_MS &&
                        (!former || former->at_ms < opening->at_ms - opening->since_pulse_ms);

        switch ((int)told->event) {
        case ENTRY_ISSUED:
                return told->how == HOW_FOUND ? opening->at_start || opening->carried > 0 : is_first;
        case ENTRY_FORCED_OPEN:
                return !is_first;
        case ENTRY_UNLATCHED:
                return former && former->shut_ms > 0 && opening->at_ms - former->shut_ms <= ACCOUNT_OWNED_MS;
        case ENTRY_FOUND_OPEN:
                return opening->at_start || opening->carried > 0;
        default:
                return true;
        }
}

static void check_kinds(const struct account_opening *opening, const struct account_opening *former, const struct told_ledger *ledger,
                        const struct span *after, unsigned seed) {
        for (uint64_t n = 0; n < ledger->count; n++) {
                const struct told *told = &ledger->list[n];

                if (told->c == opening->c && is_explaining(told) && is_seen_within(told, after) && !is_of_its_kind(told, opening, former)) {
                        print_ledger(ledger, opening);
                        fail_msg("seed %u, step %u: %s is no entry for that opening of compartment %u, %lld ms after its pulse", seed,
                                 opening->step, entry_event_name(told->event), opening->c, (long long)opening->since_pulse_ms);
                }
        }
}

static void check_opening(const struct account *account, const struct account_opening *opening, const struct told_ledger *ledger,
                          const struct span *before, const struct span *after, unsigned seed, struct account_counts *counts) {
        bool counted = account_is_counted(ledger, opening), chips = account_is_chips(account, ledger, opening, seed);
        bool permit = permitted(ledger, opening, before);
        unsigned found = explaining(ledger, opening->c, after) + permit, least, most;

        found += found == 0 && asked_for_open(account->fixture, ledger, opening, after);
        expected(opening, permit, is_waited_for(ledger, opening) || counted || chips, &least, &most);
        counts->counted += found == 0 && counted;
        counts->chips += found == 0 && chips && !counted;
        if (found < least || found > most)
                print_ledger(ledger, opening);
        if (found < least)
                fail_msg("seed %u, step %u: no entry explains the opening of compartment %u at entry %llu%s%s", seed, opening->step, opening->c,
                         (unsigned long long)opening->size, opening->since_pulse_ms < INT64_MAX ? ", once pulsed" : "", opening->at_start ? ", found at the start" : "");
        if (found > most)
                fail_msg("seed %u, step %u: %u entries explain the opening of compartment %u at entry %llu", seed, opening->step, found,
                         opening->c, (unsigned long long)opening->size);
}

static struct span span_between(const struct account_opening *one, const struct account_opening *two) {
        return (struct span){
                .from = one ? one->size : 0,
                .to = two ? two->size : UINT64_MAX,
                .from_ms = one ? one->at_ms : 0,
                .to_ms = two ? two->at_ms : INT64_MAX,
        };
}

/* The next opening of the compartment, from this place in the list on. */
static const struct account_opening *next_opening(const struct account *account, unsigned c, unsigned *i) {
        while (*i < account->count)
                if (account->list[(*i)++].c == c)
                        return &account->list[*i - 1];
        return NULL;
}

static void check_compartment(const struct account *account, const struct told_ledger *ledger, unsigned c, unsigned seed,
                              struct account_counts *counts) {
        const struct account_opening *former = NULL, *opening, *next;
        struct span before, after;
        unsigned i = 0;

        opening = next_opening(account, c, &i);
        before = span_between(NULL, opening);
        if (explaining(ledger, c, &before) > 0)
                fail_msg("seed %u: compartment %u is said to have opened before it did", seed, c);
        for (; opening; former = opening, opening = next) {
                next = next_opening(account, c, &i);
                before = span_between(former, opening);
                after = span_between(opening, next);
                check_opening(account, opening, ledger, &before, &after, seed, counts);
                check_kinds(opening, former, ledger, &after, seed);
        }
}

/* Whoever says what is there after a break-in has opened it since: nothing comes back into use, and no alarm ends, by an older look. */
static void check_looks(const struct told_ledger *ledger, unsigned c, unsigned seed) {
        char number[12], forced[ALARM_TEXT_SIZE], found[ALARM_TEXT_SIZE];
        bool doubted = false;

        snprintf(number, sizeof(number), "%u", c);
        alarm_text(ALARM_FORCED_OPEN, number, forced);
        alarm_text(ALARM_FOUND_OPEN, number, found);
        for (uint64_t n = 0; n < ledger->count; n++) {
                const struct told *told = &ledger->list[n];
                bool ends = told->event == ENTRY_ALARM_CLEARED && (strcmp(told->what, forced) == 0 || strcmp(told->what, found) == 0);
                bool answers = told->c == c && (told->event == ENTRY_RETURNED_TO_SERVICE || told->event == ENTRY_REMOVED);

                if (told->c == c && told->event == ENTRY_SERVICE_OPEN)
                        doubted = false;
                else if (told->c == c && (told->event == ENTRY_FORCED_OPEN || told->event == ENTRY_FOUND_OPEN))
                        doubted = true;
                else if (doubted && (ends || answers))
                        fail_msg("seed %u: compartment %u was broken into, and entry %llu, %s, comes of a look before that", seed, c, (unsigned long long)n,
                                 entry_event_name(told->event));
        }
}

void account_check(const struct account *account, unsigned seed, struct account_counts *counts) {
        struct told_ledger ledger = account_read_ledger(account, counts);

        for (unsigned c = 1; c <= account->fixture->options.compartments; c++) {
                check_compartment(account, &ledger, c, seed, counts);
                check_looks(&ledger, c, seed);
        }
        counts->changes += account_check_changes(account, &ledger, seed);
        counts->unseen += account->unseen;
        for (unsigned i = 0; i < account->count; i++) {
                const struct account_opening *opening = &account->list[i];

                counts->openings++;
                counts->flaps += opening->shut_ms > 0 && opening->shut_ms - opening->at_ms < ACCOUNT_FLAP_MS;
                counts->dark += opening->unshown && !opening->at_start;
                counts->at_start += opening->at_start;
                counts->carried += opening->carried;
        }
        test_free(ledger.list);
}

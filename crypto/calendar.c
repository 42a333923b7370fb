/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/calendar.h"

#include "base/moment.h"

enum { DAY_S = 86400 };

struct calendar calendar_of(const struct bundle *bundle) {
        return (struct calendar){
                .opening = bundle->opening,
                .opening_count = bundle->opening_count,
                .closed = bundle->closed,
                .closed_count = bundle->closed_count,
                .exceptions = bundle->exceptions,
                .exception_count = bundle->exception_count,
        };
}

static bool is_open(const struct calendar *calendar, uint32_t date, int weekday) {
        for (size_t i = 0; i < calendar->closed_count; i++)
                if (calendar->closed[i] == date)
                        return false;
        for (size_t i = 0; i < calendar->exception_count; i++)
                if (calendar->exceptions[i].date == date)
                        return true;
        for (size_t i = 0; i < calendar->opening_count; i++)
                if (calendar->opening[i].weekday == weekday)
                        return true;
        return calendar->opening_count == 0;
}

/* Whether the day that ends at this midnight is open. */
static bool ends_open(const struct calendar *calendar, int64_t midnight_ms) {
        struct local_time local;

        moment_local(midnight_ms - 1000, &local);
        return is_open(calendar, (uint32_t)(local.year * 10000 + local.month * 100 + local.day), local.weekday);
}

int64_t calendar_deadline(const struct calendar *calendar, int64_t wall_ms, unsigned days, uint32_t ticket_exp) {
        int64_t latest_ms = ((int64_t)ticket_exp + (int64_t)(days + CALENDAR_CODE_DAYS) * DAY_S) * 1000;

        for (unsigned moved = 0; moved <= CALENDAR_MOVED_MAX; moved++) {
                int64_t midnight_ms = moment_midnight_after(wall_ms, days + moved);

                if (moved > 0 && midnight_ms > latest_ms)
                        break;
                if (ends_open(calendar, midnight_ms))
                        return midnight_ms;
        }
        return moment_midnight_after(wall_ms, days);
}

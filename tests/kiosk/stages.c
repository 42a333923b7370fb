/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/stages.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/support/cmocka.h"

enum { LOOK_US = 10000, SCREEN_US = 50000, FAR_MS = 30000 };

static struct {
        const char *const name;
        unsigned lasts_ms; /* about; its moment comes within that, and learned from each that came too late */
} stages[STAGES] = {
        [STAGE_CODE] = { "code shown", 300 },
        [STAGE_BIRTH] = { "date of birth", 500 },
        [STAGE_OPENING] = { "opening, coil not yet on", 300 },
        [STAGE_COIL] = { "coil on", 280 },
        [STAGE_OPEN] = { "door open, coil off", 500 },
        [STAGE_SHUT] = { "door closed again", 100 },
        [STAGE_DONE] = { "done", 500 },
};

const char *stage_name(enum stage stage) {
        return stages[stage].name;
}

static int64_t now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void stage_let_pass(struct visitor *visitor, unsigned ms) {
        for (int64_t end_ms = now_ms() + ms; now_ms() < end_ms; usleep(LOOK_US))
                visitor_spring(visitor);
}

static void await_coil(struct visitor *visitor, bool on) {
        for (int64_t end_ms = now_ms() + FAR_MS; (visitor_coil(visitor) < PLACE_COMPARTMENTS) != on; usleep(LOOK_US)) {
                visitor_spring(visitor);
                if (now_ms() > end_ms)
                        fail_msg("the coil does not go %s; see %s", on ? "on" : "off", visitor->place->log);
        }
}

/* Goes on to the beginning of that stage, which follows the one before. False: the box refuses the code. */
static bool go_on(struct visitor *visitor, enum stage stage) {
        switch (stage) {
        case STAGE_CODE:
                visitor_show(visitor, visitor->place->issued.code);
                return true;
        case STAGE_BIRTH:
                do {
                        assert_true(visitor_look(visitor));
                        if (visitor_sees(visitor, "refused") || visitor_sees(visitor, "jam"))
                                return false;
                        usleep(SCREEN_US);
                } while (!visitor_sees(visitor, "birth"));
                return true;
        case STAGE_OPENING:
                visitor_type(visitor, PLACE_BORN);
                return true;
        case STAGE_COIL:
                await_coil(visitor, true);
                return true;
        case STAGE_OPEN:
                await_coil(visitor, false);
                return true;
        case STAGE_SHUT:
                visitor_wait(visitor, "door"); /* the switch has been seen, however late */
                visitor_close_door(visitor);
                return true;
        case STAGE_DONE:
                visitor_wait(visitor, "done");
                return true;
        case STAGES:
                break;
        }
        return false;
}

/* What the stage has become by now. */
static enum stage really(const struct visitor *visitor, enum stage stage) {
        bool coil = visitor_coil(visitor) < PLACE_COMPARTMENTS;

        if (stage < STAGE_OPENING || stage > STAGE_OPEN)
                return stage;
        return coil ? STAGE_COIL : visitor->open < PLACE_COMPARTMENTS ? STAGE_OPEN : STAGE_OPENING;
}

bool stage_session(struct visitor *visitor, enum stage target, enum stage *ret_struck) {
        for (int stage = STAGE_CODE; stage <= (int)target; stage++)
                if (!go_on(visitor, (enum stage)stage))
                        return false;
        stage_let_pass(visitor, (unsigned)rand() % stages[target].lasts_ms);
        *ret_struck = really(visitor, target);
        if (*ret_struck != target)
                stages[target].lasts_ms -= stages[target].lasts_ms / 3;
        return true;
}

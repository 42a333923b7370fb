/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What came of a PIN that was computed (perform.c asks for it, and restoring.c without a store).
 */
#include "controller/box/session/box_inner.h"

/* Whether the answer of a computation is still waited for. */
static bool pin_answer_is_wanted(struct box *box) {
        if (box->works.pins.pending == 0)
                return false;
        box->works.pins.pending--;
        if (box->works.pins.stale == 0)
                return true;
        box->works.pins.stale--;
        return false;
}

/* Of the way on, where nobody else's PIN is computed. */
static bool checked_without_store(struct box *box, struct moment now, bool right) {
        if (box->restoring.state != RESTORING_CHECKING)
                return false;
        box_arrive(box, now);
        restoring_checked(&box->restoring, &box->ports, now, right);
        box_show(box);
        return true;
}

void box_pin_checked(struct box *box, struct moment now, bool right) {
        struct event event = { .type = EVENT_PIN_CHECKED, .right = right, .one_time = box->works.pins.one_time };
        bool wanted = !checked_without_store(box, now, right) && pin_answer_is_wanted(box);

        if (!box_begin(box, now) || !wanted)
                return;
        queue_put(&box->queue, &event);
        box_run(box);
}

/* A PIN that was given is signed for at once: a store from before it is found out by its anchor. */
static int keep(struct box *box, const char *verifier) {
        struct recorder *recorder = &box->works.recorder;
        const struct pins *pins = &box->works.pins;
        int r;

        if (!pins->by[0])
                return store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_SET_STAFF_PIN, .by = pins->sub, .verifier = verifier), NULL);
        r = store_do(recorder->store, recorder->now.wall_ms,
                     DEED(DEED_GIVE_STAFF_PIN, .sub = pins->sub, .by = pins->by, .second = pins->second, .verifier = verifier), NULL);
        if (r == 0)
                recorder_sign(recorder);
        return r;
}

void box_pin_hashed(struct box *box, struct moment now, const char *verifier) {
        struct event event = { .type = EVENT_PIN_HASHED, .right = verifier != NULL };
        bool wanted = pin_answer_is_wanted(box);
        int r = 0;

        if (!box_begin(box, now) || !wanted)
                return;
        if (verifier && recorder_may_ask(&box->works.recorder))
                r = keep(box, verifier);
        if (r != 0)
                recorder_refuse(&box->works.recorder, "keeping a PIN", r);
        else if (!box->works.recorder.refused)
                queue_put(&box->queue, &event);
        box_run(box);
}

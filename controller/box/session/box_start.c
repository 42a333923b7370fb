/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a box comes to work: at its start, and when a store that failed answers again.
 */
#include <errno.h>
#include <stdio.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/recover.h"

/* Settles what the last run left; from then on people are served. */
static void begin_serving(struct box *box) {
        struct recorder *recorder = &box->works.recorder;

        if (!recorder_ready(recorder))
                return;
        health_check_compartments(&box->works.health, recorder);
        box->recovered = recover_run(recorder, &box->works.watch);
        if (box->recovered)
                box_note_doors(box);
        if (recorder_ready(recorder))
                upkeep_look_ahead(&box->works.upkeep, recorder);
        if (recorder_ready(recorder))
                upkeep_hourly(&box->works.upkeep, recorder, &box->works.health, box_unattended(box));
        if (recorder_ready(recorder) && box_unattended(box))
                upkeep_expire(&box->works.upkeep, recorder);
}

/* With a bundle there is a ledger: from here on the box works. */
static void start_work(struct box *box) {
        struct recorder *recorder = &box->works.recorder;
        struct entry boot = { .event = ENTRY_BOOT };

        recorder_take_left(recorder);
        upkeep_tell_counts(recorder);
        upkeep_start_clock(&box->works.upkeep, recorder);
        snprintf(boot.version, sizeof(boot.version), "%s", box->config.version);
        boot.mode = (enum hardware)box->config.mode;
        recorder_entry(recorder, &boot);
        if (box->config.configuration)
                recorder_entry(recorder, &(struct entry){ .event = ENTRY_CONFIG, .sha = *box->config.configuration });
        if (box->works.upkeep.clock.doubt)
                upkeep_doubt(&box->works.upkeep, recorder);
        if (box->config.unusable) {
                /* What the last run left is judged by the doors, so by a start that can see them. */
                recorder_alarm(recorder, box->config.unusable, 0);
                recorder->broken = true;
        }
        begin_serving(box);
}

/* What a witness said of this ledger before. */
static int load_witnessed(struct works *works) {
        struct store_witnessed *const known[] = { &works->contradicted, &works->countersigned };
        int r = 0;

        for (unsigned fits = 0; r == 0 && fits < ARRAY_LEN(known); fits++) {
                r = store_witnessed(works->recorder.store, fits, known[fits]);
                if (r == -ENOENT) {
                        *known[fits] = (struct store_witnessed){ 0 };
                        r = 0;
                }
        }
        return r;
}

void box_start(struct box *box) {
        struct recorder *recorder = &box->works.recorder;
        int r = trust_load(&box->works.trust, recorder);

        if (r == 0)
                r = load_witnessed(&box->works);
        if (r == 0) {
                start_work(box);
        } else if (r < 0 || r == BOX_E_REFUSED) {
                recorder_fault(recorder, "reading the bundle", r);
                /* Bytes that are none do not get better. */
                recorder->curable = r < 0;
        } else {
                recorder_log(recorder, LOG_WARNING, "out of order: no bundle has been adopted yet");
        }
}

/* ---- a store that answers again ---- */

/* The receipt is for whoever still stands there. */
static void settle_receipt(struct box *box, const struct facts_told *told) {
        struct recorder *recorder = &box->works.recorder;

        if (citizen_compartment(&box->citizen) == 0)
                return;
        if (told->issued)
                recorder_make_receipt(recorder, told->issued_index);
        else if (recorder->owes_receipt)
                recorder_make_receipt(recorder, recorder->owed_index);
}

static void go_on(struct box *box, const struct facts_told *told) {
        const unsigned busy[] = { citizen_compartment(&box->citizen), staff_compartment(&box->staff) };
        struct recorder *recorder = &box->works.recorder;

        recover_again(recorder, &box->works.watch, busy, ARRAY_LEN(busy));
        if (recorder_ready(recorder))
                settle_receipt(box, told);
        if (recorder_ready(recorder) && store_size(recorder->store) != recorder->checkpoint_size)
                recorder_sign(recorder);
        if (recorder_ready(recorder))
                upkeep_look_ahead(&box->works.upkeep, recorder);
}

/* The one that was adopted last may be another than is known. Nobody holds on to it. */
static void reload_trust(struct box *box) {
        int r = box_unattended(box) ? trust_load(&box->works.trust, &box->works.recorder) : 0;

        if (r != 0)
                recorder_fault(&box->works.recorder, "reading the bundle", r);
}

void box_mend(struct box *box) {
        struct recorder *recorder = &box->works.recorder;
        struct facts_told told;

        if (!recorder_mend(recorder, &told))
                return;
        if (!box->works.trust.bundle) {
                box_start(box);
                return;
        }
        reload_trust(box);
        if (recorder_ready(recorder) && box->works.upkeep.clock.doubt)
                upkeep_doubt(&box->works.upkeep, recorder);
        if (!box->recovered)
                begin_serving(box);
        else if (recorder_ready(recorder))
                go_on(box, &told);
}

bool box_store_answers(const struct box *box) {
        return recorder_ready(&box->works.recorder);
}

bool box_wants_restart(const struct box *box) {
        if (box->restoring.state == RESTORING_OVER)
                return true;
        return recorder_wants_restart(&box->works.recorder) && box_unattended(box) && !watch_any_open(&box->works.watch) &&
               box->works.watch.opening == 0;
}

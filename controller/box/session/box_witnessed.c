/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a witness says of this ledger: taken where it fits, told with an alarm where something was signed that does not.
 */
#include <stdio.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/ledger/witnessed.h"

static struct entry entry_of(enum entry_event event, const struct witnessed *witnessed, const char *by) {
        struct entry entry = { .event = event, .size = witnessed->size };

        if (witnessed->witness)
                snprintf(entry.origin, sizeof(entry.origin), "%s", witnessed->witness->name);
        snprintf(entry.by, sizeof(entry.by), "%s", by);
        return entry;
}

static int take(struct works *works, const struct witnessed *witnessed, const char *by) {
        struct store_witnessed *known = &works->countersigned;
        int64_t at_ms = (int64_t)witnessed->time_s * 1000;
        struct entry entry = entry_of(ENTRY_COUNTERSIGNED, witnessed, by);

        if (known->t_ms > 0 && at_ms <= known->at_ms)
                return BOX_E_NOTHING_NEW;
        entry.now_ms = at_ms;
        recorder_entry(&works->recorder, &entry);
        *known = (struct store_witnessed){ .size = witnessed->size, .at_ms = at_ms, .t_ms = works->recorder.now.wall_ms };
        snprintf(known->witness, sizeof(known->witness), "%s", entry.origin);
        return 0;
}

/* The same again is no news. */
static int tell(struct works *works, const struct witnessed *witnessed, const char *by) {
        struct store_witnessed *known = &works->contradicted;
        struct entry entry = entry_of(ENTRY_CONTRADICTED, witnessed, by);

        if (known->t_ms > 0 && known->size == witnessed->size && hash_equal(&known->root, &witnessed->root))
                return BOX_E_CONTRADICTS;
        entry.root = witnessed->root;
        recorder_log(&works->recorder, LOG_CRIT, "the ledger has %llu entries here, and is not the one of %llu that %s has signed: keep that checkpoint, "
                     "this disk and every export, and call whoever sees to incidents", (unsigned long long)store_size(works->recorder.store),
                     (unsigned long long)witnessed->size, entry.origin[0] ? entry.origin : "this box's key");
        recorder_entry(&works->recorder, &entry);
        recorder_alarm(&works->recorder, ALARM_LEDGER, 0);
        *known = (struct store_witnessed){ .size = witnessed->size, .root = witnessed->root, .t_ms = works->recorder.now.wall_ms };
        snprintf(known->witness, sizeof(known->witness), "%s", entry.origin);
        return BOX_E_CONTRADICTS;
}

static int judge(struct box *box, const uint8_t *bytes, size_t len, const char *by) {
        static const int results[] = {
                [WITNESSED_E_MALFORMED] = BOX_E_DAMAGED, [WITNESSED_E_OTHER_LEDGER] = BOX_E_OTHER_BOX, [WITNESSED_E_NOBODY] = BOX_E_NO_WITNESS,
                [WITNESSED_E_ARCHIVED] = BOX_E_NOTHING_NEW,
        };
        struct works *works = &box->works;
        struct witnessing witnessing = { .origin = store_origin(works->recorder.store), .own = secret_key_public(works->recorder.key),
                                         .witnesses = box->config.witnesses, .count = box->config.witness_count,
                                         .now_s = works->recorder.now.wall_ms > 0 ? (uint64_t)works->recorder.now.wall_ms / 1000 : 0 };
        struct witnessed witnessed;
        struct ledger_source source;
        int r;

        store_source(works->recorder.store, &source);
        witnessing.source = &source;
        r = witnessed_judge(&witnessing, bytes, len, &witnessed);
        if (r == 0)
                return take(works, &witnessed, by);
        if (r == WITNESSED_E_CONTRADICTS)
                return tell(works, &witnessed, by);
        return r > 0 ? results[r] : r;
}

int box_witnessed(struct box *box, struct moment now, const uint8_t *bytes, size_t len, bool from_stick) {
        int r;

        box_arrive(box, now);
        if (!recorder_ready(&box->works.recorder))
                r = BOX_E_BUSY;
        else if (!box->works.trust.bundle)
                r = BOX_E_NO_ROOT;
        else
                r = judge(box, bytes, len, from_stick ? box->works.stick_by : "");
        if (r < 0)
                recorder_fault(&box->works.recorder, "judging what a witness signed", r);
        box_show(box);
        return r;
}

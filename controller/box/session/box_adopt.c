/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the office sends: bundles and statements of revocations. Taken while nobody is at the box, or, when it has waited
 * long enough, between two steps of a session.
 */
#include <errno.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "crypto/revocations.h"

/* One of the two is NULL. */
struct arrival {
        struct bundle *bundle;
        struct revocations *statement;
};

static void arrival_deinit(struct arrival *arrival) {
        bundle_free(arrival->bundle);
        revocations_free(arrival->statement);
}

static int arrival_open(const struct box *box, const uint8_t *bytes, size_t len, struct arrival *arrival) {
        const struct bundle *current = box->works.trust.bundle;
        const char *box_id = store_config(box->works.recorder.store)->box_id;
        int r = bundle_open_next(bytes, len, current, &arrival->bundle);

        if (r == REFUSAL_UNKNOWN_KEY)
                r = revocations_open(bytes, len, current, box_id, &arrival->statement);
        if (r == REFUSAL_WRONG_BOX || (r == 0 && arrival->bundle && !bundle_find_box(arrival->bundle, box_id)))
                return BOX_E_OTHER_BOX;
        if (r == REFUSAL_MALFORMED || r == REFUSAL_TOO_LONG || r == REFUSAL_BAD_SIGNATURE)
                return BOX_E_DAMAGED;
        return r > 0 ? BOX_E_REFUSED : r;
}

/* ---- whom it touches ---- */

static bool stated(const struct revocations *statement, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        for (size_t i = 0; i < statement->count; i++)
                if (memcmp(statement->items[i].cti, cti, CTI_LEN) == 0)
                        return nbf < statement->items[i].t || statement->items[i].t == UINT32_MAX;
        return false;
}

static bool revokes(const struct arrival *arrival, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        return arrival->bundle ? bundle_revokes(arrival->bundle, cti, nbf) : stated(arrival->statement, cti, nbf);
}

/* What was handed out is not taken back; what cannot be looked up is taken for touched. */
static bool takes_away(const struct box *box, const struct arrival *arrival, const struct offer *offer) {
        struct consignment consignment;

        if (store_consignment(box->works.recorder.store, offer->cti, &consignment) != 0)
                return true;
        return consignment.state == CONSIGNMENT_STORED && revokes(arrival, offer->cti, consignment.nbf);
}

static bool touches_citizen(const struct box *box, const struct arrival *arrival) {
        if (box->citizen.state == CITIZEN_IDLE)
                return false;
        for (unsigned i = 0; i < box->citizen.offer_count; i++)
                if (takes_away(box, arrival, &box->citizen.offers[i]))
                        return true;
        return false;
}

static bool touches_person(const struct arrival *arrival, const struct staff_person *person) {
        const struct bundle_staff *listed;

        if (!person->sub[0])
                return false;
        if (!arrival->bundle)
                return stated(arrival->statement, person->badge, 0);
        listed = bundle_find_staff(arrival->bundle, person->sub);
        return !listed || listed->role != person->role || memcmp(listed->badge_cti, person->badge, CTI_LEN) != 0 ||
               bundle_revokes(arrival->bundle, person->badge, 0);
}

static bool touches_staff(const struct box *box, const struct arrival *arrival) {
        if (box->staff.state == STAFF_OUT)
                return false;
        for (size_t i = 0; i < ARRAY_LEN(box->staff.persons); i++)
                if (touches_person(arrival, &box->staff.persons[i]))
                        return true;
        return staff_compartment(&box->staff) != 0 && revokes(arrival, box->staff.load.offer.cti, box->works.loading.load.nbf);
}

/* A door is open, or about to: what is happening there ends first. */
static bool at_a_door(const struct box *box) {
        return watch_any_open(&box->works.watch) || citizen_compartment(&box->citizen) != 0 || staff_compartment(&box->staff) != 0;
}

/* ---- taking it ---- */

static int take_bundle(struct box *box, const struct bundle *bundle, const uint8_t *bytes, size_t len, struct lacking *ret_lacking) {
        CLEANUP(buffer_deinit) struct buffer signed_bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        CLEANUP(bundle_cleanup) struct bundle *current = NULL;
        struct recorder *recorder = &box->works.recorder;
        struct public_key root;
        int r;

        r = store_bundle(recorder->store, &root, &signed_bytes);
        if (r == 0)
                r = bundle_open(signed_bytes.data, signed_bytes.len, &root, &current);
        if (r != 0)
                return r < 0 ? r : -EUCLEAN;
        r = store_do(recorder->store, recorder->now.wall_ms,
                     DEED(DEED_ADOPT, .bytes = bytes, .len = len, .bundle = bundle, .current = current, .root = &bundle->root,
                          .lacking = ret_lacking), NULL);
        if (r == STORE_E_OLD_VERSION)
                return BOX_E_OLD_VERSION;
        if (r == STORE_E_LACKS_REVOCATIONS)
                return BOX_E_LACKS_REVOCATIONS;
        return r > 0 ? BOX_E_REFUSED : r;
}

static int take_statement(struct box *box, const struct revocations *statement, const uint8_t *bytes, size_t len) {
        struct recorder *recorder = &box->works.recorder;
        int r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_REVOKE, .bytes = bytes, .len = len, .revocations = statement), NULL);

        if (r == STORE_E_NOTHING_NEW)
                return BOX_E_NOTHING_NEW;
        return r > 0 ? BOX_E_REFUSED : r;
}

static int take(struct box *box, const struct arrival *arrival, const uint8_t *bytes, size_t len, struct lacking *ret_lacking) {
        bool citizen = touches_citizen(box, arrival), staff = touches_staff(box, arrival);
        int r;

        if ((citizen || staff) && at_a_door(box))
                return BOX_E_BUSY;
        r = arrival->bundle ? take_bundle(box, arrival->bundle, bytes, len, ret_lacking)
                            : take_statement(box, arrival->statement, bytes, len);
        if (r > 0)
                return r;
        if (r == 0)
                r = trust_load(&box->works.trust, &box->works.recorder);
        if (r != 0) {
                recorder_fault(&box->works.recorder, "adopting what the office sent", r);
                return r;
        }
        if (citizen || staff) {
                recorder_log(&box->works.recorder, LOG_NOTICE, "the office took back what this session is for: it is over");
                box_end_sessions(box);
        }
        return 0;
}

int box_adopt(struct box *box, struct moment now, const uint8_t *bytes, size_t len, bool waited, struct lacking *ret_lacking) {
        CLEANUP(arrival_deinit) struct arrival arrival = { 0 };
        int r;

        box_arrive(box, now);
        if (!recorder_ready(&box->works.recorder) || (!waited && !box_idle(box))) {
                /* The time that came with it may have put the box out of order: then everybody is sent away and wiped. */
                box_show(box);
                return BOX_E_BUSY;
        }
        if (!box->works.trust.bundle)
                return BOX_E_NO_ROOT;
        r = arrival_open(box, bytes, len, &arrival);
        if (r == 0)
                r = take(box, &arrival, bytes, len, ret_lacking);
        box_show(box);
        return r;
}

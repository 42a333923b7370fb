/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes out: release, issue, closing; failures; what staff take out or leave. */
#include <errno.h>
#include <string.h>

#include "controller/box/store/consignment.h"
#include "controller/box/store/deeds.h"
#include "controller/box/store/store_internal.h"

/* Whatever happens to a consignment begins here: it, its compartment, and its state after the event. */
struct handover {
        struct consignment consignment;
        struct store_compartment compartment;
};

static bool lies_in(const struct handover *handover) {
        return handover->compartment.has_consignment &&
               memcmp(handover->compartment.cti, handover->consignment.cti, CTI_LEN) == 0;
}

static int look(struct store *store, const uint8_t cti[CTI_LEN], enum consignment_event event, struct handover *ret_handover) {
        int r;

        r = consignment_known(store, cti, &ret_handover->consignment);
        if (r < 0)
                return r;
        r = compartment_read(store, ret_handover->consignment.c, &ret_handover->compartment);
        if (r < 0)
                return r == -ENOENT ? -EUCLEAN : r;
        return consignment_step(&ret_handover->consignment, event, &ret_handover->consignment.state);
}

static int append_about(struct store *store, int64_t t_ms, const struct handover *handover, enum entry_event event) {
        struct entry entry = consignment_entry(&handover->consignment, event);

        return ledger_append(store, t_ms, &entry);
}

/* ---- to the citizen ---- */

int deed_release(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        struct entry entry;
        int r;

        r = look(store, deed->cti, CONSIGNMENT_IS_RELEASED, &handover);
        if (r < 0)
                return r;
        if (handover.consignment.wrong >= STORE_WRONG_VOID || answers_locked(store, t_ms, &handover.consignment) ||
            handover.compartment.state != COMPARTMENT_OCCUPIED || !lies_in(&handover))
                return -EPROTO;
        handover.consignment.wrong = 0;
        handover.consignment.locked_until_ms = 0;
        handover.consignment.released = true;
        r = consignment_write(store, &handover.consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&handover.consignment, ENTRY_RELEASE);
        entry.way = deed->way;
        return ledger_append(store, t_ms, &entry);
}

/* Nothing that identifies stays with what has left the box. */
static int erase(struct store *store, struct consignment *consignment) {
        consignment->has_group = false;
        consignment->wrong = 0;
        consignment->locked_until_ms = 0;
        consignment->unsure = false;
        consignment->released = false;
        return tags_erase(store, consignment->c);
}

/* What is left of a handing out. On the citizen's word alone no door was seen open, so that none is waited for to be shut. */
static void owe(struct consignment *consignment, enum how how) {
        consignment->unshut = how != HOW_CITIZEN;
        consignment->papers_owed = (consignment->wishes & WISH_RETURN_OLD) != 0;
}

int deed_issued(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        bool late = deed->how == HOW_LATE || deed->how == HOW_CITIZEN;
        struct handover handover;
        struct entry entry;
        int r;

        r = look(store, deed->cti, late ? CONSIGNMENT_IS_OPENED_LATE : CONSIGNMENT_IS_SEEN_OPEN, &handover);
        if (r < 0)
                return r;
        handover.consignment.issued_ms = t_ms;
        owe(&handover.consignment, deed->how);
        r = erase(store, &handover.consignment);
        if (r == 0)
                r = consignment_write(store, &handover.consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&handover.consignment, ENTRY_ISSUED);
        entry.how = deed->how;
        return ledger_append(store, t_ms, &entry);
}

int deed_reopen(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        int r;

        r = look(store, deed->cti, CONSIGNMENT_IS_REOPENED, &handover);
        if (r < 0)
                return r;
        if (handover.compartment.state == COMPARTMENT_FREE) {
                handover.compartment.state = COMPARTMENT_OCCUPIED;
                handover.compartment.has_consignment = true;
                memcpy(handover.compartment.cti, deed->cti, CTI_LEN);
        } else if (handover.compartment.state == COMPARTMENT_QUARANTINED || !lies_in(&handover)) {
                return -EPROTO;
        }
        handover.consignment.reopened = true;
        handover.consignment.unshut = true;
        r = consignment_write(store, &handover.consignment);
        if (r == 0)
                r = compartment_write(store, &handover.compartment);
        return r < 0 ? r : append_about(store, t_ms, &handover, ENTRY_REOPENED);
}

/* papers: why staff are to look for old ones; REASON_NONE: there are none. Into *ret_handover, for what else is to be told of the compartment. */
static int close_compartment(struct store *store, int64_t t_ms, const uint8_t cti[CTI_LEN], enum reason papers, struct handover *ret_handover) {
        struct store_compartment *compartment = &ret_handover->compartment;
        int r;

        r = look(store, cti, CONSIGNMENT_IS_CLOSED, ret_handover);
        if (r < 0)
                return r;
        if (!lies_in(ret_handover))
                return -EPROTO;
        /* With its old papers it was closed before. */
        if (compartment->state == COMPARTMENT_RETURN_INSIDE && papers == REASON_NONE && !ret_handover->consignment.unshut)
                return 0;
        ret_handover->consignment.unshut = false;
        r = consignment_write(store, &ret_handover->consignment);
        if (r == 0 && compartment->state == COMPARTMENT_OCCUPIED) {
                compartment->state = papers != REASON_NONE ? COMPARTMENT_RETURN_INSIDE : COMPARTMENT_FREE;
                compartment->reason = papers;
                compartment->has_consignment = papers != REASON_NONE;
                r = compartment_write(store, compartment);
        }
        return r < 0 ? r : append_about(store, t_ms, ret_handover, ENTRY_CLOSED);
}

/* What of old papers was to be said is said. */
static int settle_papers(struct store *store, int64_t t_ms, struct handover *handover, enum entry_event event) {
        int r;

        handover->consignment.papers_owed = false;
        r = consignment_write(store, &handover->consignment);
        return r < 0 ? r : append_about(store, t_ms, handover, event);
}

int deed_closed(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;

        return close_compartment(store, t_ms, deed->cti, REASON_NONE, &handover);
}

int deed_old_returned(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        int r;

        r = close_compartment(store, t_ms, deed->cti, REASON_OLD_PAPERS, &handover);
        return r < 0 ? r : settle_papers(store, t_ms, &handover, ENTRY_OLD_RETURNED);
}

int deed_old_missing(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        int r;

        r = look(store, deed->cti, CONSIGNMENT_IS_CLOSED, &handover);
        if (r == 0 && lies_in(&handover) && handover.compartment.state == COMPARTMENT_OCCUPIED)
                r = close_compartment(store, t_ms, deed->cti, REASON_OLD_UNSAID, &handover);
        return r < 0 ? r : settle_papers(store, t_ms, &handover, ENTRY_OLD_MISSING);
}

/* ---- when a door does not do what it should ---- */

int deed_open_failed(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        struct entry entry;
        int r;

        r = consignment_known(store, deed->cti, &handover.consignment);
        if (r < 0 || handover.consignment.state != CONSIGNMENT_RELEASING)
                return r < 0 ? r : -EPROTO;
        r = look(store, deed->cti, CONSIGNMENT_IS_DOUBTED, &handover);
        if (r == 0)
                r = consignment_write(store, &handover.consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&handover.consignment, ENTRY_OPEN_FAILED);
        entry.tries = deed->tries;
        r = ledger_append(store, t_ms, &entry);
        return r < 0 ? r : compartment_quarantine(store, t_ms, &handover.compartment, REASON_NOT_OPENED);
}

int deed_unsure(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        int r;

        r = look(store, deed->cti, CONSIGNMENT_IS_UNSURE, &handover);
        if (r < 0)
                return r;
        handover.consignment.unsure = true;
        r = consignment_write(store, &handover.consignment);
        return r < 0 ? r : append_about(store, t_ms, &handover, ENTRY_UNSURE);
}

/* ---- staff ---- */

/* Whoever takes out or looks into what is in doubt may be alone where the office has it so; the others not, at what can be collected. */
static bool is_for_one(enum purpose purpose) {
        return purpose == PURPOSE_TAKE_OUT || purpose == PURPOSE_LOOK || purpose == PURPOSE_WIRING;
}

/* At the desk nobody hands over alone, whatever the office has set; one person is never two. */
static bool has_its_people(const struct deed *deed, const struct consignment *consignment) {
        bool has_second = deed->second && deed->second[0], stored = consignment && consignment->state == CONSIGNMENT_STORED;

        if (has_second)
                return strcmp(deed->second, deed->by) != 0;
        return deed->purpose != PURPOSE_DESK && (is_for_one(deed->purpose) || !stored);
}

int deed_service_open(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct entry entry = { .event = ENTRY_SERVICE_OPEN, .c = deed->c, .purpose = deed->purpose };
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        r = compartment_read(store, deed->c, &compartment);
        if (r < 0)
                return r;
        if (!has_its_people(deed, NULL))
                return -EPROTO;
        if (compartment.has_consignment) {
                r = consignment_read(store, compartment.cti, &consignment);
                if (r < 0)
                        return r;
                if (!has_its_people(deed, &consignment))
                        return -EPROTO;
                if (consignment.state == CONSIGNMENT_RELEASING || consignment.state == CONSIGNMENT_LOADING)
                        return -EPROTO;
                /* Until staff have said what they found, nobody knows whether it is still there. */
                consignment.released = false;
                consignment.unshut = false; /* from now on it is open for staff */
                consignment.unsure = consignment.state != CONSIGNMENT_ISSUED;
                r = consignment_write(store, &consignment);
                if (r < 0)
                        return r;
                entry.has_cti = true;
                memcpy(entry.cti, consignment.cti, CTI_LEN);
        }
        r = text_copy(entry.by, sizeof(entry.by), deed->by);
        if (r == 0 && deed->second)
                r = text_copy(entry.second, sizeof(entry.second), deed->second);
        return r < 0 ? r : ledger_append(store, t_ms, &entry);
}

static int empty_compartment(struct store *store, int64_t t_ms, struct store_compartment *compartment, enum found found) {
        compartment->has_consignment = false;
        if (found == FOUND_ELSE)
                return compartment_quarantine(store, t_ms, compartment, REASON_CONTENTS);
        compartment->state = COMPARTMENT_FREE;
        return compartment_write(store, compartment);
}

int deed_removed(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        struct entry entry;
        int r;

        if (!found_name(deed->found))
                return -EINVAL;
        r = look(store, deed->cti, CONSIGNMENT_IS_TAKEN_OUT, &handover);
        if (r < 0)
                return r;
        if (!lies_in(&handover))
                return -EPROTO;
        r = erase(store, &handover.consignment);
        if (r == 0)
                r = consignment_write(store, &handover.consignment);
        if (r < 0)
                return r;
        entry = consignment_entry(&handover.consignment, ENTRY_REMOVED);
        entry.found = deed->found;
        r = text_copy(entry.by, sizeof(entry.by), deed->by);
        if (r == 0)
                r = ledger_append(store, t_ms, &entry);
        if (r == 0)
                r = empty_compartment(store, t_ms, &handover.compartment, deed->found);
        /* Its loading was cut short: never here, its ticket is good again. */
        if (r == 0 && handover.consignment.loaded_ms == 0)
                r = database_run(&store->database, "DELETE FROM consignments WHERE cti = ?", VALUES(BLOB(deed->cti, CTI_LEN)));
        return r;
}

int deed_kept(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        struct handover handover;
        struct entry entry;
        int r;

        r = compartment_read(store, deed->c, &handover.compartment);
        if (r < 0 || !handover.compartment.has_consignment)
                return r < 0 ? r : -EPROTO;
        r = look(store, handover.compartment.cti, CONSIGNMENT_IS_KEPT, &handover);
        if (r < 0)
                return r;
        if (handover.consignment.restored && !(deed->cti && memcmp(deed->cti, handover.consignment.cti, CTI_LEN) == 0))
                return -EPROTO;
        handover.consignment.restored = false;
        handover.consignment.unsure = false;
        handover.consignment.released = false;
        handover.compartment.state = COMPARTMENT_OCCUPIED;
        entry = consignment_entry(&handover.consignment, ENTRY_RETURNED_TO_SERVICE);
        r = text_copy(entry.by, sizeof(entry.by), deed->by);
        if (r == 0)
                r = ledger_append(store, t_ms, &entry);
        if (r == 0)
                r = compartment_write(store, &handover.compartment);
        if (r == 0 && handover.consignment.state == CONSIGNMENT_STORED && handover.consignment.deadline_ms <= t_ms) {
                handover.consignment.state = CONSIGNMENT_EXPIRED;
                r = append_about(store, t_ms, &handover, ENTRY_EXPIRED);
        }
        return r < 0 ? r : consignment_write(store, &handover.consignment);
}


/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/daemon_adopt.h"

#include <stdio.h>

#include "controller/box/daemon/journal.h"
#include "controller/ledger/witnessed.h"

/* A bundle that this box does not trust is box_adopt()'s to refuse. */
static bool made_for_other_enrolment(struct daemon *daemon, const uint8_t *bytes, size_t len) {
        CLEANUP(bundle_cleanup) struct bundle *current = NULL, *bundle = NULL;
        CLEANUP(buffer_deinit) struct buffer held = BUFFER_INIT;
        struct public_key root;

        return daemon->store && daemon->keys.sealing && store_bundle(daemon->store, &root, &held) == 0 &&
               bundle_open(held.data, held.len, &root, &current) == 0 &&
               bundle_open_next(bytes, len, current, &bundle) == 0 &&
               !adopt_fits_box(bundle, daemon->config->box_id, daemon->keys.sealing);
}

int daemon_witnessed(struct daemon *daemon, const uint8_t *bytes, size_t len, bool from_stick, char ret_message[ADOPT_MESSAGE_SIZE]) {
        int r = box_witnessed(daemon->box, clock_now(daemon->devices.clock), bytes, len, from_stick);

        adopt_witnessed_verdict(r, ret_message);
        return r;
}

int daemon_adopt(struct daemon *daemon, const uint8_t *bytes, size_t len, bool waited, char ret_message[ADOPT_MESSAGE_SIZE]) {
        struct lacking lacking = { 0 };
        int r;

        if (witnessed_is_note(bytes, len))
                return daemon_witnessed(daemon, bytes, len, false, ret_message);
        if (made_for_other_enrolment(daemon, bytes, len)) {
                snprintf(ret_message, ADOPT_MESSAGE_SIZE, ADOPT_OTHER_ENROLMENT, daemon->config->box_id, daemon->config->box_id);
                return BOX_E_ENROLMENT;
        }
        r = box_adopt(daemon->box, clock_now(daemon->devices.clock), bytes, len, waited, &lacking);
        adopt_verdict(r, daemon->config->box_id, &lacking, ret_message);
        return r;
}

enum incoming_verdict daemon_take(void *context, const char *name, const uint8_t *bytes, size_t len, bool waited) {
        struct daemon *daemon = context;
        char message[ADOPT_MESSAGE_SIZE];
        int r;

        /* A store that was put back takes nothing; on the way on its people are judged by what lies here. */
        if (!daemon->store)
                return INCOMING_WAITS;
        r = daemon_adopt(daemon, bytes, len, waited, message);
        if (r == BOX_E_BUSY || r < 0)
                return INCOMING_WAITS;
        if (r == 0)
                journal_log(LOG_INFO, "%s from the drop folder: taken", name);
        else if (r == BOX_E_OLD_VERSION || r == BOX_E_NOTHING_NEW)
                journal_log(LOG_INFO, "%s from the drop folder: %s", name, message);
        else
                journal_log(LOG_WARNING, "%s from the drop folder: %s", name, message);
        return r == 0 || r == BOX_E_OLD_VERSION || r == BOX_E_NOTHING_NEW ? INCOMING_TAKEN : INCOMING_REFUSED;
}

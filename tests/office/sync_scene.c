/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/sync_scene.h"

#include "controller/office/office_store.h"
#include "tests/office/registry/place.h"

int sync_set_up(void **state) {
        place_empty("");
        return fixture_set_up(state);
}

void sync_begin(struct fixture *fixture, struct box_log *log) {
        box_log_begin(log, "K017", SYNC_DOMAIN, 1);
        box_log_enrol(fixture, log, true);
}

int sync_take(struct fixture *fixture, const char *path, struct problems *notes, struct synced *ret_synced) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

        return office_sync(office, path, NULL, NULL, FIXTURE_NOW + DAY_S, &fixture->problems, notes, ret_synced);
}

struct synced sync_take_good(struct fixture *fixture, const char *path) {
        struct problems notes = PROBLEMS_INIT;
        struct synced synced;

        assert_int_equal(sync_take(fixture, path, &notes, &synced), 0);
        problems_deinit(&notes);
        return synced;
}

enum standing sync_standing(struct fixture *fixture, const uint8_t cti[CTI_LEN], int64_t now_s) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct issuance issuance;
        bool there;

        assert_int_equal(office_look_up(office, cti, &fixture->problems, &there, &issuance), 0);
        assert_true(there);
        return issuance_standing(&issuance, now_s);
}

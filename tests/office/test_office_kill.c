/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A batch (of two, with PICKUPBOX_FULL=1 of three), a reissue, a revocation, a new box and a bundle, each killed before every statement,
 * every commit, every file and every step of the anchor: afterwards the office opens, and all of the act is there or nothing. On a file, or,
 * before every third of them, on the server of PICKUPBOX_TEST_DATABASE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/ledger/anchor.h"
#include "controller/office/clean.h"
#include "controller/office/registry/tables.h"
#include "controller/office/withdrawal.h"
#include "tests/office/dying.h"
#include "tests/office/fixture.h"
#include "tests/office/registry/place.h"

enum { BATCH = 2, BATCH_FULL = 3, STRIDE_SERVER = 3, STEPS_MAX = 400 };

/* ---- dying ---- */

DYING_BEFORE(int, tables_run, (struct tables *tables, const char *sql, const struct value *values, size_t count), (tables, sql, values, count))
DYING_BEFORE(int, tables_query, (struct tables *tables, const char *sql, const struct value *values, size_t count, struct rows **ret_rows),
             (tables, sql, values, count, ret_rows))
DYING_BEFORE(int, tables_begin, (struct tables *tables), (tables))
DYING(int, tables_commit, (struct tables *tables), (tables))
DYING_BEFORE(int, file_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING_BEFORE(int, anchor_raise, (const char *path, enum anchor_step follow, uint32_t bundle_version, const char *note, size_t len),
             (path, follow, bundle_version, note, len))
DYING_BEFORE(int, unsynced_replace, (const char *path, const void *bytes, size_t len, mode_t mode), (path, bytes, len, mode))
DYING_BEFORE(int, unsynced_wait, (const char *path), (path))
DYING_BEFORE(int, rename, (const char *from, const char *to), (from, to))

/* ---- acts ---- */

/* A letter is drawn for each before every place at which a batch is killed; the third is drawn as the second. */
static unsigned batch_size(void) {
        return getenv("PICKUPBOX_FULL") ? BATCH_FULL : BATCH;
}

struct scene {
        struct fixture *fixture;
        struct secrets secrets;         /* of the attempt, as of any command */
        uint8_t cti[CTI_LEN], in_batch[CTI_LEN];
        struct buffer enrolment;
        unsigned boxes;                 /* enrolled so far */
};

static int issue(struct scene *scene, struct office *office) {
        struct issued issued[BATCH_FULL] = { { .nbf = 0 } };
        struct order orders[BATCH_FULL];
        struct parcel_batch files = { .place = { .from = 1 } };

        for (unsigned i = 0; i < batch_size(); i++)
                orders[i] = fixture_order(office);
        return issue_orders(office, &scene->secrets, orders, batch_size(), FIXTURE_NOW, NULL, &scene->fixture->problems, issued, &files);
}

static int reissue(struct scene *scene, struct office *office) {
        struct issued issued;

        return issue_again(office, &scene->secrets, scene->cti, NULL, FIXTURE_NOW, &scene->fixture->problems, &issued);
}

static int withdraw(struct scene *scene, struct office *office) {
        return office_revoke(office, scene->cti, FIXTURE_NOW, &scene->fixture->problems);
}

/* The newest batch. */
static int withdraw_batch(struct scene *scene, struct office *office) {
        struct issuance *batch;
        size_t count, revoked;
        int r = withdrawal_find(office, scene->in_batch, &scene->fixture->problems, &batch, &count);

        if (r != 0)
                return r;
        r = withdrawal_make(office, batch, count, FIXTURE_NOW, &scene->fixture->problems, &revoked);
        free(batch);
        return r;
}

static int reissue_all(struct scene *scene, struct office *office) {
        struct issued issued[BATCH_FULL] = { { .nbf = 0 } };
        struct parcel_batch files = { .place = { .from = 1 } };
        struct issuance *batch;
        size_t count;
        int left = *steps_left, r;

        *steps_left = -1; /* nothing is written by looking for it */
        r = withdrawal_find(office, scene->in_batch, &scene->fixture->problems, &batch, &count);
        *steps_left = left;
        if (r != 0)
                return r;
        r = issue_all_again(office, &scene->secrets, batch, count, FIXTURE_NOW, NULL, &scene->fixture->problems, issued, &files);
        free(batch);
        return r;
}

static int add_box(struct scene *scene, struct office *office) {
        const struct state_box *box;

        return office_add_box(office, scene->enrolment.data, scene->enrolment.len, NULL, false, FIXTURE_NOW, &scene->fixture->problems, &box);
}

static int bundle(struct scene *scene, struct office *office) {
        char path[128];

        snprintf(path, sizeof(path), "%s/bundle", scene->fixture->folder);
        return office_make_bundle(office, &scene->secrets, BUNDLE_FORM_2, path, FIXTURE_NOW, &scene->fixture->problems);
}

/* Of what was revoked: all but the own reference; that too. */
static int clean_after(struct scene *scene, struct office *office, int64_t days) {
        struct cleaning cleaning;

        return office_clean(office, FIXTURE_NOW + (days + 1) * 86400, &scene->fixture->problems, &cleaning);
}

static int clean(struct scene *scene, struct office *office) {
        return clean_after(scene, office, POLICY_ERASE_DAYS);
}

static int clean_own(struct scene *scene, struct office *office) {
        return clean_after(scene, office, POLICY_OWN_DAYS);
}

/* What can be seen of an office: whole before an act, whole after it. */
struct sight {
        uint64_t size;                  /* of the log */
        size_t consignments, boxes;
        unsigned revoked, versions, parcels, lists, erased, kept; /* lists: files of letters or labels of one */
        uint32_t bundle;
};

static struct sight look(struct scene *scene) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(scene->fixture);
        const struct issuances *issuances = fixture_issuances(scene->fixture, office);
        struct sight sight = {
                .size = registry_size(office->registry), .consignments = issuances->count, .boxes = office->state->box_count,
                .bundle = office->state->bundle_version,
        };
        char output[16];

        for (size_t i = 0; i < issuances->count; i++) {
                sight.revoked += issuances->consignments[i].revoked;
                sight.erased += issuances->consignments[i].erased;
                sight.kept += issuances->consignments[i].own_kept;
                sight.versions += issuances->consignments[i].version;
        }
        fixture_run(output, sizeof(output), "ls -A %s/out | grep -v -e labels -e letters | wc -l", office->dir);
        sight.parcels = (unsigned)atoi(output);
        fixture_run(output, sizeof(output), "ls %s/out | grep -c -e labels -e letters || true", office->dir);
        sight.lists = (unsigned)atoi(output);
        return sight;
}

static struct sight sum(const struct sight *a, const struct sight *b) {
        return (struct sight){
                .size = a->size + b->size, .consignments = a->consignments + b->consignments, .boxes = a->boxes + b->boxes,
                .revoked = a->revoked + b->revoked, .versions = a->versions + b->versions, .parcels = a->parcels + b->parcels,
                .lists = a->lists + b->lists, .bundle = a->bundle + b->bundle, .erased = a->erased + b->erased, .kept = a->kept + b->kept,
        };
}

static bool same(const struct sight *a, const struct sight *b) {
        return a->size == b->size && a->consignments == b->consignments && a->boxes == b->boxes && a->revoked == b->revoked &&
               a->versions == b->versions && a->parcels == b->parcels && a->lists == b->lists && a->bundle == b->bundle && a->erased == b->erased && a->kept == b->kept;
}

/* Whether the act ended before its n-th step came. */
static bool attempt(struct scene *scene, int (*act)(struct scene *, struct office *), int n) {
        pid_t pid = fork();

        if (pid == 0) {
                struct office *office;

                if (office_open(scene->fixture->dir, &scene->fixture->problems, &office) != 0)
                        _exit(99);
                fixture_lend(scene->fixture, office);
                scene->secrets = fixture_secrets(scene->fixture, office, SECRETS_ROOT | SECRETS_DAY);
                die_at(n);
                _exit(act(scene, office) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
}

/* Before what was done can be done once more. */
static void issue_anew(struct scene *scene) {
        assert_true(attempt(scene, reissue, -1));
}

static void find_in_batch(struct scene *scene) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(scene->fixture);
        const struct issuances *issuances = fixture_issuances(scene->fixture, office);

        memcpy(scene->in_batch, issuances->consignments[issuances->count - 1].cti, CTI_LEN);
}

static void issue_batch_anew(struct scene *scene) {
        assert_true(attempt(scene, issue, -1));
        find_in_batch(scene);
}

/* The first, under whose id its letters and labels stand in one file each. */
static void issue_batch_with_one_void(struct scene *scene) {
        struct office *office;

        issue_batch_anew(scene);
        office = fixture_open(scene->fixture);
        memcpy(scene->cti, fixture_issuances(scene->fixture, office)->consignments[fixture_issuances(scene->fixture, office)->count - batch_size()].cti, CTI_LEN);
        office_close(office);
        assert_true(attempt(scene, withdraw, -1));
}

/* One with an own reference that is revoked, and so has no files, which clean() would remove behind the commit. */
static void revoke_another(struct scene *scene) {
        struct issued issued = fixture_issue_as(scene->fixture, "AZ 2026/417");

        memcpy(scene->cti, issued.cti, CTI_LEN);
        assert_true(attempt(scene, withdraw, -1));
        issued_wipe(&issued);
}

static void keep_another(struct scene *scene) {
        revoke_another(scene);
        assert_true(attempt(scene, clean, -1));
}

static void enrol_another(struct scene *scene) {
        char id[BOX_ID_MAX + 1];

        snprintf(id, sizeof(id), "K%03u", 100 + scene->boxes++);
        buffer_deinit(&scene->enrolment);
        fixture_enrol(scene->fixture, id, &scene->enrolment);
}

/* On a server, where each place is dear, every third one; PICKUPBOX_FULL takes all there too. */
static int stride(void) {
        return getenv("PICKUPBOX_TEST_DATABASE") && !getenv("PICKUPBOX_FULL") ? STRIDE_SERVER : 1;
}

/* Killed at step 0, 1, 2 … until there are no more: each time nothing has changed, or all of `more`. */
static void sweep(struct scene *scene, const char *name, int (*act)(struct scene *, struct office *), struct sight more,
                  void (*again)(struct scene *)) {
        unsigned nothing = 0, whole = 0;
        bool ended = false;

        for (int n = 0; !ended; n += stride()) {
                const struct sight before = look(scene), expected = sum(&before, &more);
                struct sight after;

                assert_true(n < STEPS_MAX);
                ended = attempt(scene, act, n);
                after = look(scene);
                if (!ended && same(&after, &before)) {
                        nothing++;
                        continue;
                }
                assert_true(same(&after, &expected));
                whole += !ended;
                if (again)
                        again(scene);
        }
        assert_true(stride() > 1 ? nothing > 1 : nothing > 4 && whole > 0);
        print_message("%s: killed at %u places, nothing of it is there; at %u more, all of it\n", name, nothing, whole);
}

static int empty_and_set_up(void **state) {
        place_empty("");
        return fixture_set_up(state);
}

static void every_act_killed_anywhere_is_there_or_not(void **state) {
        struct scene scene = { .fixture = *state };
        struct issued issued = fixture_issue(scene.fixture);
        const unsigned batch = batch_size();

        memcpy(scene.cti, issued.cti, CTI_LEN);
        enrol_another(&scene);
        sweep(&scene, "batch", issue, (struct sight){ .size = batch + 1, .consignments = batch, .versions = batch, .parcels = batch, .lists = 2 }, NULL);
        sweep(&scene, "reissue", reissue, (struct sight){ .size = 1, .versions = 1 }, NULL);
        sweep(&scene, "revoke", withdraw, (struct sight){ .size = 1, .revoked = 1, .parcels = (unsigned)-1 }, issue_anew);
        sweep(&scene, "add-box", add_box, (struct sight){ .size = 1, .boxes = 1 }, enrol_another);
        assert_true(attempt(&scene, bundle, -1)); /* the first names a key besides */
        sweep(&scene, "bundle", bundle, (struct sight){ .size = 1, .bundle = 1 }, NULL);
        revoke_another(&scene);
        sweep(&scene, "clean", clean, (struct sight){ .size = 2, .erased = 1, .kept = 1 }, revoke_another);
        issue_batch_anew(&scene);
        sweep(&scene, "batch taken back", withdraw_batch, (struct sight){ .size = batch, .revoked = batch, .parcels = -batch, .lists = (unsigned)-2 }, issue_batch_anew);
        issue_batch_with_one_void(&scene);
        sweep(&scene, "the rest of a batch taken back", withdraw_batch,
              (struct sight){ .size = batch - 1, .revoked = batch - 1, .parcels = 1 - batch, .lists = (unsigned)-2 }, issue_batch_with_one_void);
        issue_batch_anew(&scene);
        sweep(&scene, "all of a box anew", reissue_all, (struct sight){ .size = batch, .versions = batch, .lists = 2 }, NULL);
        assert_true(attempt(&scene, clean_own, -1)); /* what else there is to erase and to remove by then */
        keep_another(&scene);
        sweep(&scene, "own references", clean_own, (struct sight){ .size = 1, .kept = (unsigned)-1 }, keep_another);
        buffer_deinit(&scene.enrolment);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(every_act_killed_anywhere_is_there_or_not, empty_and_set_up, fixture_tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}

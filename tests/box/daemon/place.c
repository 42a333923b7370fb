/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/daemon/place.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/box/daemon/adopt.h"
#include "controller/office/issue.h"
#include "controller/office/office.h"
#include "controller/office/order.h"
#include "tests/support/cmocka.h"

extern char **environ;

#define BOX_ID "K017"
#define PASSPHRASE "correct horse"

/* Short pulses and rests, as short as the box allows, and a small screen: what is cut here is not the drawing. */
static const char timing[] = "\n[lock]\npulse_ms = 50\nrest_ms = 2000\ngap_ms = 300\n"
                             "\n[door]\ndebounce_ms = 10\n"
                             "\n[panel]\nwidth_px = 540\nheight_px = 960\n";

void place_path(const struct place *place, char ret_path[PATH_MAX], const char *name) {
        assert_true(snprintf(ret_path, PATH_MAX, "%s/%s", place->dir, name) < PATH_MAX);
}

void place_run(const char *program, const char *a, const char *b, const char *c) {
        char *const arguments[] = {
                (char *)(uintptr_t)program, (char *)(uintptr_t)a, (char *)(uintptr_t)b, (char *)(uintptr_t)c, NULL,
        };
        int status;
        pid_t child;

        assert_int_equal(posix_spawnp(&child, program, NULL, NULL, arguments, environ), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
}

/* ---- office ---- */

static void issue(struct office *office, const struct secrets *secrets, struct problems *problems, struct issued *ret_issued) {
        static const char *const fields[][2] = {
                { "box", BOX_ID }, { "item", "passport" }, { "born", "1985-03-07" }, { "days", "10" },
        };
        struct parcel_batch files = { .place = { .from = 1 } };
        struct order order = { 0 };
        int64_t now_s = time(NULL);

        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                assert_int_equal(order_set(&order, fields[i][0], fields[i][1], now_s, problems), 0);
        assert_int_equal(order_complete(&order, office->state, NULL, NULL, problems), 0);
        assert_int_equal(issue_orders(office, secrets, &order, 1, now_s, NULL, problems, ret_issued, &files), 0);
        order_wipe(&order);
}

static void enrol(struct place *place, struct office *office, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer enrolment = BUFFER_INIT;
        char path[PATH_MAX], fingerprint[ENROLMENT_FINGERPRINT_SIZE];
        const struct state_box *box;

        assert_int_equal(box_folder_create(place->box.dir, BOX_ID, PLACE_COMPARTMENTS, fingerprint), 0);
        assert_int_equal(box_folder_enrolment(&place->box, BOX_ID, path), 0);
        assert_int_equal(file_read(path, ENROLMENT_MAX_LEN, &enrolment), 0);
        assert_int_equal(office_add_box(office, enrolment.data, enrolment.len, NULL, false, time(NULL), problems, &box), 0);
        place->ledger = box->ledger;
}

static void adopt(struct place *place, struct office *office, const struct secrets *secrets, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT;
        char path[PATH_MAX], message[ADOPT_MESSAGE_SIZE], config_message[CONFIG_MESSAGE_SIZE];
        static struct config config;
        uint32_t version;

        place_path(place, path, "bundle");
        assert_int_equal(office_make_bundle(office, secrets, BUNDLE_FORM_2, path, time(NULL), problems), 0);
        assert_int_equal(file_read(path, BUNDLE_MAX_LEN, &bundle), 0);
        assert_int_equal(config_read(place->box.config, &config, config_message), 0);
        assert_int_equal(adopt_directly(&config, bundle.data, bundle.len, secret_key_public(secrets->root),
                                        (int64_t)time(NULL) * 1000, &version, message), 0);
}

static void configure(const struct place *place) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        assert_int_equal(file_read(place->box.config, 1 << 16, &text), 0);
        assert_int_equal(buffer_append_text(&text, place->settings ? place->settings : timing), 0);
        assert_int_equal(file_replace(place->box.config, text.data, text.len, 0600), 0);
}

void place_make(struct place *place) {
        CLEANUP(office_cleanup) struct office *office = NULL;
        struct problems problems = PROBLEMS_INIT;
        struct secrets secrets = { 0 };
        const char *base = getenv("TMPDIR");
        char dir[PATH_MAX];

        snprintf(place->dir, sizeof(place->dir), "%.1000s/pickupbox-kill-XXXXXX", base && *base ? base : "/tmp");
        assert_non_null(mkdtemp(place->dir));
        place_path(place, place->log, "daemon.log");
        place_path(place, dir, "box");
        assert_int_equal(box_folder_at(dir, &place->box), 0);
        place_path(place, dir, "office");
        assert_int_equal(office_init(dir, "Stadt Musterstadt", "musterstadt.example", "Europe/Berlin", NULL, PASSPHRASE, time(NULL),
                                     &problems), 0);
        assert_int_equal(office_open(dir, &problems, &office), 0);
        assert_int_equal(secrets_open(dir, office->state, SECRETS_ROOT | SECRETS_DAY, PASSPHRASE, &problems, &secrets), 0);
        assert_int_equal(office_lend(office, &secrets, &problems), 0);
        assert_int_equal(office_add_staff(office, &secrets, PLACE_STAFF, "", ROLE_MANAGER, time(NULL), &problems,
                                          place->one_time_pin), 0);
        office_path(office, place->badge, "badges/%s/badge.txt", PLACE_STAFF);
        enrol(place, office, &problems);
        /* The signer of before knows of no box. */
        secrets_deinit(&secrets);
        assert_int_equal(secrets_open(dir, office->state, SECRETS_ROOT | SECRETS_DAY, PASSPHRASE, &problems, &secrets), 0);
        assert_int_equal(office_lend(office, &secrets, &problems), 0);
        configure(place);
        issue(office, &secrets, &problems, &place->issued);
        for (unsigned i = 0; i < place->further_count; i++)
                issue(office, &secrets, &problems, &place->further[i]);
        adopt(place, office, &secrets, &problems);
        secrets_deinit(&secrets);
        problems_deinit(&problems);
}

void place_remove(struct place *place) {
        issued_wipe(&place->issued);
        for (unsigned i = 0; i < place->further_count; i++)
                issued_wipe(&place->further[i]);
        if (*place->dir)
                place_run("rm", "-rf", "--", place->dir);
}

/* What lies beside a folder under its name goes with it: the anchor, and what waits beside it. */
static void copy_beside(const char *from, const char *to) {
        static const char *const ends[] = { ".anchor", ".anchor.facts" };
        char source[PATH_MAX], target[PATH_MAX];

        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                assert_true(snprintf(source, sizeof(source), "%s%s", from, ends[i]) < PATH_MAX);
                assert_true(snprintf(target, sizeof(target), "%s%s", to, ends[i]) < PATH_MAX);
                place_run("rm", "-f", "--", target);
                if (access(source, F_OK) == 0)
                        place_run("cp", "-a", source, target);
        }
}

static void copy(const char *from, const char *to) {
        place_run("rm", "-rf", "--", to);
        place_run("cp", "-a", from, to);
        copy_beside(from, to);
}

void place_keep(const struct place *place, const char *name) {
        char path[PATH_MAX];

        place_path(place, path, name);
        copy(place->box.dir, path);
}

void place_put_back(const struct place *place, const char *name) {
        char path[PATH_MAX];

        place_path(place, path, name);
        copy(path, place->box.dir);
}

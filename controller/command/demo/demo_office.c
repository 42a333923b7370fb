/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_office.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"

int demo_office_failed(struct demo *demo, struct problems *problems, const char *doing, int r) {
        char sentence[PROBLEM_SENTENCE_SIZE] = "";

        if (problems_shown(problems) > 0)
                problems_say(problems, 0, LANGUAGE_EN, sentence);
        demo_failed(demo, "the office fails while %s: %s", doing, *sentence ? sentence : strerror(r < 0 ? -r : EIO));
        problems_deinit(problems);
        return -1;
}

/* A passphrase of the demonstration's own, kept beside the office so that one can go on playing with it. */
static int make_passphrase(struct demo *demo) {
        char path[PATH_MAX];
        uint8_t random[16];

        crypto_random(random, sizeof(random));
        hex_encode(random, sizeof(random), demo->passphrase);
        if (demo_path(demo, path, "passphrase") < 0)
                return -1;
        if (file_replace(path, demo->passphrase, strlen(demo->passphrase), 0600) < 0)
                return demo_failed(demo, "%s cannot be written", path);
        return 0;
}

/* What a city would write into office.json by hand. */
static int set_contact(struct demo *demo, struct problems *problems) {
        static const char *const lines[] = { "Rathausplatz 1, Erdgeschoss", "Mo bis Fr, 8 bis 16 Uhr", "115" };
        struct policy *policy = &demo->office->state->policy;

        for (size_t i = 0; i < ARRAY_LEN(lines); i++)
                snprintf(policy->contact[i], sizeof(policy->contact[i]), "%s", lines[i]);
        policy->contact_count = ARRAY_LEN(lines);
        return office_save(demo->office, problems);
}

int demo_unlock_office(struct demo *demo, struct problems *problems) {
        int r;

        secrets_deinit(&demo->secrets);
        r = secrets_open(demo->office_dir, demo->office->state, SECRETS_ROOT | SECRETS_DAY, demo->passphrase, problems, &demo->secrets);
        return r == 0 ? office_lend(demo->office, &demo->secrets, problems) : r;
}

int demo_make_office(struct demo *demo) {
        struct problems problems = PROBLEMS_INIT;
        int r;

        if (make_passphrase(demo) < 0)
                return -1;
        r = office_init(demo->office_dir, "Stadt Musterstadt", "musterstadt.example", "Europe/Berlin", NULL, demo->passphrase,
                        demo_now_s(demo), &problems);
        if (r == 0)
                r = office_open(demo->office_dir, &problems, &demo->office);
        if (r == 0)
                r = set_contact(demo, &problems);
        if (r == 0)
                r = demo_unlock_office(demo, &problems);
        if (r == 0)
                r = office_add_staff(demo->office, &demo->secrets, DEMO_STAFF, "", ROLE_MANAGER, demo_now_s(demo), &problems,
                                     demo->one_time_pin);
        if (r != 0)
                return demo_office_failed(demo, &problems, "it is made", r);
        problems_deinit(&problems);
        demo_done(demo, "Office: keys under a passphrase, a badge for %s", DEMO_STAFF);
        return 0;
}

int demo_next_bundle(struct demo *demo, struct buffer *ret_bundle) {
        struct problems problems = PROBLEMS_INIT;
        char path[PATH_MAX];
        int r;

        if (demo_path(demo, path, "bundle") < 0)
                return -1;
        r = office_make_bundle(demo->office, &demo->secrets, BUNDLE_FORM_2, path, demo_now_s(demo), &problems);
        if (r == 0)
                r = file_read(path, BUNDLE_MAX_LEN, ret_bundle);
        if (r != 0)
                return demo_office_failed(demo, &problems, "it signs a bundle", r);
        problems_deinit(&problems);
        return 0;
}

/* ---- consignments ---- */

static int set_parcel(struct demo *demo, struct demo_consignment *consignment) {
        if (snprintf(consignment->parcel, PATH_MAX, "%s/out/%s", demo->office_dir, consignment->issued.cti_text) >= PATH_MAX)
                return demo_failed(demo, "the name of the folder %s is too long", demo->dir);
        return 0;
}

static int issue_one(struct demo *demo, enum demo_citizen citizen, struct problems *problems) {
        const struct demo_person *person = &demo_persons[citizen];
        struct parcel_batch files = { .place = { .from = 1 } };
        struct order order = { 0 };
        int r;

        r = order_set(&order, "box", DEMO_BOX_ID, demo_now_s(demo), problems);
        if (r == 0)
                r = order_set(&order, "item", person->item, demo_now_s(demo), problems);
        if (r == 0)
                r = order_set(&order, "born", person->born, demo_now_s(demo), problems);
        if (r == 0)
                r = order_set(&order, "days", person->days, demo_now_s(demo), problems);
        if (r == 0)
                r = order_complete(&order, demo->office->state, NULL, NULL, problems);
        if (r == 0)
                r = issue_orders(demo->office, &demo->secrets, &order, 1, demo_now_s(demo), NULL, problems,
                                 &demo->consignments[citizen].issued, &files);
        order_wipe(&order);
        return r;
}

int demo_issue_all(struct demo *demo) {
        struct problems problems = PROBLEMS_INIT;

        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                int r = issue_one(demo, (enum demo_citizen)i, &problems);

                if (r != 0)
                        return demo_office_failed(demo, &problems, "it issues", r);
                if (set_parcel(demo, &demo->consignments[i]) < 0)
                        return -1;
        }
        problems_deinit(&problems);
        demo_done(demo, "%d consignments issued: ticket, code and letter for each", DEMO_CITIZEN_COUNT);
        return 0;
}

/* The letter that somebody has: what is revoked leaves none at the office. */
static int keep_old_code(struct demo *demo, struct demo_consignment *consignment) {
        CLEANUP(buffer_wipe) struct buffer png = BUFFER_INIT;
        char path[PATH_MAX];
        int r;

        if (demo_path(demo, consignment->old_code_png, "old-code.png") < 0)
                return -1;
        if (snprintf(path, sizeof(path), "%s/code.png", consignment->parcel) >= PATH_MAX)
                return -1;
        r = file_read(path, BUNDLE_MAX_LEN, &png);
        if (r == 0)
                r = file_replace(consignment->old_code_png, png.data, png.len, 0600);
        return r < 0 ? demo_failed(demo, "%s: %s", path, strerror(-r)) : 0;
}

int demo_revoke(struct demo *demo, enum demo_citizen citizen, struct buffer *ret_bundle) {
        struct demo_consignment *consignment = &demo->consignments[citizen];
        struct problems problems = PROBLEMS_INIT;
        int r = keep_old_code(demo, consignment);

        if (r < 0)
                return -1;
        r = office_revoke(demo->office, consignment->issued.cti, demo_now_s(demo), &problems);
        if (r != 0)
                return demo_office_failed(demo, &problems, "it revokes", r);
        problems_deinit(&problems);
        return demo_next_bundle(demo, ret_bundle);
}

int demo_reissue(struct demo *demo, enum demo_citizen citizen) {
        struct demo_consignment *consignment = &demo->consignments[citizen];
        struct problems problems = PROBLEMS_INIT;
        uint8_t cti[CTI_LEN];
        int r;

        memcpy(cti, consignment->issued.cti, sizeof(cti));
        issued_wipe(&consignment->issued);
        r = issue_again(demo->office, &demo->secrets, cti, NULL, demo_now_s(demo), &problems, &consignment->issued);
        if (r != 0)
                return demo_office_failed(demo, &problems, "it reissues", r);
        problems_deinit(&problems);
        return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "controller/command/demo.h"
#include "controller/box/daemon/adopt.h"
#include "controller/box/daemon/sim_action.h"

enum { START_TRIES = 500, START_PAUSE_MS = 20, STOP_S = 10 };

static int make_path(struct demo *demo, char *ret_path, const char *name) {
        if (snprintf(ret_path, PATH_MAX, "%s/%s", demo->dir, name) >= PATH_MAX)
                return demo_failed(demo, "the name of the folder %s is too long", demo->dir);
        return 0;
}

int demo_place(struct demo *demo, const char *dir) {
        char box[PATH_MAX];
        int r = 0;

        if (dir) {
                if (snprintf(demo->dir, sizeof(demo->dir), "%s", dir) >= PATH_MAX || mkdir(dir, 0700) < 0) {
                        r = -errno;
                        demo->dir[0] = '\0';
                        demo_failed(demo, "%s cannot be made: %s; give the name of a new folder", dir, strerror(-r));
                        return r;
                }
        } else {
                const char *base = getenv("TMPDIR");

                snprintf(demo->dir, sizeof(demo->dir), "%.1000s/pickupbox-demo-XXXXXX", base && *base ? base : "/tmp");
                if (!mkdtemp(demo->dir)) {
                        demo->dir[0] = '\0';
                        return demo_failed(demo, "no folder for temporary files can be made: %s", strerror(errno));
                }
        }
        if (make_path(demo, demo->office_dir, "office") < 0 || make_path(demo, box, "box") < 0 ||
            make_path(demo, demo->export_dir, "export") < 0 || make_path(demo, demo->screens, "screens") < 0 ||
            make_path(demo, demo->log, "daemon.log") < 0)
                return -1;
        r = box_folder_at(box, &demo->box);
        if (r == 0 && mkdir(demo->screens, 0700) < 0)
                r = -errno;
        return r < 0 ? demo_failed(demo, "%s: %s", demo->dir, strerror(-r)) : 0;
}

/* ---- office ---- */

static int office_failed(struct demo *demo, struct problems *problems, const char *doing, int r) {
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
        if (make_path(demo, path, "passphrase") < 0)
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

int demo_make_office(struct demo *demo) {
        struct problems problems = PROBLEMS_INIT;
        int r;

        if (make_passphrase(demo) < 0)
                return -1;
        r = office_init(demo->office_dir, "Stadt Musterstadt", "musterstadt.example", "Europe/Berlin", demo->passphrase,
                        demo_now_s(demo), &problems);
        if (r == 0)
                r = office_open(demo->office_dir, &problems, &demo->office);
        if (r == 0)
                r = set_contact(demo, &problems);
        if (r == 0)
                r = secrets_open(demo->office_dir, demo->office->state, SECRETS_ROOT | SECRETS_DAY, demo->passphrase, &problems,
                                 &demo->secrets);
        if (r == 0)
                r = office_add_staff(demo->office, &demo->secrets, DEMO_STAFF, ROLE_MANAGER, demo_now_s(demo), &problems,
                                     demo->one_time_pin);
        if (r != 0)
                return office_failed(demo, &problems, "it is made", r);
        problems_deinit(&problems);
        demo_done(demo, "Office: keys under a passphrase, a badge for %s", DEMO_STAFF);
        return 0;
}

static int next_bundle(struct demo *demo, struct buffer *ret_bundle) {
        struct problems problems = PROBLEMS_INIT;
        char path[PATH_MAX];
        int r;

        if (make_path(demo, path, "bundle") < 0)
                return -1;
        r = office_make_bundle(demo->office, &demo->secrets, path, demo_now_s(demo), &problems);
        if (r == 0)
                r = file_read(path, BUNDLE_MAX_LEN, ret_bundle);
        if (r != 0)
                return office_failed(demo, &problems, "it signs a bundle", r);
        problems_deinit(&problems);
        return 0;
}

/* ---- box ---- */

static int enrol(struct demo *demo, char *ret_fingerprint) {
        CLEANUP(buffer_deinit) struct buffer enrolment = BUFFER_INIT;
        struct problems problems = PROBLEMS_INIT;
        const struct state_box *box;
        char path[PATH_MAX];
        int r;

        r = box_folder_create(demo->box.dir, DEMO_BOX_ID, DEMO_BOX_COMPARTMENTS, ret_fingerprint);
        if (r == 0)
                r = box_folder_enrolment(&demo->box, DEMO_BOX_ID, path);
        if (r == 0)
                r = file_read(path, ENROLMENT_MAX_LEN, &enrolment);
        if (r < 0)
                return demo_failed(demo, "the box cannot be made: %s", strerror(-r));
        r = office_add_box(demo->office, enrolment.data, enrolment.len, "Rathaus, Haupteingang", false, demo_now_s(demo), &problems,
                           &box);
        if (r != 0)
                return office_failed(demo, &problems, "it takes the box in", r);
        problems_deinit(&problems);
        return 0;
}

int demo_make_box(struct demo *demo) {
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT;
        char message[ADOPT_MESSAGE_SIZE], config_message[CONFIG_MESSAGE_SIZE], fingerprint[ENROLMENT_FINGERPRINT_SIZE];
        static struct config config;
        uint32_t version;

        if (enrol(demo, fingerprint) < 0)
                return -1;
        demo_done(demo, "Box %s, %d compartments, enrolled; fingerprint %.11s\xe2\x80\xa6", DEMO_BOX_ID, DEMO_BOX_COMPARTMENTS, fingerprint);
        if (next_bundle(demo, &bundle) < 0)
                return -1;
        if (config_read(demo->box.config, &config, config_message) != 0)
                return demo_failed(demo, "%s", config_message);
        if (adopt_directly(&config, bundle.data, bundle.len, secret_key_public(demo->secrets.root), demo_now_s(demo) * 1000, &version,
                           message) != 0)
                return demo_failed(demo, "%s", message);
        demo_done(demo, "Bundle %u signed and adopted; the office's root key is pinned", version);
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
        char labels[PARCEL_LABELS_NAME_SIZE];
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
                r = order_complete(&order, demo->office->state, problems);
        if (r == 0)
                r = issue_orders(demo->office, &demo->secrets, &order, 1, demo_now_s(demo), NULL, problems,
                                 &demo->consignments[citizen].issued, labels);
        order_wipe(&order);
        return r;
}

int demo_issue_all(struct demo *demo) {
        struct problems problems = PROBLEMS_INIT;

        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                int r = issue_one(demo, (enum demo_citizen)i, &problems);

                if (r != 0)
                        return office_failed(demo, &problems, "it issues", r);
                if (set_parcel(demo, &demo->consignments[i]) < 0)
                        return -1;
        }
        problems_deinit(&problems);
        demo_done(demo, "%d consignments issued: ticket, code and letter for each", DEMO_CITIZEN_COUNT);
        return 0;
}

static int keep_old_code(struct demo *demo, struct demo_consignment *consignment) {
        CLEANUP(buffer_wipe) struct buffer png = BUFFER_INIT;
        char path[PATH_MAX];
        int r;

        if (make_path(demo, consignment->old_code_png, "old-code.png") < 0)
                return -1;
        if (snprintf(path, sizeof(path), "%s/code.png", consignment->parcel) >= PATH_MAX)
                return -1;
        r = file_read(path, BUNDLE_MAX_LEN, &png);
        if (r == 0)
                r = file_replace(consignment->old_code_png, png.data, png.len, 0600);
        return r < 0 ? demo_failed(demo, "%s: %s", path, strerror(-r)) : 0;
}

int demo_revoke(struct demo *demo, enum demo_citizen citizen) {
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT, text = BUFFER_INIT;
        struct problems problems = PROBLEMS_INIT;
        json_t *request;
        int r;

        r = office_revoke(demo->office, demo->consignments[citizen].issued.cti, demo_now_s(demo), &problems);
        if (r != 0)
                return office_failed(demo, &problems, "it revokes", r);
        problems_deinit(&problems);
        if (next_bundle(demo, &bundle) < 0 || base64_encode(bundle.data, bundle.len, &text) < 0)
                return -1;
        request = json_pack("{s:s,s:s}", "request", "adopt", "bundle", buffer_text(&text));
        r = demo_ask(demo, request, NULL);
        json_decref(request);
        return r;
}

int demo_reissue(struct demo *demo, enum demo_citizen citizen) {
        struct demo_consignment *consignment = &demo->consignments[citizen];
        struct problems problems = PROBLEMS_INIT;
        uint8_t cti[CTI_LEN];
        int r;

        if (keep_old_code(demo, consignment) < 0)
                return -1;
        memcpy(cti, consignment->issued.cti, sizeof(cti));
        issued_wipe(&consignment->issued);
        r = issue_again(demo->office, &demo->secrets, cti, demo_now_s(demo), &problems, &consignment->issued);
        if (r != 0)
                return office_failed(demo, &problems, "it reissues", r);
        problems_deinit(&problems);
        return 0;
}

/* ---- the daemon ---- */

/* Beside this program: in the tree it was built in, or where both are installed. */
static int find_daemon(struct demo *demo, char ret_path[PATH_MAX]) {
        static const char *const places[] = { ".", "../box/daemon", "../sbin" };
        const char *program = demo->window ? "pickupboxd-window" : "pickupboxd";
        char self[PATH_MAX];
        ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

        if (len > 0) {
                self[len] = '\0';
                *strrchr(self, '/') = '\0';
                for (size_t i = 0; i < ARRAY_LEN(places); i++)
                        if (snprintf(ret_path, PATH_MAX, "%s/%s/%s", self, places[i], program) < PATH_MAX && access(ret_path, X_OK) == 0)
                                return 0;
        }
        return demo_failed(demo, "the program %s is not beside this one; build %s", program,
                           demo->window ? "with -Dwindow=enabled, as deploy/run --window does" : "or install both");
}

static void run_daemon(const struct demo *demo, const char *program, pid_t parent) {
        int log = open(demo->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

        if (log < 0 || dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
                _exit(127);
        /* It must not outlive the demonstration, however that ends. */
        if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent)
                _exit(127);
        execl(program, program, "--config", demo->box.config, demo->window ? "--window" : "--simulate", (char *)NULL);
        _exit(127);
}

static bool daemon_has_ended(struct demo *demo) {
        if (waitpid(demo->daemon, NULL, WNOHANG) != demo->daemon)
                return false;
        demo->daemon = 0;
        return true;
}

int demo_start_box(struct demo *demo) {
        char program[PATH_MAX];
        pid_t parent = getpid();
        int r = -ENOENT;

        if (find_daemon(demo, program) < 0)
                return -1;
        demo->daemon = fork();
        if (demo->daemon < 0) {
                demo->daemon = 0;
                return demo_failed(demo, "no process can be started: %s", strerror(errno));
        }
        if (demo->daemon == 0)
                run_daemon(demo, program, parent);
        for (unsigned i = 0; i < START_TRIES && r < 0; i++) {
                const struct timespec pause = { .tv_nsec = START_PAUSE_MS * 1000000 };

                if (daemon_has_ended(demo))
                        return demo_failed(demo, "the daemon ended at once; it says why in %s", demo->log);
                nanosleep(&pause, NULL);
                r = control_client_open(demo->box.socket, &demo->client);
        }
        if (r < 0)
                return demo_failed(demo, "the daemon does not answer at %s: %s", demo->box.socket, strerror(-r));
        if (demo_act(demo, NULL, NULL, "doors manual\nwait idle 10\npicture idle\n") < 0)
                return -1;
        demo_done(demo, "Daemon started on a simulated cabinet; the box waits for people");
        return 0;
}

int demo_stop_box(struct demo *demo) {
        int status = 0;

        control_client_close(&demo->client);
        if (demo->daemon == 0 || kill(demo->daemon, SIGTERM) < 0)
                return demo_failed(demo, "the daemon has gone before its time");
        alarm(STOP_S); /* a daemon that does not end ends the demonstration */
        if (waitpid(demo->daemon, &status, 0) < 0)
                return demo_failed(demo, "the daemon cannot be waited for: %s", strerror(errno));
        alarm(0);
        demo->daemon = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                return demo_failed(demo, "the daemon did not end well");
        demo_done(demo, "Daemon ended");
        return 0;
}

void demo_deinit(struct demo *demo) {
        control_client_close(&demo->client);
        if (demo->daemon > 0) {
                kill(demo->daemon, SIGTERM);
                waitpid(demo->daemon, NULL, 0);
        }
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++)
                issued_wipe(&demo->consignments[i].issued);
        secrets_deinit(&demo->secrets);
        office_close(demo->office);
        explicit_bzero(demo->passphrase, sizeof(demo->passphrase));
        explicit_bzero(demo->one_time_pin, sizeof(demo->one_time_pin));
}

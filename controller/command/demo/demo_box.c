/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_box.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/program.h"
#include "controller/box/daemon/adopt.h"
#include "controller/command/demo/demo_office.h"

enum { START_TRIES = 500, START_PAUSE_MS = 20, STOP_S = 10 };

/* ---- its folder ---- */

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
        if (r == 0)
                r = demo_unlock_office(demo, &problems);
        if (r != 0)
                return demo_office_failed(demo, &problems, "it takes the box in", r);
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
        if (demo_next_bundle(demo, &bundle) < 0)
                return -1;
        if (config_read(demo->box.config, &config, config_message) != 0)
                return demo_failed(demo, "%s", config_message);
        if (adopt_directly(&config, bundle.data, bundle.len, secret_key_public(demo->secrets.root), demo_now_s(demo) * 1000, &version,
                           message) != 0)
                return demo_failed(demo, "%s", message);
        demo_done(demo, "Bundle %u signed and adopted; the office's root key is pinned", version);
        return 0;
}

/* ---- the daemon ---- */

/* Beside this program: in the tree it was built in, or where both are installed. */
static int find_daemon(struct demo *demo, char ret_path[PATH_MAX]) {
        const char *program = demo->window ? "pickupboxd-window" : "pickupboxd-sim";

        if (program_find(program, "../box/daemon", ret_path) == 0)
                return 0;
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

void demo_box_end(struct demo *demo) {
        control_client_close(&demo->client);
        if (demo->daemon > 0) {
                kill(demo->daemon, SIGTERM);
                waitpid(demo->daemon, NULL, 0);
        }
}

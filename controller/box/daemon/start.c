/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/start.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/program.h"
#include "controller/box/daemon/journal.h"
#include "crypto/key.h"
#include "hal/scanner/scanner_keys.h"

enum { EXIT_REFUSED = 1, EXIT_AGAIN = 1, EXIT_FAULT = 2 };

struct arguments {
        const char *config;
        bool simulate, window, check;
};

static void print_usage(const struct start_program *program, FILE *file) {
        fprintf(file,
                "usage: %s --config FILE [--simulate]%s [--check]\n"
                "\n"
                "  --config FILE   the box's configuration, as `pickupbox box init` writes it\n"
                "  --simulate      on a simulated cabinet, moved by `pickupbox sim`%s\n"
                "%s"
                "  --check         only say whether configuration, store and keys are good, and the devices open to the box's user\n"
                "\n"
                "Exit status: 0 ended as asked, or all is good; 1 the check failed, or a new start may cure what happened; 2 usage, environment or fault.\n",
                program->name, program->window ? " [--window]" : "",
                program->real ? "; without it, on the real one" : "; this program knows no other",
                program->window ? "  --window        as --simulate, and to be seen and touched in a window\n" : "");
}

/* 0: go on; else the exit status is *ret_status. */
static int read_arguments(const struct start_program *program, int argc, char **argv, struct arguments *ret_arguments, int *ret_status) {
        const struct option options[] = {
                { "config", required_argument, NULL, 'c' }, { "simulate", no_argument, NULL, 's' },
                { "check", no_argument, NULL, 'k' },        { "help", no_argument, NULL, 'h' },
                { "version", no_argument, NULL, 'v' },      { program->window ? "window" : NULL, no_argument, NULL, 'w' },
                { 0 },
        };
        struct arguments arguments = { .simulate = !program->real };
        int option;

        *ret_status = EXIT_SUCCESS;
        opterr = 0; /* it would quote the argument as it is */
        while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
                switch (option) {
                case 'c':
                        arguments.config = optarg;
                        break;
                case 's':
                        arguments.simulate = true;
                        break;
                case 'w':
                        arguments.simulate = arguments.window = true;
                        break;
                case 'k':
                        arguments.check = true;
                        break;
                case 'h':
                        print_usage(program, stdout);
                        return 1;
                case 'v':
                        printf("%s " PICKUPBOX_VERSION "\n", program->name);
                        return 1;
                default:
                        journal_log(LOG_ERR, "there is no option %s, or its value is missing or not wanted", argv[optind - 1]);
                        *ret_status = EXIT_FAULT;
                        return 1;
                }
        }
        if (!arguments.config || optind < argc) {
                print_usage(program, stderr);
                *ret_status = EXIT_FAULT;
                return 1;
        }
        *ret_arguments = arguments;
        return 0;
}

/* The only value that the configuration's reader cannot judge alone: layouts are the system's. */
static bool has_layout(const struct config *config) {
        CLEANUP(scanner_keymap_cleanup) struct scanner_keymap *keymap = NULL;

        if (config->scanner.keyboards.count == 0 || scanner_keymap_new(config->scanner.layout, &keymap) == 0)
                return true;
        journal_log(LOG_ERR, "there is no keyboard layout `%s`; `layout` of [scanner] must be one, such as us, de or de(nodeadkeys)",
                    config->scanner.layout);
        return false;
}

/* A full disk stops the box: nothing else should be able to fill it. */
static void warn_of_shared_disk(const char *database) {
        char folder[PATH_MAX], above[PATH_MAX + sizeof("/..")];
        struct stat here, there;
        char *slash;

        snprintf(folder, sizeof(folder), "%s", database);
        slash = strrchr(folder, '/');
        if (slash)
                *slash = 0;
        else
                strcpy(folder, ".");
        snprintf(above, sizeof(above), "%s/..", *folder ? folder : "/");
        if (stat(*folder ? folder : "/", &here) == 0 && stat(above, &there) == 0 && here.st_dev == there.st_dev)
                journal_log(LOG_WARNING, "the folder of %s has no file system of its own; give it one, for whatever else fills this one "
                            "stops the box", database);
}

/* hardware: or NULL. */
static int check(const struct config *config, const struct start_hardware *hardware) {
        struct store *store = NULL;
        struct box_keys keys = { 0 };
        const char *trouble;
        bool curable = false, refused = false;
        bool good = daemon_open_box(config, 0, &store, &keys, &trouble, &curable, &refused);

        good = has_layout(config) && good;
        good = (!hardware || !hardware->check || hardware->check(config)) && good;
        store_close(store);
        box_keys_deinit(&keys);
        if (!good)
                return EXIT_REFUSED;
        warn_of_shared_disk(config->database);
        printf("box %s: configuration, store and keys are good\n", config->box_id);
        return EXIT_SUCCESS;
}

/* Keys, PINs and birth dates are in this process: what is left of it when it crashes goes into no file. */
static int leave_no_core_dump(void) {
        const struct rlimit none = { 0 };

        return setrlimit(RLIMIT_CORE, &none) < 0 ? -errno : 0;
}

static int run(const struct start_hardware *hardware, const struct config *config) {
        char message[DEVICES_MESSAGE_SIZE];
        struct devices devices = { 0 };
        struct daemon daemon = { 0 };
        bool restart = false;
        int r;

        r = hardware->open(config, &devices, message);
        if (r != 0) {
                journal_log(LOG_ERR, "%s", message);
                return EXIT_FAULT;
        }
        r = daemon_init(&daemon, config, hardware->mode, &devices, hardware->control);
        if (r == 0) {
                r = daemon_run(&daemon);
                restart = r == DAEMON_E_RESTART;
        }
        daemon_deinit(&daemon);
        return r == 0 ? EXIT_SUCCESS : restart ? EXIT_AGAIN : EXIT_FAULT;
}

/* The program of a real box knows nothing of simulated ones. */
static int become_simulator(char **argv) {
        static const char name[] = "pickupboxd-sim";
        char path[PATH_MAX];
        int r = program_find(name, NULL, path);

        if (r == 0) {
                execv(path, argv);
                r = -errno;
        }
        if (r == -ENOENT)
                journal_log(LOG_ERR, "the user's: %s, which --simulate needs, is not installed; install it beside this program or in %s",
                            name, program_folder);
        else
                journal_log(LOG_ERR, "%s cannot be started: %s", name, strerror(-r));
        return EXIT_FAULT;
}

/* NULL: this program has none such. */
static const struct start_hardware *choose(const struct start_program *program, const struct arguments *arguments) {
        return arguments->window ? program->window : arguments->simulate ? program->simulated : program->real;
}

int start_main(const struct start_program *program, int argc, char **argv) {
        static struct config config;
        const struct start_hardware *hardware;
        char message[CONFIG_MESSAGE_SIZE];
        struct arguments arguments;
        int status;

        if (read_arguments(program, argc, argv, &arguments, &status) != 0)
                return status;
        hardware = choose(program, &arguments);
        if (!hardware && !arguments.check)
                return become_simulator(argv);
        if (config_read(arguments.config, &config, message) != 0) {
                journal_log(LOG_ERR, "%s", message);
                return EXIT_FAULT;
        }
        if (leave_no_core_dump() < 0) {
                journal_log(LOG_ERR, "core dumps cannot be turned off");
                return EXIT_FAULT;
        }
        if (crypto_init() < 0) {
                journal_log(LOG_ERR, "the system gives no random numbers");
                return EXIT_FAULT;
        }
        return arguments.check ? check(&config, hardware) : run(hardware, &config);
}

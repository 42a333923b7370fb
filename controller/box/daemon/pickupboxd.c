/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupboxd`: the daemon of one box. `pickupboxd-window` is the same with an
 * option more, and linked with SDL.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "controller/box/daemon/daemon.h"
#include "controller/box/daemon/journal.h"
#include "crypto/key.h"
#include "hal/scanner/scanner_keys.h"

enum { EXIT_REFUSED = 1, EXIT_FAULT = 2 };

#ifdef PICKUPBOX_WINDOW
#define PROGRAM "pickupboxd-window"
#define WINDOW_USAGE " [--window]"
#define WINDOW_HELP "  --window        as --simulate, and to be seen and touched in a window\n"
#define WINDOW_OPTION { "window", no_argument, NULL, 'w' },
#else
#define PROGRAM "pickupboxd"
#define WINDOW_USAGE ""
#define WINDOW_HELP ""
#define WINDOW_OPTION
#endif

static const char usage[] = "usage: " PROGRAM " --config FILE [--simulate]" WINDOW_USAGE " [--check]\n"
                            "\n"
                            "  --config FILE   the box's configuration, as `pickupbox box init` writes it\n"
                            "  --simulate      on a simulated cabinet, moved by `pickupbox sim`; without it, on the real one\n"
                            WINDOW_HELP
                            "  --check         only say whether configuration, store and keys are good\n"
                            "\n"
                            "Exit status: 0 ended as asked, or all is good; 1 the check failed; 2 usage, environment or fault.\n";

struct arguments {
        const char *config;
        bool simulate, window, check;
};

/* 0: go on; else the exit status is *ret_status. */
static int read_arguments(int argc, char **argv, struct arguments *ret_arguments, int *ret_status) {
        static const struct option options[] = {
                { "config", required_argument, NULL, 'c' }, { "simulate", no_argument, NULL, 's' },
                { "check", no_argument, NULL, 'k' },        { "help", no_argument, NULL, 'h' },
                { "version", no_argument, NULL, 'v' },      WINDOW_OPTION { 0 },
        };
        struct arguments arguments = { 0 };
        int option;

        *ret_status = EXIT_SUCCESS;
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
                        fputs(usage, stdout);
                        return 1;
                case 'v':
                        puts(PROGRAM " " PICKUPBOX_VERSION);
                        return 1;
                default:
                        *ret_status = EXIT_FAULT;
                        return 1;
                }
        }
        if (!arguments.config || optind < argc) {
                fputs(usage, stderr);
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

static int check(const struct config *config) {
        struct store *store = NULL;
        struct box_keys keys = { 0 };
        const char *trouble;
        bool refused = false;
        bool good = daemon_open_box(config, 0, &store, &keys, &trouble, &refused);

        good = has_layout(config) && good;
        store_close(store);
        box_keys_deinit(&keys);
        if (!good)
                return EXIT_REFUSED;
        printf("box %s: configuration, store and keys are good\n", config->box_id);
        return EXIT_SUCCESS;
}

/* Keys, PINs and birth dates are in this process: what is left of it when it crashes goes into no file. */
static int leave_no_core_dump(void) {
        const struct rlimit none = { 0 };

        return setrlimit(RLIMIT_CORE, &none) < 0 ? -errno : 0;
}

static int open_devices(const struct config *config, const struct arguments *arguments, struct devices *ret_devices,
                        char ret_message[DEVICES_MESSAGE_SIZE]) {
#ifdef PICKUPBOX_WINDOW
        if (arguments->window)
                return devices_open_window(config, ret_devices, ret_message);
#endif
        return arguments->simulate ? devices_open_simulated(config, ret_devices, ret_message)
                                   : devices_open_real(config, ret_devices, ret_message);
}

static int run(const struct config *config, const struct arguments *arguments) {
        char message[DEVICES_MESSAGE_SIZE];
        struct devices devices = { 0 };
        struct daemon daemon = { 0 };
        int r;

        r = open_devices(config, arguments, &devices, message);
        if (r != 0) {
                journal_log(LOG_ERR, "%s", message);
                return EXIT_FAULT;
        }
        r = daemon_init(&daemon, config, arguments->simulate ? STORE_MODE_SIMULATED : STORE_MODE_REAL, &devices);
        if (r == 0)
                r = daemon_run(&daemon);
        daemon_deinit(&daemon);
        return r == 0 ? EXIT_SUCCESS : EXIT_FAULT;
}

int main(int argc, char **argv) {
        static struct config config;
        char message[CONFIG_MESSAGE_SIZE];
        struct arguments arguments;
        int status;

        if (read_arguments(argc, argv, &arguments, &status) != 0)
                return status;
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
        return arguments.check ? check(&config) : run(&config, &arguments);
}

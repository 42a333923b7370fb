/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box scanner`: what a code reader sends, byte for byte, and which of
 * its settings is wrong. Nothing is judged by a bundle; what is scanned here
 * opens nothing.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "controller/audit/inspect.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config.h"
#include "controller/box/daemon/readers.h"
#include "controller/command/command.h"
#include "controller/command/command_box.h"
#include "hal/clock/deadline.h"
#include "hal/scanner/scanner_devices.h"
#include "hal/scanner/scanner_frame.h"
#include "hal/scanner/scanner_reading.h"
#include "hal/watch/device_holder.h"

enum { COUNT_MAX = 1000000, HEAR_OUT_MS = SCANNER_GAP_MS + 200 };

struct listening {
        struct scanner *scanner;
        unsigned long readings, bad;
        struct readers readers;         /* how they were set up when they were last good; with a box's folder */
        bool keeps;
        bool paused;                    /* a pause has ended the last reading */
};

/* ---- what came ---- */

/* As C writes it; blanks stay, because they belong to our texts. */
static void print_bytes(const char *bytes, size_t len) {
        for (size_t i = 0; i < len; i++) {
                unsigned char byte = (unsigned char)bytes[i];

                if (byte == '\\')
                        fputs("\\\\", stdout);
                else if (byte >= ' ' && byte < 0x7f)
                        putchar(byte);
                else
                        printf("\\x%02x", byte);
        }
        putchar('\n');
}

static void on_raw(void *context, const char *bytes, size_t len, bool ended) {
        struct listening *listening = context;

        listening->paused = !ended;
        printf("reading %lu: %zu bytes, %s\n  ", ++listening->readings, len, ended ? "ended by the reader" : "ended by a pause");
        print_bytes(bytes, len);
}

static void wrong(struct listening *listening, const char *what) {
        printf("  WRONG: %s\n", what);
        listening->bad++;
}

/* What somebody has changed since is no fault of the reading. */
static void on_framing(void *context, const char *device, const struct scanner_framing *framing) {
        struct listening *listening = context;
        const struct code_reader *reader = readers_hear(&listening->readers, device, framing);
        char good[SCANNER_FRAMING_TEXT_SIZE], now[SCANNER_FRAMING_TEXT_SIZE];

        if (!reader || !reader->known || scanner_framing_equal(&reader->good, framing))
                return;
        scanner_framing_print(&reader->good, good);
        scanner_framing_print(framing, now);
        printf("  CHANGED since %s was last good: it sent %s, and sends %s. If nobody meant to, set the reader up again, and lock it against set-up barcodes\n",
               device, good, now);
}

/* A reader whose readings were all good is set up as it should be. */
static void keep(struct listening *listening) {
        int r;

        readers_accept(&listening->readers);
        r = readers_save(&listening->readers);
        if (r < 0)
                command_error("how the readers are set up cannot be kept in %s: %s", listening->readers.file, strerror(-r));
        else
                puts("How they are set up is kept as good; the box tells when it changes.");
}

static void on_odd(void *context, const struct scanner_glimpse *glimpse) {
        struct listening *listening = context;

        switch (glimpse->oddity) {
        case SCANNER_AS_EXPECTED:
        case SCANNER_LOWER_CASE: /* told with the text */
        case SCANNER_TWO_IN_ONE:
                return;
        case SCANNER_CUT_OFF:
                printf("%zu bytes without an end, dropped after a second (first 0x%02x, last 0x%02x)\n", glimpse->len, glimpse->first, glimpse->last);
                wrong(listening, "set the reader to send Enter (CR) after each code");
                break;
        case SCANNER_EVENTS_LOST:
                printf("keys came faster than they were taken\n");
                wrong(listening, "set the reader to a pause between keys (1 to 5 ms)");
                break;
        case SCANNER_TOO_MANY:
                printf("%zu bytes dropped: more readings than people can scan\n", glimpse->len);
                wrong(listening, "switch off continuous reading; set the delay before the same code is read again to 3 seconds");
                break;
        case SCANNER_REST:
                printf("%zu bytes dropped: the rest of that reading\n", glimpse->len);
                break;
        }
}

/* Why this text is none of ours, as far as the reader's settings go; NULL: it is one. */
static const char *fault_of(const char *text, size_t len, enum inspect_kind *ret_kind) {
        struct scanner_frame frame = scanner_frame_find(text, len);
        struct inspection inspection = { .kind = INSPECT_UNKNOWN };
        const struct inspect_by by = { 0 };

        if (inspect(text, len, &by, &inspection) < 0)
                return "it could not be judged";
        *ret_kind = inspection.kind;
        if (inspection.kind != INSPECT_UNKNOWN && inspection.verdict != INSPECT_REFUSED)
                return NULL;
        if (frame.oddity == SCANNER_LOWER_CASE)
                return "the reader converts to lower case: set it to change no letters";
        if (frame.oddity == SCANNER_TWO_IN_ONE)
                return "two codes in one reading: set the reader to send Enter (CR) after each code";
        if (frame.known)
                return "it begins like one of ours and is not whole, or not letter for letter: compare the keyboard layout (`layout` of "
                       "[scanner]) with the reader's, set a longer pause between keys, and no conversion of letters";
        if (len > 4 && (memcmp(text + 3, ":", 1) == 0 || memcmp(text + 3, "\xc3\x96", 2) == 0))
                return "it begins nearly like one of ours: set the reader to the layout of `layout` of [scanner] and send no prefix";
        return "no code of this system; what stands before ours may be at most 7 bytes long (set the reader to send no prefix)";
}

static void on_text(void *context, const char *text, size_t len, bool ended) {
        static const char *const kinds[] = {
                [INSPECT_UNKNOWN] = "text", [INSPECT_CODE] = "pickup code", [INSPECT_TICKET] = "load ticket", [INSPECT_BADGE] = "badge",
                [INSPECT_RECEIPT] = "receipt",
        };
        struct listening *listening = context;
        enum inspect_kind kind = INSPECT_UNKNOWN;
        const char *fault = fault_of(text, len, &kind);

        if (fault) {
                wrong(listening, ended ? fault : "the reader stood still in the middle of it: scan it again; if that comes again, set a shorter pause between keys");
                return;
        }
        printf("  good: a %s, whole, %zu characters\n", kinds[kind], len);
        if (!ended)
                puts("  better: set the reader to send Enter (CR) after each code; then nobody waits for a pause");
}

static void on_present(void *context, bool present) {
        puts(present ? "a reader is there" : "the reader is gone");
}

/* ---- whom to listen to ---- */

/* A device that is looked at. */
struct look {
        const char *path;
        unsigned baud;
};

static void say_holder(void *context, pid_t pid, const char *name) {
        const struct look *look = context;

        command_error("%s is also open in %s (process %d): what it reads is missing here; stop it, and mask it if it is a login (getty)",
                      look->path, *name ? name : "another program", (int)pid);
}

static void look_at(void *context, const char *path, dev_t device) {
        struct look *look = context;
        bool keyboard = false;
        int r = scanner_devices_probe(path, look->baud, &keyboard);

        look->path = path;
        if (r < 0)
                command_error("%s cannot be read: %s%s", path, strerror(-r), r == -EBUSY ? "; stop pickupboxd first" : "");
        else
                printf("%s: %s\n", path, keyboard ? "types like a keyboard" : "a serial line");
        (void)!device_holders(path, say_holder, look);
}

static int one_device(const char *path, struct scanner_config *config) {
        bool keyboard = false;
        int r = scanner_devices_probe(path, config->baud, &keyboard);

        if (r < 0) {
                command_error("%s cannot be read: %s%s", path, r == -ENOTTY ? "it is neither a keyboard nor a serial line" : strerror(-r),
                              r == -EBUSY ? "; stop pickupboxd, or whatever has it, first" : r == -EACCES ? "; root may" : "");
                return COMMAND_FAULT;
        }
        r = device_names_add(keyboard ? &config->keyboards : &config->serials, path);
        if (r == 0)
                return COMMAND_DONE;
        command_error("%s must be the whole path of a device, such as /dev/ttyACM0", path);
        return COMMAND_FAULT;
}

static int configured(const char *dir, struct scanner_config *ret_config, char ret_settings[PATH_MAX]) {
        static struct config config;
        char message[CONFIG_MESSAGE_SIZE];
        struct box_folder folder;

        if (box_folder_at(dir, &folder) < 0) {
                command_error("%s is not the name of a folder", dir);
                return COMMAND_FAULT;
        }
        if (config_read(folder.config, &config, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        *ret_config = config.scanner;
        snprintf(ret_settings, PATH_MAX, "%s", config.scanner_settings);
        return COMMAND_DONE;
}

/* ---- listening ---- */

static int stop_signals(void) {
        sigset_t set;

        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
                return -errno;
        return signalfd(-1, &set, SFD_CLOEXEC);
}

/* What a pause has ended may go on: how its reader is set up is told when it has not. */
static void hear_out(const struct listening *listening) {
        struct pollfd polled = { .fd = scanner_fd(listening->scanner), .events = POLLIN };
        int64_t until_ms = deadline_now_ms() + HEAR_OUT_MS, now_ms;

        while (listening->paused && (now_ms = deadline_now_ms()) < until_ms)
                if (poll(&polled, 1, (int)(until_ms - now_ms)) > 0 && scanner_dispatch(listening->scanner) < 0)
                        return;
}

static int listen_until(struct listening *listening, unsigned long count) {
        struct pollfd polled[] = { { .fd = scanner_fd(listening->scanner), .events = POLLIN }, { .fd = stop_signals(), .events = POLLIN } };

        while (listening->readings < count) {
                if (poll(polled, ARRAY_LEN(polled), -1) < 0 && errno != EINTR)
                        return COMMAND_FAULT;
                if (polled[1].revents)
                        break;
                if (polled[0].revents && scanner_dispatch(listening->scanner) < 0)
                        return COMMAND_FAULT;
                fflush(stdout);
        }
        close(polled[1].fd);
        hear_out(listening);
        printf("%lu readings, %lu wrong\n", listening->readings, listening->bad);
        if (listening->readings == 0 || listening->bad > 0)
                return COMMAND_REFUSED;
        if (listening->keeps)
                keep(listening);
        return COMMAND_DONE;
}

/* `settings`: the file of a box; empty: none. */
static int listen_to(const struct scanner_config *config, const char *settings, unsigned long count) {
        CLEANUP(scanner_cleanup) struct scanner *scanner = NULL;
        struct listening listening = { .keeps = *settings };
        struct look look = { .baud = config->baud };
        int r;

        device_names_each(&config->keyboards, look_at, &look);
        device_names_each(&config->serials, look_at, &look);
        r = scanner_new_devices(config, &scanner);
        if (r < 0) {
                command_error("the readers cannot be opened: %s", r == -EINVAL ? "there is no keyboard layout of that name" : strerror(-r));
                return COMMAND_FAULT;
        }
        listening.scanner = scanner;
        if (listening.keeps)
                readers_load(&listening.readers, settings);
        scanner_set_callbacks(scanner, on_text, on_odd, on_present, &listening);
        scanner_set_raw(scanner, on_raw);
        scanner_set_framing(scanner, on_framing);
        puts(scanner_present(scanner) ? "Scan any code of this system; Ctrl-C ends. What is scanned opens nothing and is not kept."
                                      : "No reader is there; plug it in. Ctrl-C ends.");
        fflush(stdout);
        return listen_until(&listening, count);
}

static bool read_number(const char *text, unsigned long max, unsigned long *ret_number) {
        char *end;

        if (!text)
                return true;
        *ret_number = *text >= '0' && *text <= '9' ? strtoul(text, &end, 10) : 0;
        return *ret_number >= 1 && *ret_number <= max && !*end;
}

int box_run_scanner(int argc, char **argv) {
        const char *device = NULL, *baud = NULL, *layout = NULL, *count = NULL;
        const struct command_option options[] = {
                { .name = "device", .value = &device },
                { .name = "baud", .value = &baud },
                { .name = "layout", .value = &layout },
                { .name = "count", .value = &count },
        };
        struct scanner_config config = { .baud = 9600, .layout = "us" };
        char settings[PATH_MAX] = "";
        unsigned long until = COUNT_MAX, bits = config.baud;
        int r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 1, &argc);

        if (r != COMMAND_DONE)
                return r;
        if ((argc == 1) == (device != NULL)) {
                command_error("either the folder of a box, whose configuration names its readers, or --device PATH");
                return COMMAND_FAULT;
        }
        r = device ? COMMAND_DONE : configured(argv[1], &config, settings);
        if (r != COMMAND_DONE)
                return r;
        bits = config.baud;
        if (!read_number(count, COUNT_MAX, &until) || !read_number(baud, 230400, &bits) || !scanner_baud_valid((unsigned)bits)) {
                command_error("--count must be 1 to %d, --baud a usual rate such as 9600 or 115200", COUNT_MAX);
                return COMMAND_FAULT;
        }
        config.baud = (unsigned)bits;
        if (layout && snprintf(config.layout, sizeof(config.layout), "%s", layout) >= (int)sizeof(config.layout)) {
                command_error("--layout must be a keyboard layout of the system, such as us or de");
                return COMMAND_FAULT;
        }
        r = device ? one_device(device, &config) : COMMAND_DONE;
        return r != COMMAND_DONE ? r : listen_to(&config, settings, until);
}

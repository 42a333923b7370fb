/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The real devices. open_X() opens one, or says in the log why it cannot and
 * leaves an absent one in its place.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "controller/box/daemon/devices.h"
#include "controller/box/daemon/devices_check.h"
#include "controller/box/daemon/journal.h"
#include "controller/box/daemon/wiring_check.h"
#include "hal/absent/absent.h"
#include "hal/display/display_real.h"
#include "hal/voice/voice_espeak.h"

enum { EXPLAINED_MAX = 8 };

/* ---- locks and doors: without them the box is out of order ---- */

typedef bool present_fn(const void *bank, unsigned i);

static bool lock_present(const void *bank, unsigned i) {
        return lock_bank_present(bank, i);
}

static bool door_present(const void *bank, unsigned i) {
        return door_bank_present(bank, i);
}

/* Says of each line that was not had why, a few of them: the rest will be like them. */
static void explain(const struct lines_config *lines, const char *what, present_fn *present, const void *bank) {
        struct wiring_source source = wiring_source_real();
        static struct line_survey surveys[LINES_COUNT_MAX];
        char sentence[WIRING_SENTENCE_SIZE];
        unsigned said = 0;

        if (lines_survey(source.backend, source.place, lines, surveys) < 0)
                return;
        for (unsigned i = 0; i < lines->count && said < EXPLAINED_MAX; i++) {
                if (present(bank, i))
                        continue;
                if (!wiring_sentence(&lines->lines[i], &surveys[i], sentence))
                        snprintf(sentence, sizeof(sentence), "its chip refuses the line: %s", wiring_reason(lines->direction, -EINVAL));
                journal_log(LOG_ERR, "hardware: the %s of compartment %u: %s", what, i + 1, sentence);
                said++;
        }
}

/* -ENODEV when there is not a single lock, or door. */
static int some_lock(const struct lock_bank *locks) {
        for (unsigned i = 0; i < lock_bank_count(locks); i++)
                if (lock_bank_present(locks, i))
                        return 0;
        return -ENODEV;
}

/* -ENODEV when there is no switch at any compartment that has a lock. */
static int some_door(const struct door_bank *doors, const struct lock_bank *locks) {
        for (unsigned i = 0; i < door_bank_count(doors); i++)
                if (door_bank_present(doors, i) && lock_bank_present(locks, i))
                        return 0;
        return -ENODEV;
}

static int open_locks(const struct config *config, struct devices *devices) {
        struct wiring_source source = wiring_source_real();
        struct lines_config lines;
        int r = source.lines(config, LINES_OUTPUT, &lines);

        if (r == -ENODATA)
                journal_log(LOG_ERR, "hardware: the configuration names no `lines` in [lock] and [door]");
        if (r < 0)
                return r;
        r = devices_open_locks(devices, source.backend, source.place, &lines, &config->lock);
        if (r == 0) {
                explain(&lines, "lock", lock_present, devices->locks);
                r = some_lock(devices->locks);
        } else {
                journal_log(LOG_ERR, "hardware: no lock can be had: %s", wiring_reason(LINES_OUTPUT, r));
        }
        lines_config_deinit(&lines);
        return r;
}

/* A chip without an interrupt is as good, and somebody may wonder why it keeps its bus busy. */
static void tell_polled(const struct door_bank *doors) {
        unsigned count = 0;

        for (unsigned i = 0; i < door_bank_count(doors); i++)
                count += door_bank_polled(doors, i);
        if (count > 0)
                journal_log(LOG_NOTICE, "hardware: %u door switches are on chips without an interrupt line; they are read every 500 ms", count);
}

static int open_doors(const struct config *config, struct devices *devices) {
        struct wiring_source source = wiring_source_real();
        struct lines_config lines;
        int r = source.lines(config, LINES_INPUT, &lines);

        if (r < 0)
                return r;
        r = devices_open_doors(devices, source.backend, source.place, &lines, config->debounce_ms);
        if (r == 0) {
                explain(&lines, "door switch", door_present, devices->doors);
                tell_polled(devices->doors);
                r = some_door(devices->doors, devices->locks);
        } else {
                journal_log(LOG_ERR, "hardware: no door switch can be had: %s", wiring_reason(LINES_INPUT, r));
        }
        lines_config_deinit(&lines);
        return r;
}

/* Those that are absent may come. */
static void open_cabinet(const struct config *config, struct devices *devices) {
        int locks = open_locks(config, devices), doors = devices->locks ? open_doors(config, devices) : 0;

        devices->unusable = locks != 0 ? ALARM_LOCKS : doors != 0 ? ALARM_DOORS : ALARM_NONE;
        if (devices->unusable)
                journal_log(LOG_CRIT, "hardware: the %s cannot be used: %s", alarm_name(devices->unusable), strerror(locks < 0 ? -locks : doors < 0 ? -doors : EIO));
}

/* ---- people's devices: the box works without any one of them ---- */

static void say_absent(const char *name, int r) {
        journal_log(LOG_ERR, "hardware: %s cannot be used: %s", name, strerror(r < 0 ? -r : EIO));
}

/* A layout that there is none of says nothing against serial lines. */
static int open_scanner(const struct config *config, struct scanner **ret_scanner) {
        struct scanner_config scanner = config->scanner;
        int r = scanner_new_devices(&scanner, ret_scanner);

        devices_check_readers(config);
        if (r == -EINVAL) {
                journal_log(LOG_ERR, "the user's: there is no keyboard layout `%s`; no scanner of the keyboard type is read before "
                                     "`layout` of [scanner] is one", scanner.layout);
                scanner.keyboards.count = 0;
                r = scanner_new_devices(&scanner, ret_scanner);
        }
        if (r == 0)
                return 0;
        say_absent("the scanner", r);
        return scanner_new_absent(ret_scanner);
}

static int open_input(const struct config *config, struct input **ret_input) {
        int r = input_new_libinput(&config->input, ret_input);

        if (r == 0)
                return 0;
        say_absent("touch and keys", r);
        return input_new_absent(ret_input);
}

/* Where the picture is, and what is not as it should be with it. */
static void describe_display(const struct config *config, const struct display *display) {
        char place[DISPLAY_PLACE_SIZE];
        int console = display_real_console(display);

        display_real_place(display, place);
        if (!display_present(display))
                journal_log(LOG_ERR, "hardware: no screen is connected, or its card is not free; it is used when it comes");
        else
                journal_log(display_fits(display) ? LOG_INFO : LOG_WARNING, "the screen: %s, rotation %u%s", place,
                            turn_degrees(config->rotation),
                            display_fits(display) ? "" : "; width_px and height_px of [panel] are not its mode: the picture is scaled or in its middle; set the mode (docs/hardware.md)");
        if (console < 0 && console != -ENOENT)
                journal_log(LOG_WARNING, "the terminal behind the picture cannot be held: %s; texts may be written over the picture",
                            strerror(-console));
}

static int open_display(const struct config *config, struct display **ret_display) {
        const struct display_config screen = {
                .width_px = (int)config->panel_width_px,
                .height_px = (int)config->panel_height_px,
                .rotation = config->rotation,
                .kind = config->display,
                .card = config->card,
                .console = config->console,
        };
        int r = display_new_real(&screen, ret_display);

        if (r == 0) {
                describe_display(config, *ret_display);
                return 0;
        }
        say_absent("the screen", r);
        return display_new_absent((int)config->panel_width_px, (int)config->panel_height_px, ret_display);
}

static int open_voice(const struct config *config, struct voice **ret_voice) {
        int r = voice_new_espeak(&config->voice, ret_voice);

        devices_check_sound(config);
        if (r == 0) {
                if (!voice_present(*ret_voice))
                        journal_log(LOG_ERR, "hardware: nothing can be said or sounded: espeak-ng or aplay (alsa-utils) is not installed");
                return 0;
        }
        say_absent("the voice", r);
        return voice_new_absent(ret_voice);
}

int devices_open_real(const struct config *config, struct devices *ret_devices, char ret_message[DEVICES_MESSAGE_SIZE]) {
        struct devices devices = { 0 };
        int r;

        open_cabinet(config, &devices);
        r = clock_new_system(&devices.clock);
        if (r == 0)
                r = open_scanner(config, &devices.scanner);
        if (r == 0)
                r = open_input(config, &devices.input);
        if (r == 0)
                r = open_display(config, &devices.display);
        if (r == 0)
                r = open_voice(config, &devices.voice);
        if (r != 0) {
                devices_close(&devices);
                snprintf(ret_message, DEVICES_MESSAGE_SIZE, "the devices cannot be opened: %s", strerror(r < 0 ? -r : EIO));
                return DEVICES_E_REFUSED;
        }
        *ret_devices = devices;
        return 0;
}

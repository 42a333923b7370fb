/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_key.h"

#include "hal/display/console.h"
#include "hal/display/display.h"
#include "hal/door/door.h"
#include "ui/po/fill.h"

enum { BLOCK_COLUMNS_MAX = 64, ROWS_MAX = 64 };

const struct config_section config_sections[CONFIG_SECTIONS] = {
        { "box", false, NULL },
        { "plan", true,
          "The front of the cabinet, for the plan on the screen and the words \"right, second row from the bottom\".\n"
          "Without this section: two blocks around the terminal. Compartments are numbered row by row through all blocks." },
        { "panel", false, NULL },
        { "screen", false, NULL },
        { "lock", false,
          "The locks' profile, from their data sheet." },
        { "door", false, NULL },
        { "scanner", false,
          "Code scanners. Each line of keyboard and serial adds a device by its path, at most 8; the last part may hold * and ?. The\n"
          "links in /dev/pickupbox are made by the udev rules (docs/hardware.md); they stay when devices are plugged in another way.\n"
          "Once one is named, only the named ones are used." },
        { "keypad", false, NULL },
        { "touch", false, NULL },
        { "voice", false,
          "Reading aloud, by espeak-ng, and the signal tones. Devices as ALSA names them (`aplay -L`); they should mix, as `default`\n"
          "and dmix do, for a tone to be heard beside speech." },
        { "simulation", false,
          "Only for `pickupboxd --simulate`." },
};

#define AT(member) offsetof(struct config_draft, member)

const struct config_key config_keys[CONFIG_KEYS] = {
        { "box", "id", CONFIG_BOX_ID, 0, 0, 0, CONFIG_REQUIRED, NULL,
          "1 to 5 characters of A-Z and 0-9, as the office knows the box." },
        { "box", "compartments", CONFIG_NUMBER, AT(config.compartments), 1, PLAN_CELLS_MAX, CONFIG_REQUIRED, NULL,
          "How many doors it has, {min} to {max}. The store is made for this number." },
        { "box", "database", CONFIG_PATH, AT(config.database), 0, 0, CONFIG_OPTIONAL, "box.db", NULL },
        { "box", "anchor", CONFIG_PATH, AT(config.anchor), 0, 0, CONFIG_OPEN, "/srv/other-disk/box.anchor",
          "Remembers how far the ledger has come, so that a store that was put back is found out. Better on another device than\n"
          "the store. Without it: beside this file's folder, under its name with .anchor behind it." },
        { "box", "keys", CONFIG_PATH, AT(config.keys), 0, 0, CONFIG_OPTIONAL, "keys",
          "The folder of the four secret keys. Its files belong to the daemon's user alone (mode 0600)." },
        { "box", "socket", CONFIG_PATH, AT(config.socket), 0, 0, CONFIG_OPTIONAL, "control.sock",
          "Where `pickupbox status`, `sim` and `box adopt` reach the daemon." },
        { "box", "incoming", CONFIG_PATH, AT(config.incoming), 0, 0, CONFIG_OPTIONAL, "incoming",
          "The folder into which bundles and statements of revocations are moved; the daemon takes them from there and makes it." },
        { "box", "stick", CONFIG_PATH, AT(config.stick), 0, 0, CONFIG_OPTIONAL, "/media/pickupbox",
          "Where a stick is mounted that somebody plugs in (media-pickupbox.mount)." },
        { "box", "witness", CONFIG_WITNESS, 0, 0, 0, CONFIG_REPEATED, "example.org/witness+5205fe52+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
          "The key of a witness, as `pickupbox ledger witness` prints it: its countersignatures are taken from sticks and shown to auditors. Each line\n"
          "adds one, 4 at most. Without any, none is taken." },
        { "plan", "blocks", CONFIG_BLOCKS, 0, 1, BLOCK_COLUMNS_MAX, CONFIG_OPEN, "4 4",
          "Columns of each block, from left to right; at most 8 blocks of {min} to {max} columns." },
        { "plan", "rows", CONFIG_PLAN_NUMBER, AT(plan.rows), 1, ROWS_MAX, CONFIG_OPEN, "3",
          "{min} to {max}." },
        { "plan", "gap_after_row", CONFIG_PLAN_NUMBER, AT(plan.gap_after_row), 0, ROWS_MAX, CONFIG_OPEN, "0",
          "A gap in the front below this row; 0: none." },
        { "plan", "terminal", CONFIG_PLAN_NUMBER, AT(plan.terminal), 0, PLAN_BLOCKS_MAX, CONFIG_OPEN, "1",
          "The screen stands before this block, counted from 0 at the left." },
        { "plan", "low", CONFIG_CELLS, AT(plan.low), 0, 0, CONFIG_OPEN, "17-24",
          "Compartments that can be reached from a wheelchair (380 to 1220 mm above the floor). Without it: the two lowest rows." },
        { "plan", "large", CONFIG_CELLS, AT(plan.large), 0, 0, CONFIG_OPEN, "",
          "Compartments for what is thick; what wishes for it is laid into one of them. Without it: all are alike." },
        { "plan", "letter", CONFIG_CELLS, AT(plan.letter), 0, 0, CONFIG_OPEN, "",
          "Compartments so flat that they hold letters alone." },
        { "panel", "width_px", CONFIG_NUMBER, AT(config.panel_width_px), 320, DISPLAY_SIDE_MAX_PX, CONFIG_OPTIONAL, "1080",
          "Pixels, {min} to {max} each, as the picture is drawn." },
        { "panel", "height_px", CONFIG_NUMBER, AT(config.panel_height_px), 320, DISPLAY_SIDE_MAX_PX, CONFIG_OPTIONAL, "1920", NULL },
        { "panel", "width_mm", CONFIG_NUMBER, AT(config.panel_width_mm), 50, 2000, CONFIG_OPTIONAL, "268",
          "Millimetres, {min} to {max}: the width of what is visible. Sizes of text and keys follow from it." },
        { "panel", "rotation", CONFIG_ROTATION, 0, 0, 0, CONFIG_OPTIONAL, "0",
          "Degrees by which the picture is turned clockwise onto a panel that is mounted on its side: 0, 90, 180 or 270." },
        { "panel", "backend", CONFIG_DISPLAY, 0, 0, 0, CONFIG_OPTIONAL, "auto",
          "How the picture gets to the panel: drm, fbdev (a framebuffer device), or auto: drm where there is a card for it." },
        { "panel", "card", CONFIG_CARD, AT(config.card), 0, 0, CONFIG_OPTIONAL, "any",
          "The graphics card as /dev/dri/card0 or /dev/fb0, or any: the first with a screen connected." },
        { "panel", "console", CONFIG_NUMBER, AT(config.console), 0, CONSOLE_NUMBER_MAX, CONFIG_OPTIONAL, "0",
          "The virtual terminal behind the picture, 1 to {max}; 0: the one that is in front when the daemon starts." },
        { "panel", "fonts", CONFIG_PATH, AT(config.fonts), 0, 0, CONFIG_OPEN, "",
          "A fonts.conf instead of the one the program brings." },
        { "screen", "language", CONFIG_LANGUAGE, 0, 0, 0, CONFIG_OPTIONAL, "de",
          "The language in which the box waits for people: de or en." },
        { "screen", "city_colour", CONFIG_COLOUR, 0, 0, 0, CONFIG_OPEN, "#0B3A53",
          "The city's colour, as #RRGGBB. Made darker where white could not be read on it." },
        { "screen", "filter_double", CONFIG_YES, AT(config.filter_double), 0, 0, CONFIG_OPTIONAL, "no",
          "yes: a second touch of the same place within 500 ms does not count." },
        { "screen", "dim_from", CONFIG_NUMBER, AT(config.dim_from), 0, 23, CONFIG_OPTIONAL, "20",
          "The hour, {min} to {max}, from which the screen is darker while nobody is there. It moves then by a pixel a minute at any hour, and is black\n"
          "while the office is closed; a touch, a key, a code or a door wakes it." },
        { "screen", "dim_to", CONFIG_NUMBER, AT(config.dim_to), 0, 23, CONFIG_OPTIONAL, "7",
          "And until which; the same hour: it is never darker." },
        { "screen", "dim_percent", CONFIG_NUMBER, AT(config.dim_percent), 10, 100, CONFIG_OPTIONAL, "40",
          "How bright it is then, {min} to {max} percent." },
        { "screen", "switch_off", CONFIG_YES, AT(config.switch_off), 0, 0, CONFIG_OPTIONAL, "yes",
          "yes: the panel is switched off while the office is closed and nobody is there, where it can be; else it is black. no: for a panel whose touch\n"
          "goes off with it, which could not wake it." },
        { "lock", "pulse_ms", CONFIG_NUMBER, AT(config.lock.pulse_ms), 50, LOCK_PULSE_LONGEST_MS, CONFIG_OPTIONAL, "300",
          "Milliseconds, {min} to {max}. Never longer than 1000, whatever stands here." },
        { "lock", "rest_ms", CONFIG_NUMBER, AT(config.lock.rest_ms), LOCK_REST_MS, 60000, CONFIG_OPTIONAL, "2000",
          "Milliseconds before the same lock is driven again, {min} to {max}." },
        { "lock", "gap_ms", CONFIG_NUMBER, AT(config.lock.gap_ms), LOCK_GAP_MS, 10000, CONFIG_OPTIONAL, "300",
          "Milliseconds between two locks, {min} to {max}." },
        { "lock", "lines", CONFIG_LINES, AT(config.locks), 0, 0, CONFIG_REPEATED, "1-0020:lock0..15\n1-0021:lock0..7",
          "The lines that feed the coils, of real hardware: CHIP:NAME, or CHIP:NAMEn..m for a run, the chip by its label or place, the line by\n"
          "its name (`gpioinfo` lists both), or @ and its offset where it has none. Each such line goes on where the one before ended;\n"
          "the first names compartment 1." },
        { "lock", "active_low", CONFIG_ACTIVE_LOW, AT(config.locks), 0, 0, CONFIG_OPEN, "",
          "Compartments whose coil is fed while its line is low, as `3 5-8`." },
        { "lock", "bias", CONFIG_BIAS, AT(config.locks), 0, 0, CONFIG_OPTIONAL, "as_is",
          "What the chip does with its lines: as_is, disabled, pull_up or pull_down." },
        { "lock", "feedback", CONFIG_LINES, AT(config.feedback), 0, 0, CONFIG_OPEN, "1-0026:sense",
          "A line, as above, that is active while any coil carries current: a current sensor in the coils' supply, say. `pickupbox box wiring`\n"
          "then measures how long coils are really on, and the hardware one-shot." },
        { "lock", "feedback_active_low", CONFIG_YES, AT(config.feedback_active_low), 0, 0, CONFIG_OPTIONAL, "no", NULL },
        { "door", "debounce_ms", CONFIG_NUMBER, AT(config.debounce_ms), 10, DOOR_DEBOUNCE_MAX_MS, CONFIG_OPTIONAL, "50",
          "Milliseconds for which a switch must rest before it is believed, {min} to {max}." },
        { "door", "debounce", CONFIG_DEBOUNCE, 0, 0, 0, CONFIG_OPTIONAL, "software",
          "software, or kernel where that can be asked to (libgpiod 2). Software also sees a switch that never comes to rest." },
        { "door", "lines", CONFIG_LINES, AT(config.doors), 0, 0, CONFIG_REPEATED, "1-0024:door0..15\n1-0025:door0..7",
          "The lines of the switches, as above; active is a closed door." },
        { "door", "active_low", CONFIG_ACTIVE_LOW, AT(config.doors), 0, 0, CONFIG_OPEN, "",
          "Compartments whose switch is low when the door is closed." },
        { "door", "bias", CONFIG_BIAS, AT(config.doors), 0, 0, CONFIG_OPTIONAL, "as_is", NULL },
        { "scanner", "keyboard", CONFIG_DEVICE, AT(config.scanner.keyboards), 0, 0, CONFIG_REPEATED, "/dev/pickupbox/scanner[0-9]*",
          "Scanners that type like a keyboard." },
        { "scanner", "serial", CONFIG_DEVICE, AT(config.scanner.serials), 0, 0, CONFIG_REPEATED, "/dev/pickupbox/scanner-serial*",
          "Scanners at a serial line, or USB that looks like one." },
        { "scanner", "baud", CONFIG_BAUD, 0, 0, 0, CONFIG_OPTIONAL, "9600",
          "Bits per second of the serial ones: 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200 or 230400; 8 bits, no parity." },
        { "scanner", "layout", CONFIG_LAYOUT, 0, 0, 0, CONFIG_OPTIONAL, "us",
          "The keyboard layout that scanners are set to, as xkb calls it, such as us or de." },
        { "scanner", "suffix", CONFIG_SUFFIX, 0, 0, 0, CONFIG_OPTIONAL, "enter",
          "enter or tab: what scanners send after a code. Taken for the sake of older files; either ends a reading now." },
        { "scanner", "reread_ms", CONFIG_NUMBER, AT(config.reread_ms), 0, 60000, CONFIG_OPTIONAL, "3000",
          "Milliseconds after which the readers read a code again that lies before them, as they are set up, {min} to {max}. A badge or\n"
          "ticket that was just read counts again when none has seen it for 2 s longer than that." },
        { "scanner", "settings", CONFIG_PATH, AT(config.scanner_settings), 0, 0, CONFIG_OPTIONAL, "readers",
          "The file that keeps how each reader was set up when it was last good, to tell when somebody has changed it." },
        { "keypad", "device", CONFIG_DEVICE, AT(config.input.devices.keypads), 0, 0, CONFIG_REPEATED, "/dev/pickupbox/keypad*",
          "Each line adds a keypad, as above." },
        { "keypad", "key", CONFIG_KEYPAD_KEY, 0, 0, 0, CONFIG_REPEATED, "59 help",
          "The meaning of a key by its code (`evtest`), each line one: 0 to 9, up, down, left, right, ok, back, help, speech or none." },
        { "keypad", "headset", CONFIG_DEVICE, AT(config.input.headsets), 0, 0, CONFIG_REPEATED, "/dev/pickupbox/headset*",
          "Headphone jacks, as above." },
        { "touch", "device", CONFIG_DEVICE, AT(config.input.devices.touches), 0, 0, CONFIG_REPEATED, "/dev/input/event*",
          "Each line adds a touch panel, as above. Without one: every panel there is." },
        { "touch", "matrix", CONFIG_MATRIX, 0, 0, 0, CONFIG_OPTIONAL, "1 0 0 0 1 0",
          "Calibration: six numbers a b c d e f. Of a place (x, y), 0 to 1 over the panel, they make (ax+by+c, dx+ey+f)." },
        { "voice", "loudspeaker", CONFIG_SOUND, AT(config.voice.loudspeaker), 0, 0, CONFIG_OPTIONAL, "default", NULL },
        { "voice", "headset", CONFIG_SOUND, AT(config.voice.headset), 0, 0, CONFIG_OPTIONAL, "none",
          "Another one, which never reaches the loudspeaker: what is personal is said there alone. none: it is not said." },
        { "voice", "rate", CONFIG_NUMBER, AT(config.voice.rate_wpm), VOICE_RATE_MIN_WPM, VOICE_RATE_MAX_WPM, CONFIG_OPTIONAL, "150",
          "Words a minute, {min} to {max}." },
        { "simulation", "world", CONFIG_PATH, AT(config.world), 0, 0, CONFIG_OPTIONAL, "sim.world",
          "The simulated cabinet's file." },
        { "simulation", "automatic", CONFIG_YES, AT(config.automatic), 0, 0, CONFIG_OPTIONAL, "no",
          "yes: every door is closed by itself 2 s after it sprang open." },
};

void config_key_help(const struct config_key *key, char ret_text[CONFIG_HELP_SIZE]) {
        const struct filling range[] = { { "min", NUMERAL(key->min) }, { "max", NUMERAL(key->max) } };

        fill_text(key->help ? key->help : "", range, ARRAY_LEN(range), ret_text, CONFIG_HELP_SIZE);
}

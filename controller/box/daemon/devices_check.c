/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/devices_check.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "controller/box/daemon/device_access.h"
#include "controller/box/daemon/journal.h"
#include "controller/box/daemon/wiring_check.h"
#include "hal/voice/voice_card.h"
#include "hal/watch/device_holder.h"

#define OURSELVES "pickupboxd" /* as proc(5) shows it, where it runs while it is checked */

/* False: said, too. */
static bool can_open(const struct device_user *user, const char *pattern, int priority) {
        char sentence[DEVICE_ACCESS_SENTENCE_SIZE];

        if (!device_access_missing(user, pattern, sentence))
                return true;
        journal_log(priority, "%s", sentence);
        return false;
}

/* Chips that have a line of ours; where that cannot be told, because some may not be opened by whoever asks, all. */
static bool check_lines(const struct config *config, enum lines_direction direction, const struct device_user *user) {
        static struct line_survey surveys[LINES_COUNT_MAX];
        struct wiring_source source = wiring_source_real();
        CLEANUP(lines_config_deinit) struct lines_config lines = { 0 };
        bool good = true;

        if (source.lines(config, direction, &lines) < 0 || lines_survey(source.backend, source.place, &lines, surveys) < 0)
                return true; /* there is nothing to look at; the daemon says why */
        for (unsigned i = 0; i < lines.count && good; i++) {
                char path[sizeof("/dev/") + LINE_LABEL_SIZE];

                if (surveys[i].finding == LINE_DENIED)
                        good = can_open(user, WIRING_CHIPS, LOG_ERR);
                if (!*surveys[i].device)
                        continue;
                snprintf(path, sizeof(path), "/dev/%s", surveys[i].device);
                good = can_open(user, path, LOG_ERR);
        }
        return good;
}

static void warn_of_names(const struct device_names *names, const struct device_user *user) {
        for (unsigned i = 0; i < names->count; i++)
                (void)can_open(user, names->names[i], LOG_WARNING);
}

static void check_sound(const char *device, const char *key) {
        char cards[VOICE_CARDS_SIZE];

        switch (voice_card_find(VOICE_CARDS, device, cards)) {
        case VOICE_CARD_GOOD:
                break;
        case VOICE_CARD_NUMBERED:
                journal_log(LOG_WARNING, "%s of [voice], %s, is a card's number, which changes with the order in which cards are found: write its name, as in "
                            "plughw:CARD=NAME; there are: %s", key, device, *cards ? cards : "none");
                break;
        case VOICE_CARD_ANY:
                journal_log(LOG_WARNING, "%s of [voice], %s, is the first of several sound cards, whichever that is: write the name of one, as in plughw:CARD=NAME; "
                            "there are: %s", key, device, cards);
                break;
        case VOICE_CARD_TWIN:
                journal_log(LOG_WARNING, "%s of [voice], %s, is one of several sound cards of one make, whose names change places with the order in which they are "
                            "found: name each by where it is plugged in (a udev rule, docs/hardware.md); there are: %s", key, device, cards);
                break;
        case VOICE_CARD_MISSING:
                journal_log(LOG_ERR, "hardware: there is no sound card of the name that %s of [voice], %s, gives; there are: %s", key, device, *cards ? cards : "none");
                break;
        }
}

void devices_check_sound(const struct config *config) {
        check_sound(config->voice.loudspeaker, "loudspeaker");
        if (*config->voice.headset)
                check_sound(config->voice.headset, "headset");
}

static void say_holder(void *context, pid_t pid, const char *name) {
        const char *path = context;

        if (strcmp(name, OURSELVES) != 0)
                journal_log(LOG_WARNING, "hardware: the scanner's line %s is also open in %s (process %d), which takes part of every code: stop it, and mask it if it is "
                            "a login (systemctl mask serial-getty@%s.service)", path, *name ? name : "another program", (int)pid, strrchr(path, '/') + 1);
}

static void name_holders(void *context, const char *path, dev_t device) {
        char real[PATH_MAX];

        (void)!device_holders(path, say_holder, realpath(path, real) ? real : (char *)(uintptr_t)path);
}

void devices_check_readers(const struct config *config) {
        device_names_each(&config->scanner.serials, name_holders, NULL);
}

bool devices_check(const struct config *config) {
        struct device_user user;
        struct stat store;

        if (config->locks.count == 0 || stat(config->database, &store) < 0 || device_user_init(&user, store.st_uid) < 0)
                return true;
        devices_check_sound(config);
        devices_check_readers(config);
        (void)can_open(&user, "/dev/dri/card*", LOG_WARNING);
        (void)can_open(&user, "/dev/snd/pcm*", LOG_WARNING);
        warn_of_names(&config->scanner.keyboards, &user);
        warn_of_names(&config->scanner.serials, &user);
        warn_of_names(&config->input.devices.keypads, &user);
        warn_of_names(&config->input.devices.touches, &user);
        return check_lines(config, LINES_OUTPUT, &user) && check_lines(config, LINES_INPUT, &user);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/voice_card.h"

#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare(const struct dirent **a, const struct dirent **b) {
        return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_link(const struct dirent *entry) {
        return entry->d_type == DT_LNK;
}

/* How many there are. */
static unsigned list(const char *folder, char ret_cards[VOICE_CARDS_SIZE]) {
        struct dirent **entries = NULL;
        int count = scandir(folder, &entries, is_link, compare);
        size_t len = 0;

        ret_cards[0] = '\0';
        for (int i = 0; i < count; i++) {
                if (len + 2 + strlen(entries[i]->d_name) < VOICE_CARDS_SIZE)
                        len += (size_t)snprintf(ret_cards + len, VOICE_CARDS_SIZE - len, "%s%s", len > 0 ? ", " : "", entries[i]->d_name);
                free(entries[i]);
        }
        free(entries);
        return count < 0 ? 0 : (unsigned)count;
}

/* "plughw:CARD=Device,DEV=0" and "hw:Device,0": where the card's name or number begins. NULL: the device names none. */
static const char *card_of(const char *device) {
        const char *given = strstr(device, "CARD="), *colon = strchr(device, ':');

        return given ? given + strlen("CARD=") : colon ? colon + 1 : NULL;
}

static bool is_there(const char *folder, const char *card, size_t len) {
        char path[PATH_MAX], target[NAME_MAX + 1];

        return snprintf(path, sizeof(path), "%s/%.*s", folder, (int)len, card) < PATH_MAX && readlink(path, target, sizeof(target)) > 0;
}

/* Without what the kernel adds to the second of one name: "_" and a hexadecimal number. */
static size_t stem_len(const char *card, size_t len) {
        size_t digits = 0;

        while (digits < len && strchr("0123456789ABCDEF", card[len - 1 - digits]))
                digits++;
        return digits > 0 && digits + 1 < len && card[len - 1 - digits] == '_' ? len - 1 - digits : len;
}

static bool is_twin(const char *folder, const char *card, size_t len) {
        size_t stem = stem_len(card, len);
        const struct dirent *entry;
        DIR *cards = opendir(folder);
        bool twin = false;

        while (cards && !twin && (entry = readdir(cards))) {
                size_t other = strlen(entry->d_name);

                twin = is_link(entry) && !(other == len && strncmp(entry->d_name, card, len) == 0) && stem_len(entry->d_name, other) == stem &&
                       strncmp(entry->d_name, card, stem) == 0;
        }
        if (cards)
                closedir(cards);
        return twin;
}

enum voice_card voice_card_find(const char *folder, const char *device, char ret_cards[VOICE_CARDS_SIZE]) {
        unsigned count = list(folder, ret_cards);
        const char *card = card_of(device);
        size_t len = card ? strcspn(card, ",") : 0;

        if (len == 0)
                return count > 1 && strcmp(device, "null") != 0 ? VOICE_CARD_ANY : VOICE_CARD_GOOD;
        if (strspn(card, "0123456789") == len)
                return VOICE_CARD_NUMBERED;
        if (!is_there(folder, card, len))
                return VOICE_CARD_MISSING;
        return is_twin(folder, card, len) ? VOICE_CARD_TWIN : VOICE_CARD_GOOD;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/gpio_place.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PARTS_MAX = 32, NONE = -1 };

/* The folders above a chip, from the outermost: parts[count - 1] is its parent device. */
struct parts {
        char text[PATH_MAX];    /* with a NUL after each part */
        const char *parts[PARTS_MAX];
        int count;
};

static bool split(const char *folder, struct parts *parts) {
        char *rest, *part;

        if (folder[0] != '/' || strlen(folder) >= sizeof(parts->text))
                return false;
        strcpy(parts->text, folder);
        *strrchr(parts->text, '/') = '\0';
        parts->count = 0;
        for (part = strtok_r(parts->text, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
                if (parts->count == PARTS_MAX)
                        return false;
                parts->parts[parts->count++] = part;
        }
        return parts->count >= 2;
}

static bool is_number(const char *text, size_t len) {
        return len > 0 && strspn(text, "0123456789") >= len;
}

/* "1-1.3:1.0": an interface of a USB device. */
static bool is_usb(const char *part) {
        const char *dash = strchr(part, '-'), *colon = strchr(part, ':');

        return dash && colon && colon > dash && is_number(part, (size_t)(dash - part)) &&
               strspn(dash + 1, "0123456789.") == (size_t)(colon - dash - 1) && strspn(colon + 1, "0123456789.") == strlen(colon + 1);
}

/* "i2c-1": a bus. */
static bool is_bus(const char *part) {
        return strncmp(part, "i2c-", 4) == 0 && is_number(part + 4, strlen(part + 4));
}

/* "1-0020": a chip on a bus. */
static bool is_client(const char *part) {
        const char *dash = strchr(part, '-');

        return dash && is_number(part, (size_t)(dash - part)) && strlen(dash + 1) == 4 && strspn(dash + 1, "0123456789abcdef") == 4;
}

/* "i2c-INT3491:00": one that ACPI names. */
static bool is_acpi_client(const char *part) {
        return strncmp(part, "i2c-", 4) == 0 && strchr(part, ':');
}

static bool add(char place[LINE_CHIP_SIZE], const char *before, const char *text) {
        size_t len = strlen(place);

        return snprintf(place + len, LINE_CHIP_SIZE - len, "%s%s", before, text) < (int)(LINE_CHIP_SIZE - len);
}

/* Its controller is what holds the root hub "usb1". */
static bool add_usb(const struct parts *parts, int usb, char place[LINE_CHIP_SIZE]) {
        for (int i = usb - 1; i > 0; i--)
                if (strncmp(parts->parts[i], "usb", 3) == 0 && is_number(parts->parts[i] + 3, strlen(parts->parts[i] + 3)))
                        return add(place, "", parts->parts[i - 1]) && add(place, "/usb-", strchr(parts->parts[usb], '-') + 1);
        return false;
}

/* The folder of a part, as it was before it was split. */
static void folder_of(const struct parts *parts, int part, char ret_folder[PATH_MAX]) {
        size_t len = 0;

        for (int i = 0; i <= part && len < PATH_MAX; i++)
                len += (size_t)snprintf(ret_folder + len, PATH_MAX - len, "/%s", parts->parts[i]);
}

/* A multiplexer's folder has a link "channel-2" to each of its buses. */
static bool find_channel(const char *folder, const char *bus, char ret_channel[NAME_MAX + 1]) {
        char path[PATH_MAX + NAME_MAX + 2], target[PATH_MAX];
        const struct dirent *entry;
        DIR *links = opendir(folder);
        bool found = false;

        while (links && !found && (entry = readdir(links))) {
                ssize_t len;

                if (strncmp(entry->d_name, "channel-", 8) != 0)
                        continue;
                snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
                len = readlink(path, target, sizeof(target) - 1);
                if (len < 0)
                        continue;
                target[len] = '\0';
                found = strcmp(strrchr(target, '/') ? strrchr(target, '/') + 1 : target, bus) == 0;
                if (found)
                        strcpy(ret_channel, entry->d_name);
        }
        if (links)
                closedir(links);
        return found;
}

/* A bus behind a multiplexer, by its channel. */
static bool add_channel(const struct parts *parts, int bus, char place[LINE_CHIP_SIZE]) {
        char folder[PATH_MAX], channel[NAME_MAX + 1];

        folder_of(parts, bus - 1, folder);
        return add(place, "/", find_channel(folder, parts->parts[bus], channel) ? channel : parts->parts[bus]);
}

/* All buses and chips from part `from` on. Numbers of buses that may change are left out. */
static bool add_i2c(const struct parts *parts, int from, char place[LINE_CHIP_SIZE]) {
        bool steady = false, good = true;

        for (int i = from; i < parts->count && good; i++) {
                const char *part = parts->parts[i];

                if (is_bus(part) && i > 0 && (is_client(parts->parts[i - 1]) || is_acpi_client(parts->parts[i - 1]))) {
                        good = add_channel(parts, i, place);
                        steady = false;
                } else if (is_bus(part) && !*place) {
                        good = add(place, "", part);
                        steady = true;
                } else if (is_acpi_client(part)) {
                        *place = '\0'; /* the name is its own, and its bus has whatever number */
                        good = add(place, "", part);
                } else if (is_client(part)) {
                        good = add(place, "/", steady ? part : strchr(part, '-') + 1);
                }
        }
        return good;
}

bool gpio_place(const char *folder, char ret_place[LINE_CHIP_SIZE]) {
        char place[LINE_CHIP_SIZE] = "";
        struct parts parts;
        int usb = NONE;
        bool good;

        if (!split(folder, &parts))
                return false;
        for (int i = 0; i < parts.count; i++)
                if (is_usb(parts.parts[i]))
                        usb = i;
        good = usb == NONE || add_usb(&parts, usb, place);
        if (good)
                good = add_i2c(&parts, usb + 1, place);
        if (good && !*place)
                good = add(place, "", parts.parts[parts.count - 2]) && add(place, "/", parts.parts[parts.count - 1]);
        if (good)
                memcpy(ret_place, place, sizeof(place));
        return good;
}

bool gpio_place_lasts(const char *place) {
        return strncmp(place, "i2c-", 4) == 0 || strstr(place, "/usb-");
}

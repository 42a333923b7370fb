/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/gpio_index.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE_FOLDER "/dev"
#define DEVICE_PREFIX "gpiochip"

static bool is_wanted(const char *label, const struct lines_config *config) {
        for (unsigned i = 0; i < config->count; i++)
                if (strcmp(config->lines[i].chip, label) == 0)
                        return true;
        return false;
}

static struct gpio_index_chip *find_label(const struct gpio_index *index, const char *label) {
        for (unsigned i = 0; i < index->count; i++)
                if (strcmp(gpio_chip_label(index->chips[i].chip), label) == 0)
                        return &index->chips[i];
        return NULL;
}

static int read_lines(struct gpio_index_chip *chip) {
        unsigned count = gpio_chip_count(chip->chip);

        if (count > GPIO_LINES_MAX)
                return -E2BIG;
        chip->lines = calloc(count > 0 ? count : 1, sizeof(*chip->lines));
        if (!chip->lines)
                return -ENOMEM;
        for (; chip->count < count; chip->count++) {
                int r = gpio_chip_line(chip->chip, chip->count, &chip->lines[chip->count]);

                if (r < 0)
                        return r;
        }
        return 0;
}

static void chip_deinit(struct gpio_index_chip *chip) {
        free(chip->lines);
        gpio_chip_free(chip->chip);
}

/* Takes over `chip`. One that cannot be read is as good as not there. */
static int add(struct gpio_index *index, struct gpio_chip *chip, const char *device) {
        struct gpio_index_chip *twin = find_label(index, gpio_chip_label(chip));
        struct gpio_index_chip *added = &index->chips[index->count];
        int r;

        if (twin) {
                twin->twin = true;
                gpio_chip_free(chip);
                return 0;
        }
        *added = (struct gpio_index_chip){ .chip = chip };
        snprintf(added->device, sizeof(added->device), "%.*s", LINE_LABEL_SIZE - 1, device);
        r = read_lines(added);
        if (r < 0)
                chip_deinit(added);
        else
                index->count++;
        return r == -ENOMEM || r == -EMFILE || r == -ENFILE ? r : 0;
}

/* What is no chip, or has gone since, or is broken is passed over. Without memory or descriptors nothing can be said. */
static int look_at(struct gpio_index *index, const char *device, const struct lines_config *config) {
        char path[sizeof(DEVICE_FOLDER "/") + NAME_MAX];
        struct gpio_chip *chip;
        int r;

        snprintf(path, sizeof(path), DEVICE_FOLDER "/%s", device);
        r = gpio_chip_open(path, &chip);
        if (r == -EACCES || r == -EPERM)
                index->denied = true;
        if (r < 0)
                return r == -ENOMEM || r == -EMFILE || r == -ENFILE ? r : 0;
        if (!is_wanted(gpio_chip_label(chip), config)) {
                gpio_chip_free(chip);
                return 0;
        }
        return index->count < GPIO_CHIPS_MAX ? add(index, chip, device) : (gpio_chip_free(chip), -E2BIG);
}

static int is_chip(const struct dirent *entry) {
        return strncmp(entry->d_name, DEVICE_PREFIX, strlen(DEVICE_PREFIX)) == 0;
}

int gpio_index_init(struct gpio_index *index, const struct lines_config *config) {
        struct dirent **devices;
        int count, r = 0;

        *index = (struct gpio_index){ .chips = calloc(GPIO_CHIPS_MAX, sizeof(*index->chips)) };
        if (!index->chips)
                return -ENOMEM;
        count = scandir(DEVICE_FOLDER, &devices, is_chip, versionsort);
        if (count < 0) {
                r = -errno;
        } else {
                for (int i = 0; i < count; i++) {
                        if (r == 0)
                                r = look_at(index, devices[i]->d_name, config);
                        free(devices[i]);
                }
                free(devices);
        }
        if (r < 0)
                gpio_index_deinit(index);
        return r;
}

void gpio_index_deinit(struct gpio_index *index) {
        for (unsigned i = 0; i < index->count; i++)
                chip_deinit(&index->chips[i]);
        free(index->chips);
        *index = (struct gpio_index){ 0 };
}

/* "@3": the line with that offset, which has no name of its own. */
static bool is_offset(const struct gpio_index_chip *chip, const char *name, unsigned offset) {
        char number[16];

        snprintf(number, sizeof(number), "@%u", offset);
        return !*chip->lines[offset].name && strcmp(name, number) == 0;
}

enum line_finding gpio_index_find(const struct gpio_index *index, const struct line_config *line, unsigned *ret_chip,
                                  unsigned *ret_offset) {
        const struct gpio_index_chip *chip = find_label(index, line->chip);
        unsigned found = 0, offset = 0;

        if (!chip)
                return index->denied ? LINE_DENIED : LINE_NO_CHIP;
        if (chip->twin)
                return LINE_TWO_CHIPS;
        for (unsigned i = 0; i < chip->count; i++)
                if (*line->name && (strcmp(chip->lines[i].name, line->name) == 0 || is_offset(chip, line->name, i))) {
                        offset = i;
                        found++;
                }
        if (found != 1)
                return found == 0 ? LINE_NO_NAME : LINE_TWO_NAMES;
        *ret_chip = (unsigned)(chip - index->chips);
        *ret_offset = offset;
        return chip->lines[offset].used ? LINE_BUSY : LINE_FREE;
}

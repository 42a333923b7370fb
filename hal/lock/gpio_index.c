/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/lock/gpio_index.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "hal/lock/gpio_place.h"

#define DEVICE_FOLDER "/dev"
#define DEVICE_PREFIX "gpiochip"

static bool has_name(const struct gpio_index_chip *chip, const char *name) {
        return strcmp(chip->label, name) == 0 || (*chip->place && strcmp(chip->place, name) == 0);
}

static bool is_wanted(const struct gpio_index_chip *chip, const struct lines_config *config) {
        for (unsigned i = 0; i < config->count; i++)
                if (has_name(chip, config->lines[i].chip))
                        return true;
        return false;
}

static bool is_known(const struct gpio_index *index, dev_t number) {
        for (unsigned i = 0; i < index->count; i++)
                if (index->chips[i].number == number)
                        return true;
        return false;
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

/* What sysfs tells of a device: how the kernel calls it, and its place. Without sysfs it has the name that was found, and no place. */
static void look_up(struct gpio_index_chip *chip, const char *name) {
        char link[64], folder[PATH_MAX];

        snprintf(link, sizeof(link), "/sys/dev/char/%u:%u", major(chip->number), minor(chip->number));
        if (realpath(link, folder)) {
                name = strrchr(folder, '/') + 1;
                if (!gpio_place(folder, chip->place))
                        chip->place[0] = '\0';
        }
        snprintf(chip->device, sizeof(chip->device), "%.*s", LINE_LABEL_SIZE - 1, name);
}

static bool is_ours(int r) {
        return r == -ENOMEM || r == -EMFILE || r == -ENFILE;
}

/* What is no chip, or has gone since, or is broken is passed over. Without memory or descriptors nothing can be said. */
static int look_at(struct gpio_index *index, const char *name, const struct lines_config *config) {
        struct gpio_index_chip *chip = &index->chips[index->count];
        char path[sizeof(DEVICE_FOLDER "/") + NAME_MAX];
        struct stat status;
        int r;

        snprintf(path, sizeof(path), DEVICE_FOLDER "/%s", name);
        if (stat(path, &status) < 0 || !S_ISCHR(status.st_mode) || is_known(index, status.st_rdev))
                return 0;
        if (index->count == GPIO_CHIPS_MAX)
                return -E2BIG;
        *chip = (struct gpio_index_chip){ .number = status.st_rdev };
        r = gpio_chip_open(path, &chip->chip);
        if (r == -EACCES || r == -EPERM)
                index->denied = true;
        if (r < 0)
                return is_ours(r) ? r : 0;
        snprintf(chip->label, sizeof(chip->label), "%s", gpio_chip_label(chip->chip));
        look_up(chip, name);
        r = is_wanted(chip, config) ? read_lines(chip) : -ENODEV;
        if (r < 0)
                chip_deinit(chip);
        else
                index->count++;
        return is_ours(r) ? r : 0;
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

/* How many chips have that name; *ret_chip is the first. */
static unsigned find_chips(const struct gpio_index *index, const char *name, unsigned *ret_chip) {
        unsigned found = 0;

        for (unsigned i = 0; i < index->count; i++)
                if (has_name(&index->chips[i], name) && found++ == 0)
                        *ret_chip = i;
        return found;
}

enum line_finding gpio_index_find(const struct gpio_index *index, const struct line_config *line, unsigned *ret_chip,
                                  unsigned *ret_offset) {
        unsigned number = 0, chips = find_chips(index, line->chip, &number), found = 0, offset = 0;
        const struct gpio_index_chip *chip = &index->chips[number];

        if (chips != 1)
                return chips > 1 ? LINE_TWO_CHIPS : index->denied ? LINE_DENIED : LINE_NO_CHIP;
        for (unsigned i = 0; i < chip->count; i++)
                if (*line->name && (strcmp(chip->lines[i].name, line->name) == 0 || is_offset(chip, line->name, i))) {
                        offset = i;
                        found++;
                }
        if (found != 1)
                return found == 0 ? LINE_NO_NAME : LINE_TWO_NAMES;
        *ret_chip = number;
        *ret_offset = offset;
        return chip->lines[offset].used ? LINE_BUSY : LINE_FREE;
}

void gpio_index_choices(const struct gpio_index *index, const char *label, char ret_choices[LINE_CHOICES_SIZE]) {
        size_t len = 0;

        ret_choices[0] = '\0';
        for (unsigned i = 0; i < index->count; i++) {
                const struct gpio_index_chip *chip = &index->chips[i];

                if (strcmp(chip->label, label) != 0 || !*chip->place || len + 2 + strlen(chip->place) >= LINE_CHOICES_SIZE)
                        continue;
                len += (size_t)snprintf(ret_choices + len, LINE_CHOICES_SIZE - len, "%s%s", len > 0 ? ", " : "", chip->place);
        }
}

int gpio_index_take(struct gpio_index *index, unsigned chip, struct gpio_chip **ret_chip) {
        char path[sizeof(DEVICE_FOLDER "/") + LINE_LABEL_SIZE];

        if (index->chips[chip].chip) {
                *ret_chip = index->chips[chip].chip;
                index->chips[chip].chip = NULL;
                return 0;
        }
        snprintf(path, sizeof(path), DEVICE_FOLDER "/%s", index->chips[chip].device);
        return gpio_chip_open(path, ret_chip);
}

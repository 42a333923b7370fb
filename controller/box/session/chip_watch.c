/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/chip_watch.h"

/* When the opening before the last `back` ones was. */
static bool was_within(const struct chip_watch *chip, unsigned back, int64_t now_ms) {
        return chip->opened_count >= back &&
               now_ms - chip->opened_ms[(chip->opened_count - back) % CHIP_OPENINGS_MAX] <= CHIP_TOGETHER_MS;
}

enum chip_opening chip_watch_opening(struct chip_watch *chip, int64_t now_ms) {
        enum chip_opening opening = was_within(chip, CHIP_OPENINGS_MAX, now_ms) ? CHIP_TOO_MANY :
                                    was_within(chip, 1, now_ms) ? CHIP_TOGETHER : CHIP_ALONE;

        chip->opened_ms[chip->opened_count++ % CHIP_OPENINGS_MAX] = now_ms;
        return opening;
}

bool chip_watch_doubt(struct chip_watch *chip, int64_t now_ms) {
        bool was_sound = !chip->doubted;

        chip->doubted = true;
        chip->doubted_ms = now_ms;
        return was_sound;
}

bool chip_watch_tick(struct chip_watch *chip, int64_t now_ms) {
        if (now_ms < chip_watch_deadline(chip))
                return false;
        chip->doubted = false;
        return true;
}

int64_t chip_watch_deadline(const struct chip_watch *chip) {
        return chip->doubted ? chip->doubted_ms + CHIP_CALM_MS : INT64_MAX;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/gave_up.h"

#include <stdio.h>

void gave_up_note(struct gave_up *gave_up, enum screen_id screen) {
        gave_up->on[screen]++;
}

unsigned gave_up_counted(const struct gave_up *gave_up) {
        unsigned sum = 0;

        for (unsigned i = 0; i < SCREEN_COUNT; i++)
                sum += gave_up->on[i];
        return sum;
}

static struct entry entry_of(const struct gave_up *gave_up, unsigned screen) {
        struct entry entry = { .event = ENTRY_GAVE_UP, .count = gave_up->on[screen] };

        snprintf(entry.what, sizeof(entry.what), "%s", screen_name((enum screen_id)screen));
        return entry;
}

void gave_up_keep(const struct gave_up *gave_up, struct recorder *recorder) {
        for (unsigned i = 0; i < SCREEN_COUNT; i++) {
                struct entry entry = entry_of(gave_up, i);

                recorder_keep_count(recorder, &entry);
        }
}

void gave_up_tell(struct gave_up *gave_up, struct recorder *recorder) {
        for (unsigned i = 0; i < SCREEN_COUNT; i++) {
                struct entry entry = entry_of(gave_up, i);

                gave_up->on[i] = 0;
                if (entry.count > 0)
                        recorder_entry(recorder, &entry);
        }
}

/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The life of a box: its memory, and its end.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/staff_turn.h"

/* The box holds what is typed: its memory stays out of swap and core dumps. Locking may be forbidden; wiping is not. */
static struct box *box_allocate(void) {
        struct box *box = mmap(NULL, sizeof(*box), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (box == MAP_FAILED)
                return NULL;
        (void)mlock(box, sizeof(*box));
        (void)madvise(box, sizeof(*box), MADV_DONTDUMP);
        return box;
}

/* The first compartment whose switch is read by the same chip. */
static unsigned first_of_chip(const struct box_ports *ports, const char *chip) {
        for (unsigned c = 1;; c++) {
                const char *other = ports->chip(ports->context, c);

                if (other && strcmp(other, chip) == 0)
                        return c;
        }
}

static void learn_chips(struct box *box) {
        for (unsigned c = 1; box->ports.chip && c <= box->works.watch.count; c++) {
                const char *chip = box->ports.chip(box->ports.context, c);

                if (chip)
                        watch_set_chip(&box->works.watch, c, first_of_chip(&box->ports, chip));
        }
}

int box_new(struct store *store, const struct box_config *config, const struct box_ports *ports, const struct sealing_key *sealing,
            const struct tag_key *tags, const struct secret_key *ledger, struct moment now, struct box **ret_box) {
        struct box *box = box_allocate();

        if (!box)
                return -ENOMEM;
        box->config = *config;
        box->ports = *ports;
        box->works.plan = &box->config.plan;
        box->works.rolled_back = config->rolled_back;
        box->restoring = (struct restoring){ .folder = config->rolled_back ? config->restoring : NULL };
        box->works.recorder = (struct recorder){ .store = store, .key = ledger, .ports = &box->ports, .now = now };
        box->works.trust = (struct trust){ .sealing = sealing, .former_sealing = config->former_sealing, .tags = tags };
        box->works.upkeep = (struct upkeep){ .expire_ms = INT64_MAX, .build_ms = config->build_ms };
        box->picture.notice_ms = now.mono_ms - BOX_NOTICE_GAP_MS;
        deeds_init(&box->deeds, &box->works);
        repeats_init(&box->works.repeats, config->reread_ms);
        settings_init(&box->settings, config->language, config->city_rgb, config->rate_wpm);
        watch_init(&box->works.watch, store ? store_config(store)->compartments : 0);
        learn_chips(box);
        if (store && facts_new(config->facts, store_config(store)->box_id, &box->works.recorder.facts) < 0) {
                box_free(box);
                return -ENOMEM;
        }
        if (store)
                box_start(box);
        else
                recorder_fault(&box->works.recorder, "opening it", -EIO);
        box_show(box);
        *ret_box = box;
        return 0;
}

void box_free(struct box *box) {
        if (!box)
                return;
        trust_deinit(&box->works.trust);
        recorder_deinit(&box->works.recorder);
        explicit_bzero(box, sizeof(*box));
        munmap(box, sizeof(*box));
}

/* What was counted since the last hour. */
static void tell_switches(struct box *box) {
        for (unsigned c = 1; c <= box->works.watch.count; c++) {
                struct entry entry = { .event = ENTRY_SWITCH_CHANGES, .c = c, .count = watch_mend(&box->works.watch, c) };

                if (entry.count > 0)
                        recorder_entry(&box->works.recorder, &entry);
        }
}

int box_shut_down(struct box *box, struct moment now) {
        struct entry entry = { .event = ENTRY_SHUTDOWN };
        struct actions ignored = { 0 };
        const struct turn turn = { .now = now, .deeds = &box->deeds, .actions = &ignored };

        box_arrive(box, now);
        citizen_end(&box->citizen, &ignored);
        staff_over(&box->staff, &turn);
        if (!box->works.trust.bundle)
                return 0;
        tell_switches(box);
        health_hourly(&box->works.health, &box->works.recorder);
        gave_up_tell(&box->works.upkeep.gave_up, &box->works.recorder);
        recorder_entry(&box->works.recorder, &entry);
        return box->works.recorder.waiting ? -EIO : 0;
}

bool box_awaits(const struct box *box, unsigned c) {
        return watch_awaits(&box->works.watch, c);
}

bool box_idle(const struct box *box) {
        return recorder_ready(&box->works.recorder) && box_unattended(box) && !watch_any_open(&box->works.watch);
}

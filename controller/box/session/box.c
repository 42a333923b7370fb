/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/box.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <syslog.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"

void box_log(struct box *box, int priority, const char *format, ...) {
        char line[256];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        box->ports.log(box->ports.context, priority, line);
}

void box_fault(struct box *box, const char *doing, int r) {
        if (box->broken)
                return;
        box_log(box, LOG_CRIT, "out of order: the store failed while %s: %s (%s)", doing, strerror(r < 0 ? -r : EPROTO),
                box->store ? store_error(box->store) : "no store");
        box->broken = true;
}

void box_entry(struct box *box, const struct entry *entry) {
        int r;

        if (box->broken || !box->bundle)
                return;
        r = store_do(box->store, box->now.wall_ms, DEED(DEED_ENTRY, .entry = entry), NULL);
        if (r != 0)
                box_fault(box, "writing an entry", r);
}

/* An entry about the alarm. */
static struct entry alarm_entry(enum entry_event event, enum alarm alarm, unsigned c) {
        struct entry entry = { .event = event };
        char number[12];

        static_assert(sizeof(entry.what) == ALARM_TEXT_SIZE, "an alarm's text is an entry's");
        snprintf(number, sizeof(number), "%u", c);
        alarm_text(alarm, c > 0 ? number : NULL, entry.what);
        return entry;
}

void box_alarm(struct box *box, enum alarm alarm, unsigned c) {
        struct entry entry = alarm_entry(ENTRY_ALARM, alarm, c);

        box_log(box, LOG_WARNING, "alarm: %s", entry.what);
        box->ports.tone(box->ports.context, TONE_ALARM);
        box_entry(box, &entry);
}

void box_alarm_cleared(struct box *box, enum alarm alarm, unsigned c, const char *by) {
        struct entry entry = alarm_entry(ENTRY_ALARM_CLEARED, alarm, c);

        snprintf(entry.by, sizeof(entry.by), "%s", by);
        box_log(box, LOG_NOTICE, "alarm cleared: %s", entry.what);
        box_entry(box, &entry);
}

/* ---- the queue ---- */

/* Out of order: nobody is served any more, and nothing of them is kept. Not within a step, which still holds its machine. */
static void end_all_work(struct box *box) {
        struct actions ignored = { 0 };

        box->ended = true;
        citizen_end(&box->citizen, &ignored);
        explicit_bzero(&box->staff, sizeof(box->staff));
        explicit_bzero(&box->load, sizeof(box->load));
        settings_reset(&box->settings);
        box->pins_stale = box->pins_pending;
        box->receipt[0] = 0;
        box->queue_count = 0;
}

static void show(struct box *box) {
        if (box->broken && !box->ended)
                end_all_work(box);
        box_present(box);
}

void box_tell(struct box *box, const struct event *event) {
        assert(box->queue_count < BOX_QUEUE_MAX);
        box->queue[(box->queue_head + box->queue_count++) % BOX_QUEUE_MAX] = *event;
}

void box_tell_type(struct box *box, enum event_type type, unsigned c) {
        struct event event = { .type = type, .c = c };

        box_tell(box, &event);
}

bool box_unattended(const struct box *box) {
        return box->citizen.state == CITIZEN_IDLE && box->staff.state == STAFF_OUT;
}

bool box_is_shut(const struct box *box) {
        return box_unattended(box) && (box->clock.doubt || box->room == ROOM_NONE);
}

static void log_change(struct box *box, const char *who, const char *before, const struct event *event, const char *after) {
        if (before != after)
                box_log(box, LOG_INFO, "%s: %s → %s → %s", who, before, event_name(event->type), after);
}

static void step_citizen(struct box *box, const struct event *event, struct actions *actions) {
        const char *before = citizen_state_name(box->citizen.state);

        citizen_step(&box->citizen, event, box->now, &box->deeds, actions);
        if (before != citizen_state_name(box->citizen.state))
                box->settings.overlay = OVERLAY_NONE;
        log_change(box, "citizen", before, event, citizen_state_name(box->citizen.state));
}

static void step_staff(struct box *box, const struct event *event, struct actions *actions) {
        const char *before = staff_state_name(&box->staff);
        unsigned c = staff_compartment(&box->staff);

        staff_step(&box->staff, event, box->now, &box->deeds, actions);
        if (before != staff_state_name(&box->staff) || c != staff_compartment(&box->staff))
                box->settings.overlay = OVERLAY_NONE;
        log_change(box, "staff", before, event, staff_state_name(&box->staff));
}

/* A door that no session works on was closed: what was issued from it is over. */
static void closed_without_session(struct box *box, unsigned c) {
        struct store_compartment compartment;
        struct consignment consignment;
        int r;

        r = store_compartment(box->store, c, &compartment);
        if (r == 0 && compartment.has_consignment)
                r = store_consignment(box->store, compartment.cti, &consignment);
        if (r == 0 && compartment.has_consignment && consignment.state == CONSIGNMENT_ISSUED &&
            compartment.state == COMPARTMENT_OCCUPIED)
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_CLOSED, .cti = compartment.cti), NULL);
        if (r != 0)
                box_fault(box, "noting a closed door", r);
}

static void perform_all(struct box *box, const struct actions *actions) {
        for (unsigned i = 0; i < actions->count && !box->broken; i++)
                box_perform(box, &actions->list[i]);
}

static bool is_for_watch(enum event_type type) {
        return type == EVENT_OPEN || type == EVENT_DOOR || type == EVENT_PULSED;
}

static void handle(struct box *box, const struct event *event) {
        bool owned = event->type == EVENT_CLOSED &&
                     (citizen_compartment(&box->citizen) == event->c || staff_compartment(&box->staff) == event->c);
        struct actions actions = { 0 };

        if (is_for_watch(event->type) || event->type == EVENT_TICK)
                watch_step(&box->watch, event, box->now, &actions);
        perform_all(box, &actions);
        if (is_for_watch(event->type) || box->broken)
                return;
        actions.count = 0;
        if (box->citizen.state != CITIZEN_IDLE)
                step_citizen(box, event, &actions);
        else if (box->staff.state != STAFF_OUT || event->type == EVENT_BADGE || event->type == EVENT_TICKET)
                step_staff(box, event, &actions);
        else
                step_citizen(box, event, &actions);
        perform_all(box, &actions);
        if (event->type == EVENT_CLOSED && !owned && !box->broken)
                closed_without_session(box, event->c);
}

void box_run(struct box *box) {
        while (box->queue_count > 0) {
                struct event event = box->queue[box->queue_head];

                box->queue_head = (box->queue_head + 1) % BOX_QUEUE_MAX;
                box->queue_count--;
                if (box->broken)
                        continue;
                handle(box, &event);
        }
        show(box);
}

/* ---- time ---- */

static void begin_clock_doubt(struct box *box) {
        struct entry entry = {
                .event = ENTRY_CLOCK,
                .was_ms = clock_watch_estimate(&box->clock, box->now),
                .now_ms = box->now.wall_ms,
                .by = "box",
        };

        store_trust_clock(box->store, false);
        box_alarm(box, ALARM_CLOCK, 0);
        box_entry(box, &entry);
}

static void arrive(struct box *box, struct moment now) {
        box->now = now;
        if (box->bundle && !box->broken && clock_watch_check(&box->clock, now))
                begin_clock_doubt(box);
}

static void expire(struct box *box) {
        int r;

        if (box->clock.doubt || box->now.wall_ms < box->expire_ms || !box_unattended(box))
                return;
        r = store_do(box->store, box->now.wall_ms, DEED(DEED_EXPIRE), NULL);
        if (r == 0)
                r = store_next_deadline(box->store, &box->expire_ms);
        if (r != 0)
                box_fault(box, "expiring", r);
}

void box_hourly(struct box *box) {
        int r = store_do(box->store, box->now.wall_ms, DEED(DEED_FLUSH_REFUSED), NULL);

        box->hour_ms = box->now.mono_ms + BOX_HOUR_MS;
        if (r == 0 && !box->clock.doubt) {
                clock_watch_believe(&box->clock, box->now);
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_CONFIRM_TIME), NULL);
        }
        if (r != 0) {
                box_fault(box, "the hourly work", r);
                return;
        }
        box_check_room(box);
        if (!box->broken && store_size(box->store) != box->checkpoint_size)
                box_sign_checkpoint(box);
        if (!box->broken && box_unattended(box))
                box_scrub(box);
}

static int64_t earlier(int64_t a, int64_t b) {
        return a < b ? a : b;
}

int64_t box_deadline(const struct box *box) {
        int64_t deadline = INT64_MAX;

        if (box->broken || !box->bundle)
                return deadline;
        deadline = earlier(watch_deadline(&box->watch), citizen_deadline(&box->citizen));
        deadline = earlier(deadline, staff_deadline(&box->staff));
        deadline = earlier(deadline, box->hour_ms);
        deadline = earlier(deadline, box_picture_deadline(box));
        if (!box->clock.doubt && box->expire_ms != INT64_MAX && box_unattended(box))
                deadline = earlier(deadline, box->now.mono_ms + (box->expire_ms - box->now.wall_ms));
        return deadline;
}

/* ---- what happened ---- */

/* Box that works; others only remember the time and show their screen. */
static bool begin(struct box *box, struct moment now) {
        arrive(box, now);
        if (!box->broken && box->bundle)
                return true;
        show(box);
        return false;
}

void box_tick(struct box *box, struct moment now) {
        if (!begin(box, now))
                return;
        box_tell_type(box, EVENT_TICK, 0);
        box_run(box);
        if (!box->broken)
                expire(box);
        if (!box->broken && now.mono_ms >= box->hour_ms)
                box_hourly(box);
        show(box);
}

void box_scanned(struct box *box, struct moment now, const char *text, size_t len) {
        if (!begin(box, now)) {
                box->ports.tone(box->ports.context, TONE_WRONG);
                return;
        }
        box_check_room(box);
        box_scan(box, text, len);
        box_run(box);
}

static bool is_double_strike(struct box *box, struct moment now, struct target target) {
        bool again = target_equal(target, box->last_key) && now.mono_ms - box->last_key_ms < BOX_DOUBLE_MS;

        if (!box->config.filter_double)
                return false;
        box->last_key = target;
        box->last_key_ms = now.mono_ms;
        return again;
}

static bool opens_settings(struct target target) {
        return target.id == TARGET_ACCESS || target.id == TARGET_LANGUAGE || target.id == TARGET_HELP;
}

static void activate(struct box *box, struct target target) {
        struct event event = {
                .type = EVENT_TARGET,
                .target = target,
                .closed_now = !hours_open(box->bundle, box->now.wall_ms),
                .limited = box->clock.doubt,
                .four_eyes = box->bundle->four_eyes,
                .no_scanner = box->device_gone[DEVICE_SCANNER],
                .delay_ms = slowdown_delay(&box->slowdown, box->now),
        };
        struct event touched = { .type = EVENT_TOUCHED };

        if (target.id == TARGET_ROW && target.number < box->lists.count)
                event.c = box->lists.rows[target.number].compartment;
        if (box_unattended(box)) {
                box_tell(box, &event);
                box_run(box);
                if (opens_settings(target) || target.id == TARGET_PICK_LANGUAGE || target.id == TARGET_TOGGLE_SPEECH)
                        settings_target(&box->settings, target);
                return;
        }
        box_tell(box, settings_target(&box->settings, target) ? &touched : &event);
}

/* Out of order, a box still reads aloud where to go instead. */
static void only_read_aloud(struct box *box, struct target target) {
        if (target.id == TARGET_TOGGLE_SPEECH)
                settings_target(&box->settings, target);
        show(box);
}

void box_activated(struct box *box, struct moment now, struct target target) {
        bool works = begin(box, now);

        if (target.id == TARGET_NONE || is_double_strike(box, now, target))
                return;
        if (works && box_unattended(box))
                box_check_room(box);
        if (!works || box_is_shut(box)) {
                only_read_aloud(box, target);
                return;
        }
        box->pressed = (struct target){ .id = TARGET_NONE };
        box->ports.tone(box->ports.context, TONE_KEY);
        activate(box, target);
        box_run(box);
}

void box_pressed(struct box *box, struct moment now, struct target target) {
        box->pressed = target;
        box_touched(box, now);
}

void box_focused(struct box *box, struct moment now, struct target target) {
        box->focus = target;
        box_touched(box, now);
}

void box_touched(struct box *box, struct moment now) {
        if (!begin(box, now))
                return;
        box_tell_type(box, EVENT_TOUCHED, 0);
        box_run(box);
}

void box_headset(struct box *box, struct moment now, bool plugged) {
        settings_headset(&box->settings, plugged);
        box_touched(box, now);
}

void box_door(struct box *box, struct moment now, unsigned c, enum door_state state) {
        struct event event = { .type = EVENT_DOOR, .c = c, .door = state };

        if (!begin(box, now) || c < 1 || c > box->watch.count)
                return;
        box_tell(box, &event);
        box_run(box);
}

void box_pulsed(struct box *box, struct moment now, unsigned c, bool given) {
        struct event event = { .type = EVENT_PULSED, .c = c, .right = given };

        if (!begin(box, now))
                return;
        if (!given)
                box_log(box, LOG_ERR, "hardware: no pulse could be given on compartment %u", c);
        box_tell(box, &event);
        box_run(box);
}

/* Whether the answer of a computation is still waited for. */
static bool pin_answer_is_wanted(struct box *box) {
        if (box->pins_pending == 0)
                return false;
        box->pins_pending--;
        if (box->pins_stale == 0)
                return true;
        box->pins_stale--;
        return false;
}

void box_pin_checked(struct box *box, struct moment now, bool right) {
        struct event event = { .type = EVENT_PIN_CHECKED, .right = right, .one_time = box->pin_one_time };
        bool wanted = pin_answer_is_wanted(box);

        if (!begin(box, now) || !wanted)
                return;
        box_tell(box, &event);
        box_run(box);
}

void box_pin_hashed(struct box *box, struct moment now, const char *verifier) {
        struct event event = { .type = EVENT_PIN_HASHED, .right = verifier != NULL };
        bool wanted = pin_answer_is_wanted(box);
        int r = 0;

        if (!begin(box, now) || !wanted)
                return;
        if (verifier)
                r = store_do(box->store, box->now.wall_ms, DEED(DEED_SET_STAFF_PIN, .by = box->pin_sub, .verifier = verifier),
                             NULL);
        if (r != 0)
                box_fault(box, "keeping a PIN", r);
        else
                box_tell(box, &event);
        box_run(box);
}

void box_device(struct box *box, struct moment now, enum device device, bool present) {
        bool works;

        assert(device_for_people(device));
        /* Also out of order somebody may stand there who sees nothing. */
        if (device == DEVICE_SCREEN)
                settings_screen(&box->settings, !present);
        works = begin(box, now);
        box_note_device(box, device, present);
        if (!works) {
                show(box);
                return;
        }
        if (device == DEVICE_SCANNER && !present && box->citizen.state == CITIZEN_CODE)
                box_tell_type(box, EVENT_SCANNER_GONE, 0);
        if (box->staff.state == STAFF_TASK && box->staff.task->lists_box)
                box_list(box, box->staff.task);
        box_run(box);
}

void box_compartments_gone(struct box *box, struct moment now) {
        if (!begin(box, now))
                return;
        box_check_compartments(box);
        box_run(box);
}

/* ---- life ---- */

int box_load_bundle(struct box *box) {
        struct buffer bytes = BUFFER_INIT_MAX(BUNDLE_MAX_LEN);
        struct bundle *bundle = NULL;
        struct public_key root;
        int r;

        r = store_bundle(box->store, &root, &bytes);
        if (r == 0) {
                r = bundle_open(bytes.data, bytes.len, &root, &bundle);
                if (r > 0)
                        r = BOX_E_REFUSED;
        } else if (r == STORE_E_NO_BUNDLE) {
                r = BOX_E_NO_ROOT;
        }
        buffer_deinit(&bytes);
        if (r != 0)
                return r;
        bundle_free(box->bundle);
        box->bundle = bundle;
        if (moment_use_zone(bundle->zone) != 0)
                box_log(box, LOG_ERR, "the system does not know the time zone %s; deadlines end at midnight UTC", bundle->zone);
        return 0;
}

static void start_clock(struct box *box) {
        int64_t floor_ms = store_time_floor(box->store);

        if (box->config.build_ms > floor_ms)
                floor_ms = box->config.build_ms;
        if ((int64_t)box->bundle->issued * 1000 > floor_ms)
                floor_ms = (int64_t)box->bundle->issued * 1000;
        clock_watch_start(&box->clock, floor_ms, box->now);
        store_trust_clock(box->store, !box->clock.doubt);
}

/* With a bundle there is a ledger: from here on the box works. */
static void start_work(struct box *box) {
        struct entry boot = { .event = ENTRY_BOOT };
        int r;

        start_clock(box);
        snprintf(boot.version, sizeof(boot.version), "%s", box->config.version);
        boot.mode = (enum hardware)box->config.mode;
        box_entry(box, &boot);
        if (box->config.configuration && !box->broken)
                box_entry(box, &(struct entry){ .event = ENTRY_CONFIG, .sha = *box->config.configuration });
        if (box->clock.doubt)
                begin_clock_doubt(box);
        if (box->config.unusable) {
                /* What the last run left is judged by the doors, so by a start that can see them. */
                box_alarm(box, box->config.unusable, 0);
                box->broken = true;
        }
        if (!box->broken)
                box_check_compartments(box);
        if (!box->broken)
                box_recover(box);
        if (box->broken)
                return;
        r = store_next_deadline(box->store, &box->expire_ms);
        if (r != 0)
                box_fault(box, "looking for deadlines", r);
        else
                box_hourly(box);
        if (!box->broken)
                expire(box);
}

static void start(struct box *box) {
        int r = box_load_bundle(box);

        if (r < 0 || r == BOX_E_REFUSED)
                box_fault(box, "reading the bundle", r);
        else if (r == 0)
                start_work(box);
        else
                box_log(box, LOG_WARNING, "out of order: no bundle has been adopted yet");
}

/* The box holds what is typed: its memory stays out of swap and core dumps. Locking may be forbidden; wiping is not. */
static struct box *box_allocate(void) {
        struct box *box = mmap(NULL, sizeof(*box), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (box == MAP_FAILED)
                return NULL;
        (void)mlock(box, sizeof(*box));
        (void)madvise(box, sizeof(*box), MADV_DONTDUMP);
        return box;
}

int box_new(struct store *store, const struct box_config *config, const struct box_ports *ports, const struct sealing_key *sealing,
            const struct tag_key *tags, const struct secret_key *ledger, struct moment now, struct box **ret_box) {
        struct box *box = box_allocate();

        if (!box)
                return -ENOMEM;
        box->store = store;
        box->config = *config;
        box->ports = *ports;
        box->sealing = sealing;
        box->tags = tags;
        box->ledger = ledger;
        box->now = now;
        box->expire_ms = INT64_MAX;
        box->notice_ms = now.mono_ms - BOX_NOTICE_GAP_MS;
        box_fill_deeds(box, &box->deeds);
        settings_init(&box->settings, config->language, config->city_rgb);
        watch_init(&box->watch, store ? store_config(store)->compartments : 0);
        if (store)
                start(box);
        else
                box_fault(box, "opening it", -EIO);
        show(box);
        *ret_box = box;
        return 0;
}

void box_free(struct box *box) {
        if (!box)
                return;
        bundle_free(box->bundle);
        buffer_deinit(&box->checkpoint);
        explicit_bzero(box, sizeof(*box));
        munmap(box, sizeof(*box));
}

int box_shut_down(struct box *box, struct moment now) {
        struct entry entry = { .event = ENTRY_SHUTDOWN };
        struct actions ignored = { 0 };

        arrive(box, now);
        citizen_end(&box->citizen, &ignored);
        explicit_bzero(&box->staff, sizeof(box->staff));
        if (box->broken || !box->bundle)
                return 0;
        return store_do(box->store, now.wall_ms, DEED(DEED_ENTRY, .entry = &entry), NULL);
}

bool box_idle(const struct box *box) {
        return !box->broken && box_unattended(box) && !watch_any_open(&box->watch);
}

int box_adopt(struct box *box, struct moment now, const uint8_t *bytes, size_t len) {
        CLEANUP(bundle_cleanup) struct bundle *bundle = NULL;
        int r;

        arrive(box, now);
        if (!box_idle(box))
                return BOX_E_BUSY;
        if (!box->bundle)
                return BOX_E_NO_ROOT;
        r = bundle_open_next(bytes, len, box->bundle, &bundle);
        if (r != 0)
                return r < 0 ? r : BOX_E_REFUSED;
        if (!bundle_find_box(bundle, store_config(box->store)->box_id))
                return BOX_E_OTHER_BOX;
        r = store_do(box->store, now.wall_ms, DEED(DEED_ADOPT, .bytes = bytes, .len = len, .bundle = bundle, .root = &bundle->root),
                     NULL);
        if (r > 0)
                return r == STORE_E_OLD_VERSION ? BOX_E_OLD_VERSION : BOX_E_REFUSED;
        if (r == 0)
                r = box_load_bundle(box);
        if (r != 0)
                box_fault(box, "adopting a bundle", r);
        show(box);
        return r;
}

const struct screen *box_screen(const struct box *box) {
        return &box->screen;
}

uint64_t box_screen_serial(const struct box *box) {
        return box->serial;
}

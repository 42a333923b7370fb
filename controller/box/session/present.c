/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the state of the machines to struct screen: which screen, and what
 * stands in it. The words are ui/'s.
 */
#include <stddef.h>
#include <string.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"

enum { STEPS_CODE = 4, STEPS_TYPED = 5, STEPS_LOAD = 3, MINUTE_MS = 60 * 1000 };

static unsigned seconds_until(int64_t due_ms, struct moment now) {
        return due_ms == INT64_MAX || due_ms <= now.mono_ms ? 0 : (unsigned)((due_ms - now.mono_ms + 999) / 1000);
}

/* ---- citizen ---- */

static enum screen_id citizen_screen(const struct citizen *citizen) {
        static const enum screen_id screens[CITIZEN_STATE_COUNT] = {
                [CITIZEN_IDLE] = SCREEN_IDLE,
                [CITIZEN_CODE] = SCREEN_CODE,
                [CITIZEN_NUMBER] = SCREEN_NUMBER,
                [CITIZEN_PIN] = SCREEN_PIN,
                [CITIZEN_BIRTH] = SCREEN_BIRTH,
                [CITIZEN_SLOWED] = SCREEN_WAIT,
                [CITIZEN_WRONG] = SCREEN_WRONG,
                [CITIZEN_REFUSED] = SCREEN_REFUSED,
                [CITIZEN_CHOOSE] = SCREEN_CHOOSE,
                [CITIZEN_OLD_READY] = SCREEN_OLD_READY,
                [CITIZEN_OPENING] = SCREEN_OPENING,
                [CITIZEN_DOOR] = SCREEN_DOOR,
                [CITIZEN_OLD_PAPERS] = SCREEN_OLD_PAPERS,
                [CITIZEN_CLOSE] = SCREEN_CLOSE,
                [CITIZEN_JAM_ASK] = SCREEN_JAM_ASK,
                [CITIZEN_JAM] = SCREEN_JAM,
                [CITIZEN_DONE] = SCREEN_DONE,
                [CITIZEN_RECEIPT] = SCREEN_RECEIPT,
        };

        return screens[citizen->state];
}

/* The step that a state belongs to, counted on the way with a code; number and PIN make one more. 0: no step line. */
static unsigned citizen_step_of(const struct citizen *citizen) {
        unsigned typed = citizen->typed;

        switch (citizen->state) {
        case CITIZEN_CODE:
        case CITIZEN_NUMBER:
                return 1;
        case CITIZEN_PIN:
                return 2;
        case CITIZEN_BIRTH:
        case CITIZEN_SLOWED:
        case CITIZEN_WRONG:
        case CITIZEN_CHOOSE:
        case CITIZEN_OLD_READY:
                return 2 + typed;
        case CITIZEN_OPENING:
        case CITIZEN_DOOR:
        case CITIZEN_OLD_PAPERS:
                return 3 + typed;
        case CITIZEN_CLOSE:
        case CITIZEN_DONE:
                return 4 + typed;
        default:
                return 0;
        }
}

static void present_digits(struct screen_entry *entry, const struct digits *digits) {
        memcpy(entry->digits, digits->text, sizeof(entry->digits));
        entry->digit_count = digits->count;
        entry->digit_max = digits->max;
        entry->show = digits->show;
        entry->check_failed = digits->failed;
}

static void present_choices(struct box *box, struct screen_list *list) {
        const struct citizen *citizen = &box->citizen;

        for (unsigned i = 0; i < citizen->offer_count; i++)
                box->choices[i] = (struct screen_row){
                        .items = citizen->offers[i].items,
                        .item_count = citizen->offers[i].item_count,
                };
        list->rows = box->choices;
        list->row_count = citizen->offer_count;
}

static const char *receipt_of(const struct box *box) {
        return box->receipt[0] ? box->receipt : NULL;
}

static void present_message(const struct box *box, struct screen_message *message) {
        const struct citizen *citizen = &box->citizen;

        message->typed_way = citizen->typed;
        message->tries = STORE_WRONG_LOCK;
        message->tries_left = citizen->tries_left;
        message->refusal = citizen->refusal;
        message->closed_now = citizen->closed_now;
        message->locked_until_ms = citizen->locked_until_ms;
        message->other_box = citizen->other_box;
        message->may_reopen = citizen_may_reopen(citizen, box->now);
        if (citizen->state == CITIZEN_DONE) {
                message->receipt = receipt_of(box);
                message->seconds_left = seconds_until(citizen_ends(citizen), box->now);
        }
        if (citizen->state == CITIZEN_SLOWED)
                message->seconds_left = seconds_until(citizen->judge_ms, box->now);
        if (citizen_warns(citizen, box->now))
                message->seconds_left = seconds_until(citizen_ends(citizen), box->now);
}

static void present_door(const struct citizen *citizen, struct screen_door *door) {
        door->compartment = citizen_compartment(citizen);
        door->wants_old = citizen->offer_count > 0 && citizen->offers[citizen->current].wants_old;
        door->left_open = citizen->left_open;
        door->lost = citizen->lost;
}

static void present_citizen(struct box *box, struct screen *screen) {
        const struct citizen *citizen = &box->citizen;

        screen->id = citizen_warns(citizen, box->now) ? SCREEN_MORE_TIME : citizen_screen(citizen);
        screen->step = citizen_step_of(citizen);
        screen->steps = screen->step ? (citizen->typed ? STEPS_TYPED : STEPS_CODE) : 0;
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                present_digits(&screen->entry, &citizen->entry);
                break;
        case SCREEN_KIND_MESSAGE:
                present_message(box, &screen->message);
                break;
        case SCREEN_KIND_DOOR:
                present_door(citizen, &screen->door);
                break;
        case SCREEN_KIND_LIST:
                present_choices(box, &screen->list);
                break;
        case SCREEN_KIND_CODE:
                screen->code.text = receipt_of(box);
                break;
        default:
                break;
        }
}

/* ---- staff ---- */

static enum screen_id staff_screen(const struct staff *staff) {
        static const enum screen_id screens[STAFF_STATE_COUNT] = {
                [STAFF_OUT] = SCREEN_IDLE,
                [STAFF_PIN] = SCREEN_STAFF_PIN,
                [STAFF_CHECKING] = SCREEN_WAIT,
                [STAFF_NEW_PIN] = SCREEN_STAFF_SET_PIN,
                [STAFF_NEW_PIN_AGAIN] = SCREEN_STAFF_SET_PIN,
                [STAFF_HASHING] = SCREEN_WAIT,
                [STAFF_OVERVIEW] = SCREEN_STAFF_OVERVIEW,
                [STAFF_SECOND] = SCREEN_STAFF_SECOND,
                [STAFF_SCAN] = SCREEN_STAFF_SCAN,
                [STAFF_BEGINNING] = SCREEN_OPENING,
                [STAFF_OPENING] = SCREEN_OPENING,
                [STAFF_LOAD] = SCREEN_STAFF_LOAD,
                [STAFF_LOADING] = SCREEN_STAFF_SCAN,
                [STAFF_CANCELLING] = SCREEN_CLOSE,
                [STAFF_MOVING] = SCREEN_CLOSE,
                [STAFF_REFUSED] = SCREEN_STAFF_REFUSED,
                [STAFF_OVERDUE] = SCREEN_STAFF_OVERDUE,
                [STAFF_PROBLEMS] = SCREEN_STAFF_PROBLEMS,
                [STAFF_ENTERING] = SCREEN_OPENING,
                [STAFF_OPENING_TAKE] = SCREEN_OPENING,
                [STAFF_TAKE] = SCREEN_STAFF_TAKE,
                [STAFF_FOUND] = SCREEN_STAFF_FOUND,
                [STAFF_SETTLING] = SCREEN_STAFF_FOUND,
                [STAFF_STATE] = SCREEN_STAFF_STATE,
                [STAFF_CHECKPOINT] = SCREEN_STAFF_CHECKPOINT,
        };

        return screens[staff->state];
}

static unsigned staff_step_of(const struct staff *staff) {
        switch (staff->state) {
        case STAFF_SCAN:
                return 1;
        case STAFF_BEGINNING:
        case STAFF_OPENING:
        case STAFF_LOAD:
                return 2;
        case STAFF_LOADING:
        case STAFF_CANCELLING:
        case STAFF_MOVING:
                return 3;
        default:
                return 0;
        }
}

static void present_map(const struct box_lists *lists, struct screen_map *map) {
        map->cells = lists->cells;
        map->free_count = lists->free_count;
        map->occupied_count = lists->occupied_count;
        map->overdue_count = lists->overdue_count;
        map->fault_count = lists->fault_count;
        map->alarm_compartment = lists->alarm_compartment;
        map->alarm_reason = lists->alarm_reason;
}

/* What is in the compartment: that of the ticket that is loaded, else what its row says. */
static void present_items(const struct box *box, struct screen_door *door) {
        const struct box_lists *lists = &box->lists;

        if (box->staff.state == STAFF_LOAD) {
                door->items = box->staff.load.items;
                door->item_count = box->staff.load.item_count;
                return;
        }
        for (size_t i = 0; i < lists->count; i++) {
                if (lists->rows[i].compartment != door->compartment)
                        continue;
                door->items = lists->rows[i].items;
                door->item_count = lists->rows[i].item_count;
                return;
        }
}

static void present_staff_door(const struct box *box, struct screen_door *door) {
        const struct staff *staff = &box->staff;

        door->compartment = staff_compartment(staff);
        door->looking = staff->wish == STAFF_WISH_LOOK;
        door->left_open = staff->left_open;
        door->deadline_ms = staff->deadline_ms;
        present_items(box, door);
}

static void present_staff_entry(const struct staff *staff, struct screen_entry *entry) {
        present_digits(entry, &staff->entry);
        entry->again = staff->state == STAFF_NEW_PIN_AGAIN || (staff->state == STAFF_NEW_PIN && staff->entry.failed);
        entry->tries_left = staff->tries_left;
}

static void present_staff_refused(const struct staff *staff, struct screen_refused *refused) {
        refused->refusal = staff->state == STAFF_REFUSED ? staff->refusal : REFUSAL_NONE;
        refused->ticket = staff->refused_ticket;
        refused->no_room = staff->no_room;
        refused->here = staff->here;
        refused->bundle_over = staff->bundle_over;
        refused->pickup_code = staff->pickup_code;
}

static void present_who(const struct staff *staff, struct screen *screen) {
        bool signing_in = staff->state == STAFF_PIN || staff->state == STAFF_NEW_PIN || staff->state == STAFF_NEW_PIN_AGAIN;
        const struct staff_person *person = &staff->persons[signing_in ? staff->signing : 0];

        screen->sub = person->sub[0] ? person->sub : NULL;
        screen->role = person->role;
        screen->second = staff->persons[1].signed_in ? staff->persons[1].sub : NULL;
}

static void present_staff(struct box *box, struct screen *screen) {
        const struct staff *staff = &box->staff;

        screen->id = staff_warns(staff, box->now) ? SCREEN_MORE_TIME : staff_screen(staff);
        screen->staff = true;
        screen->step = staff_step_of(staff);
        screen->steps = screen->step ? STEPS_LOAD : 0;
        present_who(staff, screen);
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                present_staff_entry(staff, &screen->entry);
                break;
        case SCREEN_KIND_MESSAGE:
                if (screen->id == SCREEN_MORE_TIME)
                        screen->message.seconds_left = seconds_until(staff_ends(staff), box->now);
                break;
        case SCREEN_KIND_REFUSED:
                present_staff_refused(staff, &screen->refused);
                break;
        case SCREEN_KIND_DOOR:
                present_staff_door(box, &screen->door);
                break;
        case SCREEN_KIND_SCAN:
                screen->scan.loaded_count = staff->loaded_count;
                screen->scan.free_count = box->lists.free_count;
                screen->scan.reissued = staff->reissued && staff->state == STAFF_SCAN;
                break;
        case SCREEN_KIND_LIST:
                screen->list.rows = box->lists.rows;
                screen->list.row_count = box->lists.count;
                break;
        case SCREEN_KIND_MAP:
                present_map(&box->lists, &screen->map);
                break;
        case SCREEN_KIND_CODE:
                screen->code.text = box->checkpoint.len > 0 ? buffer_text(&box->checkpoint) : NULL;
                break;
        case SCREEN_KIND_PLAIN:
                break;
        }
}

/* ---- over both ---- */

static void present_office(struct box *box, struct screen *screen) {
        const struct bundle *bundle = box->bundle;

        if (box->store)
                screen->box_id = store_config(box->store)->box_id;
        if (!bundle)
                return;
        for (size_t i = 0; i < bundle->contact_count; i++)
                box->contact[i] = bundle->contact[i];
        screen->office = bundle->office;
        screen->contact = box->contact;
        screen->contact_count = bundle->contact_count;
        hours_text(bundle, box->settings.look.language, box->hours, sizeof(box->hours));
        screen->opening_hours = box->hours[0] ? box->hours : NULL;
}

static bool shows_notice(const struct box *box) {
        return box->citizen.state != CITIZEN_IDLE && box->now.mono_ms - box->notice_ms < BOX_NOTICE_MS;
}

/* Another screen over what would be shown; none of them says anything of it. */
static void cover(struct screen *screen, enum screen_id id) {
        memset(&screen->entry, 0, sizeof(*screen) - offsetof(struct screen, entry));
        screen->id = id;
}

static void present_overlay(const struct box *box, struct screen *screen) {
        static const enum screen_id overlays[] = {
                [OVERLAY_NONE] = SCREEN_COUNT,
                [OVERLAY_ACCESS] = SCREEN_ACCESS,
                [OVERLAY_LANGUAGE] = SCREEN_LANGUAGE,
                [OVERLAY_HELP] = SCREEN_HELP,
        };

        if (screen->id == SCREEN_MORE_TIME)
                return;
        if (box->settings.overlay != OVERLAY_NONE)
                cover(screen, overlays[box->settings.overlay]);
        else if (shows_notice(box))
                cover(screen, SCREEN_WAIT);
}

void box_present(struct box *box) {
        struct screen screen;

        memset(&screen, 0, sizeof(screen)); /* padding as well: the screens are compared byte by byte */
        screen.look = box->settings.look;
        screen.wall_ms = box->now.wall_ms - box->now.wall_ms % MINUTE_MS;
        screen.plan = &box->config.plan;
        screen.pressed = box->pressed;
        screen.focus = box->focus;
        screen.clock_doubt = box->clock.doubt;
        screen.no_scanner = box->device_gone[DEVICE_SCANNER];
        screen.no_touch = box->device_gone[DEVICE_TOUCH];
        present_office(box, &screen);
        if (box->broken || !box->bundle)
                screen.id = SCREEN_OUT_OF_ORDER;
        else if (box->staff.state != STAFF_OUT)
                present_staff(box, &screen);
        else
                present_citizen(box, &screen);
        if (screen.id == SCREEN_IDLE && box_is_shut(box))
                cover(&screen, SCREEN_OUT_OF_ORDER);
        if (screen.id != SCREEN_OUT_OF_ORDER)
                present_overlay(box, &screen);
        if (screen.id != box->screen.id)
                box->focus = screen.focus = (struct target){ .id = TARGET_NONE };
        if (box->content_changed || memcmp(&screen, &box->screen, sizeof(screen)) != 0)
                box->serial++;
        box->content_changed = false;
        memcpy(&box->screen, &screen, sizeof(screen));
        explicit_bzero(&screen, sizeof(screen));
}

static int64_t earlier(int64_t a, int64_t b) {
        return a < b ? a : b;
}

/* The next whole second of a countdown to due_ms. */
static int64_t next_second(int64_t due_ms, struct moment now) {
        int64_t left_ms = due_ms - now.mono_ms;

        return left_ms <= 0 ? due_ms : due_ms - (left_ms - 1) / 1000 * 1000;
}

int64_t box_picture_deadline(const struct box *box) {
        int64_t deadline = INT64_MAX;

        if (citizen_warns(&box->citizen, box->now) || box->citizen.state == CITIZEN_DONE)
                deadline = earlier(deadline, next_second(citizen_ends(&box->citizen), box->now));
        if (box->citizen.state == CITIZEN_SLOWED)
                deadline = earlier(deadline, next_second(box->citizen.judge_ms, box->now));
        if (citizen_may_reopen(&box->citizen, box->now))
                deadline = earlier(deadline, box->citizen.closed_ms + CITIZEN_REOPEN_MS);
        if (staff_warns(&box->staff, box->now))
                deadline = earlier(deadline, next_second(staff_ends(&box->staff), box->now));
        if (box->staff.state != STAFF_OUT)
                deadline = earlier(deadline, box->now.mono_ms + MINUTE_MS - box->now.wall_ms % MINUTE_MS);
        if (shows_notice(box))
                deadline = earlier(deadline, box->notice_ms + BOX_NOTICE_MS);
        return deadline;
}

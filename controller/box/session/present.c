/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * From the state of the machines to struct screen: which screen, and what
 * stands in it. The words are ui/'s.
 */
#include <stddef.h>
#include <string.h>

#include "controller/box/session/box_inner.h"
#include "controller/box/session/hours.h"

enum { STEPS_CODE = 4, STEPS_TYPED = 5, MINUTE_MS = 60 * 1000 };

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
                message->seconds_left = moment_seconds_until(box->now, citizen_ends(citizen));
        }
        if (citizen->state == CITIZEN_SLOWED)
                message->seconds_left = moment_seconds_until(box->now, citizen->judge_ms);
        if (citizen_warns(citizen, box->now))
                message->seconds_left = moment_seconds_until(box->now, citizen_ends(citizen));
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
                digits_present(&citizen->entry, &screen->entry);
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

static void present_staff(struct box *box, struct screen *screen) {
        const struct task_sources sources = {
                .lists = &box->lists,
                .checkpoint = box->checkpoint.len > 0 ? buffer_text(&box->checkpoint) : NULL,
        };

        staff_present(&box->staff, &sources, box->now, screen);
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

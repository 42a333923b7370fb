/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/picture.h"

#include <stddef.h>
#include <string.h>

#include "controller/box/session/hours.h"
#include "controller/box/session/task.h"
#include "ui/po/language.h"

enum { STEPS_CODE = 4, STEPS_TYPED = 5, MINUTE_MS = 60 * 1000 };

/* ---- citizen ---- */

enum screen_id picture_of_citizen(enum citizen_state state) {
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
                [CITIZEN_JAM_ASK] = SCREEN_JAM_ASK,
                [CITIZEN_JAM] = SCREEN_JAM,
                [CITIZEN_JAM_TAKE] = SCREEN_JAM_TAKE,
                [CITIZEN_UNLATCHED] = SCREEN_UNLATCHED,
                [CITIZEN_OLD_ASK] = SCREEN_OLD_ASK,
                [CITIZEN_BETWEEN] = SCREEN_BETWEEN,
                [CITIZEN_DONE] = SCREEN_DONE,
                [CITIZEN_RECEIPT] = SCREEN_RECEIPT,
        };

        return screens[state];
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
        case CITIZEN_JAM_TAKE:
        case CITIZEN_UNLATCHED:
        case CITIZEN_OLD_ASK:
        case CITIZEN_BETWEEN:
        case CITIZEN_DONE:
                return 4 + typed;
        default:
                return 0;
        }
}

static void present_choices(struct picture *picture, const struct scene *scene, struct screen_list *list) {
        const struct citizen *citizen = scene->citizen;

        for (unsigned i = 0; i < citizen->offer_count; i++)
                picture->choices[i] = (struct screen_row){
                        .items = citizen->offers[i].items,
                        .item_count = citizen->offers[i].item_count,
                };
        list->rows = picture->choices;
        list->row_count = citizen->offer_count;
        list->first = citizen->first;
}

static const char *receipt_of(const struct scene *scene) {
        return scene->works->recorder.receipt[0] ? scene->works->recorder.receipt : NULL;
}

/* In whole minutes of the time shown, begun ones counted. */
static int64_t locked_until(const struct scene *scene, int64_t shown_ms) {
        int64_t left_ms = scene->citizen->locked_until_ms - clock_watch_steady(&scene->works->upkeep.clock, scene->works->recorder.now);

        return left_ms > 0 ? shown_ms + (left_ms + MINUTE_MS - 1) / MINUTE_MS * MINUTE_MS : 0;
}

static void present_message(const struct scene *scene, int64_t shown_ms, struct screen_message *message) {
        const struct citizen *citizen = scene->citizen;

        message->typed_way = citizen->typed;
        message->tries = STORE_WRONG_LOCK;
        message->tries_left = citizen->tries_left;
        message->is_last = citizen->is_last;
        message->decided_ms = citizen->decided_ms;
        message->refusal = citizen->refusal;
        message->closed_now = citizen->closed_now;
        message->incident = citizen->state == CITIZEN_REFUSED && !citizen->closed_now ? scene->works->incident : 0;
        message->locked_until_ms = locked_until(scene, shown_ms);
        if (citizen->other_box[0])
                message->other_box = bundle_address_in(scene->works->trust.bundle, citizen->other_box,
                                                       language_tag(scene->settings->look.language));
        message->may_reopen = citizen_may_reopen(citizen, scene->works->recorder.now);
        if (citizen->state == CITIZEN_DONE) {
                message->ends_soon = citizen_ends_soon(citizen, scene->works->recorder.now);
                message->receipt = receipt_of(scene);
                message->seconds_left = moment_seconds_until(scene->works->recorder.now, citizen_ends(citizen));
        }
        if (citizen->state == CITIZEN_BETWEEN) {
                message->receipt = receipt_of(scene);
                message->more = citizen->offer_count - 1;
                message->seconds_left = moment_seconds_until(scene->works->recorder.now, citizen_asks_again(citizen));
        }
        if (citizen->state == CITIZEN_SLOWED)
                message->seconds_left = moment_seconds_until(scene->works->recorder.now, citizen->judge_ms);
        message->keeps_code = citizen_keeps_code(citizen);
        if (citizen_warns(citizen, scene->works->recorder.now))
                message->seconds_left = moment_seconds_until(scene->works->recorder.now, citizen_ends(citizen));
}

static void present_door(const struct scene *scene, struct screen_door *door) {
        const struct citizen *citizen = scene->citizen;

        door->incident = citizen->state == CITIZEN_JAM ? scene->works->incident : 0;
        door->compartment = citizen_compartment(citizen);
        door->wants_old = citizen->offer_count > 0 && citizen->offers[citizen->current].wants_old;
        door->left_open = citizen->visit.state == VISIT_REMINDED;
        door->lost = citizen->lost;
}

static void present_citizen(struct picture *picture, const struct scene *scene, struct screen *screen) {
        const struct citizen *citizen = scene->citizen;

        screen->id = citizen_warns(citizen, scene->works->recorder.now) ? SCREEN_MORE_TIME : picture_of_citizen(citizen->state);
        screen->step = citizen_step_of(citizen);
        screen->steps = screen->step ? (citizen->typed ? STEPS_TYPED : STEPS_CODE) : 0;
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                digits_present(&citizen->entry, &screen->entry);
                break;
        case SCREEN_KIND_MESSAGE:
                present_message(scene, screen->wall_ms, &screen->message);
                break;
        case SCREEN_KIND_DOOR:
                present_door(scene, &screen->door);
                break;
        case SCREEN_KIND_LIST:
                present_choices(picture, scene, &screen->list);
                break;
        case SCREEN_KIND_CODE:
                screen->code.text = receipt_of(scene);
                break;
        default:
                break;
        }
}

/* ---- staff ---- */

static void present_staff(const struct scene *scene, struct screen *screen) {
        const struct task_sources sources = {
                .lists = &scene->works->lists,
                .checkpoint = scene->works->recorder.checkpoint.len > 0 ? buffer_text(&scene->works->recorder.checkpoint) : NULL,
                .checkpoint_ms = scene->works->recorder.checkpoint_ms,
                .audited = scene->works->audited,
                .countersigned = &scene->works->countersigned,
                .contradicted = &scene->works->contradicted,
                .stick = &scene->works->stick,
                .export = &scene->works->export,
                .listing = &scene->works->listing,
                .time = &scene->works->clock_set.told,
                .bundle_version = scene->works->trust.bundle->version,
                .lacks_label = works_lack_label(scene->works, &scene->works->looked.consignment),
        };

        staff_present(scene->staff, &sources, scene->works->recorder.now, screen);
}

/* ---- over both ---- */

static void present_office(struct picture *picture, const struct scene *scene, struct screen *screen) {
        const struct bundle *bundle = scene->works->trust.bundle;
        struct bundle_contact contact;

        if (scene->works->recorder.store)
                screen->box_id = store_config(scene->works->recorder.store)->box_id;
        if (!bundle)
                return;
        contact = bundle_contact_in(bundle, language_tag(scene->settings->look.language));
        for (size_t i = 0; i < contact.count; i++)
                picture->contact[i] = contact.lines[i];
        screen->office = bundle->office;
        screen->contact = picture->contact;
        screen->contact_count = contact.count;
        hours_text(bundle, scene->settings->look.language, picture->hours, sizeof(picture->hours));
        screen->opening_hours = picture->hours[0] ? picture->hours : NULL;
}

static bool shows_notice(const struct picture *picture, const struct scene *scene) {
        return scene->citizen->state != CITIZEN_IDLE && scene->works->recorder.now.mono_ms - picture->notice_ms < PICTURE_NOTICE_MS;
}

/* Another screen over what would be shown; none of them says anything of it. */
static void cover(struct screen *screen, enum screen_id id) {
        memset(&screen->entry, 0, sizeof(*screen) - offsetof(struct screen, entry));
        screen->id = id;
}

static void present_overlay(const struct picture *picture, const struct scene *scene, struct screen *screen) {
        static const enum screen_id overlays[] = {
                [OVERLAY_NONE] = SCREEN_COUNT,
                [OVERLAY_ACCESS] = SCREEN_ACCESS,
                [OVERLAY_LANGUAGE] = SCREEN_LANGUAGE,
                [OVERLAY_HELP] = SCREEN_HELP,
        };
        enum screen_id about = screen->id;

        if (screen->id == SCREEN_MORE_TIME)
                return;
        if (scene->settings->overlay != OVERLAY_NONE)
                cover(screen, overlays[scene->settings->overlay]);
        else if (shows_notice(picture, scene))
                cover(screen, SCREEN_SOMEBODY_FIRST);
        if (screen->id == SCREEN_SOMEBODY_FIRST)
                screen->message.door_open = visit_is_open(&scene->citizen->visit);
        if (screen->id == SCREEN_HELP)
                screen->help.about = about;
}

/* Somebody was sent home because the store did not do what they asked for. */
static bool asks_again(const struct picture *picture, const struct scene *scene) {
        return scene->works->recorder.now.mono_ms < picture->again_ms;
}

/* The store does not answer, or the box is out of order, and nobody's session is on the screen. */
static bool is_without_store(const struct scene *scene) {
        return !recorder_ready(&scene->works->recorder) && scene->citizen->state == CITIZEN_IDLE && scene->staff->state == STAFF_OUT;
}

/* A door that is open comes first: whoever stands there is to take what is theirs and close it. What passes soon is only waited for. */
static void present_without_store(const struct picture *picture, const struct scene *scene, struct screen *screen) {
        const struct recorder *recorder = &scene->works->recorder;
        unsigned c = watch_first_open(&scene->works->watch);
        bool soon = recorder->waiting && !recorder->broken && recorder->now.mono_ms - recorder->failed_ms < PICTURE_SOON_MS;

        screen->id = c != 0 ? SCREEN_DOOR : !soon ? SCREEN_OUT_OF_ORDER : asks_again(picture, scene) ? SCREEN_AGAIN : SCREEN_WAIT;
        if (c != 0)
                screen->door.compartment = c;
}

static bool is_full(const struct screen *screen) {
        const struct screen_entry *entry = screen_entered(screen);

        return entry && entry->digit_max > 0 && entry->digit_count == entry->digit_max && !entry->check_failed;
}

/* The focus goes with its screen; with the last digit it stands on "next", until there is one less. */
static void follow_entry(struct picture *picture, struct screen *screen) {
        bool was_full = is_full(&picture->screen);

        if (screen->id != picture->screen.id || (was_full && !is_full(screen) && picture->focus.id == TARGET_NEXT))
                picture->focus = screen->focus = (struct target){ .id = TARGET_NONE };
        else if (is_full(screen) && !was_full)
                picture->focus = screen->focus = (struct target){ .id = TARGET_NEXT };
}

/* Those that the bundle names and its own; a bundle that names none offers all. */
static uint32_t languages_of(const struct scene *scene) {
        const struct bundle *bundle = scene->works->trust.bundle;
        uint32_t languages = 0;

        for (size_t i = 0; bundle && i < bundle->language_count; i++) {
                enum language language = language_from_tag(bundle->languages[i]);

                if (language < LANGUAGE_COUNT)
                        languages |= UINT32_C(1) << language;
        }
        return bundle && bundle->language_count > 0 ? languages | UINT32_C(1) << scene->settings->home : 0;
}

void picture_make(struct picture *picture, const struct scene *scene) {
        struct screen screen;

        memset(&screen, 0, sizeof(screen)); /* padding as well: the screens are compared byte by byte */
        screen.look = scene->settings->look;
        screen.languages = languages_of(scene);
        screen.wall_ms = scene->works->recorder.now.wall_ms - scene->works->recorder.now.wall_ms % MINUTE_MS;
        screen.plan = scene->works->plan;
        screen.pressed = picture->pressed;
        screen.focus = picture->focus;
        screen.rolled_back = scene->works->rolled_back;
        screen.clock_doubt = scene->works->upkeep.clock.doubt;
        screen.no_scanner = scene->works->health.device_gone[DEVICE_SCANNER];
        screen.no_touch = scene->works->health.device_gone[DEVICE_TOUCH];
        present_office(picture, scene, &screen);
        if (!scene->works->trust.bundle) {
                if (!restoring_present(scene->restoring, &screen))
                        screen.id = SCREEN_OUT_OF_ORDER;
        } else if (is_without_store(scene))
                present_without_store(picture, scene, &screen);
        else if (scene->staff->state != STAFF_OUT)
                present_staff(scene, &screen);
        else
                present_citizen(picture, scene, &screen);
        if (screen.id == SCREEN_IDLE && scene->is_shut)
                cover(&screen, SCREEN_OUT_OF_ORDER);
        if (screen.id == SCREEN_IDLE && asks_again(picture, scene))
                cover(&screen, SCREEN_AGAIN);
        present_overlay(picture, scene, &screen);
        /* Not every language has staff's sentences. */
        if (screen_is_of_staff(&screen) && !language_whole(screen.look.language))
                screen.look.language = scene->settings->home;
        follow_entry(picture, &screen);
        if (scene->works->lists_made || memcmp(&screen, &picture->screen, sizeof(screen)) != 0)
                picture->serial++;
        memcpy(&picture->screen, &screen, sizeof(screen));
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

int64_t picture_deadline(const struct picture *picture, const struct scene *scene) {
        int64_t deadline = INT64_MAX;

        if (citizen_warns(scene->citizen, scene->works->recorder.now) || scene->citizen->state == CITIZEN_DONE)
                deadline = earlier(deadline, next_second(citizen_ends(scene->citizen), scene->works->recorder.now));
        if (scene->citizen->state == CITIZEN_BETWEEN)
                deadline = earlier(deadline, next_second(citizen_asks_again(scene->citizen), scene->works->recorder.now));
        if (scene->citizen->state == CITIZEN_SLOWED)
                deadline = earlier(deadline, next_second(scene->citizen->judge_ms, scene->works->recorder.now));
        if (citizen_may_reopen(scene->citizen, scene->works->recorder.now))
                deadline = earlier(deadline, scene->citizen->closed_ms + CITIZEN_REOPEN_MS);
        if (staff_warns(scene->staff, scene->works->recorder.now))
                deadline = earlier(deadline, next_second(staff_ends(scene->staff), scene->works->recorder.now));
        if (scene->staff->state != STAFF_OUT)
                deadline = earlier(deadline, scene->works->recorder.now.mono_ms + MINUTE_MS - scene->works->recorder.now.wall_ms % MINUTE_MS);
        if (asks_again(picture, scene))
                deadline = earlier(deadline, picture->again_ms);
        if (is_without_store(scene) && scene->works->recorder.now.mono_ms - scene->works->recorder.failed_ms < PICTURE_SOON_MS)
                deadline = earlier(deadline, scene->works->recorder.failed_ms + PICTURE_SOON_MS);
        if (shows_notice(picture, scene))
                deadline = earlier(deadline, picture->notice_ms + PICTURE_NOTICE_MS);
        return deadline;
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* A box whose store was put back: two people begin again, or are told what is missing. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

#include <assert.h>

static const struct {
        enum text_id title, todo;
} words[] = {
        [SCREEN_RESTORE_NONE] = { TEXT_STAFF_RESTORE_FAULT, TEXT_STAFF_RESTORE_FAULT_TODO },
        [SCREEN_RESTORE_CONFIRM] = { TEXT_STAFF_RESTORE_CONFIRM, TEXT_STAFF_RESTORE_CONFIRM_TODO },
        [SCREEN_RESTORE_DONE] = { TEXT_STAFF_RESTORE_DONE, TEXT_STAFF_RESTORE_DONE_TODO },
        [SCREEN_RESTORE_BUNDLE] = { TEXT_STAFF_RESTORE_BUNDLE, TEXT_STAFF_RESTORE_BUNDLE_TODO },
        [SCREEN_RESTORE_CLOCK] = { TEXT_STAFF_RESTORE_CLOCK, TEXT_STAFF_RESTORE_CLOCK_TODO },
        [SCREEN_RESTORE_MANAGER] = { TEXT_STAFF_RESTORE_MANAGER, TEXT_STAFF_RESTORE_MANAGER_TODO },
        [SCREEN_RESTORE_OTHER] = { TEXT_STAFF_RESTORE_OTHER, TEXT_STAFF_RESTORE_OTHER_TODO },
        [SCREEN_RESTORE_LOCKED] = { TEXT_STAFF_RESTORE_LOCKED, TEXT_STAFF_RESTORE_LOCKED_TODO },
        [SCREEN_RESTORE_FAULT] = { TEXT_STAFF_RESTORE_FAULT, TEXT_STAFF_RESTORE_FAULT_TODO },
        [SCREEN_RESTORE_BADGE] = { TEXT_STAFF_RESTORE_FAULT, TEXT_STAFF_RESTORE_FAULT_TODO },
};
static_assert(ARRAY_LEN(words) == SCREEN_RESTORE_COUNT, "everything that is said has its sentences");

static void confirm(struct build *build) {
        struct button both[] = {
                { .target = { .id = TARGET_NEXT }, .text = build_say(build, TEXT_STAFF_RESTORE_BEGIN, NULL), .icon = ICON_RIGHT, .strong = true },
                { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL), .icon = ICON_LEFT },
        };

        frame_actions(build, both, ARRAY_LEN(both));
}

void screen_staff_restore(struct build *build) {
        enum screen_restore said = build->screen->restore.said;
        bool good = said == SCREEN_RESTORE_CONFIRM || said == SCREEN_RESTORE_DONE;
        struct view_rect desk;
        bool ends = said == SCREEN_RESTORE_LOCKED; /* nothing follows */
        struct button next = { .target = { .id = TARGET_NEXT }, .text = build_say(build, ends ? TEXT_BUTTON_END : TEXT_BUTTON_NEXT, NULL),
                               .icon = ends ? ICON_TICK : ICON_RIGHT, .strong = true };
        struct parts parts = { .count = 0 };

        if ((unsigned)said >= SCREEN_RESTORE_COUNT)
                said = SCREEN_RESTORE_FAULT;
        desk = frame_sign(build, &(struct sign){ .colour = good ? SIGN_CITY : SIGN_BAD, .title = build_say(build, words[said].title, NULL) });
        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "todo", .text = build_say(build, words[said].todo, NULL), .type = TYPE_BODY,
                                         .lines = 6 });
        parts_draw(build, &parts, frame_matter(build, desk, said == SCREEN_RESTORE_CONFIRM ? 2 : 1), build->theme.ink);
        if (said == SCREEN_RESTORE_CONFIRM)
                confirm(build);
        else if (said != SCREEN_RESTORE_DONE)
                frame_actions(build, &next, 1);
        frame_bar(build, said == SCREEN_RESTORE_DONE ? BAR_OPEN : BAR_STAFF);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* How an export is checked: what to bring, what to type, what it says. */
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

void screen_staff_checking(struct build *build) {
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .high = true, .title = build_say(build, TEXT_STAFF_CHECKING, NULL) });
        const char *name = build->screen->export.name[0] ? build->screen->export.name : "pickupbox";
        const char *command = build_say(build, TEXT_CHECKING_COMMAND, "folder", name, NULL);
        enum type type = build->portrait ? TYPE_BODY : TYPE_LABEL;
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_POINT, .name = "key", .type = type, .lines = 4, .text = build_say(build, TEXT_CHECKING_KEY, NULL) });
        parts_add(&parts, (struct part){ .kind = PART_POINT, .name = "command", .type = type, .lines = 4, .text = command,
                                         .gap = build->size.space[SPACE_SMALL] });
        parts_add(&parts, (struct part){ .kind = PART_POINT, .name = "compare", .type = type, .lines = 4, .text = build_say(build, TEXT_CHECKING_COMPARE, NULL),
                                         .gap = build->size.space[SPACE_SMALL] });
        parts_add(&parts, (struct part){ .kind = PART_POINT, .name = "others", .type = type, .lines = 4, .drop = 1, .text = build_say(build, TEXT_CHECKING_OTHERS, NULL),
                                         .gap = build->size.space[SPACE_SMALL] });
        parts_draw(build, &parts, frame_matter(build, desk, 1), build->theme.ink);
        staff_back(build);
        frame_bar(build, BAR_STAFF);
}

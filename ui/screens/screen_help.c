/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Help over a screen: what to do there now; for citizens when the box is open and where the service desk is, for staff how to sign out.
 * On a wide panel what the desk has no room for stands on the sign.
 */
#include <string.h>

#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"

enum { GUIDE_LINES = 3 };

/* What a code is held to does not read: then nobody is sent there. */
static enum text_id guide_of(const struct screen *screen) {
        int guide = screen_guide(screen->help.about);

        if (guide == NO_GUIDE)
                guide = TEXT_GUIDE_IDLE;
        return screen->no_scanner && (guide == TEXT_GUIDE_IDLE || guide == TEXT_GUIDE_CODE) ? TEXT_GUIDE_TYPED : (enum text_id)guide;
}

/* The next line of a text, or NULL after the last. */
static const char *next_line(struct build *build, const char **text) {
        const char *line = *text;
        size_t len;

        if (!line)
                return NULL;
        len = strcspn(line, "\n");
        *text = line[len] == '\n' ? line + len + 1 : NULL;
        return build_format(build, "%.*s", (int)len, line);
}

static void add_desk(struct build *build, struct parts *parts) {
        parts_add(parts, (struct part){ .kind = PART_TEXT, .name = "desk", .text = parts_desk(build),
                                        .type = TYPE_BODY_BOLD, .lines = 2, .gap = build->size.space[SPACE_LARGE] });
        parts_add_contact(build, parts, TYPE_BODY);
}

/* The title of the guide on the sign, and its lines. Returns the desk. */
static struct view_rect begin(struct build *build, int gap, struct parts *parts) {
        const char *text = build_say(build, guide_of(build->screen), NULL), *title = next_line(build, &text), *line;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = SIGN_CITY, .title = title, .high = true });

        for (unsigned i = 0; i < GUIDE_LINES && (line = next_line(build, &text)); i++)
                parts_add(parts, (struct part){ .kind = PART_POINT, .name = "line", .text = line, .type = TYPE_BODY, .lines = 5,
                                                .gap = gap, .drop = i == 2 ? 1 : 0 });
        return desk;
}

/* Draws what was listed, and the way back. */
static void end(struct build *build, struct view_rect desk, const struct parts *parts) {
        struct button back = { .target = { .id = TARGET_BACK }, .text = build_say(build, TEXT_BUTTON_BACK, NULL),
                               .icon = ICON_LEFT, .strong = true };

        parts_draw(build, parts, frame_matter(build, desk, 1), build->theme.ink);
        frame_actions(build, &back, 1);
}

void screen_staff_help(struct build *build) {
        struct parts parts = { .count = 0 };
        struct view_rect desk = begin(build, build->size.space[SPACE_MEDIUM], &parts);

        parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "out", .icon = ICON_LOG_OUT, .type = TYPE_BODY, .drop = 2,
                                         .text = build_say(build, TEXT_STAFF_HELP_OUT, NULL), .gap = build->size.space[SPACE_LARGE] });
        end(build, desk, &parts);
        frame_bar(build, BAR_ACCESS | BAR_LANGUAGE);
}

void screen_help(struct build *build) {
        const struct screen *screen = build->screen;
        struct parts parts = { .count = 0 };
        struct view_rect desk = begin(build, build->size.space[SPACE_SMALL], &parts);

        if (screen->help.about == SCREEN_IDLE || screen->help.about == SCREEN_OUT_OF_ORDER)
                parts_add(&parts, (struct part){ .kind = PART_LINE, .name = "hours", .text = screen->opening_hours, .icon = ICON_CLOCK,
                                                 .type = TYPE_BODY, .gap = build->size.space[SPACE_MEDIUM], .drop = 2 });
        add_desk(build, &parts);
        end(build, desk, &parts);
        frame_bar(build, BAR_ALL & ~(unsigned)BAR_HELP);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office sent on a stick: a line a file, and what became of it. */
#include <assert.h>

#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/rows.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

static const struct {
        enum text_id title, todo;
} states[] = {
        [SCREEN_STICK_READING] = { TEXT_ADOPT_READING, TEXT_ADOPT_READING_TODO },
        [SCREEN_STICK_NONE] = { TEXT_ADOPT_NONE, TEXT_ADOPT_NONE_TODO },
        [SCREEN_STICK_UNREADABLE] = { TEXT_ADOPT_UNREADABLE, TEXT_ADOPT_UNREADABLE_TODO },
        [SCREEN_STICK_EMPTY] = { TEXT_ADOPT_EMPTY, TEXT_ADOPT_EMPTY_TODO },
        [SCREEN_STICK_READ] = { TEXT_ADOPT_READ, TEXT_ADOPT_MORE },
};
static_assert(ARRAY_LEN(states) == SCREEN_STICK_STATE_COUNT, "every state of a stick has its sentences");

static const enum text_id sent[] = {
        [SCREEN_SENT_TAKEN] = TEXT_ADOPT_SENT_TAKEN,
        [SCREEN_SENT_OLD] = TEXT_ADOPT_SENT_OLD,
        [SCREEN_SENT_KNOWN] = TEXT_ADOPT_SENT_KNOWN,
        [SCREEN_SENT_OTHER_BOX] = TEXT_ADOPT_SENT_OTHER_BOX,
        [SCREEN_SENT_ENROLMENT] = TEXT_ADOPT_SENT_ENROLMENT,
        [SCREEN_SENT_FOREIGN] = TEXT_ADOPT_SENT_FOREIGN,
        [SCREEN_SENT_DAMAGED] = TEXT_ADOPT_SENT_DAMAGED,
        [SCREEN_SENT_TOO_LONG] = TEXT_ADOPT_SENT_TOO_LONG,
        [SCREEN_SENT_LACKS] = TEXT_ADOPT_SENT_LACKS,
        [SCREEN_SENT_BUSY] = TEXT_ADOPT_SENT_BUSY,
        [SCREEN_SENT_FAULT] = TEXT_ADOPT_SENT_FAULT,
};
static_assert(ARRAY_LEN(sent) == SCREEN_SENT_COUNT, "whatever becomes of a file has its words");

/* Taken, or nothing to be done about it. */
static bool is_well(enum screen_sent what) {
        return what == SCREEN_SENT_TAKEN || what == SCREEN_SENT_OLD || what == SCREEN_SENT_KNOWN;
}

/* The name above what became of it. */
static void file(struct build *build, unsigned i, struct view_rect rect) {
        const struct screen_stick *stick = &build->screen->stick;
        const char *what = build_say(build, sent[stick->files[i].sent], NULL), *name = stick->files[i].name;
        int size = build->size.line_icon, indent = build->size.indent, line = build_style(build, TYPE_LABEL).line_px;
        bool well = is_well(stick->files[i].sent);

        build_icon(build, well ? ICON_TICK : ICON_WARNING, rect.x, rect.y, size, well || build->theme.contrast ? build->theme.ink : build->theme.bad);
        build_write(build, &(struct writing){ .name = "row", .text = name, .type = TYPE_LABEL, .like = LIKE_ROW, .shrink = true, .rgb = build->theme.ink,
                                              .room = { rect.x + indent, rect.y, rect.w - indent, 0 } });
        build_write(build, &(struct writing){ .name = "row_what", .text = what, .type = TYPE_LABEL_BOLD, .like = LIKE_DETAIL, .shrink = true, .rgb = build->theme.ink,
                                              .room = { rect.x + indent, rect.y + line, rect.w - indent, 0 } });
        build_speak(build, build_format(build, "%s: %s.", name, what));
}

static struct rows files(struct build *build, struct view_rect room) {
        const struct screen_stick *stick = &build->screen->stick;
        int pitch = build_style(build, TYPE_LABEL).line_px + build_style(build, TYPE_LABEL_BOLD).line_px + build->size.gap;
        struct rows rows = rows_cut_even(stick->count, pitch, room.h, stick->first);

        for (size_t i = rows.from; i < rows.to; i++)
                file(build, (unsigned)i, (struct view_rect){ room.x, room.y + (int)(i - rows.from) * pitch, room.w, pitch });
        return rows;
}

void screen_staff_adopt(struct build *build) {
        const struct screen_stick *stick = &build->screen->stick;
        bool is_read = stick->state == SCREEN_STICK_READ, reading = stick->state == SCREEN_STICK_READING;
        const char *title = build_say(build, states[stick->state].title, NULL), *todo = build_say(build, states[stick->state].todo, NULL);
        const char *version = build_say(build, TEXT_ADOPT_VERSION, "n", build_format(build, "%u", stick->version), NULL);
        struct button again = { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_ADOPT_AGAIN, NULL), .icon = ICON_USB, .strong = true };
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = is_read || reading ? SIGN_CITY : SIGN_BAD, .high = true, .title = title,
                                           .hint = is_read && stick->more ? build_format(build, "%s %s", version, todo) : version });
        struct view_rect room = frame_matter(build, desk, reading ? 1 : 2);
        struct parts parts = { .count = 0 };
        struct rows rows = { .to = 0 };

        if (is_read)
                rows = files(build, room);
        else
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "todo", .text = todo, .type = TYPE_BODY, .lines = 8 });
        parts_draw(build, &parts, room, build->theme.ink);
        if (!reading)
                frame_actions_over(build, &again, 1, 1);
        rows_buttons(build, &rows, is_read ? stick->count : 0);
        frame_bar(build, BAR_STAFF);
}

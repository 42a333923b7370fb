/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office sent on a stick, or a witness signed: a line a file, and what became of it. */
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
        [SCREEN_STICK_READ] = { TEXT_ADOPT_READ, TEXT_NONE },
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
        [SCREEN_SENT_NO_WITNESS] = TEXT_WITNESSED_NOBODY,
        [SCREEN_SENT_CONTRADICTS] = TEXT_WITNESSED_CONTRADICTS,
};
static_assert(ARRAY_LEN(sent) == SCREEN_SENT_COUNT, "whatever becomes of a file has its words");

/* A checkpoint is of a ledger, not for a box. */
static enum text_id words_for(const struct build *build, enum screen_sent what) {
        return build->screen->id == SCREEN_STAFF_WITNESSED && what == SCREEN_SENT_OTHER_BOX ? TEXT_WITNESSED_OTHER : sent[what];
}

/* Taken, or nothing to be done about it. */
static bool is_well(enum screen_sent what) {
        return what == SCREEN_SENT_TAKEN || what == SCREEN_SENT_OLD || what == SCREEN_SENT_KNOWN;
}

/* The name above what became of it. */
static void file(struct build *build, unsigned i, struct view_rect rect) {
        const struct screen_stick *stick = &build->screen->stick;
        const char *what = build_say(build, words_for(build, stick->files[i].sent), NULL), *name = stick->files[i].name;
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

/* What was not read, and what to do about it; NULL: all was. */
static const char *unread(struct build *build) {
        const struct screen_stick *stick = &build->screen->stick;

        if (stick->state != SCREEN_STICK_READ || (stick->unread == 0 && !stick->crowded))
                return NULL;
        if (stick->crowded)
                return build_say(build, TEXT_ADOPT_CROWDED, NULL);
        return build_say(build, TEXT_ADOPT_UNREAD, "most", build_format(build, "%d", SCREEN_STICK_FILES), "n", build_format(build, "%u", stick->unread), NULL);
}

struct stick_sign {
        const char *title, *hint, *todo;
        bool bad;
};

static void draw_stick(struct build *build, const struct stick_sign *said) {
        const struct screen_stick *stick = &build->screen->stick;
        bool is_read = stick->state == SCREEN_STICK_READ, reading = stick->state == SCREEN_STICK_READING;
        struct button again = { .target = { .id = TARGET_AGAIN }, .text = build_say(build, TEXT_ADOPT_AGAIN, NULL), .icon = ICON_USB, .strong = true };
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = (is_read || reading) && !said->bad ? SIGN_CITY : SIGN_BAD, .high = true,
                                           .title = said->title, .hint = said->hint, .hint_lines = build->portrait ? unread(build) ? 5 : 3 : 6 });
        struct view_rect room = frame_matter(build, desk, reading ? 1 : 2);
        struct parts parts = { .count = 0 };
        struct rows rows = { .to = 0 };

        if (is_read)
                rows = files(build, room);
        else
                parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "todo", .text = said->todo, .type = TYPE_BODY, .lines = 8 });
        parts_draw(build, &parts, room, build->theme.ink);
        if (!reading)
                frame_actions_over(build, &again, 1, 1);
        rows_buttons(build, &rows, is_read ? stick->count : 0);
        frame_bar(build, BAR_STAFF);
}

/* NULL: the list says all. */
static const char *todo_of(struct build *build, enum text_id empty) {
        const struct screen_stick *stick = &build->screen->stick;
        enum text_id todo = stick->state != SCREEN_STICK_EMPTY ? states[stick->state].todo : stick->crowded ? TEXT_ADOPT_CROWDED : empty;

        return todo == TEXT_NONE ? NULL : build_say(build, todo, NULL);
}

void screen_staff_adopt(struct build *build) {
        const struct screen_stick *stick = &build->screen->stick;
        const char *version = build_say(build, TEXT_ADOPT_VERSION, "n", build_format(build, "%u", stick->version), NULL), *left = unread(build);

        draw_stick(build, &(struct stick_sign){ .title = build_say(build, states[stick->state].title, NULL), .todo = todo_of(build, TEXT_ADOPT_EMPTY_TODO),
                           .hint = left ? build_format(build, "%s %s", version, left) : version });
}

static bool contradicts(const struct screen_stick *stick) {
        for (unsigned i = 0; stick->state == SCREEN_STICK_READ && i < stick->count; i++)
                if (stick->files[i].sent == SCREEN_SENT_CONTRADICTS)
                        return true;
        return false;
}

void screen_staff_witnessed(struct build *build) {
        const struct screen_stick *stick = &build->screen->stick;
        bool bad = contradicts(stick), empty = stick->state == SCREEN_STICK_EMPTY;
        enum text_id title = bad ? TEXT_CHECKPOINT_CONTRADICTED : empty ? TEXT_WITNESSED_EMPTY : states[stick->state].title;
        const char *left = unread(build), *hint = bad ? build_say(build, TEXT_CHECKPOINT_CONTRADICTED_TODO, NULL) : left ? left : build_say(build, TEXT_WITNESSED_HINT, NULL);

        draw_stick(build, &(struct stick_sign){ .title = build_say(build, title, NULL), .hint = hint, .bad = bad,
                           .todo = todo_of(build, TEXT_WITNESSED_EMPTY_TODO) });
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* The checkpoint of the ledger as a QR code, for auditors to scan with a device of their own. */
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/moment.h"
#include "ui/screens/frame.h"
#include "ui/screens/parts.h"
#include "ui/screens/screens.h"
#include "ui/screens/staff.h"

enum { ROOT_LEN = 32, ROOT_TEXT_LEN = 44, GROUPS_A_LINE = 8 };

/* What stands in lines 2 and 3 of a checkpoint (C2SP tlog-checkpoint): tree size and root hash. */
struct head {
        unsigned long long size;
        uint8_t root[ROOT_LEN];
};

static bool read_head(const char *text, struct head *ret_head) {
        const char *size = text ? strchr(text, '\n') : NULL, *root = size ? strchr(size + 1, '\n') : NULL;
        size_t len;

        if (!root || strlen(root + 1) < ROOT_TEXT_LEN)
                return false;
        ret_head->size = strtoull(size + 1, NULL, 10);
        return base64_decode(root + 1, ROOT_TEXT_LEN, ret_head->root, ROOT_LEN, &len) && len == ROOT_LEN;
}

static void fact(struct build *build, struct view_rect room, enum text_id label, const char *name, const char *text) {
        int label_h = build_style(build, TYPE_LABEL).line_px;
        const char *what = build_say(build, label, NULL);

        build_write(build, &(struct writing){ .name = "label", .text = what, .type = TYPE_LABEL, .like = LIKE_LABEL,
                                              .room = { room.x, room.y, room.w, 0 }, .shrink = true,
                    .rgb = build->theme.ink });
        build_write(build, &(struct writing){ .name = name, .text = text, .type = TYPE_BODY_BOLD, .like = LIKE_VALUE,
                                              .room = { room.x, room.y + label_h, room.w, 0 }, .shrink = true,
                    .rgb = build->theme.ink });
        build_speak(build, build_format(build, "%s: %s.", what, text));
}

static const char *date_of(struct build *build, const struct local_time *local) {
        return build_say(build, TEXT_DATE_SHORT, "day", build_format(build, "%02d", local->day), "month",
                         build_format(build, "%02d", local->month), NULL);
}

/* "14.11., 9:05" */
static const char *moment_of(struct build *build, int64_t wall_ms) {
        struct local_time local;

        moment_local(wall_ms, &local);
        return build_format(build, "%s, %d:%02d", date_of(build, &local), local.hour, local.minute);
}

/* Who countersigned last, when and how much of it. */
static const char *countersigned(struct build *build) {
        const struct screen_code *code = &build->screen->code;

        if (!code->witness)
                return build_say(build, TEXT_CHECKPOINT_NOT_COUNTERSIGNED, NULL);
        return build_say(build, TEXT_CHECKPOINT_COUNTERSIGNED, "n", staff_grouped(build, code->witnessed_size), "witness", code->witness, "moment",
                         moment_of(build, code->witnessed_ms), NULL);
}

/* How far the ledger has grown since an auditor was here, and what was countersigned. */
static const char *hint(struct build *build, const struct head *head) {
        const struct screen_code *code = &build->screen->code;
        const char *since;
        struct local_time local;

        if (code->audited && code->audited_size <= head->size) {
                moment_local(code->audited_ms, &local);
                since = build_say(build, TEXT_CHECKPOINT_GROWN, "date", date_of(build, &local), "time", build_format(build, "%d:%02d", local.hour, local.minute),
                                  "n", build_count(build, TEXT_CHECKPOINT_NEW, (unsigned)(head->size - code->audited_size)), NULL);
        } else {
                since = build_say(build, TEXT_CHECKPOINT_FIRST, NULL);
        }
        return build_format(build, "%s %s", since, countersigned(build));
}

/* One below the other, or two beside each other where there is more width than height. */
static void facts(struct build *build, struct view_rect room, const struct head *head) {
        int label_h = build_style(build, TYPE_LABEL).line_px, value_h = build_style(build, TYPE_BODY_BOLD).line_px;
        int columns = room.w < 11 * value_h && room.h > 4 * (label_h + value_h) ? 1 : 2, lines = 4 / columns;
        int pitch = (room.h + room.h / 16) / lines, w = (room.w - (columns - 1) * 8) / columns;
        struct local_time local;
        const char *date;

        moment_local(build->screen->code.signed_ms, &local);
        date = date_of(build, &local);
        for (int i = 0; i < 4; i++) {
                static const enum text_id labels[4] = { TEXT_CHECKPOINT_SIZE, TEXT_CHECKPOINT_BOX, TEXT_CHECKPOINT_DATE,
                                                        TEXT_CHECKPOINT_TIME };
                static const char *const names[4] = { "size", "box", "date", "time" };
                const char *values[4] = { staff_grouped(build, head->size), build->screen->box_id ? build->screen->box_id : "", date,
                                          build_format(build, "%d:%02d:%02d", local.hour, local.minute, local.second) };
                int column = i % columns, line = i / columns;

                fact(build, (struct view_rect){ room.x + column * (w + 8), room.y + line * pitch, w, 0 }, labels[i], names[i],
                     values[i]);
        }
}

/* Hexadecimal in groups of four, as one reads it to another. */
static void root(struct build *build, struct view_rect room, const struct head *head) {
        int label_h = build_style(build, TYPE_LABEL).line_px, line_h = build_style(build, TYPE_BODY_BOLD).line_px,
                y = room.y + label_h;
        enum type type = room.w > GROUPS_A_LINE * build_width(build, TYPE_BODY_BOLD, "00000") ? TYPE_BODY_BOLD : TYPE_LABEL_BOLD;
        int space = build_width(build, TYPE_LABEL_BOLD, " ") * 2 / 3, pitch = (room.w + space) / GROUPS_A_LINE;

        build_write(build, &(struct writing){ .name = "label", .text = build_say(build, TEXT_CHECKPOINT_ROOT, NULL),
                                              .type = TYPE_LABEL,
                    .room = { room.x, room.y, room.w, 0 }, .rgb = build->theme.ink });
        build_fix(build, room);
        for (int i = 0; i < ROOT_LEN / 2; i++) {
                build_write(build, &(struct writing){ .name = "root",
                                                      .text = build_format(build, "%02x%02x", head->root[2 * i],
                                                                           head->root[2 * i + 1]), .type = type, .like = LIKE_CELL,
                            .room = { room.x + i % GROUPS_A_LINE * pitch, y + i / GROUPS_A_LINE * line_h, pitch - space, 0 }, .shrink = true,
                            .rgb = build->theme.ink });
        }
        build_unfix(build);
}

static void none(struct build *build, struct view_rect room) {
        struct parts parts = { .count = 0 };

        parts_add(&parts, (struct part){ .kind = PART_TEXT, .name = "none", .text = build_say(build, TEXT_CHECKPOINT_NONE, NULL),
                                         .type = TYPE_BODY });
        parts_draw(build, &parts, room, build->theme.ink);
}

static bool takes_witnessed(enum role role) {
        return role == ROLE_AUDITOR || role == ROLE_MANAGER;
}

void screen_staff_checkpoint(struct build *build) {
        const struct screen *screen = build->screen;
        struct button witnessed = { .target = target_of(TARGET_TASK, TASK_WITNESSED), .text = build_say(build, TEXT_STAFF_WITNESSED, NULL) };
        struct head head;
        bool is_read = read_head(screen->code.text, &head);
        bool bad = screen->code.contradicted;
        struct view_rect desk = frame_sign(build, &(struct sign){ .colour = bad ? SIGN_BAD : SIGN_CITY, .high = true, .hint_lines = build->portrait ? 6 : 10,
                                           .title = build_say(build, bad ? TEXT_CHECKPOINT_CONTRADICTED : TEXT_STAFF_CHECKPOINT, NULL),
                                           .hint = bad ? build_say(build, TEXT_CHECKPOINT_CONTRADICTED_TODO, NULL) :
                                                   is_read ? hint(build, &head) : NULL });
        struct view_rect room = frame_matter(build, desk, 1);
        int root_h = build_style(build, TYPE_LABEL).line_px + 2 * build_style(build, TYPE_BODY_BOLD).line_px;
        int most = room.h - root_h - build->size.gap / 2, side = most < room.w * 8 / 11 ? most : room.w * 8 / 11;
        int pad = build->size.pad, left = room.h - root_h - side;

        if (!build->portrait && side > room.w / 2)
                side = room.w / 2 - pad / 2;
        if (is_read) {
                struct view_rect code = { room.x, room.y, side, side };

                /* White under the code on every theme: readers want dark on light, four modules quiet (ISO/IEC 18004). */
                build_box(build, code, BUILD_RGB(0xFFFFFF), NODE_CLEAR, 0, 12);
                build_qr(build, screen->code.text, QR_LEVEL_M, rect_inset(code, side / 12));
                facts(build, (struct view_rect){ room.x + side + pad, room.y, room.w - side - pad, side }, &head);
                root(build, (struct view_rect){ room.x, room.y + side + (left < 2 * pad ? left / 2 : 2 * pad), room.w, 0 }, &head);
        } else {
                none(build, room);
        }
        if (takes_witnessed(screen->role))
                frame_back_and(build, &witnessed);
        else
                staff_back(build);
        frame_bar(build, BAR_STAFF);
}

/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be touched on a screen, and its name for tests and for `pickupbox sim`. */
#pragma once

#include <stdbool.h>

/* What can be touched. Names as `sim press` takes them: "key_5", "next", "language_de", "cell_12", "choose_0". */
enum target_id {
        TARGET_NONE,
        TARGET_KEY,             /* number: 0 to 9 */
        TARGET_SHOW,            /* show what was typed */
        TARGET_DELETE,
        TARGET_NEXT,            /* the strong button */
        TARGET_BACK,
        TARGET_CANCEL,
        TARGET_HELP,
        TARGET_ACCESS,
        TARGET_LANGUAGE,        /* the bar's */
        TARGET_START,           /* idle: anywhere else */
        TARGET_PICK_LANGUAGE,   /* number: enum language */
        TARGET_TYPED,           /* I only have number and PIN */
        TARGET_CHOOSE,          /* number: row */
        TARGET_AGAIN,
        TARGET_COUNTER,         /* collect it at the service desk instead */
        TARGET_YES,
        TARGET_NO,
        TARGET_MORE_TIME,
        TARGET_END,
        TARGET_NOT_TAKEN,
        TARGET_RECEIPT,
        TARGET_CANNOT_FIND,     /* I cannot find the compartment */
        TARGET_TOGGLE_LARGE,
        TARGET_TOGGLE_CONTRAST,
        TARGET_TOGGLE_SPEECH,
        TARGET_TOGGLE_EASY,
        TARGET_TOGGLE_SCREEN,   /* the picture off and on */
        TARGET_QUIETER,
        TARGET_LOUDER,
        TARGET_SLOWER,
        TARGET_FASTER,
        TARGET_SIGN_OUT,
        TARGET_TASK,            /* number: enum word_task; a button of the staff's menu */
        TARGET_LOAD_CANCEL,     /* do not load */
        TARGET_NOT_EMPTY,       /* the compartment is not empty */
        TARGET_FOUND_TAKEN,     /* taken out */
        TARGET_FOUND_KEPT,      /* stays inside */
        TARGET_FOUND_EMPTY,
        TARGET_FOUND_ELSE,
        TARGET_ROW,             /* number: index into rows */
        TARGET_CELL,            /* number: compartment */
        TARGET_AROUND,          /* number: compartment; the part of the cabinet around it, enlarged */
        TARGET_TYPE_CELL,       /* its number is typed */
        TARGET_ROWS,            /* number: a row; the page of the list that has it */
        TARGET_ALERT,           /* to what the overview warns of */
        TARGET_PAGE_TAKE,       /* a compartment's page: open it and take out what is there */
        TARGET_PAGE_LOOK,       /* … open it and see what is there */
        TARGET_PAGE_OPEN,       /* … open it for a reason */
        TARGET_PAGE_SHUT,       /* … take it out of use */
        TARGET_ID_COUNT,
};

struct target {
        enum target_id id;
        unsigned number;
};

static inline bool target_equal(struct target a, struct target b) {
        return a.id == b.id && a.number == b.number;
}

enum { TARGET_NAME_SIZE = 32 };
void target_name(struct target target, char ret_name[TARGET_NAME_SIZE]);
/* False when no target has that name. */
bool target_from_name(const char *name, struct target *ret_target);

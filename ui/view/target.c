/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/target.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"
#include "base/words/task.h"
#include "ui/po/language.h"
#include "ui/view/plan.h"

/* A name that ends in '_' is followed by the target's number; that of a task is the task's word. */
static const char *const target_names[] = {
        [TARGET_NONE] = "none", [TARGET_KEY] = "key_", [TARGET_SHOW] = "show", [TARGET_DELETE] = "delete", [TARGET_NEXT] = "next",
        [TARGET_BACK] = "back", [TARGET_CANCEL] = "cancel", [TARGET_HELP] = "help", [TARGET_ACCESS] = "access",
        [TARGET_LANGUAGE] = "language", [TARGET_START] = "start", [TARGET_PICK_LANGUAGE] = "language_", [TARGET_TYPED] = "typed",
        [TARGET_CHOOSE] = "choose_", [TARGET_AGAIN] = "again", [TARGET_COUNTER] = "counter", [TARGET_YES] = "yes",
        [TARGET_NO] = "no",
        [TARGET_MORE_TIME] = "more_time", [TARGET_END] = "end", [TARGET_NOT_TAKEN] = "not_taken", [TARGET_RECEIPT] = "receipt",
        [TARGET_CANNOT_FIND] = "cannot_find", [TARGET_TOGGLE_LARGE] = "toggle_large", [TARGET_TOGGLE_CONTRAST] = "toggle_contrast",
        [TARGET_TOGGLE_SPEECH] = "toggle_speech", [TARGET_TOGGLE_EASY] = "toggle_easy", [TARGET_QUIETER] = "quieter",
        [TARGET_LOUDER] = "louder", [TARGET_TOGGLE_SCREEN] = "toggle_screen",
        [TARGET_SLOWER] = "slower", [TARGET_FASTER] = "faster", [TARGET_SIGN_OUT] = "sign_out",
        [TARGET_TASK] = "", [TARGET_LOAD_CANCEL] = "load_cancel",
        [TARGET_NOT_EMPTY] = "not_empty", [TARGET_FOUND_TAKEN] = "found_taken", [TARGET_FOUND_KEPT] = "found_kept", [TARGET_FOUND_EMPTY] = "found_empty",
        [TARGET_FOUND_ELSE] = "found_else", [TARGET_ROW] = "row_", [TARGET_CELL] = "cell_", [TARGET_AROUND] = "around_",
        [TARGET_TYPE_CELL] = "type_cell", [TARGET_ROWS] = "rows_", [TARGET_ALERT] = "alert", [TARGET_PAGE_TAKE] = "page_take", [TARGET_PAGE_LOOK] = "page_look",
        [TARGET_PAGE_OPEN] = "page_open", [TARGET_PAGE_SHUT] = "page_shut",
};
static_assert(ARRAY_LEN(target_names) == TARGET_ID_COUNT, "every target has a name");

static bool numbered(const char *name) {
        size_t len = strlen(name);

        return len > 0 && name[len - 1] == '_';
}

void target_name(struct target target, char ret_name[TARGET_NAME_SIZE]) {
        const char *name = (unsigned)target.id < TARGET_ID_COUNT ? target_names[target.id] : "none";

        if (target.id == TARGET_TASK)
                name = word_task_name((enum word_task)target.number);
        if (!name)
                name = "none";
        if (target.id == TARGET_PICK_LANGUAGE && target.number < LANGUAGE_COUNT)
                snprintf(ret_name, TARGET_NAME_SIZE, "%s%s", name, language_tag((enum language)target.number));
        else if (numbered(name))
                snprintf(ret_name, TARGET_NAME_SIZE, "%s%u", name, target.number);
        else
                snprintf(ret_name, TARGET_NAME_SIZE, "%s", name);
}

static bool read_number(enum target_id id, const char *text, unsigned *ret_number) {
        unsigned long number;
        char *end;

        if (id == TARGET_PICK_LANGUAGE) {
                *ret_number = language_from_tag(text);
                return *ret_number < LANGUAGE_COUNT;
        }
        if (text[0] < '0' || text[0] > '9' || (text[0] == '0' && text[1]))
                return false;
        number = strtoul(text, &end, 10);
        if (*end || number > (id == TARGET_KEY ? 9 : PLAN_CELLS_MAX))
                return false;
        *ret_number = (unsigned)number;
        return true;
}

bool target_from_name(const char *name, struct target *ret_target) {
        enum word_task task = word_task_from_name(name);

        if (task != TASK_NONE) {
                *ret_target = (struct target){ TARGET_TASK, task };
                return true;
        }
        for (unsigned id = TARGET_NONE + 1; id < TARGET_ID_COUNT; id++) {
                struct target target = { .id = (enum target_id)id };
                size_t len = strlen(target_names[id]);

                if (id == TARGET_TASK)
                        continue;
                if (numbered(target_names[id]) ? strncmp(name, target_names[id], len) != 0 || !read_number(target.id, name + len,
                        &target.number)
                                               : strcmp(name, target_names[id]) != 0)
                        continue;
                *ret_target = target;
                return true;
        }
        return false;
}

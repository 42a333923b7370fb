/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/words/task.h"

#include <string.h>

#include "base/words/word.h"

#define TASK_WORD(member, name, icon) [TASK_##member] = #name,
static const char *const words[TASK_COUNT] = { TASK_LIST(TASK_WORD) };
static const struct word_list list = { words, TASK_COUNT };

const char *word_task_name(enum word_task task) {
        return words_at(&list, (unsigned)task);
}

enum word_task word_task_from_name(const char *name) {
        return (enum word_task)words_find(&list, name, strlen(name));
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/task.h"

#define TASK_ROW(member, name) [member] = &task_##name,
static const struct task *const tasks[TASK_COUNT] = { TASK_LIST(TASK_ROW) };

const struct task *task_of(enum word_task task) {
        return tasks[task];
}

const struct task *task_from_target(enum target_id id) {
        for (unsigned i = 0; i < TASK_COUNT; i++)
                if (id != TARGET_NONE && tasks[i]->target == id)
                        return tasks[i];
        return NULL;
}

bool task_allows(const struct task *task, enum role role, bool limited) {
        return (task->roles & ROLE_BIT(role)) && !(task->opens && limited);
}

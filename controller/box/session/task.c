/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/task.h"

#define TASK_ROW(member, name, icon) [TASK_##member] = &task_##name,
const struct task *const task_table[TASK_COUNT] = { TASK_LIST(TASK_ROW) };

const struct task *task_of(unsigned task) {
        return task < TASK_COUNT ? task_table[task] : NULL;
}

static bool leads(const struct task *task, enum role role, bool limited) {
        return limited ? task->leads_in_doubt : (task->leads & ROLE_BIT(role)) != 0;
}

unsigned task_menu(enum role role, bool limited, uint8_t ret_menu[TASK_COUNT]) {
        unsigned count = 0;

        for (unsigned strong = 0; strong < 2; strong++)
                for (unsigned i = TASK_NONE + 1; i < TASK_COUNT; i++)
                        if (task_in_menu(task_table[i], limited) && task_allows(task_table[i], role, limited) && leads(task_table[i], role, limited) == (strong == 0))
                                ret_menu[count++] = (uint8_t)i;
        return count;
}
